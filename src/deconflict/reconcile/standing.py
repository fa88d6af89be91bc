"""How the values of claims stand to each other: each two distinct values are asked once, however many claims tell them and whoever wants to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deconflict.model import Claim
from deconflict.values import Relation, Value


class Standing:
    """The relations among the values of some claims, which are known by number, in the order in which they are first told."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        numbers: dict[Value, int] = {}
        # A value is looked up by the object that a claim holds, which lives as long as the claims: to hash a place takes as long as to compare it.
        self._number = {id(claim.value): numbers.setdefault(claim.value, len(numbers)) for claim in claims}
        self.values: Sequence[Value] = tuple(numbers)
        self._rows = [[Relation.SAME if one is other else one.relation(other) for other in self.values] for one in self.values]

    def number(self, claim: Claim) -> int:
        """The number of a claim's value."""
        return self._number[id(claim.value)]

    def row(self, number: int) -> Sequence[Relation]:
        """How one value stands to each."""
        return self._rows[number]

    def between(self, a: Claim, b: Claim) -> Relation:
        """How the value of one claim stands to that of another."""
        return self._rows[self._number[id(a.value)]][self._number[id(b.value)]]

    def any(self, *relations: Relation) -> bool:
        """Whether any two values stand in one of some relations."""
        return any(relation in row for row in self._rows for relation in relations)
