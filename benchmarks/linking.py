"""Linking as reports stream in: what adding costs as the store grows, in time and memory, and whether the order of arrival matters.

    python -m benchmarks.linking [--stored N] [--added N] [--readings FILE.pkl]

The store is filled with mentions made by varying those of our own reports (other days, names, towns and words); then our own reports are added to an empty
store and to the full one. ``--readings`` takes pickled readings (training.linking keeps some) whose incidents are compared over orders of arrival.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import pickle
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, islice
from pathlib import Path

from training.own.markup import read_all as own_reports

from deconflict.cli import open_reader
from deconflict.link.blocking import keys_of
from deconflict.link.linker import Linker
from deconflict.link.memory import MemoryShelf
from deconflict.link.profile import Profile, profile
from deconflict.link.signature import Signature
from deconflict.link.told import told_mentions
from deconflict.model import Reading, Report
from deconflict.read.published import parse_published

SEED = 11
MARKS = 40
YEARS = 3
# Rare words beside those of our own reports: names of people, places and things that only some reports hold.
VOCABULARY = 50_000


def varied(seen: Profile, number: int, all_seen: Sequence[Profile], words: Sequence[str], chance: random.Random) -> Profile:
    """A mention like one that was seen, of another day, place and people, in words of which most are others."""
    shift = timedelta(days=chance.randint(-365 * YEARS, 0))
    other = chance.choice(all_seen)
    terms = {chance.choice(words) if chance.random() < 0.7 else word: weight for word, weight in seen.terms.items()}
    return replace(
        seen, report=f"stored {number}", places=other.places, towns=other.towns, divisions=other.divisions, terms=terms,
        published=seen.published + shift if seen.published else None, days=(seen.days[0] + shift, seen.days[1] + shift) if seen.days else None,
        told_days=frozenset(day + shift for day in seen.told_days), people=frozenset(f"{chance.choice(words)} {chance.choice(words)}" for _ in seen.people),
    )  # fmt: skip


def fill(shelf: MemoryShelf, seen: Sequence[Profile], number: int) -> None:
    """Put so many varied mentions with marks, an edge and an incident each on a shelf."""
    chance = random.Random(SEED)
    words = sorted({word for item in seen for word in item.terms}) + [f"word{number}" for number in range(VOCABULARY)]
    for at in range(number):
        made = varied(chance.choice(seen), at, seen, words, chance)
        placed = shelf.put(made, keys_of(made))
        shelf.keep_signature(
            made.report, Signature(tuple(chance.getrandbits(63) for _ in range(MARKS)), frozenset(), frozenset(), frozenset(), frozenset())
        )
        shelf.regroup({placed: shelf.new_incident()})
        if placed:
            shelf.keep_edges([(placed - 1, placed, 0.1)])


def adding(shelf: MemoryShelf, readings: Sequence[Reading]) -> float:
    """Processor seconds a report."""
    linker = Linker(shelf)
    began = time.process_time()
    for reading in readings:
        linker.add(reading)
    return (time.process_time() - began) / len(readings)


def resident() -> int:
    """Bytes of memory that this process holds, what it had freed given back first (Linux)."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(readings: Sequence[Reading], stored: int) -> None:
    """Print what a stored report takes in memory, and what adding takes with an empty and with a full store."""
    by_id = {reading.report.id: reading for reading in readings}
    seen = [profile(reading, mention, main) for reading in readings for mention, main in told_mentions(reading) if main]
    adding(MemoryShelf(by_id.get), readings)
    empty = adding(MemoryShelf(by_id.get), readings)
    shelf = MemoryShelf(by_id.get)
    before = resident()
    fill(shelf, seen, stored)
    print(f"memory for linking: {(resident() - before) / stored:,.0f} bytes a stored report, {stored:,} of them (what is free given back)")
    full = adding(shelf, readings)
    print(f"adding a report: {1000 * empty:.1f} ms to an empty store, {1000 * full:.1f} ms to {stored:,} reports: {full / empty:.2f} times")


def pairs_in(readings: Sequence[Reading]) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """The pairs of mentions that stand in one incident when reports come in this order."""
    shelf = MemoryShelf({reading.report.id: reading for reading in readings}.get)
    linker = Linker(shelf)
    for reading in readings:
        linker.add(reading)
    groups = [sorted(item.key for item in shelf.profiles(members).values()) for members in shelf.all_incidents().values()]
    return {pair for group in groups for pair in combinations(group, 2)}


def orders(readings: Sequence[Reading], times: int) -> None:
    """Print which share of the pairs is the same in other orders of arrival."""
    ordered = sorted(readings, key=lambda reading: (str(reading.report.day or ""), reading.report.id))
    first = pairs_in(ordered)
    for seed in range(times):
        mixed = list(ordered)
        random.Random(seed).shuffle(mixed)
        other = pairs_in(mixed)
        print(f"order {seed + 1}: {100 * len(first & other) / max(1, len(first | other)):.2f} % of {len(first | other):,} pairs the same, {len(readings):,} reports")  # fmt: skip


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, default=100_000)
    parser.add_argument("--added", type=int, default=100)
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--orders", type=int, default=2)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if options.readings is not None:
        orders(list(islice(pickle.loads(options.readings.read_bytes()), options.limit)), options.orders)
        return
    reader = open_reader(None)
    own = [item for item in own_reports() if item.violent][: options.added]
    readings = [reader.read(Report(item.id, item.text, item.head.get("title"), published=parse_published(item.head["published"]), language="en")) for item in own]  # fmt: skip
    growth(readings, options.stored)


if __name__ == "__main__":
    main()
