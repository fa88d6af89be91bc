"""What a worker does, in a process of this machine or as an actor of Ray: open each stage once, then apply it to chunk after chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deconflict.engine.protocol import Stage, attempt


@dataclass(frozen=True, slots=True)
class Unfit:
    """A stage that cannot be used, and why."""

    problem: Exception


class Worker:
    """Holds stages, each open from its first chunk on."""

    def __init__(self) -> None:
        self._stages: dict[int, Stage[Any, Any]] = {}
        self._open: dict[int, Callable[[Any], Any]] = {}

    def learn(self, task: int, stage: Stage[Any, Any]) -> None:
        """Take in a stage under the number of the task that it serves."""
        self._stages[task] = stage

    def work(self, task: int, chunk: Sequence[Any]) -> list[Any] | Unfit:
        """What comes of the items of a chunk."""
        try:
            if task not in self._open:
                self._open[task] = self._stages[task]()
            return [attempt(self._open[task], item) for item in chunk]
        except Exception as problem:  # told to whoever asked for the work
            return Unfit(problem)
