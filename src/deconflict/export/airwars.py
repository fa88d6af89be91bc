"""Airwars: its six tables of civilian harm. What Airwars' own assessors sign or code stays empty; its grade is the ledger's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from deconflict.export.divisions import division_of
from deconflict.export.facts import CIVILIANS, FORCES, Facts, named, state_name
from deconflict.export.table import Column, Table, one
from deconflict.ledger.answers import Citation, Toll
from deconflict.model import Attribute, Claim, Report
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.count import Count
from deconflict.values.folding import fold
from deconflict.values.place import Precision
from deconflict.values.text import Text

_ASSESSED = "empty: Airwars' assessors give it"
_SITE = "empty: a field of Airwars' own site"
_TAXONOMY = "empty: a term of Airwars' own taxonomy"
_NOT_READ = "empty: not read from reports"
_HARM = ("killed", "injured")
_RANGES = {
    "civilian_non_combatants": CIVILIANS, "children": "children", "women": "women", "men": None, "belligerents": FORCES,
    "persons_directly_participating_in_hostilities": "attackers",
}  # fmt: skip
_ACCURACY = {
    Precision.COUNTRY: None, Precision.ADMIN1: "Province/governorate", Precision.DISTRICT: "District", Precision.TOWN: "Town",
    Precision.NEAR: "Town", Precision.SITE: "Nearby landmark",
}  # fmt: skip
_AGE = re.compile(r"\b(\d{1,3})-year-old\b|,\s*(\d{1,3})\s*(?:,|$)")


def slug(name: str | None) -> str | None:
    """A name as Airwars' slugs are written."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") if name else None


def _empty(names: str, why: str) -> list[Column[Any]]:
    """Columns that stay empty."""
    return [Column(name, why) for name in names.split()]


def _named(name: str, means: str, value: Callable[[Any], str | None] | None = None) -> list[Column[Any]]:
    """A name and its slug."""
    told = None if value is None else (lambda row: slug(value(row)))
    return [Column(f"{name}_name", means, value), Column(f"{name}_slug", "the same as a slug" if value else means, told)]


def _range(facts: Facts, harm: str, group: str | None, bound: str) -> int | None:
    """A bound of one group's killed or injured."""
    toll = facts.most_of(harm, group) if group else None
    return None if toll is None else _bound(toll, bound)


def _bound(toll: Toll, bound: str) -> int | None:
    """Minimum or maximum."""
    return toll.low if bound == "min" else toll.high


def _ranges() -> Iterator[Column[Facts]]:
    """The ranges of killed and injured by group."""
    for name, group in _RANGES.items():
        for harm in _HARM:
            for bound in ("min", "max"):
                means = f"{'least' if bound == 'min' else 'most'} {harm} of the group '{group}' or one within it, as told; people told without a group are in `casualties`"
                value = None if group is None else (lambda facts, h=harm, g=group, b=bound: _range(facts, h, g, b))
                yield Column(f"killed_injured_{name}_{harm}_{bound}", means if group else "empty: reports say 'men' of people in general", value, "integer")  # fmt: skip


def _time(facts: Facts, which: str) -> str | None:
    """An hour of the day."""
    if facts.time is None or (facts.time.opens, facts.time.closes) == (0.0, 24.0):
        return None
    hours = getattr(facts.time, which) % 24
    return f"{int(hours):02d}:{round(hours % 1 * 60):02d}"


def _first(facts: Facts) -> Report | None:
    """The report that was published first."""
    return min((report for report in facts.reports if report.published), key=lambda report: report.moment, default=None)


def _harmed(facts: Facts) -> bool | None:
    """Whether anybody tells of civilians killed or injured."""
    tolls = [facts.most_of(harm, CIVILIANS) for harm in _HARM]
    return any(toll.best > 0 for toll in tolls if toll is not None) if any(tolls) else None


def _grade(facts: Facts) -> str | None:
    """The provisional grade, where somebody is told to be killed or injured."""
    return facts.incident.grade.name if facts.incident.grade and any(told.name in _HARM for told in facts.incident.attributes) else None


INCIDENTS: Table[Facts] = Table("incidents", one, (
    *_empty("post_id post_status post_published post_modified permalink code previous_codes", _SITE),
    Column("date_type", "'single' or 'range'; empty where no day is told", lambda facts: None if facts.days is None else "single" if facts.days[0] == facts.days[1] else "range"),
    Column("date", "the first day on which it may have happened; never the day of publication", lambda facts: facts.days and facts.days[0].isoformat()),
    Column("date_end", "the last day, of a range", lambda facts: facts.days[1].isoformat() if facts.days and facts.days[0] != facts.days[1] else None),
    Column("local_time_type", "'range' where hours are told", lambda facts: "range" if _time(facts, "opens") else None),
    Column("local_time", "empty: hours are kept as a range"),
    Column("local_time_start", "the first hour, as told", lambda facts: _time(facts, "opens")),
    Column("local_time_end", "the last hour, as told", lambda facts: _time(facts, "closes")),
    Column("local_time_of_day", _NOT_READ),
    Column("local_first_reported_date_time", "when the first report was published", lambda facts: (first := _first(facts)) and str(first.published)),
    Column("local_first_reported_by", "its outlet", lambda facts: (first := _first(facts)) and first.outlet),
    Column("local_first_reported_url", "its address", lambda facts: (first := _first(facts)) and first.url),
    *_named("country", "the country's name", lambda facts: state_name(facts.country)),
    Column("location_name", "the place as the gazetteer names it", lambda facts: facts.place.show() if facts.place else None),
    *_empty("location_name_arabic location_name_hebrew location_name_ukrainian", "empty: names are kept in one writing"),
    Column("region", "the first-order division", lambda facts: division_of(facts.place)),
    *_named("strike_status", _ASSESSED),
    *_named("infrastructure", "empty: see the table `infrastructure`"),
    *_named("strike_type", "the ledger's kind, in its own words", lambda facts: facts.incident.kind.name),
    *_named("targeted_belligerent", "the armed actor that was the target, where it is named", lambda facts: facts.opponent.name if facts.opponent else None),
    *_named("observation", _TAXONOMY),
    *_named("impact", _TAXONOMY),
    Column("total_strikes", _NOT_READ, type="integer"),
    Column("civilian_harm_reported", "whether civilians, or a group of them, are told to be killed or injured; empty where nothing is said of them", _harmed, "boolean"),
    *_named("civilian_harm_status", "the ledger's grade in Airwars' terms, which no assessor has signed off (its reasons are in `jsonl`); empty where nobody is told to be harmed", _grade),
    *_named("cause_of_death_injury", _TAXONOMY),
    Column("geolocated", "whether there is a point", lambda facts: facts.point is not None, "boolean"),
    Column("latitude", "degrees north; empty for countries, divisions and regions: a centre is no place", lambda facts: facts.point[0] if facts.point else None, "number"),
    Column("longitude", "degrees east; empty where `latitude` is", lambda facts: facts.point[1] if facts.point else None, "number"),
    *_named("geolocation_status", _ASSESSED),
    *_named("geolocation_accuracy", "how exactly the place is told, in Airwars' words up to 'Nearby landmark'; finer steps are its assessors'", lambda facts: _ACCURACY.get(facts.place.precision) if facts.place else None),
    Column("geojson_caption", _SITE),
    Column("geolocation_notes", "the places as reports write them, each once", lambda facts: "; ".join(dict.fromkeys(claim.quote for claim in facts.claims("place"))) or None),
    *_empty("geolocation_notes_internal geolocation_sign_off_assessor geolocation_sign_off_date_time num_media", _ASSESSED),
    *_empty("num_victims num_victims_named num_victims_named_english num_victims_named_arabic num_victims_named_hebrew num_victims_named_ukrainian num_reconciled num_families num_individuals victim_average_age", "empty: Airwars counts it over its own table of victims"),
    *_empty("declassified_assessment press_release", _SITE),
    *_ranges(),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Belligerent:
    """An actor that reports name as the one who did it, and what it concedes itself."""

    actor: Actor
    killed: tuple[Count, ...]
    injured: tuple[Count, ...]
    statements: tuple[str, ...]


def _belligerents(facts: Facts) -> Iterator[_Belligerent]:
    """The actors that are told to have done it, each once."""
    actors = dict.fromkeys(claim.value for claim in facts.claims("actor") if isinstance(claim.value, Actor) and named(claim.value))
    for actor in actors:
        said = [claim for claim in facts.claims() if _says(actor, claim)]
        conceded = {harm: tuple(claim.value for claim in said if claim.attribute == harm and _of_civilians(claim)) for harm in _HARM}
        counts = {harm: tuple(value for value in values if isinstance(value, Count)) for harm, values in conceded.items()}
        yield _Belligerent(actor, counts["killed"], counts["injured"], tuple(dict.fromkeys(claim.quote for claim in said)))


def _says(actor: Actor, claim: Claim) -> bool:
    """Whether a claim is put down to an actor, or to a part of it."""
    speaker = claim.attribution[0].speaker if claim.attribution else None
    found = Actor.parse(speaker) if speaker else None
    return found is not None and found.known and found.relation(actor) in {Relation.SAME, Relation.REFINES}


def _of_civilians(claim: Claim) -> bool:
    """Whether a claim counts civilians."""
    from deconflict.values.people import wholes  # noqa: PLC0415

    return claim.group == CIVILIANS or CIVILIANS in wholes(claim.group)


def _least(counts: Iterable[Count]) -> int | None:
    """The lowest number conceded."""
    return min((count.low for count in counts), default=None)


def _most(counts: Iterable[Count]) -> int | None:
    """The highest number conceded; None where one has no end."""
    highs = [count.high for count in counts]
    return None if not highs or None in highs else max(high for high in highs if high is not None)


BELLIGERENTS: Table[_Belligerent] = Table("belligerents", _belligerents, (
    Column("belligerent_id", _SITE),
    Column("belligerent_name", "an actor that is told, by name, to have done it", lambda row: row.actor.name),
    Column("belligerent_slug", "the same as a slug", lambda row: slug(row.actor.name)),
    Column("type", "always 'Suspected': the ledger says who is told to have done it, not who did", lambda row: "Suspected"),
    *_named("assessment", "empty: the belligerent's own assessment is not read from reports"),
    Column("deaths_conceded_min", "the lowest number of civilians killed that this actor is cited for", lambda row: _least(row.killed), "integer"),
    Column("deaths_conceded_max", "the highest such number", lambda row: _most(row.killed), "integer"),
    Column("injuries_conceded_min", "the lowest number of civilians injured that this actor is cited for", lambda row: _least(row.injured), "integer"),
    Column("injuries_conceded_max", "the highest such number", lambda row: _most(row.injured), "integer"),
    *_empty("location mgrs_coordinate mgrs_accuracy", _NOT_READ),
    Column("civcas_statements", "the words of claims for which this actor is cited", lambda row: " | ".join(row.statements) or None),
    Column("strike_reports", _NOT_READ),
))  # fmt: skip


def _victims(facts: Facts) -> Iterator[Claim]:
    """What is told of single people who were killed or injured."""
    return (claim for claim in facts.claims("victim") if (claim.group or "").split(" ")[0] in _HARM)


def _words(claim: Claim) -> str:
    """The words for a victim."""
    return (isinstance(claim.value, Text) and claim.value.shown) or claim.quote


def _victim_name(claim: Claim) -> str | None:
    """The name, where the words are one."""
    words = _AGE.sub("", _words(claim)).strip(" ,").split()
    return " ".join(words) if len(words) > 1 and all(word[0].isupper() for word in words) else None


def _age(claim: Claim) -> int | None:
    """The age in years, where it is told."""
    match = _AGE.search(_words(claim))
    return int(match[1] or match[2]) if match else None


VICTIMS: Table[Claim] = Table("victims", _victims, (
    Column("name", "the name, where the words are one", _victim_name),
    *_empty("name_arabic name_hebrew name_ukrainian", "empty: names are kept in one writing"),
    *_empty("gender pregnant age", _NOT_READ),
    Column("exact_age", "the age in years, where it is told beside the person", _age, "integer"),
    Column("killed_or_injured", "which of the two is told", lambda claim: (claim.group or "").split(" ")[0]),
    Column("additional_notes", "the report's words", lambda claim: claim.quote),
    *_empty("url reconciliation_id group_code in_group num_group_members hash", _SITE),
))  # fmt: skip

Sourced = tuple[Report, Citation]


def _sources(facts: Facts) -> Iterator[Sourced]:
    """Every report, with its hashes."""
    return ((report, facts.entry.citations[report.id]) for report in facts.reports)


SOURCES: Table[Sourced] = Table("sources", _sources, (
    *_empty("post_id post_status permalink code", _SITE),
    Column("date", "the day of publication", lambda row: row[0].day.isoformat() if row[0].day else None),
    Column("name", "the outlet, or the report's id where none is told", lambda row: row[0].outlet or row[0].id),
    Column("language", "an ISO 639-1 code", lambda row: row[0].language),
    Column("url", "the report's address", lambda row: row[0].url),
    Column("archive_url", _SITE),
    Column("media", _SITE),
    Column("hash", "the SHA-256 of the document as fetched", lambda row: row[1].document),
))  # fmt: skip


def _casualties(facts: Facts) -> Iterator[tuple[str | None, Attribute | None, Attribute | None]]:
    """Killed and injured by group; the total has none."""
    groups = dict.fromkeys(attribute.group for harm in _HARM for attribute in facts.attributes(harm))
    return ((group, facts.attribute("killed", group), facts.attribute("injured", group)) for group in groups)


def _casualty_bound(at: int, bound: str) -> Callable[[Any], int | None]:
    """A bound of a row of casualties."""
    return lambda row: value if row[at] is not None and isinstance(value := getattr(row[at], bound), int) else None


CASUALTIES: Table[Any] = Table("casualties", _casualties, (
    Column("casualty_type_taxonomy", "'deconflict groups'", lambda row: "deconflict groups"),
    *_named("casualty_type", "the group as reports tell it; 'people' for a total, of whatever status", lambda row: row[0] or "people"),
    *_named("casualty_affiliation", _TAXONOMY),
    Column("while_working", _NOT_READ),
    Column("killed_min", "the lower bound of the killed", _casualty_bound(1, "low"), "integer"),
    Column("killed_max", "the upper bound; empty where reports set none", _casualty_bound(1, "high"), "integer"),
    Column("injured_min", "the lower bound of the injured", _casualty_bound(2, "low"), "integer"),
    Column("injured_max", "the upper bound; empty where reports set none", _casualty_bound(2, "high"), "integer"),
    Column("hash", _SITE),
))  # fmt: skip

INFRASTRUCTURE: Table[Attribute] = Table("infrastructure", lambda facts: facts.attributes("damage"), (
    *_named("infrastructure_group", _TAXONOMY),
    *_named("infrastructure", "what is told to be damaged", lambda row: row.group or str(row.best)),
    *_named("affiliation", _TAXONOMY),
    *_named("declared_target", _NOT_READ),
    *_named("destruction", "the damage in the report's words", lambda row: str(row.best)),
))  # fmt: skip

TABLES = (INCIDENTS, BELLIGERENTS, VICTIMS, SOURCES, CASUALTIES, INFRASTRUCTURE)
