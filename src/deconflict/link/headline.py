"""A headline in neutral words, built from claims: kind, place, date and toll."""

from __future__ import annotations

from collections.abc import Sequence

from deconflict.model import Claim, Mention
from deconflict.values import Relation
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind
from deconflict.values.place import Place
from deconflict.values.time import Time


def headline(kind: Kind, mentions: Sequence[Mention]) -> str:
    """One line that says what is told, without choosing a side."""
    claims = [claim for mention in mentions for claim in mention.claims]
    where, when = _place(claims), _time(claims)
    words = kind.name[0].upper() + kind.name[1:]
    if where is not None:
        words += f" {'in' if not where.show().startswith('near') else ''} {where.show()}".replace("  ", " ")
    if when is not None:
        words += f", {when.show()}"
    tolls = [toll for name in ("killed", "injured") if (toll := _toll(claims, name))]
    return f"{words}: {', '.join(tolls)}" if tolls else words


def _place(claims: Sequence[Claim]) -> Place | None:
    """The most exact place told, the first among equals."""
    places = [claim.value for claim in claims if claim.attribute == "place" and isinstance(claim.value, Place)]
    return max(places, key=lambda place: sum(place.relation(other) is Relation.REFINES for other in places), default=None)


def _time(claims: Sequence[Claim]) -> Time | None:
    """The most exact day told."""
    times = [claim.value for claim in claims if claim.attribute == "date" and isinstance(claim.value, Time) and claim.value.anchored]
    return min(times, key=lambda time: (time.span, time.show()), default=None)


def _toll(claims: Sequence[Claim], name: str) -> str:
    """The range of totals told."""
    counts = [claim.value for claim in claims if claim.attribute == name and claim.group is None and isinstance(claim.value, Count) and claim.value.scope is not Scope.RUNNING]
    if not counts:
        return ""
    low, high = min(count.best for count in counts), max(count.best for count in counts)
    return f"{low} {name}" if low == high else f"{low} to {high} {name}"
