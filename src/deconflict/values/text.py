"""Free words as a value: targets, damage, context, control. Content words, polarity and numbers decide how two relate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from deconflict.resources import table
from deconflict.values.count_words import parse_count
from deconflict.values.relation import Relation

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_STOP = frozenset(
    "a an the of in on at to for from by with and or its his her their our this that these those is are was were be been has have had it which who whom as into near "
    "there some any own said say while when where also".split()
)
_NEGATIVE = frozenset({"not", "no", "never", "without", "n't", "neither", "nor"})
_MEASURED = re.compile(r"^(\d+|[a-z]+)-(storey|story|floor|year-old|seat|bed|room|tonne|ton|metre|meter|kilometre|km)s?$")


def stem(word: str) -> str:
    """A light stem: plural and verb endings off, nothing more."""
    for ending, least in (("ives", 5), ("ing", 5), ("ied", 5), ("ies", 4), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least - 1 and not word.endswith(("ss", "us", "is")):
            base = word[: -len(ending)]
            return base + {"ied": "y", "ies": "y", "ives": "ive"}.get(ending, "")
    return word


@cache
def _synonym() -> dict[str, str]:
    """Each word that may stand for another, with the first of its row."""
    return {stem(word): stem(row[0]) for row in table("antonyms")["synonyms"] for word in row}


@cache
def _antonyms() -> frozenset[frozenset[str]]:
    """Pairs of stems that exclude each other."""
    return frozenset(frozenset(stem(word).rstrip("e") for word in pair) for pair in table("antonyms")["pairs"])


@dataclass(frozen=True, slots=True)
class Text:
    """Folded content words, whether they are denied, and measures such as 'nine-storey' or '63-year-old'; ``told`` are the words themselves, not compared."""

    words: frozenset[str]
    denied: bool = False
    measures: frozenset[tuple[str, int]] = frozenset()
    told: str = field(default="", compare=False)

    @classmethod
    def parse(cls, words: str) -> Text:
        """The value of some words."""
        tokens = [token.group() for token in _WORD.finditer(words.lower().replace("’", "'"))]
        measures = {measure for token in tokens if (measure := _measure(token))}
        content = {stem(token) for token in tokens if token not in _STOP and token not in _NEGATIVE and not _measure(token)}
        return cls(frozenset(content), any(token in _NEGATIVE for token in tokens), frozenset(measures), re.sub(r"\s+", " ", words).strip())

    def relation(self, other: Text) -> Relation:
        """More of the same words refines; denial, antonyms or another measure of the same thing conflict; nothing shared is incomparable."""
        if self == other:
            return Relation.SAME
        mine, theirs = self._plain, other._plain
        if not mine & theirs and self.words != other.words:
            return Relation.INCOMPARABLE
        if self.denied != other.denied or _exclude(mine, theirs) or self._measures_differ(other):
            return Relation.CONFLICTS
        if (self.words, self.measures) == (other.words, other.measures):
            return Relation.COMPATIBLE
        if other.words <= self.words and other.measures <= self.measures:
            return Relation.REFINES
        return Relation.GENERALISES if self.words <= other.words and self.measures <= other.measures else Relation.COMPATIBLE

    @property
    def _plain(self) -> frozenset[str]:
        """The words with synonyms as one."""
        return frozenset(_synonym().get(word, word) for word in self.words)

    def _measures_differ(self, other: Text) -> bool:
        """Whether one kind of measure has other numbers."""
        mine, theirs = dict(self.measures), dict(other.measures)
        return any(mine[unit] != theirs[unit] for unit in mine.keys() & theirs.keys())

    def show(self) -> str:
        """The words as they were told."""
        return self.told


def _measure(token: str) -> tuple[str, int] | None:
    """The unit and number of a token such as 'nine-storey'."""
    match = _MEASURED.match(token)
    if match is None:
        return None
    phrase = parse_count(match[1])
    return ({"story": "storey", "floor": "storey"}.get(match[2], match[2]), phrase.count.low) if phrase else None


def _exclude(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether a word of one is the antonym of a word of the other that it does not share."""
    return any(
        frozenset({a.rstrip("e"), b.rstrip("e")}) in _antonyms() for a in mine - theirs for b in theirs - mine
    )


def alike(noun: str, other: str) -> bool:
    """Whether two nouns may name one thing."""
    first, second = stem(noun), stem(other)
    return first == second or _synonym().get(first, first) == _synonym().get(second, second)
