"""``deconflict watch``: feeds, for ever, into the ledger or a folder."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deconflict.commands.adding import Model, check_model_folder
from deconflict.commands.engines import EngineName, Jobs, engine_for
from deconflict.commands.options import Form, FormOption, LedgerAt, print_json, stop
from deconflict.commands.reading import maker_of
from deconflict.commands.web import AllowPrivate, beside

if TYPE_CHECKING:
    from deconflict.engine.protocol import Engine
    from deconflict.errors import UnreadableInput
    from deconflict.gather.documents import RawDocument
    from deconflict.gather.feeds_file import WatchedFeed, Watching
    from deconflict.gather.state import FeedState, State, Version
    from deconflict.gather.watch import Sink
    from deconflict.model import Report

FeedsFile = Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The feeds, and how to behave (docs/gathering.md).")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Write reports as JSON Lines into this folder, not into the ledger.")
]
Once = Annotated[bool, typer.Option("--once", help="Look at what is due now, and stop.")]
Status = Annotated[bool, typer.Option("--status", help="Show how each feed does, and stop.")]
Changes = Annotated[bool, typer.Option("--changes", help="Show what outlets changed in articles, and stop.")]
LeftOut = Annotated[bool, typer.Option("--left-out", help="List what was kept but not read, with why, and stop.")]


def watch_command(
    feeds: FeedsFile, out: Out = None, ledger: LedgerAt = None, once: Once = False, status: Status = False, changes: Changes = False,
    left_out: LeftOut = False, model: Model = None, allow_private: AllowPrivate = False, format: FormOption = Form.TEXT, jobs: Jobs = 0,
    engine: EngineName = "local",
) -> None:  # fmt: skip
    """Watch feeds: fetch what is new or changed, politely. Goes on after any stop where it was."""
    from deconflict.gather.feeds_file import BadFeeds, read_feeds  # noqa: PLC0415
    from deconflict.gather.state import State  # noqa: PLC0415
    from deconflict.ledger.opening import default_ledger  # noqa: PLC0415

    check_model_folder(model)
    try:
        watching = read_feeds(feeds)
    except BadFeeds as problem:
        stop(str(problem))
    folder = out or beside(ledger or default_ledger())
    if (status or changes or left_out) and not (folder / "watch.db").exists():
        stop(f"{folder}: nothing was watched into it yet")
    web = replace(watching.web, proof=folder / "proof", allow_private=watching.web.allow_private or allow_private)
    folder.mkdir(parents=True, exist_ok=True)
    state = State(folder / "watch.db")
    with contextlib.closing(state):
        if status:
            _show_status(state, watching, format)
        elif changes:
            _show_changes(state, format)
        elif left_out:
            _show_left_out(state, format)
        else:
            with _alone(folder), _sink(out, ledger, model, engine_for(engine, jobs)) as sink:
                _watch(replace(watching, web=web), state, sink, once)


def _watch(watching: Watching, state: State, sink: Sink, once: bool) -> None:
    """Watch until a signal or, once, until nothing is due."""
    import asyncio  # noqa: PLC0415  slow to import, and only needed here
    from random import Random  # noqa: PLC0415

    from deconflict.gather.watch import Clock, Watcher  # noqa: PLC0415

    async def run() -> None:
        watcher = Watcher(watching, state, sink, _reading(watching), Clock(watching.web.now, Random()), _tell)
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, watcher.stop)
        await watcher.run(once)

    asyncio.run(run())


def _reading(watching: Watching) -> Any:
    """How documents become reports: read, settled, judged for relevance."""
    from deconflict.commands.web import mapping_of  # noqa: PLC0415
    from deconflict.errors import UnreadableInput  # noqa: PLC0415
    from deconflict.read.inputs import reports_of, settled  # noqa: PLC0415
    from deconflict.read.relevance import Relevance  # noqa: PLC0415
    from deconflict.read.skim import skim  # noqa: PLC0415

    maps = {feed.url: mapping_of(feed.map) for feed in watching.feeds if feed.map is not None}
    relevance = Relevance.shipped(watching.relevance)

    def read(raw: RawDocument, feed: WatchedFeed) -> Iterable[Report | UnreadableInput]:
        if (kept := skim(raw, relevance)) is not None:
            yield settled(replace(kept, outlet=kept.outlet or feed.outlet))
            return
        for item in reports_of(raw, maps.get(feed.url)):
            if isinstance(item, UnreadableInput):
                yield item
            else:
                yield relevance.judged(settled(replace(item, outlet=item.outlet or feed.outlet)))

    return read


@contextlib.contextmanager
def _sink(out: Path | None, ledger: str | None, model: Path | None, engine: Engine) -> Iterator[Sink]:
    """Where reports go."""
    if out is not None:
        from deconflict.gather.out import Out  # noqa: PLC0415

        yield Out(out)
        return
    from deconflict.cli import open_reader  # noqa: PLC0415
    from deconflict.commands.into_ledger import IntoLedger  # noqa: PLC0415
    from deconflict.commands.options import opened  # noqa: PLC0415

    with opened(ledger, create=True) as held:
        yield IntoLedger(held, partial(open_reader, model), maker_of(model, None), engine)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else watches into a folder; leaves with a message where somebody does."""
    with (folder / "watch.lock").open("w") as file:
        try:
            import fcntl  # noqa: PLC0415  not on every system

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass
        except OSError:
            stop(f"{folder}: another 'deconflict watch' is at work here")
        yield


def _tell(line: str) -> None:
    """A line with the time, on standard error."""
    typer.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line}", err=True)


# What is shown


def _show_status(state: State, watching: Watching, format: Form) -> None:
    """The health of every feed."""
    with state.step() as step:
        known = {feed.url: feed for feed in step.feeds()}
        articles, failed = step.count_articles(), step.failed_articles()
    rows = [_row(known.get(feed.url), feed.url, articles.get(feed.url, 0)) for feed in watching.feeds]
    if format is Form.JSON:
        print_json({"feeds": rows, "not_fetched": [{"url": article.asked, "why": article.message} for article in failed]})
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("feed", "state", "last good look", "next", "articles", box=None, pad_edge=False)
    for row in rows:
        state_of = (
            "new"
            if row["looks"] == 0
            else f"failed {row['failures']} times: {row['message']}"
            if row["failures"]
            else row["message"] or "well"
        )
        table.add_row(row["url"], state_of, row["last_good"] or "never", row["next"] or "", str(row["articles"]))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140)
    console.print(table)
    if failed:
        console.print(f"\n{len(failed)} articles could not be fetched:")
        for article in failed[-20:]:
            console.print(f"  {article.asked}: {article.message}", highlight=False)


def _row(feed: FeedState | None, url: str, articles: int) -> dict[str, Any]:
    """One feed's health."""
    if feed is None:
        return {"url": url, "looks": 0, "failures": 0, "message": None, "last_look": None, "last_good": None, "next": None, "articles": 0}
    return {
        "url": url, "looks": feed.looks, "failures": feed.failures, "message": feed.message, "last_look": _moment(feed.last_look),
        "last_good": _moment(feed.last_good), "next": _moment(feed.due) if feed.due else None, "articles": articles,
    }  # fmt: skip


def _moment(seconds: float | None) -> str | None:
    """A time as people write it, in UTC."""
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}Z"


def _show_changes(state: State, format: Form) -> None:
    """What was changed in articles."""
    with state.step() as step:
        versions = step.changed()
    if format is Form.JSON:
        print_json(
            [_facts(version) | {"changes": [{"was": change.was, "now": change.now} for change in version.changes]} for version in versions]
        )
        return
    for version in versions:
        typer.echo(f"{version.report}  version {version.version}, {version.fetched[:19].replace('T', ' ')}Z")
        for change in version.changes:
            for sign, words in (("-", change.was), ("+", change.now)):
                if words:
                    typer.echo(f"  {sign} {' '.join(words.split())}")
        typer.echo()


def _show_left_out(state: State, format: Form) -> None:
    """What was kept but not read."""
    with state.step() as step:
        versions = step.left_out()
    if format is Form.JSON:
        print_json([_facts(version) | {"why": version.unread} for version in versions])
        return
    for version in versions:
        typer.echo(f"{version.report}\n  {version.title or 'no title'}: {version.unread}")


def _facts(version: Version) -> dict[str, Any]:
    """What tells versions apart."""
    return {
        "report": version.report,
        "version": version.version,
        "title": version.title,
        "fetched": version.fetched,
        "record": version.record,
    }
