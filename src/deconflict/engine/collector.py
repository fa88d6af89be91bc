"""The collector of cycles, in processes of our own."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Let the collector look through what was made every 100,000 objects instead of every 700, for a process that is ours alone.

    Frozen data cannot form cycles, so that nearly nothing is ever found, and what is looked through each time is the gazetteer and what was read last.
    """
    gc.set_threshold(100_000, 20, 50)
