"""Which incidents are asked for: a filter as it stands in an address, the same for pages, JSON, CSV, GeoJSON and feeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request

from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.places import resolve_place
from deconflict.ledger.answers import Filter
from deconflict.values.kind import Kind
from deconflict.values.place import Place
from deconflict.web.access import desk_of

_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")
_BACK = re.compile(r"(\d{1,5})([dw])")
NAMES = ("q", "contested", "since", "until", "in", "near", "km", "kind", "actor", "killed", "outlet", "background")
"""The fields of a filter in an address, in their order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as asked for: the words as given, what they mean, and what could not be understood, by field."""

    given: Mapping[str, str]
    filter: Filter
    problems: Mapping[str, str]

    @property
    def query(self) -> str:
        """The filter as it stands in an address."""
        return urlencode(self.given)

    def but(self, **fields: object) -> str:
        """The address's query with some fields otherwise; those given as None are left out."""
        merged = {**self.given, **{name.rstrip("_"): value for name, value in fields.items()}}
        return urlencode({name: value for name, value in merged.items() if value is not None and value != ""})


class NotUnderstood(Exception):
    """A filter that programs must mend: what is wrong, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in problems.items()))
        self.problems = problems


def _field(description: str, longest: int = 100) -> Any:
    """A field of a filter in an address."""
    return Query(description=description, max_length=longest)


def wanted(
    request: Request,
    q: Annotated[str, _field('Words that the reports hold; "a phrase", and a star for any ending.', 300)] = "",
    contested: Annotated[str, _field("1: reports contradict each other; 0: none do.")] = "",
    since: Annotated[str, _field("Happened on this day (2025-06-03) or later; 7d means the last seven days.")] = "",
    until: Annotated[str, _field("Happened on this day or earlier.")] = "",
    in_: Annotated[str, Query(alias="in", description="Inside a country or division: Nigeria, NG, Zamfara, NG.37.", max_length=100)] = "",
    near: Annotated[str, _field("Near a place, by name or as LATITUDE,LONGITUDE.")] = "",
    km: Annotated[str, _field("How near, in kilometres; 25 unless told.")] = "",
    kind: Annotated[str, _field("Of this kind or one below it.")] = "",
    actor: Annotated[str, _field("An actor, or a part of it, is named.")] = "",
    killed: Annotated[str, _field("At least so many killed, by the best estimate.")] = "",
    outlet: Annotated[str, _field("Told by this outlet.", 200)] = "",
    background: Annotated[str, _field("1: also those that reports only look back to.")] = "",
) -> Wanted:
    """The filter that a request asks for; fields that make no sense are told and left out."""
    values = (q, contested, since, until, in_, near, km, kind, actor, killed, outlet, background)
    given = {name: value.strip().replace("\0", "") for name, value in zip(NAMES, values, strict=True) if value.strip().strip("\0")}
    return understood(given, desk_of(request).clock().date())


def strictly(request: Request, asked: Wanted) -> Wanted:
    """The filter for a program, which is told of what was not understood instead of getting more than it asked for."""
    if asked.problems:
        raise NotUnderstood(asked.problems)
    return asked


def understood(given: Mapping[str, str], today: date) -> Wanted:
    """What the fields of a filter mean."""
    found: dict[str, Any] = {"background": None if given.get("background") == "1" else False}
    problems: dict[str, str] = {}
    readers: dict[str, Callable[[str], dict[str, Any]]] = {
        "since": lambda words: {"since": _day(words, today)}, "until": lambda words: {"until": _day(words, today)}, "kind": _kind, "in": _area, "near": _near,
        "km": lambda words: {"km": _number(words, 20_000)}, "killed": lambda words: {"killed": int(_number(words, 10_000_000))}, "contested": _contested,
        "q": lambda words: {"words": words}, "actor": lambda words: {"actor": words}, "outlet": lambda words: {"outlet": words},
    }  # fmt: skip
    for name, words in given.items():
        try:
            found |= readers[name](words) if name in readers else {}
        except ValueError as problem:
            problems[name] = str(problem)
    return Wanted(given, Filter(**found), problems)


def _day(words: str, today: date) -> date:
    """A day as '2025-06-03', or as '7d', '2w' back from today."""
    back = _BACK.fullmatch(words)
    try:
        return today - timedelta(days=int(back[1]) * (7 if back[2] == "w" else 1)) if back else datetime.strptime(words, "%Y-%m-%d").date()
    except (ValueError, OverflowError) as problem:
        raise ValueError("not a day like 2025-06-03, or 7d for the last seven days") from problem


def _number(words: str, most: float) -> float:
    """A number that is not below nothing."""
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", words, re.ASCII) or float(words) > most:
        raise ValueError(f"not a number from 0 to {most:,.0f}")
    return float(words)


def _contested(words: str) -> dict[str, Any]:
    """Whether contradictions are asked for."""
    if words not in {"0", "1"}:
        raise ValueError("1 for contested, 0 for uncontested")
    return {"contested": words == "1"}


def _kind(words: str) -> dict[str, Any]:
    """A kind of the taxonomy by its name or by words for it."""
    found = Kind.parse(words)
    if found is None:
        raise ValueError("no such kind of incident")
    return {"kind": found.name}


def _area(words: str) -> dict[str, Any]:
    """A country by code or name, or a division by code or name."""
    if re.fullmatch(r"[A-Za-z]{2}", words):
        return {"country": words.upper()}
    if re.fullmatch(r"[A-Za-z]{2}\.\w+", words):
        return {"division": words[:2].upper() + words[2:]}
    place = _place(words)
    if place.precision == "country":
        return {"country": place.country}
    if place.precision != "admin1":
        raise ValueError("neither a country nor a division; use 'near' for towns")
    return {"division": f"{place.country}.{place.admin1}"}


def _near(words: str) -> dict[str, Any]:
    """A point by its degrees, or where a place of the gazetteer lies."""
    pair = _PAIR.fullmatch(words)
    if pair:
        lat, lon = float(pair[1]), float(pair[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise ValueError("latitude is at most 90 degrees, longitude 180")
        return {"near": (lat, lon)}
    place = _place(words)
    if place.lat is None or place.lon is None:
        raise ValueError("the gazetteer tells no point for it; give LATITUDE,LONGITUDE")
    return {"near": (place.lat, place.lon)}


def _place(words: str) -> Place:
    """What the gazetteer takes a name to mean."""
    place = resolve_place(words, gazetteer())
    if place.precision == "unknown":
        raise ValueError("not in the gazetteer; give LATITUDE,LONGITUDE, or a code such as NG or NG.37")
    return place


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, opened when first asked for."""
    from deconflict.cli import open_gazetteer  # noqa: PLC0415

    return open_gazetteer()
