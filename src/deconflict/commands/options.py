"""Options that commands on the ledger share, and how they open it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from deconflict.ledger.ledger import Ledger

LedgerAt = Annotated[
    str | None,
    typer.Option(
        "--ledger", envvar="DECONFLICT_LEDGER", metavar="FILE|URL", help="The ledger: a file, or postgresql://… [default: one file in your data folder]"
    ),
]  # fmt: skip
Author = Annotated[
    str | None, typer.Option("--author", envvar="DECONFLICT_AUTHOR", metavar="NAME", help="Who decides. [default: your user name]")
]


class Form(StrEnum):
    """How an answer can be shown."""

    TEXT = "text"
    JSON = "json"


FormOption = Annotated[Form, typer.Option("--format", help="How to show the answer.")]


@contextmanager
def opened(where: str | None, create: bool = False, read_only: bool = False) -> Iterator[Ledger]:
    """The ledger of the option; what goes wrong with it is told, and the program left with 1."""
    from deconflict import open  # noqa: PLC0415
    from deconflict.errors import DeconflictError  # noqa: PLC0415

    try:
        with open(where, create=create, read_only=read_only, tell=partial(typer.echo, err=True)) as ledger:
            yield ledger
    except DeconflictError as problem:
        stop(str(problem))


def stop(message: str) -> NoReturn:
    """Say what is wrong and leave with 1."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(1)


def day_of(words: str | None, option: str) -> date | None:
    """A day as '2025-06-03', or as '7d', '2w' back from today; None for nothing."""
    if words is None:
        return None
    try:
        if words[-1:] in {"d", "w"} and words[:-1].isdigit():
            return datetime.now(UTC).date() - timedelta(days=int(words[:-1]) * (7 if words.endswith("w") else 1))
        return date.fromisoformat(words)
    except (ValueError, OverflowError):
        stop(f"{option} {words}: not a day like 2025-06-03, or 7d for the last seven days")


def print_json(answer: Any) -> None:
    """Write plain data to standard output."""
    import json  # noqa: PLC0415

    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
