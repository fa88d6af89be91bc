"""``deconflict export``: the ledger's incidents in a format of the field."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands import listing as of
from deconflict.commands.adding import Model, Published
from deconflict.commands.engines import Jobs
from deconflict.commands.filters import filter_of
from deconflict.commands.options import Author, LedgerAt, stop
from deconflict.commands.reading import EndpointAt, ModelName, ReaderName, ReaderOf, Tokens, asked
from deconflict.commands.stocked import Inputs, stocked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deconflict.export.formats import Format
    from deconflict.export.writing import Written
    from deconflict.ledger.answers import Entry, Filter
    from deconflict.ledger.ledger import Ledger


class ExportForm(StrEnum):
    """The formats, as ``deconflict.export.formats`` has them."""

    UCDP_GED = "ucdp-ged"
    AIRWARS = "airwars"
    PLOVER = "plover-json"
    TIMEMAP = "timemap"
    GEOJSON = "geojson"
    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"
    FOLLOWTHEMONEY = "followthemoney"
    WEB_ANNOTATION = "web-annotation"
    DOSSIER = "dossier"
    ACLED = "acled-columns"


Form = Annotated[ExportForm, typer.Option("--format", "-f", help="The format; --explain tells what each of its fields holds.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="PATH", help="Write here: a file or, for several tables, a folder. [default: standard output]")]  # fmt: skip
TableNames = Annotated[list[str] | None, typer.Option("--table", metavar="NAME", help="Only this table of the format; may be given again.")]
Ids = Annotated[bool | None, typer.Option("--ids/--no-ids", help="Put the ledger's ids before the columns. [default: where tables have to be joined]", show_default=False)]  # fmt: skip
Explain = Annotated[bool, typer.Option("--explain", help="Tell what each field holds, or why it stays empty, and leave.")]
Own = Annotated[bool, typer.Option("--own-records", envvar="DECONFLICT_OWN_RECORDS", help="These are records of my own; I have read ACLED's terms.")]  # fmt: skip


def export_command(
    format: Form, inputs: Inputs = None, out: Out = None, table: TableNames = None, ids: Ids = None, explain: Explain = False, own_records: Own = False, author: Author = None,
    ledger: LedgerAt = None, published: Published = None, model: Model = None, jobs: Jobs = 0,
    reader: ReaderOf = ReaderName.OWN, endpoint: EndpointAt = None, model_name: ModelName = None, budget: Tokens = None,
    since: of.Since = None, until: of.Until = None, near: of.Near = None, km: of.Km = 25.0, inside: of.Inside = None, kind: of.KindOf = None,
    actor: of.ActorOf = None, killed: of.Killed = None, contested: of.Contested = None, outlet: of.Outlet = None, text: of.Words = None,
    background: of.Background = False,
) -> None:  # fmt: skip
    """Write incidents in a format of the field. From the ledger, or straight from reports."""
    from deconflict.export.formats import FORMATS  # noqa: PLC0415

    chosen = FORMATS[format.value]
    if explain:
        from deconflict.export.codebook import codebook  # noqa: PLC0415

        sys.stdout.write(codebook(chosen))
        return
    if chosen.terms and not own_records:
        stop(f"{chosen.name} is off. {chosen.terms}. Where that is so, give --own-records")
    wanted = filter_of(since, until, near, km, inside, kind, actor, killed, contested, outlet, text, background)
    with stocked(ledger, inputs or [], published, model, jobs, asked(reader, endpoint, model_name, budget)) as held:
        written = _write(held, wanted, chosen, table or [], ids, out)
        if not inputs:
            _note(held, chosen, wanted, written, out, author)
    _told(written, out)


def _write(held: Ledger, wanted: Filter, format: Format, names: list[str], ids: bool | None, out: Path | None) -> Written:
    """Write what is wanted where it is wanted."""
    from deconflict.export.writing import tables_of, write_file, write_folder, write_stream  # noqa: PLC0415

    tables = tables_of(format, names, ids)
    entries = _entries(held, wanted)
    if out is None:
        if len(tables) > 1:
            tables_named = ", ".join(table.name for table in tables)
            stop(f"{format.name} has several tables ({tables_named}): give a folder with --out, or one of them with --table")
        if format.suffix == ".parquet" and sys.stdout.isatty():
            stop("Parquet is not for terminals: give a file with --out")
        return write_stream(entries, format, tables[0], sys.stdout.buffer)
    if len(tables) > 1 or out.is_dir():
        if out.is_file():
            stop(f"{out} is a file; {format.name} has several tables and takes a folder")
        return write_folder(entries, format, tables, out)
    return write_file(entries, format, tables[0], out)


def _note(held: Ledger, format: Format, wanted: Filter, written: Written, out: Path | None, author: str | None) -> None:
    """Keep in the ledger what was exported; one that cannot be written is told, for the export itself is there."""
    from getpass import getuser  # noqa: PLC0415

    from deconflict.errors import UnusableLedger  # noqa: PLC0415

    where = str(out.absolute()) if out else "-"
    try:
        held.note_export(format.name, where, wanted, written.incidents, written.digest, author or getuser())
    except UnusableLedger as problem:
        typer.echo(f"warning: the export is not noted in the ledger: {problem}", err=True)


def _entries(held: Ledger, wanted: Filter) -> Iterator[Entry]:
    """The incidents in full, one at a time."""
    return (held.incident(head.id) for head in held.iterate(wanted))


def _told(written: Written, out: Path | None) -> None:
    """What came of it, on standard error."""
    where = f" written to {out}" if out else " written"
    typer.echo(f"{written.incidents} incident{'' if written.incidents == 1 else 's'}{where}", err=True)
    for reason, number in written.left_out.most_common():
        typer.echo(f"{number} left out: {reason}", err=True)
