"""Chunks handed to workers and results put in order: what is in flight is bounded, what dead workers held is tried again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from deconflict.engine.protocol import Failed

TRIES = 2
"""How often a document alone may cost a worker its life."""
_AHEAD = 2
"""So many times what the workers hold may wait for a slow document before them; then nothing more is taken from the input."""


class Crew(Protocol):
    """Workers that hold a stage."""

    @property
    def room(self) -> int:
        """How many chunks it takes at once, waiting ones included."""

    def give(self, number: int, chunk: Sequence[Any]) -> None:
        """Hand over a chunk under a number."""

    def take(self) -> tuple[int, list[Any] | None]:
        """Wait for a chunk: its number and results; None for the chunk at which a worker died. Raises what a stage raised on being opened."""

    def close(self) -> None:
        """Let the workers go."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Items that stand beside each other in the input, and how often a worker died over them."""

    first: int
    items: tuple[Any, ...]
    died: int = 0

    def parts(self) -> Iterator[_Chunk]:
        """The items one by one, after a worker died over one of them."""
        died = self.died + (len(self.items) == 1)
        return (_Chunk(self.first + at, (item,), died) for at, item in enumerate(self.items))


def run(crew: Crew, items: Iterator[Any], size: int) -> Iterator[Any]:
    """The results of all items in their order, with so many in a chunk; the crew is let go at the end, however that comes."""
    try:
        yield from _Flow(crew, items, size).results()
    finally:
        crew.close()


class _Flow:
    """One run: what is at work, what has to be tried again, what waits for its turn."""

    def __init__(self, crew: Crew, items: Iterator[Any], size: int) -> None:
        self._crew, self._items, self._size = crew, items, size
        self._again: deque[_Chunk] = deque()
        self._at_work: dict[int, _Chunk] = {}
        self._done: dict[int, Any] = {}
        self._taken = self._given = self._told = 0

    def results(self) -> Iterator[Any]:
        """Everything in order."""
        while self._fill():
            number, results = self._crew.take()
            chunk = self._at_work.pop(number)
            if results is None:
                self._try_again(chunk)
            else:
                self._done.update(enumerate(results, chunk.first))
            while self._told in self._done:
                self._told += 1
                yield self._done.pop(self._told - 1)

    def _fill(self) -> bool:
        """Give the crew what it has room for; whether anything is at work."""
        while len(self._at_work) < self._crew.room and (chunk := self._next()) is not None:
            self._at_work[self._given] = chunk
            self._crew.give(self._given, chunk.items)
            self._given += 1
        return bool(self._at_work)

    def _next(self) -> _Chunk | None:
        """What has to be tried again, else the next of the input, unless too much waits already."""
        if self._again:
            return self._again.popleft()
        if self._taken - self._told >= (1 + _AHEAD) * self._crew.room * self._size:
            return None
        items = tuple(islice(self._items, self._size))
        self._taken += len(items)
        return _Chunk(self._taken - len(items), items) if items else None

    def _try_again(self, chunk: _Chunk) -> None:
        """Try items one by one over which a worker died; one that did it alone and often enough is told instead."""
        for part in chunk.parts():
            if part.died >= TRIES:
                self._done[part.first] = Failed("the process that worked on it was killed or crashed each time")
            else:
                self._again.append(part)
