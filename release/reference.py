"""The reference of the command line as a page of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from release.commands import PROGRAM, Command, Parameter, commands

_HEAD = """# Command line

Made from the program itself (`deconflict COMMAND --help`). Results go to standard output, messages and progress to standard error; the program leaves with 0
where it did what was asked, with 1 where it could not (and says why), with 2 where the command makes no sense.
"""


def page(told: Iterable[Command] | None = None) -> str:
    """Every command in Markdown."""
    return "\n".join([_HEAD, *(line for command in (told if told is not None else commands()) for line in _command(command))]) + "\n"


def _command(command: Command) -> Iterator[str]:
    """One command."""
    yield from (f"## {command.name.removeprefix(PROGRAM + ' ')}", "", command.about, "", "```text", command.usage, "```", "")
    for title, parameters in (("argument", command.arguments), ("option", command.options)):
        if parameters:
            yield from (f"| {title} | |", "| --- | --- |", *map(_row, parameters), "")


def _row(parameter: Parameter) -> str:
    """A parameter as a row."""
    variable = f" `{parameter.variable}` stands in for it." if parameter.variable else ""
    return f"| `{_cell(parameter.written)}` | {_cell(parameter.about)}{variable} |"


def _cell(words: str) -> str:
    """Words in a cell of a table."""
    return words.replace("|", "\\|").replace("<", "&lt;")
