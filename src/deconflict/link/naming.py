"""Names that reports of one happening share: people, and sites such as streets, schools and markets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz.distance import JaroWinkler

from deconflict.model import EntityType, Reading
from deconflict.resources import table

_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ALIKE = 0.88
_DESCRIBED = re.compile(r"(?:the |an? )?[a-z][\w' -]* (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2})")
_PEOPLED = frozenset({EntityType.PERSON, EntityType.LOCATION})
_HARMED = frozenset({"victim", "perpetrator"})
_AGE = re.compile(r"\b(\d{1,2})[- ](?:year|month)s?[- ]old|(?<=, )(\d{1,2})(?=[,;.])")


def people_of(reading: Reading, words: str) -> frozenset[str]:
    """People named in a report and in some of its words, as 'first last', titles dropped; those who are cited for what they say are left out."""
    spoken = {key for item in reading.attributions if item.speaker for key in _keys(item.speaker)}
    found = {key for name in _names(reading, words) for key in _keys(name)}
    return frozenset(found - spoken)


def _names(reading: Reading, words: str) -> Iterator[str]:
    """Full names in some words: named people, and names after a description ('the trader Issa Konate') that is no place."""
    for entity in reading.entities:
        if entity.text in words and entity.type is EntityType.PERSON and entity.named:
            yield entity.entity.removeprefix("person ")
    placed = [item.span for item in reading.places]
    described = [(entity.text, entity.span) for entity in reading.entities if entity.type in _PEOPLED]
    described += [
        (argument.text, argument.span) for mention in reading.mentions for argument in mention.arguments if argument.role in _HARMED
    ]
    for text, span in described:
        match = _DESCRIBED.fullmatch(text)
        if match is not None and text in words and not any(span.meets(place) for place in placed):
            yield match["name"]


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
    heads = "|".join(sorted(map(re.escape, table("linking")["names"]["sites"]), key=len, reverse=True))
    return re.compile(rf"\b((?:(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]*|(?:of|de|al|el))\s+){{1,3}}?)({heads})\b\.?")


def sites_of(text: str) -> frozenset[str]:
    """Streets, schools, markets and the like that some words name, folded ('oak street')."""
    short = table("linking")["names"]["short"]
    return frozenset(_folded_sites(_site().finditer(text), short))


def _folded_sites(matches: Iterable[re.Match[str]], short: dict[str, str]) -> Iterator[str]:
    """Names of sites with their heads in full, without what leads to them."""
    for match in matches:
        name = re.sub(r"^(?:(?:the|in|at|on|near|a|of|north|south|east|west|n|s|e|w)\s+)+", "", match[1].lower())
        head = match[2].lower()
        if name.strip():
            yield f"{name.strip()} {short.get(head, head)}"


def ages_of(text: str) -> frozenset[int]:
    """Ages told of people."""
    return frozenset(int(match[1] or match[2]) for match in _AGE.finditer(text))
