"""Incidents found: a filter as one question, answered a page at a time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select, text
from sqlalchemy.sql.expression import literal_column

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Filter, Head, Page, Toll
from deconflict.ledger.facets import sphere
from deconflict.ledger.readings import portions
from deconflict.ledger.rows import Fields
from deconflict.ledger.words import count_matching, matching, query_of
from deconflict.values.actor import Actor
from deconflict.values.folding import fold

_EARTH_KM = 6371.0
_BROAD = 5000
"""From so many answers on, a condition is asked of each incident in turn."""


def find_incidents(connection: Connection, wanted: Filter, offset: int, limit: int) -> Page[Head]:
    """The live incidents that a filter lets through, those reported last first."""
    conditions, values = _conditions(connection, wanted)
    order = (t.incidents.c.published_to.desc().nulls_last(), t.incidents.c.born.desc())
    rows = connection.execute(select(t.incidents).where(*conditions).order_by(*order).offset(offset).limit(limit), values).mappings()
    items = tuple(head_from(row) for row in rows)
    whole = offset + len(items)
    if len(items) == limit or not items:
        whole = int(connection.execute(select(func.count()).select_from(t.incidents).where(*conditions), values).scalar() or 0)
    return Page(items, whole, offset)


def heads(connection: Connection, ids: Iterable[str]) -> dict[str, Head]:
    """Some incidents by their ids."""
    return {
        row["id"]: head_from(row)
        for some in portions(sorted(set(ids)))
        for row in connection.execute(select(t.incidents).where(t.incidents.c.id.in_(some))).mappings()
    }


def head_from(row: Fields) -> Head:
    """The incident of a row."""
    return Head(
        row["id"], row["state"], row["heir"], row["version"], row["updated"], row["kind"], bool(row["background"]), row["headline"], row["reports"],
        row["lines"], row["contested"], _days(row["day_from"], row["day_to"]), _days(row["published_from"], row["published_to"]),
        None if row["lat"] is None else (row["lat"], row["lon"]), _toll(row, "killed"), _toll(row, "injured"),
    )  # fmt: skip


def _days(first: str | None, last: str | None) -> tuple[date, date] | None:
    """Two days as stored."""
    return None if first is None or last is None else (date.fromisoformat(first), date.fromisoformat(last))


def _toll(row: Fields, name: str) -> Toll | None:
    """A total as stored."""
    best = row[f"{name}_best"]
    return None if best is None else Toll(row[f"{name}_low"], best, row[f"{name}_high"])


def _conditions(connection: Connection, wanted: Filter) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    """What a filter asks of an incident's row and facets, and the values of its parameters."""
    c = t.incidents.c
    found: list[ColumnElement[bool]] = [c.state == "live", *_facets(connection, wanted)]
    if wanted.background is not None:
        found.append(c.background.is_(wanted.background))
    if wanted.since is not None:
        found.append(func.coalesce(c.day_to, c.published_to) >= wanted.since.isoformat())
    if wanted.until is not None:
        found.append(func.coalesce(c.day_from, c.published_from) <= wanted.until.isoformat())
    if wanted.killed is not None:
        found.append(c.killed_best >= wanted.killed)
    if wanted.contested is not None:
        found.append(c.contested > 0 if wanted.contested else c.contested == 0)
    if wanted.near is not None:
        found.extend(_near(*wanted.near, wanted.km))
    query = query_of(connection, wanted.words or "")
    if query:
        found.append(_with_words(connection, query))
    return found, {"words": query} if query else {}


def _facets(connection: Connection, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What is asked of facets."""
    actor = None if wanted.actor is None else {Actor.parse(wanted.actor).id, fold(wanted.actor.strip())}
    asked: dict[str, Iterable[str] | None] = {
        "kind": _one(wanted.kind), "country": _one(wanted.country), "division": _one(wanted.division), "actor": actor,
        "place": _one(wanted.place and fold(wanted.place.strip())), "outlet": _one(wanted.outlet and fold(wanted.outlet.strip())),
    }  # fmt: skip
    for name, values in asked.items():
        if values is not None:
            f = t.facets.alias()
            holds = (f.c.facet == name) & f.c.value.in_(sorted(values))
            if _broad(connection, select(f.c.incident).where(holds)):
                yield exists().where(holds, f.c.incident == t.incidents.c.id).correlate(t.incidents)
            else:
                yield t.incidents.c.id.in_(select(f.c.incident).where(holds))


def _broad(connection: Connection, question: Select[Any]) -> bool:
    """Whether so many rows answer that incidents are better asked one by one, from the latest on, than put together in a list first."""
    counted = select(func.count()).select_from(question.limit(_BROAD).subquery())
    return int(connection.execute(counted).scalar() or 0) >= _BROAD


def _one(value: str | None) -> Iterable[str] | None:
    """A value as all that is asked for."""
    return None if value is None else (value,)


def _near(lat: float, lon: float, km: float) -> Iterator[ColumnElement[bool]]:
    """Within a distance: a belt of latitudes first, then the chord between the points on the unit sphere."""
    c, (x, y, z) = t.incidents.c, sphere(lat, lon)
    belt = math.degrees(km / _EARTH_KM) + 1e-6
    yield c.lat.between(lat - belt, lat + belt)
    chord = 2 * math.sin(min(km / _EARTH_KM / 2, math.pi / 2))
    yield (c.x - x) * (c.x - x) + (c.y - y) * (c.y - y) + (c.z - z) * (c.z - z) <= chord * chord


def _with_words(connection: Connection, query: str) -> ColumnElement[bool]:
    """Told by a report that holds the words."""
    reports = text(matching(connection, "words")).columns(literal_column("report").label("report"))
    m = t.members.alias()
    if count_matching(connection, query, _BROAD) >= _BROAD:
        return exists().where(m.c.incident == t.incidents.c.id, m.c.report.in_(reports)).correlate(t.incidents)
    return t.incidents.c.id.in_(select(m.c.incident).where(m.c.report.in_(reports)))
