"""Texts, scored pairs and groups of numbered things in plain arrays: beside its text a mention takes some dozen bytes instead of hundreds."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator

_NONE = -1


class Texts:
    """Short texts by number, packed one after the other."""

    def __init__(self) -> None:
        self._bytes, self._start, self._length = bytearray(), array("q"), array("i")

    def __len__(self) -> int:
        return len(self._start)

    def add(self, text: str) -> int:
        """Keep a text; its number."""
        packed = zlib.compress(text.encode())
        self._start.append(len(self._bytes))
        self._length.append(len(packed))
        self._bytes += packed
        return len(self._start) - 1

    def __contains__(self, number: int) -> bool:
        return self._length[number] > 0

    def get(self, number: int) -> str:
        """The text of a number that is here."""
        start = self._start[number]
        return zlib.decompress(self._bytes[start : start + self._length[number]]).decode()

    def drop(self, number: int) -> None:
        """Forget a text; its room is not given back."""
        self._length[number] = 0


class ScoredPairs:
    """Scores between numbers below some thousand millions, seen from both sides; each number's are a chain through the arrays."""

    def __init__(self) -> None:
        self._first = array("i")
        self._next, self._other, self._score = array("i"), array("i"), array("d")

    def keep(self, a: int, b: int, score: float) -> None:
        """Keep the score of a pair; a pair scored again keeps its last score."""
        for number, other in ((a, b), (b, a)):
            at = next((at for at in self._chain(number) if self._other[at] == other), None)
            if at is None:
                self._add(number, other, score)
            else:
                self._score[at] = score

    def of(self, number: int) -> dict[int, float]:
        """The other numbers with which one was scored, and how."""
        return {self._other[at]: self._score[at] for at in self._chain(number)}

    def forget(self, number: int) -> None:
        """Drop every pair in which a number stands."""
        for other in self.of(number):
            self._cut(other, number)
        if number < len(self._first):
            self._first[number] = _NONE

    def _chain(self, number: int) -> Iterator[int]:
        """Where the pairs of a number stand, the last kept first."""
        at = self._first[number] if number < len(self._first) else _NONE
        while at != _NONE:
            yield at
            at = self._next[at]

    def _add(self, number: int, other: int, score: float) -> None:
        """Put a pair at the head of a number's chain."""
        self._first.extend([_NONE] * (number + 1 - len(self._first)))
        self._next.append(self._first[number])
        self._other.append(other)
        self._score.append(score)
        self._first[number] = len(self._next) - 1

    def _cut(self, number: int, other: int) -> None:
        """Take a pair out of a number's chain."""
        before = _NONE
        for at in self._chain(number):
            if self._other[at] == other and before == _NONE:
                self._first[number] = self._next[at]
            elif self._other[at] == other:
                self._next[before] = self._next[at]
            else:
                before = at


class Groups:
    """Numbers in groups that are numbered from one; the members of a group are a ring through the arrays. A number in no group is in group 0."""

    def __init__(self) -> None:
        self._group, self._fellow = array("i"), array("i")
        self._entry = array("i", [_NONE])

    def of(self, number: int) -> int:
        """The group of a number."""
        return self._group[number] if number < len(self._group) else 0

    def members(self, group: int) -> tuple[int, ...]:
        """The members of a group, in ascending order."""
        return tuple(sorted(self._ring(self._entry[group]))) if 0 < group < len(self._entry) else ()

    def all(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Every group that has members, with them."""
        return ((group, self.members(group)) for group in range(1, len(self._entry)) if self._entry[group] != _NONE)

    def put(self, number: int, group: int) -> None:
        """Put a number into a group; it leaves the one that it was in."""
        self.leave(number)
        self._group.extend([0] * (number + 1 - len(self._group)))
        self._fellow.extend([_NONE] * (number + 1 - len(self._fellow)))
        self._entry.extend([_NONE] * (group + 1 - len(self._entry)))
        entry = self._entry[group]
        self._fellow[number] = number if entry == _NONE else self._fellow[entry]
        self._fellow[number if entry == _NONE else entry] = number
        self._group[number], self._entry[group] = group, number

    def leave(self, number: int) -> None:
        """Take a number out of its group."""
        group = self.of(number)
        if not group:
            return
        before = next(other for other in self._ring(number) if self._fellow[other] == number)
        self._fellow[before] = self._fellow[number]
        self._entry[group] = before if before != number else _NONE
        self._group[number] = 0

    def _ring(self, start: int) -> Iterator[int]:
        """The numbers of a ring from one of them on; none from nowhere."""
        if start == _NONE:
            return
        yield start
        at = self._fellow[start]
        while at != start:
            yield at
            at = self._fellow[at]
