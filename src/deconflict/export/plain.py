"""The ledger's own tables, for spreadsheets and data frames: incidents, estimates, claims with their evidence, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from deconflict.export.divisions import division_of
from deconflict.export.facts import Facts, state_name
from deconflict.export.table import CellType, Column, Table, one
from deconflict.model import Attribute, Claim, Report


def _toll(name: str, bound: str) -> Callable[[Facts], int | None]:
    """A bound of a total."""
    return lambda facts: getattr(facts.toll(name), bound, None)


def _tolls() -> Iterator[Column[Facts]]:
    """The totals with their bounds."""
    for name in ("killed", "injured", "missing", "captured"):
        for bound, means in (("low", "the lower bound of"), ("best", "the best estimate of"), ("high", "the upper bound of")):
            yield Column(f"{name}_{bound}", f"{means} people {name}; empty where none is told", _toll(name, bound), "integer")


def _contested(facts: Facts) -> str | None:
    """What sources contradict each other on."""
    return "; ".join(dict.fromkeys(attribute.name for attribute in facts.incident.attributes if attribute.status == "contested")) or None


INCIDENTS: Table[Facts] = Table("incidents", one, (
    Column("id", "the ledger's id, which lasts", lambda facts: facts.head.id),
    Column("kind", "the kind in the ledger's taxonomy", lambda facts: facts.incident.kind.name),
    Column("headline", "the incident in one line", lambda facts: facts.incident.headline),
    Column("background", "whether reports only look back to it", lambda facts: facts.head.background, "boolean"),
    Column("date_from", "the first day on which it may have happened; never the day of publication", lambda facts: facts.days and facts.days[0].isoformat()),
    Column("date_to", "the last such day", lambda facts: facts.days and facts.days[1].isoformat()),
    Column("place", "the place as the gazetteer names it", lambda facts: facts.place.show() if facts.place else None),
    Column("place_precision", "how exactly it is told: country, region, sector, admin1, district, near, town, site, unknown", lambda facts: str(facts.place.precision) if facts.place else None),
    Column("division", "the first-order division", lambda facts: division_of(facts.place)),
    Column("country", "an ISO 3166-1 code", lambda facts: facts.country),
    Column("country_name", "the country's name", lambda facts: state_name(facts.country)),
    Column("latitude", "degrees north; empty for countries, divisions and regions: a centre is no place", lambda facts: facts.point[0] if facts.point else None, "number"),
    Column("longitude", "degrees east; empty where `latitude` is", lambda facts: facts.point[1] if facts.point else None, "number"),
    Column("actor", "who did it, by name; a description is in `estimates`", lambda facts: facts.actor.name if facts.actor else None),
    *_tolls(),
    Column("reports", "how many reports tell of it", lambda facts: len(facts.reports), "integer"),
    Column("lines_of_reporting", "how many of them are independent of each other: copies and rewrites count once", lambda facts: facts.incident.lines, "integer"),
    Column("contested", "the attributes on which sources contradict each other", _contested),
    Column("outlets", "who published them, each once", lambda facts: "; ".join(dict.fromkeys(report.outlet for report in facts.reports if report.outlet)) or None),
    Column("updated", "when it last changed in the ledger, in UTC", lambda facts: facts.head.updated),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Of:
    """A thing of an incident."""

    facts: Facts
    attribute: Attribute
    claim: Claim | None = None
    position: int = 0


def _estimates(facts: Facts) -> Iterator[_Of]:
    """Every attribute."""
    return (_Of(facts, attribute) for attribute in facts.incident.attributes)


def _shown(name: str) -> Callable[[_Of], str | None]:
    """A bound in words: of another type from one attribute to the next."""
    return lambda row: None if (value := getattr(row.attribute, name)) is None else str(value)


ESTIMATES: Table[_Of] = Table("estimates", _estimates, (
    Column("incident", "the ledger's id of the incident", lambda row: row.facts.head.id),
    Column("attribute", "its name", lambda row: row.attribute.name),
    Column("type", "count, place, time, actor, kind, outcome or text", lambda row: row.attribute.type),
    Column("group", "of whom it speaks; empty for totals", lambda row: row.attribute.group),
    Column("status", "agreed, refined, updated, contested or sole", lambda row: str(row.attribute.status)),
    Column("best", "the value to go on with", _shown("best")),
    Column("low", "the lower bound of a count", _shown("low")),
    Column("high", "the upper bound of a count; empty where none is told", _shown("high")),
    Column("rule", "the rule that picked `best`", lambda row: row.attribute.rule),
    Column("positions", "how many values there are that cannot be true together, or are told apart", lambda row: len(row.attribute.positions), "integer"),
    Column("reports", "how many reports speak of it", lambda row: len({report for position in row.attribute.positions for report in position.reports}), "integer"),
))  # fmt: skip


def _claims(facts: Facts) -> Iterator[_Of]:
    """Every claim, by attribute and position."""
    for attribute in facts.incident.attributes:
        for number, position in enumerate(attribute.positions, 1):
            yield from (_Of(facts, attribute, claim, number) for claim in position.claims)


def _of_claim(pick: Callable[[Claim], Any]) -> Callable[[_Of], Any]:
    """A column on the claim."""
    return lambda row: None if row.claim is None else pick(row.claim)


def _about(name: str, means: str, pick: Callable[[Claim], Any], type: CellType = "string") -> Column[_Of]:
    """A column on the claim."""
    return Column(name, means, _of_claim(pick), type)


CLAIMS: Table[_Of] = Table("claims", _claims, (
    Column("id", "by what the claim is quoted and judged", lambda row: row.facts.entry.claim_id(row.claim) if row.claim else None),
    Column("incident", "the ledger's id of the incident", lambda row: row.facts.head.id),
    Column("attribute", "the attribute that it speaks of", lambda row: row.attribute.name),
    Column("group", "of whom it speaks; empty for totals", lambda row: row.attribute.group),
    Column("position", "which of the attribute's positions it belongs to, from 1", lambda row: row.position, "integer"),
    _about("value", "its value in a few words", lambda claim: claim.value.show()),
    _about("quote", "the report's words that carry it", lambda claim: claim.quote),
    _about("modality", "how firmly it is put", lambda claim: str(claim.modality)),
    _about("speaker", "who is cited for it", lambda claim: claim.attribution[0].speaker if claim.attribution else None),
    _about("speaker_kind", "named, anonymous, outlet or official", lambda claim: str(claim.attribution[0].kind) if claim.attribution else None),
    _about("report", "the report's id", lambda claim: claim.span.report),
    _about("part", "text or title", lambda claim: str(claim.span.part)),
    _about("start", "where its words begin, in code points of the text as read", lambda claim: claim.span.start, "integer"),
    _about("end", "where they end, exclusive", lambda claim: claim.span.end, "integer"),
))  # fmt: skip


def _line_of(facts: Facts, report: Report) -> str | None:
    """The line of reporting that a report belongs to."""
    return next((lineage.id for lineage in facts.entry.lineages if report.id in lineage.reports), None)


def _reports(facts: Facts) -> Iterator[tuple[Facts, Report]]:
    """Every report that tells of it."""
    return ((facts, report) for report in facts.reports)


REPORTS: Table[tuple[Facts, Report]] = Table("reports", _reports, (
    Column("incident", "the ledger's id of the incident", lambda row: row[0].head.id),
    Column("report", "the report's id", lambda row: row[1].id),
    Column("outlet", "who published it", lambda row: row[1].outlet),
    Column("title", "its title", lambda row: row[1].title),
    Column("author", "its author", lambda row: row[1].author),
    Column("published", "when it was published, with the hour where that is known", lambda row: row[1].published.isoformat() if row[1].published else None),
    Column("language", "an ISO 639-1 code", lambda row: row[1].language),
    Column("url", "its address", lambda row: row[1].url),
    Column("line_of_reporting", "reports with the same one are copies or rewrites of each other", lambda row: _line_of(*row)),
    Column("sha256", "of the document as fetched", lambda row: row[0].entry.citations[row[1].id].document),
    Column("added", "when it came into the ledger", lambda row: row[0].entry.citations[row[1].id].added),
))  # fmt: skip

TABLES: tuple[Table[Any], ...] = (INCIDENTS, ESTIMATES, CLAIMS, REPORTS)
