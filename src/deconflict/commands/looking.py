"""``deconflict search``, ``history``, ``changes``: finding words, and what became of incidents."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from deconflict.commands.options import Form, FormOption, LedgerAt, day_of, opened, print_json, stop


def search_command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help='All of them have to occur; "in quotes" they stand together; a star ends a word: villag*.')],
    ledger: LedgerAt = None,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many from the start.")] = 0,
    format: FormOption = Form.TEXT,
) -> None:  # fmt: skip
    """Search the words of reports and what they claim."""
    from deconflict.show.ledger import print_hits  # noqa: PLC0415
    from deconflict.show.ledger_json import hits_json  # noqa: PLC0415

    if not any(word.strip(' "') for word in words):
        stop("search needs a word")
    asked = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    with opened(ledger) as held:
        page = held.search(asked, offset=offset, limit=limit)
    print_json(hits_json(page)) if format is Form.JSON else print_hits(page, sys.stdout)


def history_command(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The id of an incident, also of one that was merged or is gone.")],
    ledger: LedgerAt = None,
    format: FormOption = Form.TEXT,
) -> None:
    """Tell what changed in an incident, when, and because of what."""
    from deconflict.show.ledger import print_history  # noqa: PLC0415
    from deconflict.show.ledger_json import change_json  # noqa: PLC0415

    with opened(ledger) as held:
        found = held.history(incident)
    if not found:
        stop(f"there is no incident {incident} in the ledger; 'deconflict incidents' lists them")
    print_json([change_json(change) for change in found]) if format is Form.JSON else print_history(found, sys.stdout)


def changes_command(
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="From this day on (UTC); 7d means the last seven days.")] = "1d",
    ledger: LedgerAt = None,
    format: FormOption = Form.TEXT,
) -> None:
    """Tell which incidents are new, grew or became contested. Tells too which were corrected."""
    from deconflict.show.ledger import print_digest  # noqa: PLC0415
    from deconflict.show.ledger_json import digest_json  # noqa: PLC0415

    day = day_of(since, "--since")
    assert day is not None
    with opened(ledger) as held:
        found = held.digest(day)
    print_json(digest_json(found)) if format is Form.JSON else print_digest(found, day, sys.stdout)
