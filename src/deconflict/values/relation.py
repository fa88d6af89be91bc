"""How two values of one attribute stand to each other."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, Self, runtime_checkable


class Relation(StrEnum):
    """The six ways in which one value can stand to another of its type.

    ``SAME`` holds if and only if the values are equal. ``REFINES`` is a strict partial order: irreflexive and
    transitive; ``GENERALISES`` is its mirror. ``COMPATIBLE``: both can be true together, neither says more.
    ``CONFLICTS``: they cannot both be true of one thing. ``INCOMPARABLE``: they speak of other people, another
    scope or a running total, so nothing follows from one for the other.
    """

    SAME = "same"
    REFINES = "refines"
    GENERALISES = "generalises"
    COMPATIBLE = "compatible"
    CONFLICTS = "conflicts"
    INCOMPARABLE = "incomparable"

    @property
    def mirror(self) -> Relation:
        """The relation seen from the other side: ``relation(b, a) == relation(a, b).mirror``."""
        return _MIRROR.get(self, self)


_MIRROR = {Relation.REFINES: Relation.GENERALISES, Relation.GENERALISES: Relation.REFINES}


@runtime_checkable
class Value(Protocol):
    """What every value type knows of itself; values are frozen and hashable."""

    def relation(self, other: Self, /) -> Relation:
        """How this value stands to another of the same type."""
        ...

    def show(self) -> str:
        """The value in a few plain words."""
        ...
