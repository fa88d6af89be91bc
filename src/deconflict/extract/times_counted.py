"""Times that are counted from the one told before: 'the following morning', 'two nights later', 'that evening', 'hours later'."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from deconflict.extract.openers import Opened, Starts
from deconflict.resources import table
from deconflict.values.count_words import CountPhrase, parse_count
from deconflict.values.time import Time

Told = tuple[int, int, Time]
"""Where a time begins and ends, and what it means."""

_PART = r"(?P<part>day|dawn|morning|noon|afternoon|evening|night|midnight)"
_LATER = Opened.by(
    "0 a an one two thr fou fiv six sev eig nin ten ele twe som abo sev few hal les jus bar min mom hou day nig",
    re.compile(
        r"(?:(?P<number>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|a few|a couple of|half an?)\s+)?"
        r"(?P<unit>moments?|minutes?|hours?|days?|nights?)\s+(?:later|afterwards?)\b",
        re.I,
    ),
)
_BESIDE = Opened.by(
    "the tha lat ear nex",
    re.compile(
        rf"(?:(?:later|earlier|late|early)\s+(?:on\s+)?)?(?:(?:the|that)\s+)?(?P<way>same|following|next|previous)\s+{_PART}\b"
        rf"|that\s+{_PART.replace('part', 'that')}\b(?!\s+(?:of|in|on|when)\b)|the\s+{_PART.replace('part', 'beside')}\s+(?P<side>before|after)\b(?=\s*[,.;]|\s*$)",
        re.I,
    ),
)
_AWAY = {"same": 0, "following": 1, "next": 1, "after": 1, "previous": -1, "before": -1}
_SOME = 6
"""The most that 'days later' means."""


def counted(text: str, starts: Starts, told: Sequence[Told]) -> Iterator[Told]:
    """The expressions of a text that are counted from the last single day told before them; none where no day was told."""
    known = sorted(told, key=lambda item: item[:2])
    matches = [(match.start(), match.end(), match) for rule in (_LATER, _BESIDE) for match in rule.finditer(text, starts)]
    for start, end, match in sorted(matches, key=lambda item: item[:2]):
        if any(start < other_end and other_start < end for other_start, other_end, _ in known):
            continue
        before = next((time for other, _, time in reversed(known) if other < start and time.span == 1), None)
        time = _read(match, before) if before is not None else None
        if time is not None:
            insort(known, (start, end, time), key=lambda item: item[:2])
            yield start, end, time


def _read(match: re.Match[str], before: Time) -> Time | None:
    """What an expression means, by the day told before it."""
    parts = match.groupdict()
    if "unit" in parts:
        return _later(match["unit"].lower().rstrip("s"), (match["number"] or "").lower(), before)
    part = (match["part"] or match["that"] or match["beside"]).lower()
    away = _AWAY[(match["way"] or match["side"] or "same").lower()]
    opens, closes = table("times")["day_parts"].get(part, (0, 24))
    return replace(_moved(before, away, away), opens=float(opens), closes=float(closes))


def number_told(words: str) -> CountPhrase | None:
    """The number of days or hours that some words tell; 'an hour' is one."""
    words = words.lower().replace("couple of", "couple")
    return parse_count("one" if words in {"a", "an"} else words)


def _later(unit: str, number: str, before: Time) -> Time | None:
    """'two days later', 'an hour later', 'hours later', 'days later'."""
    if unit in {"moment", "minute"}:
        return _moved(before, 0, 0)
    count = number_told("one" if number.startswith("half") else number) if number else None
    low, high = (count.count.low, count.count.high or count.count.low) if count is not None else (1, _SOME)
    if unit == "hour":
        return _hours_later(low, high, before)
    return _moved(before, low, high)


def _hours_later(low: int, high: int, before: Time) -> Time:
    """Some hours on: on that day or, where they may run past midnight, on the next; with the hour where both are told."""
    if before.closes - before.opens <= 1:
        opens = before.opens + low
        moved = _moved(before, int(opens // 24), int(opens // 24))
        return replace(moved, opens=opens % 24, closes=opens % 24 + 1 + high - low)
    latest = before.closes if before.closes - before.opens < 24 else before.opens
    return _moved(before, 0, int(latest + high >= 24))


def _moved(time: Time, first: int, last: int) -> Time:
    """The same days, so many days on, without hours."""
    if time.start is not None and time.end is not None:
        return Time(time.start + timedelta(first), time.end + timedelta(last))
    return Time(first=(time.first or 0) + first, last=(time.last or 0) + last)
