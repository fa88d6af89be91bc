"""The command line as plain data, from the very program: what its reference and its man page are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from typer.main import get_command

from deconflict.cli import app

PROGRAM = "deconflict"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or option: how it is written, what it does, the environment variable that stands in for it."""

    written: str
    about: str
    variable: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name with those above it, how it is called, what it does."""

    name: str
    usage: str
    about: str
    arguments: tuple[Parameter, ...]
    options: tuple[Parameter, ...]


def commands() -> Iterator[Command]:
    """Every command that does something, in the order of ``deconflict --help``."""
    yield from _under(get_command(app), PROGRAM)


def _under(command: Any, name: str) -> Iterator[Command]:
    """A command, or those of a group."""
    below = getattr(command, "commands", None)
    if below is None:
        yield _command(command, name)
        return
    for key, held in below.items():
        yield from _under(held, f"{name} {key}")


def _command(command: Any, name: str) -> Command:
    """One command as data."""
    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = tuple(_argument(parameter) for parameter in shown if parameter.param_type_name == "argument")
    options = tuple(_option(parameter) for parameter in shown if parameter.param_type_name == "option")
    usage = " ".join([name, *(["[OPTIONS]"] if options else []), *(argument.written for argument in arguments)])
    return Command(name, usage, _plain(command.help), arguments, options)


def _argument(parameter: Any) -> Parameter:
    """An argument."""
    written = parameter.metavar or parameter.human_readable_name
    return Parameter(written if parameter.required or written.startswith("[") else f"[{written}]", _plain(parameter.help), parameter.envvar)


def _option(parameter: Any) -> Parameter:
    """An option with its default, where it has one that is worth telling."""
    names = [*parameter.opts, *parameter.secondary_opts]
    value = "" if parameter.is_flag else f" {_value(parameter)}"
    about = _plain(parameter.help)
    default = parameter.default
    if default is not None and not parameter.is_flag and not callable(default) and "[default:" not in about:
        about += f" [default: {getattr(default, 'value', default)}]"
    return Parameter(", ".join(names) + value, about, parameter.envvar, tuple(names))


def _value(parameter: Any) -> str:
    """What an option takes: its metavar, or the values that can be chosen."""
    if parameter.metavar:
        return str(parameter.metavar)
    if choices := getattr(parameter.type, "choices", None):
        return "|".join(str(getattr(choice, "value", choice)) for choice in choices)
    return "NUMBER" if parameter.type.name.startswith(("int", "float")) else "TEXT"


def _plain(words: str | None) -> str:
    """Words in one line, without the marks of the terminal."""
    return re.sub(r"\s+", " ", words or "").strip()
