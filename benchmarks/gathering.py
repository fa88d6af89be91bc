"""Throughput and memory of gathering: records and pages of archives, pages from a server, relevance; and the trial of ``watch`` in full.

``python -m benchmarks.gathering`` for the figures, ``python -m benchmarks.watching`` for the ten minutes with fifty feeds and five kills.
"""

from __future__ import annotations

import io
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import Server
from trafilatura import bare_extraction
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from deconflict.gather.fetching import fetch_all
from deconflict.gather.inputs import gather
from deconflict.gather.web import Web
from deconflict.read.inputs import read_inputs
from deconflict.read.relevance import Relevance

PAGES = 500
_WORDS = [
    "the",
    "council",
    "army",
    "road",
    "market",
    "report",
    "river",
    "school",
    "people",
    "water",
    "town",
    "morning",
    "soldiers",
    "border",
    "farmers",
    "night",
    "week",
    "region",
    "officials",
    "camp",
    "station",
]


def page(number: int, chance: random.Random) -> bytes:
    """A page as news sites serve it: 30 to 40 kB, of which the article is a tenth; every fourth tells of violence."""
    sentences = [" ".join(chance.choices(_WORDS, k=18)).capitalize() + "." for _ in range(24)]
    if number % 4 == 0:
        sentences[0] = f"Gunmen killed {number % 50 + 2} herders near the river on Sunday, the prefect said."
    article = "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, 24, 3))
    menu = "".join(
        f"<li class='menu-item item-{at}'><a href='/section/{at}' data-track='nav-{at}'>{chance.choice(_WORDS)}</a></li>"
        for at in range(160)
    )
    teasers = "".join(
        f"<div class='card'><a href='/story/{at}'><h3>{' '.join(chance.choices(_WORDS, k=6))}</h3></a></div>" for at in range(60)
    )
    script = "<script>" + "var a=function(){return 1};" * 250 + "</script>"
    head = f"<title>Story {number}</title><meta property='og:site_name' content='Invented Post'><meta property='article:published_time' content='2025-06-03T09:00:00Z'>"
    return f"<!doctype html><html lang='en'><head>{head}{script}</head><body><nav><ul>{menu}</ul></nav><main><article><h1>Story {number}</h1>{article}</article></main><aside>{teasers}</aside></body></html>".encode()


def write_archive(path: Path, pages: int) -> None:
    """An archive of so many pages, each with its request as crawlers write them."""
    chance = random.Random(1)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(pages):
            url = f"https://post{number % 50}.example/story/{number}"
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(page(number, chance)), http_headers=head))
            asked = StatusAndHeaders(f"GET /story/{number} HTTP/1.1", [("Host", "post.example")], is_http_request=True)
            writer.write_record(writer.create_warc_record(url, "request", io.BytesIO(b""), http_headers=asked))


def records(path: Path) -> int:
    """Every document of an archive as raw bytes."""
    return sum(1 for _ in gather([str(path)], kinds=()))


def reports(path: Path) -> int:
    """Every report of an archive, with main text and metadata."""
    return sum(1 for _ in read_inputs([str(path)]))


def judged(path: Path) -> int:
    """Every report of an archive, judged for relevance."""
    relevance = Relevance.shipped()
    return sum(relevance.judged(report).unread is None for report in read_inputs([str(path)]))


def bare(path: Path) -> int:
    """The main text of every page by trafilatura alone, to compare with."""
    found = (
        bare_extraction(raw.content.decode(), with_metadata=False, include_comments=False, include_tables=False)
        for raw in gather([str(path)], kinds=())
    )
    return sum(page is not None for page in found)


WORK = {"bare": bare, "records": records, "reports": reports, "judged": judged}


def measured(work: str, path: Path) -> tuple[float, float]:
    """Seconds of processor time and megabytes at most of one work in a process of its own, imports left out of the seconds."""
    code = f"from pathlib import Path; from benchmarks.gathering import child; child({work!r}, Path({str(path)!r}))"
    seconds, memory = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), float(memory)


def child(work: str, path: Path) -> None:
    """What the process of ``measured`` does."""
    small = path.with_name("small.warc.gz")
    WORK[work](small)
    began = time.process_time()
    WORK[work](path)
    print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def fetched(pages: int) -> float:
    """Pages a second from a server on this machine, kept as proof."""

    body = page(0, random.Random(1))
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        server.page("/story", body)
        web = Web(allow_private=True, robots=False, pause=0, at_once=16, proof=Path(folder))
        began = time.process_time()
        for _ in fetch_all((server.url(f"/story?{number}") for number in range(pages)), web):
            pass
        return pages / (time.process_time() - began)


def lines() -> Iterator[str]:
    """The figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, pages in (("small.warc.gz", 20), ("one.warc.gz", PAGES), ("four.warc.gz", 4 * PAGES)):
            write_archive(folder / file, pages)
        # Of records each page has two, its own and its request's.
        for work, unit, noun in (
            ("records", 2, "WARC records"),
            ("bare", 1, "pages, trafilatura alone"),
            ("reports", 1, "pages"),
            ("judged", 1, "pages with relevance"),
        ):
            _, memory = measured(work, folder / "one.warc.gz")
            longer, more = measured(work, folder / "four.warc.gz")
            yield f"{noun:26} {4 * unit * PAGES / longer:8,.0f} /s   {memory:5.0f} MB at most over {PAGES:,} pages, {more:5.0f} MB over {4 * PAGES:,}"
    yield f"{'fetched and kept':26} {fetched(500):8,.0f} /s   the server included"


def main() -> None:
    """Print the figures."""
    print(f"{platform.machine()}, Python {platform.python_version()}, one process, by processor time")
    for line in lines():
        print(line)


if __name__ == "__main__":
    main()
