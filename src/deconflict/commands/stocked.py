"""A ledger to read from: the one that is kept, or one for a while with the reports of some files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.adding import check_model_folder
from deconflict.commands.engines import engine_for
from deconflict.commands.options import day_of, opened, stop
from deconflict.commands.reading import Asked, maker_of, readings
from deconflict.commands.web import web_for

if TYPE_CHECKING:
    from deconflict.ledger.ledger import Ledger

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[INPUT...]",
        help="Reports to take instead of the ledger: files, folders, patterns, web addresses, or - for standard input.",
    ),
]


@contextmanager
def stocked(
    where: str | None, inputs: Sequence[str], published: str | None, model: Path | None, jobs: int, ask: Asked | None = None
) -> Iterator[Ledger]:
    """The ledger of the option or, where inputs are given, one of their reports that is gone afterwards."""
    if not inputs:
        with opened(where) as ledger:
            yield ledger
        return
    from deconflict.commands.intake import Intake  # noqa: PLC0415
    from deconflict.engine.stages import Reports  # noqa: PLC0415

    check_model_folder(model)
    engine, stage = engine_for("local", jobs), Reports(day_of(published, "--published"), every=True)
    with TemporaryDirectory(prefix="deconflict-") as folder, opened(str(Path(folder) / "ledger.db"), create=True) as ledger:
        intake = Intake(ledger, engine, lambda reports: readings(reports, model, engine, ask, jobs), maker_of(model, ask))
        if not intake.take(inputs, web_for(None), stage).new:
            stop("nothing could be read")
        yield ledger
