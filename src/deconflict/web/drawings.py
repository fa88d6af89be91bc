"""An incident drawn: each source's number on a line, lines of reporting over time, and how the toll changed. Only geometry; templates draw it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from deconflict.model import Attribute, Claim
from deconflict.show.view import label
from deconflict.values.count import Count
from deconflict.web.incident_view import IncidentView, Source
from deconflict.web.plots import Days, Scale, Tick

_TOTALS = ("killed", "injured", "missing", "captured", "displaced")


@dataclass(frozen=True, slots=True)
class Dot:
    """What one source tells of a number: the number told, the interval that it leaves (``open`` where it has no end), and the position it belongs to."""

    source: Source
    shown: str
    at: float
    low: float
    high: float
    open: bool
    place: int
    claim: str


@dataclass(frozen=True, slots=True)
class Range:
    """A count with each source on a line of its own: best, low and high on top."""

    label: str
    status: str
    rule: str
    best: int
    low: int | None
    high: int | None
    best_at: float
    low_at: float
    high_at: float
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


def ranges(view: IncidentView) -> tuple[Range, ...]:
    """The counts of people of which two sources or more tell, or which have more than one reading."""
    counts = [
        item for item in view.entry.incident.attributes if item.name in _TOTALS and item.type == "count" and isinstance(item.best, int)
    ]
    drawn = (_range(view, attribute) for attribute in counts if attribute.group is None or len(attribute.positions) > 1)
    return tuple(item for item in drawn if len(item.dots) > 1)


def _range(view: IncidentView, attribute: Attribute) -> Range:
    """One count as a plot."""
    told = list(_told(view, attribute))
    best, low, high = (value if isinstance(value, int) else None for value in (attribute.best, attribute.low, attribute.high))
    ends = [value for _, count, _ in told for value in (count.low, count.best, count.high) if value is not None]
    scale = Scale.over([*ends, *(value for value in (best, low, high) if value is not None)])
    dots = tuple(_dot(view, source, claim, count, place, scale) for source, count, (place, claim) in told)
    top = 98.0 if high is None else scale.at(high)
    return Range(
        label(attribute),
        str(attribute.status),
        attribute.rule,
        best or 0,
        low,
        high,
        scale.at(best or 0),
        scale.at(low or 0),
        top,
        dots,
        scale.ticks(),
    )


def _told(view: IncidentView, attribute: Attribute) -> Iterator[tuple[Source, Count, tuple[int, Claim]]]:
    """What each source tells, the columns' order kept; of several numbers of one source each that belongs to another position."""
    for source in view.sources:
        for place, position in enumerate(attribute.positions):
            mine = [claim for claim in position.claims if claim.span.report == source.report.id and isinstance(claim.value, Count)]
            exact = min(mine, key=lambda claim: _width(claim.value), default=None)
            if exact is not None and isinstance(exact.value, Count):
                yield source, exact.value, (place, exact)


def _width(value: object) -> float:
    """How much an interval leaves open."""
    return value.ceiling - value.low if isinstance(value, Count) else 0.0


def _dot(view: IncidentView, source: Source, claim: Claim, count: Count, place: int, scale: Scale) -> Dot:
    """One source's number on the scale."""
    high = 98.0 if count.high is None else scale.at(count.high)
    return Dot(source, count.show(), scale.at(count.best), scale.at(count.low), high, count.high is None, place, view.entry.claim_id(claim))


@dataclass(frozen=True, slots=True)
class Node:
    """A report in the lineage: when it came out, and from which row its copy is drawn (None for the first of its line)."""

    source: Source
    at: float | None
    row: int
    origin: tuple[float, int] | None
    end: bool


@dataclass(frozen=True, slots=True)
class LineagePlot:
    """Lines of reporting over time, a row for each report; copies hang from the first of their line."""

    nodes: tuple[Node, ...]
    ticks: tuple[Tick, ...]
    lines: int


def lineage(view: IncidentView) -> LineagePlot | None:
    """Who came first in each line of reporting, and who carried it on; None for a single report."""
    days = [source.report.day for source in view.sources if source.report.day]
    if len(view.sources) < 2:
        return None
    axis = Days(min(days), max(days)) if days else None
    firsts: dict[int, tuple[float, int]] = {}
    nodes = []
    for row, source in enumerate(view.sources):
        at = axis.at(source.report.day) if axis and source.report.day else None
        origin = firsts.get(source.line)
        firsts.setdefault(source.line, (50.0 if at is None else at, row))
        nodes.append(Node(source, at, row, origin, at is not None and at > 60))
    return LineagePlot(tuple(nodes), axis.ticks() if axis else (), len(firsts))


@dataclass(frozen=True, slots=True)
class Step:
    """A toll told on a day."""

    at: float
    number: float
    low: float
    high: float
    shown: str
    source: Source
    day: date


@dataclass(frozen=True, slots=True)
class TollPlot:
    """How a toll changed over the days of its reports; heights in percent from the bottom, ``path`` the latest number after each day."""

    label: str
    steps: tuple[Step, ...]
    path: tuple[tuple[float, float, float, float], ...]
    days: tuple[Tick, ...]
    numbers: tuple[Tick, ...]


def tolls(view: IncidentView) -> tuple[TollPlot, ...]:
    """The totals that reports of two days or more tell of."""
    found = [
        _toll(view, item) for item in view.entry.incident.attributes if item.name in _TOTALS and item.group is None and item.type == "count"
    ]
    return tuple(item for item in found if item is not None)


def _toll(view: IncidentView, attribute: Attribute) -> TollPlot | None:
    """One total over time; None where all reports that tell of it are of one day."""
    told = [(source.report.day, source, count) for source, count, _ in _told(view, attribute) if source.report.day]
    days = sorted({day for day, _, _ in told})
    if len(days) < 2:
        return None
    axis, scale = Days(days[0], days[-1]), Scale.over([0, *(count.high if count.high is not None else count.best for _, _, count in told)])
    steps = tuple(
        Step(axis.at(day), scale.at(count.best), scale.at(count.low), scale.at(count.high if count.high is not None else count.best), count.show(), source, day)
        for day, source, count in sorted(told, key=lambda item: (item[0], item[2].best))
    )  # fmt: skip
    return TollPlot(label(attribute), steps, tuple(_path(steps)), axis.ticks(4), scale.ticks(4))


def _path(steps: Sequence[Step]) -> Iterator[tuple[float, float, float, float]]:
    """Lines between the greatest numbers of the days, one after the other."""
    tops = {step.at: step.number for step in steps}
    points = sorted(tops.items())
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        yield x1, y1, x2, y2
