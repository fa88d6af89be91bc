"""When a conflict of values is certain enough to be called a contradiction: right nine times in ten, or not said."""

from __future__ import annotations

from collections.abc import Sequence

from deconflict.link.headline import place_name
from deconflict.model import Claim, Part, Position
from deconflict.values import Relation
from deconflict.values.place import Place

# What one happening can have several of: two reports may each name another one, unless neither could name both.
_MANIFOLD = frozenset({"place", "origin", "actor", "kind", "target", "means", "date", "outcome", "victim"})
# What is told in other words so often that a contradiction cannot be certain.
_NEVER = frozenset({"cited", "context", "kind"})
# Attributes on which one report may contradict itself.
_SELF = frozenset({"place", "responsibility", "killed", "injured"})


def certain(name: str, a: Claim, b: Claim, positions: Sequence[Position]) -> bool:
    """Whether two conflicting claims on an attribute can be said to contradict each other."""
    if name in _NEVER:
        return False
    if a.span.report == b.span.report:
        return name in _SELF and _against_itself(name, a, b)
    if Part.TITLE in (a.span.part, b.span.part) and a.span.part is not b.span.part and name not in {"killed", "injured"}:
        return False
    if name in {"place", "origin"} and _namesakes(a, b, positions):
        return False
    return name not in _MANIFOLD or not _tells_both(a, b, positions)


def _tells_both(a: Claim, b: Claim, positions: Sequence[Position]) -> bool:
    """Whether one of the two reports itself tells two values that exclude each other, so that both may hold of what it tells."""
    return any(
        one.span.report == other.span.report and other.value.relation(one.value) is Relation.CONFLICTS
        for one in (a, b)
        for position in positions
        for other in position.claims
    )


def _against_itself(name: str, a: Claim, b: Claim) -> bool:
    """Whether a report contradicts itself: two countries for one place; two figures from two speakers."""
    if isinstance(a.value, Place) and isinstance(b.value, Place):
        return a.value.country is not None and b.value.country is not None and a.value.country != b.value.country
    speakers = [claim.attribution[0].speaker if claim.attribution else None for claim in (a, b)]
    return name == "responsibility" or (None not in speakers and speakers[0] != speakers[1])


def _namesakes(a: Claim, b: Claim, positions: Sequence[Position]) -> bool:
    """Whether one report also uses the name by which the other calls its place: then a namesake was taken for it."""
    names: dict[str, set[str]] = {a.span.report: set(), b.span.report: set()}
    for position in positions:
        for claim in position.claims:
            if claim.span.report in names:
                names[claim.span.report].add(_plain_name(claim))
    return _plain_name(a) in names[b.span.report] or _plain_name(b) in names[a.span.report]


def _plain_name(claim: Claim) -> str:
    """The name of a place as the words have it, folded."""
    return place_name(claim).casefold().removeprefix("near ")
