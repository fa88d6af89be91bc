"""Many reports out of few: names, places, days and numbers exchanged for others, so that a large ledger can be made without reading it.

A word becomes another of the same length that about as many reports hold (a rare one, such as a name, one that is made up), so that every offset stays and
blocks, marks and the index of words are as full as those of as many real reports. The reports of one variant are changed alike, so what told of one incident
still does.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

from deconflict.link.profile import rarity
from deconflict.model import Reading, Report, Span
from deconflict.resources import path
from deconflict.values.count import Count
from deconflict.values.place import Place
from deconflict.values.time import Time

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = 1.3
"""Words that more reports hold stay as they are: 'police', 'killed', 'said'."""
_ALIKE = 24
"""So many words of one length and about one frequency stand in for each other."""
_SOUNDS = ("aeiou", "bcdfghjklmnprstvz")


def exchanged(text: str, number: int) -> str:
    """A text with its telling words exchanged, as long as before; number 0 leaves it as it is."""
    return text if number == 0 else _WORD.sub(lambda match: _cased(match.group(), number), text)


def _cased(word: str, number: int) -> str:
    """Another word, written as this one is."""
    other = other_word(word.lower(), number)
    return word if len(other) != len(word) else other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other


@lru_cache(maxsize=65536)
def other_word(word: str, number: int) -> str:
    """What stands for a lower-case word in a variant."""
    if rarity(word) <= _COMMON:
        return word
    chance = zlib.crc32(f"{number} {word}".encode())
    alike = _alike().get(word)
    if alike is not None:
        return alike[chance % len(alike)]
    return "".join(
        _SOUNDS[at % 2][(chance >> (at % 24)) * (at + 7) % len(_SOUNDS[at % 2])] if letter.isalpha() else letter
        for at, letter in enumerate(word)
    )


@cache
def _alike() -> Mapping[str, Sequence[str]]:
    """For each word whose frequency is known, those of its length and about its frequency."""
    lines = path("document_frequency.tsv").read_text(encoding="utf-8").splitlines()[1:]
    by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for word, share in (line.split("\t") for line in lines):
        if rarity(word) > _COMMON and word.isalpha():
            by_length[len(word)].append((int(share), word))
    found: dict[str, Sequence[str]] = {}
    for held in by_length.values():
        words = [word for _, word in sorted(held)]
        for at in range(0, len(words), _ALIKE):
            found |= dict.fromkeys(words[at : at + _ALIKE], words[at : at + _ALIKE])
    return found


def moved(place: Place, number: int) -> Place:
    """A place of another name, some degrees from where it was."""
    if number == 0 or place.lat is None or place.lon is None:
        return place
    chance = zlib.crc32(f"{number} {place.name}".encode())
    lat, lon = max(-85.0, min(85.0, place.lat + chance % 997 / 50 - 10)), (place.lon + chance % 991 / 25 - 20 + 180) % 360 - 180
    return replace(place, name=exchanged(place.name, number), geonameid=None, lat=round(lat, 3), lon=round(lon, 3), box=None, inside=())


def days_off(number: int) -> int:
    """How far a variant lies in time from what it varies: within five years."""
    return number * 37 % 1825


def reworded(report: Report, number: int) -> Report:
    """A report with its telling words exchanged, under an id of its own."""
    title = None if report.title is None else exchanged(report.title, number)
    return replace(report, id=f"{report.id}#{number}", text=exchanged(report.text, number), title=title)


class Variants:
    """Changes readings."""

    def vary(self, reading: Reading, number: int) -> Reading:
        """One variant of a reading; number 0 is the reading itself under another id."""
        told = reading.report
        report = replace(
            reworded(told, number), published=None if told.published is None else told.published + timedelta(days=days_off(number)), outlet=f"{told.outlet or 'Wire'} {number % 40}"
        )  # fmt: skip
        return replace(self._changed(replace(reading, report=report), report, number), report=report)

    def _changed(self, value: Any, report: Report, number: int) -> Any:
        """Anything with its spans in another report, its values and its words exchanged."""
        if isinstance(value, Span):
            return replace(value, report=report.id)
        if isinstance(value, Place):
            return moved(value, number)
        if isinstance(value, Time):
            shift = timedelta(days=days_off(number))
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
