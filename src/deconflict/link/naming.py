"""Names that reports of one happening share: people, and sites such as streets, schools and markets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from rapidfuzz.distance import JaroWinkler

from deconflict.link.any_of import any_of
from deconflict.model import EntityType, Reading, Span
from deconflict.resources import table

_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ALIKE = 0.88
_DESCRIBED = re.compile(r"(?:the |an? )?[a-z][\w' -]* (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2})")
_BEFORE_A_SITE = re.compile(r"^(?:(?:the|in|at|on|near|a|of|north|south|east|west|n|s|e|w)\s+)+")
_PEOPLED = frozenset({EntityType.PERSON, EntityType.LOCATION})
_HARMED = frozenset({"victim", "perpetrator"})
_AGE = re.compile(r"\b(\d{1,2})[- ](?:year|month)s?[- ]old|(?<=, )(\d{1,2})(?=[,;.])")


@dataclass(frozen=True, slots=True)
class People:
    """Those whom a report names: the keys of a name under each of the words in which it stands, and those of the names of all who are cited."""

    named: Mapping[str, frozenset[str]]
    spoken: frozenset[str]

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The people of a report; what is asked of each mention is found once."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for text, name in {*_named(reading), *_described(reading)}:
            names[text].update(_keys(name))
        speakers = {item.speaker for item in reading.attributions if item.speaker}
        return cls(
            {text: frozenset(keys) for text, keys in names.items()}, frozenset(key for speaker in speakers for key in _keys(speaker))
        )

    def told_in(self, words: str) -> frozenset[str]:
        """People named in some words, as 'first last', titles dropped; those who are cited for what they say are left out."""
        return frozenset().union(*(keys for text, keys in self.named.items() if text in words)) - self.spoken


def _named(reading: Reading) -> Iterator[tuple[str, str]]:
    """Named people: the words and the full name."""
    for entity in reading.entities:
        if entity.type is EntityType.PERSON and entity.named:
            yield entity.text, entity.entity.removeprefix("person ")


def _described(reading: Reading) -> Iterator[tuple[str, str]]:
    """Names after a description ('the trader Issa Konate') that is no place: the words and the name."""
    placed = [item.span for item in reading.places]
    for text, span in _descriptions(reading):
        match = _DESCRIBED.fullmatch(text)
        if match is not None and not any(span.meets(place) for place in placed):
            yield text, match["name"]


def _descriptions(reading: Reading) -> Iterator[tuple[str, Span]]:
    """Words that may describe somebody and name him, with where they stand."""
    for entity in reading.entities:
        if entity.type in _PEOPLED:
            yield entity.text, entity.span
    for mention in reading.mentions:
        for argument in mention.arguments:
            if argument.role in _HARMED:
                yield argument.text, argument.span


def speakers_of(reading: Reading) -> frozenset[str]:
    """Those who are cited by name."""
    return frozenset(key for item in reading.attributions if item.speaker and item.speaker[0].isupper() for key in _keys(item.speaker))


def _keys(name: str) -> Iterator[str]:
    """The ways in which a full name is found again: its last two parts, and its first and last."""
    parts = [part for part in _PART.findall(name.split(",", maxsplit=1)[0].lower()) if part not in _SUFFIX and part not in _titles()]
    parts = list(dict.fromkeys(parts))
    if len(parts) >= 2 and len(parts[-1]) > 1:
        yield f"{parts[-2]} {parts[-1]}"
        if len(parts) == 3:
            yield f"{parts[0]} {parts[-1]}"


@cache
def _titles() -> frozenset[str]:
    """Words before a name that are no part of it."""
    return frozenset(word.strip(".") for title in table("entities")["titles"] for word in title.split()) | frozenset(
        table("linking")["names"]["offices"]
    )


def shared_people(mine: frozenset[str], theirs: frozenset[str]) -> list[tuple[str, str]]:
    """Pairs of names that are one person's: equal, or with one surname and first names spelt alike."""
    equal = [(name, name) for name in sorted(mine & theirs)]
    if equal or not {name.rpartition(" ")[2] for name in mine} & {name.rpartition(" ")[2] for name in theirs}:
        return equal
    return [(one, other) for one in sorted(mine) for other in sorted(theirs) if _alike(one, other)]


def _alike(one: str, other: str) -> bool:
    """Whether two names differ by a spelling only."""
    first, _, last = one.rpartition(" ")
    second, _, surname = other.rpartition(" ")
    return last == surname and JaroWinkler.similarity(first, second) >= _ALIKE


@cache
def _site() -> re.Pattern[str]:
    """A capitalised or numbered name with a head such as 'Street' or 'School'."""
    heads = any_of(sorted(map(re.escape, table("linking")["names"]["sites"]), key=len, reverse=True))
    return re.compile(rf"\b((?:(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]*|(?:of|de|al|el))\s+){{1,3}}?)({heads})\b\.?")


def sites_of(text: str) -> frozenset[str]:
    """Streets, schools, markets and the like that some words name, folded ('oak street')."""
    short = table("linking")["names"]["short"]
    return frozenset(_folded_sites(_site().finditer(text), short))


def _folded_sites(matches: Iterable[re.Match[str]], short: dict[str, str]) -> Iterator[str]:
    """Names of sites with their heads in full, without what leads to them."""
    for match in matches:
        name = _BEFORE_A_SITE.sub("", match[1].lower())
        head = match[2].lower()
        if name.strip():
            yield f"{name.strip()} {short.get(head, head)}"


def ages_of(text: str) -> frozenset[int]:
    """Ages told of people."""
    return frozenset(int(match[1] or match[2]) for match in _AGE.finditer(text))
