"""``deconflict why``: what joins or parts two reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from deconflict.commands.options import Form, FormOption, print_json, stop


def why_command(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, patterns, or - for standard input.")],
    reports: Annotated[tuple[str, str] | None, typer.Option(metavar="REPORT REPORT", help="The two reports, by id; needed where INPUT holds more than two.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Publish day (YYYY-MM-DD) of reports that do not say theirs.")] = None,
    model: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Read with the model in this folder instead of the one that ships.")] = None,
    jobs: Annotated[int, typer.Option(min=0, metavar="N", help="Read in so many processes; 0 is one a processor.")] = 0,
    format: FormOption = Form.TEXT,
) -> None:  # fmt: skip
    """Say what joins two reports in one incident or parts them, and whether they come of one text."""
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
