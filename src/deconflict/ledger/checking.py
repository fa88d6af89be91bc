"""Integrity: whether every document is what its hash says, every span gives its words, every claim and incident hangs together."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text

from deconflict.ledger import tables as t
from deconflict.ledger.judged import all_judgements, verdicts
from deconflict.ledger.readings import AT_ONCE
from deconflict.ledger.rows import report_from, span_of
from deconflict.ledger.sources import content_key
from deconflict.ledger.values import load


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it has to be; ``where`` names the document, report, claim, incident or judgement."""

    where: str
    what: str


def check(connection: Connection) -> Iterator[Fault]:
    """Everything that is wrong in a ledger; nothing where all is well."""
    yield from _database(connection)
    yield from _documents(connection)
    yield from _reports(connection)
    yield from _incidents(connection)
    yield from _positions(connection)
    yield from _judgements(connection)


def _database(connection: Connection) -> Iterator[Fault]:
    """What the database itself finds, and whether each report is in the full-text index."""
    if connection.dialect.name == "sqlite":
        for (line,) in connection.execute(text("PRAGMA integrity_check(20)")):
            if line != "ok":
                yield Fault("the file", str(line))
        for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")).fetchmany(20):
            yield Fault(f"{table} {row}", f"points to a row of {parent} that is not there")
    counted = "SELECT count(*) FROM words" if connection.dialect.name == "postgresql" else "SELECT count(*) FROM words_docsize"
    indexed, there = connection.execute(text(counted)).scalar(), connection.execute(select(func.count()).select_from(t.reports)).scalar()
    if indexed != there:
        yield Fault("full text", f"{indexed} reports are in the index, {there} in the ledger")


def _documents(connection: Connection) -> Iterator[Fault]:
    """Documents whose bytes are not those of their hash."""
    for hash, content in connection.execution_options(yield_per=AT_ONCE).execute(select(t.documents.c.hash, t.documents.c.content)):
        try:
            same = hashlib.sha256(zlib.decompress(content)).hexdigest() == hash
        except zlib.error:
            same = False
        if not same:
            yield Fault(f"document {hash[:12]}", "its bytes are not those that were fetched")


def _reports(connection: Connection) -> Iterator[Fault]:
    """Reports, with what was found in them, some at a time."""
    last = 0
    while (
        rows := connection.execute(select(t.reports).where(t.reports.c.number > last).order_by(t.reports.c.number).limit(AT_ONCE))
        .mappings()
        .all()
    ):
        first, last = rows[0]["number"], rows[-1]["number"]
        reports = {row["number"]: row for row in rows}
        read = set(connection.execute(select(t.readings.c.report).where(t.readings.c.report.between(first, last))).scalars())
        for number, row in reports.items():
            if content_key(_as_given(row)) != row["key"]:
                yield Fault(f"report {row['id']}", "its content is not that of its hash")
            if number not in read:
                yield Fault(f"report {row['id']}", "it has no reading")
        yield from _claims(connection, reports, first, last)
        yield from _spans(connection, reports, first, last)


def _as_given(row: Any) -> Any:
    """A report under the id that it came with."""
    return report_from({**row, "id": row["given"]})


def _claims(connection: Connection, reports: dict[int, Any], first: int, last: int) -> Iterator[Fault]:
    """Claims whose quote is not what stands at their span, or which belong to no mention of their report."""
    where = {
        row.number: row.report
        for row in connection.execute(select(t.mentions.c.number, t.mentions.c.report).where(t.mentions.c.report.between(first, last)))
    }
    for row in connection.execute(select(t.claims).where(t.claims.c.report.between(first, last))).mappings():
        report = report_from(reports[row["report"]])
        if report.quote(span_of(report.id, row)) != row["quote"]:
            yield Fault(f"claim {row['id']}", f"its words do not stand at its place in {report.id}")
        if where.get(row["mention"]) != row["report"]:
            yield Fault(f"claim {row['id']}", f"it belongs to no mention of {report.id}")


def _spans(connection: Connection, reports: dict[int, Any], first: int, last: int) -> Iterator[Fault]:
    """Spans that lie outside their report."""
    c = t.spans.c
    for row in connection.execute(select(c.report, c.number, c.layer, c.part, c.start, c.end).where(c.report.between(first, last))):
        report = reports[row.report]
        length = len(report["text"] if row.part == "text" else report["title"] or "")
        if not 0 <= row.start <= row.end <= length:
            yield Fault(f"{row.layer} {row.number} of {report['id']}", "it lies outside the report")


def _incidents(connection: Connection) -> Iterator[Fault]:
    """Incidents without mentions, ids that lead nowhere, mentions of incidents that are not there."""
    rows = {row.id: row for row in connection.execute(select(t.incidents.c.id, t.incidents.c.state, t.incidents.c.heir))}
    held = set(connection.execute(select(t.members.c.incident).distinct()).scalars())
    for id, row in rows.items():
        if row.state == "live" and id not in held:
            yield Fault(f"incident {id}", "nothing tells of it")
        if row.state != "live" and id in held:
            yield Fault(f"incident {id}", f"it is {row.state}, but mentions are in it")
        if row.state == "merged" and not _leads_on(rows, id):
            yield Fault(f"incident {id}", "it sends on to no live incident")
    for id in sorted(held - rows.keys()):
        yield Fault(f"incident {id}", "mentions are in it, but it is not there")


def _leads_on(rows: dict[str, Any], id: str) -> bool:
    """Whether a merged id leads to a live incident."""
    seen: set[str] = set()
    while id in rows and rows[id].state == "merged" and id not in seen:
        seen.add(id)
        id = rows[id].heir
    return id in rows and rows[id].state == "live"


def _positions(connection: Connection) -> Iterator[Fault]:
    """Positions whose claims are not there, or in another incident."""
    rows = connection.execute(
        select(t.claims.c.report, t.claims.c.number, t.members.c.incident).join(t.members, t.members.c.mention == t.claims.c.mention)
    )
    home = {(row.report, row.number): row.incident for row in rows}
    for row in connection.execute(select(t.positions.c.incident, t.positions.c.claims)):
        for claim in load(row.claims):
            if not isinstance(claim, dict) and home.get(tuple(claim)) != row.incident:
                yield Fault(f"incident {row.incident}", f"claim {claim[1]} of report {claim[0]} is not told of it")


def _judgements(connection: Connection) -> Iterator[Fault]:
    """Judgements on what is not in the ledger, and those that contradict each other."""
    keys = set(connection.execute(select(t.reports.c.key)).scalars())
    for judgement in all_judgements(connection):
        for part in judgement.subject.values():
            if judgement.standing and isinstance(part, dict) and "key" in part and part["key"] not in keys:
                yield Fault(f"judgement {judgement.number}", "the report that it speaks of is not in the ledger")
    for clash in verdicts(connection).conflicts:
        yield Fault("judgements", f"{clash.why}; none of them is applied until one is undone")
