"""Watching feeds, for ever: looks when they are due, fetches what is new or changed, and hands on every version once, whatever is killed when."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from random import Random
from typing import Any, Protocol

from deconflict.errors import DeconflictError, Unfetched, UnreadableInput
from deconflict.gather.changes import changes_between
from deconflict.gather.documents import RawDocument
from deconflict.gather.exchange import Answer, Headers
from deconflict.gather.feeds import Entry, read_feed
from deconflict.gather.feeds_file import WatchedFeed, Watching
from deconflict.gather.fetcher import Fetcher, document_of
from deconflict.gather.plain import plain
from deconflict.gather.schedule import next_look, next_revisit, next_try
from deconflict.gather.state import Article, FeedState, State, Step, Version
from deconflict.gather.urls import fold, host_of
from deconflict.model import Report

ReadDocument = Callable[[RawDocument, WatchedFeed], Iterable[Report | UnreadableInput]]
"""From a fetched document to its reports, as settled as they will be; may take long, and is called in threads."""
PROOF = "proof"
_DELIVERY = "delivery"
_BATCH = 64
_MOST_SITEMAPS = 20


class Sink(Protocol):
    """Where versions go. Either what it does can be done twice without harm, or it says how far it wrote and can go back there."""

    def deliver(self, versions: Sequence[Version]) -> None:
        """Take some versions."""

    def place(self) -> tuple[str, int] | None:
        """How far a file is written; None where giving a version twice does no harm."""

    def restore(self, place: tuple[str, int] | None) -> None:
        """Go back to what was committed."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What watching takes from outside: the time, and chance."""

    now: Callable[[], datetime]
    chance: Random

    def seconds(self) -> float:
        """The time in seconds of the epoch."""
        return self.now().timestamp()


class Watcher:
    """Watches until it is told to stop. ``told`` is given a line for each thing that a person may want to see."""

    def __init__(
        self, watching: Watching, state: State, sink: Sink, read: ReadDocument, clock: Clock, told: Callable[[str], None], idle: float = 1.0
    ) -> None:
        self._watching, self._state, self._sink, self._read, self._clock = watching, state, sink, read, clock
        self._told, self._idle = told, idle
        self._feeds: Mapping[str, WatchedFeed] = {feed.url: feed for feed in watching.feeds}
        self._busy: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._broken: BaseException | None = None
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Finish what is under way and return."""
        self._stop.set()

    async def run(self, once: bool = False) -> None:
        """Watch; ``once``: only what is due now."""
        async with Fetcher(self._watching.web) as fetcher:
            self._restore(fetcher)
            while not self._stop.is_set():
                started = self._start_due(fetcher)
                self._begin(_DELIVERY, "", asyncio.to_thread(self._deliver))
                if once and not started and set(self._busy) <= {(_DELIVERY, "")}:
                    break
                await self._pause()
            # What is being delivered is brought to its end, what is being fetched is fetched again the next time.
            for (kind, _), task in self._busy.items():
                if kind != _DELIVERY:
                    task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            await asyncio.to_thread(self._deliver)
        if self._broken is not None:
            raise self._broken

    def _restore(self, fetcher: Fetcher) -> None:
        """Cut off what was written behind the last transaction, and make new feeds due."""
        with self._state.step() as step:
            if fetcher.proof:
                fetcher.proof.restore(step.place(PROOF))
            self._sink.restore(step.place("reports"))
            known = {feed.url for feed in step.feeds()}
            for url in self._feeds.keys() - known:
                step.keep_feed(FeedState(url))

    def _start_due(self, fetcher: Fetcher) -> bool:
        """Begin work on what is due and not under way, no more at a host than may be asked at once; whether there was any."""
        now, web = self._clock.seconds(), self._watching.web
        with self._state.step() as step:
            feeds = [feed for feed in step.feeds() if feed.due <= now and feed.url in self._feeds]
            articles = step.due_articles(now, 4 * web.at_once)
        hosts = Counter(host_of(url) for kind, url in self._busy if kind != _DELIVERY)
        # Feeds and articles wait in one line, so that neither keeps the other from its turn.
        work: list[tuple[float, str, str, Callable[[], Coroutine[Any, Any, None]]]] = [
            *((feed.due, "feed", feed.url, partial(self._look, fetcher, feed)) for feed in feeds),
            *((article.due or 0.0, "article", article.asked, partial(self._visit, fetcher, article)) for article in articles),
        ]
        for _, kind, url, begin in sorted(work, key=lambda item: item[:3]):
            if (kind, url) not in self._busy and hosts[host_of(url)] < web.at_once and hosts.total() < web.workers:
                hosts[host_of(url)] += 1
                self._begin(kind, url, begin())
        return bool(work)

    def _begin(self, kind: str, url: str, work: Coroutine[Any, Any, None]) -> None:
        """Start a task and forget it when it is done; one of its kind that is under way goes on instead."""
        if (kind, url) in self._busy:
            work.close()
            return
        task = self._busy[kind, url] = asyncio.ensure_future(work)
        task.add_done_callback(lambda done: self._done(kind, url, done))

    def _done(self, kind: str, url: str, task: asyncio.Task[None]) -> None:
        """Forget a task; a failure that nobody foresaw ends the watch, so that it is seen."""
        self._busy.pop((kind, url), None)
        if not task.cancelled() and (problem := task.exception()) is not None:
            self._broken = problem
            self._stop.set()

    async def _pause(self) -> None:
        """Wait until something is done, or for a moment."""
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({stopped, *self._busy.values()}, timeout=self._idle, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()

    # Feeds

    async def _look(self, fetcher: Fetcher, feed: FeedState) -> None:
        """Look at a feed once."""
        settings = self._feeds[feed.url]
        try:
            answer = await fetcher.fetch(feed.url, _conditions(feed.etag, feed.modified), settings.robots)
            if answer.last.status == 304:
                self._looked(feed, settings, None, [], None)
            elif settings.map is not None:
                await self._take_answer(fetcher, feed, settings, answer)
            else:
                entries, problem = await self._entries(fetcher, settings, answer)
                self._looked(feed, settings, answer, entries, problem)
        except UnreadableInput as problem:
            self._failed(feed, settings, problem)
        except DeconflictError as problem:
            self._failed(feed, settings, UnreadableInput(feed.url, str(problem)))

    async def _entries(self, fetcher: Fetcher, settings: WatchedFeed, answer: Answer) -> tuple[list[Entry], str | None]:
        """The entries of a feed, and of the sitemaps that it names."""
        feed = await asyncio.to_thread(read_feed, answer.content, answer.last.url, answer.media[1])
        entries, problems = list(feed.entries), list(feed.problems)
        for url in feed.sitemaps[-_MOST_SITEMAPS:]:
            try:
                further = await fetcher.fetch(url, (), settings.robots)
                entries += (await asyncio.to_thread(read_feed, further.content, further.last.url, further.media[1])).entries
            except UnreadableInput as problem:
                problems.append(str(problem))
        return entries, "; ".join(problems) or None

    def _looked(self, feed: FeedState, settings: WatchedFeed, answer: Answer | None, entries: Sequence[Entry], problem: str | None) -> None:
        """Write down a look that went well, with all that it found, in one transaction."""
        now = self._clock.seconds()
        with self._state.step() as step:
            new = sum(self._meet(step, feed.url, entry, now) for entry in entries)
            last = answer.last if answer else None
            step.keep_feed(
                replace(
                    feed, etag=last.header("etag") if last else feed.etag, modified=last.header("last-modified") if last else feed.modified,
                    due=next_look(now, settings.interval, 0, None, self._clock.chance), failures=0, looks=feed.looks + 1, found=feed.found + new,
                    last_look=now, last_good=now, message=problem,
                )
            )  # fmt: skip
        if new or problem:
            self._told(f"{feed.url}: {new} new" + (f"; {problem}" if problem else ""))

    @staticmethod
    def _meet(step: Step, feed: str, entry: Entry, now: float) -> bool:
        """Note an entry; one whose address cannot be asked is passed over."""
        try:
            return step.meet(feed, entry.guid, entry.mark, fold(entry.url), entry.url, now)
        except (UnreadableInput, ValueError):
            return False

    def _failed(self, feed: FeedState, settings: WatchedFeed, problem: UnreadableInput) -> None:
        """Write down a look that failed."""
        now, wait = self._clock.seconds(), problem.wait if isinstance(problem, Unfetched) else None
        failures = feed.failures + 1
        due = next_look(now, settings.interval, failures, wait, self._clock.chance, self._watching.longest)
        with self._state.step() as step:
            step.keep_feed(replace(feed, due=due, failures=failures, looks=feed.looks + 1, last_look=now, message=problem.why))
        self._told(f"{feed.url}: {problem.why}; next look in {due - now:.0f} s")

    async def _take_answer(self, fetcher: Fetcher, feed: FeedState, settings: WatchedFeed, answer: Answer) -> None:
        """Take the reports that a news API gives in its answer itself."""
        reports = await self._reports(answer, settings)
        with self._state.step() as step:
            self._keep(step, fetcher, answer, reports)
        self._looked(feed, settings, answer, [], "; ".join(str(item) for item in reports if isinstance(item, UnreadableInput)) or None)

    # Articles

    async def _visit(self, fetcher: Fetcher, article: Article) -> None:
        """Fetch an article once."""
        settings = self._feeds.get(article.feed) or WatchedFeed(article.feed, 0.0)
        try:
            answer = await fetcher.fetch(article.asked, _conditions(article.etag, article.modified), settings.robots)
            reports = [] if answer.last.status == 304 else await self._reports(answer, settings)
        except UnreadableInput as problem:
            self._missed(article, problem)
            return
        now = self._clock.seconds()
        unread = next((item for item in reports if isinstance(item, UnreadableInput)), None)
        with self._state.step() as step:
            if reports:
                self._keep(step, fetcher, answer, reports)
            step.keep_article(
                replace(
                    article, due=next_revisit(article.first_seen, now, self._watching.revisit), tries=0, message=unread.why if unread else None,
                    etag=answer.last.header("etag") or article.etag, modified=answer.last.header("last-modified") or article.modified,
                )
            )  # fmt: skip
        if unread:
            self._told(str(unread))

    def _missed(self, article: Article, problem: UnreadableInput) -> None:
        """Write down an article that could not be fetched."""
        now, tries = self._clock.seconds(), article.tries + 1
        lasting, wait = (problem.lasting, problem.wait) if isinstance(problem, Unfetched) else (True, None)
        due = None if lasting else next_try(now, tries, wait, self._clock.chance, self._watching.retry)
        with self._state.step() as step:
            step.keep_article(replace(article, due=due, tries=tries, message=problem.why))
        self._told(f"{problem}" + ("" if due is None else f"; tried again in {due - now:.0f} s"))

    async def _reports(self, answer: Answer, settings: WatchedFeed) -> list[Report | UnreadableInput]:
        """The reports of an answer, read in a thread."""
        return await asyncio.to_thread(lambda: list(self._read(document_of(answer), settings)))

    @staticmethod
    def _keep(step: Step, fetcher: Fetcher, answer: Answer, reports: Sequence[Report | UnreadableInput]) -> None:
        """Keep a version of each report whose words are new, and the proof of it. Nothing may be awaited between the proof and the end of the step."""
        new = [
            (report, last) for report in reports if isinstance(report, Report) and not _same(report, last := step.last_version(report.id))
        ]
        if not new:
            return
        raw = fetcher.document(answer)
        if fetcher.proof:
            step.keep_place(PROOF, fetcher.proof.place())
        for report, last in new:
            step.keep_version(_version(report, last, raw))

    # Delivery

    def _deliver(self) -> None:
        """Hand on what was found, some at a time."""
        while True:
            with self._state.step() as step:
                waiting = step.undelivered(_BATCH)
            if not waiting:
                return
            self._sink.deliver(waiting)
            with self._state.step() as step:
                step.delivered(waiting)
                step.keep_place("reports", self._sink.place())


def _digest(report: Report) -> str:
    """The hash of a report's words."""
    return hashlib.sha256(f"{report.title}\0{report.text}".encode()).hexdigest()


def _same(report: Report, last: Version | None) -> bool:
    """Whether a report has the words of the version before."""
    return last is not None and last.hash == _digest(report)


def _version(report: Report, last: Version | None, raw: RawDocument) -> Version:
    """A report as the next version, with what changed since the last."""
    before = str((last.values or {}).get("text", "")) if last else ""
    fetch = raw.fetch
    return Version(
        0, report.id, last.version + 1 if last else 1, _digest(report), fetch.fetched.isoformat() if fetch else "", fetch.record if fetch else None,
        report.title, report.unread, changes_between(before, report.text) if last else (), plain(report), packed(raw),
    )  # fmt: skip


def packed(raw: RawDocument) -> bytes:
    """A raw document as bytes: a line of JSON with how it was fetched, then its content."""
    fetch = raw.fetch
    told = (
        None if fetch is None else {name: getattr(fetch, name) for name in type(fetch).__slots__} | {"fetched": fetch.fetched.isoformat()}
    )
    return json.dumps({"origin": raw.origin, "name": raw.name, "form": raw.form, "fetch": told}).encode() + b"\n" + raw.content


def _conditions(etag: str | None, modified: str | None) -> Headers:
    """The headers by which a server can answer that nothing changed."""
    return (*((("If-None-Match", etag),) if etag else ()), *((("If-Modified-Since", modified),) if modified else ()))
