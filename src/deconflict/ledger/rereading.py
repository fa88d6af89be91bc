"""Reading again: a newer reading takes an older one's place, judgements are applied to it, and what is other is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from deconflict.errors import NotInLedger
from deconflict.ledger import tables as t
from deconflict.ledger.adding import link_and_settle
from deconflict.ledger.history import Cause
from deconflict.ledger.judged import verdicts
from deconflict.ledger.linking import unlink_report
from deconflict.ledger.pen import Pen
from deconflict.ledger.rows import Fields, report_from
from deconflict.ledger.shelf import SqlShelf
from deconflict.model import Reading, Report
from deconflict.reconcile.corrections import with_corrections

Told = tuple[str, str, str, str]
"""A claim by its id, attribute, value and words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What another reading of a report found that the one before did not (``gained``), and the other way round (``lost``)."""

    report: str
    gained: tuple[Told, ...]
    lost: tuple[Told, ...]


def read_otherwise(connection: Connection, program: str, model: str) -> list[Report]:
    """The reports whose reading another program or model made, in the order in which they came."""
    question = (
        select(t.reports)
        .join(t.readings, t.readings.c.report == t.reports.c.number)
        .join(t.makers, t.makers.c.number == t.readings.c.maker)
        .where((t.makers.c.program != program) | (t.makers.c.model != model))
        .order_by(t.reports.c.number)
    )
    return [report_from(row) for row in connection.execute(question).mappings()]


def replace_reading(pen: Pen, reading: Reading) -> Difference:
    """Put a newer reading of a report in the older one's place, link and settle anew; raises NotInLedger for a report that is not there."""
    number = pen.number_of(reading.report.id)
    if number is None:
        raise NotInLedger(f"there is no report {reading.report.id} in the ledger to read again")
    reading = with_corrections(reading)
    key = pen.connection.execute(select(t.reports.c.key).where(t.reports.c.number == number)).scalar_one()
    claims, mentions = _claims(pen, number), _mentions(pen, number)
    shelf = SqlShelf(pen, verdicts(pen.connection).pairings)
    founded = _founded(pen, mentions)
    unlink_report(shelf, reading.report.id)
    pen.erase_reading(number)
    pen.write_reading(reading, number, key)
    _hand_over(pen, founded, _mentions(pen, number))
    now = verdicts(pen.connection)  # judgements on its mentions speak of the new ones
    link_and_settle(pen, SqlShelf(pen, now.pairings, shelf), reading, now, Cause("reread", reading.report.id))
    return _difference(reading.report.id, claims, _claims(pen, number))


def _claims(pen: Pen, report: int) -> dict[str, Told]:
    """A report's claims by their ids."""
    c = t.claims.c
    rows = pen.connection.execute(select(c.id, c.attribute, c.shown, c.quote).where(c.report == report).order_by(c.number))
    return {row.id: (row.id, row.attribute, row.shown, row.quote) for row in rows}


def _difference(report: str, before: Mapping[str, Told], after: Mapping[str, Told]) -> Difference:
    """What one set of claims has that the other has not."""
    gained = tuple(told for id, told in after.items() if id not in before)
    return Difference(report, gained, tuple(told for id, told in before.items() if id not in after))


def _mentions(pen: Pen, report: int) -> list[Fields]:
    """A report's mentions as rows."""
    return list(pen.connection.execute(select(t.mentions).where(t.mentions.c.report == report).order_by(t.mentions.c.number)).mappings())


def _founded(pen: Pen, mentions: list[Fields]) -> list[tuple[str, Fields, int | None]]:
    """The incidents that some mentions of a report founded: their ids, the founder, and the oldest mention that other reports tell of it."""
    by_number = {row["number"]: row for row in mentions}
    rows = pen.connection.execute(select(t.incidents).where(t.incidents.c.founder.in_(list(by_number)))).mappings().all()
    return [(row["id"], by_number[row["founder"]], _staying(pen, row["id"], list(by_number))) for row in rows]


def _staying(pen: Pen, incident: str, leaving: list[int]) -> int | None:
    """The oldest mention of an incident that is none of those that leave."""
    c = t.members.c
    found = select(c.mention).where(c.incident == incident, c.mention.not_in(leaving)).order_by(c.mention).limit(1)
    number = pen.connection.execute(found).scalar()
    return None if number is None else int(number)


def _hand_over(pen: Pen, founded: list[tuple[str, Fields, int | None]], after: list[Fields]) -> None:
    """Make the new mention that tells of the same the founder of what an old one founded; without one, the oldest mention that stays."""
    for id, old, staying in founded:
        heir = _same_place(old, after)
        pen.connection.execute(update(t.incidents).where(t.incidents.c.id == id).values(founder=staying if heir is None else heir))


def _same_place(old: Fields, after: list[Fields]) -> int | None:
    """The new mention at an old one's place: told in the same words, else in words that meet them, else main as it was."""
    here = [new for new in after if new["part"] == old["part"] and new["start"] < old["end"] and old["start"] < new["end"]]
    exact = [new for new in here if (new["start"], new["end"]) == (old["start"], old["end"])]
    main = [new for new in after if old["main"] and new["main"]]
    found: list[Any] = exact or here or main
    return int(found[0]["number"]) if found else None
