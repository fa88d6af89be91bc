"""PLOVER: one event an incident, with an actor, as JSON."""

from __future__ import annotations

from typing import Any

from deconflict import __version__
from deconflict.export.facts import Facts, country_codes
from deconflict.export.table import Column, Table, one
from deconflict.model import Status
from deconflict.resources import table
from deconflict.values.actor import Actor


def plover_code(facts: Facts) -> list[Any] | None:
    """Event, mode and quad code of the kind."""
    found: list[Any] | None = table("exports")["kinds"].get(facts.incident.kind.name, {}).get("plover")
    return found


def _actor(facts: Facts) -> str | None:
    """Who did it, by name or as described; nobody where sources contradict each other on it."""
    attribute = facts.attribute("actor")
    actor = facts.value("actor", Actor) if attribute is not None and attribute.status is not Status.CONTESTED else None
    return actor.name if actor else None


def _recipient(facts: Facts) -> str | None:
    """The armed actor that was the target."""
    return facts.opponent.name if facts.opponent else None


def _place(facts: Facts) -> dict[str, Any] | None:
    """The place with its codes."""
    place = facts.place
    if place is None:
        return None
    lat, lon = facts.point or (None, None)
    return {
        "name": place.show(), "precision": str(place.precision), "country": country_codes(place.country)[0], "geonameid": place.geonameid, "lat": lat, "lon": lon,
    }  # fmt: skip


def _evidence(facts: Facts) -> str | None:
    """The words that tell of the happening in the first report."""
    mention = facts.incident.mentions[0] if facts.incident.mentions else None
    reading = next((reading for reading in facts.entry.readings if mention and reading.report.id == mention.report), None)
    return reading.report.quote(mention.anchor) if mention and reading else None


def _lacks(facts: Facts) -> str | None:
    """PLOVER's required fields that an incident has nothing for."""
    if facts.days is None:
        return "no day told: PLOVER requires a date"
    if _actor(facts) is None:
        return "no actor told: PLOVER requires one"
    return None if plover_code(facts) else "no event of PLOVER's is of this kind"


EVENTS: Table[Facts] = Table("events", one, (
    Column("id", "the ledger's id", lambda facts: facts.head.id),
    Column("has_event", "true", lambda facts: True, "boolean"),
    Column("date", "the first day on which it may have happened", lambda facts: facts.days and facts.days[0].isoformat()),
    Column("time", "null: hours are kept as a range in the ledger"),
    Column("enddate", "the last day, where there is more than one", lambda facts: facts.days[1].isoformat() if facts.days and facts.days[1] != facts.days[0] else None),
    Column("endtime", "null: as `time`"),
    Column("actor", "who did it, by name or in the words of reports; an incident for which none is told is left out, for PLOVER requires one", _actor),
    Column("recipient", "the armed actor that was the target, where the words for the target name one", _recipient),
    Column("event", "PLOVER's event for the kind (`resources/exports.toml`)", lambda facts: (plover_code(facts) or [None])[0]),
    Column("event_loc", "the place with its ISO and GeoNames codes; no point for countries, divisions and regions", _place),
    Column("event_text", "the words that tell of the happening in the first report", _evidence),
    Column("quad_code", "3 verbal conflict, 4 material conflict", lambda facts: (plover_code(facts) or [None] * 3)[2], "integer"),
    Column("event_scale", "null: a weight that the ledger does not give"),
    Column("mode", "PLOVER's mode for the kind; null where the kind has none", lambda facts: ((plover_code(facts) or ["", ""])[1]) or None),
    Column("context", "empty list: contexts are not read from reports", lambda facts: [], "list"),
    Column("link", "the addresses of the reports", lambda facts: [report.url for report in facts.reports if report.url], "list"),
    Column("text", "the incident in one line", lambda facts: facts.incident.headline),
    Column("text_info", "null: texts are with their outlets; `jsonl` has the quotes"),
    Column("cite_info", "by what each report can be found again", lambda facts: [f"{report.outlet or report.id}, {report.day or 'no day'}, sha256:{facts.entry.citations[report.id].document}" for report in facts.reports], "list"),
    Column("coder", "the program and its version", lambda facts: f"deconflict {__version__}"),
    Column("coded_date", "the day on which the incident last changed in the ledger", lambda facts: facts.head.updated[:10]),
    Column("coded_time", "the time of that, in UTC", lambda facts: facts.head.updated[11:19]),
    Column("comment", "what sources contradict each other on", lambda facts: "contested: " + ", ".join(sorted({a.name for a in facts.incident.attributes if a.status == 'contested'})) if facts.head.contested else None),
), _lacks)  # fmt: skip
