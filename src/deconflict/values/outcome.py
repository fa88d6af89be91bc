"""What became of some people: killed, injured, captured, missing, displaced or unharmed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from deconflict.resources import table
from deconflict.values.count import Count
from deconflict.values.frozen import Frozen
from deconflict.values.people import compounds, people_group, singulars
from deconflict.values.relation import Relation
from deconflict.values.text import fold

_SHOWN = re.compile(r"(?P<state>[a-z]+): (?P<people>[^()]+?)(?: \((?P<who>[^()]+)\))?")


@dataclass(frozen=True, slots=True)
class Outcome(Frozen):
    """A state of some people. ``who`` are lower-case words that describe them: people of one number and one description are the same."""

    state: str
    people: Count
    who: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.state not in table("outcomes")["states"]:
            raise ValueError(f"no such state of people: {self.state}")

    def relation(self, other: Outcome) -> Relation:
        """Killed and injured of the same people conflict; a fuller telling of one state refines; of other people nothing follows."""
        if self == other:
            return Relation.SAME
        if self.state == other.state:
            return self._among_alike(other)
        exclusive = other.state in _excluded(self.state) or self.state in _excluded(other.state)
        return Relation.CONFLICTS if exclusive and self._same_people(other) else Relation.INCOMPARABLE

    def _among_alike(self, other: Outcome) -> Relation:
        """Two tellings of one state: more exact in number and description refines, another number counts other people."""
        number = self.people.relation(other.people)
        if number in {Relation.CONFLICTS, Relation.INCOMPARABLE}:
            return Relation.INCOMPARABLE
        if number in {Relation.SAME, Relation.REFINES} and self.who >= other.who:
            return Relation.REFINES
        if number in {Relation.SAME, Relation.GENERALISES} and self.who <= other.who:
            return Relation.GENERALISES
        return Relation.COMPATIBLE if self._same_people(other) else Relation.INCOMPARABLE

    def _same_people(self, other: Outcome) -> bool:
        """Whether both speak of one group: one exact number, and descriptions of which one holds the other or half the words are shared."""
        mine, theirs = _described(self.who), _described(other.who)
        shared = len(mine & theirs)
        alike = shared > 0 and (shared == min(len(mine), len(theirs)) or 2 * shared >= len(mine | theirs))
        exact = self.people.low == self.people.high and self.people.low > 0
        return alike and exact and (self.people.low, self.people.high) == (other.people.low, other.people.high)

    def show(self) -> str:
        """State, number and description: 'killed: 3 (civilian soldiers translator)'."""
        who = f" ({' '.join(sorted(self.who))})" if self.who else ""
        return f"{self.state}: {self.people.show()}{who}"

    @classmethod
    def parse(cls, words: str) -> Outcome | None:
        """The value that ``show`` wrote; None for anything else."""
        match = _SHOWN.fullmatch(words)
        people = Count.parse(match["people"]) if match else None
        if match is None or people is None or match["state"] not in table("outcomes")["states"]:
            return None
        return cls(match["state"], people, frozenset((match["who"] or "").split()))


def _excluded(state: str) -> frozenset[str]:
    """The states that a state excludes, as the table has it on its side."""
    return frozenset(table("outcomes")["states"][state])


@lru_cache(1 << 11)
def _described(who: frozenset[str]) -> frozenset[str]:
    """A description with the nouns for one group as one: 'troops' and 'service members' are soldiers, an interpreter a translator."""
    known = {group: words for group, words in compounds() if words <= {singulars(word)[-1] for word in who}}
    rest = frozenset(word for word in who if not any(singulars(word)[-1] in words for words in known.values()))
    groups = {word: people_group(word) for word in rest}
    return frozenset(known) | frozenset(fold(word) if group in {None, "people"} else str(group) for word, group in groups.items())
