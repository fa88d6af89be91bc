"""When a conflict of values is certain enough to be called a contradiction: right nine times in ten, or not said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from deconflict.link.headline import place_name
from deconflict.model import Claim, Part, Position
from deconflict.reconcile.standing import Standing
from deconflict.values import Relation
from deconflict.values.place import Place

# What one happening can have several of: two reports may each name another one, unless neither could name both.
_MANIFOLD = frozenset({"place", "origin", "actor", "kind", "target", "means", "date", "outcome", "victim"})
# What is told in other words so often that a contradiction cannot be certain.
NEVER = frozenset({"cited", "context", "kind"})
# Attributes on which one report may contradict itself.
_SELF = frozenset({"place", "responsibility", "killed", "injured"})


class Certainty:
    """Judges the conflicts among the positions of one attribute; what each report says is gathered once for all pairs."""

    def __init__(self, name: str, positions: Sequence[Position], standing: Standing) -> None:
        self._name, self._positions, self._standing = name, positions, standing

    def certain(self, a: Claim, b: Claim) -> bool:
        """Whether two conflicting claims can be said to contradict each other."""
        if self._name in NEVER:
            return False
        if a.span.report == b.span.report:
            return self._name in _SELF and _against_itself(self._name, a, b)
        if Part.TITLE in (a.span.part, b.span.part) and a.span.part is not b.span.part and self._name not in {"killed", "injured"}:
            return False
        if self._name in {"place", "origin"} and self._namesakes(a, b):
            return False
        return self._name not in _MANIFOLD or not (self._tells_otherwise(a) or self._tells_otherwise(b))

    def _tells_otherwise(self, claim: Claim) -> bool:
        """Whether a claim's report itself tells another value that excludes it, so that both may hold of what it tells."""
        return any(self._standing.between(other, claim) is Relation.CONFLICTS for other in self._claims[claim.span.report])

    def _namesakes(self, a: Claim, b: Claim) -> bool:
        """Whether one report also uses the name by which the other calls its place: then a namesake was taken for it."""
        return _plain_name(a) in self._names[b.span.report] or _plain_name(b) in self._names[a.span.report]

    @cached_property
    def _claims(self) -> dict[str, list[Claim]]:
        """The claims of each report."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for position in self._positions:
            for claim in position.claims:
                found[claim.span.report].append(claim)
        return found

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """The names that each report uses."""
        return {report: {_plain_name(claim) for claim in claims} for report, claims in self._claims.items()}


def _against_itself(name: str, a: Claim, b: Claim) -> bool:
    """Whether a report contradicts itself: two countries for one place; two figures from two speakers."""
    if isinstance(a.value, Place) and isinstance(b.value, Place):
        return a.value.country is not None and b.value.country is not None and a.value.country != b.value.country
    speakers = [claim.attribution[0].speaker if claim.attribution else None for claim in (a, b)]
    return name == "responsibility" or (None not in speakers and speakers[0] != speakers[1])


def _plain_name(claim: Claim) -> str:
    """The name of a place as the words have it, folded."""
    return place_name(claim).casefold().removeprefix("near ")
