"""Kinds of happening: a small taxonomy, in which an air strike is an attack and no stabbing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from deconflict.resources import table
from deconflict.values.frozen import Frozen
from deconflict.values.inflection import noun_forms, verb_forms
from deconflict.values.relation import Relation

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LONGEST = 4
"""Words in the longest trigger phrase that ``parse`` looks for."""


@dataclass(frozen=True, slots=True)
class Kind(Frozen):
    """A node of the taxonomy in kinds.toml, by name."""

    name: str

    def __post_init__(self) -> None:
        if self.name not in table("kinds"):
            raise ValueError(f"no such kind: {self.name}")

    @classmethod
    def parse(cls, words: str) -> Kind | None:
        """The kind that some words tell of: a kind's own name, else that of the longest trigger among them, in any form.

        None where there is no trigger. Among triggers of one length the most special kind wins, and among those the first.
        """
        folded = words.lower().strip()
        if folded in table("kinds"):
            return cls(folded)
        found = list(_triggers(_WORD.findall(folded)))
        if not found:
            return None
        return cls(max(found, key=lambda pair: (pair[1], len(_chain(pair[0]))))[0])

    @classmethod
    def of_noun(cls, lemma: str) -> Kind | None:
        """The kind that a noun in its base form tells of."""
        return _kind_by_word("nouns").get(lemma)

    @classmethod
    def of_verb(cls, lemma: str) -> Kind | None:
        """The kind that a verb in its base form tells of, with its particle after a space."""
        return _kind_by_word("verbs").get(lemma)

    @classmethod
    def of_weapon(cls, noun: str) -> Kind | None:
        """The kind of an attack made with this weapon."""
        return _kind_by_word("by").get(noun)

    @property
    def ancestors(self) -> tuple[Kind, ...]:
        """All kinds above, nearest first."""
        return tuple(_named(name) for name in _chain(self.name))

    @property
    def helpless(self) -> bool:
        """Whether those killed in such a happening could not fight."""
        return bool(_row(self.name).get("helpless"))

    def covers(self, other: Kind) -> bool:
        """Whether everything of the other kind is of this one: it is the same or lies below."""
        return self == other or self.name in _chain(other.name)

    def relation(self, other: Kind) -> Relation:
        """Below refines; overlapping kinds may be one thing told twice; others exclude each other."""
        return _relation(self.name, other.name)

    def show(self) -> str:
        """The kind's name."""
        return self.name


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
def _named(name: str) -> Kind:
    """The kind of a name; there are a few dozen, which are made once."""
    return Kind(name)


@cache
def _relation(mine: str, other: str) -> Relation:
    """How one kind stands to another, by name."""
    if mine == other:
        return Relation.SAME
    if mine in _chain(other):
        return Relation.GENERALISES
    if other in _chain(mine):
        return Relation.REFINES
    return Relation.COMPATIBLE if _overlaps(mine, other) or _overlaps(other, mine) else Relation.CONFLICTS


def _overlaps(mine: str, other: str) -> bool:
    """Whether a kind, or one above it, is listed to overlap with the other or one above that."""
    theirs = {other, *_chain(other)}
    return any(not theirs.isdisjoint(_row(name).get("overlaps", ())) for name in (mine, *_chain(mine)))


@cache
def _by_word(part: str) -> dict[str, str]:
    """The kind of each noun, verb or weapon, in base form."""
    return {word: name for name, row in table("kinds").items() for word in row.get(part, ())}


@cache
def _kind_by_word(part: str) -> dict[str, Kind]:
    """The same with the kinds themselves."""
    return {word: _named(name) for word, name in _by_word(part).items()}


@cache
def _by_form() -> dict[str, str]:
    """The kind of each noun and verb in all its forms; a verb's form gives way to a noun's."""
    forms: tuple[tuple[str, Callable[[str], tuple[str, ...]]], ...] = (("verbs", verb_forms), ("nouns", noun_forms))
    return {form: name for part, inflect in forms for word, name in _by_word(part).items() for form in inflect(word)}


def _triggers(words: list[str]) -> Iterator[tuple[str, int]]:
    """The kind and length in words of every trigger among some words; shorter ones inside a longer one are passed over."""
    at = 0
    while at < len(words):
        size = next((size for size in range(_LONGEST, 0, -1) if " ".join(words[at : at + size]) in _by_form()), 0)
        if size:
            yield _by_form()[" ".join(words[at : at + size])], len(words[at : at + size])
        at += size or 1
