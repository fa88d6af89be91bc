"""One crew of workers for several tasks at once: the results of one stage are the items of the next, so both are under way together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from deconflict.engine.flow import Flow
from deconflict.engine.protocol import Stage, weigher

Taken = tuple[int, list[Any] | None]
"""The number of a chunk and its results; None where a worker died over it."""


class Crew(Protocol):
    """Workers, each of whom can do every task that they learned."""

    @property
    def room(self) -> int:
        """How many chunks of one task it takes at once, waiting ones included."""

    def learn(self, task: int, stage: Stage[Any, Any]) -> None:
        """Take up a task."""

    def give(self, task: int, number: int, chunk: Sequence[Any]) -> None:
        """Hand over a chunk of a task under a number."""

    def take(self) -> Taken:
        """Wait for a chunk of any task. Raises what a stage raised on being opened."""

    def close(self) -> None:
        """Let the workers go."""


class Staff:
    """The crew of an engine: called for the first task, let go with the last. For one thread."""

    def __init__(self, call: Callable[[], Crew]) -> None:
        self._call = call
        self._crew: Crew | None = None
        self._came: dict[int, deque[Taken]] = {}
        self._task_of: dict[int, int] = {}
        self._tasks = self._given = 0

    def run(self, stage: Stage[Any, Any], items: Iterable[Any], size: float) -> Iterator[Any]:
        """The results of all items in their order, with so much in a chunk; the crew is let go at the end of the last task, however that comes."""
        self._tasks += 1
        task = self._tasks
        self._came[task] = deque()
        try:
            self._crew = crew = self._crew or self._call()
            crew.learn(task, stage)
            yield from Flow(_Desk(self, crew, task), iter(items), size, weigher(stage)).results()
        except GeneratorExit:
            raise
        except BaseException:
            self._came.clear()  # what fails or is stopped in one task is the end of those that it feeds on, which may be told of it late
            raise
        finally:
            self._leave(task)

    def give(self, crew: Crew, task: int, chunk: Sequence[Any]) -> int:
        """Hand a chunk of a task to the crew; its number."""
        self._given += 1
        self._task_of[self._given] = task
        crew.give(task, self._given, chunk)
        return self._given

    def take(self, crew: Crew, task: int) -> Taken:
        """Wait for a chunk of a task; what comes of others meanwhile is put by."""
        while not self._came[task]:
            number, results = crew.take()
            if (other := self._task_of.pop(number)) in self._came:
                self._came[other].append((number, results))
        return self._came[task].popleft()

    def _leave(self, task: int) -> None:
        """End a task."""
        self._came.pop(task, None)
        if not self._came and self._crew is not None:
            crew, self._crew = self._crew, None
            self._task_of.clear()
            crew.close()


class _Desk:
    """The staff as one task sees it."""

    def __init__(self, staff: Staff, crew: Crew, task: int) -> None:
        self._staff, self._crew, self._task = staff, crew, task

    @property
    def room(self) -> int:
        """See ``Crew.room``."""
        return self._crew.room

    def give(self, chunk: Sequence[Any]) -> int:
        """Hand over a chunk; its number."""
        return self._staff.give(self._crew, self._task, chunk)

    def take(self) -> Taken:
        """Wait for a chunk."""
        return self._staff.take(self._crew, self._task)
