"""Where something happened: a point with a radius, a division or a country, each inside the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from deconflict.values.frozen import Frozen
from deconflict.values.relation import Relation

# Settlements of one division nearer than this may be one place told by another name.
_NEAR_KM = 25.0
# What is told as near a place is not over a border further away than this.
_OVER_A_BORDER_KM = 150.0


class Precision(StrEnum):
    """How exact a place is told."""

    COUNTRY = "country"
    REGION = "region"
    SECTOR = "sector"
    ADMIN1 = "admin1"
    DISTRICT = "district"
    NEAR = "near"
    TOWN = "town"
    SITE = "site"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place(Frozen):
    """A place by its gazetteer entry or, where there is none, by its name and what it is told to lie in.

    ``country`` is an ISO code, ``admin1`` a GeoNames division code within it, ``inside`` the folded names of towns or districts it lies in, nearest first.
    ``box`` is (south, west, north, east) in degrees for areas; points have ``lat`` and ``lon``.
    """

    name: str
    precision: Precision
    country: str | None = None
    admin1: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    box: tuple[float, float, float, float] | None = None
    inside: tuple[str, ...] = ()

    def relation(self, other: Place) -> Relation:
        """Area inside area refines, areas surely apart conflict; in doubt the two are compatible or incomparable."""
        if self == other:
            return Relation.SAME
        if self._within(other):
            return Relation.GENERALISES if other._within(self) and self._key() > other._key() else Relation.REFINES
        if other._within(self):
            return Relation.GENERALISES
        if self.name.casefold() == other.name.casefold() and None in (self.geonameid, other.geonameid):
            return Relation.COMPATIBLE
        if self.country is None or other.country is None:
            return self._unplaced(other)
        if self.country != other.country:
            return self._abroad(other)
        if self.admin1 and other.admin1 and self.admin1 != other.admin1:
            return Relation.COMPATIBLE if self._close(other) else Relation.CONFLICTS
        return self._in_one_division(other)

    def _key(self) -> tuple[str, str, int]:
        """A stable order among places that hold each other."""
        return self.name, str(self.precision), self.geonameid or 0

    def _within(self, other: Place) -> bool:
        """Whether this place surely lies in the other, by codes, by name or by box; strict and transitive."""
        if _RANK[self.precision] < _RANK[other.precision]:
            return False
        if other.precision is Precision.COUNTRY:
            return self.country == other.country and self.precision is not Precision.COUNTRY
        if other.precision is Precision.ADMIN1:
            return (
                self.country == other.country
                and self.admin1 == other.admin1 is not None
                and self.precision not in {Precision.ADMIN1, Precision.SECTOR}
            )
        if other.precision in {Precision.SECTOR, Precision.REGION}:
            return self._in_box(other)
        return (
            other.precision in {Precision.TOWN, Precision.NEAR}
            and self.precision is Precision.SITE
            and other.name.casefold() in self.inside
        )

    def _in_box(self, other: Place) -> bool:
        """Whether this place's point lies in the other's box, in the same country where both have one."""
        if (
            other.box is None
            or self.lat is None
            or self.lon is None
            or self.precision in {Precision.SECTOR, Precision.REGION, Precision.COUNTRY}
        ):
            return False
        if other.country is not None and self.country != other.country:
            return False
        south, west, north, east = other.box
        return south <= self.lat <= north and west <= self.lon <= east

    def _unplaced(self, other: Place) -> Relation:
        """Places of which one is on no map: the same name may be the same place."""
        return Relation.COMPATIBLE if self.name.casefold() == other.name.casefold() else Relation.INCOMPARABLE

    def _abroad(self, other: Place) -> Relation:
        """Places of two countries: apart, unless one is only near a place, which may be over a border, or its country was only inferred."""
        if any(place.geonameid is None and place.precision in {Precision.UNKNOWN, Precision.SITE} for place in (self, other)):
            return Relation.INCOMPARABLE
        if Precision.NEAR not in (self.precision, other.precision):
            return Relation.CONFLICTS
        distance = self.distance_km(other)
        points = min(_RANK[self.precision], _RANK[other.precision]) >= _RANK[Precision.NEAR]
        return Relation.CONFLICTS if points and distance is not None and distance > _OVER_A_BORDER_KM else Relation.COMPATIBLE

    def _close(self, other: Place) -> bool:
        """Whether two points may be one place told from other sides of a boundary."""
        distance = self.distance_km(other)
        return distance is not None and min(_RANK[self.precision], _RANK[other.precision]) >= _RANK[Precision.NEAR] and distance < _NEAR_KM

    def _in_one_division(self, other: Place) -> Relation:
        """Two places of one country without another division between them."""
        if min(_RANK[self.precision], _RANK[other.precision]) < _RANK[Precision.NEAR]:
            apart = self._boxes_apart(other)
            return Relation.CONFLICTS if apart else Relation.COMPATIBLE
        distance = self.distance_km(other)
        if distance is None:
            return Relation.COMPATIBLE
        slack = _NEAR_KM * (3 if Precision.NEAR in (self.precision, other.precision) else 1)
        return Relation.CONFLICTS if distance > slack and self.admin1 and other.admin1 else Relation.COMPATIBLE

    def _boxes_apart(self, other: Place) -> bool:
        """Whether a sector and a place far outside it exclude each other; a degree of doubt is allowed at the edge."""
        area, point = (self, other) if self.box is not None else (other, self)
        if (
            area.box is None
            or area.precision is not Precision.SECTOR
            or point.lat is None
            or point.lon is None
            or _RANK[point.precision] < _RANK[Precision.ADMIN1]
        ):
            return False
        south, west, north, east = area.box
        return not (south - 1 <= point.lat <= north + 1 and west - 1 <= point.lon <= east + 1)

    def distance_km(self, other: Place) -> float | None:
        """Great-circle distance between the two points; None where one has none."""
        if self.lat is None or self.lon is None or other.lat is None or other.lon is None:
            return None
        return haversine_km(self.lat, self.lon, other.lat, other.lon)

    def show(self) -> str:
        """The name, with 'near' where it is told so, and what it lies in."""
        name = f"near {self.name}" if self.precision is Precision.NEAR else self.name
        return ", ".join([name, *(part.title() for part in self.inside)])


_RANK = {precision: rank for rank, precision in enumerate(
    (Precision.COUNTRY, Precision.REGION, Precision.SECTOR, Precision.ADMIN1, Precision.DISTRICT, Precision.NEAR, Precision.TOWN, Precision.SITE, Precision.UNKNOWN))}  # fmt: skip


def haversine_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in kilometres between two points in degrees."""
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(min(1.0, h)))
