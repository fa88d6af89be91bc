"""``deconflict add``: reports into the ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import compress, islice, tee
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import LedgerAt, day_of, opened, stop
from deconflict.commands.reading import Asked, EndpointAt, ModelName, ReaderName, ReaderOf, Tokens, asked, maker_of, with_documents
from deconflict.commands.web import AllowPrivate, IgnoreRobots, MapFile, ReadAll, mapping_of, web_for

if TYPE_CHECKING:
    from deconflict.errors import UnreadableInput
    from deconflict.gather.web import Web
    from deconflict.ledger.ledger import Ledger
    from deconflict.ledger.sources import Source
    from deconflict.read.mapping import Mapped
    from deconflict.read.relevance import Relevance

_AT_ONCE = 4096
"""So many reports are held in memory while they are read."""
_MANY = 20

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files (.txt .html .md .json .jsonl .pdf .eml .warc), folders, patterns, web addresses, lists of them, feeds, or - for standard input.")]  # fmt: skip
Model = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Read with the model in this folder instead of the one that ships.")]
Jobs = Annotated[int, typer.Option(min=0, metavar="N", help="Read in so many processes; 0 is one a processor.")]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="Publish day (YYYY-MM-DD) of reports that do not say theirs.")]


def add_command(
    inputs: Inputs, ledger: LedgerAt = None, published: Published = None, model: Model = None, jobs: Jobs = 0, map_file: MapFile = None,
    every: ReadAll = False, allow_private: AllowPrivate = False, ignore_robots: IgnoreRobots = False,
    reader: ReaderOf = ReaderName.OWN, endpoint: EndpointAt = None, model_name: ModelName = None, budget: Tokens = None,
) -> None:  # fmt: skip
    """Read reports into the ledger, and link them with what is there. Reports that are there already change nothing."""
    check_model_folder(model)
    mapped = mapping_of(map_file)
    ask = asked(reader, endpoint, model_name, budget)
    with opened(ledger, create=True) as held:
        new = known = bad = 0
        web = web_for(held.where, allow_private, ignore_robots)
        sources = _sources(inputs, day_of(published, "--published"), web, mapped, every)
        while some := list(islice(sources, _AT_ONCE)):
            found = [item for item in some if not isinstance(item, str)]
            bad += len(some) - len(found)
            for item in some:
                if isinstance(item, str):
                    typer.echo(f"warning: {item}", err=True)
            missing = _missing(held, found)
            known += len(found) - len(missing)
            added, unread = _add(held, missing, model, jobs, ask)
            new, bad = new + added, bad + unread
        if not new + known:
            stop("nothing could be read")
        typer.echo(_told(new, known, bad, held.where), err=True)


def check_model_folder(model: Path | None) -> None:
    """Leave with a message where a folder holds no usable model."""
    from deconflict.errors import UnusableModel  # noqa: PLC0415
    from deconflict.extract.encoder import check_model  # noqa: PLC0415

    try:
        if model is not None:
            check_model(model)
    except UnusableModel as problem:
        stop(str(problem))


def _sources(inputs: Sequence[str], published: date | None, web: Web, mapped: Mapped | None, every: bool) -> Iterator[Source | str]:
    """The reports of the inputs, and the problems as lines. What was fetched and tells of no violence is not read in full, but with ``every``."""
    from deconflict.errors import UnreadableInput  # noqa: PLC0415
    from deconflict.ledger.sources import read_sources  # noqa: PLC0415

    relevance: Relevance | None = None
    for item in read_sources(inputs, sys.stdin.buffer if "-" in inputs else None, published, web, mapped):
        if isinstance(item, UnreadableInput):
            yield str(item)
        elif every or item.document.fetch is None:
            yield item
        else:
            relevance = relevance or _relevance()
            yield replace(item, report=relevance.judged(item.report))


def _relevance() -> Relevance:
    """The model that tells violent reports from other news."""
    from deconflict.read.relevance import Relevance  # noqa: PLC0415  opens NumPy

    return Relevance.shipped()


def _missing(ledger: Ledger, found: Sequence[Source]) -> list[Source]:
    """Those that are not in the ledger."""
    return list(compress(found, ledger.lacks(source.report for source in found)))


def _add(ledger: Ledger, sources: Sequence[Source], model: Path | None, jobs: int, ask: Asked | None) -> tuple[int, int]:
    """Read reports and add them, with progress where a person watches; how many are new, and how many could not be read."""
    if not sources:
        return 0, 0
    missed: list[UnreadableInput] = []
    first, second = tee(with_documents(sources, model, jobs, ask, missed))
    with watched("reading", len(sources)) as step:
        told, documents = (pair[0] for pair in first), (pair[1] for pair in second)
        return ledger.add(told, documents, model=maker_of(model, ask), progress=step).new, len(missed)


@contextmanager
def watched(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Progress with rate and time left on standard error, where a person watches and there is something to wait for."""
    if not sys.stderr.isatty() or total < _MANY:
        yield lambda done: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total, rate="")

        def step(done: int) -> None:
            """Show how many are done."""
            speed = progress.tasks[task].speed
            progress.update(task, completed=done, rate=f"{speed:.1f}/s" if speed else "")

        yield step


def _told(new: int, known: int, bad: int, where: str) -> str:
    """What became of the inputs, in one line."""
    parts = [f"{new} report{'' if new == 1 else 's'} added to {where}"]
    parts += [f"{known} there already"] if known else []
    parts += [f"{bad} input{'' if bad == 1 else 's'} could not be read"] if bad else []
    return ", ".join(parts)
