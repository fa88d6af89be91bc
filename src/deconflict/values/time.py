"""When something happened: an interval of days, seen from a calendar or from an unknown publish day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from deconflict.values.relation import Relation

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Time:
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

    def relation(self, other: Time) -> Relation:
        """Interval inside interval refines; apart conflicts; a calendar day and an offset are incomparable."""
        if self == other:
            return Relation.SAME
        if self._frame() != other._frame():
            return Relation.INCOMPARABLE
        mine, theirs = self._hours(), other._hours()
        if mine[0] >= theirs[1] or theirs[0] >= mine[1]:
            return Relation.COMPATIBLE if self._touches(other) else Relation.CONFLICTS
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

    def _touches(self, other: Time) -> bool:
        """Whether hours of night join the two: 'overnight' may be told of either day."""
        mine, theirs = self._hours(), other._hours()
        gap = max(mine[0], theirs[0]) - min(mine[1], theirs[1])
        nightly = any(time.closes > 24 or (time.opens, time.closes) != (0.0, 24.0) for time in (self, other))
        return nightly and gap < 12

    def show(self) -> str:
        """ISO dates, or offsets such as 'day -7 to -1', and hours where they are told."""
        hours = "" if (self.opens, self.closes) == (0.0, 24.0) else f" {_clock(self.opens)}-{_clock(self.closes)}"
        return self._shown_days() + hours

    def _shown_days(self) -> str:
        """The days without the hours."""
        if self.start is not None and self.end is not None:
            return str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        if self.first is not None:
            return f"day {self.first}" if self.first == self.last else f"day {self.first} to {self.last}"
        if self.weekday is not None:
            return _WEEKDAYS[self.weekday]
        return _MONTHS[self.month - 1] if self.month is not None else "some day"

    @classmethod
    def parse(cls, words: str) -> Time | None:
        """The value that ``show`` wrote; None for anything else."""
        match = _SHOWN.fullmatch(words)
        if match is None:
            return None
        opens, closes = (_hour(match["opens"]), _hour(match["closes"])) if match["opens"] else (0.0, 24.0)
        if match["start"]:
            start = date.fromisoformat(match["start"])
            return cls(start, date.fromisoformat(match["end"]) if match["end"] else start, opens=opens, closes=closes)
        if match["first"]:
            return cls(first=int(match["first"]), last=int(match["last"] or match["first"]), opens=opens, closes=closes)
        if match["name"] in _WEEKDAYS:
            return cls(weekday=_WEEKDAYS.index(match["name"]), opens=opens, closes=closes)
        month = _MONTHS.index(match["name"]) + 1 if match["name"] in _MONTHS else None
        return cls(month=month, opens=opens, closes=closes)


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_SHOWN = re.compile(
    r"(?:(?P<start>\d{4}-\d\d-\d\d)(?: to (?P<end>\d{4}-\d\d-\d\d))?|day (?P<first>-?\d+)(?: to (?P<last>-?\d+))?"
    r"|(?P<name>" + "|".join((*_WEEKDAYS, *_MONTHS, "some day")) + r"))(?: (?P<opens>\d+:\d\d)-(?P<closes>\d+:\d\d))?"
)


def _clock(hours: float) -> str:
    """Hours as a clock shows them."""
    return f"{int(hours)}:{round(hours % 1 * 60):02d}"


def _hour(clock: str) -> float:
    """A clock's time in hours."""
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60
