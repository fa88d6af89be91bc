"""What a desk needs to see many incidents at once: their contradictions in a line each, where and when they lie, and what can be chosen among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Filter, Head
from deconflict.ledger.finding import _conditions, head_from, heads
from deconflict.ledger.history import Change, read_changes
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.readings import portions
from deconflict.ledger.values import load, unpack
from deconflict.values.place import Place, Precision

_RADIUS_KM = {Precision.SITE: 1.0, Precision.TOWN: 5.0, Precision.NEAR: 25.0, Precision.DISTRICT: 25.0}
"""How far from its point a place told so exactly may lie; areas give their own extent."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that contradict each other, the outlets that tell it, and how many origins they come from."""

    text: str
    outlets: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A contested attribute of an incident, in a line."""

    attribute: str
    group: str | None
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an incident lies: a point with the ``km`` around it in which it may have happened, or an area (``box``, ``country``) and no point."""

    head: Head
    name: str | None
    precision: str
    lat: float | None
    lon: float | None
    km: float | None
    box: tuple[float, float, float, float] | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Incidents near each other: their middle in degrees, how many they are, how many of them contested; ``only`` the id of a single one."""

    lat: float
    lon: float
    count: int
    contested: int
    only: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """How many incidents a day holds, and how many of them are contested."""

    day: str
    count: int
    contested: int


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a ledger has come: the numbers of its last change, judgement and report. Equal marks, equal ledger."""

    change: int
    judgement: int
    report: int


def mark_of(ledger: Ledger) -> Mark:
    """How far the ledger has come."""
    with ledger._store.reading() as connection:
        last = [connection.execute(select(func.max(table.c.number))).scalar() or 0 for table in (t.changes, t.judgements, t.reports)]
    return Mark(*last)


def differences_of(ledger: Ledger, incidents: Iterable[str]) -> dict[str, tuple[Difference, ...]]:
    """The contested attributes of some incidents, each with its positions and who tells them."""
    found: dict[str, tuple[Difference, ...]] = {}
    with ledger._store.reading() as connection:
        for some in portions(sorted(set(incidents))):
            found |= _differences(connection, some)
    return found


def _differences(connection: Connection, incidents: Sequence[str]) -> dict[str, tuple[Difference, ...]]:
    """The contested attributes of a portion of incidents."""
    a, p = t.attributes.c, t.positions.c
    rows = connection.execute(
        select(a.incident, a.number, a.name, a.grp, p.text, p.lines, p.claims)
        .join(t.positions, (p.incident == a.incident) & (p.attribute == a.number))
        .where(a.incident.in_(incidents), a.status == "contested")
        .order_by(a.incident, a.number, p.number)
    ).mappings().all()  # fmt: skip
    told = [[ref[0] for ref in load(row["claims"]) if isinstance(ref, list)] for row in rows]
    names = _outlets(connection, {number for numbers in told for number in numbers})
    sides: dict[tuple[str, int], list[Side]] = defaultdict(list)
    about: dict[tuple[str, int], tuple[str, str | None]] = {}
    for row, numbers in zip(rows, told, strict=True):
        key = row["incident"], row["number"]
        about[key] = row["name"], row["grp"]
        sides[key].append(Side(row["text"], tuple(dict.fromkeys(names[number] for number in numbers)), row["lines"]))
    found: dict[str, list[Difference]] = defaultdict(list)
    for key, (name, group) in about.items():
        found[key[0]].append(Difference(name, group, tuple(sides[key])))
    return {incident: tuple(items) for incident, items in found.items()}


def _outlets(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """What reports are called in a line: by their outlet, else by their id."""
    c = t.reports.c
    return {
        row.number: row.outlet or row.id
        for some in portions(sorted(numbers))
        for row in connection.execute(select(c.number, c.outlet, c.id).where(c.number.in_(some)))
    }


def days_of(ledger: Ledger, wanted: Filter) -> tuple[Day, ...]:
    """The days on which the incidents that a filter lets through began, or were first reported where no day is told."""
    c = t.incidents.c
    day = func.coalesce(c.day_from, c.published_from)
    with ledger._store.reading() as connection:
        asked, values = _conditions(connection, wanted)
        rows = connection.execute(select(day, func.count(), func.count().filter(c.contested > 0)).where(*asked, day.is_not(None)).group_by(day).order_by(day), values)  # fmt: skip
        return tuple(Day(*row) for row in rows)


def clusters_of(ledger: Ledger, wanted: Filter, box: tuple[float, float, float, float], step: float) -> tuple[Cluster, ...]:
    """The incidents with a point in a box (south, west, north, east) that a filter lets through, by squares of ``step`` degrees."""
    c, (south, west, north, east) = t.incidents.c, box
    row, column = func.round(c.lat / step), func.round(c.lon / step)
    with ledger._store.reading() as connection:
        asked, values = _conditions(connection, wanted)
        inside = c.lat.between(south, north), c.lon.between(west, east)
        columns = func.avg(c.lat), func.avg(c.lon), func.count(), func.count().filter(c.contested > 0), func.min(c.id)
        rows = connection.execute(select(*columns).where(*asked, *inside).group_by(row, column), values).all()
    return tuple(Cluster(float(lat), float(lon), count, contested, id if count == 1 else None) for lat, lon, count, contested, id in rows)


def spots_of(
    ledger: Ledger, wanted: Filter, limit: int, box: tuple[float, float, float, float] | None = None, pointless: bool = False
) -> tuple[Spot, ...]:
    """The latest incidents that a filter lets through with where each lies; in a box only, or (``pointless``) those that only an area is told of."""
    c = t.incidents.c
    with ledger._store.reading() as connection:
        asked, values = _conditions(connection, wanted)
        asked += [c.lat.is_(None)] if pointless else []
        asked += [c.lat.between(box[0], box[2]), c.lon.between(box[1], box[3])] if box else []
        order = c.published_to.desc().nulls_last(), c.born.desc()
        rows = connection.execute(select(t.incidents).where(*asked).order_by(*order).limit(limit), values).mappings().all()
        places = _places(connection, [row["id"] for row in rows])
    return tuple(_spot(head_from(row), places.get(row["id"])) for row in rows)


def _places(connection: Connection, incidents: Sequence[str]) -> dict[str, Place]:
    """The place that each incident's estimate stands on."""
    a, p = t.attributes.c, t.positions.c
    found: dict[str, Place] = {}
    for some in portions(incidents):
        rows = connection.execute(
            select(a.incident, a.best, a.type, p.text, p.value)
            .join(t.positions, (p.incident == a.incident) & (p.attribute == a.number))
            .where(a.incident.in_(some), a.name == "place")
        ).mappings()  # fmt: skip
        for row in rows:
            value = unpack("place", row["value"]) if load(row["best"]) == row["text"] else None
            if isinstance(value, Place):
                found.setdefault(row["incident"], value)
    return found


def _spot(head: Head, place: Place | None) -> Spot:
    """Where an incident lies, as exactly as told."""
    if place is None:
        lat, lon = head.point or (None, None)
        return Spot(head, None, "unknown", lat, lon, None)
    lat, lon = head.point or (None, None)
    km = _RADIUS_KM.get(place.precision) if head.point else None
    return Spot(head, place.name, str(place.precision), lat, lon, km, place.box, place.country)


def choices_of(
    ledger: Ledger, facets: Iterable[str] = ("kind", "country", "outlet", "actor"), most: int = 300
) -> dict[str, tuple[tuple[str, int], ...]]:
    """What filters can ask for: the values of each facet with the number of incidents, the most frequent first."""
    f = t.facets.c
    with ledger._store.reading() as connection:
        return {
            facet: tuple(
                (value, number)
                for value, number in connection.execute(
                    select(f.value, func.count())
                    .where(f.facet == facet)
                    .group_by(f.value)
                    .order_by(func.count().desc(), f.value)
                    .limit(most)
                )
            )
            for facet in facets
        }


def outlet_names(ledger: Ledger, most: int = 500) -> tuple[str, ...]:
    """The outlets of all reports, as they write themselves, those with most reports first."""
    c = t.reports.c
    with ledger._store.reading() as connection:
        asked = select(c.outlet).where(c.outlet.is_not(None)).group_by(c.outlet).order_by(func.count().desc(), c.outlet).limit(most)
        return tuple(connection.execute(asked).scalars())


def sentences_of(ledger: Ledger, reports: Iterable[str]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Where the sentences of some reports' texts begin and end."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    with ledger._store.reading() as connection:
        for some in portions(sorted(set(reports))):
            at = t.readings.join(t.reports, t.reports.c.number == t.readings.c.report)
            rows: Any = connection.execute(select(t.reports.c.id, t.readings.c.sentences).select_from(at).where(t.reports.c.id.in_(some)))
            found |= {id: tuple((start, end) for start, end in load(sentences)) for id, sentences in rows}
    return found


def report_by_key(ledger: Ledger, digits: str) -> str | None:
    """The id of the report whose content hash begins with at least eight hexadecimal digits; None where there is none."""
    c = t.reports.c
    if len(digits) < 8 or not set(digits) <= set("0123456789abcdef"):
        return None
    with ledger._store.reading() as connection:
        return connection.execute(select(c.id).where(c.key >= digits, c.key < digits + "g").order_by(c.key)).scalar()


def keys_of(ledger: Ledger, reports: Iterable[str]) -> dict[str, str]:
    """The content hashes of some reports by their ids."""
    c = t.reports.c
    with ledger._store.reading() as connection:
        return {
            row.id: row.key
            for some in portions(sorted(set(reports)))
            for row in connection.execute(select(c.id, c.key).where(c.id.in_(some)))
        }


def heads_of(ledger: Ledger, incidents: Iterable[str]) -> dict[str, Head]:
    """Some incidents in one line each, by their ids."""
    with ledger._store.reading() as connection:
        return heads(connection, incidents)


def latest_changes(
    ledger: Ledger, limit: int, before: int | None = None, after: int | None = None, since: str | None = None
) -> tuple[Change, ...]:
    """The last changes first: those numbered below ``before`` and above ``after``, made at ``since`` (ISO 8601, UTC) or later."""
    c = t.changes.c
    asked = select(t.changes).order_by(c.number.desc()).limit(limit)
    asked = asked if before is None else asked.where(c.number < before)
    asked = asked if after is None else asked.where(c.number > after)
    asked = asked if since is None else asked.where(c.at >= since)
    with ledger._store.reading() as connection:
        return read_changes(connection, asked)
