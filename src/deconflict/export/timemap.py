"""timemap (Forensic Architecture): events and sources as its two endpoints take them; every value is a string or a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deconflict.export.facts import Facts
from deconflict.export.table import Column, Table, one
from deconflict.model import Report


def _text(value: Callable[[Any], Any]) -> Callable[[Any], str]:
    """A value as timemap has it: a string, empty for nothing."""
    return lambda row: "" if (found := value(row)) is None else str(found)


def _lacks(facts: Facts) -> str | None:
    """timemap's rule: an event needs a date or a point."""
    return "neither a day nor a point told: timemap needs one of them" if facts.days is None and facts.point is None else None


def _precision(facts: Facts) -> str | None:
    """How exactly the day is told."""
    return None if facts.days is None else "day" if facts.days[0] == facts.days[1] else f"{facts.days[0]} to {facts.days[1]}"


def _comments(facts: Facts) -> str | None:
    """The estimates of the dead and injured."""
    tolls = {name: facts.toll(name) for name in ("killed", "injured")}
    told = [
        f"{name}: {toll.best} ({toll.low} to {toll.high if toll.high is not None else 'no end told'})"
        for name, toll in tolls.items()
        if toll
    ]
    return "; ".join(told) or None


EVENTS: Table[Facts] = Table("events", one, (
    Column("id", "the ledger's id", lambda facts: facts.head.id),
    Column("description", "the incident in one line", lambda facts: facts.incident.headline),
    Column("date", "the first day on which it may have happened", _text(lambda facts: facts.days and facts.days[0].isoformat())),
    Column("time", "empty: hours are kept as a range in the ledger", lambda facts: ""),
    Column("time_precision", "'day', or the interval", _text(_precision)),
    Column("location", "the place by name", _text(lambda facts: facts.place and facts.place.show())),
    Column("latitude", "degrees north; empty for countries, divisions and regions", _text(lambda facts: facts.point and facts.point[0])),
    Column("longitude", "degrees east; empty where `latitude` is", _text(lambda facts: facts.point and facts.point[1])),
    Column("type", "empty: a style of the map's own", lambda facts: ""),
    Column("category", "the kind", lambda facts: facts.incident.kind.name),
    Column("category_full", "the kind with those above it", lambda facts: " < ".join(kind.name for kind in (facts.incident.kind, *facts.incident.kind.ancestors))),
    Column("associations", "who did it, where one is named", lambda facts: [facts.actor.name] if facts.actor else [], "list"),
    Column("sources", "the ids of the reports", lambda facts: [report.id for report in facts.reports], "list"),
    Column("comments", "the dead and injured with their bounds", _text(_comments)),
), _lacks)  # fmt: skip

SOURCES: Table[Report] = Table("sources", lambda facts: facts.reports, (
    Column("id", "the report's id", lambda report: report.id),
    Column("title", "its title", _text(lambda report: report.title)),
    Column("thumbnail", "empty: pictures are not kept", lambda report: ""),
    Column("paths", "empty list: files are with their outlets", lambda report: [], "list"),
    Column("type", "'Report'", lambda report: "Report"),
    Column("affil_s", "the outlet", lambda report: [report.outlet] if report.outlet else [], "list"),
    Column("url", "its address", _text(lambda report: report.url)),
    Column("description", "empty: the ledger's quotes are in `jsonl`", lambda report: ""),
    Column("parent", "empty: a report stands for itself", lambda report: ""),
    Column("author", "its author", _text(lambda report: report.author)),
    Column("date", "the day of publication", _text(lambda report: report.day)),
    Column("notes", "what a reader should know of it", lambda report: "; ".join(report.problems)),
), _lacks)  # fmt: skip
