"""Many reports out of few: the words, places, days and numbers of readings exchanged for others, so that a large ledger can be made without reading it.

A word of four letters or more becomes another of the same length, so that every offset stays; evidence is taken anew from the exchanged text. The reports of
one variant are changed alike, so what told of one incident still does.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

from deconflict.model import Reading, Report, Span
from deconflict.values.count import Count
from deconflict.values.place import Place
from deconflict.values.time import Time

_WORD = re.compile(r"[^\W\d_]{4,}")


class Variants:
    """Changes readings; the words that stand in for others are those of the readings themselves."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        words: dict[int, set[str]] = defaultdict(set)
        for reading in readings:
            for word in _WORD.findall(reading.report.text):
                words[len(word)].add(word.lower())
        self._words: Mapping[int, list[str]] = {length: sorted(held) for length, held in words.items()}
        self._places = sorted({item.place for reading in readings for item in reading.places if item.place.lat is not None}, key=repr)

    def vary(self, reading: Reading, number: int) -> Reading:
        """One variant of a reading; number 0 is the reading itself under another id."""
        told = reading.report
        report = replace(
            told, id=f"{told.id}#{number}", text=self._text(told.text, number), title=None if told.title is None else self._text(told.title, number),
            published=None if told.published is None else told.published + timedelta(days=_days(number)), outlet=f"{told.outlet or 'Wire'} {number % 40}",
        )  # fmt: skip
        return replace(self._changed(replace(reading, report=report), report, number), report=report)

    def _text(self, text: str, number: int) -> str:
        """A text with its longer words exchanged, as long as before."""
        return text if number == 0 else _WORD.sub(lambda match: self._word(match.group(), number), text)

    def _word(self, word: str, number: int) -> str:
        """Another word of the same length and case."""
        held = self._words.get(len(word)) or [word.lower()]
        other = held[(zlib.crc32(word.lower().encode()) + number * 7919) % len(held)]
        return word if len(other) != len(word) else other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other

    def _changed(self, value: Any, report: Report, number: int) -> Any:
        """Anything with its spans in another report, its values and its words exchanged."""
        if isinstance(value, Span):
            return replace(value, report=report.id)
        if isinstance(value, Place):
            return (
                self._places[(zlib.crc32(value.name.encode()) + number) % len(self._places)] if value.lat is not None and number else value
            )
        if isinstance(value, Time):
            shift = timedelta(days=_days(number))
            return value if value.start is None or value.end is None else replace(value, start=value.start + shift, end=value.end + shift)
        if isinstance(value, Count):
            return Count(
                value.low + number % 7, None if value.high is None else value.high + number % 7, value.floor, value.of, value.scope
            )
        if isinstance(value, tuple):
            return tuple(self._changed(item, report, number) for item in value)
        if is_dataclass(value) and not isinstance(value, Report):
            return _quoted(
                replace(value, **{field.name: self._changed(getattr(value, field.name), report, number) for field in fields(value)}), report
            )
        return value


def _quoted(value: Any, report: Report) -> Any:
    """Evidence with the words that now stand at its span; mentions under their new report."""
    names = {field.name for field in fields(value)}
    told = {name: report.quote(value.span) for name in ("text", "quote") if name in names and "span" in names}
    return replace(value, **told, **({"report": report.id} if "anchor" in names else {}))


def _days(number: int) -> int:
    """How far a variant lies in time from what it varies: within five years."""
    return number * 37 % 1825
