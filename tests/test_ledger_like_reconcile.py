"""A ledger that got the same reports, in any order, tells the same incidents with the same values as ``reconcile``. All incidents are invented."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deconflict.ledger.answers import Filter
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.sources import read_sources
from deconflict.model import Report
from deconflict.reconcile.reconcile import reconcile
from tests.ledgers import reader, still

EXAMPLES = Path(__file__).parent.parent / "examples"
AMBUSH = "Gunmen ambushed an army patrol near Liwa, in western Chad, on Friday night, {}, {} said."


def told(incident):
    """What is to be equal: everything but ids and the order of equals."""
    values = {
        (a.name, a.group, a.status, a.best, a.low, a.high, a.rule, a.how, tuple(sorted(p.text for p in a.positions)))
        for a in incident.attributes
    }
    return incident.kind, incident.background, incident.headline, incident.lines, frozenset(values), incident.grade


def in_ledger(readings, where):
    with Ledger.open(where, clock=still) as ledger:
        ledger.add(readings)
        entries = [ledger.incident(head.id).incident for head in ledger.iterate(Filter(background=None))]
    return {frozenset((mention.report, mention.id) for mention in incident.mentions): told(incident) for incident in entries}


def in_record(readings):
    return {frozenset((m.report, m.id) for m in incident.mentions): told(incident) for incident in reconcile(readings).incidents}


@pytest.fixture(scope="module")
def examples():
    return [reader().read(source.report) for source in read_sources([str(EXAMPLES)]) if not isinstance(source, Exception)]


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_examples_give_the_same_incidents_in_any_order(examples, tmp_path, seed):
    mixed = list(examples)
    if seed is not None:
        random.Random(seed).shuffle(mixed)
    assert in_ledger(mixed, tmp_path / "l.db") == in_record(examples)


def test_hours_of_publication_tell_which_figure_is_later(tmp_path):
    early = Report(
        "early", AMBUSH.format("killing two soldiers", "a spokesman"), published=datetime(2025, 11, 8, 9, tzinfo=UTC), language="en"
    )
    late = Report(
        "late", AMBUSH.format("killing five soldiers", "the ministry"), published=datetime(2025, 11, 8, 17, tzinfo=UTC), language="en"
    )
    readings = [reader().read(late), reader().read(early)]
    found = in_ledger(readings, tmp_path / "l.db")
    assert found == in_record(readings)
    (incident,) = found.values()
    assert {(name, status, best) for name, group, status, best, *_ in incident[4] if name == "killed"} == {("killed", "updated", 5)}
