"""What became of some people: killed, injured, captured, missing, displaced or unharmed."""

from __future__ import annotations

from dataclasses import dataclass

from deconflict.values.count import Count
from deconflict.values.relation import Relation

# States that nobody can be in together; 'captured' and 'displaced' go with most others.
_EXCLUSIVE = (frozenset({"killed", "unharmed"}), frozenset({"killed", "injured"}), frozenset({"injured", "unharmed"}), frozenset({"killed", "missing"}))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A state of some people. ``who`` are the folded words that describe them; people are the same if number and description are."""

    state: str
    people: Count
    who: frozenset[str] = frozenset()

    def relation(self, other: Outcome) -> Relation:
        """Killed and injured of the same people conflict; of other people nothing follows."""
        if self == other:
            return Relation.SAME
        if not self._same_people(other):
            return Relation.INCOMPARABLE
        if self.state == other.state:
            return Relation.COMPATIBLE
        return Relation.CONFLICTS if frozenset({self.state, other.state}) in _EXCLUSIVE else Relation.INCOMPARABLE

    def _same_people(self, other: Outcome) -> bool:
        """Whether both speak of one and the same group: the same number, described by words one of which holds the other."""
        alike = bool(self.who and other.who) and (self.who <= other.who or other.who <= self.who)
        return alike and (self.people.low, self.people.high) == (other.people.low, other.people.high)

    def show(self) -> str:
        """State, number and description."""
        return f"{self.state}: {self.people.show()} {' '.join(sorted(self.who))}".strip()
