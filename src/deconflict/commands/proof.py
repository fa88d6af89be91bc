"""``deconflict verify``, ``export-proof`` and ``left-out``: what was fetched, checked, handed on, and kept without being read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from deconflict.commands.options import Form, FormOption, LedgerAt, opened, print_json, stop
from deconflict.commands.web import beside

Places = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH]...", help="Archives (.warc, .warc.gz) or folders; by default the proof beside the ledger."),
]


def verify_command(places: Places = None, ledger: LedgerAt = None) -> None:
    """Check every kept document against its hash. The hash was written when it was fetched."""
    from deconflict.gather.verify import verify  # noqa: PLC0415

    archives = list(archives_in(places or [_proof(ledger)]))
    wrong = records = 0
    for path in archives:
        verdict = verify(path)
        records += verdict.records
        wrong += len(verdict.problems)
        for problem in verdict.problems:
            typer.echo(f"{path}: {problem}")
        if verdict.records > verdict.hashed:
            typer.echo(f"{path}: {verdict.records - verdict.hashed:,} of {verdict.records:,} records carry no hash", err=True)
    typer.echo(
        f"{records:,} records in {len(archives)} archive{'' if len(archives) == 1 else 's'}: "
        + (f"{wrong} wrong" if wrong else "all as they were")
    )
    if wrong:
        raise typer.Exit(1)


def export_proof_command(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write, .warc.gz.")],
    places: Places = None,
    ledger: LedgerAt = None,
    url: Annotated[
        list[str] | None, typer.Option("--url", metavar="PATTERN", help="Only addresses like this (* stands for anything).")
    ] = None,
) -> None:
    """Write what was fetched, or a part of it, as one web archive. Other tools read it."""
    from deconflict.gather.export import export  # noqa: PLC0415

    if out.exists():
        stop(f"{out}: there is such a file already")
    archives = list(archives_in(places or [_proof(ledger)]))
    try:
        number = export(archives, out, tuple(url or ()))
    except OSError as problem:
        stop(f"{out}: {(problem.strerror or str(problem)).lower()}")
    if not number:
        out.unlink(missing_ok=True)
        stop("nothing was fetched from such an address")
    typer.echo(f"{number:,} records written to {out}", err=True)


def left_out_command(ledger: LedgerAt = None, format: FormOption = Form.TEXT) -> None:
    """List the reports that are kept but were not read as news. With why."""
    with opened(ledger) as held:
        rows = held.left_out()
    if format is Form.JSON:
        print_json([{"report": id, "title": title, "why": why} for id, title, why in rows])
        return
    for id, title, why in rows:
        typer.echo(f"{id}\n  {title or 'no title'}: {why}")


def archives_in(places: list[Path]) -> Iterator[Path]:
    """The archives in folders and among files, in order; leaves with a message where there is none."""
    found = 0
    for place in places:
        paths = sorted(path for path in place.rglob("*") if path.name.endswith((".warc", ".warc.gz"))) if place.is_dir() else [place]
        for path in paths:
            if not path.is_file():
                stop(f"{path}: no such file")
            found += 1
            yield path
    if not found:
        stop(f"{places[0]}: there is no archive in it")


def _proof(ledger: str | None) -> Path:
    """The folder of proof beside a ledger."""
    from deconflict.ledger.opening import default_ledger  # noqa: PLC0415

    folder = beside(ledger or default_ledger())
    if not folder.is_dir():
        stop(f"{folder}: nothing was fetched for this ledger yet")
    return folder
