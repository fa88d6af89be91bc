"""The same example in other words: fillers and names changed for others of their sort, so that a small corpus teaches contexts and not names.

Mention replacement (Dai and Adel 2020, https://aclanthology.org/2020.coling-main.343) for layers of ours: a marked stretch that holds no other one gives
way to a stretch with the same label, the same capitals and the same number from another text; the same words give way to the same words throughout a text.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from training.reader.example import Example, Link, Marked

SWAPPED = frozenset({"party", "circumstance", "harm", "entity", "source", "role"})
CHANCE = 0.5
_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "him",
        "her",
        "them",
        "us",
        "who",
        "which",
        "that",
        "this",
        "these",
        "those",
        "one",
        "none",
        "no",
        "all",
        "both",
        "nobody",
    ]
)

Sort = tuple[str, str, bool, bool, bool]


class Stock:
    """What stretches there are of each sort, once for each text that has them."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self.words: dict[Sort, list[str]] = defaultdict(list)
        for example in examples:
            seen = {(sort_of(example, mark), words_of(example, mark)) for mark in leaves(example)}
            for sort, words in sorted(seen):
                self.words[sort].append(words)

    def varied(self, example: Example, chance: random.Random) -> Example:
        """The example with about half of its names and fillers changed; its tolls are no longer known."""
        chosen: dict[tuple[Sort, str], str] = {}
        changes = []
        for mark in leaves(example):
            key = sort_of(example, mark), words_of(example, mark)
            if key not in chosen:
                chosen[key] = chance.choice(self.words[key[0]]) if chance.random() < CHANCE else key[1]
            if chosen[key] != key[1]:
                changes.append((mark.start, mark.end, chosen[key]))
        return rewritten(example, changes)


def leaves(example: Example) -> list[Marked]:
    """The stretches that may be changed: none holds, crosses or repeats another with other ends, and none is a pronoun."""
    ends = {(mark.start, mark.end) for mark in example.marked}
    free = [
        mark
        for mark in example.marked
        if mark.layer in SWAPPED
        and words_of(example, mark).lower() not in _PRONOUNS
        and not any(span != (mark.start, mark.end) and touches(span, mark) for span in ends)
    ]
    return sorted({(mark.start, mark.end): mark for mark in reversed(free)}.values(), key=lambda mark: mark.start)


def touches(span: tuple[int, int], mark: Marked) -> bool:
    """Whether a span begins or ends within a mark without holding it whole."""
    start, end = span
    return start < mark.end and mark.start < end and not (start <= mark.start and mark.end <= end)


def words_of(example: Example, mark: Marked) -> str:
    """The marked words."""
    return example.text[mark.start : mark.end]


def sort_of(example: Example, mark: Marked) -> Sort:
    """What a stretch may be changed for: its layer and label, whether it begins with a capital, ends like a plural, stands behind "a"."""
    words, before = words_of(example, mark), example.text[: mark.start].rsplit(maxsplit=1)
    one = bool(before) and before[-1].lower() in {"a", "an"}
    return mark.layer, mark.label, words[:1].isupper(), words.rstrip(".,'’\"").endswith("s"), one


def rewritten(example: Example, changes: Sequence[tuple[int, int, str]]) -> Example:
    """The example with stretches replaced, and all its marks and links where their words now stand."""
    pieces, at = [], 0
    ends, shifts = [], [0]
    for start, end, words in sorted(changes):
        pieces += [example.text[at:start], words]
        ends.append(end)
        shifts.append(shifts[-1] + len(words) - (end - start))
        at = end
    pieces.append(example.text[at:])

    def moved(place: int) -> int:
        return place + shifts[bisect_right(ends, place)]

    marked = [replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in example.marked]
    links = [Link(link.relation, moved(link.start), None if link.target is None else moved(link.target)) for link in example.links]
    return replace(example, text="".join(pieces), marked=marked, links=links, tolls={} if changes else example.tolls)
