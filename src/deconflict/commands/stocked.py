"""A ledger to read from: the one that is kept, or one for a while with the reports of some files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import tee
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.adding import check_model_folder
from deconflict.commands.options import day_of, opened, stop
from deconflict.commands.reading import Asked, maker_of, with_documents
from deconflict.commands.web import web_for

if TYPE_CHECKING:
    from datetime import date

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
    check_model_folder(model)
    with TemporaryDirectory(prefix="deconflict-") as folder, opened(str(Path(folder) / "ledger.db"), create=True) as ledger:
        _fill(ledger, inputs, day_of(published, "--published"), model, jobs, ask)
        yield ledger


def _fill(ledger: Ledger, inputs: Sequence[str], published: date | None, model: Path | None, jobs: int, ask: Asked | None) -> None:
    """Read the inputs into a ledger; each problem is told, and the rest read all the same."""
    from deconflict.errors import UnreadableInput  # noqa: PLC0415
    from deconflict.ledger.sources import read_sources  # noqa: PLC0415

    found = list(read_sources(inputs, sys.stdin.buffer if "-" in inputs else None, published, web_for(None)))
    for item in found:
        if isinstance(item, UnreadableInput):
            typer.echo(f"warning: {item}", err=True)
    sources = [item for item in found if not isinstance(item, UnreadableInput)]
    if not sources:
        stop("nothing could be read")
    first, second = tee(with_documents(sources, model, jobs, ask, []))
    ledger.add((pair[0] for pair in first), (pair[1] for pair in second), model=maker_of(model, ask))
