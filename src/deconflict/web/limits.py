"""How much one client may ask in a while: a bucket of tokens for each, refilled at a steady rate."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Limits:
    """Buckets by key; the least used are forgotten when there are too many."""

    def __init__(self, rate: float, burst: int, ticks: Callable[[], float] = time.monotonic, most: int = 10_000) -> None:
        self._rate, self._burst, self._ticks, self._most = rate, burst, ticks, most
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, cost: float = 1.0) -> float:
        """Take tokens from a bucket; seconds to wait where there are not enough, else 0."""
        with self._lock:
            now = self._ticks()
            left, at = self._held.pop(key, (float(self._burst), now))
            left = min(self._burst, left + (now - at) * self._rate)
            enough = left >= cost
            self._held[key] = (left - cost if enough else left, now)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return 0.0 if enough else (cost - left) / self._rate
