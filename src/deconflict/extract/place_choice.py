"""Which of its namesakes a toponym means: the report's toponyms vote for each other, and each name keeps one sense."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deconflict.extract.gazetteer_store import Entry, fold
from deconflict.extract.tokens import Token
from deconflict.extract.toponym_features import words
from deconflict.extract.toponyms import Toponym, demonyms

Floats = NDArray[np.float64]
MOST_NAMESAKES = 24
ROUNDS = 3
_EARTH_KM = 6371.0
_NEAR_KM, _FAR_KM = 40.0, 200.0
# 'American' and the like name armies and newspapers everywhere; they say less of where something happened.
_EVERYWHERE = frozenset({"US", "GB", "RU", "FR", "IL"})
_BETWEEN = re.compile(r"\s*(?:,\s*(?:in\s+)?(?:the\s+)?|\s\(|\s+in\s+(?:the\s+)?)(?:\w+\s+){0,2}(?:\w+[’']s\s+)?")
FEATURES = (
    "people", "country", "division", "district", "region", "water", "capital", "own name", "own country told", "share of countries", "share of divisions",
    "adjectives", "very near", "near", "same division", "same country", "in what follows", "beside", "rank", "named as division", "named as district", "unsure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Namesakes:
    """A name of a report, where it stands, and the places that it may mean."""

    key: str
    entries: tuple[Entry, ...]
    toponyms: tuple[int, ...]


class Ballot:
    """All namesakes of all names of a report, side by side, with what does not change while they vote."""

    def __init__(self, text: str, tokens: Sequence[Token], toponyms: Sequence[Toponym]) -> None:
        self.text, self.tokens, self.toponyms = text, tokens, toponyms
        self.names = _group(toponyms)
        self.entries = [entry for name in self.names for entry in name.entries]
        self.owner = np.repeat(np.arange(len(self.names)), [len(name.entries) for name in self.names])
        self.starts = np.searchsorted(self.owner, np.arange(len(self.names)))
        self._weights = np.array([math.sqrt(len(name.toponyms)) for name in self.names])
        kinds = [entry.kind for entry in self.entries]
        self._countries, self._divisions = (np.array([kind == wanted for kind in kinds]) for wanted in "CA")
        self._nearness()
        self.fixed = self._fixed()

    def _nearness(self) -> None:
        """How near each namesake lies to each of another name, and whether they share division and country."""
        lat = np.radians([entry.lat for entry in self.entries])
        lon = np.radians([entry.lon for entry in self.entries])
        points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        distance = _EARTH_KM * np.arccos(np.clip(points @ points.T, -1.0, 1.0))
        point = np.array([entry.kind in "PKB" for entry in self.entries])
        other = (self.owner[:, None] != self.owner[None, :]).astype(float)
        both = other * point[:, None] * point[None, :]
        self.near = np.stack([both * np.exp(-distance / _NEAR_KM), both * np.exp(-distance / _FAR_KM)])
        country, division = _codes([entry.country for entry in self.entries]), _codes([_division(entry) for entry in self.entries])
        self.same = np.stack([other * _alike(division), other * _alike(country)])

    def _fixed(self) -> Floats:
        """The features that do not depend on what other names mean."""
        adjectives = self._adjectives()
        rows = []
        for name in self.names:
            follows, after = self._containers(name), self._words_after(name)
            owns = [fold(entry.name) == name.key for entry in name.entries]
            for rank, (entry, own) in enumerate(zip(name.entries, owns, strict=True)):
                inside = max((lies_in(entry, container) for container in follows), default=0.0)
                rows.append([
                    math.log10(entry.population + 100) - 2, entry.kind == "C", entry.kind == "A", entry.kind == "B", entry.kind == "R", entry.kind == "W",
                    entry.kind == "K", own or not any(owns), 0.0, 0.0, 0.0, adjectives.get(entry.country, 0.0), 0.0, 0.0, 0.0, 0.0,
                    inside, 0.0, math.log(rank + 1), after["divisions"] * (entry.kind in "AB"), after["settlements"] * (entry.kind in "PK"), 0.0,
                ])  # fmt: skip
        return np.array(rows, dtype=float)

    def _adjectives(self) -> dict[str, float]:
        """How much the adjectives of a report speak for each country."""
        told: dict[str, float] = {}
        for token in self.tokens:
            if (country := demonyms().get(token.lower)) is not None:
                told[country] = told.get(country, 0.0) + (0.2 if country in _EVERYWHERE else 1.0)
        return {country: math.log1p(share) for country, share in told.items()}

    def _containers(self, name: Namesakes) -> list[tuple[Entry, ...]]:
        """What is named right after the name, where it stands: 'Alexandria, Louisiana', 'Mosul in Iraq'."""
        found = []
        for index in name.toponyms:
            if index + 1 < len(self.toponyms):
                here, following = self.toponyms[index], self.toponyms[index + 1]
                between = self.text[self.tokens[here.last].end : self.tokens[following.first].start]
                if _BETWEEN.fullmatch(between):
                    found.append(following.entries)
        return found

    def _words_after(self, name: Namesakes) -> dict[str, float]:
        """Whether 'province', 'city' and the like stand beside a name."""
        last = [self.toponyms[index].last for index in name.toponyms]
        after = {self.tokens[index + 1].lower for index in last if index + 1 < len(self.tokens)}
        before = {self.tokens[self.toponyms[index].first - 2].lower for index in name.toponyms if self.toponyms[index].first > 1}
        return {sort: float(bool(words(sort) & after) or bool(words(sort) & before)) for sort in ("divisions", "settlements")}

    def features(self, belief: Floats) -> Floats:
        """All features, given how likely each namesake is for now."""
        features = self.fixed.copy()
        weight = belief * self._weights[self.owner]
        total = weight.sum() or 1.0
        features[:, 8] = np.minimum(self.same[1] @ (weight * self._countries), 2.0)
        features[:, 9] = self.same[1] @ weight / total
        features[:, 10] = self.same[0] @ weight / total
        features[:, 12] = np.log1p(self.near[0] @ weight)
        features[:, 13] = np.log1p(self.near[1] @ weight)
        features[:, 14] = np.log1p(self.same[0] @ weight)
        features[:, 15] = np.log1p(self.same[1] @ weight)
        features[:, 17] = np.minimum(self.same[0] @ (weight * self._divisions), 2.0)
        return features

    def softmax(self, scores: Floats) -> Floats:
        """How likely each namesake is among those of its name."""
        top = np.maximum.reduceat(scores, self.starts)
        raised = np.exp(scores - top[self.owner])
        return raised / np.add.reduceat(raised, self.starts)[self.owner]

    def vote(self, weights: Sequence[Floats]) -> Floats:
        """How likely each namesake is in the end; ``weights`` has one row a round."""
        belief = self.softmax(self.fixed @ weights[0])
        for row in weights[1:]:
            belief = self.softmax(self.features(belief) @ row)
        return belief


def choose(ballot: Ballot, weights: Sequence[Floats]) -> Mapping[str, Entry]:
    """The place that each name of a report means, by key."""
    if not ballot.names:
        return {}
    belief = ballot.vote(weights)
    ends = [*ballot.starts[1:].tolist(), len(belief)]
    best = [start + int(np.argmax(belief[start:end])) for start, end in zip(ballot.starts.tolist(), ends, strict=True)]
    return {name.key: ballot.entries[index] for name, index in zip(ballot.names, best, strict=True)}


def _group(toponyms: Sequence[Toponym]) -> list[Namesakes]:
    """The names of a report, each once."""
    places: dict[str, list[int]] = {}
    for index, toponym in enumerate(toponyms):
        places.setdefault(toponym.key, []).append(index)
    return [Namesakes(key, toponyms[found[0]].entries[:MOST_NAMESAKES], tuple(found)) for key, found in places.items()]


def _division(entry: Entry) -> str:
    """A place's division; countries and regions have none."""
    return f"{entry.country}.{entry.admin1}" if entry.admin1 and entry.kind in "ABPK" else ""


def _codes(values: Sequence[str]) -> NDArray[np.int64]:
    """Each value by a number; the empty one by -1."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(value, len(number)) if value else -1 for value in values])


def _alike(codes: NDArray[np.int64]) -> Floats:
    """Where two codes are one."""
    return np.asarray((codes[:, None] == codes[None, :]) & (codes[:, None] >= 0), dtype=float)


def lies_in(entry: Entry, containers: Sequence[Entry]) -> float:
    """Whether a place lies in one of the places that a name may mean: 1 for a division or country, less for a district's or town's neighbour."""
    best = 0.0
    for container in containers[:8]:
        if container.row == entry.row or entry.kind == "C" or container.country != entry.country:
            continue
        if container.kind == "C" or (container.kind == "A" and container.admin1 == entry.admin1):
            best = 1.0
        elif container.kind == "B" and container.box is not None and entry.kind in "PKB":
            south, west, north, east = container.box
            best = max(best, 1.0 if south <= entry.lat <= north and west <= entry.lon <= east else 0.0)
    return best
