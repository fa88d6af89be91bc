"""Runs of words that reports share: the ground on which copies and rewrites are told."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from deconflict.extract.quotation import find_quotations
from deconflict.model import Report

SIZE = 5
# A run that stands in more reports than this is boilerplate and tells nothing of descent.
_COMMON = 40
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Runs:
    """A report's words with the hashes of all runs of five, and of those outside quotation marks."""

    words: tuple[str, ...]
    hashes: tuple[int, ...]
    unquoted: frozenset[int]


def runs_of(report: Report) -> Runs:
    """The runs of a report's text, folded."""
    quoted = [(span.start, span.end) for span in find_quotations(report.passage()) if span.end - span.start > 25]
    matches = list(_WORD.finditer(report.text))
    words = tuple(match.group().lower() for match in matches)
    hashes = tuple(zlib.crc32(" ".join(words[index : index + SIZE]).encode()) for index in range(len(words) - SIZE + 1))
    inside = [any(start <= match.start() < end for start, end in quoted) for match in matches]
    outside = frozenset(value for index, value in enumerate(hashes) if not any(inside[index : index + SIZE]))
    return Runs(words, hashes, outside)


def candidate_pairs(runs: Sequence[Runs], least: int = 3) -> Iterator[tuple[int, int, int]]:
    """Pairs of reports that share at least some runs, with how many; never all against all."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, run in enumerate(runs):
        for value in set(run.hashes):
            holders[value].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for reports in holders.values():
        if 1 < len(reports) <= _COMMON:
            for pair in combinations(reports, 2):
                shared[pair] += 1
    for (a, b), count in sorted(shared.items()):
        if count >= least:
            yield a, b, count


def longest_run(a: Runs, b: Runs) -> int:
    """Words in the longest run that two reports share outside quotations."""
    common = a.unquoted & b.unquoted
    best = 0
    length = 0
    previous: set[int] = set()
    where: dict[int, list[int]] = defaultdict(list)
    for index, value in enumerate(b.hashes):
        if value in common:
            where[value].append(index)
    for value in a.hashes:
        here = set(where.get(value, ())) if value in common else set()
        length = length + 1 if previous and any(position + 1 in here for position in previous) else (1 if here else 0)
        previous = here
        best = max(best, length)
    return best + SIZE - 1 if best else 0
