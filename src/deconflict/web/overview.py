"""The overview: all incidents that a filter lets through, as a list with their contradictions, on a timeline and on a map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from deconflict.ledger.answers import Head, Page
from deconflict.ledger.overview import Day, Difference, choices_of, clusters_of, days_of, differences_of, outlet_names, spots_of
from deconflict.resources import table
from deconflict.show.ledger_json import head_json, page_json
from deconflict.web import answers
from deconflict.web.access import Reader, desk_of
from deconflict.web.desk import Desk
from deconflict.web.downloads import Download
from deconflict.web.pages import page
from deconflict.web.plots import bars
from deconflict.web.wanted import Wanted, strictly, wanted

router = APIRouter(tags=["incidents"])
Asked = Annotated[Wanted, Depends(wanted)]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="Leave out so many from the start.")]
Limit = Annotated[int, Query(ge=1, le=200, description="So many at most.")]
_ROW = 20
_SPOTS = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident in the list: its line, and what its reports contradict each other in."""

    head: Head
    differences: tuple[Difference, ...]


@router.get("/", include_in_schema=False)
def overview_page(request: Request, person: Reader, asked: Asked, offset: Offset = 0) -> Response:
    """The overview, or its results alone where the filter changed."""
    template = "results.html.j2" if request.headers.get("hx-target") == "results" else "overview.html.j2"
    return page(request, person, template, lambda: _context(desk_of(request), asked, offset))


def _context(desk: Desk, asked: Wanted, offset: int) -> Mapping[str, Any]:
    """What the overview shows."""
    found = desk.ledger.incidents(asked.filter, offset=offset, limit=_ROW)
    days = days_of(desk.ledger, asked.filter)
    return {
        "asked": asked, "found": found, "listed": listed(desk, found), "bars": bars(days, asked.filter.since, asked.filter.until),
        "contested": sum(day.contested for day in days), "choices": _choices(desk), "names": attribute_name,
    }  # fmt: skip


def listed(desk: Desk, found: Page[Head]) -> list[Listed]:
    """The incidents of a page with their contradictions."""
    differences = differences_of(desk.ledger, (head.id for head in found if head.contested))
    return [Listed(head, differences.get(head.id, ())) for head in found]


def _choices(desk: Desk) -> Mapping[str, Any]:
    """What the filter's fields offer."""
    offered = choices_of(desk.ledger, ("kind", "country"), 300)
    return {"kind": offered["kind"], "country": sorted(code for code, _ in offered["country"]), "outlet": outlet_names(desk.ledger)}


def attribute_name(name: str, group: str | None = None) -> str:
    """An attribute in words, with the group that it speaks of."""
    words = str(table("words")["attributes"].get(name, name))
    return f"{words} ({group})" if group else words


@router.get("/index.json", response_model=answers.Incidents, summary="The overview as data")
@router.get("/incidents.json", response_model=answers.Incidents, summary="Incidents that a filter lets through")
def incidents_json(request: Request, person: Reader, asked: Asked, offset: Offset = 0, limit: Limit = 20) -> Response:
    """Incidents in one line each, those reported last first, with what their reports contradict each other in."""
    desk, chosen = desk_of(request), strictly(request, asked).filter
    download = Download(desk, person, "incidents.json", chosen, again=False)
    found = desk.ledger.incidents(chosen, offset=offset, limit=limit)
    told = page_json(found) | {"incidents": [_listed_json(item) for item in download.counted(listed(desk, found))], "next": found.next}
    body = b"".join(download.written([json.dumps(told, ensure_ascii=False, separators=(",", ":"))]))
    return Response(body, media_type="application/json", background=download.noting)


def _listed_json(item: Listed) -> dict[str, Any]:
    """One incident of the list."""
    return head_json(item.head) | {
        "differences": [
            {"attribute": told.attribute, "group": told.group, "sides": [{"text": side.text, "outlets": list(side.outlets), "lines_of_reporting": side.lines} for side in told.sides]}
            for told in item.differences
        ]
    }  # fmt: skip


@router.get("/timeline.json", response_model=answers.Timeline, summary="How many incidents each day holds")
def timeline_json(request: Request, person: Reader, asked: Asked) -> Response:
    """Days with the incidents that began then, or were first reported then where no day is told."""
    return JSONResponse({"days": [_day_json(day) for day in days_of(desk_of(request).ledger, strictly(request, asked).filter)]})


def _day_json(day: Day) -> dict[str, Any]:
    """One day."""
    return {"day": day.day, "count": day.count, "contested": day.contested}


Degrees = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]


@router.get("/map.json", response_model=answers.Map, summary="What the map shows")
def map_json(
    request: Request, person: Reader, asked: Asked, south: Degrees = -90, west: Degrees = -180, north: Degrees = 90, east: Degrees = 180,
    zoom: Annotated[int, Query(ge=0, le=19)] = 2,
) -> Response:  # fmt: skip
    """Clusters where many incidents lie near each other, single ones with the radius in which they may lie, and areas for those without a point."""
    desk, box = desk_of(request), (south, west, north, east)
    chosen = strictly(request, asked).filter
    spots = spots_of(desk.ledger, chosen, _SPOTS + 1, box)
    crowded = len(spots) > _SPOTS
    clusters = clusters_of(desk.ledger, chosen, box, 60 / 2**zoom) if crowded else ()
    areas = spots_of(desk.ledger, chosen, _SPOTS, pointless=True)
    return JSONResponse(
        {
            "clusters": [
                {"lat": it.lat, "lon": it.lon, "count": it.count, "contested": it.contested, "incident": it.only} for it in clusters
            ],
            "incidents": [] if crowded else [spot_json(spot) for spot in spots],
            "areas": [spot_json(spot) for spot in areas if spot.box or spot.country],
        }
    )


def spot_json(spot: Any) -> dict[str, Any]:
    """An incident with where it lies."""
    return {
        "id": spot.head.id, "headline": spot.head.headline, "contested": spot.head.contested, "reports": spot.head.reports, "place": spot.name,
        "precision": spot.precision, "lat": spot.lat, "lon": spot.lon, "km": spot.km, "box": list(spot.box) if spot.box else None, "country": spot.country,
    }  # fmt: skip
