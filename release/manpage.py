"""The man page, made from the command line: ``python -m release.manpage`` writes ``man/deconflict.1``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deconflict import __version__
from release.commands import PROGRAM, Command, Parameter, commands

TARGET = Path(__file__).parent.parent / "man" / "deconflict.1"
_ABOUT = "many reports, one incident: who says what, where they agree, and where they cannot all be right"
_TAIL = """.SH EXIT STATUS
0 where it did what was asked, 1 where it could not, with the reason on standard error, 2 where the command makes no sense.
.SH FILES
The ledger and the settings lie in the folders that the system keeps for programs' data and settings; \\fBdeconflict config\\fR shows where.
.SH SEE ALSO
\\fBdeconflict\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR
"""


def manpage() -> str:
    """The page in roff."""
    head = [f'.TH DECONFLICT 1 "" "deconflict {__version__}" "User Commands"', ".SH NAME", f"deconflict \\- {_escaped(_ABOUT)}", ".SH SYNOPSIS",
            ".B deconflict", "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIINPUT\\fR...]", ".SH COMMANDS"]  # fmt: skip
    told = list(commands())
    variables = {parameter.variable: parameter.about for command in told for parameter in command.options if parameter.variable}
    environment = [".SH ENVIRONMENT", *(line for name, about in variables.items() for line in (".TP", f".B {name}", _escaped(about)))]
    return "\n".join([*head, *(line for command in told for line in _command(command)), *environment]) + "\n" + _TAIL


def _command(command: Command) -> Iterator[str]:
    """One command with its options."""
    yield from (f".SS {_escaped(command.usage.removeprefix(PROGRAM + ' '))}", _escaped(command.about))
    for parameter in (*command.arguments, *command.options):
        yield from _parameter(parameter)


def _parameter(parameter: Parameter) -> Iterator[str]:
    """One argument or option."""
    yield from (".TP", f".B {_escaped(parameter.written)}", _escaped(parameter.about))


def _escaped(words: str) -> str:
    """Words as roff takes them: no line begins with a request, hyphens stay hyphens."""
    words = words.replace("\\", "\\\\").replace("-", "\\-")
    return f"\\&{words}" if words[:1] in {".", "'"} else words


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(manpage(), encoding="utf-8")
