"""Who acted: states, their forces, armed groups, people by name, and words that only describe."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from deconflict.values import actor_table as known
from deconflict.values.actor_names import find_known, is_known, surely_unknown
from deconflict.values.actor_words import described, initials, known_in, plain_name, speaking_person, state_of
from deconflict.values.folding import fold
from deconflict.values.frozen import Frozen
from deconflict.values.organisation import organisation_named
from deconflict.values.relation import Relation


@dataclass(frozen=True, slots=True)
class Actor(Frozen):
    """An actor by the id of the tables ('isis', 'force_RU'), by what describes it ('gunmen'), or by its own folded name.

    ``kind``: of the table (rebel, militia, gang, political, coalition, state force, police), 'state', 'description', 'person' or 'other'.
    ``home`` is the ISO code of the country that a description tells ('Palestinian militants'). ``name`` is for showing; it is not compared.
    """

    id: str
    kind: str
    name: str = field(compare=False)
    home: str | None = None

    @classmethod
    @lru_cache(maxsize=2048)
    def parse(cls, words: str) -> Actor:
        """The actor that some words name, by the most special known name in them; else a description, or a name of its own."""
        if ids := _known_ids(words):
            return cls.of(max(ids, key=lambda id: (len(known.wholes(id)), -ids.index(id))))
        own = organisation_named(words)
        if own is not None:
            return cls(fold(own), "other", own)
        state = state_of(words)
        if state is not None:
            return cls.of(state)
        description = described(words)
        if description is not None:
            return cls(description[0], "description", description[1], description[2])
        name = plain_name(words)
        return cls(fold(name), "other", name)

    @classmethod
    def of(cls, id: str) -> Actor:
        """The actor of the tables with this id."""
        return cls(id, known.kind_of(id), known.name_of(id))

    @classmethod
    @lru_cache(maxsize=2048)
    def speaker(cls, words: str) -> Actor:
        """Who is cited: a person by name, without rank and post, else as ``parse``; a description is its own name here."""
        name = re.sub(r"^(?:the|a|an)\s+", "", words.strip(" ,."), flags=re.I)
        person = speaking_person(words)
        if person is not None and not is_known(name):
            return cls(fold(person), "person", person)
        actor = cls.parse(words)
        return cls(fold(name), "other", name) if actor.kind == "description" else actor

    @property
    def side(self) -> str:
        """The name of whom an actor acts for: the state behind its forces, else its own."""
        return known.name_of(f"state_{self.id.split('_')[1]}") if re.match(r"(?:force|police)_", self.id) else self.name

    @property
    def known(self) -> bool:
        """Whether the actor stands in the tables."""
        return self.kind not in {"description", "other", "person"}

    def relation(self, other: Actor) -> Relation:
        """An alias is the same, a part refines its whole, a description covers what it may mean; two known ones apart conflict."""
        if self == other:
            return Relation.SAME
        mine, theirs = self.known, other.known
        if mine and theirs:
            return self._among_known(other)
        if self.kind != other.kind:
            if mine and other.kind == "description":
                return self._against(other)
            return other._against(self).mirror if theirs and self.kind == "description" else Relation.INCOMPARABLE
        if self.kind == "person":
            return self._among_people(other)
        if self.kind == "description":
            return self._among_descriptions(other)
        return Relation.COMPATIBLE if initials(self.id) == other.id or initials(other.id) == self.id else Relation.INCOMPARABLE

    def _against(self, description: Actor) -> Relation:
        """How a known actor stands to a description: it refines what may mean it or a whole of it; a state may stand for its forces."""
        if any(known.described_by(id, description.id, description.home) for id in (self.id, *known.wholes(self.id))):
            return Relation.REFINES
        stands = self.kind == "state" and {"state force", "police"} & known.covered(description.id)
        return Relation.COMPATIBLE if stands and description.home in {None, known.home_of(self.id)} else Relation.INCOMPARABLE

    def _among_descriptions(self, other: Actor) -> Relation:
        """A description refines another that may mean all that it may and more; two that may mean nothing in common ('army', 'rebels') stand apart."""
        below, above = self._within(other), other._within(self)
        if below is not above:
            return Relation.REFINES if below else Relation.GENERALISES
        if known.covered(self.id).isdisjoint(known.covered(other.id)):
            return Relation.INCOMPARABLE
        return Relation.COMPATIBLE if self.home == other.home or None in {self.home, other.home} else Relation.INCOMPARABLE

    def _within(self, other: Actor) -> bool:
        """Whether another description may mean all that this one may."""
        return known.covered(self.id) <= known.covered(other.id) and other.home in {None, self.home}

    def _among_people(self, other: Actor) -> Relation:
        """Two people: a surname, or a name with its first letter, may be the same one."""
        mine, theirs = self.id.split(), other.id.split()
        short = len(mine) == 1 or len(theirs) == 1 or (mine[0][0] == theirs[0][0] and "." in mine[0] + theirs[0])
        return Relation.COMPATIBLE if mine[-1] == theirs[-1] and (short or mine[0] == theirs[0]) else Relation.CONFLICTS

    def _among_known(self, other: Actor) -> Relation:
        """Two actors of the tables: parts and wholes, friends, else others."""
        mine, theirs = {self.id, *known.wholes(self.id)}, {other.id, *known.wholes(other.id)}
        if other.id in mine:
            return Relation.REFINES
        if self.id in theirs:
            return Relation.GENERALISES
        if mine & theirs or known.befriended(mine, theirs):
            return Relation.COMPATIBLE
        joined = "coalition" in {self.id, other.id} and {self.kind, other.kind} <= {"coalition", "state", "state force"}
        return Relation.COMPATIBLE if joined else Relation.CONFLICTS

    def show(self) -> str:
        """The name it is best known by."""
        return self.name


def _known_ids(words: str) -> list[str]:
    """The known actors that words name; else those that they name by several words in any letters, else the one whose whole name they are."""
    if surely_unknown(words):
        return []
    ids = [match.meaning for match in known_in(words)] or [match.meaning for match in find_known(words.upper()) if match.length > 1]
    whole = known.id_of(plain_name(words)) if not ids else None
    return ids if whole is None else [whole]
