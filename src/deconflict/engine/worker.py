"""What a worker does, in a process of this machine or as an actor of Ray: open the stage once, then apply it to chunk after chunk."""

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
    """Holds a stage from its first chunk on."""

    def __init__(self, stage: Stage[Any, Any]) -> None:
        self._stage = stage
        self._apply: Callable[[Any], Any] | None = None

    def work(self, chunk: Sequence[Any]) -> list[Any] | Unfit:
        """What comes of the items of a chunk."""
        try:
            apply = self._apply = self._apply or self._stage()
            return [attempt(apply, item) for item in chunk]
        except Exception as problem:  # told to whoever asked for the work
            return Unfit(problem)
