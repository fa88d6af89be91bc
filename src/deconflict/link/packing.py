"""Profiles as compact JSON: what a shelf keeps of a mention, in some hundred bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from deconflict.values.count import Count
from deconflict.values.place import Place, Precision

_PRECISIONS = tuple(Precision)
_WEIGHT = 1000
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump(fields: list[Any]) -> str:
    """A list of packed fields as text without blanks; empty ones at the end are left out."""
    while fields and not fields[-1]:
        fields.pop()
    return _ENCODER.encode(fields)


def load(text: str, length: int) -> list[Any]:
    """The fields that ``dump`` wrote, those left out as None."""
    fields: list[Any] = json.loads(text)
    return fields + [None] * (length - len(fields))


def pack_day(day: date | None) -> int:
    """A day as a number; 0 for none."""
    return day.toordinal() if day is not None else 0


def unpack_day(number: int | None) -> date | None:
    """The day of a number."""
    return date.fromordinal(number) if number else None


def pack_place(place: Place) -> list[Any]:
    """A place as a list."""
    lat, lon = (round(x, 3) if x is not None else None for x in (place.lat, place.lon))
    return [place.name, _PRECISIONS.index(place.precision), place.country, place.admin1, place.geonameid, lat, lon, place.box, list(place.inside)]  # fmt: skip


def unpack_place(packed: list[Any]) -> Place:
    """The place that a list holds."""
    name, precision, country, admin1, geonameid, lat, lon, box, inside = packed
    return Place(name, _PRECISIONS[precision], country, admin1, geonameid, lat, lon, tuple(box) if box else None, tuple(inside))


def pack_count(count: Count) -> list[Any]:
    """A count of one incident as a list."""
    return [count.low, count.high, int(count.floor)]


def unpack_count(packed: list[Any]) -> Count:
    """The count that a list holds."""
    low, high, floor = packed
    return Count(low, high, bool(floor))


def pack_terms(terms: Mapping[str, float]) -> list[Any]:
    """Weighted words, in thousandths."""
    return [
        part for word, weight in sorted(terms.items(), key=lambda item: (-item[1], item[0])) for part in (word, round(weight * _WEIGHT))
    ]


def unpack_terms(packed: list[Any]) -> dict[str, float]:
    """The weighted words of a list."""
    return {word: weight / _WEIGHT for word, weight in zip(packed[::2], packed[1::2], strict=True)}
