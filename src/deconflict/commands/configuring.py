"""``deconflict config``: what is set, and where each value comes from."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import Form, FormOption, print_json, stop

if TYPE_CHECKING:
    from deconflict.settings import Held


def config_command(
    context: typer.Context,
    example: Annotated[bool, typer.Option("--example", help="Write a file with every setting explained, to start from.")] = False,
    format: FormOption = Form.TEXT,
) -> None:
    """Show what is set, and where each value comes from. The environment, the file, or the default."""
    from deconflict.settings import example_file, settings_file  # noqa: PLC0415

    if example:
        sys.stdout.write(example_file())
        return
    held: tuple[Held, ...] = context.obj or _held()
    file = settings_file(os.environ)
    if format is Form.JSON:
        print_json({"file": str(file), "settings": [{"name": item.setting.name, "value": None if item.value is None else item.shown, "from": item.origin} for item in held]})  # fmt: skip
        return
    _print(held)
    typer.echo(
        f"file: {file}" + ("" if file.is_file() else " (none there; 'deconflict config --example' writes one to start from)"), err=True
    )


def _held() -> tuple[Held, ...]:
    """The settings as they are; what is wrong with the file is told."""
    from deconflict.errors import UnclearSettings  # noqa: PLC0415
    from deconflict.settings import held_settings  # noqa: PLC0415

    try:
        return held_settings(os.environ)
    except UnclearSettings as problem:
        stop(str(problem))


def _print(held: tuple[Held, ...]) -> None:
    """The settings as a table."""
    from rich.text import Text  # noqa: PLC0415

    from deconflict.show.ledger import console_on, grid  # noqa: PLC0415

    table = grid("setting", "value", "from", wide=1)
    for item in held:
        table.add_row(item.setting.name, Text(item.shown, style="" if item.value is not None else "dim"), Text(_short(item), style="dim"))
    console_on(sys.stdout).print(table)


def _short(item: Held) -> str:
    """Where a value comes from, in a word."""
    return item.origin.removeprefix("environment, ") if item.origin == "default" or item.origin.startswith("environment") else "file"
