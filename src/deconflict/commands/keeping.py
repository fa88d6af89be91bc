"""``deconflict check``, ``backup``, ``restore``, ``stats``, ``codebook``: keeping a ledger, and what its codes mean."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from deconflict.commands.options import Form, FormOption, LedgerAt, opened, print_json, stop


def check_command(ledger: LedgerAt = None, format: FormOption = Form.TEXT) -> None:
    """Check that every row of the ledger is as it has to be. Documents, spans, claims, incidents; leaves with 1 where one is not."""
    with opened(ledger) as held:
        faults = list(held.check())
    if format is Form.JSON:
        print_json([{"where": fault.where, "what": fault.what} for fault in faults])
    else:
        for fault in faults:
            typer.echo(f"{fault.where}: {fault.what}")
        typer.echo("all is well" if not faults else f"{len(faults)} fault{'' if len(faults) == 1 else 's'}", err=True)
    if faults:
        raise typer.Exit(1)


def backup_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")], ledger: LedgerAt = None
) -> None:  # fmt: skip
    """Write the whole ledger, as it is now, to one file. Others may go on writing meanwhile."""
    with opened(ledger) as held:
        size = held.backup(file)
    typer.echo(f"{held.where} written to {file}, {size / 1e6:,.1f} MB", err=True)


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'deconflict backup' wrote.")], ledger: LedgerAt = None
) -> None:  # fmt: skip
    """Bring a backup back as a new ledger. Never over one that holds reports."""
    from deconflict.errors import DeconflictError  # noqa: PLC0415
    from deconflict.ledger.ledger import Ledger  # noqa: PLC0415
    from deconflict.ledger.opening import default_ledger  # noqa: PLC0415

    where = ledger or str(default_ledger())
    try:
        number = Ledger.restore(file, where)
    except DeconflictError as problem:
        stop(str(problem))
    typer.echo(f"{number} report{'' if number == 1 else 's'} restored", err=True)


def stats_command(ledger: LedgerAt = None, format: FormOption = Form.TEXT) -> None:
    """Tell how much the ledger holds, and what made it. The version of the program, and the models."""
    from deconflict.show.ledger import print_stats  # noqa: PLC0415
    from deconflict.show.ledger_json import stats_json  # noqa: PLC0415

    with opened(ledger) as held:
        found, conflicts = held.stats(), held.conflicts()
    print_json(stats_json(found, conflicts)) if format is Form.JSON else print_stats(found, conflicts, held.where, sys.stdout)


def codebook_command(format: FormOption = Form.TEXT) -> None:
    """Print every attribute, code, rule and threshold. From the program itself."""
    from deconflict.show.codebook import codebook, print_codebook  # noqa: PLC0415

    print_json(codebook()) if format is Form.JSON else print_codebook(sys.stdout)
