"""``deconflict audit``: the ledger against a file that people coded."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands import listing as of
from deconflict.commands.adding import Model, Published
from deconflict.commands.engines import Jobs
from deconflict.commands.filters import filter_of
from deconflict.commands.options import Form, FormOption, LedgerAt, print_json, stop
from deconflict.commands.reading import EndpointAt, ModelName, ReaderName, ReaderOf, Tokens, asked
from deconflict.commands.stocked import Inputs, stocked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deconflict.audit.audit import Audit
    from deconflict.audit.compare import Limits
    from deconflict.audit.rows import Coded, Row
    from deconflict.ledger.answers import Filter
    from deconflict.ledger.ledger import Ledger

_TOLD = 10

Other = Annotated[Path, typer.Argument(metavar="OTHER.csv", help="A coded file: UCDP GED, ACLED, Airwars, or one of your own.")]
Map = Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Which column holds a field (id from to lat lon country places actors kind killed injured civilians); may be given again.")]  # fmt: skip
DayFirst = Annotated[bool | None, typer.Option("--day-first/--month-first", help="How 3/4/2025 is meant.", show_default=False)]
Days = Annotated[int, typer.Option(min=0, help="So many days apart may be the same.")]
Apart = Annotated[float, typer.Option("--apart", min=1, metavar="KM", help="So many kilometres apart may be the same.")]
Least = Annotated[float, typer.Option("--least", min=0, max=1, help="The score from which on two are taken for one.")]
Why = Annotated[bool, typer.Option("--why", help="Also tell why two are taken for one, aspect by aspect.")]


def audit_command(
    other: Other, inputs: Inputs = None, map: Map = None, day_first: DayFirst = None, days: Days = 3, apart: Apart = 50.0, least: Least = 0.65,
    why: Why = False, ledger: LedgerAt = None, published: Published = None, model: Model = None, jobs: Jobs = 0,
    reader: ReaderOf = ReaderName.OWN, endpoint: EndpointAt = None, model_name: ModelName = None, budget: Tokens = None,
    since: of.Since = None, until: of.Until = None, inside: of.Inside = None, background: of.Background = False, format: FormOption = Form.TEXT,
) -> None:  # fmt: skip
    """Compare incidents with a file that people coded. What is in both, only here, only there, and where numbers differ."""
    from deconflict.audit.compare import Limits  # noqa: PLC0415
    from deconflict.show.audit import audit_json, print_audit  # noqa: PLC0415

    coded = _coded(other, map or [], day_first)
    wanted = filter_of(since, until, None, 25.0, inside, None, None, None, None, None, None, background)
    with stocked(ledger, inputs or [], published, model, jobs, asked(reader, endpoint, model_name, budget)) as held:
        found = _audit(held, wanted, coded, Limits(days, apart, least))
    print_json(audit_json(found, other.name, coded.layout)) if format is Form.JSON else print_audit(found, other.name, why, sys.stdout)


def _coded(file: Path, mapped: list[str], day_first: bool | None) -> Coded:
    """The coded file, with what could not be read told."""
    from deconflict.audit.rows import read_coded  # noqa: PLC0415
    from deconflict.errors import UnclearAudit  # noqa: PLC0415

    pairs = dict(item.split("=", 1) for item in mapped if "=" in item)
    if len(pairs) < len(mapped):
        stop("--map takes FIELD=COLUMN, such as --map from=incident_day")
    try:
        coded = read_coded(file, pairs, day_first=day_first)
    except UnclearAudit as problem:
        stop(str(problem))
    for line in coded.problems[:_TOLD]:
        typer.echo(f"warning: {line}", err=True)
    if len(coded.problems) > _TOLD:
        typer.echo(f"warning: {len(coded.problems) - _TOLD} more rows could not be read", err=True)
    if not coded.rows:
        stop(f"{file}: no row of it could be read")
    typer.echo(f"{file.name}: {len(coded.rows)} rows, taken as {'a file of your own' if coded.layout == 'own' else coded.layout}", err=True)
    return coded


def _audit(held: Ledger, wanted: Filter, coded: Coded, limits: Limits) -> Audit:
    """The comparison of what the filter lets through on both sides."""
    from deconflict.audit.audit import audit  # noqa: PLC0415
    from deconflict.export.facts import Facts  # noqa: PLC0415

    rows = list(_wanted(coded.rows, wanted))
    return audit((Facts(held.incident(head.id)) for head in held.iterate(wanted)), rows, limits)


def _wanted(rows: Iterable[Row], wanted: Filter) -> Iterator[Row]:
    """The coded rows that a filter's days and country let through."""
    for row in rows:
        in_time = (wanted.since or date.min) <= row.days[1] and row.days[0] <= (wanted.until or date.max)
        if in_time and wanted.country in {None, row.country}:
            yield row
