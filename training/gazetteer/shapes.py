"""Boxes and centres of areas from TopoJSON files (Natural Earth, United States Census)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """One area; islands much smaller than its mainland do not widen its box."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [np.vstack([arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in polygon[0]]) for polygon in polygons]
    largest = max(rings, key=area)
    land = np.vstack([ring for ring in rings if area(ring) >= _MAIN_LAND * area(largest)])
    west, south = land.min(axis=0).tolist()
    east, north = land.max(axis=0).tolist()
    return Shape(str(geometry.get("id", "")), geometry["properties"]["name"], centre(largest), (south, west, north, east))


def area(ring: NDArray[np.float64]) -> float:
    """Area of a ring in square degrees."""
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2)


def centre(ring: NDArray[np.float64]) -> tuple[float, float]:
    """Latitude and longitude of a ring's centre of gravity."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    whole = float(cross.sum()) * 3
    if not whole:
        return float(y.mean()), float(x.mean())
    return float(((y[:-1] + y[1:]) * cross).sum()) / whole, float(((x[:-1] + x[1:]) * cross).sum()) / whole
