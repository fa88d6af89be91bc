"""``deconflict why``: what joins or parts two reports, of a ledger or of files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from deconflict.commands.options import Form, FormOption, LedgerAt, opened, print_json, stop


def why_command(
    context: typer.Context,
    inputs: Annotated[list[str], typer.Argument(metavar="REPORT REPORT | INPUT...", help="Two reports in the ledger, by id, address, or eight or more digits of a hash; or files, folders, patterns, - for standard input.")],
    ledger: LedgerAt = None,
    reports: Annotated[tuple[str, str] | None, typer.Option(metavar="REPORT REPORT", help="Two reports of the files, by id; needed where they hold more than two.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Publish day (YYYY-MM-DD) of reports in files that do not say theirs.")] = None,
    model: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Read files with the model in this folder instead of the one that ships.")] = None,
    jobs: Annotated[int, typer.Option(min=0, metavar="N", help="Read in so many processes; 0 is one a processor.")] = 0,
    format: FormOption = Form.TEXT,
) -> None:  # fmt: skip
    """Say what joins two reports in one incident, or parts them. Says too whether they come of one text.

    With --ledger, or where the two are no files, it is the ledger's reports that are compared.
    """
    asked = context.get_parameter_source("ledger")
    if reports is None and ((asked is not None and asked.name == "COMMANDLINE") or _are_no_files(inputs)):
        _from_ledger(inputs, ledger, format)
    else:
        _from_files(inputs, reports, published, model, jobs, format)


def _are_no_files(inputs: list[str]) -> bool:
    """Whether two names can only be those of reports in a ledger."""
    return len(inputs) == 2 and not any(name == "-" or "*" in name or "://" in name or Path(name).exists() for name in inputs)


def _from_ledger(names: list[str], ledger: str | None, format: Form) -> None:
    """Compare two reports of the ledger."""
    from deconflict.show.why import compared_json, print_compared  # noqa: PLC0415

    if len(names) != 2:
        stop(f"{len(names)} reports were named: name two of the ledger")
    with opened(ledger, read_only=True) as held:
        compared = held.compare(*names)
    if format is Form.JSON:
        print_json(compared_json(compared))
    else:
        print_compared(compared, sys.stdout)


def _from_files(
    inputs: list[str], reports: tuple[str, str] | None, published: str | None, model: Path | None, jobs: int, format: Form
) -> None:
    """Read files, link what they hold, and compare two of their reports."""
    from deconflict import cli  # noqa: PLC0415
    from deconflict.link.incidents import link_readings  # noqa: PLC0415
    from deconflict.link.why import compare_reports  # noqa: PLC0415
    from deconflict.show.why import comparison_json, print_comparison  # noqa: PLC0415

    found, problems = cli.reports_of(inputs, published)
    pair = reports or tuple(report.id for report in found)
    if len(pair) != 2:
        stop(f"{len(pair)} reports were read: name two of them with --reports")
    missing = [name for name in pair if name not in {report.id for report in found}]
    if missing:
        stop(f"no report called {missing[0]}; there are {', '.join(sorted(report.id for report in found)[:12])}")
    readings = {reading.report.id: reading for reading in cli.read_reports(found, model, jobs)}
    comparison = compare_reports(link_readings(list(readings.values())), readings[pair[0]], readings[pair[1]])
    if format is Form.JSON:
        print_json(comparison_json(comparison, readings))
    else:
        print_comparison(comparison, readings, sys.stdout)
    cli.warn(problems)
