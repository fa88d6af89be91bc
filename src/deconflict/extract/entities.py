"""What a report names: people, organisations, places, weapons, vehicles, times, quantities, nationalities, money; names of one thing under one key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from deconflict.extract.encoder import Tagging
from deconflict.extract.tagged import tagged
from deconflict.extract.toponyms import demonyms
from deconflict.model import Entity, EntityType, PlaceMention, Span, TimeMention
from deconflict.resources import table
from deconflict.values.actor import Actor

_WORD = re.compile(r"(?<![\w-])([^\W\d_]+)(?![\w-])")
_POSSESSIVE = re.compile(r"[’']s?$")


def find_entities(tagging: Tagging, places: Sequence[PlaceMention], times: Sequence[TimeMention]) -> tuple[Entity, ...]:
    """The entities of a passage in order: what the encoder tags, and places, times and nationalities that were found by other means.

    One may lie within another of a different type: a nationality in the name of an army, a town in that of a council.
    """
    found = [(EntityType(item.label), item.span) for item in tagged(tagging, "entity", tagging.heads.decisions["entity boost"])]
    more = [
        *((EntityType.LOCATION, place.span) for place in places), *((EntityType.TIME, time.span) for time in times),
        *((EntityType.NATIONALITY, tagging.passage.span(start, end)) for start, end in _nationalities(tagging.passage.text)),
    ]  # fmt: skip
    tagged_as = {sort: [span for kind, span in found if kind is sort] for sort in {sort for sort, _ in more}}
    found += [(sort, span) for sort, span in more if not any(span.meets(other) for other in tagged_as[sort])]
    keys = _Keys(tagging, places)
    return tuple(
        Entity(sort, span, tagging.passage.quote(span), keys.key(sort, span))
        for sort, span in sorted(found, key=lambda item: (item[1].start, item[1].end))
    )


def _nationalities(text: str) -> Iterator[tuple[int, int]]:
    """Where adjectives and nouns of nationality stand; of 'South African' the two words, of 'eastern Syrian' the second."""
    known, endings = _demonyms(), _endings()
    pieces = _WORD.split(text)
    words = pieces[1::2]
    hits = [at for at, word in enumerate(words) if word.lower() in endings]
    reached = list(accumulate(map(len, pieces))) if hits else []
    for at in hits:
        start, end, last = reached[2 * at], reached[2 * at + 1], reached[2 * at - 2] if at else 0
        if text[last:end].lower() in known:
            yield last, end
        elif text[start:end].lower() in known:
            yield start, end


@cache
def _demonyms() -> frozenset[str]:
    """Adjectives and nouns of nationality, in small letters, also with an s."""
    known = frozenset(demonyms()) - {"us", "u.s."} | {"kurdish", "kurd", "kurds", "arab"}
    return known | {f"{name}s" for name in known}


@cache
def _endings() -> frozenset[str]:
    """The last words of those: most words of a text are none, and need no further look."""
    return frozenset(words[-1] for name in _demonyms() if (words := re.findall(r"[^\W\d_]+", name)))


@cache
def _titles() -> frozenset[str]:
    """Titles and ranks before names."""
    return frozenset(table("entities")["titles"])


class _Keys:
    """One key for all names of a thing in a passage; a surname leads back to the full name before it."""

    def __init__(self, tagging: Tagging, places: Sequence[PlaceMention]) -> None:
        self._passage, self._places = tagging.passage, places
        self._surnames: dict[str, str] = {}

    def key(self, sort: EntityType, span: Span) -> str:
        """The key of one entity; entities are asked for in the order of the text."""
        text = self._passage.quote(span)
        text = _POSSESSIVE.sub("", text) if "'" in text or "’" in text else text
        if sort is EntityType.PERSON:
            return f"person {self._person(text)}"
        if sort is EntityType.ORGANISATION:
            return f"actor {Actor.parse(text).id}"
        if sort is EntityType.LOCATION:
            meant = next((place for place in self._places if place.span.meets(span)), None)
            return f"place {meant.place.show() if meant else text.lower()}"
        return f"{sort} {text.lower()}"

    def _person(self, text: str) -> str:
        """The full name under which a person was first named."""
        words = [word for word in text.lower().split() if word.rstrip(".") not in _titles()] or text.lower().split()
        name, last = " ".join(words), words[-1] if words else ""
        if len(words) > 1:
            self._surnames.setdefault(last, name)
        return self._surnames.get(last, name)
