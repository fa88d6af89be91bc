"""Numbers as news tells them: intervals with an end or without, of some people, for one happening or for many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deconflict.values.relation import Relation


class Scope(StrEnum):
    """What a number is a number of."""

    INCIDENT = "incident"
    PART = "part"
    RUNNING = "running"
    SUM = "sum"
    """Our own addition of what is told apart: nobody said it, so it contradicts nobody."""


@dataclass(frozen=True, slots=True)
class Count:
    """An interval of whole numbers.

    ``high`` is None where the words set no end ("multiple"). ``floor``: the words name a floor ("at least 14"); what is told is ``low``, known at
    the time of telling, and the number is not boundless: it is compared as reaching to ``ceiling``. ``of`` is the group counted (a unit
    such as "minutes", or a group of people), ``scope`` says whether it counts one incident, a part of it, a running total, or is a sum of ours.
    """

    low: int
    high: int | None
    floor: bool = False
    of: str | None = None
    scope: Scope = Scope.INCIDENT

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"no interval of counts: {self.low} to {self.high}")
        if self.floor and self.high is not None:
            raise ValueError("a floor has no upper end of its own")

    @property
    def ceiling(self) -> float:
        """Where the interval ends for comparison: a floor of 14 reaches to 28, a floor of 1 to 4."""
        if self.floor:
            return max(2 * self.low, self.low + 3)
        return float("inf") if self.high is None else self.high

    @property
    def best(self) -> int:
        """The number told."""
        return self.low

    def relation(self, other: Count) -> Relation:
        """'Two' refines 'at least one' and conflicts with 'five'; counts of other people or another scope are incomparable."""
        if self == other:
            return Relation.SAME
        if self.of != other.of or self.scope != other.scope:
            return Relation.INCOMPARABLE
        if self.low > other.ceiling or other.low > self.ceiling:
            return Relation.CONFLICTS
        if self._within(other):
            return Relation.REFINES
        return Relation.GENERALISES if other._within(self) else Relation.COMPATIBLE

    def _within(self, other: Count) -> bool:
        """Whether this interval lies in the other, or is the same without being open."""
        if (self.low, self.ceiling) == (other.low, other.ceiling):
            return other.floor and not self.floor
        return other.low <= self.low and self.ceiling <= other.ceiling

    def show(self) -> str:
        """The number in a few characters: '3', 'at least 14', '24 to 99', '2 or more'."""
        if self.floor:
            return f"at least {self.low}"
        if self.high is None:
            return f"{self.low} or more"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"
