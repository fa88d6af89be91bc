"""Keys to holders in eight bytes a posting: sorted runs of arrays, merged as they grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

_KEPT = 0xFFFFFFFF


class Postings:
    """A growing multi-map from keys to numbers of holders; adding costs log-many merges, a look-up one bisection a run.

    Of a key its last 32 bits are kept: two keys in some thousands of millions are taken for one, which costs a comparison and nothing else.
    """

    def __init__(self, fresh: int = 4096) -> None:
        self._least = fresh
        self._fresh: dict[int, list[int]] = {}
        self._waiting = 0
        self._runs: list[tuple[NDArray[np.uint32], NDArray[np.uint32]]] = []

    def add(self, keys: Iterable[int], holder: int) -> None:
        """Note that a holder holds some keys."""
        for key in keys:
            self._fresh.setdefault(key & _KEPT, []).append(holder)
            self._waiting += 1
        if self._waiting >= self._least:
            self._settle()

    def holders(self, keys: Sequence[int], most: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Each held key with the last ``most`` of its holders, in the order of adding."""
        asked: dict[int, list[int]] = {}
        for key in dict.fromkeys(keys):
            asked.setdefault(key & _KEPT, []).append(key)
        wanted = np.array(sorted(asked), dtype=np.uint32)
        ends = [
            (np.searchsorted(run, wanted).tolist(), np.searchsorted(run, wanted, side="right").tolist(), held) for run, held in self._runs
        ]
        for at, key in enumerate(wanted.tolist()):
            spans = [(max(low[at], high[at] - most), high[at], held) for low, high, held in ends if low[at] < high[at]]
            found = [number for low, high, held in spans for number in held[low:high].tolist()]
            found.extend(self._fresh.get(key, ()))
            if found:
                yield from ((whole, tuple(found[-most:])) for whole in asked[key])

    def _settle(self) -> None:
        """Make the fresh postings a sorted run, and merge runs until each is at least twice as long as the next."""
        keys = np.array([key for key, held in self._fresh.items() for _ in held], dtype=np.uint32)
        held = np.array([holder for held in self._fresh.values() for holder in held], dtype=np.uint32)
        self._runs.append(_sorted(keys, held))
        self._fresh, self._waiting = {}, 0
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            late, early = self._runs.pop(), self._runs.pop()
            self._runs.append(_sorted(np.concatenate([early[0], late[0]]), np.concatenate([early[1], late[1]])))


def _sorted(keys: NDArray[np.uint32], held: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Postings by key, those of one key in the order given."""
    order = np.argsort(keys, kind="stable")
    return keys[order], held[order]
