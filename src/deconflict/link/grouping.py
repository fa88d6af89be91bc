"""Scored pairs to groups: the likeliest join first, groups by their mean log-odds, and what excludes each other never.

The outcome depends on the set of mentions alone, not on the order in which they came. Average linkage over log-odds of calibrated pair scores;
people's judgements come before all scores.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

Pair = tuple[int, int]
_STRONGEST = 4.0


def pair(a: int, b: int) -> Pair:
    """Two numbers in ascending order."""
    return (a, b) if a < b else (b, a)


class Grouping:
    """Groups of mentions that grow by joining. ``order`` gives each mention a key that does not depend on when it came, ``line`` its line of reporting."""

    def __init__(
        self,
        mentions: Iterable[int],
        order: Callable[[int], tuple[str, str]],
        line: Callable[[int], str],
        excludes: Callable[[int, int], bool],
    ) -> None:
        self._excludes = excludes
        self._group = {number: number for number in mentions}
        self._members = {number: [number] for number in self._group}
        self._line = {number: line(number) for number in self._group}
        self._rank = {number: rank for rank, number in enumerate(sorted(self._group, key=order))}
        self._parted: set[Pair] = set()

    def judge(self, decisions: Sequence[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
        """Apply people's decisions, oldest first in the list; a later one stands against an earlier. Those that could not be kept come back."""
        broken: list[tuple[int, int, bool]] = []
        for a, b, same in reversed([decision for decision in decisions if decision[0] in self._group and decision[1] in self._group]):
            first, second = self._group[a], self._group[b]
            together = first == second
            if same and not together and self._decided_apart(first, second):
                broken.append((a, b, same))
            elif same and not together:
                self._join(first, second)
            elif not same and together:
                broken.append((a, b, same))
            elif not same:
                self._parted.add(pair(a, b))
        return broken

    def join_likeliest(self, scores: Mapping[Pair, float], least: float, unseen: Callable[[int, int], float]) -> None:
        """Join groups from the likeliest pair down, where their mean log-odds is that of ``least`` or more and nothing excludes.

        ``unseen`` gives the score of a pair that is not among ``scores``.
        """
        rank = self._rank
        likely = [(-score, *pair(rank[a], rank[b]), a, b) for (a, b), score in scores.items() if score >= least]
        odds = {both: log_odds(score) for both, score in scores.items()}
        refused: dict[Pair, tuple[int, int]] = {}
        for *_, a, b in sorted(likely):
            first, second = pair(self._group[a], self._group[b])
            # Groups only grow, so two that were refused are the same two as long as they are as large.
            sizes = len(self._members[first]), len(self._members[second])
            if first == second or refused.get((first, second)) == sizes:
                continue
            if self._near(first, second, odds, unseen) >= log_odds(least) and not self._apart(first, second):
                self._join(first, second)
            else:
                refused[first, second] = sizes

    def groups(self) -> list[list[int]]:
        """The groups, each with its mentions in their own order."""
        return [sorted(members, key=self._rank.__getitem__) for members in self._members.values()]

    def _near(self, first: int, second: int, odds: dict[Pair, float], unseen: Callable[[int, int], float]) -> float:
        """The mean log-odds over all pairs of two groups; copies of one text count once, by their best."""
        best: dict[tuple[str, str], float] = {}
        for a in self._members[first]:
            for b in self._members[second]:
                both = pair(a, b)
                if both not in odds:
                    odds[both] = log_odds(unseen(a, b))
                lines = self._line[a], self._line[b]
                if odds[both] > best.get(lines, -math.inf):
                    best[lines] = odds[both]
        return math.fsum(best.values()) / len(best)

    def _apart(self, first: int, second: int) -> bool:
        """Whether a person parted two groups, or a pair of theirs excludes each other."""
        pairs = [pair(a, b) for a in self._members[first] for b in self._members[second]]
        return any(item in self._parted for item in pairs) or any(self._excludes(*item) for item in pairs)

    def _decided_apart(self, first: int, second: int) -> bool:
        """Whether a person parted two groups."""
        return any(pair(a, b) in self._parted for a in self._members[first] for b in self._members[second])

    def _join(self, first: int, second: int) -> None:
        """Make one group of two."""
        keep, gone = pair(first, second)
        for number in self._members.pop(gone):
            self._group[number] = keep
            self._members[keep].append(number)


def log_odds(probability: float) -> float:
    """The log-odds of a probability, within what a single pair may weigh; what excludes weighs most against."""
    if probability <= 0.0:
        return -_STRONGEST
    return max(-_STRONGEST, min(_STRONGEST, math.log(probability / max(1e-9, 1.0 - probability))))
