"""Readings to a record: lineage first, then incidents, then what their sources make of each attribute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from deconflict.link.incidents import incidents_on, link_readings
from deconflict.link.lineage import lineages_on
from deconflict.model import Attribute, Claim, Incident, Reading, Record, Status
from deconflict.reconcile.corrections import with_corrections
from deconflict.reconcile.estimate import estimate
from deconflict.reconcile.grading import grade_of
from deconflict.reconcile.lines import line_of_report
from deconflict.reconcile.positions import positions_of
from deconflict.reconcile.standing import Standing
from deconflict.reconcile.statements import phrases_in_mouths, share_statements
from deconflict.reconcile.status import status_of
from deconflict.values import Relation, Value
from deconflict.values.text import Text

_ORDER = (
    "kind", "date", "place", "origin", "actor", "attackers", "target", "victim", "means", "launched", "targets_hit", "killed", "injured", "missing", "captured",
    "displaced", "outcome", "damage", "responsibility", "trigger", "context", "control", "duration", "cited", "statement",
)  # fmt: skip
_TYPES = {"Count": "count", "Place": "place", "Time": "time", "Actor": "actor", "Kind": "kind", "Outcome": "outcome", "Text": "text"}


def reconcile(readings: Iterable[Reading], rule: str | None = None) -> Record:
    """The record of some readings, the same for any order in which they come."""
    ordered = tuple(sorted(map(with_corrections, readings), key=lambda reading: (reading.report.moment, reading.report.id)))
    shelf = link_readings(ordered)
    lineages = lineages_on(shelf, ordered)
    line_of = line_of_report(lineages)
    incidents, mains = incidents_on(shelf, ordered, lineages)
    published = {reading.report.id: reading.report.published for reading in ordered}
    spoken = _spoken(ordered, line_of, dict(mains))
    told = tuple(_with_attributes(incident, spoken.get(incident.id, ()), line_of, published, rule) for incident in incidents)
    return Record(ordered, lineages, told, mains, share_statements(ordered))


def _spoken(readings: Sequence[Reading], line_of: Mapping[str, str], mains: Mapping[str, str]) -> dict[str, list[Claim]]:
    """Claims on who used which words, by the main incident of their reports."""
    found: dict[str, list[Claim]] = defaultdict(list)
    by_incident: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.report.id in mains:
            by_incident[mains[reading.report.id]].append(reading)
    for incident, together in by_incident.items():
        if len(together) > 1:
            found[incident].extend(claim for _, claim in phrases_in_mouths(together, line_of))
    return found


def _with_attributes(
    incident: Incident, spoken: Sequence[Claim], line_of: Mapping[str, str], published: Mapping[str, date | None], rule: str | None
) -> Incident:
    """An incident with its attributes, contested ones first."""
    claims = (*(claim for mention in incident.mentions for claim in mention.claims), *spoken)
    attributes = in_order(attributes_of(claims, line_of, published, rule))
    return replace(incident, attributes=attributes, grade=grade_of(incident, attributes, line_of))


def attributes_of(
    claims: Iterable[Claim], line_of: Mapping[str, str], published: Mapping[str, date | None], rule: str | None = None
) -> list[Attribute]:
    """The attributes that the claims on one incident make, in the order in which they are told."""
    groups: dict[tuple[str, str | None], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.attribute, claim.group].append(claim)
    matters = [(name, group, matter) for (name, group), told in groups.items() for matter in matters_of(told)]
    return [attribute_of(name, group, matter, line_of, published, rule) for name, group, matter in matters]


def in_order(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """Attributes as they are read: contested ones first, then in the order of the table, totals before groups."""
    return tuple(sorted(attributes, key=_place_in_order))


def matters_of(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims in free words by what they speak of: those that say nothing of each other are told apart; other values are one matter."""
    if not any(isinstance(claim.value, Text) for claim in claims):
        return [list(claims)] if claims else []
    matters: list[list[Claim]] = []
    for claim in claims:
        related = [
            matter
            for matter in matters
            if not isinstance(claim.value, Text) or any(_speak_of_one(claim.value, other.value) for other in matter)
        ]
        joined = [*(other for matter in related for other in matter), claim]
        matters = [*(matter for matter in matters if matter not in related), joined]
    return matters


def _speak_of_one(value: Value, other: Value) -> bool:
    """Whether two values say something of each other."""
    return value.relation(other) is not Relation.INCOMPARABLE


def _place_in_order(attribute: Attribute) -> tuple[bool, int, str]:
    """Contested attributes first, then in the order of the table, totals before groups."""
    return attribute.status is not Status.CONTESTED, _ORDER.index(attribute.name), attribute.group or ""


def attribute_of(
    name: str,
    group: str | None,
    claims: Sequence[Claim],
    line_of: Mapping[str, str],
    published: Mapping[str, date | None],
    rule: str | None = None,
) -> Attribute:
    """One attribute of an incident from the claims on it."""
    standing = Standing(claims)
    positions = positions_of(claims, line_of, standing)
    status = status_of(name, positions, published, standing)
    chosen = estimate(positions, status, published, rule, line_of)
    return Attribute(
        name,
        type_of(positions[0].value),
        group,
        status,
        chosen.best,
        chosen.low,
        chosen.high,
        chosen.rule,
        positions,
        chosen.how,
        chosen.by_rule,
    )


def type_of(value: Value) -> str:
    """The name of a value's type in the record."""
    return _TYPES[type(value).__name__]
