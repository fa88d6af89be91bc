"""Lines of reporting over many reports: which come of one text, and from which older one, where dates tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from deconflict.link.kinship import trace
from deconflict.link.memory import MemoryShelf
from deconflict.link.shelf import Shelf
from deconflict.model import Lineage, Reading


def trace_lineage(readings: Sequence[Reading]) -> tuple[Lineage, ...]:
    """The lines of descent among reports: each report is in exactly one. Order and ids do not depend on the order given."""
    ordered = sorted(readings, key=lambda reading: reading.report.id)
    shelf = MemoryShelf({reading.report.id: reading for reading in ordered}.get)
    for reading in ordered:
        trace(shelf, reading)
    return lineages_on(shelf, ordered)


def lineages_on(shelf: Shelf, readings: Iterable[Reading]) -> tuple[Lineage, ...]:
    """The lines of some readings that are on a shelf, numbered by the ids of their reports."""
    by_id = {reading.report.id: reading for reading in sorted(readings, key=lambda reading: reading.report.id)}
    members: dict[str, list[str]] = {}
    for report, line in shelf.lines(by_id).items():
        members.setdefault(line, []).append(report)
    ordered = sorted(sorted(reports) for reports in members.values())
    return tuple(_lineage(shelf, number, reports, by_id) for number, reports in enumerate(ordered, 1))


def _lineage(shelf: Shelf, number: int, reports: Sequence[str], by_id: dict[str, Reading]) -> Lineage:
    """One line with its direction, where dates tell it: each report is copied from its oldest kin."""
    sources = []
    for report, held in shelf.kin(reports).items():
        others = sorted(
            {name for item in held if item.sort != "quotes" for name in (item.first, item.second) if name != report and name in by_id}
        )
        older = [other for other in others if before(by_id[other].report.published, by_id[report].report.published)]
        if older:
            sources.append((report, (min(older, key=lambda other: (by_id[other].report.moment, other)),)))
    return Lineage(f"L{number}", tuple(reports), tuple(sources))


def before(first: date | None, second: date | None) -> bool:
    """Whether one moment is surely before another; within a day only hours tell."""
    if first is None or second is None:
        return False
    if isinstance(first, datetime) and isinstance(second, datetime) and (first.tzinfo is None) == (second.tzinfo is None):
        return first < second
    return _day(first) < _day(second)


def _day(moment: date) -> date:
    """A moment's day."""
    return moment.date() if isinstance(moment, datetime) else moment
