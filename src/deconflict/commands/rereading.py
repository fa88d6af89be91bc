"""``deconflict reread``: what another model makes of the reports that are in the ledger."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from deconflict.commands.adding import Model, check_model_folder, watched
from deconflict.commands.engines import EngineName, Jobs, engine_for
from deconflict.commands.options import Form, FormOption, LedgerAt, opened, print_json
from deconflict.commands.reading import EndpointAt, ModelName, ReaderName, ReaderOf, Tokens, asked, maker_of, readings, told_unread


def reread_command(
    ledger: LedgerAt = None,
    model: Model = None,
    jobs: Jobs = 0,
    engine: EngineName = "local",
    everything: Annotated[bool, typer.Option("--all", help="Also reports that this program and model have read already.")] = False,
    reader: ReaderOf = ReaderName.OWN,
    endpoint: EndpointAt = None,
    model_name: ModelName = None,
    budget: Tokens = None,
    format: FormOption = Form.TEXT,
) -> None:
    """Read reports again that another version or model has read. Judgements stay, differences are listed."""
    from deconflict.show.ledger import print_differences  # noqa: PLC0415
    from deconflict.show.ledger_json import difference_json  # noqa: PLC0415

    check_model_folder(model)
    ask, work = asked(reader, endpoint, model_name, budget), engine_for(engine, jobs)
    maker = maker_of(model, ask)
    with opened(ledger) as held:
        reports = held.read_otherwise("" if everything else maker)
        found = []
        with watched("reading", len(reports)) as step:
            for difference in held.reread(told_unread(readings(reports, model, work, ask, jobs)), model=maker):
                found.append(difference)
                step(len(found))
    other = [difference for difference in found if difference.gained or difference.lost]
    print_json([difference_json(difference) for difference in other]) if format is Form.JSON else print_differences(other, sys.stdout)
    typer.echo(f"{len(found)} report{'' if len(found) == 1 else 's'} read again, {len(other)} otherwise than before", err=True)
