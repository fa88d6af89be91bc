"""Places of a report: each toponym taken to mean one place, chosen by the report's other places."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from deconflict.extract.gazetteer import Gazetteer, fold
from deconflict.extract.gazetteer_store import Entry
from deconflict.extract.place_choice import Ballot, choose, lies_in
from deconflict.extract.place_shape import place_of, shaped
from deconflict.extract.place_unknown import respelled, with_unknown
from deconflict.extract.tokens import Token, tokenise
from deconflict.extract.toponym_features import words
from deconflict.extract.toponyms import Toponym, find_toponyms, model
from deconflict.model import Passage, PlaceMention
from deconflict.values.place import Place, Precision, haversine_km

__all__ = ["find_places", "modifies", "resolve_place"]

_SMALL = 60_000
_FAR = 150.0
_KNOWN_EVERYWHERE = 300_000
_CONTAINED = re.compile(r"\s*,\s*(?:in\s+)?(?:the\s+)?|\s\(|\s+in\s+(?:the\s+)?(?:\w+[’']s\s+)?")
_WITHIN = re.compile(
    r"\s*,?\s*(?:in|of)\s+(?:the\s+)?(?:[a-z]+\s+)?(?:municipality|district|province|department|state|region|county|commune|ward|parish|sub-?district|governorate)\s+of\s+(?:the\s+)?"
)
_SHORT_NAMES = frozenset({"u.s", "u.s.", "us", "u.k", "u.k.", "uk", "u.n.", "uae"})
_NO_NOUN = re.compile(
    r"\s+(?:and|or|is|was|were|are|has|had|have|will|would|to|in|on|at|for|from|by|with|after|before|since|as|of|that|when|while|but|said|says)\b"
)


def find_places(passage: Passage, gazetteer: Gazetteer, tokens: Sequence[Token] | None = None) -> tuple[PlaceMention, ...]:
    """Every toponym of a passage with the place that it most likely means here, in the order of the text."""
    tokens = tokens if tokens is not None else tokenise(passage.text)
    toponyms = find_toponyms(passage.text, tokens, gazetteer)
    found = _Resolver(passage, tokens, toponyms, gazetteer).mentions()
    return tuple(sorted(with_unknown(passage, found, gazetteer), key=lambda mention: mention.span))


def modifies(passage: Passage, mention: PlaceMention) -> bool:
    """Whether a short name of a country only describes what follows ('U.S. forces'), and so tells no place of its own."""
    after = passage.text[mention.span.end : mention.span.end + 24]
    return mention.text.lower() in _SHORT_NAMES and re.match(r"\s+[^\W\d_]", after) is not None and _NO_NOUN.match(after) is None


def resolve_place(name: str, gazetteer: Gazetteer, context: Sequence[Place] = ()) -> Place:
    """The place that a name most likely means beside the other places of a report; unknown names lie in the country that is told most."""
    countries = {place.country for place in context}
    entries = gazetteer.lookup(name)
    if not entries:
        entry = respelled(name, countries - {None}, gazetteer)
        main = max(sorted(countries - {None}, key=str), key=lambda code: sum(place.country == code for place in context), default=None)
        return place_of(entry) if entry is not None else Place(name, Precision.UNKNOWN, main)
    return place_of(max(entries, key=lambda entry: (_fits(entry, name, context), -entry.row)))


def _fits(entry: Entry, name: str, context: Sequence[Place]) -> float:
    """How well a namesake goes with other places."""
    score = math.log10(entry.population + 100) + 2 * (entry.kind in "CR") + (fold(entry.name) == fold(name))
    score += 3 * any(place.country == entry.country for place in context)
    score += 2 * any(place.country == entry.country and place.admin1 == entry.admin1 for place in context if place.admin1)
    distances = [
        haversine_km(entry.lat, entry.lon, place.lat, place.lon) for place in context if place.lat is not None and place.lon is not None
    ]
    return score + 2 * math.exp(-min(distances, default=math.inf) / 150)


@cache
def _weights() -> tuple[NDArray[np.float64], ...]:
    """What counts in the choice among namesakes, a row a round."""
    return tuple(np.array(row) for row in model()["choice"])


class _Resolver:
    """The toponyms of one report and the places that they were taken to mean."""

    def __init__(self, passage: Passage, tokens: Sequence[Token], toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> None:
        self.passage, self.tokens, self.toponyms = passage, tokens, toponyms
        self.chosen: Mapping[str, Entry] = {}
        if toponyms:
            self.chosen = choose(Ballot(passage.text, tokens, toponyms), _weights())

    def mentions(self) -> list[PlaceMention]:
        """The mentions of the report, in order."""
        return [mention for mention in map(self._mention, range(len(self.toponyms))) if mention is not None]

    def _mention(self, index: int) -> PlaceMention | None:
        """One toponym, with the words that qualify it."""
        toponym = self.toponyms[index]
        start, end = self.tokens[toponym.first].start, self.tokens[toponym.last].end
        text = self.passage.text
        place, taken = shaped(self._place(index), text[max(0, start - 90) : start], text[end : end + 60])
        return PlaceMention(self.passage.span(start - taken, end), text[start - taken : end], place)

    def _place(self, index: int) -> Place:
        """The place that a toponym means where it stands."""
        toponym = self.toponyms[index]
        entry = self.chosen[toponym.key]
        if (container := self._container(index)) is not None and not lies_in(entry, [container]):
            inside = [other for other in toponym.entries if lies_in(other, [container])]
            if inside:
                return place_of(inside[0])
            if entry.kind in "PB" and entry.population < _KNOWN_EVERYWHERE:
                return Place(toponym.name, Precision.UNKNOWN, container.country, container.admin1 or None)
        around = self._told_within(index)
        small = entry.kind in "PB" and entry.population < _SMALL
        if around is not None and small and haversine_km(entry.lat, entry.lon, around.lat, around.lon) > _FAR:
            return Place(toponym.name, Precision.UNKNOWN, around.country, around.admin1 or None)
        return place_of(self._as_named(toponym, entry))

    def _told_within(self, index: int) -> Entry | None:
        """What a place is told to lie in: 'El Plateado, in the municipality of Argelia'."""
        between, following = self._following(index)
        return following if _WITHIN.fullmatch(between) else None

    def _container(self, index: int) -> Entry | None:
        """The division or country named right after a place: 'Alexandria, Louisiana', 'Mosul in Iraq'."""
        between, container = self._following(index)
        return container if container is not None and _CONTAINED.fullmatch(between) and container.kind in "CA" else None

    def _following(self, index: int) -> tuple[str, Entry | None]:
        """The words up to the next toponym, and what that means."""
        if index + 1 >= len(self.toponyms):
            return "", None
        here, following = self.toponyms[index], self.toponyms[index + 1]
        return self.passage.text[self.tokens[here.last].end : self.tokens[following.first].start], self.chosen[following.key]

    def _as_named(self, toponym: Toponym, entry: Entry) -> Entry:
        """The division of a name where 'province' and the like stand beside it, the town where 'city' does."""
        after = self.tokens[toponym.last + 1].lower if toponym.last + 1 < len(self.tokens) else ""
        before = [token.lower for token in self.tokens[max(0, toponym.first - 2) : toponym.first]]
        lead = before[0] if len(before) == 2 and before[1] == "of" else ""
        for sort, kinds in (("divisions", "AB"), ("settlements", "PK")):
            if {after, lead} & words(sort) and entry.kind not in kinds:
                return next((other for other in toponym.entries if other.kind in kinds and other.country == entry.country), entry)
        return entry
