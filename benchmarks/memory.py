"""Flat memory: `deconflict add` on some mixed news and on ten times as much, the memory of all its processes together at most, and pages a second.

    python -m benchmarks.memory [--pages N] [--times 10] [--violent 0.05] [--sentences 20] [--html] [--jobs N]

Texts are varied from our own annotated reports, those that the sieve lets through, and, for other news, put together from plain words; with ``--html`` they are
pages of some 55 kB in a web archive. Of each run stands there what the processor spent on it and what part of the machine it got, for others may be at work there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path

from training.linking.pairs import unrelated_reports
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.varying import exchanged
from deconflict.model import Report
from deconflict.read.relevance import Relevance

PROGRAM = [sys.executable, "-c", "from deconflict.cli import main; main()"]
_PARTS = (
    ("The council", "A bakery", "The school choir", "The harvest festival", "A software firm", "The football club", "The museum", "A tourist board", "The library", "The minister of trade"),
    ("opened", "announced", "discussed", "praised", "planned", "extended", "celebrated", "sponsored", "introduced", "reviewed"),
    ("a new garden", "lower ticket prices", "the spring exhibition", "a record season", "its annual budget", "a recipe contest", "the bus timetable", "a music programme", "shares and dividends", "holiday trips"),
    ("on Tuesday", "this summer", "with families and visitors", "after a long vote", "for small businesses", "in the old town", "to warm applause", "at the regional fair", "by the lake", "for the third year"),
)  # fmt: skip


_SCRIPT = "<script>" + "window.q=window.q||[];q.push(['track',{slot:7,size:[300,250]}]);" * 60 + "</script>"
_STYLE = (
    "<style>" + "".join(f".c{at}{{margin:{at}px auto;padding:0 {at}px;color:#{at * 1111 % 4096:03x}}}" for at in range(220)) + "</style>"
)
_MENU = "".join(f"<li class='c{at}'><a href='/section/{at}' data-track='menu'>Section {at}</a></li>" for at in range(60))
_TEASERS = "".join(
    f"<div class='c{at} card'><a href='/story/{at}'><img src='/pictures/{at}.jpg' alt='' width='120' height='80' loading='lazy'><h3>Council weighs bus routes, part {at}</h3></a>"
    f"<p class='lead'>Timetables may change in spring, the council says in report {at}.</p></div>"
    for at in range(50)
)


def reports(number: int, violent: float, sentences: int = 20) -> Iterator[Report]:
    """Mixed news, the same for the same number; the violent part is what the sieve lets through."""
    chance, own, sieve = random.Random(5), unrelated_reports()[0], Relevance.shipped()
    for at in range(number):
        if chance.random() < violent:
            yield _violent(own, chance, sieve, at)
        else:
            words = " ".join(" ".join(map(chance.choice, _PARTS)) + "." for _ in range(sentences))
            yield Report(f"r{at}", words, f"Council news {at}", f"Wire {at % 40}", published=date(2025, 6, 1 + at % 28))


def _violent(own: list[Report], chance: random.Random, sieve: Relevance, at: int) -> Report:
    """A report of ours with other words and names, such that it is read."""
    while True:
        told = chance.choice(own)
        found = Report(f"r{at}", exchanged(told.text, at), told.title, f"Wire {at % 40}", published=told.published)
        if sieve.score(found) >= sieve.threshold:
            return found


def page(report: Report) -> bytes:
    """A report as a page of a site, with what stands around an article."""
    body = "".join(
        f"<p class='c{at}'>{escape(part)}</p>" for at, part in enumerate(report.text.replace(". ", ".\n").split("\n")) if part.strip()
    )
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": report.title, "datePublished": str(report.published)}
    title, scripts = escape(report.title or ""), _SCRIPT * 5
    return (
        f"<!doctype html><html lang='en'><head><title>{title} | {report.outlet}</title><meta property='og:site_name' content='{report.outlet}'>"
        f"<script type='application/ld+json'>{json.dumps(told)}</script>{_STYLE}{scripts}</head><body><header><nav><ul>{_MENU}</ul></nav></header>"
        f"<main><article><h1>{title}</h1>{body}</article></main><aside>{_TEASERS}</aside><footer><ul>{_MENU}</ul></footer></body></html>"
    ).encode()


def write(folder: Path, number: int, violent: float, html: bool, sentences: int = 20) -> Path:
    """The input file."""
    file = folder / (f"{number}.warc.gz" if html else f"{number}.jsonl")
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for report in reports(number, violent, sentences):
            if html:
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                address = f"https://news.example.org/{report.id}"
                writer.write_record(writer.create_warc_record(address, "response", payload=BytesIO(page(report)), http_headers=head))
            else:
                out.write(json.dumps(_fields(report)).encode() + b"\n")
    return file


def _fields(report: Report) -> dict[str, str | None]:
    """A line of JSON Lines."""
    return {"id": report.id, "text": report.text, "title": report.title, "outlet": report.outlet, "published": str(report.published)}


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took: seconds by the clock and of the processor, the share of the machine that it got and that nobody used, and megabytes that all
    processes held together at most; pages that several share are counted in parts (PSS)."""

    seconds: float
    busy: float
    ours: float
    idle: float
    most: float


def measure(file: Path, ledger: Path, jobs: int) -> Run:
    """Run the program."""
    began, before, most, spent = time.perf_counter(), _ticks(), 0.0, processor_seconds()
    child = subprocess.Popen(
        [*PROGRAM, "add", str(file), "--ledger", str(ledger), "--sieve", "--jobs", str(jobs)], stderr=subprocess.DEVNULL
    )
    while child.poll() is None:
        most = max(most, sum(map(_held, _family(child.pid))))
        time.sleep(1.0)
    if child.returncode:
        raise SystemExit("the program failed")
    seconds, busy, after = time.perf_counter() - began, processor_seconds() - spent, _ticks()
    there = (after[0] - before[0]) / os.sysconf("SC_CLK_TCK")
    return Run(seconds, busy, busy / there, (after[1] - before[1]) / (after[0] - before[0]), most)


def processor_seconds() -> float:
    """Seconds of the processor that programs took which are done."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ticks() -> tuple[int, int]:
    """What the processors of the machine had to give so far, and what of it nobody took."""
    told = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]]
    return sum(told[:8]), told[3] + told[4]


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
    parser.add_argument("--sentences", type=int, default=20)
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
            file = write(Path(folder), number, given.violent, given.html, given.sentences)
            run = measure(file, Path(folder) / f"{number}.db", given.jobs)
            held.append(run.most)
            print(
                f"{number:8,} pages: {run.seconds:6.1f} s, {number / run.seconds:6.1f} pages/s, {run.most:6.0f} MB at most; {run.busy:6.1f} s of the processor,"
                f" {run.ours:.0%} of the machine, {run.idle:.0%} of it idle",
                flush=True,
            )
    print(
        f"ten times the input holds {held[1] / held[0]:.2f} times the memory"
        if given.times == 10
        else f"{held[1] / held[0]:.2f} times the memory"
    )


if __name__ == "__main__":
    main()
