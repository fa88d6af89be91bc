"""Conflict reports end to end: `deconflict add` of JSON Lines into a new ledger, beside the bare encoder on the same texts in the same run.

    python -m benchmarks.adding [--reports FILE] [--number 1000] [--jobs N]
    python -m benchmarks.adding --beside LEDGER --number 240 [--rounds 8]

The bare encoder's time on one thread is what no arrangement of processes goes below; "at most" is what the processors of the machine could encode if they did nothing else.
Where onnx is installed (the extra ``bench``), the encoder at the width that MiniLM-L6 was published with stands beside it, for the one that ships is cut.
Encoders read a part of the reports before and a part after the program, for a machine's speed changes while one measures.

With ``--beside`` reports go by turns into a new ledger and into a large one, such as ``benchmarks.growth`` makes; each round takes other reports, with words exchanged, so that none is
there already. **The large ledger keeps them.**
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.memory import PROGRAM, processor_seconds
from benchmarks.published import published
from benchmarks.reading import encoding, parser_of, reports_of
from benchmarks.varying import reworded
from deconflict.engine.machine import processors
from deconflict.extract.encoder import Encoder
from deconflict.ledger.ledger import Ledger
from deconflict.model import Report
from deconflict.resources import path

_ENCODED = 60
"""So many reports are read by the bare encoder before the program, and as many others after it."""


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = parser_of(__doc__, 1000)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args(arguments)
    if given.beside is not None:
        by_turns(given.reports, given.beside, given.number, given.rounds, given.jobs)
        return
    reports = reports_of(given.reports, given.number)
    letters = sum(len(report.text) for report in reports)
    sample = reports[:: max(1, len(reports) // (2 * _ENCODED))]
    with published() as folder:
        places = [path("reader"), *([folder] if folder else [])]
        before = [a_letter(place, sample[::2]) for place in places]
        seconds, busy = adding(reports, given.jobs)
        after = [a_letter(place, sample[1::2]) for place in places]
    # Per letter, since the sample's reports may be longer than the others.
    bare, *wide = (statistics.mean(both) * letters / len(reports) for both in zip(before, after, strict=True))
    cost, rate = busy / len(reports), len(reports) / seconds
    python = f"Python {platform.python_version()}"
    print(f"{len(reports):,} reports of {letters / len(reports):,.0f} letters on average, {processors()} processors, {python}")
    print(f"bare encoder          {1000 * bare:6.1f} ms a report, at most {processors() / bare:5.1f} reports/s")
    print(
        f"deconflict add        {1000 * cost:6.1f} ms of the processor a report, start included, of which the encoder {100 * bare / cost:.0f} %"
    )
    print(f"by the clock          {rate:6.1f} reports/s, with {100 * busy / seconds / processors():.0f} % of the machine")
    for each in wide:
        most = processors() / each
        print(
            f"encoder as published  {1000 * each:6.1f} ms a report, at most {most:5.1f} reports/s, of which adding is {100 * rate / most:.0f} %"
        )


def a_letter(model: Path, reports: list[Report]) -> float:
    """Seconds of the processor a letter, for the encoder of a model folder by itself on one thread; the first report only warms it up."""
    encoder = Encoder(model)
    encoding(encoder, reports[0])
    return sum(encoding(encoder, report) for report in reports[1:]) / sum(len(report.text) for report in reports[1:])


def by_turns(place: Path, large: Path, number: int, rounds: int, jobs: int) -> None:
    """Print how many times as long adding to a large ledger takes as adding to a new one, each round with other reports."""
    with Ledger.open(large, create=False, read_only=True) as ledger:
        held = ledger.stats().counts["reports"]
    reports, times = reports_of(place, number * rounds), []
    for at in range(rounds):
        some = [reworded(report, held + at) for report in reports[at * number : (at + 1) * number] or reports[:number]]
        taken = {where: adding(some, jobs, where) for where in ((None, large) if at % 2 else (large, None))}
        times.append([many / one for many, one in zip(taken[large], taken[None], strict=True)])
        print(
            f"{len(some)} reports to {held:,}: {times[-1][0]:.2f} times as long by the clock, {times[-1][1]:.2f} times the processor",
            flush=True,
        )
    clock, processor = zip(*times, strict=True)
    for name, told in (("by the clock", clock), ("processor", processor)):
        print(f"{name:14} {min(told):.2f} to {max(told):.2f} times, {statistics.median(told):.2f} in the middle")


def adding(reports: list[Report], jobs: int, ledger: Path | None = None) -> tuple[float, float]:
    """Seconds by the clock, and of all processors together, that the program takes for reports of a file into a ledger, by default a new one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.jsonl"
        rows = (
            {"id": item.id, "title": item.title, "text": item.text, "published": item.day.isoformat() if item.day else None}
            for item in reports
        )
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        began, spent = time.perf_counter(), processor_seconds()
        command = [*PROGRAM, "add", str(file), "--ledger", str(ledger or f"{folder}/new.db"), "--jobs", str(jobs)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - began, processor_seconds() - spent


if __name__ == "__main__":
    main()
