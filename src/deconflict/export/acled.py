"""ACLED's 31 columns, for records of one's own. ACLED's terms forbid using its data for anything like its own: see docs/exports.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deconflict.export.divisions import division_of
from deconflict.export.facts import CIVILIANS, FORCES, Facts, country_codes, state_name
from deconflict.export.table import Column, Table, one
from deconflict.resources import table
from deconflict.values.actor import Actor
from deconflict.values.place import Precision

_PUBLISHER = "empty: only ACLED can give it"
_SCALE = {
    Precision.SITE: 1,
    Precision.TOWN: 1,
    Precision.NEAR: 2,
    Precision.DISTRICT: 2,
    Precision.ADMIN1: 3,
    Precision.REGION: 3,
    Precision.SECTOR: 3,
}
CIVILIAN = 7


def _events(facts: Facts) -> tuple[str | None, str | None]:
    """Event and sub event type of the kind, by who was attacked where ACLED codes it so."""
    found = table("exports")["kinds"].get(facts.incident.kind.name, {}).get("acled")
    if found == "by victims":
        return _by_victims(facts)
    return (found[0], found[1] or None) if found else (None, None)


def _by_victims(facts: Facts) -> tuple[str | None, str | None]:
    """An armed attack: on forces a clash, on civilians alone violence against them; nothing where neither is told."""
    if facts.opponent is not None or _hit(facts, FORCES):
        return "Battles", "Armed clash"
    return ("Violence against civilians", "Attack") if _hit(facts, CIVILIANS) else (None, None)


def _hit(facts: Facts, group: str) -> bool:
    """Whether some of a group were killed, injured or taken."""
    return any((toll := facts.most_of(name, group)) is not None and toll.best > 0 for name in ("killed", "injured", "captured"))


def _inter(actor: Actor | None) -> int | None:
    """ACLED's number of an actor's sort."""
    found: int | None = table("exports")["acled_inter"].get(actor.kind) if actor else None
    return found


def _second(facts: Facts) -> tuple[str | None, int | None]:
    """The other party: an armed actor by name, or civilians."""
    if facts.opponent is not None:
        return facts.opponent.name, _inter(facts.opponent)
    return ("Civilians", CIVILIAN) if _events(facts)[0] == "Violence against civilians" else (None, None)


def _interaction(facts: Facts) -> int | None:
    """The two numbers side by side, the smaller first; a party alone has 0 behind it."""
    first, second = _inter(facts.actor), _second(facts)[1]
    if first is None:
        return None
    return first * 10 if second is None else min(first, second) * 10 + max(first, second)


def _precision(facts: Facts) -> int | None:
    """1 one day, 2 up to a week, 3 up to a month."""
    days = (facts.days[1] - facts.days[0]).days + 1 if facts.days else 0
    return next((code for most, code in ((0, None), (1, 1), (7, 2), (31, 3)) if days <= most), None)


def _outlets(facts: Facts) -> str | None:
    """The outlets, each once."""
    return "; ".join(dict.fromkeys(report.outlet for report in facts.reports if report.outlet)) or None


def _day(facts: Facts) -> Any:
    """The first day."""
    return facts.days[0] if facts.days else None


def _at(which: int) -> Callable[[Facts], float | None]:
    """A side of the point."""
    return lambda facts: facts.point[which] if facts.point else None


COLUMNS: tuple[Column[Facts], ...] = (
    Column("event_id_cnty", _PUBLISHER),
    Column("event_date", "the first day on which it may have happened, as YYYY-MM-DD", lambda facts: day.isoformat() if (day := _day(facts)) else None),
    Column("year", "its year", lambda facts: day.year if (day := _day(facts)) else None, "integer"),
    Column("time_precision", "1 one day, 2 up to a week, 3 up to a month", _precision, "integer"),
    Column("disorder_type", "follows from the event type", lambda facts: table("exports")["acled_disorder"].get(_events(facts)[0] or "")),
    Column("event_type", "by the kind; an attack with arms is a battle where forces are told among the victims, violence against civilians where civilians alone are, empty where neither is", lambda facts: _events(facts)[0]),
    Column("sub_event_type", "by the kind", lambda facts: _events(facts)[1]),
    Column("actor1", "who did it, by name; empty for descriptions and where sources contradict each other", lambda facts: facts.actor.name if facts.actor else None),
    Column("assoc_actor_1", "empty: not read from reports"),
    Column("inter1", "ACLED's number for the actor's sort: 1 state forces, 2 rebels, 3 political militias; others are not told apart", lambda facts: _inter(facts.actor), "integer"),
    Column("actor2", "the armed actor that was the target, by name; 'Civilians' in violence against civilians", lambda facts: _second(facts)[0]),
    Column("assoc_actor_2", "empty: not read from reports"),
    Column("inter2", "the same number for `actor2`; 7 for civilians", lambda facts: _second(facts)[1], "integer"),
    Column("interaction", "both numbers, the smaller first", _interaction, "integer"),
    Column("civilian_targeting", "'Civilian targeting' in violence against civilians", lambda facts: "Civilian targeting" if _events(facts)[0] == "Violence against civilians" else None),
    Column("iso", "the country's numeric ISO 3166-1 code", lambda facts: country_codes(facts.country)[1], "integer"),
    Column("region", "empty: ACLED's own division of the world"),
    Column("country", "the country's name", lambda facts: state_name(facts.country)),
    Column("admin1", "the first-order division", lambda facts: division_of(facts.place)),
    Column("admin2", "empty: the gazetteer has no second-order divisions"),
    Column("admin3", "empty: the gazetteer has no third-order divisions"),
    Column("location", "the place as the gazetteer names it", lambda facts: facts.place.name if facts.place else None),
    Column("latitude", "degrees north; empty for countries, divisions and regions: ACLED would put a capital there", _at(0), "number"),
    Column("longitude", "degrees east; empty where `latitude` is", _at(1), "number"),
    Column("geo_precision", "1 a town or site, 2 near one, 3 a larger region; empty for a country alone", lambda facts: _SCALE.get(facts.place.precision) if facts.place else None, "integer"),
    Column("source", "the outlets, each once", _outlets),
    Column("source_scale", "empty: ACLED's rating of sources"),
    Column("notes", "the incident in one line", lambda facts: facts.incident.headline),
    Column("fatalities", "the ledger's best estimate of the dead; empty, not 0, where none is told", lambda facts: getattr(facts.toll("killed"), "best", None), "integer"),
    Column("tags", "empty: ACLED's own"),
    Column("timestamp", "empty: the moment of ACLED's own upload", type="integer"),
)  # fmt: skip

EVENTS: Table[Facts] = Table("events", one, COLUMNS)
