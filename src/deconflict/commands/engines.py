"""Where the work is done: the option that commands share which read much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import stop

if TYPE_CHECKING:
    from deconflict.engine.protocol import Engine

EngineName = Annotated[
    str, typer.Option("--engine", envvar="DECONFLICT_ENGINE", metavar="ENGINE", help="Where the work is done: local, ray, or ray:ADDRESS of a cluster.")
]  # fmt: skip
Jobs = Annotated[int, typer.Option(min=0, metavar="N", help="Read in so many processes; 0 is one a processor.")]


def engine_for(name: str, jobs: int) -> Engine:
    """The engine of the options; leaves with a message where it cannot be had."""
    from deconflict.engine.choosing import engine_of  # noqa: PLC0415
    from deconflict.errors import DeconflictError  # noqa: PLC0415

    try:
        return engine_of(name, jobs)
    except DeconflictError as problem:
        stop(str(problem))
