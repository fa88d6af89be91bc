"""GeoJSON (RFC 7946): a feature an incident; no geometry where no point is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from deconflict.export.encode import Write, items
from deconflict.export.plain import INCIDENTS
from deconflict.export.table import Table


@contextmanager
def as_features(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """One feature collection."""
    with items(out, '{"type": "FeatureCollection", "features": [', "]}") as write:
        yield lambda row: write(feature(row))


def feature(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its point as geometry; longitude comes first."""
    lat, lon = row["latitude"], row["longitude"]
    point = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
    rest = {name: value for name, value in row.items() if name not in {"id", "latitude", "longitude"}}
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": rest}


FEATURES: Table[Any] = INCIDENTS
