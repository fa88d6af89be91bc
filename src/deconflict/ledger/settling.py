"""Incidents settled: what their sources make of each attribute, kept as rows, and what changed noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from deconflict.ledger import tables as t
from deconflict.ledger.facets import facets_of, head_of
from deconflict.ledger.history import Cause, State, changes_between, note, note_naming
from deconflict.ledger.incident_ids import Birth, Naming
from deconflict.ledger.judged import Judgement, Verdicts, settled_values
from deconflict.ledger.pen import Pen
from deconflict.ledger.readings import write_rows
from deconflict.ledger.rows import Row
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.values import claim_id, pack, type_name
from deconflict.link.incidents import incident_of_mentions
from deconflict.model import Attribute, Claim, Incident, Mention, Position, Reading, Report, Status
from deconflict.reconcile.grading import grade_of
from deconflict.reconcile.reconcile import attributes_of, in_order
from deconflict.reconcile.statements import phrases_in_mouths

BY_A_PERSON = "by a person"
"""The name of the rule by which a judgement gives the best value."""
_JUDGED = "set by a person"
_DERIVED = tuple(delete(table).where(table.c.incident == bindparam("wanted")) for table in (t.attributes, t.positions, t.facets))
_TOLD = (
    select(t.mentions.c.number, t.mentions.c.report, t.mentions.c.place, t.mentions.c.main, t.reports.c.key)
    .join(t.members, t.members.c.mention == t.mentions.c.number)
    .join(t.reports, t.reports.c.number == t.mentions.c.report)
    .where(t.members.c.incident == bindparam("wanted"))
    .order_by(t.mentions.c.number)
)
_THIS = update(t.incidents).where(t.incidents.c.id == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A mention of an incident with the reading that it stands in: ``place`` is its number, ``number`` that of its report."""

    place: int
    number: int
    key: str
    reading: Reading
    mention: Mention
    main: bool

    def claims(self) -> Iterator[tuple[int, Claim]]:
        """The mention's claims with their numbers among all of the report's."""
        numbered = enumerate((mention, claim) for mention in self.reading.mentions for claim in mention.claims)
        return ((number, claim) for number, (mention, claim) in numbered if mention is self.mention)


def settle(pen: Pen, shelf: SqlShelf, verdicts: Verdicts, naming: Naming, cause: Cause) -> None:
    """Settle every live incident of a naming, and clear what was worked out for the others."""
    for id in (*naming.merged, *naming.removed):
        _clear(pen, id)
    note_naming(pen, naming, cause)
    for id in naming.live:
        _settle_one(pen, shelf, verdicts, id, cause, naming.born.get(id) or State.of(pen.connection, id, shelf.before.get(id)))


def _settle_one(pen: Pen, shelf: SqlShelf, verdicts: Verdicts, id: str, cause: Cause, before: Birth | State) -> None:
    """Work out one incident, write it, and note what is other than before."""
    tellings = _tellings(pen, id)
    incident = _worked_out(id, tellings, shelf.lines({telling.reading.report.id for telling in tellings}), verdicts)
    if isinstance(before, State):
        _clear(pen, id)
    reports = [telling.reading.report for telling in tellings]
    attributes = _write(pen, incident, tellings, reports)
    after = State.told(before.version, {report.id for report in reports}, attributes, incident.headline)
    head = {**head_of(incident, reports), "grade": _grade(incident)}
    if before == after:
        pen.connection.execute(_THIS, {"wanted": id, **head})
        return
    pen.connection.execute(_THIS, {"wanted": id, **head, "version": after.version + 1, "updated": pen.at, "maker": pen.maker})
    note(pen, id, after.version + 1, cause, changes_between(before, after) if isinstance(before, State) else ())


def _tellings(pen: Pen, id: str) -> list[_Telling]:
    """The mentions of an incident, in the order of their reports' publication."""
    rows = pen.connection.execute(_TOLD, {"wanted": id}).all()
    readings = pen.remembered.get(pen.connection, {row.report for row in rows})
    told = [
        _Telling(row.number, row.report, row.key, readings[row.report], readings[row.report].mentions[row.place], bool(row.main))
        for row in rows
    ]
    return sorted(told, key=lambda telling: (telling.reading.report.moment, telling.reading.report.id))


def _worked_out(id: str, tellings: Sequence[_Telling], line_of: Mapping[str, str], verdicts: Verdicts) -> Incident:
    """An incident with its attributes: claims read wrongly are left out, values that people set are put in."""
    heard = [_without_wrong(telling, verdicts.wrong) for telling in tellings]
    incident = incident_of_mentions(id, [(telling.mention, telling.main) for telling in heard], line_of, {})
    mains = [telling.reading for telling in heard if telling.main]
    spoken = [claim for _, claim in phrases_in_mouths(mains, line_of)] if len(mains) > 1 else []
    claims = [*(claim for telling in heard for claim in telling.mention.claims), *spoken]
    published = {telling.reading.report.id: telling.reading.report.published for telling in heard}
    attributes = attributes_of(claims, line_of, published)
    places = {telling.place for telling in heard}
    judgements = [judgement for mention, judgement in verdicts.values if mention in places]
    told = in_order(_judged(attributes, judgements))
    return replace(incident, attributes=told, grade=grade_of(incident, told, line_of))


def _without_wrong(telling: _Telling, wrong: frozenset[str]) -> _Telling:
    """A mention without the claims that a person found to be read wrongly."""
    if not wrong:
        return telling
    claims = tuple(claim for claim in telling.mention.claims if claim_id(telling.key, claim) not in wrong)
    return replace(telling, mention=replace(telling.mention, claims=claims))


def _judged(attributes: Sequence[Attribute], judgements: Iterable[Judgement]) -> list[Attribute]:
    """Attributes with the values that people set; one that no report tells of is added."""
    judged = {key: judgement.subject for key, judgement in settled_values(judgements).items()}
    told = []
    for attribute in attributes:
        subject = judged.pop((attribute.name, attribute.group), None)
        told.append(attribute if subject is None else replace(attribute, best=subject["best"], rule=BY_A_PERSON, how=_JUDGED))
    untold = [
        Attribute(name, subject["type"], group, Status.SOLE, subject["best"], None, None, BY_A_PERSON, (), _JUDGED)
        for (name, group), subject in judged.items()
    ]
    return [*told, *untold]


def _clear(pen: Pen, id: str) -> None:
    """Take out what was worked out for an incident."""
    for clearing in _DERIVED:
        pen.connection.execute(clearing, {"wanted": id})


def _write(pen: Pen, incident: Incident, tellings: Sequence[_Telling], reports: Sequence[Report]) -> list[Row]:
    """Write an incident's attributes and positions, and what it is found by; the rows of the attributes."""
    numbers = {id(claim): (telling.number, number) for telling in tellings for number, claim in telling.claims()}
    report_of = {telling.reading.report.id: telling.number for telling in tellings}
    attributes, positions = [], []
    for number, attribute in enumerate(incident.attributes):
        attributes.append(_attribute_row(incident.id, number, attribute))
        for place, position in enumerate(attribute.positions):
            claims = [numbers.get(id(claim)) or _whole(claim, report_of[claim.span.report]) for claim in position.claims]
            positions.append(_position_row(incident.id, number, place, position, claims))
    for table, rows in ((t.attributes, attributes), (t.positions, positions), (t.facets, facets_of(incident, reports))):
        write_rows(pen.connection, table, rows)
    return attributes


def _attribute_row(id: str, number: int, attribute: Attribute) -> dict[str, Any]:
    """One attribute's row."""
    return {
        "incident": id, "number": number, "name": attribute.name, "grp": attribute.group, "type": attribute.type, "status": str(attribute.status),
        "best": _packed(attribute.best), "low": _packed(attribute.low), "high": _packed(attribute.high), "rule": attribute.rule,
        "how": attribute.how, "by_rule": pack(attribute.by_rule),
    }  # fmt: skip


def _grade(incident: Incident) -> str | None:
    """An incident's grade as JSON."""
    return pack([incident.grade.name, incident.grade.reasons]) if incident.grade is not None else None


def _packed(value: object) -> str | None:
    """A number or some words as JSON; nothing for nothing."""
    return None if value is None else pack(value)


def _position_row(id: str, attribute: int, number: int, position: Position, claims: Sequence[Any]) -> dict[str, Any]:
    """One position's row; its claims by report and number, those that come of comparing reports whole."""
    return {
        "incident": id, "attribute": attribute, "number": number, "value": pack(position.value), "text": position.text, "lines": position.lines,
        "claims": pack(claims),
    }  # fmt: skip


def _whole(claim: Claim, report: int) -> dict[str, Any]:
    """A claim that no single report makes, as plain data."""
    return {
        "report": report, "attribute": claim.attribute, "grp": claim.group, "type": type_name(claim.value), "value": pack(claim.value),
        "part": str(claim.span.part), "start": claim.span.start, "end": claim.span.end, "quote": claim.quote, "modality": str(claim.modality), "attribution": None,
    }  # fmt: skip
