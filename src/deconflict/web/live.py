"""What happens while one looks: changes as server-sent events, and the page that tells what changed since."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from deconflict.ledger.history import Change
from deconflict.ledger.overview import Mark, heads_of, latest_changes
from deconflict.web import answers
from deconflict.web.access import Reader, Refused, desk_of
from deconflict.web.desk import Desk
from deconflict.web.incidents import change_json
from deconflict.web.overview import attribute_name
from deconflict.web.pages import page

router = APIRouter(tags=["changes"])
Since = Annotated[
    str, Query(max_length=30, pattern=r"^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\dZ?)?)?)?$", description="Changes of this day (UTC) or later.")
]
Before = Annotated[int | None, Query(ge=0, le=2**53, description="Only changes numbered below this.")]
_ROW = 60
_LOOK = 1.0
_ALIVE = 15


@router.get("/changes.json", response_model=answers.Changes, summary="What changed since")
def changes_json(
    request: Request, person: Reader, since: Since = "", before: Before = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> Response:
    """Changes, the last first: what is new, grew, became contested, was settled, merged, split or corrected."""
    found = latest_changes(desk_of(request).ledger, limit, before, since=since or None)
    return JSONResponse({"changes": [change_json(change) for change in found], "next": found[-1].number if len(found) == limit else None})


@router.get("/changes", include_in_schema=False)
def changes_page(request: Request, person: Reader, since: Since = "", before: Before = None) -> Response:
    """What changed, by incident."""
    desk = desk_of(request)
    return page(request, person, "changes.html.j2", lambda: _context(desk, since, before))


def _context(desk: Desk, since: str, before: int | None) -> Mapping[str, Any]:
    """What the page shows: the last changes, those of one incident that came with one cause together."""
    found = latest_changes(desk.ledger, _ROW, before, since=since or None)
    groups: dict[tuple[str, str, Any], list[Change]] = {}
    for change in found:
        groups.setdefault((change.at, change.incident, change.cause), []).append(change)
    heads = heads_of(desk.ledger, {change.incident for change in found})
    return {
        "groups": [(at, heads.get(incident), incident, changes[::-1]) for (at, incident, _), changes in groups.items()], "since": since,
        "next": found[-1].number if len(found) == _ROW else None, "names": attribute_name,
    }  # fmt: skip


@router.get(
    "/events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    include_in_schema=False,
)
async def events(request: Request, person: Reader) -> Response:
    """A stream that tells of every change: which incidents, how many new reports."""
    desk = desk_of(request)
    if request.app.state.listeners >= desk.settings.listeners:
        raise Refused(429, "too many windows listen already")
    return StreamingResponse(
        _stream(request, desk), media_type="text/event-stream", headers={"cache-control": "no-store", "x-accel-buffering": "no"}
    )


async def _stream(request: Request, desk: Desk) -> AsyncIterator[str]:
    """Events for as long as somebody listens and the desk runs."""
    request.app.state.listeners += 1
    try:
        last = await run_in_threadpool(desk.pulse.mark)
        yield f"retry: 3000\nevent: mark\ndata: {_mark(last)}\n\n"
        quiet = 0
        while not request.app.state.stopping.is_set():
            await _pause(request.app.state.stopping, _LOOK)
            now = await run_in_threadpool(desk.pulse.mark)
            quiet += 1
            if now != last:
                yield f"event: changed\ndata: {await run_in_threadpool(_news, desk, last, now)}\n\n"
                last, quiet = now, 0
            elif quiet * _LOOK >= _ALIVE:
                yield ": still here\n\n"
                quiet = 0
    finally:
        request.app.state.listeners -= 1


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait a while, or until the desk stops."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


def _mark(mark: Mark) -> str:
    """How far the ledger has come, as pages tell it."""
    return f"{mark.change}.{mark.judgement}.{mark.report}"


def _news(desk: Desk, last: Mark, now: Mark) -> str:
    """What came between two marks."""
    changes = latest_changes(desk.ledger, 500, after=last.change)
    incidents = list(dict.fromkeys(change.incident for change in changes))
    contested = list(dict.fromkeys(change.incident for change in changes if change.what == "contested"))
    new = [change.incident for change in changes if change.what == "new"]
    return json.dumps(
        {
            "mark": _mark(now),
            "reports": now.report - last.report,
            "incidents": incidents[:100],
            "contested": contested[:100],
            "new": new[:100],
        }
    )
