"""``deconflict add``: reports into the ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from deconflict.commands.engines import EngineName, Jobs, engine_for
from deconflict.commands.options import LedgerAt, day_of, opened, stop
from deconflict.commands.reading import EndpointAt, ModelName, ReaderName, ReaderOf, Tokens, asked, maker_of, readings
from deconflict.commands.web import AllowPrivate, IgnoreRobots, MapFile, ReadAll, Sieve, mapping_of, web_for

_MANY = 20

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files (.txt .html .md .json .jsonl .pdf .eml .warc), folders, patterns, web addresses, lists of them, feeds, or - for standard input.")]  # fmt: skip
Model = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Read with the model in this folder instead of the one that ships.")]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="Publish day (YYYY-MM-DD) of reports that do not say theirs.")]


def add_command(
    inputs: Inputs, ledger: LedgerAt = None, published: Published = None, model: Model = None, jobs: Jobs = 0, engine: EngineName = "local",
    map_file: MapFile = None, every: ReadAll = False, sieve: Sieve = False, allow_private: AllowPrivate = False, ignore_robots: IgnoreRobots = False,
    reader: ReaderOf = ReaderName.OWN, endpoint: EndpointAt = None, model_name: ModelName = None, budget: Tokens = None,
) -> None:  # fmt: skip
    """Read reports into the ledger, linked with what is there. Reports that are there already change nothing."""
    from deconflict.commands.intake import Intake  # noqa: PLC0415
    from deconflict.engine.stages import Reports  # noqa: PLC0415

    check_model_folder(model)
    ask, work = asked(reader, endpoint, model_name, budget), engine_for(engine, jobs)
    stage = Reports(day_of(published, "--published"), mapping_of(map_file), every, sieve)
    with opened(ledger, create=True) as held:
        intake = Intake(held, work, lambda reports: readings(reports, model, work, ask, jobs), maker_of(model, ask))
        try:
            with watched("reading") as step:
                tally = intake.take(inputs, web_for(held.where, allow_private, ignore_robots), stage, step)
        except KeyboardInterrupt:
            stop("stopped; what was added stays, and the same command goes on where this one was")
        if not tally.new + tally.known:
            stop("nothing could be read")
        typer.echo(_told(tally.new, tally.known, tally.bad, held.where), err=True)


def check_model_folder(model: Path | None) -> None:
    """Leave with a message where a folder holds no usable model."""
    from deconflict.errors import UnusableModel  # noqa: PLC0415
    from deconflict.extract.encoder import check_model  # noqa: PLC0415

    try:
        if model is not None:
            check_model(model)
    except UnusableModel as problem:
        stop(str(problem))


@contextmanager
def watched(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Progress with rate and, where the whole is known, time left on standard error, where a person watches and there is something to wait for."""
    if not sys.stderr.isatty() or (total is not None and total < _MANY):
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
