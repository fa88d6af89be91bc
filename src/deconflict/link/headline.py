"""A headline in neutral words, built from claims: kind, place, date and toll."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from deconflict.model import Claim, Mention
from deconflict.values import Relation
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind
from deconflict.values.place import Place
from deconflict.values.time import Time

_LEADING = re.compile(
    r"^.*\b(?:town|city|village|district|port|province|state|municipality) of (?=[A-Z])|^.*?(?=\b[A-Z])",
    re.S,
)
_SECTOR = re.compile(r"\b(?:(?:north|south|east|west)(?:ern)?|central|(?:north|south)-?(?:east|west)(?:ern)?)\s+(?=[A-Z])")
_BACKED = frozenset({Relation.SAME, Relation.REFINES})


def headline(kind: Kind, mentions: Sequence[Mention]) -> str:
    """One line that says what is told, without choosing a side."""
    claims = [claim for mention in mentions for claim in mention.claims]
    where, when = told_place(claims), _time(claims)
    words = kind.name[0].upper() + kind.name[1:]
    if where is not None:
        words += f" {where}" if where.startswith("near") else f" in {where}"
    if when is not None:
        words += f", {when.show()}"
    tolls = [toll for name in ("killed", "injured") if (toll := _toll(claims, name))]
    return f"{words}: {', '.join(tolls)}" if tolls else words


def told_place(claims: Sequence[Claim]) -> str | None:
    """The most exact place told, the first among equals, by the name that the report uses."""
    told = [claim for claim in claims if claim.attribute == "place" and isinstance(claim.value, Place)]
    values = Counter([claim.value for claim in told])
    exactness = {value: sum(times for other, times in values.items() if value.relation(other) is Relation.REFINES) for value in values}
    best = max(told, key=lambda claim: exactness[claim.value], default=None)
    return place_name(best) if best is not None else None


def place_name(claim: Claim) -> str:
    """The name of a place as a claim's words have it, without what leads to it."""
    name, sector = _LEADING.sub("", claim.quote, count=1), _SECTOR.search(claim.quote)
    near = "near " if claim.value.show().startswith("near ") else ""
    return f"{near}{sector.group() if sector else ''}{name}" if name else claim.value.show()


def _time(claims: Sequence[Claim]) -> Time | None:
    """The time that most claims tell or leave open, the most exact among equals."""
    times = Counter(
        [claim.value for claim in claims if claim.attribute == "date" and isinstance(claim.value, Time) and claim.value.anchored]
    )
    backing = {time: sum(count for other, count in times.items() if time.relation(other) in _BACKED) for time in times}
    return min(backing, key=lambda time: (-backing[time], time.length, time.show()), default=None)


def _toll(claims: Sequence[Claim], name: str) -> str:
    """The range of totals told."""
    counts = [
        claim.value
        for claim in claims
        if claim.attribute == name and claim.group is None and isinstance(claim.value, Count) and claim.value.scope is not Scope.RUNNING
    ]
    if not counts:
        return ""
    low, high = min(count.best for count in counts), max(count.best for count in counts)
    return f"{low} {name}" if low == high else f"{low} to {high} {name}"
