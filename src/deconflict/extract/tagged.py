"""From the encoder's scores to spans: the most probable legal sequence of tags, at whole words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from deconflict.extract.encoder import Floats, Tagging, Window
from deconflict.model import Span

_LOOSE = frozenset(' \t\n,;:"“”()[]')
_WITH_MARKS = frozenset({"content", "inner"})
"""Layers whose spans keep the quotation marks at their ends."""
_OUTSIDE = float(np.log(0.97))
"""A token as surely outside as this ends a stretch that is decoded together."""


class Tagged(NamedTuple):
    """Words with a label; ``token`` is the first of their tokens, ``chance`` the mean probability of the tokens to be what the label says."""

    span: Span
    label: str
    token: int
    last: int
    chance: float


def tagged(tagging: Tagging, name: str, boost: float = 0.0) -> tuple[Tagged, ...]:
    """The spans of a layer, in order. ``boost`` is added to the log probability of every tag but outside: more of it finds more and errs more."""
    scores, labels = tagging.scores(name), tagging.heads.layer(name).labels
    maybe = np.flatnonzero(scores[:, 0] < _OUTSIDE)
    if not len(maybe):
        return ()
    near, tokens = scores[maybe], maybe.tolist()
    path = _path(near, tokens, boost)
    runs = _runs(path, tokens)
    return tuple(
        _spanned(tagging, tokens[first], tokens[last - 1] + 1, labels[path[first] // 2], chance, name not in _WITH_MARKS)
        for (first, last), chance in zip(runs, _chances(near, path, runs), strict=True)
    )


def _path(near: Floats, tokens: Sequence[int], boost: float) -> list[int]:
    """The most probable legal sequence of tags: the likeliest of each token that may be more than outside, but where a stretch of those is no legal one."""
    lifted = near.copy()
    lifted[:, 1:] += boost
    path: list[int] = lifted.argmax(axis=1).tolist()
    for first, last in _illegal(path, tokens):
        path[first:last] = _best_path(lifted[first:last].tolist())
    return path


def _illegal(path: Sequence[int], tokens: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of adjoining tokens in which a tag is an inside that follows neither its own begin nor its own inside."""
    follows = zip(path, [0, *path], tokens, [-2, *tokens], strict=False)
    misplaced = [
        at
        for at, (tag, before, token, last) in enumerate(follows)
        if tag and tag % 2 == 0 and (token - last > 1 or (before != tag and before != tag - 1))
    ]
    stretches: list[tuple[int, int]] = []
    for at in misplaced:
        if not stretches or at >= stretches[-1][1]:
            stretches.append(_stretch(tokens, at))
    return stretches


def _stretch(tokens: Sequence[int], at: int) -> tuple[int, int]:
    """First and last (exclusive) of the tokens that nothing parts from one of them, by their place among all that may be more than outside."""
    first, last = at, at + 1
    while first and tokens[first - 1] == tokens[first] - 1:
        first -= 1
    while last < len(tokens) and tokens[last] == tokens[last - 1] + 1:
        last += 1
    return first, last


def _runs(path: Sequence[int], tokens: Sequence[int]) -> list[tuple[int, int]]:
    """First and last (exclusive) of each span of a legal sequence of tags: it runs on over the tokens that follow as its inside."""
    runs = []
    for first, tag in enumerate(path):
        if tag % 2:
            last = first + 1
            while last < len(path) and path[last] == tag + 1 and tokens[last] == tokens[last - 1] + 1:
                last += 1
            runs.append((first, last))
    return runs


def _chances(near: Floats, path: Sequence[int], runs: Sequence[tuple[int, int]]) -> list[float]:
    """The mean probability of each span's tokens to be what its label says."""
    if not runs:
        return []
    width = near.shape[1]
    begins = np.array([at * width + path[first] for first, last in runs for at in range(first, last)])
    chances = np.exp(near.take(begins)) + np.exp(near.take(begins + 1))
    lengths = [last - first for first, last in runs]
    means = np.add.reduceat(chances, [0, *accumulate(lengths[:-1])]) / lengths
    return list(np.minimum(means, 1.0).tolist())


def _best_path(rows: list[list[float]]) -> list[int]:
    """The most probable legal sequence (Viterbi 1967): every tag follows the best of all, but inside its own begin or inside.

    A few dozen numbers at a time, for which plain lists are quicker than arrays.
    """
    best = [score if tag % 2 or tag == 0 else -math.inf for tag, score in enumerate(rows[0])]
    reached = [best]
    for row in rows[1:]:
        top = max(best)
        grown = [top + row[0]]
        for tag in range(1, len(row), 2):
            begin, inside = best[tag], best[tag + 1]
            grown += top + row[tag], (begin if begin >= inside else inside) + row[tag + 1]
        reached.append(best := grown)
    tag = best.index(max(best))
    path = [tag]
    for best in reached[-2::-1]:
        tag = _before(best, tag)
        path.append(tag)
    return path[::-1]


def _before(best: list[float], tag: int) -> int:
    """The likeliest tag that another may follow."""
    if tag % 2 or tag == 0:
        return best.index(max(best))
    return tag if best[tag] > best[tag - 1] else tag - 1


def _spanned(tagging: Tagging, first: int, last: int, label: str, chance: float, loose: bool) -> Tagged:
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
    return Tagged(tagging.passage.span(start, end), label, first, last, chance)


def label_of(tagging: Tagging, name: str, item: Tagged) -> tuple[str, float]:
    """What a layer of classes says of tagged words, and how probably."""
    tokens = np.exp(tagging.scores(name)[item.token : item.last])
    chances = (tokens[0] if len(tokens) == 1 else tokens.sum(axis=0)).tolist()
    best = max(chances)
    return tagging.heads.layer(name).labels[chances.index(best)], best / (item.last - item.token)


def window_of(tagging: Tagging, token: int) -> Window:
    """The window in which a token was read."""
    return next(window for window in tagging.windows if window.first <= token < window.last)


class Ties:
    """What items may be tied to by one relation. What the candidates of a window offer is gathered once, for all items that stand in it."""

    def __init__(self, tagging: Tagging, relation: str, candidates: Sequence[Tagged]) -> None:
        self._tagging, self._candidates, self._size = tagging, candidates, tagging.heads.link_size
        self._at = 2 * self._size * tagging.heads.links.index(relation)
        self._scale = math.sqrt(self._size)
        self._offered: dict[int, tuple[list[int], Floats]] = {}

    def near(self, item: Tagged) -> tuple[list[int], Floats]:
        """The candidates in the window of an item, by number, and how well each fits as what it is tied to: log odds against being tied to nothing."""
        window = window_of(self._tagging, item.token)
        if window.first not in self._offered:
            self._offered[window.first] = self._offers(window)
        near, offers = self._offered[window.first]
        fits = offers @ window.ends[item.token - window.first + 1, self._at : self._at + self._size] / self._scale
        return near, fits[1:] - fits[0]

    def scores(self, item: Tagged) -> Floats:
        """How well each candidate fits; minus infinity in another window."""
        near, fits = self.near(item)
        if len(near) == len(self._candidates):
            return fits
        scores = np.full(len(self._candidates), -np.inf, dtype=np.float32)
        scores[near] = fits
        return scores

    def best(self, items: Sequence[Tagged], least: float) -> Tagged | None:
        """The candidate that some items are tied to together, if any fits better than ``least``."""
        if not self._candidates:
            return None
        scores = sum((self.scores(item) for item in items[1:]), self.scores(items[0]))
        best = int(scores.argmax())
        return self._candidates[best] if scores[best] > least else None

    def _offers(self, window: Window) -> tuple[list[int], Floats]:
        """The candidates of a window by their number, and their rows behind that of "nothing"."""
        near = [number for number, other in enumerate(self._candidates) if window.first <= other.token < window.last]
        rows = [0, *(self._candidates[number].token - window.first + 1 for number in near)]
        return near, window.ends[rows, self._at + self._size : self._at + 2 * self._size]
