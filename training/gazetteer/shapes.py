"""Boxes and middles of areas, and areas of TopoJSON files (Natural Earth, United States Census)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

Box = tuple[float, float, float, float]
_MAIN_LAND = 0.15


@dataclass(frozen=True, slots=True)
class Shape:
    """An area: its middle, and the box (south, west, north, east) of its larger pieces, in degrees."""

    id: str
    name: str
    middle: tuple[float, float]
    box: Box


def read_shapes(topology: Path, layer: str) -> list[Shape]:
    """The areas of one layer of a TopoJSON file."""
    data = json.loads(topology.read_text(encoding="utf-8"))
    scale, shift = np.array(data["transform"]["scale"]), np.array(data["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in data["arcs"]]
    return [shape(geometry, arcs) for geometry in data["objects"][layer]["geometries"] if geometry.get("arcs")]


def shape(geometry: dict[str, Any], arcs: list[NDArray[np.float64]]) -> Shape:
    """One area."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [np.vstack([arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in polygon[0]]) for polygon in polygons]
    pieces = [Polygon(ring) for ring in rings if len(ring) > 3]  # fewer points hold no area
    return Shape(str(geometry.get("id", "")), geometry["properties"]["name"], middle_of(pieces), box_of(pieces))


def middle_of(pieces: Sequence[Polygon]) -> tuple[float, float]:
    """Latitude and longitude of the centre of gravity of the largest piece of an area."""
    centre = max(pieces, key=lambda piece: piece.area).centroid
    return centre.y, centre.x


def box_of(pieces: Sequence[Polygon]) -> Box:
    """South, west, north and east of an area; islands much smaller than its mainland do not widen it."""
    least = _MAIN_LAND * max(piece.area for piece in pieces)
    edges = np.array([piece.bounds for piece in pieces if piece.area >= least])
    (west, south), (east, north) = edges[:, :2].min(axis=0).tolist(), edges[:, 2:].max(axis=0).tolist()
    return south, west, north, east
