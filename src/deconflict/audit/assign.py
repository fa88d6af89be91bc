"""One to one: the pairs whose scores add up to most (Kuhn 1955, in the form with potentials)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]


def assign(scores: Mapping[Pair, float]) -> list[Pair]:
    """Of pairs with scores above 0, those that together score most, each first and each second at most once; in order."""
    return sorted(pair for group in _groups(scores) for pair in _best(group, scores))


def _groups(scores: Mapping[Pair, float]) -> Iterator[set[Pair]]:
    """Pairs that have a first or a second in common, directly or by others: each group is settled by itself."""
    by_side: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in scores:
        for side in (0, 1):
            by_side[side, pair[side]].append(pair)
    seen: set[Pair] = set()
    for pair in scores:
        if pair not in seen:
            group, waiting = {pair}, [pair]
            while waiting:
                here = waiting.pop()
                more = {other for side in (0, 1) for other in by_side[side, here[side]]} - group
                group |= more
                waiting.extend(more)
            seen |= group
            yield group


def _best(group: set[Pair], scores: Mapping[Pair, float]) -> Iterator[Pair]:
    """The best pairs of a group."""
    firsts, seconds = sorted({pair[0] for pair in group}), sorted({pair[1] for pair in group})
    turned = len(firsts) > len(seconds)
    rows, columns = (seconds, firsts) if turned else (firsts, seconds)
    cost = np.zeros((len(rows), len(columns)))
    for first, second in group:
        row, column = (second, first) if turned else (first, second)
        cost[rows.index(row), columns.index(column)] = -scores[first, second]
    for row, column in enumerate(_cheapest(cost)):
        pair = (columns[column], rows[row]) if turned else (rows[row], columns[column])
        if pair in group:
            yield pair


def _cheapest(cost: NDArray[np.float64]) -> list[int]:
    """The column of each row at least cost in all; there are no more rows than columns."""
    rows, columns = cost.shape
    by_row, by_column = np.zeros(rows + 1), np.zeros(columns + 1)
    holder = np.zeros(columns + 1, dtype=int)
    for row in range(1, rows + 1):
        holder[0], at = row, 0
        way, least = np.zeros(columns + 1, dtype=int), np.full(columns + 1, np.inf)
        used = np.zeros(columns + 1, dtype=bool)
        while holder[at]:
            used[at] = True
            slack = cost[holder[at] - 1] - by_row[holder[at]] - by_column[1:]
            better = ~used[1:] & (slack < least[1:])
            least[1:][better], way[1:][better] = slack[better], at
            following = int(np.argmin(np.where(used[1:], np.inf, least[1:]))) + 1
            step = least[following]
            by_row[holder[used]] += step
            by_column[used] -= step
            least[~used] -= step
            at = following
        while at:
            holder[at], at = holder[way[at]], way[at]
    found = [0] * rows
    for column in range(1, columns + 1):
        if holder[column]:
            found[holder[column] - 1] = column - 1
    return found
