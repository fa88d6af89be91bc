"""Days and hours as people write them, and read back: '2025-10-14, morning', '2025-10-14, about 10:40', '2025-11-07 to 2025-11-08, night'."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from deconflict.resources import table

WHOLE_DAY = (0.0, 24.0)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SHOWN = re.compile(
    r"(?:(?P<start>\d{4}-\d\d-\d\d)(?: to (?P<end>\d{4}-\d\d-\d\d))?|day (?P<first>-?\d+)(?: to (?P<last>-?\d+))?"
    r"|(?P<name>" + "|".join((*WEEKDAYS, *MONTHS, "some day")) + r"))(?:, (?P<hours>.+))?"
)
_CLOCKS = re.compile(r"(\d\d?):([0-5]\d) to (\d\d?):([0-5]\d)")
_ABOUT = re.compile(r"about (\d\d?):([0-5]\d)")


def shown_hours(opens: float, closes: float) -> str:
    """Hours of a day in words: a part of the day by its name, the hour after a clock's time as about that time, else from clock to clock."""
    part = _parts().get((opens, closes))
    if (opens, closes) == WHOLE_DAY or part is not None:
        return part or ""
    return f"about {clock(opens)}" if _about(opens, closes) else f"{clock(opens)} to {clock(closes)}"


def read_hours(words: str | None) -> tuple[float, float] | None:
    """What ``shown_hours`` wrote; None for anything else."""
    if not words:
        return WHOLE_DAY
    if match := _ABOUT.fullmatch(words):
        return _hour(match[1], match[2]), _hour(match[1], match[2]) + 1
    if match := _CLOCKS.fullmatch(words):
        opens, closes = _hour(match[1], match[2]), _hour(match[3], match[4])
        return opens, closes if closes > opens else closes + 24
    return next((hours for hours, part in _parts().items() if part == words), None)


def next_day(opens: float, closes: float) -> bool:
    """Whether hours are shown to run into the next day: a night does, about 23:40 does not."""
    return closes > 24 and not _about(opens, closes)


def clock(hours: float) -> str:
    """An hour of a day, or of the next one, as a clock shows it; the end of a day is 24:00."""
    minutes = round(hours * 60)
    minutes = minutes if minutes <= 24 * 60 else minutes - 24 * 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shown_moment(moment: date) -> str:
    """A day, or a moment by the clock of its own zone: '2025-11-08, 20:00 UTC+01:00'."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    zone = moment.isoformat()[-6:] if moment.utcoffset() else ""
    return f"{moment:%Y-%m-%d, %H:%M}" + ("" if moment.tzinfo is None else f" UTC{zone}")


def _about(opens: float, closes: float) -> bool:
    """Whether hours are what a single time of the clock is taken for."""
    return abs(closes - opens - 1) < 1 / 120


@cache
def _parts() -> dict[tuple[float, float], str]:
    """The name of each part of a day by its hours; where two have the same, the one listed first."""
    return {(float(opens), float(closes)): part for part, (opens, closes) in reversed(table("times")["day_parts"].items())}


def _hour(hours: str, minutes: str) -> float:
    """A clock's time in hours."""
    return int(hours) + int(minutes) / 60
