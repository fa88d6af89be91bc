"""Two reports of the ledger side by side: what linking makes of them, and what people decided between their incidents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from deconflict.ledger import tables as t
from deconflict.ledger.entries import load_report
from deconflict.ledger.judged import Judgement, all_judgements
from deconflict.ledger.pen import Pen, Remembered
from deconflict.ledger.shelf import SqlShelf
from deconflict.link.why import Comparison, compare_reports
from deconflict.model import Reading


@dataclass(frozen=True, slots=True)
class Compared:
    """Two reports side by side: the comparison, their readings by id, the incidents that each tells of mainly, and the judgements that stand between these."""

    comparison: Comparison
    readings: dict[str, Reading]
    incidents: tuple[str | None, str | None]
    judgements: tuple[Judgement, ...] = ()


def compare(connection: Connection, first: str, second: str) -> Compared:
    """Two reports by id, address or hash; raises NotInLedger for what is not there."""
    one, other = load_report(connection, first), load_report(connection, second)
    comparison = compare_reports(SqlShelf(Pen(connection, "", "", "", Remembered())), one.reading, other.reading)
    readings = {entry.reading.report.id: entry.reading for entry in (one, other)}
    mains = [next((head.id for head in entry.incidents), None) for entry in (one, other)]
    keys = {one.citation.key, other.citation.key} | _keys(connection, mains)
    return Compared(comparison, readings, (mains[0], mains[1]), tuple(_between(all_judgements(connection), keys)))


def _keys(connection: Connection, incidents: Iterable[str | None]) -> set[str]:
    """The hashes of all reports that some incidents stand on."""
    told = select(t.reports.c.key).join(t.members, t.members.c.report == t.reports.c.number)
    return set(connection.execute(told.where(t.members.c.incident.in_([id for id in incidents if id is not None]))).scalars())


def _between(judgements: Iterable[Judgement], keys: set[str]) -> Iterable[Judgement]:
    """The standing judgements that join or part reports of some hashes."""
    pairs = (judgement for judgement in judgements if judgement.standing and judgement.kind in {"same", "differ"})
    return (judgement for judgement in pairs if {judgement.subject[side]["key"] for side in ("first", "second")} <= keys)
