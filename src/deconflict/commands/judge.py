"""``deconflict judge``: what a person decides; kept for ever with author and moment, and applied at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import Author, Form, FormOption, LedgerAt, opened, print_json

if TYPE_CHECKING:
    from deconflict.ledger.judged import Judgement
    from deconflict.ledger.ledger import Ledger

judge_app = typer.Typer(
    help="Decide: the same or not, wrong, a value, a note. Every decision stays on record and can be undone.", no_args_is_help=True
)

One = Annotated[str, typer.Argument(metavar="A", help="An incident, a report, or a report's mention (report:e2).")]
Other = Annotated[str, typer.Argument(metavar="B", help="Another.")]
Because = Annotated[str | None, typer.Option("--because", metavar="WORDS", help="Why.")]


@judge_app.command("same")
def same_command(first: One, second: Other, because: Because = None, author: Author = None, ledger: LedgerAt = None) -> None:
    """Say that two tell of the same happening."""
    _decide(ledger, lambda held, who: held.same(first, second, who, because), author)


@judge_app.command("differ")
def differ_command(first: One, second: Other, because: Because = None, author: Author = None, ledger: LedgerAt = None) -> None:
    """Say that two tell of different happenings."""
    _decide(ledger, lambda held, who: held.differ(first, second, who, because), author)


@judge_app.command("wrong")
def wrong_command(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim, as 'deconflict show INCIDENT --claims' lists it.")],
    because: Because = None,
    author: Author = None,
    ledger: LedgerAt = None,
) -> None:
    """Say that a claim was read wrongly, and leave it out."""
    _decide(ledger, lambda held, who: held.wrong(claim, who, because), author)


@judge_app.command("value")
def value_command(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT")],
    attribute: Annotated[str, typer.Argument(metavar="ATTRIBUTE", help="Such as killed; 'deconflict codebook' lists them.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Such as 12.")],
    group: Annotated[str | None, typer.Option("--group", metavar="GROUP", help="Of whom a count speaks, such as civilians.")] = None,
    because: Because = None,
    author: Author = None,
    ledger: LedgerAt = None,
) -> None:
    """Set the best value of an attribute. What reports claim stays beside it."""
    _decide(ledger, lambda held, who: held.value(incident, attribute, value, who, because, group), author)


@judge_app.command("note")
def note_command(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="An incident or a report.")],
    words: Annotated[str, typer.Argument(metavar="WORDS")],
    author: Author = None,
    ledger: LedgerAt = None,
) -> None:
    """Write a note on an incident or a report."""
    _decide(ledger, lambda held, who: held.note(target, words, who), author)


@judge_app.command("undo")
def undo_command(
    judgement: Annotated[int, typer.Argument(metavar="JUDGEMENT", help="Its number, as 'deconflict judge list' shows it.")],
    because: Because = None,
    author: Author = None,
    ledger: LedgerAt = None,
) -> None:
    """Undo a judgement; both stay on record."""
    _decide(ledger, lambda held, who: held.undo(judgement, who, because), author)


@judge_app.command("list")
def list_command(ledger: LedgerAt = None, format: FormOption = Form.TEXT) -> None:
    """List every judgement. Tells too where standing ones contradict each other."""
    from deconflict.show.ledger import print_judgements  # noqa: PLC0415
    from deconflict.show.ledger_json import judgements_json  # noqa: PLC0415

    with opened(ledger) as held:
        judgements, conflicts = held.judgements(), held.conflicts()
    if format is Form.JSON:
        print_json(judgements_json(judgements, conflicts))
    else:
        print_judgements(judgements, conflicts, sys.stdout)


def _decide(ledger: str | None, judge: Callable[[Ledger, str], Judgement], author: str | None) -> None:
    """Take a judgement down, say so, and tell where it contradicts others."""
    from getpass import getuser  # noqa: PLC0415

    from deconflict.show.ledger import judgement_line  # noqa: PLC0415

    with opened(ledger) as held:
        made = judge(held, author or getuser())
        clashes = [clash for clash in held.conflicts() if made.number in clash.judgements]
    typer.echo(judgement_line(made))
    for clash in clashes:
        typer.echo(f"warning: {clash.why}; none of them is applied until one is undone", err=True)
