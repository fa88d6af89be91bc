"""This machine as an engine: one process a processor, or this process alone where there is little to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from deconflict.engine.processes import Processes
from deconflict.engine.protocol import A, B, Done, Failed, Stage, attempt
from deconflict.engine.staff import Staff

FEW = 16
"""So many documents are done sooner by one process than others are started."""
_HELD = 256
"""So many items, on most of which no work has to be done, are not waited for."""
_CHUNK = 4


class Machine:
    """Runs stages in ``jobs`` processes; 0 means one a processor, 1 that no other process is started."""

    def __init__(self, jobs: int = 0, chunk: int = _CHUNK) -> None:
        self._jobs, self._chunk = jobs or processors(), chunk
        self._staff = Staff(lambda: Processes(self._jobs))

    def map(self, stage: Stage[A, B], items: Iterable[A | Done]) -> Iterator[B | Failed]:
        """See ``Engine.map``."""
        source, first = iter(items), list[Any]()
        if self._jobs > 1:
            yield from _few(source, first)
        if _much(first):
            yield from self._staff.run(stage, chain(first, source), self._chunk)
        else:
            yield from _alone(stage, chain(first, source))


def _few(items: Iterator[Any], held: list[Any]) -> Iterator[Any]:
    """Take in items until there are more than few to work on; the results of those before the first of them."""
    for item in items:
        if isinstance(item, Done) and not held:
            yield item.result
            continue
        held.append(item)
        if _much(held):
            return


def _much(items: list[Any]) -> bool:
    """Whether items are more than one process should do alone."""
    return len(items) > FEW and (len(items) > _HELD or sum(not isinstance(item, Done) for item in items) > FEW)


def _alone(stage: Stage[A, B], items: Iterator[A | Done]) -> Iterator[B | Failed]:
    """The same in this process; what takes long to open waits for the first item."""
    apply: Callable[[A], B] | None = None
    for item in items:
        if isinstance(item, Done):
            yield item.result
            continue
        apply = apply or stage()
        yield attempt(apply, item)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
