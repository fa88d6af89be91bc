"""How the cost of a ledger grows: ledgers of a thousand, ten thousand, a hundred thousand and a million reports, made where they are not there, measured and drawn.

python -m benchmarks.growth FOLDER [--most 1000000] [--added 200] [--keep READINGS.pkl] [--draw docs/growth.svg]

The first thousand goes the whole way; up to a hundred thousand rows are copied with words, places and days exchanged (``benchmarks.copying``), above that by SQL
alone (``benchmarks.tenfold``). Ledgers take 20 kB a report. What is measured is kept in FOLDER/measured.json; with --only-draw that is drawn again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.copying import copy_rows
from benchmarks.ledger import source_readings
from benchmarks.tenfold import tenfold
from benchmarks.varying import Variants
from deconflict.ledger.answers import Filter
from deconflict.ledger.ledger import Ledger
from deconflict.link.wording import _wording
from deconflict.model import Reading

STEPS = (1_000, 10_000, 100_000, 1_000_000)
PORTION = 20
_ASKED = {
    "all": lambda ledger: ledger.incidents(),
    "country": lambda ledger: ledger.incidents(Filter(country="SD")),
    "kind and toll": lambda ledger: ledger.incidents(Filter(kind="attack", killed=10)),
    "near a point": lambda ledger: ledger.incidents(Filter(near=(11.7, 28.3))),
    "two words": lambda ledger: ledger.search("market drone"),
    "a common word": lambda ledger: ledger.search("police"),
}


def make(file: Path, reports: int, readings: Sequence[Reading]) -> None:
    """A ledger of so many reports; larger ones are made of the one a tenth as large."""
    if file.exists():
        return
    if reports > STEPS[2]:
        tenfold(_named(file.parent, reports // 10), file)
        return
    with Ledger.open(file) as ledger:
        variants = Variants()
        ledger.add([variants.vary(readings[at % len(readings)], at // len(readings)) for at in range(STEPS[0])])
        copy_rows(ledger, reports // STEPS[0] - 1)


def _named(folder: Path, reports: int) -> Path:
    """The file of a ledger of so many reports."""
    return folder / f"{reports}.db"


def measure(file: Path, added: int, readings: Sequence[Reading]) -> dict[str, Any]:
    """What a ledger costs: milliseconds of the processor for each of so many more reports, beside an empty one by turns; of questions; bytes; memory."""
    variants = Variants()
    with Ledger.open(file, create=False) as ledger:
        stats = ledger.stats()
        reports = stats.counts["reports"]
        asked = {name: _median(lambda ask=ask: ask(ledger), 5) for name, ask in _ASKED.items()}
        more = [variants.vary(readings[at % len(readings)], 2_000_000 + reports + at // len(readings)) for at in range(added + 5)]
        busy = _by_turns(ledger, more[:added])
        one = _median(iter([lambda item=item: ledger.add([item]) for item in more[added:]]).__next__, 5, called=True)
    return {
        "reports": reports, "bytes a report": stats.size / reports, "ms an added report": busy["large"], "ms an added report, empty": busy["empty"], "ms to add one, by the clock": one,
        "ms to ask": asked, "MB at most": _most(), "load": os.getloadavg()[0],
    }  # fmt: skip


def _most() -> float:
    """Megabytes that this process held at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def _by_turns(ledger: Ledger, more: Sequence[Reading]) -> dict[str, float]:
    """Milliseconds of the processor for each report that is added to a ledger and to an empty one; medians over portions, so that what disturbs one does not tell."""
    taken: dict[str, list[float]] = {"large": [], "empty": []}
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"{folder}/empty.db") as empty:
        both = (("large", ledger), ("empty", empty))
        for at in range(0, len(more), PORTION):
            for name, held in both if at // PORTION % 2 else reversed(both):
                _wording.cache_clear()  # what was worked out for the one must not be found by the other
                busy = time.process_time()
                held.add(more[at : at + PORTION])
                taken[name].append(1e3 * (time.process_time() - busy) / len(more[at : at + PORTION]))
    return {name: statistics.mean(times) for name, times in taken.items()}


def _median(work: Callable[[], Any], rounds: int, called: bool = False) -> float:
    """The median of some rounds in milliseconds by the clock; where ``called``, work gives the work of each round."""
    taken = []
    for _ in range(rounds):
        doing = work() if called else work
        began = time.perf_counter()
        doing()
        taken.append(1e3 * (time.perf_counter() - began))
    return statistics.median(taken)


def draw(measured: Sequence[dict[str, Any]], file: Path) -> None:
    """Four small pictures over the number of reports."""
    from matplotlib.figure import Figure  # noqa: PLC0415  in an extra

    figure = Figure(figsize=(9.5, 6.2), layout="constrained")
    (time_at, ask_at), (size_at, memory_at) = figure.subplots(2, 2)
    over = [row["reports"] for row in measured]
    for axes, title, lines in (
        (time_at, "time of the processor for each added report, ms (the writer alone)", {"": [row["ms an added report"] for row in measured], "an empty ledger, in the same run": [row["ms an added report, empty"] for row in measured]}),
        (ask_at, "median time of a question, ms", {name: [row["ms to ask"][name] for row in measured] for name in measured[0]["ms to ask"]}),
        (size_at, "the ledger, MB", {"": [row["bytes a report"] * row["reports"] / 1e6 for row in measured]}),
        (memory_at, "memory of the process that adds and asks, MB at most", {"": [row["MB at most"] for row in measured]}),
    ):  # fmt: skip
        axes.set_xscale("log")
        for name, values in lines.items():
            axes.plot(over, values, "--" if name.startswith("an empty") else "-", marker="o", markersize=4, label=name or "this ledger")
        axes.set_title(title, loc="left", fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel("reports", fontsize=8)
        if len(lines) > 1:
            axes.legend(fontsize=7, frameon=False)
        if axes in (time_at, memory_at):
            axes.set_ylim(bottom=0)
        else:
            axes.set_yscale("log")
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def main() -> None:
    """Make, measure and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=STEPS[-1])
    parser.add_argument("--added", type=int, default=200)
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--draw", type=Path, default=Path("docs/growth.svg"))
    parser.add_argument("--only-draw", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    kept = given.folder / "measured.json"
    if not given.only_draw:
        readings = source_readings(given.texts, given.keep or given.folder / "readings.pkl")
        if given.one:
            print(json.dumps(measure(_named(given.folder, given.one), given.added, readings)))
            return
        measured = []
        for reports in (step for step in STEPS if step <= given.most):
            make(_named(given.folder, reports), reports, readings)
            # Each in a process of its own, so that the memory of one does not count for the next.
            told = subprocess.run([sys.executable, "-m", "benchmarks.growth", *sys.argv[1:], "--one", str(reports)], check=True, capture_output=True, text=True)  # fmt: skip
            measured.append(json.loads(told.stdout.splitlines()[-1]))
            print(json.dumps(measured[-1]), flush=True)
        about = f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        kept.write_text(json.dumps({"about": about, "measured": measured}, indent=1), encoding="utf-8")
    draw(json.loads(kept.read_text(encoding="utf-8"))["measured"], given.draw)


if __name__ == "__main__":
    main()
