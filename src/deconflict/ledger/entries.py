"""One incident, or one report, in full: put together from its rows as it was settled, nothing worked out anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from deconflict.errors import NotInLedger
from deconflict.ledger import tables as t
from deconflict.ledger.answers import Citation, Entry, ReportEntry
from deconflict.ledger.finding import head_from, heads
from deconflict.ledger.judged import Judgement, all_judgements, verdicts
from deconflict.ledger.pen import Pen, Remembered
from deconflict.ledger.readings import load_readings, portions
from deconflict.ledger.rows import Fields, attribution_from, claim_from, mentions_from, report_from
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.values import load, unpack
from deconflict.link.lineage import lineages_on
from deconflict.link.ties import Ties
from deconflict.model import Attribute, Attribution, Claim, Grade, Incident, Link, Position, Reading, Status, Tie
from deconflict.values.kind import Kind

_FAR = 20


def load_entry(connection: Connection, id: str, ties: bool = False) -> Entry:
    """An incident by its id, or by the id of one that was merged into it; raises NotInLedger for an id that was never given, or is gone.

    With ``ties`` also why its mentions were joined, and parted from those of other incidents.
    """
    settled = incident_row(connection, id)
    head = head_from(settled)
    members = connection.execute(
        select(t.mentions).join(t.members, t.members.c.mention == t.mentions.c.number).where(t.members.c.incident == head.id).order_by(t.mentions.c.number)
    ).mappings().all()  # fmt: skip
    numbers = sorted({row["report"] for row in members})
    rows = {row["number"]: row for row in _in(connection, t.reports, t.reports.c.number, numbers)}
    claims = _claims(connection, [row["number"] for row in members])
    attributions = _attributions(connection, {number: rows[number]["id"] for number in numbers})
    told: dict[int, list[Any]] = defaultdict(list)
    for row in members:
        told[row["report"]].append(row)
    readings = tuple(
        sorted(
            (Reading(report_from(rows[number]), mentions=mentions_from(report_from(rows[number]), told[number], claims[number], attributions[number])) for number in numbers),
            key=lambda reading: (reading.report.moment, reading.report.id),
        )
    )  # fmt: skip
    known = {
        (number, row["number"]): claim_from(rows[number]["id"], row, attributions[number]) for number in numbers for row in claims[number]
    }
    mentions = tuple(mention for reading in readings for mention in reading.mentions)
    shelf = SqlShelf(Pen(connection, "", "", "", Remembered()))
    held = [row["number"] for row in members]
    incident = Incident(
        head.id, Kind(head.kind), head.background, head.headline, mentions, tuple(reading.report.id for reading in readings), head.lines,
        related_to(connection, head.id), _attributes(connection, head.id, known, rows),
        Ties(shelf).joins(held) if ties else (), _parted(shelf, held) if ties else (), _grade(settled),
    )  # fmt: skip
    mains = tuple(dict.fromkeys(rows[row["report"]]["id"] for row in members if row["main"]))
    found = verdicts(connection)
    judged = judgements_on(
        all_judgements(connection), head.id, {row["key"] for row in rows.values()}, {row["id"] for held in claims.values() for row in held}
    )
    conflicts = tuple(clash for clash in found.conflicts if {judgement.number for judgement in judged} & set(clash.judgements))
    return Entry(
        head,
        incident,
        readings,
        lineages_on(shelf, readings),
        mains,
        citations(connection, rows),
        judged,
        conflicts,
        None if id == head.id else id,
    )


def _grade(row: Fields) -> Grade | None:
    """The provisional grade of an incident, where it was settled with one."""
    told = load(row["grade"])
    return Grade(told[0], tuple(told[1])) if told is not None else None


def _parted(shelf: SqlShelf, members: Sequence[int]) -> tuple[Tie, ...]:
    """The ties to mentions of other incidents that came near."""
    near = {other for edges in shelf.edges(members).values() for other in edges}
    return Ties(shelf).parted(members, shelf.incidents(near | set(members)))


def incident_row(connection: Connection, id: str) -> Fields:
    """The row of a live incident, found through those that were merged."""
    asked = id
    for _ in range(_FAR):
        row = connection.execute(select(t.incidents).where(t.incidents.c.id == id)).mappings().first()
        if row is None:
            raise NotInLedger(f"there is no incident {asked} in the ledger; 'deconflict incidents' lists them")
        if row["state"] == "removed":
            raise NotInLedger(
                f"incident {asked} is gone since {row['updated']}: nothing tells of it any more; 'deconflict history {asked}' says why"
            )
        if row["heir"] is None:
            return row
        id = row["heir"]
    raise NotInLedger(f"incident {asked} sends on without an end; run 'deconflict check'")


def _in(connection: Connection, table: Any, column: Any, numbers: Sequence[Any]) -> list[Fields]:
    """The rows of a table in which a column has one of some values."""
    return [row for some in portions(numbers) for row in connection.execute(select(table).where(column.in_(some))).mappings()]


def _claims(connection: Connection, mentions: Sequence[int]) -> dict[int, list[Any]]:
    """The claims of some mentions, by report, in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(_in(connection, t.claims, t.claims.c.mention, mentions), key=lambda row: (row["report"], row["number"])):
        found[row["report"]].append(row)
    return found


def _attributions(connection: Connection, ids: Mapping[int, str]) -> dict[int, dict[int, Attribution]]:
    """The attributions of some reports, by report and number."""
    found: dict[int, dict[int, Attribution]] = {number: {} for number in ids}
    for row in _in(connection, t.attributions, t.attributions.c.report, sorted(ids)):
        found[row["report"]][row["number"]] = attribution_from(ids[row["report"]], row)
    return found


def _attributes(
    connection: Connection, id: str, known: Mapping[tuple[int, int], Claim], reports: Mapping[int, Fields]
) -> tuple[Attribute, ...]:
    """The attributes of an incident as they were settled."""
    rows = connection.execute(select(t.attributes).where(t.attributes.c.incident == id).order_by(t.attributes.c.number)).mappings().all()
    held: dict[int, list[Position]] = defaultdict(list)
    types = {row["number"]: row["type"] for row in rows}
    for row in connection.execute(
        select(t.positions).where(t.positions.c.incident == id).order_by(t.positions.c.attribute, t.positions.c.number)
    ).mappings():
        claims = tuple(
            claim_from(reports[ref["report"]]["id"], ref, {}) if isinstance(ref, dict) else known[ref[0], ref[1]]
            for ref in load(row["claims"])
        )
        told_in = tuple(dict.fromkeys(claim.span.report for claim in claims))
        held[row["attribute"]].append(Position(unpack(types[row["attribute"]], row["value"]), row["text"], claims, told_in, row["lines"]))
    return tuple(
        Attribute(
            row["name"], row["type"], row["grp"], Status(row["status"]), load(row["best"]), load(row["low"]), load(row["high"]), row["rule"],
            tuple(held[row["number"]]), row["how"] or "", tuple((name, value) for name, value in load(row["by_rule"]) or ()),
        )
        for row in rows
    )  # fmt: skip


def related_to(connection: Connection, id: str) -> tuple[Link, ...]:
    """How an incident stands to others: told with it in one report as background, or as what it answers."""
    mine, theirs = t.members.alias(), t.members.alias()
    rows = connection.execute(
        select(theirs.c.incident, t.links.c.relation)
        .select_from(t.links.join(mine, mine.c.mention == t.links.c.first).join(theirs, theirs.c.mention == t.links.c.second))
        .where(mine.c.incident == id, theirs.c.incident != id)
        .distinct()
    )
    return tuple(sorted((Link(other, relation) for other, relation in rows), key=lambda link: (link.incident, link.relation)))


def citations(connection: Connection, reports: Mapping[int, Fields]) -> dict[str, Citation]:
    """By what each report can be found again."""
    made = {
        row["report"]: (row["program"], row["model"])
        for some in portions(sorted(reports))
        for row in connection.execute(
            select(t.readings.c.report, t.makers)
            .join(t.makers, t.makers.c.number == t.readings.c.maker)
            .where(t.readings.c.report.in_(some))
        ).mappings()
    }
    return {
        row["id"]: Citation(row["id"], row["document"], row["key"], row["added"], *made.get(number, ("", "")))
        for number, row in reports.items()
    }


def judgements_on(judgements: Iterable[Judgement], incident: str, keys: set[str], claims: set[str]) -> tuple[Judgement, ...]:
    """Those judgements that speak of an incident, of its reports or of its claims, and those that undo one of them."""
    found: list[Judgement] = []
    for judgement in judgements:
        subject = judgement.subject
        anchors = {part["key"] for part in subject.values() if isinstance(part, dict) and "key" in part}
        about = subject.get("claim") in claims or subject.get("incident") == incident or bool(anchors & keys)
        if about or judgement.undoes in {other.number for other in found}:
            found.append(judgement)
    return tuple(found)


def load_report(connection: Connection, id: str) -> ReportEntry:
    """A report by its id, its address (the last that came from there), or its document's or content's hash or eight or more digits of it.

    Raises NotInLedger.
    """
    c = t.reports.c
    row = connection.execute(select(t.reports).where(c.id == id)).mappings().first()
    if row is None and len(id) >= 8:
        hashed = c.key.startswith(id, autoescape=True) | c.document.startswith(id, autoescape=True)
        row = connection.execute(select(t.reports).where(hashed).order_by(c.number)).mappings().first()
        row = row or connection.execute(select(t.reports).where(c.url == id).order_by(c.number.desc())).mappings().first()
    if row is None:
        raise NotInLedger(f"there is no report {id} in the ledger; 'deconflict search' finds reports by their words")
    number = int(row["number"])
    in_order = connection.execute(
        select(t.members.c.incident).join(t.mentions, t.mentions.c.number == t.members.c.mention)
        .where(t.members.c.report == number).order_by(t.mentions.c.main.desc(), t.mentions.c.number)
    ).scalars().all()  # fmt: skip
    found = heads(connection, in_order)
    origins = connection.execute(
        select(t.captures.c.origin).where(t.captures.c.document == row["document"]).order_by(t.captures.c.number)
    ).scalars()
    return ReportEntry(
        load_readings(connection, [number])[number], citations(connection, {number: row})[str(row["id"])],
        tuple(found[incident] for incident in dict.fromkeys(in_order)), tuple(origins),
    )  # fmt: skip


def count(connection: Connection, table: Any, *conditions: Any) -> int:
    """How many rows of a table meet some conditions."""
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar() or 0)
