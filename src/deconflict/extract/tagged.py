"""From the encoder's scores to spans: the most probable legal sequence of tags, at whole words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from deconflict.extract.encoder import Floats, Layer, Tagging, Window
from deconflict.model import Span

_LOOSE = frozenset(' \t\n,;:"“”()[]')
_WITH_MARKS = frozenset({"content", "inner"})
"""Layers whose spans keep the quotation marks at their ends."""
_OUTSIDE = float(np.log(0.97))
"""A token as surely outside as this ends a stretch that is decoded together."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """Words with a label; ``token`` is the first of their tokens, ``chance`` the mean probability of the tokens to be what the label says."""

    span: Span
    label: str
    token: int
    last: int
    chance: float


def tagged(tagging: Tagging, name: str, boost: float = 0.0) -> tuple[Tagged, ...]:
    """The spans of a layer, in order. ``boost`` is added to the log probability of every tag but outside: more of it finds more and errs more."""
    scores, layer = tagging.scores(name), tagging.heads.layer(name)
    found = []
    for first, last in _stretches(scores):
        lifted = scores[first:last].copy()
        lifted[:, 1:] += boost
        for start, stop, label in _spans(_path(lifted.tolist())):
            found.append(_spanned(tagging, layer, first + start, first + stop, label, name not in _WITH_MARKS))
    return tuple(found)


def _stretches(scores: Floats) -> Iterator[tuple[int, int]]:
    """Runs of tokens that may be more than outside."""
    maybe = np.concatenate([[False], scores[:, 0] < _OUTSIDE, [False]])
    edges = np.flatnonzero(maybe[1:] != maybe[:-1]).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _spans(path: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The spans (first token, last exclusive, label number) of a sequence of tags."""
    start = -1
    for at, tag in enumerate([*path, 0]):
        if start >= 0 and (tag % 2 == 1 or tag == 0):
            yield start, at, (path[start] - 1) // 2
            start = -1
        if tag % 2 == 1:
            start = at


def _is_legal(path: Sequence[int]) -> bool:
    """Whether every inside follows its own begin or inside."""
    return all(tag % 2 or tag == 0 or before in {tag, tag - 1} for before, tag in zip([0, *path], path, strict=False))


def _path(rows: list[list[float]]) -> list[int]:
    """The most probable legal sequence of tags for the scores of some tokens; mostly the likeliest tag of each."""
    likeliest = [row.index(max(row)) for row in rows]
    return likeliest if _is_legal(likeliest) else _best_path(rows)


def _best_path(rows: list[list[float]]) -> list[int]:
    """The most probable legal sequence (Viterbi 1967): every tag follows the best of all, but inside its own begin or inside.

    A few dozen numbers at a time, for which plain lists are quicker than arrays.
    """
    best = [score if tag % 2 or tag == 0 else -math.inf for tag, score in enumerate(rows[0])]
    back = []
    for row in rows[1:]:
        top = max(best)
        ways = [best.index(top)] * len(row)
        grown = [top + score for score in row]
        for inside in range(2, len(row), 2):
            ways[inside] = inside if best[inside] > best[inside - 1] else inside - 1
            grown[inside] = best[ways[inside]] + row[inside]
        back.append(ways)
        best = grown
    path = [best.index(max(best))]
    for ways in reversed(back):
        path.append(ways[path[-1]])
    return path[::-1]


def _spanned(tagging: Tagging, layer: Layer, first: int, last: int, label: int, loose: bool) -> Tagged:
    """A run of tokens as words; ``loose`` marks at its ends are left out."""
    text = tagging.passage.text
    start, end = tagging.offsets(first, last)
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    if loose:
        while end - start > 1 and text[end - 1] in _LOOSE:
            end -= 1
        while end - start > 1 and text[start] in _LOOSE:
            start += 1
    begin = layer.first + 1 + 2 * label
    chance = float(tagging.chances[first:last, begin : begin + 2].sum()) / (last - first)
    return Tagged(tagging.passage.span(start, end), layer.labels[label], first, last, min(1.0, chance))


def label_of(tagging: Tagging, name: str, item: Tagged) -> tuple[str, float]:
    """What a layer of classes says of tagged words, and how probably."""
    layer = tagging.heads.layer(name)
    scores = tagging.chances[item.token : item.last, layer.columns].sum(axis=0)
    at = int(scores.argmax())
    return layer.labels[at], float(scores[at]) / (item.last - item.token)


def window_of(tagging: Tagging, token: int) -> Window:
    """The window in which a token was read."""
    return next(window for window in tagging.windows if window.first <= token < window.last)


class Ties:
    """What items may be tied to by one relation. What the candidates of a window offer is gathered once, for all items that stand in it."""

    def __init__(self, tagging: Tagging, relation: str, candidates: Sequence[Tagged]) -> None:
        self._tagging, self._candidates, self._size = tagging, candidates, tagging.heads.link_size
        self._at = 2 * self._size * tagging.heads.links.index(relation)
        self._offered: dict[int, tuple[list[int], Floats]] = {}

    def scores(self, item: Tagged) -> Floats:
        """How well each candidate fits as what an item is tied to, log odds against being tied to nothing; minus infinity in another window."""
        window = window_of(self._tagging, item.token)
        if window.first not in self._offered:
            self._offered[window.first] = self._offers(window)
        near, offers = self._offered[window.first]
        fits = offers @ window.ends[item.token - window.first + 1, self._at : self._at + self._size] / math.sqrt(self._size)
        scores = np.full(len(self._candidates), -np.inf, dtype=np.float32)
        scores[near] = fits[1:] - fits[0]
        return scores

    def best(self, items: Sequence[Tagged], least: float) -> Tagged | None:
        """The candidate that some items are tied to together, if any fits better than ``least``."""
        if not self._candidates:
            return None
        scores = np.sum([self.scores(item) for item in items], axis=0)
        best = int(scores.argmax())
        return self._candidates[best] if scores[best] > least else None

    def _offers(self, window: Window) -> tuple[list[int], Floats]:
        """The candidates of a window by their number, and their rows behind that of "nothing"."""
        near = [number for number, other in enumerate(self._candidates) if window.first <= other.token < window.last]
        rows = [0, *(self._candidates[number].token - window.first + 1 for number in near)]
        return near, window.ends[rows, self._at + self._size : self._at + 2 * self._size]
