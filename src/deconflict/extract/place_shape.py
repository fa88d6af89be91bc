"""From a gazetteer entry and the words around a toponym to the place that is meant: a part of it, near it, or itself."""

from __future__ import annotations

import re

from deconflict.extract.gazetteer_store import Box, Entry
from deconflict.extract.toponym_features import words
from deconflict.values.place import Place, Precision

_PRECISION = {
    "C": Precision.COUNTRY, "A": Precision.ADMIN1, "B": Precision.DISTRICT, "R": Precision.REGION, "W": Precision.REGION,
    "K": Precision.TOWN, "P": Precision.TOWN, "X": Precision.SITE,
}  # fmt: skip
_WHOLE = re.compile(r"\s+(?:district|neighbou?rhood|quarter|area|suburb)\s+(?:of|in)\s+(?P<whole>[^\W\d_a-z][\w'’-]+)", re.A)
_NEAR = re.compile(
    r"\b(?:near|outside|close to|not far from|on the outskirts of|around|(?:\d[\d.,]*|[a-z]+) ?(?:km|kms|kilomet(?:er|re)s?|miles?)(?: \([^)]*\))?"
    r"(?: (?:to the )?(?:north|south|east|west|from|outside)[\w-]*)?(?: of| from)?)\s+(?:the )?(?:(?:town|city|village|capital|port)(?: city)? of )?$",
    re.I,
)
_LONGEST_NEAR = 70
# The share of a box that 'eastern' and the like leave out; 'central' leaves a fifth out on each side.
_OUTSIDE = 0.45
_MARGIN = 0.2


def place_of(entry: Entry) -> Place:
    """A gazetteer entry as a value."""
    return Place(
        entry.name,
        _PRECISION[entry.kind],
        entry.country or None,
        entry.admin1 or None,
        entry.geonameid or None,
        entry.lat,
        entry.lon,
        entry.box,
    )


def shaped(place: Place, before: str, after: str) -> tuple[Place, int]:
    """A place as the text before and after its name tells it, and how many characters of the text before belong to it."""
    compass = re.search(r"([\w-]+)\s$", before)
    if compass is not None and compass[1].lower() in words("sectors"):
        return _sector(place, compass[1].lower()), len(compass[0])
    if place.precision in {Precision.TOWN, Precision.SITE}:
        if whole := _WHOLE.match(after):
            return _inside(place, place.name, whole["whole"].casefold()), 0
        if _NEAR.search(before[-_LONGEST_NEAR:]):
            return Place(place.name, Precision.NEAR, place.country, place.admin1, place.geonameid, place.lat, place.lon), 0
    return place, 0


def _inside(place: Place, name: str, whole: str) -> Place:
    """A part of a town."""
    return Place(name, Precision.SITE, place.country, place.admin1, place.geonameid, place.lat, place.lon, inside=(whole,))


def _sector(place: Place, compass: str) -> Place:
    """A part of a country, division or region ('eastern Syria'), or of a town ('southern Beirut')."""
    name = f"{compass} {place.name}"
    if place.box is None:
        return Place(name, Precision.SITE, place.country, place.admin1, None, place.lat, place.lon, inside=(place.name.casefold(),))
    south, west, north, east = box = sector_box(compass, place.box)
    return Place(name, Precision.SECTOR, place.country, place.admin1, None, (south + north) / 2, (west + east) / 2, box)


def sector_box(word: str, box: Box) -> Box:
    """The part of a box that a compass word means: a good half for 'eastern', the middle for 'central'."""
    south, west, north, east = box
    if word == "central":
        tall, wide = (north - south) * _MARGIN, (east - west) * _MARGIN
        return south + tall, west + wide, north - tall, east - wide
    if "north" in word or word == "upper":
        south += (north - south) * _OUTSIDE
    elif "south" in word or word == "lower":
        north -= (north - south) * _OUTSIDE
    if "east" in word:
        west += (east - west) * _OUTSIDE
    elif "west" in word:
        east -= (east - west) * _OUTSIDE
    return south, west, north, east
