"""What was asked of the database within one transaction, so that nothing is asked twice; whoever writes says what is no longer so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Asked(Generic[Value]):
    """Answers by number. ``ask`` looks up those that are not known; numbers without an answer are remembered as such."""

    def __init__(self, ask: Callable[[list[int]], Mapping[int, Value]]) -> None:
        self._ask = ask
        self._known: dict[int, Value | None] = {}

    def get(self, numbers: Iterable[int]) -> dict[int, Value]:
        """The answers on some numbers; those that have none are left out."""
        wanted = sorted(set(numbers))
        missing = [number for number in wanted if number not in self._known]
        if missing:
            self._known |= dict.fromkeys(missing)
            self._known |= self._ask(missing)
        return {number: value for number in wanted if (value := self._known[number]) is not None}

    def put(self, answers: Mapping[int, Value]) -> None:
        """Answers that were just written."""
        self._known |= answers

    def put_none(self, numbers: Iterable[int]) -> None:
        """Numbers that were just given, of which there is nothing to answer yet."""
        self._known |= dict.fromkeys(numbers)

    def forget(self, numbers: Iterable[int]) -> None:
        """Answers that were just changed."""
        for number in numbers:
            self._known.pop(number, None)

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
