"""Which reader reads: our own, or a model behind an endpoint. Options that commands share, and how they read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import stop

if TYPE_CHECKING:
    from deconflict.engine.protocol import Engine
    from deconflict.errors import UnreadableInput
    from deconflict.llm.reader import Tally
    from deconflict.model import Reading, Report

_AT_ONCE, _PORTION = 4, 256


class ReaderName(StrEnum):
    """The readers."""

    OWN = "own"
    LLM = "llm"


ReaderOf = Annotated[ReaderName, typer.Option("--reader", help="Who reads: the model that ships, or one behind --endpoint.")]
EndpointAt = Annotated[
    str | None, typer.Option("--endpoint", envvar="DECONFLICT_ENDPOINT", metavar="URL", help="An OpenAI-compatible endpoint; reports are sent there.")
]  # fmt: skip
ModelName = Annotated[
    str | None, typer.Option("--model-name", envvar="DECONFLICT_MODEL_NAME", metavar="NAME", help="What the endpoint calls its model.")
]
Tokens = Annotated[int | None, typer.Option("--budget", min=1, metavar="TOKENS", help="Spend so many tokens at most.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """An endpoint that is to read."""

    url: str
    model: str
    budget: int | None = None


def asked(reader: ReaderName, endpoint: str | None, model_name: str | None, budget: int | None) -> Asked | None:
    """The endpoint of the options, None for our own reader; leaves with a message where something lacks."""
    if reader is ReaderName.OWN:
        return None
    if not endpoint or not model_name:
        stop("--reader llm needs --endpoint URL and --model-name NAME")
    if not endpoint.startswith(("http://", "https://")):
        stop(f"--endpoint {endpoint}: not an address that begins with http:// or https://")
    return Asked(endpoint, model_name, budget)


def maker_of(model: Path | None, ask: Asked | None) -> str:
    """What the ledger calls the model that reads."""
    from deconflict.ledger.makers import model_id  # noqa: PLC0415
    from deconflict.resources import path  # noqa: PLC0415

    return f"llm:{ask.model}" if ask else model_id(model or path("reader"))


def readings(
    reports: Iterable[Report | Reading], model: Path | None, engine: Engine, ask: Asked | None, jobs: int = 0
) -> Iterator[Reading | UnreadableInput]:
    """The readings of reports in order, or why there is none; taken from the reports as they are needed. Readings among them stay as they are."""
    from deconflict.cli import open_reader  # noqa: PLC0415
    from deconflict.engine.stages import read_all  # noqa: PLC0415

    if ask is None:
        yield from read_all(engine, partial(open_reader, model), reports)
    else:
        yield from _asked_for(iter(reports), jobs, ask)


def told_unread(readings: Iterator[Reading | UnreadableInput]) -> Iterator[Reading]:
    """The readings; what could not be read is told. Leaves with a message where nothing can be."""
    from deconflict.errors import DeconflictError, UnreadableInput  # noqa: PLC0415

    try:
        for reading in readings:
            if isinstance(reading, UnreadableInput):
                typer.echo(f"warning: {reading}", err=True)
            else:
                yield reading
    except DeconflictError as problem:
        stop(str(problem))


def _asked_for(reports: Iterator[Report | Reading], jobs: int, ask: Asked) -> Iterator[Reading | UnreadableInput]:
    """Readings by an endpoint; what came of it is told at the end."""
    from platformdirs import user_cache_path  # noqa: PLC0415

    from deconflict.cli import open_gazetteer  # noqa: PLC0415
    from deconflict.llm.endpoint import Budget, Endpoint  # noqa: PLC0415
    from deconflict.llm.reader import LlmReader  # noqa: PLC0415
    from deconflict.model import Report  # noqa: PLC0415

    budget = Budget(ask.budget)
    kept = os.environ.get("DECONFLICT_CACHE")
    cache = Path(kept) if kept else user_cache_path("deconflict", appauthor=False) / "llm"
    reader = LlmReader(Endpoint(ask.url, ask.model, budget, os.environ.get("DECONFLICT_LLM_KEY"), cache), open_gazetteer())
    typer.echo(f"reports are sent to {ask.url}", err=True)
    while some := list(islice(reports, _PORTION)):
        answers = reader.read_all([item for item in some if isinstance(item, Report)], jobs or _AT_ONCE)
        yield from (next(answers) if isinstance(item, Report) else item for item in some)
    typer.echo(_told(reader.tally, budget.spent), err=True)


def _told(tally: Tally, spent: int) -> str:
    """What came of asking, in one line."""
    dropped = sum(tally.dropped.values())
    why = ", ".join(f"{number} because {reason}" for reason, number in tally.dropped.most_common())
    return (
        f"{tally.read} report{'' if tally.read == 1 else 's'} read" + (f", {tally.unread} not" if tally.unread else "")
        + f"; {tally.kept} claims kept, {dropped} dropped" + (f" ({why})" if why else "") + f"; {spent:,} tokens"
    )  # fmt: skip
