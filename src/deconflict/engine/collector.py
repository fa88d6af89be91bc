"""The collector of cycles, in processes of our own."""

from __future__ import annotations

import gc


def collect_seldom(every: int = 20_000) -> None:
    """Let the collector look through what was made every so many objects instead of every 700, for a process that is ours alone.

    Frozen data cannot form cycles, so that nearly nothing is ever found, and what is looked through each time is the gazetteer and what was read last; only
    the database's library makes some.
    """
    gc.set_threshold(every, 20, 20)
