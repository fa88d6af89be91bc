"""What mixed news costs at the least, step by step and on one core, beside what `deconflict add` makes of it (`benchmarks.memory`).

    python -m benchmarks.mixed [--pages 2000] [--violent 0.05] [--sentences 20] [--html]

Every step runs alone in this process: judging pages and making them ready, reading those that are let through, the ledger's own work on those that are kept and on
those that were read, and the bare database, which puts the same rows of the kept ones into the same tables. The last line is the sum, what no machine goes below.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.memory import write
from deconflict.cli import open_reader
from deconflict.engine.machine import Machine
from deconflict.engine.stages import Reports, read_one, reports_in
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.opening import open_store
from deconflict.ledger.sources import ReadySource, iter_documents
from deconflict.model import Reading

T = TypeVar("T")
_TABLES = ("makers", "documents", "captures", "reports", "readings")
_WARM = 16
_PORTION = 256


def timed(name: str, many: int, work: Callable[[], T]) -> tuple[T, float]:
    """What comes of some work, and what it took of the processor for each of so many; printed."""
    began, clock = time.process_time(), time.perf_counter()
    found = work()
    each, waited = (time.process_time() - began) / many, (time.perf_counter() - clock) / many
    print(f"  {name:34} {1e3 * each:8.2f} ms of the processor, {1e3 * waited:8.2f} by the clock, {1 / waited:9,.0f}/s", flush=True)
    return found, each


def bare(kept: Path, place: Path) -> int:
    """Put the rows of a ledger of kept reports into an empty one, reading them included, with nothing between; how many."""
    with sqlite3.connect(kept) as source:
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
        words = source.execute("SELECT number, coalesce(title, ''), text, told FROM reports").fetchall()
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    for at in range(0, len(words), _PORTION):
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            _put(connection, table, rows[table][at : at + _PORTION])
        connection.executemany("INSERT INTO words (rowid, title, text, told) VALUES (?, ?, ?, ?)", words[at : at + _PORTION])
        connection.execute("COMMIT")
    connection.close()
    return len(words)


def _put(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Put rows into a table."""
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def main() -> None:
    """Measure each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--violent", type=float, default=0.05)
    parser.add_argument("--sentences", type=int, default=20)
    parser.add_argument("--html", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write(folder, given.pages, given.violent, given.html, given.sentences)
        print(f"load {os.getloadavg()[0]:.1f}, {given.pages:,} {'pages of HTML' if given.html else 'lines of JSON'}, {file.stat().st_size / given.pages / 1e3:.1f} kB each in the file")  # fmt: skip
        _steps(folder, file, given.pages)


def _steps(folder: Path, file: Path, pages: int) -> None:
    """Each step, and their sum."""

    def judge() -> list[ReadySource]:
        """Every report of the input."""
        return [item for item in reports_in(Machine(1), Reports(sieved=True), iter_documents([str(file)])) if isinstance(item, ReadySource)]

    sources, judged = timed("parsed, judged, packed", pages, judge)
    told = [source for source in sources if source.report.unread is None]
    kept = [source for source in sources if source.report.unread is not None]
    reader = open_reader(None)
    for source in told[:_WARM]:
        reader.read(source.report)
    rest = told[_WARM:]
    readings, read = timed("read in full, those that are", len(rest), lambda: [read_one(reader, source.report) for source in rest])
    with Ledger.open(folder / "kept.db") as ledger:
        _, filed = timed("into the ledger, those kept", len(kept), lambda: _add(ledger, [Reading(source.report) for source in kept], kept))
    with Ledger.open(folder / "told.db") as ledger:
        _, linked = timed("linked and into it, those read", len(rest), lambda: _add(ledger, readings, rest))
    open_store(folder / "bare.db").close()
    timed("the bare database, those kept", len(kept), lambda: bare(folder / "kept.db", folder / "bare.db"))
    share = len(told) / pages
    each = judged + share * (read + linked) + (1 - share) * filed
    print(f"  {share:.1%} are read; together {1e3 * each:.2f} ms a page: {1 / each:,.0f} pages/s on one core, {2 / each:,.0f} on two that stand still for nothing")  # fmt: skip


def _add(ledger: Ledger, readings: Sequence[Reading], sources: Sequence[ReadySource]) -> None:
    """Add readings with their documents."""
    ledger.add(readings, [source.document for source in sources], model="benchmark")


if __name__ == "__main__":
    main()
