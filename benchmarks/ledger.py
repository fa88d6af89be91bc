"""Trials of the ledger: killed writers and servers, many at once, and a hundred thousand reports.

``python -m benchmarks.ledger kill|server|crowd|large [options]``; see docs/ledger.md for what was measured.
"""

from __future__ import annotations

import argparse
import os
import pickle
import platform
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from tests.ledgers import everything, in_another_process, still

from benchmarks.varying import Variants
from deconflict.errors import UnusableLedger
from deconflict.ledger.answers import Filter
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.sources import read_sources
from deconflict.link.wording import _wording
from deconflict.model import Reading

EXAMPLES = Path(__file__).parent.parent / "examples"
REPORTS = Path(__file__).parent.parent / "tests" / "reports"
SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "incidents"


def source_readings(most: int, keep: Path | None = None) -> list[Reading]:
    """Readings of our own annotated reports, the examples and, where they are at hand, shared texts; read once and kept in a file."""
    if keep is not None and keep.exists():
        return pickle.loads(keep.read_bytes())
    from training.linking.pairs import unrelated_reports  # noqa: PLC0415

    from deconflict.cli import open_reader  # noqa: PLC0415

    inputs = [str(path) for path in (EXAMPLES, REPORTS, SHARED) if path.exists()]
    reader = open_reader(None)
    found = [item.report for item in read_sources(inputs) if not isinstance(item, Exception)]
    readings = [reader.read(report) for report in [*unrelated_reports()[0], *found][:most]]
    if keep is not None:
        keep.write_bytes(pickle.dumps(readings))
    return readings


def add(where: str, readings: Sequence[Reading]) -> None:
    """What the command does with readings, in small batches, so that kills meet many moments."""
    with Ledger.open(where, clock=still) as ledger:
        ledger.add(readings, batch=4)


def kill(rounds: int, readings: Sequence[Reading], seed: int) -> None:
    """Kill writers at random moments; add again; compare every row with an undisturbed run."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        add(f"{folder}/whole.db", readings)
        whole = time.monotonic() - began
        with Ledger.open(f"{folder}/whole.db") as ledger:
            expected = everything(ledger)
        left = []
        for number in range(rounds):
            where = f"{folder}/{number}.db"
            pid = in_another_process(lambda where=where: add(where, readings))
            time.sleep(chance.uniform(0, whole))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            left.append(_there(where))
            add(where, readings)
            _compare(where, expected, number)
    print(
        f"{rounds} killed writers: every row as undisturbed, check clean; reports there after the kill: {min(left)} to {max(left)} of {len(readings)}"
    )


def _there(where: str) -> int:
    """How many reports are in a ledger."""
    try:
        with Ledger.open(where, create=False) as ledger:
            return ledger.stats().counts["reports"]
    except UnusableLedger:
        return 0


def _compare(where: str, expected: dict[str, list[tuple[object, ...]]], number: int) -> None:
    """Leave with a message where a ledger is other than an undisturbed one."""
    with Ledger.open(where) as ledger:
        found, faults = everything(ledger), list(ledger.check())
    other = [name for name in expected if expected[name] != found[name]]
    if other or faults:
        raise SystemExit(f"round {number}: tables {other} are other than undisturbed; faults {faults[:3]}")


@contextmanager
def running_server() -> Iterator[object]:
    """A PostgreSQL server of our own."""
    from tests.postgres import Server  # noqa: PLC0415

    server = Server()
    try:
        server.start(durable=True)
        yield server
    finally:
        server.stop()


def kill_server(rounds: int, readings: Sequence[Reading], seed: int) -> None:
    """Kill the server at random moments while somebody writes; start it, add again, compare."""
    chance = random.Random(seed)
    with running_server() as server:
        began = time.monotonic()
        first = server.url()  # type: ignore[attr-defined]
        add(first, readings)
        whole = time.monotonic() - began
        with Ledger.open(first) as ledger:
            expected = everything(ledger)
        left = []
        for number in range(rounds):
            where = server.url()  # type: ignore[attr-defined]
            pid = in_another_process(lambda where=where: add(where, readings))
            time.sleep(chance.uniform(0, whole))
            server.kill()  # type: ignore[attr-defined]
            os.waitpid(pid, 0)
            server.start(durable=True)  # type: ignore[attr-defined]
            left.append(_there(where))
            add(where, readings)
            _compare(where, expected, number)
    print(
        f"{rounds} killed servers: every row as undisturbed, check clean; reports there after the kill: {min(left)} to {max(left)} of {len(readings)}"
    )


def crowd(seconds: float, readings: Sequence[Reading], where: str) -> None:
    """Two writers and eight readers at once: no error seen by anybody, nothing lost."""
    variants = Variants()
    add(where, [variants.vary(reading, 0) for reading in readings[:4]])
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        writers = [in_another_process(lambda at=at: _write(where, variants, readings, at, until, Path(folder))) for at in (1, 2)]
        readers = [in_another_process(lambda at=at: _read(where, at, until, Path(folder))) for at in range(8)]
        codes = [os.waitpid(pid, 0)[1] for pid in (*writers, *readers)]
        written = {line for file in Path(folder).glob("written*") for line in file.read_text().splitlines()}
        asked = sum(int(file.read_text()) for file in Path(folder).glob("asked*"))
    with Ledger.open(where) as ledger:
        lost = [id for id in sorted(written) if not _has(ledger, id)]
        faults = list(ledger.check())
    if any(codes) or lost or faults:
        raise SystemExit(f"exit codes {codes}, lost {lost[:3]}, faults {faults[:3]}")
    print(
        f"2 writers and 8 readers for {seconds:.0f} s: {len(written)} reports written, {asked} questions answered, no error, nothing lost, check clean"
    )


def _write(where: str, variants: Variants, readings: Sequence[Reading], at: int, until: float, folder: Path) -> None:
    """Add variants, and note what was kept."""
    number = at
    with Ledger.open(where) as ledger, (folder / f"written{at}").open("w") as told:
        while time.monotonic() < until:
            some = [variants.vary(reading, number) for reading in readings[:8]]
            ledger.add(some)
            told.writelines(f"{reading.report.id}\n" for reading in some)
            told.flush()
            number += 2


def _read(where: str, at: int, until: float, folder: Path) -> None:
    """Ask this and that."""
    chance, asked = random.Random(at), 0
    with Ledger.open(where, create=False) as ledger:
        while time.monotonic() < until:
            page = ledger.incidents(Filter(background=None), limit=20)
            head = chance.choice(page.items)
            entry = ledger.incident(head.id)
            assert entry.incident.mentions
            assert ledger.history(head.id)
            ledger.search(chance.choice(["police", "killed", "soldiers", "market"]))
            asked += 4
    (folder / f"asked{at}").write_text(str(asked))


def _has(ledger: Ledger, report: str) -> bool:
    """Whether a report is in a ledger."""
    return ledger.report(report).reading.report.id == report


def large(where: str, base: int, copies: int, readings: Sequence[Reading]) -> None:
    """A large ledger: ``base`` reports through the whole path, then copied in the database under other ids, days, places and keys; then timed."""
    from benchmarks.copying import copy_rows  # noqa: PLC0415

    variants = Variants()
    began = time.monotonic()
    with Ledger.open(where) as ledger:
        made = ledger.stats().counts["reports"]
        for number in range(-(-base // len(readings))):
            if number * len(readings) >= made:
                ledger.add([variants.vary(reading, number) for reading in readings])
        print(f"{ledger.stats().counts['reports']} reports added in {time.monotonic() - began:.0f} s", flush=True)
        began = time.monotonic()
        copy_rows(ledger, copies)
        print(f"copied {copies} times in {time.monotonic() - began:.0f} s", flush=True)
    measure(where, variants, readings)


def measure(where: str, variants: Variants, readings: Sequence[Reading]) -> None:
    """Time opening, one more report, a thousand more against an empty ledger, every filter, and searches; medians and the slowest of five."""
    began = time.perf_counter()
    with Ledger.open(where) as ledger:
        print(f"opened in {1e3 * (time.perf_counter() - began):.0f} ms")
        stats = ledger.stats()
        number = stats.counts["reports"]
        print(f"{number:,} reports, {stats.counts['claims']:,} claims, {stats.size / number / 1e3:.1f} kB a report")
        ask(ledger)
        for at in range(5):
            extra = variants.vary(readings[at], 900_001 + at + number)
            _timed("add one more report", lambda extra=extra: ledger.add([extra]), 1)
        compare_adding(
            ledger, [variants.vary(readings[at % len(readings)], 1_000_000 + number + at // len(readings)) for at in range(ADDED)]
        )


ADDED = 1000
PORTION = 50


def compare_adding(ledger: Ledger, more: Sequence[Reading]) -> None:
    """Add the same reports to a large ledger and to an empty one, by turns and each first as often, so that what else the machine does falls on both alike."""
    taken: dict[str, list[float]] = {"large": [], "empty": []}
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"{folder}/empty.db") as empty:
        both = (("large", ledger), ("empty", empty))
        for at in range(0, len(more), PORTION):
            for name, held in both if at % (2 * PORTION) else reversed(both):
                _wording.cache_clear()  # what was worked out for the one must not be found by the other
                began, busy = time.perf_counter(), time.process_time()
                held.add(more[at : at + PORTION])
                taken[name] += [time.perf_counter() - began, time.process_time() - busy]
    clock, processor = (sum(taken["large"][at::2]) / sum(taken["empty"][at::2]) for at in (0, 1))
    each = {name: 1e3 * sum(times[1::2]) / len(more) for name, times in taken.items()}
    print(f"{len(more)} reports added: {each['large']:.1f} ms of the processor a report, {each['empty']:.1f} to an empty ledger: {processor:.2f} times, by the clock {clock:.2f}")  # fmt: skip


def ask(ledger: Ledger) -> None:
    """Every filter, and searches for rare and very common words."""
    day = date(2025, 6, 1)
    for wanted in (
        Filter(), Filter(since=day), Filter(until=day), Filter(near=(11.7, 28.3)), Filter(near=(11.7, 28.3), km=500), Filter(country="SD"), Filter(kind="attack"),
        Filter(actor="isis"), Filter(killed=10), Filter(contested=True), Filter(outlet="Wire 7"), Filter(words="police"), Filter(words="market drone"),
        Filter(since=day, country="SD", kind="attack", killed=1, words="police"), Filter(words="said"), Filter(words="killed people"),
    ):  # fmt: skip
        _timed(f"incidents {_named(wanted)}", lambda wanted=wanted: ledger.incidents(wanted), 5)
    for words in ("police", "market drone", '"police said"', "villag*", "killed soldiers police", "said"):
        _timed(f"search {words}", lambda words=words: ledger.search(words), 5)


def _named(wanted: Filter) -> str:
    """A filter by what it asks."""
    plain = Filter()
    return ", ".join(f"{name}={value}" for name in Filter.__slots__ if (value := getattr(wanted, name)) != getattr(plain, name)) or "(all)"


def _timed(name: str, work: Callable[[], object], rounds: int) -> None:
    """Print how long some work takes."""
    taken, worked = [], []
    for _ in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        work()
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    shown = f"{1e3 * statistics.median(taken):6.0f} ms, slowest {1e3 * max(taken):.0f}; of the processor {1e3 * statistics.median(worked):.0f} ms"
    print(f"{name:72} {shown}", flush=True)


def main() -> None:
    """Run the trial that is named."""
    options = argparse.ArgumentParser()
    options.add_argument("trial", choices=["kill", "server", "crowd", "crowd-server", "large", "measure"])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--texts", type=int, default=24)
    options.add_argument("--base", type=int, default=1000)
    options.add_argument("--copies", type=int, default=99)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--ledger", default="/tmp/deconflict-large.db")
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    readings = source_readings(given.texts, given.keep)
    if given.trial == "kill":
        kill(given.rounds, readings, given.seed)
    elif given.trial == "server":
        kill_server(given.rounds, readings, given.seed)
    elif given.trial == "crowd":
        with tempfile.TemporaryDirectory() as folder:
            crowd(given.seconds, readings, f"{folder}/ledger.db")
    elif given.trial == "crowd-server":
        with running_server() as server:
            crowd(given.seconds, readings, server.url())  # type: ignore[attr-defined]
    elif given.trial == "large":
        large(given.ledger, given.base, given.copies, readings)
    else:
        measure(given.ledger, Variants(), readings)


if __name__ == "__main__":
    main()
