"""The list of exports: what left the ledger, when, with whom, and from which state of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from deconflict.show.ledger import asked_words, where_to
from deconflict.show.ledger_json import export_json
from deconflict.web import answers
from deconflict.web.access import Reader, desk_of
from deconflict.web.desk import Desk
from deconflict.web.pages import page

router = APIRouter(tags=["exports"])
Before = Annotated[int | None, Query(ge=1, le=2**53, description="Only exports numbered below this.")]
_ROW = 100


@router.get("/exports.json", response_model=answers.Exports, summary="What was exported")
def exports_json(request: Request, person: Reader, before: Before = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> Response:
    """Exports by the commands and downloads from this desk, the last first, with the SHA-256 of what was written."""
    found = desk_of(request).ledger.exports(before=before, limit=limit)[::-1]
    return JSONResponse({"exports": [export_json(export) for export in found], "next": found[-1].number if len(found) == limit else None})


@router.get("/exports", include_in_schema=False)
def exports_page(request: Request, person: Reader, before: Before = None) -> Response:
    """The list of exports; never from the cache, for what is exported changes nothing else."""
    desk = desk_of(request)
    return page(request, person, "exports.html.j2", lambda: _listed(desk, before), cached=False)


def _listed(desk: Desk, before: int | None) -> Mapping[str, Any]:
    """What the list shows."""
    found = desk.ledger.exports(before=before, limit=_ROW)[::-1]
    return {"exports": found, "next": found[-1].number if len(found) == _ROW else None, "asked_words": asked_words, "where_to": where_to}
