"""Options of commands that go to the web, and where what they fetch is kept as proof."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import stop

if TYPE_CHECKING:
    from deconflict.gather.web import Web
    from deconflict.read.mapping import Mapped

AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Also fetch from private and local networks.")]
IgnoreRobots = Annotated[bool, typer.Option("--ignore-robots", help="Fetch what robots.txt forbids; only with the host's consent.")]
ReadAll = Annotated[bool, typer.Option("--read-all", help="Read in full also what was fetched and tells of no violence.")]
Sieve = Annotated[bool, typer.Option("--sieve", help="Keep, but do not read in full, also of files what tells of no violence.")]
MapFile = Annotated[Path | None, typer.Option("--map", metavar="FILE", help="How JSON of another make is read (docs/gathering.md).")]


def web_for(where: str | Path | None, allow_private: bool = False, ignore_robots: bool = False) -> Web:
    """How to behave on the web: contact from the environment, proof beside a ledger."""
    from deconflict.gather.web import web_from  # noqa: PLC0415

    web = web_from(os.environ)
    return replace(
        web, allow_private=web.allow_private or allow_private, robots=not ignore_robots, proof=beside(where) / "proof" if where is not None else None
    )  # fmt: skip


def beside(where: str | Path) -> Path:
    """The folder of what is gathered into a ledger: beside its file, else in the user's data folder."""
    if "://" in str(where):
        from platformdirs import user_data_path  # noqa: PLC0415

        return user_data_path("deconflict", appauthor=False) / "gathered"
    return Path(where).with_suffix(".gathered")


def mapping_of(path: Path | None) -> Mapped | None:
    """The mapping of the option; leaves with a message where it cannot be used."""
    if path is None:
        return None
    from deconflict.read.mapping import BadMapping, read_mapping  # noqa: PLC0415

    try:
        return read_mapping(path)
    except BadMapping as problem:
        stop(str(problem))
