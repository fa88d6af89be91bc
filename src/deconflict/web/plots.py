"""Geometry of the drawings: where on a line things stand, in percent of its length, so that a drawing fits any screen. Templates draw it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deconflict.ledger.overview import Day


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what stands there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers on a line from 2 to 98 percent; by square roots where one number is far beyond the others."""

    low: float
    high: float
    root: bool = False

    @classmethod
    def over(cls, numbers: Sequence[float]) -> Scale:
        """A scale from nothing, or from near the least where all lie far from nothing, to the greatest."""
        high = max(numbers, default=1) or 1
        low = min(numbers, default=0)
        start = 0.0 if low < 0.6 * high else math.floor(low * 0.9)
        return cls(start, high, root=high > 20 * max(1, sorted(numbers)[len(numbers) // 2] if numbers else 1))

    def at(self, number: float) -> float:
        """Where a number stands, in percent."""
        low, high, value = (math.sqrt(x) if self.root else x for x in (self.low, self.high, min(max(number, self.low), self.high)))
        return round(2 + 96 * (value - low) / ((high - low) or 1), 2)

    def ticks(self, most: int = 6) -> tuple[Tick, ...]:
        """Round numbers along the scale."""
        step = 10.0 ** math.floor(math.log10(max(1.0, (self.high - self.low) / most)))
        step = max(1.0, next(step * factor for factor in (1, 2, 5, 10) if (self.high - self.low) / (step * factor) <= most))
        first = math.ceil(self.low / step) * step
        numbers = [first + step * place for place in range(int((self.high - first) / step) + 1)]
        return tuple(Tick(self.at(number), f"{number:,.0f}") for number in numbers)


@dataclass(frozen=True, slots=True)
class Days:
    """Days on a line from 2 to 98 percent."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day stands, in percent; in the middle where there is only one."""
        whole = (self.last - self.first).days
        return round(2 + 96 * (day - self.first).days / whole, 2) if whole else 50.0

    def ticks(self, most: int = 6) -> tuple[Tick, ...]:
        """Some days along the line."""
        whole = (self.last - self.first).days
        step = max(1, math.ceil(whole / most))
        days = [self.first + timedelta(days=step * place) for place in range(whole // step + 1)]
        return tuple(Tick(self.at(day), f"{day:%-d %b %Y}" if whole > 300 or len(days) == 1 else f"{day:%-d %b}") for day in days)


@dataclass(frozen=True, slots=True)
class Bar:
    """Some days of the timeline: their first and last, how many incidents, and where the bar stands; heights in percent of the highest."""

    since: str
    until: str
    count: int
    contested: int
    left: float
    width: float
    height: float
    marked: float
    chosen: bool


def bars(days: Sequence[Day], since: date | None, until: date | None, most: int = 72) -> tuple[Bar, ...]:
    """Incidents by days, weeks, months or years, as many bars as fit; those inside what is chosen are told."""
    if not days:
        return ()
    first, last = date.fromisoformat(days[0].day), date.fromisoformat(days[-1].day)
    edges = _edges(first, last, most)
    counts, contested = [0] * (len(edges) - 1), [0] * (len(edges) - 1)
    place = 0
    for item in days:
        day = date.fromisoformat(item.day)
        while day >= edges[place + 1]:
            place += 1
        counts[place] += item.count
        contested[place] += item.contested
    width, top = 100 / len(counts), max(counts)
    return tuple(
        Bar(
            str(edges[at]), str(edges[at + 1] - timedelta(days=1)), counts[at], contested[at], round(at * width, 3), round(width * 0.86, 3),
            round(100 * counts[at] / top, 2), round(100 * contested[at] / top, 2),
            (since is None or edges[at + 1] > since) and (until is None or edges[at] <= until),
        )
        for at in range(len(counts))
    )  # fmt: skip


def _edges(first: date, last: date, most: int) -> list[date]:
    """The first days of as many days, weeks, months or years as there are between two days, and the day after the last."""
    whole = (last - first).days + 1
    if whole <= 7 * most:
        step = 1 if whole <= most else 7
        start = first - timedelta(days=first.weekday()) if step == 7 else first
        return [start + timedelta(days=step * place) for place in range(math.ceil(((last - start).days + 1) / step) + 1)]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= most else 12 * math.ceil(months / 12 / most)
    begin = first.year * 12 + (first.month - 1 if step == 1 else 0)
    number = math.ceil((last.year * 12 + last.month - begin) / step)
    return [date(min(9999, (begin + step * place) // 12), (begin + step * place) % 12 + 1, 1) for place in range(number + 1)]
