"""Ledgers to export: three incidents made by hand, and the reports of examples/ as the program reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from deconflict.export.facts import Facts
from deconflict.ledger.answers import Entry, Filter
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.sources import read_sources
from tests.export.three import open_three
from tests.ledgers import still

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def entries_of(ledger: Ledger) -> list[Entry]:
    return [ledger.incident(head.id) for head in ledger.iterate(Filter(background=None))]


@pytest.fixture(scope="session")
def three_ledger(tmp_path_factory):
    with open_three(tmp_path_factory.mktemp("three") / "ledger.db") as ledger:
        yield ledger


@pytest.fixture(scope="session")
def three(three_ledger) -> list[Entry]:
    return entries_of(three_ledger)


@pytest.fixture(scope="session")
def by_place(three) -> dict[str, Facts]:
    return {facts.place.name: facts for facts in map(Facts, three)}


@pytest.fixture(scope="session")
def examples(reader, tmp_path_factory) -> list[Entry]:
    sources = list(read_sources([str(EXAMPLES)]))
    with Ledger.open(tmp_path_factory.mktemp("examples") / "ledger.db", clock=still) as ledger:
        ledger.add((reader.read(source.report) for source in sources), [source.document for source in sources])
        return entries_of(ledger)
