"""Kinds of happening: a small taxonomy, in which an air strike is an attack and no stabbing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from deconflict.resources import table
from deconflict.values.relation import Relation


@cache
def _row(name: str) -> dict[str, Any]:
    """One kind's row of the table."""
    row: dict[str, Any] = table("kinds")[name]
    return row


@cache
def _chain(name: str) -> tuple[str, ...]:
    """A kind's ancestors, nearest first."""
    parent = _row(name).get("under")
    return () if parent is None else (parent, *_chain(parent))


@cache
def _by_word(part: str) -> dict[str, str]:
    """The kind of each noun, verb or weapon."""
    return {word: name for name, row in table("kinds").items() for word in row.get(part, ())}


@dataclass(frozen=True, slots=True)
class Kind:
    """A node of the taxonomy in kinds.toml, by name."""

    name: str

    def __post_init__(self) -> None:
        if self.name not in table("kinds"):
            raise ValueError(f"no such kind: {self.name}")

    @classmethod
    def parse(cls, words: str) -> Kind | None:
        """The kind that a noun or verb (base form), or a kind's own name tells of."""
        words = words.lower().strip()
        if words in table("kinds"):
            return cls(words)
        name = _by_word("nouns").get(words) or _by_word("verbs").get(words)
        return cls(name) if name else None

    @classmethod
    def of_noun(cls, lemma: str) -> Kind | None:
        """The kind that a noun tells of."""
        name = _by_word("nouns").get(lemma)
        return cls(name) if name else None

    @classmethod
    def of_verb(cls, lemma: str) -> Kind | None:
        """The kind that a verb tells of, with its particle after a space."""
        name = _by_word("verbs").get(lemma)
        return cls(name) if name else None

    @classmethod
    def of_weapon(cls, noun: str) -> Kind | None:
        """The kind of an attack made with this weapon."""
        name = _by_word("by").get(noun)
        return cls(name) if name else None

    @property
    def ancestors(self) -> tuple[Kind, ...]:
        """All kinds above, nearest first."""
        return tuple(Kind(name) for name in _chain(self.name))

    def relation(self, other: Kind) -> Relation:
        """Below refines; overlapping kinds may be one thing told twice; others exclude each other."""
        if self == other:
            return Relation.SAME
        if other.name in _chain(self.name):
            return Relation.REFINES
        if self.name in _chain(other.name):
            return Relation.GENERALISES
        return Relation.COMPATIBLE if self._overlaps(other) or other._overlaps(self) else Relation.CONFLICTS

    def _overlaps(self, other: Kind) -> bool:
        """Whether this kind or one above it is told to overlap with the other or one above that."""
        theirs = {other.name, *_chain(other.name)} - {"violence"}
        return any(theirs & set(_row(name).get("overlaps", ())) for name in (self.name, *_chain(self.name)))

    def show(self) -> str:
        """The kind's name."""
        return self.name
