"""A Ray cluster as an engine: workers are actors, on as many machines as the cluster has. Needs the extra ``deconflict[ray]``."""

from __future__ import annotations

import logging
import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from deconflict.engine.collector import collect_seldom
from deconflict.engine.protocol import A, B, Done, Failed, Stage
from deconflict.engine.staff import Staff
from deconflict.engine.worker import Unfit, Worker
from deconflict.errors import DeconflictError

_CHUNK = 32
"""Documents that travel together: sending a task costs a millisecond or two."""
_HELD = 2
_WAIT, _ANSWER = 60.0, 10.0


class Ray:
    """Runs stages on a cluster: at ``address`` ('auto' for the one that this machine is part of), or one made on this machine for the time of its use.

    ``workers`` of 0 means one a processor of the cluster. Every machine of the cluster needs this version of the program.
    """

    def __init__(self, address: str | None = None, workers: int = 0, chunk: int = _CHUNK) -> None:
        self._address, self._workers, self._chunk = address, workers, chunk
        self._staff = Staff(self._call)

    def map(self, stage: Stage[A, B], items: Iterable[A | Done]) -> Iterator[B | Failed]:
        """See ``Engine.map``."""
        yield from self._staff.run(stage, items, self._chunk)

    def _call(self) -> _Actors:
        """Actors, one for each worker that was asked for."""
        ray = _opened(self._address)
        return _Actors(ray, self._workers or max(1, int(ray.cluster_resources().get("CPU", 1))))


def _opened(address: str | None) -> Any:
    """Ray, connected; a connection that is there already is used."""
    import ray  # noqa: PLC0415  in an extra

    if not ray.is_initialized():
        _check_answers(address)
        # Ray would warn of what it will do otherwise in future versions, in the middle of our messages.
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=None if address else False)
        except (ConnectionError, ValueError, RuntimeError) as problem:
            raise DeconflictError(f"no Ray cluster answers at {address}: {str(problem).splitlines()[0]}") from problem
    return ray


def _check_answers(address: str | None) -> None:
    """Raise where nothing listens at HOST:PORT; Ray itself would try for minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER).close()
    except OSError as problem:
        raise DeconflictError(f"no Ray cluster answers at {address}: {problem.strerror or problem}") from problem


@dataclass(slots=True)
class _Hand:
    """One actor and the chunks it holds, the one at work first: task, number, chunk, promise of the results."""

    actor: Any
    held: deque[tuple[int, int, Sequence[Any], Any]] = field(default_factory=deque)

    def holds(self, task: int) -> int:
        """How many chunks of a task it holds."""
        return sum(held[0] == task for held in self.held)


class _Hired(Worker):
    """A worker in a process of the cluster's."""

    def __init__(self) -> None:
        collect_seldom()
        super().__init__()


class _Actors:
    """A ``Crew`` of actors. One that takes the place of a dead one gets work once it runs: where a machine went, there may be no room for it."""

    def __init__(self, ray: Any, number: int) -> None:
        self._ray, self._make = ray, ray.remote(num_cpus=1, max_restarts=0)(_Hired)
        self._stages: dict[int, Any] = {}
        self._hands = [_Hand(self._make.remote()) for _ in range(number)]
        self._coming: dict[Any, _Hand] = {}

    @property
    def room(self) -> int:
        """Two chunks for each actor that runs."""
        return len(self._hands) * _HELD

    def learn(self, task: int, stage: Stage[Any, Any]) -> None:
        """Let every actor know a stage."""
        self._stages[task] = self._ray.put(stage)
        for hand in (*self._hands, *self._coming.values()):
            hand.actor.learn.remote(task, self._stages[task])

    def _fresh(self) -> _Hand:
        """A new actor that knows all stages."""
        actor = self._make.remote()
        for task, stage in self._stages.items():
            actor.learn.remote(task, stage)
        return _Hand(actor)

    def give(self, task: int, number: int, chunk: Sequence[Any]) -> None:
        """Hand a chunk to the actor that holds least of its task."""
        hand = min(self._hands, key=lambda hand: (hand.holds(task), len(hand.held)))
        hand.held.append((task, number, chunk, hand.actor.work.remote(task, chunk)))

    def take(self) -> tuple[int, list[Any] | None]:
        """Wait for a chunk, or for an actor or its machine to die."""
        while True:
            waiting = {hand.held[0][-1]: hand for hand in self._hands if hand.held}
            ready, _ = self._ray.wait([*waiting, *self._coming], num_returns=1, timeout=_WAIT)
            if ready and ready[0] in waiting:
                return self._taken(waiting[ready[0]])
            if ready:
                self._welcome(ready[0])

    def _taken(self, hand: _Hand) -> tuple[int, list[Any] | None]:
        """The results of the first chunk of an actor."""
        results = self._got(hand.held[0][-1])
        if results is None:
            return self._replace(hand), None
        if isinstance(results, Unfit):
            raise results.problem
        _, number, *_ = hand.held.popleft()
        return number, results

    def _got(self, promise: Any) -> Any:
        """What was promised; None where the actor or its machine is gone."""
        lost = self._ray.exceptions
        try:
            return self._ray.get(promise)
        except (lost.RayActorError, lost.ObjectLostError, lost.OutOfMemoryError, lost.WorkerCrashedError, lost.NodeDiedError):
            return None

    def _replace(self, dead: _Hand) -> int:
        """Call for a new actor in the place of a dead one, and let others do what waited there; the number of the chunk that the dead one was at."""
        _, number, *_ = dead.held.popleft()
        self._hands.remove(dead)
        fresh = self._fresh()
        if self._hands:
            self._coming[fresh.actor.__ray_ready__.remote()] = fresh
        else:
            self._hands.append(fresh)
        for task, waiting, chunk, _ in dead.held:
            self.give(task, waiting, chunk)
        return number

    def _welcome(self, promise: Any) -> None:
        """Take in an actor that runs now; one that died before is called for again when the next dies."""
        hand = self._coming.pop(promise)
        if self._got(promise) is not None:
            self._hands.append(hand)

    def close(self) -> None:
        """Stop all actors, also those at work."""
        for hand in (*self._hands, *self._coming.values()):
            with suppress(Exception):  # the cluster may be gone
                self._ray.kill(hand.actor)
        self._hands, self._coming = [], {}
