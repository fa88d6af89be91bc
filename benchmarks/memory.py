"""Flat memory: `deconflict add` on some mixed news and on ten times as much, the memory of all its processes together at most, and pages a second.

    python -m benchmarks.memory [--pages N] [--times 10] [--violent 0.05] [--html] [--jobs N]

Texts are varied from our own annotated reports and, for other news, put together from plain words; with ``--html`` they are pages in a web archive.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from training.linking.pairs import unrelated_reports
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.cascade import page
from benchmarks.varying import exchanged
from deconflict.model import Report

PROGRAM = [sys.executable, "-c", "from deconflict.cli import main; main()"]
_SENTENCES = 20
_PARTS = (
    ("The council", "A bakery", "The school choir", "The harvest festival", "A software firm", "The football club", "The museum", "A tourist board", "The library", "The minister of trade"),
    ("opened", "announced", "discussed", "praised", "planned", "extended", "celebrated", "sponsored", "introduced", "reviewed"),
    ("a new garden", "lower ticket prices", "the spring exhibition", "a record season", "its annual budget", "a recipe contest", "the bus timetable", "a music programme", "shares and dividends", "holiday trips"),
    ("on Tuesday", "this summer", "with families and visitors", "after a long vote", "for small businesses", "in the old town", "to warm applause", "at the regional fair", "by the lake", "for the third year"),
)  # fmt: skip


def reports(number: int, violent: float) -> Iterator[Report]:
    """Mixed news, the same for the same number."""
    chance, own = random.Random(5), unrelated_reports()[0]
    for at in range(number):
        if chance.random() < violent:
            told = chance.choice(own)
            yield Report(f"r{at}", exchanged(told.text, at), told.title, f"Wire {at % 40}", published=told.published)
        else:
            words = " ".join(" ".join(map(chance.choice, _PARTS)) + "." for _ in range(_SENTENCES))
            yield Report(f"r{at}", words, f"Council news {at}", f"Wire {at % 40}", published=date(2025, 6, 1 + at % 28))


def write(folder: Path, number: int, violent: float, html: bool) -> Path:
    """The input file."""
    file = folder / (f"{number}.warc.gz" if html else f"{number}.jsonl")
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for report in reports(number, violent):
            if html:
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                body = BytesIO(page(report).content)
                writer.write_record(
                    writer.create_warc_record(f"https://news.example.org/{report.id}", "response", payload=body, http_headers=head)
                )
            else:
                row = {
                    "id": report.id,
                    "text": report.text,
                    "title": report.title,
                    "outlet": report.outlet,
                    "published": str(report.published),
                }
                out.write(json.dumps(row).encode() + b"\n")
    return file


def measure(file: Path, ledger: Path, jobs: int) -> tuple[float, float]:
    """Seconds, and megabytes that all processes hold together at most; shared pages are counted in parts (PSS)."""
    began, most = time.perf_counter(), 0.0
    child = subprocess.Popen(
        [*PROGRAM, "add", str(file), "--ledger", str(ledger), "--sieve", "--jobs", str(jobs)], stderr=subprocess.DEVNULL
    )
    while child.poll() is None:
        most = max(most, sum(map(_held, _family(child.pid))))
        time.sleep(1.0)
    if child.returncode:
        raise SystemExit("the program failed")
    return time.perf_counter() - began, most


def _family(pid: int) -> list[int]:
    """A process and those it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(other for child in children for other in _family(int(child)))]


def _held(pid: int) -> float:
    """Megabytes of a process, its share of what several use."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Measure both sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--violent", type=float, default=0.05)
    parser.add_argument("--html", action="store_true")
    parser.add_argument("--jobs", type=int, default=0)
    given = parser.parse_args()
    held = []
    print(
        f"load {os.getloadavg()[0]:.1f}, {given.violent:.0%} of it tells of violence, {'HTML in a web archive' if given.html else 'JSON Lines'}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        for number in (given.pages, given.pages * given.times):
            seconds, most = measure(write(Path(folder), number, given.violent, given.html), Path(folder) / f"{number}.db", given.jobs)
            held.append(most)
            print(f"{number:8,} pages: {seconds:6.1f} s, {number / seconds:6.1f} pages/s, {most:6.0f} MB at most", flush=True)
    print(
        f"ten times the input holds {held[1] / held[0]:.2f} times the memory"
        if given.times == 10
        else f"{held[1] / held[0]:.2f} times the memory"
    )


if __name__ == "__main__":
    main()
