"""Workers as processes of this machine, each with a pipe of its own, so that one that dies costs only the chunk it was at."""

from __future__ import annotations

import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any

from deconflict.engine.collector import collect_seldom
from deconflict.engine.protocol import Stage
from deconflict.engine.worker import Unfit, Worker

_HELD = 4
"""Chunks that a worker holds: one at work, and as many waiting as last while a portion of results is written."""
_PATIENCE = 5.0
_OBJECTS = 100_000
"""Made before cycles are looked for: a worker makes none."""


class Processes:
    """A ``Crew`` of processes that are started fresh, so that they take over no locks, threads or open files."""

    def __init__(self, number: int) -> None:
        self.room = number * _HELD
        self._stages: dict[int, Stage[Any, Any]] = {}
        self._hands: list[_Hand] = []
        try:
            with _undisturbed():
                self._hands.extend(_Hand() for _ in range(number))
        except BaseException:
            self.close()
            raise

    def learn(self, task: int, stage: Stage[Any, Any]) -> None:
        """Let every process know a stage."""
        self._stages[task] = stage
        for hand in self._hands:
            hand.learn(task, stage)

    def give(self, task: int, number: int, chunk: Sequence[Any]) -> None:
        """Hand a chunk to the process that holds least of its task; of several to the one that waited longest, so that all are opened soon."""
        hand = min(self._hands, key=lambda hand: (hand.holds(task), len(hand.held)))
        self._hands.remove(hand)
        self._hands.append(hand)
        hand.give(task, number, chunk)

    def take(self) -> tuple[int, list[Any] | None]:
        """Wait for a chunk, or for a process to die."""
        busy = {hand.pipe: hand for hand in self._hands if hand.held}
        ready = connection.wait(list(busy))
        hand = busy[ready[0]]  # type: ignore[index]
        try:
            number, results = hand.pipe.recv()
        except (EOFError, OSError):
            return self._replace(hand), None
        if isinstance(results, Unfit):
            raise results.problem
        hand.held.popleft()
        return number, results

    def _replace(self, dead: _Hand) -> int:
        """Put a new process in the place of a dead one, with the chunks that waited there; the number of the one that it was at."""
        _, number, _ = dead.held.popleft()
        dead.close()
        with _undisturbed():
            self._hands[self._hands.index(dead)] = fresh = _Hand()
        for task, stage in self._stages.items():
            fresh.learn(task, stage)
        for waiting in dead.held:
            fresh.give(*waiting)
        return number

    def close(self) -> None:
        """Stop all processes, also those at work."""
        for hand in self._hands:
            hand.close()
        self._hands.clear()


class _Hand:
    """One process and the chunks it holds, the one at work first."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.held: deque[tuple[int, int, Sequence[Any]]] = deque()

    def learn(self, task: int, stage: Stage[Any, Any]) -> None:
        """Let the process know a stage; one that is dead is noticed when it is waited for."""
        with suppress(OSError):
            self.pipe.send((task, None, stage))

    def give(self, task: int, number: int, chunk: Sequence[Any]) -> None:
        """Hand over a chunk; a process that is dead is noticed when it is waited for."""
        self.held.append((task, number, chunk))
        with suppress(OSError):
            self.pipe.send((task, number, chunk))

    def holds(self, task: int) -> int:
        """How many chunks of a task it holds."""
        return sum(held == task for held, _, _ in self.held)

    def close(self) -> None:
        """Stop the process."""
        self.pipe.close()
        self._process.terminate()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_PATIENCE)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Processes that are started in here never see Ctrl-C: their owner stops them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(pipe: Connection) -> None:
    """Work on what comes, until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom(_OBJECTS)
    worker, waiting = Worker(), SimpleQueue[Any]()
    # What comes is taken in at once, so that sender and receiver never wait for each other.
    Thread(target=_listen, args=(pipe, waiting), daemon=True).start()
    while (given := waiting.get()) is not None:
        task, number, what = given
        if number is None:
            worker.learn(task, what)
            continue
        try:
            pipe.send((number, worker.work(task, what)))
        except (BrokenPipeError, ConnectionResetError):
            sys.exit()


def _listen(pipe: Connection, waiting: SimpleQueue[Any]) -> None:
    """Take in chunks as they come."""
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        waiting.put(None)
