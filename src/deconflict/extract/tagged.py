"""From the encoder's scores to spans: the most probable legal sequence of tags, at whole words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from deconflict.extract.encoder import Floats, Tagging, Window
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
    if not len(scores):
        return ()
    lifted = scores.copy()
    lifted[:, 1:] += boost
    likeliest = lifted.argmax(axis=1).tolist()
    found = []
    for first, last in _stretches(lifted):
        path = likeliest[first:last]
        for start, stop, label in _spans(path if _is_legal(path) else _best_path(lifted[first:last])):
            found.append(_spanned(tagging, scores, first + start, first + stop, label, layer.labels, name not in _WITH_MARKS))
    return tuple(found)


def _stretches(scores: Floats) -> Iterator[tuple[int, int]]:
    """Runs of tokens that may be more than outside."""
    maybe = np.concatenate([[False], scores[:, 0] < _OUTSIDE, [False]])
    edges = np.flatnonzero(maybe[1:] != maybe[:-1]).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


@cache
def _legal(size: int) -> NDArray[np.float32]:
    """What it costs to go from one tag to another: inside only follows its own begin or inside."""
    costs = np.zeros((size, size), dtype=np.float32)
    for inside in range(2, size, 2):
        costs[:, inside] = -np.inf
        costs[inside - 1 : inside + 1, inside] = 0.0
    return costs


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


def _best_path(scores: Floats) -> list[int]:
    """The most probable legal sequence (Viterbi 1967)."""
    costs = _legal(scores.shape[1])
    best = scores[0].copy()
    best[2::2] = -np.inf
    back = np.zeros(scores.shape, dtype=np.int64)
    for at in range(1, len(scores)):
        ways = best[:, None] + costs
        back[at] = ways.argmax(axis=0)
        best = ways[back[at], np.arange(ways.shape[1])] + scores[at]
    tag, path = int(best.argmax()), []
    for at in range(len(scores) - 1, -1, -1):
        path.append(tag)
        tag = int(back[at][tag])
    return path[::-1]


def _spanned(tagging: Tagging, scores: Floats, first: int, last: int, label: int, labels: tuple[str, ...], loose: bool) -> Tagged:
    """A run of tokens as words; ``loose`` marks at its ends are left out."""
    text = tagging.passage.text
    start, end = int(tagging.starts[first]), int(tagging.ends[last - 1])
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    if loose:
        while end - start > 1 and text[end - 1] in _LOOSE:
            end -= 1
        while end - start > 1 and text[start] in _LOOSE:
            start += 1
    chance = float(np.exp(scores[first:last, 1 + 2 * label : 3 + 2 * label]).sum()) / (last - first)
    return Tagged(tagging.passage.span(start, end), labels[label], first, last, min(1.0, chance))


def label_of(tagging: Tagging, name: str, item: Tagged) -> tuple[str, float]:
    """What a layer of classes says of tagged words, and how probably."""
    scores = np.exp(tagging.scores(name)[item.token : item.last]).sum(axis=0)
    at = int(scores.argmax())
    return tagging.heads.layer(name).labels[at], float(scores[at]) / (item.last - item.token)


def window_of(tagging: Tagging, token: int) -> Window:
    """The window in which a token was read."""
    return next(window for window in tagging.windows if window.first <= token < window.last)


def link_scores(tagging: Tagging, relation: str, item: Tagged, candidates: list[Tagged]) -> Floats:
    """How well each candidate fits as what an item is tied to, log odds against being tied to nothing; minus infinity in another window."""
    window, size = window_of(tagging, item.token), tagging.heads.link_size
    at = 2 * size * tagging.heads.links.index(relation)
    seeks = window.ends[item.token - window.first + 1, at : at + size]
    near = [place for place, other in enumerate(candidates) if window.first <= other.token < window.last]
    rows = [0, *(candidates[place].token - window.first + 1 for place in near)]
    offers = window.ends[rows, at + size : at + 2 * size] @ seeks / math.sqrt(size)
    scores = np.full(len(candidates), -np.inf, dtype=np.float32)
    scores[near] = offers[1:] - offers[0]
    return scores
