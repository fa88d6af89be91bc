"""A trial of ``deconflict watch``: feeds that fail in many ways, a program that is killed again and again, and every version of every article exactly once."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile import Asked, Server

from deconflict.gather.verify import verify

PROGRAM = [sys.executable, "-c", "from deconflict.cli import main; main()"]
_BOMB = gzip.compress(bytes(80_000_000))
TOWNS = ("Torodi", "Bankilare", "Abala", "Tera", "Gotheye", "Ayorou", "Inates", "Makalondi")


@dataclass
class Piece:
    """An article as it is published, and perhaps edited; ``born`` and ``edited`` in seconds of the trial."""

    path: str
    host: str
    text: str
    born: float
    edited: float | None
    flaky: int

    def version(self, now: float) -> int:
        """The version that stands at a moment."""
        return 2 if self.edited is not None and now >= self.edited else 1

    def words(self, version: int) -> str:
        """The text of a version."""
        return self.text if version == 1 else self.text.replace("two residents", "three residents")


@dataclass
class Trial:
    """The server's side: what is published when, and how feeds and pages fail. Everything hangs on the seed but the timing of requests."""

    feeds: int
    seconds: float
    seed: int
    pieces: dict[tuple[str, str], Piece] = field(default_factory=dict)
    began: float = 0.0
    served: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        for number in range(self.feeds):
            for count in range(max(2, int(self.seconds / 15))):
                self._publish(number, count)

    def _publish(self, number: int, count: int) -> None:
        """One article of a feed, within the first two thirds of the trial."""
        host, path = host_of(number), f"/story/{count}"
        town, dead = self.chance.choice(TOWNS), self.chance.randint(2, 90)
        text = (
            f"{dead} herders were killed near {town} on day {count} when gunmen opened fire on a camp, the prefect of zone {number} said on the radio.\n"
            f"The attackers came on motorcycles at dawn and drove off the cattle, two residents of {town} told reporter {number}-{count} by telephone.\n"
            f"The army said that it had sent patrol {number * 100 + count} after them, and that nobody had been arrested by nightfall in the district."
        )
        born = self.chance.uniform(0, self.seconds * 0.6)
        edited = born + self.seconds * 0.1 if self.chance.random() < 0.15 else None
        self.pieces[host, path] = Piece(path, host, text, born, edited, self.chance.choice([0, 0, 0, 0, 1, 2]))

    def now(self) -> float:
        """Seconds since the trial began."""
        return time.monotonic() - self.began

    async def answer(self, asked: Asked) -> None:
        """Any request: by host and path."""
        host, path = asked.headers["host"].split(":")[0], asked.path.partition("?")[0]
        self.served[host, path] += 1
        if path == "/feed":
            await self._feed(asked, host)
        elif (host, path) in self.pieces and self.pieces[host, path].born <= self.now():
            await self._page(asked, self.pieces[host, path])
        else:
            await asked.answer(b"", "404 Not Found")

    async def _feed(self, asked: Asked, host: str) -> None:
        """A feed, which fails two times in five."""
        items = [piece for piece in self.pieces.values() if piece.host == host and piece.born <= self.now()]
        told = "".join(_item(piece, self.now()) for piece in items)
        body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Zone</title>{told}</channel></rss>".encode()
        fault = self.chance.choice([None] * 24 + FEED_FAULTS) if self.now() < self.seconds else None
        if fault is None:
            tag = f'"{hash(body) & 0xFFFFFF:x}"'
            if asked.headers.get("if-none-match") == tag:
                await asked.send(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
            else:
                await asked.answer(body, Content_Type="application/rss+xml", ETag=tag)
        else:
            await fault(asked, body)

    async def _page(self, asked: Asked, piece: Piece) -> None:
        """A page, which may fail at first."""
        if self.served[piece.host, piece.path] <= piece.flaky:
            await self.chance.choice(PAGE_FAULTS)(asked, b"<html>half")
            return
        version = piece.version(self.now())
        paragraphs = "".join(f"<p>{line}</p>" for line in piece.words(version).split("\n"))
        body = f"<html><head><title>Raid {piece.path}</title></head><body><nav>Home</nav><article>{paragraphs}</article></body></html>".encode()
        await asked.answer(gzip.compress(body), Content_Encoding="gzip")


def _item(piece: Piece, now: float) -> str:
    """A feed's word on an article: broken dates, guids that several share, trackers that change."""
    number = int(piece.path.rsplit("/", 1)[1])
    guid = "same for all" if number % 4 == 0 else piece.path
    date = "some time on Monday" if number % 3 == 0 else "Tue, 03 Jun 2025 09:00:00 GMT"
    link = f"{piece.path}?utm_source=feed{int(now) % 3}" if number % 2 else piece.path
    return f"<item><guid isPermaLink='false'>{guid}</guid><title>Raid {number} v{piece.version(now)}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


async def _status(asked: Asked, body: bytes, status: str = "500 Internal Server Error", **headers: str) -> None:
    await asked.answer(b"<html>oh</html>", status, **headers)


async def _busy(asked: Asked, body: bytes) -> None:
    await _status(asked, body, "429 Too Many Requests", Retry_After="2")


async def _down(asked: Asked, body: bytes) -> None:
    await _status(asked, body, "503 Service Unavailable")


async def _half(asked: Asked, body: bytes) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body[:200])
    asked.writer.close()


async def _drip(asked: Asked, body: bytes) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"<"] * 40, every=0.5)


async def _silent(asked: Asked, body: bytes) -> None:
    await asyncio.sleep(10)


async def _reset(asked: Asked, body: bytes) -> None:
    asked.writer.transport.abort()


async def _circle(asked: Asked, body: bytes) -> None:
    await asked.answer(b"", "302 Found", Location=asked.path)


async def _inside(asked: Asked, body: bytes) -> None:
    await asked.answer(b"", "302 Found", Location="file:///etc/passwd")


async def _bomb(asked: Asked, body: bytes) -> None:
    await asked.answer(_BOMB, Content_Encoding="gzip")


async def _entities(asked: Asked, body: bytes) -> None:
    await asked.answer(body.replace(b"<rss", b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss", 1))


async def _html(asked: Asked, body: bytes) -> None:
    await asked.answer(b"<!doctype html><html><body>We are moving house.</body></html>")


async def _cut(asked: Asked, body: bytes) -> None:
    await asked.answer(body[: len(body) // 2], Content_Type="text/xml")


async def _chunks(asked: Asked, body: bytes) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
    asked.writer.close()


async def _noise(asked: Asked, body: bytes) -> None:
    await asked.send(b"\x00\xff\x00\xff" * 100)
    asked.writer.close()


async def _empty(asked: Asked, body: bytes) -> None:
    await asked.answer(b"")


FEED_FAULTS = [
    _status,
    _busy,
    _down,
    _half,
    _drip,
    _silent,
    _reset,
    _circle,
    _inside,
    _bomb,
    _entities,
    _html,
    _cut,
    _chunks,
    _noise,
    _empty,
]
PAGE_FAULTS = [_status, _busy, _down, _half, _reset]


def host_of(number: int) -> str:
    """Each feed has a host of its own."""
    return f"127.0.{number // 200}.{number % 200 + 1}"


@dataclass
class Outcome:
    """What came of a trial."""

    expected: int
    once: int
    missing: list[str]
    twice: list[str]
    kills: int
    looks: int
    records: int
    wrong: list[str]


def run(feeds: int = 50, seconds: float = 600, kills: int = 5, seed: int = 1, settle: float = 180) -> Outcome:
    """Let the program watch for so long, killed so often, then until nothing is left to do or ``settle`` seconds have passed."""
    trial = Trial(feeds, seconds, seed)
    with tempfile.TemporaryDirectory() as name, Server(host="0.0.0.0") as server:
        folder = Path(name)
        server.ways["*"] = trial.answer
        listed = "".join(f'[[feed]]\nurl = "http://{host_of(number)}:{server.port}/feed"\n' for number in range(feeds))
        interval = max(1.0, seconds / 60)
        (folder / "feeds.toml").write_text(
            f"[settings]\ninterval = {interval}\npause = 0\nrevisit = [{seconds * 0.15}]\nretry = 1\nlongest = {seconds / 15}\nrobots = false\nallow_private = true\n"
            f"[limits]\ntotal = 4\nsilence = 2\nconnect = 2\nunpacked = 5000000\n{listed}"
        )
        trial.began = time.monotonic()
        stops = sorted(random.Random(seed + 1).uniform(0.05, 0.95) * seconds for _ in range(kills))
        for stop in [*stops, seconds]:
            _watch(folder, trial.began + stop, signal.SIGKILL if stop != seconds else None)
        # From here on no feed fails, so that what is left to fetch is fetched.
        _watch(folder, time.monotonic() + settle, signal.SIGTERM, lambda: not _outcome(trial, folder, kills, server).missing)
        return _outcome(trial, folder, kills, server)


def _watch(folder: Path, until: float, end: signal.Signals | None, done: Callable[[], bool] = lambda: False) -> None:
    """One run of the program, until a moment or until all is done, ended by a signal."""
    command = [*PROGRAM, "watch", str(folder / "feeds.toml"), "--out", str(folder / "out")]
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log)
        while child.poll() is None and time.monotonic() < until and not done():
            time.sleep(min(1.0, max(0.0, until - time.monotonic())))
        if child.poll() is not None:
            raise SystemExit(f"the program ended by itself:\n{(folder / 'log').read_text()[-3000:]}")
        child.send_signal(end or signal.SIGTERM)
        child.wait(30)


def _outcome(trial: Trial, folder: Path, kills: int, server: Server) -> Outcome:
    """What was written, against what was published."""
    written = folder / "out" / "reports.jsonl"
    # While the program runs, a line may be half written.
    whole = written.read_text(encoding="utf-8").rpartition("\n")[0].splitlines() if written.exists() else []
    lines = [json.loads(line) for line in whole]
    got = Counter((line["url"].removeprefix("http://").replace(f":{server.port}", ""), line["text"]) for line in lines)
    wanted = {
        (piece.host + piece.path, piece.words(version))
        for piece in trial.pieces.values()
        for version in range(1, 3 if piece.edited is not None else 2)
    }
    # The first words of an article that was edited before anybody could fetch it are lost to everybody.
    late = {
        (piece.host + piece.path, piece.words(1))
        for piece in trial.pieces.values()
        if piece.edited is not None and (piece.host + piece.path, piece.words(1)) not in got
    }
    missing = sorted(key[0] for key in wanted - late - got.keys())
    twice = sorted(key[0] for key, number in got.items() if number > 1)
    wrong = [problem for path in sorted((folder / "out" / "proof").glob("*.warc.gz")) for problem in verify(path).problems]
    records = sum(verify(path).records for path in (folder / "out" / "proof").glob("*.warc.gz"))
    unknown = sorted(key[0] for key in got.keys() - wanted)
    looks = sum(number for (_, path), number in trial.served.items() if path == "/feed")
    return Outcome(
        len(wanted - late),
        sum(number == 1 for key, number in got.items() if key in wanted),
        missing + unknown,
        twice,
        kills,
        looks,
        records,
        wrong,
    )


def main(words: list[str]) -> None:
    """Run a trial and print what came of it."""
    outcome = run(*(float(word) if "." in word else int(word) for word in words))
    print(
        f"{outcome.once} of {outcome.expected} versions exactly once, {len(outcome.missing)} missing, {len(outcome.twice)} more than once"
    )
    print(f"{outcome.kills} kills, {outcome.looks} looks at feeds, {outcome.records} WARC records, {len(outcome.wrong)} of them wrong")
    for key in (*outcome.missing, *outcome.twice, *outcome.wrong)[:20]:
        print(f"  {key}")


if __name__ == "__main__":
    main(sys.argv[1:])
