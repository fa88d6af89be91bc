"""Free words as a value: targets, damage, context, control. Content words, polarity and numbers decide how two relate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from deconflict.resources import table
from deconflict.values.frozen import Frozen
from deconflict.values.numerals import leading, numerals, spelled
from deconflict.values.relation import Relation

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_ARTICLE = re.compile(r"^(?:al|el|as|ash|ad|an|ar|at|az)-(?=\w{3})")
_MEASURED = re.compile(r"(\d+|[a-z]+(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)-(year-old|month-old|[a-z]+)")
_APOSTROPHE = re.compile("[’`´]")
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "buses": "bus",
    "gases": "gas",
    "wives": "wife",
    "lives": "life",
    "knives": "knife",
}
_WHOLE = frozenset(
    {"building", "wedding", "morning", "evening", "ceiling", "housing", "shipping", "crossing", "landing", "red", "bed", "shed"}
)


@dataclass(frozen=True, slots=True)
class Text(Frozen):
    """Folded content words, whether they are denied, and numbers on what they speak of ('nine-storey', '63-year-old', 'three houses').

    ``shown`` are the words as told; they are how the value is told, not what it is, so they are not compared.
    """

    words: frozenset[str]
    denied: bool = False
    measures: frozenset[tuple[str, int]] = frozenset()
    shown: str = field(default="", compare=False)

    @classmethod
    @lru_cache(maxsize=2048)
    def parse(cls, words: str) -> Text:
        """The value of some words; a word that denies turns the whole, two of them turn it back."""
        told = " ".join(words.split())
        measures, rest = _measured(_plain_letters(told))
        tokens = [_ARTICLE.sub("", token) for token in _WORD.findall(rest)]
        denials = sum(token in _listed("denying") for token in tokens)
        empty, denying = _listed("stop"), _listed("denying")
        content = frozenset(fold(token) for token in tokens if token not in empty and token not in denying)
        return cls(content, denials % 2 == 1, frozenset(measures), told)

    def relation(self, other: Text) -> Relation:
        """More of the same words refines; denial, antonyms or another number on the same thing conflict; nothing shared is incomparable."""
        if self == other:
            return Relation.SAME
        mine, theirs = self._canonical, other._canonical
        if not (mine | self._units) & (theirs | other._units):
            return Relation.INCOMPARABLE
        opposed = _opposed(mine, theirs)
        turned = self.denied != other.denied or bool(opposed) or self._measures_differ(other)
        if turned and _same_thing(mine - opposed, theirs - opposed):
            return Relation.CONFLICTS
        if self.denied != other.denied:
            return Relation.INCOMPARABLE
        more, less = mine >= theirs and self.measures >= other.measures, mine <= theirs and self.measures <= other.measures
        return Relation.COMPATIBLE if more == less else Relation.REFINES if more else Relation.GENERALISES

    @property
    def _canonical(self) -> frozenset[str]:
        """The words with synonyms taken as one."""
        return frozenset(_one(word) for word in self.words)

    @property
    def _units(self) -> frozenset[str]:
        """What is measured."""
        return frozenset(unit for unit, _ in self.measures)

    def _measures_differ(self, other: Text) -> bool:
        """Whether one kind of measure has none but other numbers."""
        mine, theirs = _by_unit(self.measures), _by_unit(other.measures)
        return any(mine[unit].isdisjoint(theirs[unit]) for unit in mine.keys() & theirs.keys())

    def show(self) -> str:
        """The words as told, or what is known of them."""
        if self.shown:
            return self.shown
        measured = "".join(f"{number}-{unit} " for unit, number in sorted(self.measures))
        return f"{'not ' if self.denied else ''}{measured}{' '.join(sorted(self.words))}".strip()


@lru_cache(maxsize=2048)
def stem(word: str) -> str:
    """A light stem of a lower-case word: plural and verb endings off ('houses' to 'house', 'bombed' to 'bomb')."""
    if word in _WHOLE:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if re.search(r"[^aeiou]ie[sd]$", word) and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and len(word) > 3:
        return word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and re.search(r"[aeiouy]", word[: -len(ending)]) and len(word) - len(ending) > 2:
            base = word[: -len(ending)]
            return base[:-1] if base[-1] == base[-2] and base[-1] not in "lsz" else base
    return word


def fold(word: str) -> str:
    """A lower-case word as it is compared: its stem without a final e, so that 'damage' and 'damaged' are one."""
    base = stem(word)
    base = stem(base) if base.endswith("ing") else base
    return base[:-1] if base.endswith("e") and len(base) > 3 else base


def sense(noun: str) -> str:
    """What stands for a noun and all others that may name the same thing."""
    return _one(fold(noun))


def _plain_letters(words: str) -> str:
    """Lower case, without diacritics, contractions and possessives."""
    plain = _APOSTROPHE.sub("'", words.lower())
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return plain.replace("n't", " not").replace("'s", " ")


def _measured(words: str) -> tuple[set[tuple[str, int]], str]:
    """The measures among some words, and the words without their numbers."""
    units, found = table("antonyms")["units"], set()

    def unit_of(match: re.Match[str]) -> str:
        number = _number(match[1])
        if number is None:
            return match.group()
        found.add((units.get(match[2], match[2].removesuffix("s")), number))
        return " "

    rest = _MEASURED.sub(unit_of, words)
    for start, end, measure in _counted(rest):
        found.add(measure)
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return found, rest


def _number(word: str) -> int | None:
    """The number that one word spells."""
    exact = leading(word)
    return spelled(word) if exact is not None and exact.end == len(word) else None


def _counted(words: str) -> Iterator[tuple[int, int, tuple[str, int]]]:
    """Exact numbers on a noun: 'three houses'; the noun is the last word before the next that is none."""
    for numeral in numerals(words):
        after = re.match(r"(?:\s+[a-z][\w'-]*){1,3}", words[numeral.end :])
        nouns = [] if after is None else _until_stop(after.group().split())
        if nouns and numeral.count.low == numeral.count.high:
            yield numeral.start, numeral.end, (fold(nouns[-1]), numeral.count.low)


def _until_stop(words: list[str]) -> list[str]:
    """The words up to the first that no noun phrase goes on with, or that tells what befell the things."""
    stop = next((index for index, word in enumerate(words) if word in _listed("stop") or (index and word.endswith("ed"))), len(words))
    return words[:stop]


def _by_unit(measures: frozenset[tuple[str, int]]) -> dict[str, set[int]]:
    """The numbers of each unit."""
    found: dict[str, set[int]] = {}
    for unit, number in measures:
        found.setdefault(unit, set()).add(number)
    return found


def _opposed(mine: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    """The words of either that are antonyms of a word of the other; none where a word takes the edge off."""
    blunted = (mine | theirs) & _listed("blunt")
    pairs = [{a, b} for a in mine - theirs for b in theirs - mine if frozenset({a, b}) in _antonyms()]
    return frozenset(word for pair in pairs if not blunted - pair for word in pair)


def _same_thing(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether both speak of one thing: words of degree aside, they share more than half of the shorter's words, or none are left."""
    mine, theirs = mine - _listed("degree") - _listed("blunt"), theirs - _listed("degree") - _listed("blunt")
    shorter = min(len(mine), len(theirs))
    return 2 * len(mine & theirs) > shorter if shorter else not mine and not theirs


@cache
def _listed(name: str) -> frozenset[str]:
    """One word list of antonyms.toml: those for words as told plain, those for words as compared folded."""
    words = table("antonyms")[name]
    return frozenset(words if name in {"stop", "denying"} else map(fold, words))


@cache
def _antonyms() -> frozenset[frozenset[str]]:
    """Pairs of words that exclude each other, as they are compared."""
    return frozenset(frozenset(_one(fold(word)) for word in pair) for pair in table("antonyms")["pairs"])


@cache
def _synonym() -> dict[str, str]:
    """Each folded word that may stand for another, with the first of its row."""
    return {fold(word): fold(row[0]) for row in table("antonyms")["synonyms"] for word in row}


def _one(word: str) -> str:
    """The word that stands for a folded word and its synonyms."""
    return _synonym().get(word, word)
