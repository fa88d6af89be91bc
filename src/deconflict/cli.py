"""The command line: results on standard output, messages and progress on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from deconflict import __version__, in_notebook
from deconflict.commands import (
    adding,
    auditing,
    configuring,
    exported,
    exporting,
    judge,
    keeping,
    listing,
    looking,
    proof,
    rereading,
    serving,
    watching,
    why,
)
from deconflict.commands.engines import EngineName, Jobs, engine_for
from deconflict.commands.reading import Asked, EndpointAt, ModelName, ReaderName, ReaderOf, Tokens, asked, told_unread
from deconflict.commands.reading import readings as readings_of
from deconflict.engine.collector import collect_seldom

if TYPE_CHECKING:
    from deconflict.extract.gazetteer import Gazetteer
    from deconflict.extract.reader import Reader
    from deconflict.model import Reading, Report

app = typer.Typer(
    help="Many reports, one incident: who says what, where they agree, and where they cannot all be right.",
    no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, context_settings={"max_content_width": 100},
)  # fmt: skip
gazetteer_app = typer.Typer(help="Names of places.", no_args_is_help=True)
app.add_typer(gazetteer_app, name="gazetteer")
app.command("add")(adding.add_command)
app.command("incidents")(listing.incidents_command)
app.command("show")(listing.show_command)
app.command("why")(why.why_command)
app.command("reread")(rereading.reread_command)
app.command("search")(looking.search_command)
app.command("history")(looking.history_command)
app.command("changes")(looking.changes_command)
app.add_typer(judge.judge_app, name="judge")
app.command("check")(keeping.check_command)
app.command("backup")(keeping.backup_command)
app.command("restore")(keeping.restore_command)
app.command("stats")(keeping.stats_command)
app.command("codebook")(keeping.codebook_command)
app.command("export")(exporting.export_command)
app.command("exports")(exported.exports_command)
app.command("audit")(auditing.audit_command)
app.command("config")(configuring.config_command)
app.command("watch")(watching.watch_command)
app.command("verify")(proof.verify_command)
app.command("export-proof")(proof.export_proof_command)
app.command("left-out")(proof.left_out_command)
app.command("serve")(serving.serve_command)
app.add_typer(serving.users_app, name="desk-users")

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files (.txt .html .md .json .jsonl .pdf .eml .warc), folders, patterns, web addresses, or - for standard input.",
    ),
]
Model = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Read with the model in this folder instead of the one that ships.")]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="Publish day (YYYY-MM-DD) of reports that do not say theirs.")]


class RecordForm(StrEnum):
    """How a record can be shown."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"


class EstimateRule(StrEnum):
    """The rules by which best values can be picked, as they are written in a command."""

    CONSERVATIVE = "conservative"
    MEDIAN = "median-of-origins"
    LATEST = "latest"
    MOST = "most-origins"


class ReadingForm(StrEnum):
    """How a reading can be shown."""

    TEXT = "text"
    JSONL = "jsonl"


def _version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        typer.echo(f"deconflict {__version__}")
        raise typer.Exit


@app.callback()
def _main(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """Many reports, one incident: who says what, where they agree, and where they cannot all be right."""


@app.command("reconcile")
def reconcile_command(
    inputs: Inputs,
    published: Published = None,
    model: Model = None,
    jobs: Jobs = 0,
    engine: EngineName = "local",
    reader: ReaderOf = ReaderName.OWN,
    endpoint: EndpointAt = None,
    model_name: ModelName = None,
    budget: Tokens = None,
    rule: Annotated[
        EstimateRule | None, typer.Option(help="Pick best values by this rule. [default: by what the sources make of each]")
    ] = None,
    format: Annotated[RecordForm, typer.Option(help="How to show the record.")] = RecordForm.TEXT,
) -> None:
    """Say which incidents reports tell of, and who claims what. Where they agree, and where they contradict."""
    from deconflict.reconcile.reconcile import reconcile  # noqa: PLC0415
    from deconflict.show.forms import show_record  # noqa: PLC0415

    ask = asked(reader, endpoint, model_name, budget)
    reports, problems = reports_of(inputs, published)
    record = reconcile(read_reports(reports, model, jobs, ask, engine), rule.value.replace("-", " ") if rule is not None else None)
    show_record(record, format, sys.stdout)
    warn(problems)


@app.command("read")
def read_command(
    inputs: Inputs,
    published: Published = None,
    model: Model = None,
    jobs: Jobs = 0,
    engine: EngineName = "local",
    reader: ReaderOf = ReaderName.OWN,
    endpoint: EndpointAt = None,
    model_name: ModelName = None,
    budget: Tokens = None,
    format: Annotated[ReadingForm, typer.Option(help="How to show what was found.")] = ReadingForm.TEXT,
) -> None:
    """Show what is found in each report. Nothing is linked across reports."""
    from deconflict.show.forms import show_reading  # noqa: PLC0415

    ask = asked(reader, endpoint, model_name, budget)
    reports, problems = reports_of(inputs, published)
    for reading in read_reports(reports, model, jobs, ask, engine):
        show_reading(reading, format, sys.stdout)
    warn(problems)


@gazetteer_app.command("add")
def gazetteer_add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GeoNames country dump (tab-separated, as in AF.txt).")],
) -> None:
    """Add the places of a GeoNames country dump. Those that ship with the program stay."""
    from deconflict.extract.gazetteer import compile_dump  # noqa: PLC0415

    if not file.is_file():
        _stop(f"{file}: no such file")
    try:
        number, problems = compile_dump(file, _user_gazetteers() / file.stem)
    except (OSError, UnicodeDecodeError) as problem:
        _stop(f"{file}: {problem}")
    for line in problems[:10]:
        typer.echo(str(line), err=True)
    if not number:
        _stop(f"{file}: no line of it is one of a GeoNames dump")
    typer.echo(f"{number:,} places added" + (f", {len(problems):,} lines left out" if problems else ""), err=True)


def _user_gazetteers() -> Path:
    """Where gazetteers that the user added lie."""
    return Path(typer.get_app_dir("deconflict")) / "gazetteers"


def open_reader(model: Path | None) -> Reader:
    """The reader over the gazetteers at hand and a model; what is wrong with the model is raised."""
    from deconflict.extract.encoder import Encoder  # noqa: PLC0415
    from deconflict.extract.reader import Reader  # noqa: PLC0415
    from deconflict.resources import path  # noqa: PLC0415

    in_notebook()
    return Reader(open_gazetteer(), Encoder(model or path("reader")))


def open_gazetteer() -> Gazetteer:
    """The gazetteer that ships, and those that the user added."""
    from deconflict.extract.gazetteer import Gazetteer, iter_folders  # noqa: PLC0415
    from deconflict.resources import path  # noqa: PLC0415

    return Gazetteer([path("gazetteer"), *iter_folders(_user_gazetteers())])


def reports_of(inputs: list[str], published: str | None) -> tuple[list[Report], int]:
    """The reports that can be read; each problem is told as it is met. Leaves with 1 where nothing can be read."""
    from deconflict.errors import DeconflictError, UnreadableInput  # noqa: PLC0415
    from deconflict.gather.web import web_from  # noqa: PLC0415
    from deconflict.read.inputs import read_inputs  # noqa: PLC0415

    reports: list[Report] = []
    problems = 0
    try:
        for item in read_inputs(inputs, sys.stdin.buffer if "-" in inputs else None, _day(published), web_from(os.environ)):
            if isinstance(item, UnreadableInput):
                problems += 1
                typer.echo(f"warning: {item}", err=True)
            else:
                reports.append(item)
    except DeconflictError as problem:
        _stop(str(problem))
    if not reports:
        _stop("nothing could be read")
    return reports, problems


def read_reports(
    reports: list[Report], model: Path | None, jobs: int, ask: Asked | None = None, engine: str = "local"
) -> Iterator[Reading]:
    """The readings of reports in order, with progress where a person watches; those that an endpoint could not read are told and left out."""
    from deconflict.errors import UnusableModel  # noqa: PLC0415
    from deconflict.extract.encoder import check_model  # noqa: PLC0415

    if model is not None:
        try:
            check_model(model)
        except UnusableModel as problem:
            _stop(str(problem))
    readings = told_unread(readings_of(reports, model, engine_for(engine, jobs), ask, jobs))
    if not sys.stderr.isatty() or len(reports) < 20:
        yield from readings
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    yield from track(readings, "reading", total=len(reports), console=Console(stderr=True))


def _day(words: str | None) -> date | None:
    """The publish day of the option."""
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        _stop(f"--published {words}: not a date like 2025-06-03")


def warn(problems: int) -> None:
    """Say how many inputs could not be read."""
    if problems:
        typer.echo(f"{problems} input{'s' if problems > 1 else ''} could not be read", err=True)


def _stop(message: str) -> NoReturn:
    """Say what is wrong and leave with 1."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(1)


def main() -> None:
    """The program."""
    collect_seldom()
    # Arrays are small here: threads that wait for larger ones cost a process more than they could do. Workers take this over.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app(obj=_settings())


def _settings() -> object:
    """What the file of settings and the environment hold; the file's values stand in for variables that are not set."""
    from deconflict.errors import UnclearSettings  # noqa: PLC0415
    from deconflict.settings import apply_settings  # noqa: PLC0415

    try:
        return apply_settings(os.environ)
    except UnclearSettings as problem:
        typer.echo(f"error: {problem}", err=True)
        sys.exit(1)
