"""What an engine is: something that runs a stage over many documents and gives what comes of each, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from deconflict.errors import MissingExtra, UnusableModel

A = TypeVar("A")
B = TypeVar("B")

Stage = Callable[[], Callable[[A], B]]
"""A stage: called once by each worker, where it opens what it needs; gives what is done with each document. It travels, so it has to be picklable.

It may have a method ``weight`` that tells what an item weighs beside the common one, which weighs 1: many light ones travel together.
"""


@dataclass(frozen=True, slots=True)
class Failed:
    """What stands in the place of a result that a document did not give, and why, in words."""

    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """An item on which no work has to be done: its result comes in its place."""

    result: Any


class Engine(Protocol):
    """Runs stages. Results do not depend on the engine, the number of workers, or which of them die on the way."""

    def map(self, stage: Stage[A, B], items: Iterable[A | Done]) -> Iterator[B | Failed]:
        """What a stage makes of each item, in the order of the items, of which only a bounded number is held at a time.

        An item that raises, or that kills its worker each time it is tried, gives Failed and costs the others nothing. What a stage raises on being
        opened, and that a model or library is missing, is raised here.
        """


def attempt(work: Callable[[A], B], item: A) -> B | Failed:
    """What comes of one item; its fault is told, not raised."""
    try:
        return work(item)
    except (MissingExtra, UnusableModel):
        raise  # it would be the same with every item
    except Exception as problem:  # one bad document must not stop the rest
        return Failed(f"{type(problem).__name__}: {problem}")


def weigher(stage: Stage[Any, Any]) -> Callable[[Any], float]:
    """What each item of a stage weighs."""
    return getattr(stage, "weight", None) or (lambda item: 1.0)


def beside(items: Iterable[A], work: Callable[[Iterator[A]], Iterator[B]]) -> Iterator[tuple[A, B]]:
    """Each item with what comes of it; ``work`` gives one result an item, in order, and may run ahead of what it was asked for."""
    waiting: deque[A] = deque()

    def noted() -> Iterator[A]:
        """The items, kept until their results come."""
        for item in items:
            waiting.append(item)
            yield item

    for result in work(noted()):
        yield waiting.popleft(), result
