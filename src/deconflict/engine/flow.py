"""Chunks handed to workers and results put in order: what is in flight is bounded, what dead workers held is tried again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from deconflict.engine.protocol import Done, Failed

TRIES = 2
"""How often a document alone may cost a worker its life."""
_AHEAD = 2
"""So many times what the workers hold may wait for a slow document before them; then nothing more is taken from the input."""
_DONE = 0.05
"""What an item weighs on which no work is done: it only waits for its turn."""
_END = object()


class Workers(Protocol):
    """Those who work on one stage."""

    @property
    def room(self) -> int:
        """How many chunks they take at once, waiting ones included."""

    def give(self, chunk: Sequence[Any]) -> int:
        """Hand over a chunk; the number that it gets."""

    def take(self) -> tuple[int, list[Any] | None]:
        """Wait for a chunk: its number and results; None for the chunk at which a worker died. Raises what a stage raised on being opened."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Items with their places in the input, and how often a worker died over them."""

    places: tuple[int, ...]
    items: tuple[Any, ...]
    died: int = 0

    def parts(self) -> Iterator[_Chunk]:
        """The items one by one, after a worker died over one of them."""
        died = self.died + (len(self.items) == 1)
        return (_Chunk((place,), (item,), died) for place, item in zip(self.places, self.items, strict=True))


class Flow:
    """One run: what is at work, what has to be tried again, what waits for its turn."""

    def __init__(self, crew: Workers, items: Iterator[Any], size: float, weight: Callable[[Any], float]) -> None:
        self._crew, self._items, self._size, self._weight = crew, items, size, weight
        self._again: deque[_Chunk] = deque()
        self._at_work: dict[int, _Chunk] = {}
        self._done: dict[int, Any] = {}
        self._open: deque[float] = deque()
        self._taken = self._told = 0
        self._load = 0.0

    def results(self) -> Iterator[Any]:
        """Everything in order."""
        while self._fill() or self._done:
            while self._told not in self._done:
                self._take()
            self._load -= self._open.popleft()
            self._told += 1
            yield self._done.pop(self._told - 1)

    def _take(self) -> None:
        """Wait for a chunk, and give the crew more."""
        number, results = self._crew.take()
        chunk = self._at_work.pop(number)
        if results is None:
            self._try_again(chunk)
        else:
            self._done.update(zip(chunk.places, results, strict=True))
        self._fill()

    def _fill(self) -> bool:
        """Give the crew what it has room for; whether anything is at work."""
        while len(self._at_work) < self._crew.room and (chunk := self._next()) is not None:
            self._at_work[self._crew.give(chunk.items)] = chunk
        return bool(self._at_work)

    def _next(self) -> _Chunk | None:
        """What has to be tried again, else the next of the input, unless too much waits already."""
        if self._again:
            return self._again.popleft()
        places, items, weight = list[int](), list[Any](), 0.0
        while weight < self._size and self._load < (1 + _AHEAD) * self._crew.room * self._size:
            if (item := next(self._items, _END)) is _END:
                break
            if isinstance(item, Done):
                self._done[self._taken] = item.result
                self._open.append(_DONE)
            else:
                places.append(self._taken)
                items.append(item)
                self._open.append(self._weight(item))
                weight += self._open[-1]
            self._load += self._open[-1]
            self._taken += 1
        return _Chunk(tuple(places), tuple(items)) if items else None

    def _try_again(self, chunk: _Chunk) -> None:
        """Try items one by one over which a worker died; one that did it alone and often enough is told instead."""
        for part in chunk.parts():
            if part.died >= TRIES:
                self._done[part.places[0]] = Failed("the process that worked on it was killed or crashed each time")
            else:
                self._again.append(part)
