"""What speaks for and against a name being a toponym in its sentence: the features that the recogniser weighs."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter

from deconflict.extract.dictionary import lemmas
from deconflict.extract.gazetteer_store import Entry, fold
from deconflict.extract.tokens import Token
from deconflict.resources import path, table

_OPENERS = frozenset('.!?"“:”;') | {"''", "``"}
_BIG = 100_000
_SIZES = (0, 1_000, 5_000, 20_000, 100_000, 1_000_000)
_TELLING = ("organisations", "divisions", "settlements", "sites", "speaking")
_name_of = attrgetter("name")


@cache
def words(name: str) -> frozenset[str]:
    """One word list of places.toml."""
    return frozenset(table("places")[name])


@cache
def _given() -> frozenset[str]:
    """Given names of persons."""
    return frozenset(table("entities")["given"]) | _names("given_names")


@cache
def _names(file: str) -> frozenset[str]:
    """The names in a list, one a line."""
    lines = path(f"{file}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations of states that end in a full stop, in small letters."""
    return frozenset(name.lower() for names in table("countries")["usps"].values() for name in names if name.endswith("."))


@cache
def frequencies() -> dict[str, int]:
    """Share of news reports that hold a word, in parts of ten thousand."""
    lines = path("document_frequency.tsv").read_text(encoding="utf-8").splitlines()
    return {word: int(share) for word, _, share in (line.partition("\t") for line in lines if not line.startswith("#"))}


@cache
def _telling() -> frozenset[str]:
    """The words after a name that tell what it is, of all sorts."""
    return frozenset[str]().union(*map(words, _TELLING))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of tokens that the gazetteer knows as a name."""

    first: int
    last: int
    name: str
    key: str
    entries: tuple[Entry, ...]


@lru_cache(1 << 11)
def is_plain(lower: str) -> bool:
    """Whether a name is also a plain word of the language."""
    found = lemmas(lower)
    return " " not in lower and bool({"NOUN", "VERB", "ADJ", "ADV"} & set(found)) and "PROPN" not in found


class Surroundings:
    """A report's tokens and candidates, with what holds of a name anywhere in the report."""

    def __init__(self, tokens: Sequence[Token], candidates: Sequence[Candidate], cased: bool) -> None:
        self.tokens = tokens
        self.cased = cased
        self.large = {index for candidate in candidates if _is_large(candidate) for index in range(candidate.first, candidate.last + 1)}
        self.nations = {entry.country for candidate in candidates for entry in candidate.entries if entry.kind == "C"}
        self.divisions = {(entry.country, entry.admin1) for candidate in candidates for entry in candidate.entries[:3] if entry.kind == "A"}
        self.persons: set[str] = set()
        self.placed: set[str] = set()
        for candidate in candidates:
            if self._after_person(candidate.first):
                self.persons.add(candidate.key)
            if self._placed(candidate):
                self.placed.add(candidate.key)

    def at(self, index: int) -> Token | None:
        """A token, or none beyond the text."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def opens(self, index: int) -> bool:
        """Whether a token opens its sentence, where capitals tell nothing."""
        return index == 0 or self.tokens[index - 1].text in _OPENERS

    def capital(self, index: int) -> bool:
        """Whether a token is capitalised as a name is."""
        token = self.at(index)
        return token is not None and token.text[0].isupper() and len(token.text) > 1

    def _after_person(self, first: int) -> bool:
        """Whether a given name or a title stands before, in this one of the places where a name is told."""
        before = self.at(first - 1)
        return before is not None and (before.lower in _given() or before.lower in words("titles"))

    def _placed(self, candidate: Candidate) -> bool:
        """Whether 'in' stands before, or a division after a comma."""
        before, after = self.at(candidate.first - 1), self.at(candidate.last + 1)
        if before is not None and before.lower in {"in", "near", "at"}:
            return True
        return after is not None and after.text == "," and candidate.last + 2 in self.large


def is_person(candidate: Candidate, around: Surroundings) -> bool:
    """Whether a surname follows that is no plain word, and nothing before says that a place is meant ('Paris Jackson')."""
    after, before = around.at(candidate.last + 1), around.at(candidate.first - 1)
    if not around.cased or candidate.first != candidate.last or after is None or not around.capital(candidate.last + 1):
        return False
    beside = after.start - around.tokens[candidate.last].end == 1
    surname = after.lower in _names("surnames") and not is_plain(after.lower) and after.lower not in words("divisions")
    return beside and surname and (before is None or before.lower not in words("prepositions"))


def _is_large(candidate: Candidate) -> bool:
    """Whether a name may be a country's or a first division's."""
    return any(entry.kind in "CA" for entry in candidate.entries)


def features(candidate: Candidate, around: Surroundings) -> list[str]:
    """The features of one candidate, each a short string."""
    sort = _sort(candidate)
    found = [*_of_name(candidate, sort, around), *_of_neighbours(candidate, sort, around), *_of_report(candidate, sort, around)]
    if around.cased:
        found += _of_capitals(candidate, sort, around)
    return found


def _sort(candidate: Candidate) -> str:
    """The sort of place that the name most likely means."""
    kinds = {entry.kind for entry in candidate.entries}
    for kind in "CARWK":
        if kind in kinds and not (kind == "A" and candidate.entries[0].kind in "PK" and candidate.entries[0].population > 3 * _BIG):
            return kind
    if candidate.entries[0].population >= _BIG:
        return "L"
    return "B" if "B" in kinds else "P"


def _of_name(candidate: Candidate, sort: str, around: Surroundings) -> list[str]:
    """What the name itself tells."""
    top = candidate.entries[0]
    size = bisect_right(_SIZES, top.population)
    length = candidate.last - candidate.first + 1
    lower = " ".join([token.lower for token in around.tokens[candidate.first : candidate.last + 1]])
    own = candidate.key in map(fold, map(_name_of, candidate.entries))
    found = [
        f"sort={sort}",
        f"size={size}",
        f"sort={sort},length={min(length, 3)}",
        f"own={own},{sort}",
        f"many={min(int(math.log2(len(candidate.entries))), 4)}",
    ]
    if lower in words("never"):
        found += ["never", f"never,{sort}"]
    if length == 1:
        share = frequencies().get(lower, 0)
        found += [f"plain={is_plain(lower)},{sort}", f"share={int(math.log2(share + 1))},{sort in 'CA'}", f"letters={min(len(lower), 6)}"]
        found += [f"{file},{sort}" for file in ("given_names", "surnames") if lower in _names(file)]
        if lower in abbreviations():
            found += ["abbreviation", f"abbreviation,{around.tokens[candidate.first - 1].text == ','}"]
    return found


def _word(token: Token | None, around: Surroundings) -> str:
    """A neighbour as a word where it is a common one, else its shape."""
    if token is None:
        return "none"
    if not token.text[0].isalnum():
        return token.text if len(token.text) < 3 else "mark"
    if token.text[0].isdigit():
        return "number"
    if token.lower in words("titles"):
        return "title"
    if token.lower in frequencies():
        return token.lower
    return "Name" if around.cased and token.text[0].isupper() else "word"


def _of_neighbours(candidate: Candidate, sort: str, around: Surroundings) -> list[str]:
    """What the words before and after tell."""
    before, after = around.at(candidate.first - 1), around.at(candidate.last + 1)
    second_before, second_after = around.at(candidate.first - 2), around.at(candidate.last + 2)
    large = "large" if sort in "CARWKL" else "small"
    left, right = _word(before, around), _word(after, around)
    found = [
        f"before={left}",
        f"after={right}",
        f"before2={_word(second_before, around)}",
        f"after2={_word(second_after, around)}",
        f"before={left},{large}",
        f"after={right},{large}",
        f"between={left},{right}",
    ]
    if after is not None and after.lower in _telling():
        for name in _TELLING:
            if after.lower in words(name):
                found += [f"after-{name}", f"after-{name},{large},{after.text[0].isupper()}"]
    if before is not None and before.lower in words("sectors"):
        found.append("after-sector")
    if around._after_person(candidate.first):
        found.append(f"after-person,{large}")
    if after is not None and after.text == "," and candidate.last + 2 in around.large:
        found.append("in-division")
    if before is not None and before.text == "," and candidate.first - 2 in around.large:
        found.append("after-division")
    if before is not None and before.text == "." and second_before is not None and len(second_before.text) == 1:
        found.append("after-initial")
    return found


def _of_report(candidate: Candidate, sort: str, around: Surroundings) -> list[str]:
    """What the rest of the report tells of the name."""
    found = [
        f"person-somewhere={candidate.key in around.persons},{sort}",
        f"placed-somewhere={candidate.key in around.placed},{sort in 'CA'}",
    ]
    divisions, nations = around.divisions, around.nations
    told = bool(divisions) and any((entry.country, entry.admin1) in divisions for entry in candidate.entries if entry.kind not in "CA")
    known = bool(nations) and any(entry.country in nations for entry in candidate.entries if entry.kind != "C")
    return [*found, f"told-division={told},{sort}", f"told-country={known},{sort}"]


def _of_capitals(candidate: Candidate, sort: str, around: Surroundings) -> list[str]:
    """What capital letters tell."""
    first, last = candidate.first, candidate.last
    name = "".join(token.text for token in around.tokens[first : last + 1])
    large = "large" if sort in "CARWKL" else "small"
    before = around.capital(first - 1) and not around.opens(first - 1) and around.tokens[first].start - around.tokens[first - 1].end == 1
    after = around.capital(last + 1) and around.tokens[last + 1].start - around.tokens[last].end == 1
    found = [
        f"opens={around.opens(first)},{large}",
        f"capital-before={before},{sort}",
        f"capital-after={after},{sort}",
        f"capitals={before},{after},{large}",
    ]
    if name.isupper():
        found.append(f"all-capitals={min(len(name), 5)},{sort}")
    opener = around.capital(first - 1) and around.opens(first - 1) and around.tokens[first].start - around.tokens[first - 1].end == 1
    if opener and (previous := around.at(first - 1)) is not None:
        found.append(f"after-opener={previous.lower in frequencies()},{large}")
    second = around.at(last + 2)
    if after:
        following = around.tokens[last + 1].lower
        found.append(f"capital-after,plain={is_plain(following)},given={following in _given()},{large}")
        found.append(f"capital-after,surname={following in _names('surnames')},given={around.tokens[first].lower in _given()},{large}")
    if after and second is not None:
        found.append(f"capital-after,then={_word(second, around)}")
    return found
