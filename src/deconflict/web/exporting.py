"""The current filter as CSV and as GeoJSON, written while it is read, however many incidents there are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from deconflict.ledger.answers import Head
from deconflict.ledger.overview import Spot, spots_of
from deconflict.web.access import Reader, desk_of
from deconflict.web.downloads import Download
from deconflict.web.overview import Asked
from deconflict.web.wanted import strictly

router = APIRouter(tags=["exports"])
COLUMNS = (
    "id", "headline", "kind", "background", "first_day", "last_day", "first_reported", "last_reported", "latitude", "longitude", "reports",
    "lines_of_reporting", "contested", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "updated",
)  # fmt: skip
_MOST = 50_000


@router.get(
    "/incidents.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    summary="A filter as CSV",
)
def incidents_csv(request: Request, person: Reader, asked: Asked) -> Response:
    """One row for each incident; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    desk, chosen = desk_of(request), strictly(request, asked).filter
    download = Download(desk, person, "incidents.csv", chosen)
    lines = download.written(_lines(download.counted(desk.ledger.iterate(chosen))))
    headers = {"content-disposition": 'attachment; filename="incidents.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers, background=download.noting)


def _lines(heads: Iterator[Head]) -> Iterator[str]:
    """The rows as text, the column names first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for head in heads:
        writer.writerow([_plain(value) for value in _row(head)])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _row(head: Head) -> tuple[object, ...]:
    """One incident's cells."""
    days, published, point = (pair or (None, None) for pair in (head.days, head.published, head.point))
    tolls = [value for toll in (head.killed, head.injured) for value in ((toll.low, toll.best, toll.high) if toll else (None, None, None))]
    return (
        head.id, head.headline, head.kind, int(head.background), *days, *published, *point, head.reports, head.lines, head.contested, *tolls, head.updated
    )  # fmt: skip


def _plain(value: object) -> object:
    """A cell that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


@router.get(
    "/incidents.geojson", response_class=Response, responses={200: {"content": {"application/geo+json": {"schema": {"type": "object"}}}}},
    summary="A filter as GeoJSON",
)  # fmt: skip
def incidents_geojson(request: Request, person: Reader, asked: Asked) -> Response:
    """A feature for each incident: a point with the kilometres around it in which it may lie; no geometry where only an area is told."""
    desk, chosen = desk_of(request), strictly(request, asked).filter
    download = Download(desk, person, "incidents.geojson", chosen)
    features = (json.dumps(_feature(spot), ensure_ascii=False) for spot in download.counted(spots_of(desk.ledger, chosen, _MOST)))
    return StreamingResponse(download.written(_collection(features)), media_type="application/geo+json", background=download.noting)


def _collection(features: Iterator[str]) -> Iterator[str]:
    """Features as one collection."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, feature in enumerate(features):
        yield f"{',' if number else ''}\n{feature}"
    yield "\n]}\n"


def _feature(spot: Spot) -> dict[str, object]:
    """One incident."""
    head = spot.head
    point = None if spot.lat is None else {"type": "Point", "coordinates": [spot.lon, spot.lat]}
    return {
        "type": "Feature", "id": head.id, "geometry": point,
        "properties": {
            "headline": head.headline, "kind": head.kind, "place": spot.name, "precision": spot.precision, "precision_km": spot.km, "country": spot.country,
            "first_day": head.days[0].isoformat() if head.days else None, "last_day": head.days[1].isoformat() if head.days else None, "reports": head.reports,
            "lines_of_reporting": head.lines, "contested": head.contested, "killed": head.killed.best if head.killed else None,
            "injured": head.injured.best if head.injured else None, "updated": head.updated,
        },
    }  # fmt: skip
