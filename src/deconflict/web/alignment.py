"""Two reports sentence by sentence: each sentence beside the one of the other report that tells the same, if any."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ALIKE = 0.22
_COMMON = frozenset(["the", "a", "an", "of", "in", "on", "at", "to", "and", "or", "for", "by", "with", "from", "was", "were", "is", "are", "be", "been", "has", "had", "have", "that", "this", "it", "its", "as", "said", "he", "she", "they", "their", "his", "her", "who"])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of each report by its number, None where there is none beside it, and how alike they are (0 to 1)."""

    first: int | None
    second: int | None
    likeness: float


def aligned(first: Sequence[str], second: Sequence[str]) -> tuple[Pair, ...]:
    """All sentences of both, in the first one's order; those of the second that stand beside none follow the sentence that they follow there."""
    likeness = _likeness(first, second)
    beside = _matched(likeness)
    taken = {other: one for one, other in beside.items()}
    rows = [Pair(None, other, 0.0) for other in _run(0, len(second), taken)]
    for one in range(len(first)):
        other = beside.get(one)
        if other is None:
            rows.append(Pair(one, None, 0.0))
            continue
        rows.append(Pair(one, other, round(float(likeness[one, other]), 3)))
        rows += [Pair(None, later, 0.0) for later in _run(other + 1, len(second), taken)]
    return tuple(rows)


def _run(start: int, end: int, taken: dict[int, int]) -> list[int]:
    """The sentences from one on that stand beside none, up to the next that does."""
    found = []
    for number in range(start, end):
        if number in taken:
            break
        found.append(number)
    return found


def _likeness(first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """How many of their words two sentences share, rarer words counting more; a cosine for each pair."""
    sides = [[{word.casefold() for word in _WORD.findall(sentence)} - _COMMON for sentence in side] for side in (first, second)]
    words = {word: number for number, word in enumerate(sorted({word for side in sides for sentence in side for word in sentence}))}
    tables = [np.zeros((len(side), len(words))) for side in sides]
    for table, side in zip(tables, sides, strict=True):
        for row, sentence in enumerate(side):
            table[row, [words[word] for word in sentence]] = 1.0
    weights = np.log1p((len(first) + len(second)) / (1.0 + sum(table.sum(axis=0) for table in tables)))
    scaled = [table * weights for table in tables]
    lengths = [np.linalg.norm(table, axis=1, keepdims=True) for table in scaled]
    one, other = (table / np.where(length == 0, 1.0, length) for table, length in zip(scaled, lengths, strict=True))
    return np.asarray(one @ other.T)


def _matched(likeness: np.ndarray) -> dict[int, int]:
    """Pairs of sentences, the most alike first, each sentence in one pair at most."""
    found: dict[int, int] = {}
    rows, columns = np.nonzero(likeness >= _ALIKE)
    order = np.argsort(-likeness[rows, columns], kind="stable")
    taken: set[int] = set()
    for at in order:
        one, other = int(rows[at]), int(columns[at])
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found
