"""What an incident is listed and found by: its row, and its facets (kinds, places, actors, outlets)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from deconflict.model import Attribute, Claim, Incident, Report, Status
from deconflict.values.actor import Actor
from deconflict.values.actor_table import wholes
from deconflict.values.folding import fold
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision
from deconflict.values.time import Time

_TOLLS = ("killed", "injured")
_AREAS = frozenset({Precision.COUNTRY, Precision.REGION, Precision.SECTOR, Precision.ADMIN1})
"""What has a centre, but one at which nothing was told to have happened."""


def head_of(incident: Incident, reports: Sequence[Report]) -> dict[str, Any]:
    """The columns of an incident's row that follow from what it tells; ``killed_best`` and its like are those of the total."""
    days = sorted(report.day.isoformat() for report in reports if report.day is not None)
    told = _days(incident)
    row: dict[str, Any] = {
        "kind": incident.kind.name, "background": incident.background, "headline": incident.headline, "reports": len(incident.reports),
        "lines": incident.lines, "contested": sum(attribute.status is Status.CONTESTED for attribute in incident.attributes),
        "day_from": told[0] if told else None, "day_to": told[1] if told else None,
        "published_from": days[0] if days else None, "published_to": days[-1] if days else None,
    }  # fmt: skip
    for name in _TOLLS:
        total = next((attribute for attribute in incident.attributes if attribute.name == name and attribute.group is None), None)
        row |= {f"{name}_{bound}": _whole_number(total, bound) for bound in ("low", "best", "high")}
    return row | _point(incident)


def _whole_number(attribute: Attribute | None, bound: str) -> int | None:
    """A bound of a count."""
    value = None if attribute is None else getattr(attribute, bound)
    return value if isinstance(value, int) else None


def _days(incident: Incident) -> tuple[str, str] | None:
    """First and last day of the best date told."""
    value = _best(incident, "date")
    days = value.days if isinstance(value, Time) else None
    return None if days is None else (days[0].isoformat(), days[1].isoformat())


def _best(incident: Incident, name: str) -> object:
    """The value of the position that an attribute's estimate stands on."""
    for attribute in incident.attributes:
        if attribute.name == name:
            return next((position.value for position in attribute.positions if position.text == attribute.best), None)
    return None


def _point(incident: Incident) -> dict[str, float | None]:
    """Where the best place lies, in degrees and as a point on the unit sphere, so that distance is plain arithmetic."""
    place = _best(incident, "place")
    if not isinstance(place, Place) or place.lat is None or place.lon is None or place.precision in _AREAS:
        return dict.fromkeys(("lat", "lon", "x", "y", "z"))
    x, y, z = sphere(place.lat, place.lon)
    return {"lat": place.lat, "lon": place.lon, "x": x, "y": y, "z": z}


def sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """A point in degrees as one on the unit sphere."""
    a, b = math.radians(lat), math.radians(lon)
    return math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)


def facets_of(incident: Incident, reports: Iterable[Report]) -> list[dict[str, Any]]:
    """The facets of an incident, as rows."""
    found = {*_told(incident), *(("outlet", fold(report.outlet)) for report in reports if report.outlet)}
    return [{"facet": facet, "value": value, "incident": incident.id} for facet, value in sorted(found)]


def _told(incident: Incident) -> Iterator[tuple[str, str]]:
    """The facets that claims give: each kind with those above it, each place with its division and country, each actor with what it is a part of."""
    for kind in (incident.kind, *incident.kind.ancestors):
        yield "kind", kind.name
    for attribute in incident.attributes:
        if attribute.status is Status.CONTESTED:
            yield "contested", attribute.name
        for claim in (claim for position in attribute.positions for claim in position.claims):
            yield from _of_claim(claim)


def _of_claim(claim: Claim) -> Iterator[tuple[str, str]]:
    """The facets of one claim."""
    value = claim.value
    if isinstance(value, Kind) and claim.attribute == "kind":
        yield "kind", value.name
    elif isinstance(value, Place) and claim.attribute == "place":
        yield "place", fold(value.name)
        if value.country:
            yield "country", value.country
        if value.country and value.admin1:
            yield "division", f"{value.country}.{value.admin1}"
    elif isinstance(value, Actor) and claim.attribute not in {"cited", "statement"}:
        yield from _of_actor(value)
    elif claim.attribute == "responsibility" and (named := Actor.parse(claim.group or claim.quote)).known:
        yield from _of_actor(named)


def _of_actor(actor: Actor) -> Iterator[tuple[str, str]]:
    """An actor by id and name, and what it is a part of."""
    yield from (("actor", name) for name in (actor.id, fold(actor.name), *wholes(actor.id)))
