"""This machine as an engine: one process a processor, or this process alone where there is little to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from deconflict.engine.flow import run
from deconflict.engine.processes import Processes
from deconflict.engine.protocol import A, B, Failed, Stage, attempt, few

FEW = 16
"""So many documents are done sooner by one process than others are started."""
_CHUNK = 4


class Machine:
    """Runs stages in ``jobs`` processes; 0 means one a processor, 1 that no other process is started."""

    def __init__(self, jobs: int = 0, chunk: int = _CHUNK) -> None:
        self._jobs, self._chunk = jobs or processors(), chunk

    def map(self, stage: Stage[A, B], items: Iterable[A]) -> Iterator[B | Failed]:
        """See ``Engine.map``."""
        source = iter(items)
        first, more = ([], False) if self._jobs == 1 else few(source, FEW)
        if not more:
            yield from _alone(stage, chain(first, source))
        else:
            yield from run(Processes(stage, self._jobs), chain(first, source), self._chunk)


def _alone(stage: Stage[A, B], items: Iterator[A]) -> Iterator[B | Failed]:
    """The same in this process; what takes long to open waits for the first item."""
    apply: Callable[[A], B] | None = None
    for item in items:
        apply = apply or stage()
        yield attempt(apply, item)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
