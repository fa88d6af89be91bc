"""What tests of the ledger share: a moment that stands still, readings in a few words, and both kinds of database."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

from sqlalchemy import select

from deconflict.errors import UnusableLedger
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.tables import metadata
from deconflict.model import Reading, Report

MOMENT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SHELLING = 'Two civilians were killed when shells hit a market in Sloviansk on Friday, the regional governor said. He said: "{}"'
BIRNIN_MAGAJI = "Gunmen killed {} villagers in Birnin Magaji, in Nigeria's Zamfara state, on Sunday, {} said."


def still() -> datetime:
    """A clock that stands still, so that equal work gives equal rows."""
    return MOMENT


def report(id: str, text: str, published: str | None = "2025-02-10", outlet: str | None = None, title: str | None = None) -> Report:
    day = date.fromisoformat(published) if published else None
    return Report(id, text, title, outlet, published=day, language="en")


@cache
def reader():
    from deconflict.cli import open_reader

    return open_reader(None)


@cache
def _read(given: Report) -> Reading:
    return reader().read(given)


def read(id: str, text: str, published: str | None = "2025-02-10", outlet: str | None = None, title: str | None = None) -> Reading:
    """A reading of a short report; the same text is read once."""
    return _read(report(id, text, published, outlet, title))


def villagers(id: str, killed: int, who: str = "police", published: str = "2025-02-10", outlet: str | None = None) -> Reading:
    """A report on one attack in Zamfara, which differs in its toll and source."""
    return read(id, BIRNIN_MAGAJI.format(killed, who), published, outlet)


def stock(ledger: Ledger) -> None:
    """Contradictions, copies and lone claims: three reports of one attack in Zamfara that differ in its toll, and one of a shelling in Ukraine."""
    ledger.add(
        [
            villagers("a", 12, "police", outlet="Savanna Wire"),
            villagers("b", 30, "residents", outlet="Gusau Post"),
            villagers("c", 14, "police", "2025-02-12", "Savanna Wire"),
            read("d", SHELLING.format("We heard nothing."), "2025-02-15", "Donets Herald", "Shells hit a market"),
        ]
    )


def everything(ledger: Ledger) -> dict[str, list[tuple]]:
    """All rows of all tables, in a fixed order."""
    with ledger._store.reading() as connection:
        return {table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in metadata.sorted_tables}


def in_another_process(work: Callable[[], None]) -> int:
    """Start some work in a process of its own, which tells what its ledger cannot do; its id."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except UnusableLedger as problem:
            print(f"  {problem}", flush=True)
        finally:
            os._exit(code)
    return pid
