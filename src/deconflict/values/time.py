"""When something happened: an interval of days, seen from a calendar or from an unknown publish day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deconflict.values.frozen import Frozen
from deconflict.values.relation import Relation
from deconflict.values.time_words import MONTHS, SHOWN, WEEKDAYS, WHOLE_DAY, next_day, read_hours, shown_hours


@dataclass(frozen=True, slots=True)
class Time(Frozen):
    """Days ``start`` to ``end``, both inclusive, and hours of the day from ``opens`` to ``closes`` (24 at most, beyond it into the next day).

    Without an anchor ``first`` and ``last`` are offsets in days from the unknown day of publication (-7 to -1: the past week); ``weekday``
    (0 is Monday) and ``month`` keep what "on Monday" or "in June" say where nothing anchors them.
    """

    start: date | None = None
    end: date | None = None
    first: int | None = None
    last: int | None = None
    weekday: int | None = None
    month: int | None = None
    opens: float = 0.0
    closes: float = 24.0

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None) or (self.start is not None and self.end is not None and self.end < self.start):
            raise ValueError(f"no interval of days: {self.start} to {self.end}")
        if (self.first is None) != (self.last is None) or (self.first is not None and self.last is not None and self.last < self.first):
            raise ValueError(f"no interval of offsets: {self.first} to {self.last}")

    @property
    def anchored(self) -> bool:
        """Whether the days are those of a calendar."""
        return self.start is not None

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day, where they are known."""
        return (self.start, self.end) if self.start is not None and self.end is not None else None

    @property
    def span(self) -> int:
        """How many days the interval holds; 0 where nothing is known."""
        if self.start is not None and self.end is not None:
            return (self.end - self.start).days + 1
        return self.last - self.first + 1 if self.first is not None and self.last is not None else 0

    @property
    def length(self) -> float:
        """How many hours the interval holds, by the frame that it is counted in."""
        opens, closes = self._hours()
        return closes - opens

    def relation(self, other: Time) -> Relation:
        """Interval inside interval refines; apart conflicts; a calendar day and an offset are incomparable."""
        if self == other:
            return Relation.SAME
        if (self.start is None or other.start is None) and self._frame() != other._frame():
            return Relation.INCOMPARABLE
        mine, theirs = self._hours(), other._hours()
        if mine[0] >= theirs[1] or theirs[0] >= mine[1]:
            return Relation.COMPATIBLE if self._touches(other, mine, theirs) else Relation.CONFLICTS
        inside = theirs[0] <= mine[0] and mine[1] <= theirs[1]
        outside = mine[0] <= theirs[0] and theirs[1] <= mine[1]
        if inside and outside:
            return Relation.COMPATIBLE
        return Relation.REFINES if inside else Relation.GENERALISES if outside else Relation.COMPATIBLE

    def _frame(self) -> tuple[str, int | None]:
        """What the interval is counted from; only intervals of one frame compare."""
        if self.anchored:
            return "calendar", None
        if self.first is not None:
            return "offset", None
        return ("weekday", self.weekday) if self.weekday is not None else ("month", self.month)

    def _hours(self) -> tuple[float, float]:
        """The interval in hours from the origin of its frame."""
        if self.start is not None and self.end is not None:
            return self.start.toordinal() * 24 + self.opens, self.end.toordinal() * 24 + self.closes
        return (self.first or 0) * 24 + self.opens, (self.last or 0) * 24 + self.closes

    def _touches(self, other: Time, mine: tuple[float, float], theirs: tuple[float, float]) -> bool:
        """Whether hours join the two: those of a night may be told of either day, and two clocks may stand in two zones."""
        gap = max(mine[0], theirs[0]) - min(mine[1], theirs[1])
        return gap < 12 and ((self._clocked and other._clocked) or self._nightly or other._nightly)

    @property
    def _clocked(self) -> bool:
        """Whether hours of the day are told."""
        return (self.opens, self.closes) != WHOLE_DAY

    @property
    def _nightly(self) -> bool:
        """Whether the hours told lie about a night: their middle between six in the evening and six in the morning."""
        return self._clocked and not 6 < (self.opens + self.closes) / 2 < 18

    def show(self) -> str:
        """ISO dates, or offsets such as 'day -7 to -1', then the hours where they are told: '2025-11-07 to 2025-11-08, night'."""
        hours = shown_hours(self.opens, self.closes)
        return f"{self._shown_days()}, {hours}" if hours else self._shown_days()

    def _shown_days(self) -> str:
        """The days without the hours; hours past midnight end on the next day."""
        more = int(next_day(self.opens, self.closes))
        if self.start is not None and self.end is not None:
            end = self.end + timedelta(more)
            return str(self.start) if self.start == end else f"{self.start} to {end}"
        if self.first is not None and self.last is not None:
            return f"day {self.first}" if self.first == self.last + more else f"day {self.first} to {self.last + more}"
        if self.weekday is not None:
            return WEEKDAYS[self.weekday]
        return MONTHS[self.month - 1] if self.month is not None else "some day"

    @classmethod
    def parse(cls, words: str) -> Time | None:
        """The value that ``show`` wrote; None for anything else."""
        match = SHOWN.fullmatch(words)
        hours = read_hours(match["hours"]) if match else None
        if match is None or hours is None:
            return None
        try:
            return cls(**_read_days(match, int(next_day(*hours))), opens=hours[0], closes=hours[1])
        except ValueError:
            return None


def _read_days(match: re.Match[str], more: int) -> dict[str, Any]:
    """The days that ``show`` wrote; where hours run on, the last one shown is the day after. Raises ValueError for no days of a calendar."""
    if match["start"]:
        start, end = date.fromisoformat(match["start"]), date.fromisoformat(match["end"] or match["start"])
        return {"start": start, "end": end - timedelta(more if end > start else 0)}
    if match["first"]:
        first, last = int(match["first"]), int(match["last"] or match["first"])
        return {"first": first, "last": last - (more if last > first else 0)}
    if match["name"] in WEEKDAYS:
        return {"weekday": WEEKDAYS.index(match["name"])}
    return {"month": MONTHS.index(match["name"]) + 1 if match["name"] in MONTHS else None}
