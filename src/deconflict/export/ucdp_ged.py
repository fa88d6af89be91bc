"""UCDP GED: the 49 columns of the Georeferenced Event Dataset, versions 23.1 to 26.1."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from deconflict.export.divisions import division_of
from deconflict.export.facts import Facts, country_codes, state_name
from deconflict.export.sides import Deaths, Sides, deaths_of, sides_of
from deconflict.export.table import Column, Table, one
from deconflict.values.place import Precision

_PUBLISHER = "empty: only UCDP can give it"
_PRECISION = {
    Precision.SITE: 1, Precision.TOWN: 1, Precision.NEAR: 2, Precision.DISTRICT: 3, Precision.ADMIN1: 4, Precision.REGION: 5, Precision.SECTOR: 5,
    Precision.COUNTRY: 6,
}  # fmt: skip
_REGIONS = ((2, 199, "Americas"), (200, 399, "Europe"), (400, 626, "Africa"), (630, 698, "Middle East"), (700, 990, "Asia"))
_DAYS = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))


def day_precision(days: int) -> int | None:
    """UCDP's code for how exactly the day is known, by the length of the interval in days; None for more than a year."""
    return next((code for most, code in _DAYS if days <= most), None)


def grid_cell(lat: float, lon: float) -> int:
    """The PRIO-GRID cell of half a degree that a point lies in, counted from the south-west (Tollefsen and others 2012)."""
    row, column = min(math.floor((lat + 90) * 2), 359), min(math.floor((lon + 180) * 2), 719)
    return row * 720 + column + 1


def _day(facts: Facts, which: int) -> str | None:
    """The first or last day, as UCDP writes moments."""
    return None if facts.days is None else f"{facts.days[which].isoformat()} 00:00:00.000"


def _side(pick: Callable[[Sides], Any]) -> Callable[[Facts], Any]:
    """A column on the sides."""
    return lambda facts: pick(sides_of(facts))


def _dead(pick: Callable[[Deaths], int]) -> Callable[[Facts], int | None]:
    """A column on the dead."""
    return lambda facts: None if (deaths := deaths_of(facts)) is None else pick(deaths)


def _clear(facts: Facts) -> int | None:
    """1 for one exact day and a point."""
    return 1 if facts.point is not None and facts.days is not None and facts.days[0] == facts.days[1] else None


def _region(facts: Facts) -> str | None:
    """UCDP's region by the number of the state."""
    number = country_codes(facts.country)[2]
    return next((name for low, high, name in _REGIONS if number is not None and low <= number <= high), None)


def _joined(pick: Callable[[Any], Any]) -> Callable[[Facts], str | None]:
    """One thing of every report, in the order of their publication."""
    return lambda facts: ";".join(str(pick(report) or "").replace(";", ",") for report in facts.reports)


def _where(facts: Facts) -> str | None:
    """The places as the reports write them, each once."""
    return "; ".join(dict.fromkeys(claim.quote for claim in facts.claims("place"))) or None


def _number(pick: Callable[[tuple[float, float]], Any]) -> Callable[[Facts], Any]:
    """A column on the point."""
    return lambda facts: None if facts.point is None else pick(facts.point)


def _bound(name: str) -> Callable[[Facts], int | None]:
    """A bound of the dead."""
    return lambda facts: getattr(facts.toll("killed"), name, None)


def _article(report: Any) -> str:
    """A report as a citation."""
    return ", ".join(str(part) for part in (report.outlet or report.id, report.day, report.title) if part)


COLUMNS: tuple[Column[Facts], ...] = (
    Column("id", _PUBLISHER, type="integer"),
    Column("relid", _PUBLISHER),
    Column("year", "the year of `date_start`", lambda facts: facts.days[0].year if facts.days else None, "integer"),
    Column("active_year", "empty: UCDP decides it over all events of a dyad and year", type="boolean"),
    Column("code_status", "empty: a state of UCDP's own coding"),
    Column("type_of_violence", "1 state-based, 2 non-state, 3 one-sided; only where both sides go by a name, or a named actor killed civilians and no members of forces are told among the dead", _side(lambda sides: sides.type), "integer"),
    Column("conflict_dset_id", _PUBLISHER),
    Column("conflict_new_id", _PUBLISHER, type="integer"),
    Column("conflict_name", "empty: UCDP's name for a conflict, which no report gives"),
    Column("dyad_dset_id", _PUBLISHER),
    Column("dyad_new_id", _PUBLISHER, type="integer"),
    Column("dyad_name", "the two sides, where both are known", _side(lambda sides: f"{sides.a} - {sides.b}" if sides.a and sides.b else None)),
    Column("side_a_dset_id", _PUBLISHER),
    Column("side_a_new_id", _PUBLISHER, type="integer"),
    Column("side_a", "a state's government before others, else who did it, by name; a description ('gunmen') is no side, and contested actors are left out", _side(lambda sides: sides.a)),
    Column("side_b_dset_id", _PUBLISHER),
    Column("side_b_new_id", _PUBLISHER, type="integer"),
    Column("side_b", "the other side, by name; 'Civilians' in one-sided violence", _side(lambda sides: sides.b)),
    Column("number_of_sources", "how many reports tell of it (copies among them; see `jsonl` for lines of reporting)", lambda facts: len(facts.reports), "integer"),
    Column("source_article", "outlet (the report's id where none is told), day and title of every report, with semicolons between", _joined(_article)),
    Column("source_office", "the outlets, in the same order", _joined(lambda report: report.outlet)),
    Column("source_date", "the days of publication, in the same order", _joined(lambda report: report.day)),
    Column("source_headline", "the titles, in the same order", _joined(lambda report: report.title)),
    Column("source_original", "who is cited, each once", lambda facts: "; ".join(facts.speakers) or None),
    Column("where_prec", "1 town or site, 2 near a town, 3 district, 4 first-order division, 5 region or part of a country, 6 country; empty where no place is known", lambda facts: _PRECISION.get(facts.place.precision) if facts.place else None, "integer"),
    Column("where_coordinates", "the name of the place that the point stands for, as the gazetteer has it", lambda facts: facts.place.name if facts.place else None),
    Column("where_description", "the places as the reports write them, each once", _where),
    Column("adm_1", "the first-order division, by GeoNames", lambda facts: division_of(facts.place)),
    Column("adm_2", "empty: the gazetteer has no second-order divisions"),
    Column("latitude", "degrees north; empty for countries, divisions and regions: a centre is no place", _number(lambda point: point[0]), "number"),
    Column("longitude", "degrees east; empty where `latitude` is", _number(lambda point: point[1]), "number"),
    Column("geom_wkt", "the point as well-known text", _number(lambda point: f"POINT ({point[1]} {point[0]})")),
    Column("priogrid_gid", "the PRIO-GRID cell of the point", _number(lambda point: grid_cell(*point)), "integer"),
    Column("country", "the country's name", lambda facts: state_name(facts.country)),
    Column("country_id", "its Gleditsch-Ward number", lambda facts: country_codes(facts.country)[2], "integer"),
    Column("region", "UCDP's region of that number", _region),
    Column("event_clarity", "1 where one exact day and a point are told; empty otherwise, for 2 means events that reports have added up", _clear, "integer"),
    Column("date_prec", "1 one day, 2 up to 6 days, 3 a week, 4 up to a month, 5 up to a year", lambda facts: day_precision((facts.days[1] - facts.days[0]).days + 1) if facts.days else None, "integer"),
    Column("date_start", "the first day on which it may have happened; empty where none is told: the day of publication is not passed off as it", lambda facts: _day(facts, 0)),
    Column("date_end", "the last day on which it may have happened", lambda facts: _day(facts, 1)),
    Column("deaths_a", "dead of side A: members of state forces or attackers, where it is plain which side is whose", _dead(lambda deaths: deaths.a), "integer"),
    Column("deaths_b", "dead of side B, likewise", _dead(lambda deaths: deaths.b), "integer"),
    Column("deaths_civilians", "the greatest number told of civilians or of one group of them; never a sum, for one group may hold another", _dead(lambda deaths: deaths.civilians), "integer"),
    Column("deaths_unknown", "the rest of `best`; all of it where the groups exceed the total", _dead(lambda deaths: deaths.unknown), "integer"),
    Column("best", "the ledger's best estimate of the dead, by the rule that is stored with it", _bound("best"), "integer"),
    Column("high", "its upper bound; empty where reports set none", _bound("high"), "integer"),
    Column("low", "its lower bound", _bound("low"), "integer"),
    Column("gwnoa", "the Gleditsch-Ward number of side A, where that is a state", _side(lambda sides: sides.state_a and str(sides.state_a))),
    Column("gwnob", "the same of side B", _side(lambda sides: sides.state_b and str(sides.state_b))),
)  # fmt: skip


def no_event(facts: Facts) -> str | None:
    """Why an incident is no event of UCDP's: it takes a death that somebody tells of, also where another source denies it (best 0, high 1)."""
    toll = facts.toll("killed")
    return None if toll is not None and max(toll.best, toll.high or 0) > 0 else "no death told: UCDP counts events with at least one"


EVENTS: Table[Facts] = Table("events", one, COLUMNS, no_event)
