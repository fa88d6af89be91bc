"""Reports by their words: what was found in its place, the claims that hold it, and the incidents told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from markupsafe import Markup, escape

from deconflict.ledger.answers import Hit
from deconflict.ledger.overview import keys_of
from deconflict.ledger.words import CLOSES, OPENS
from deconflict.show.ledger_json import head_json
from deconflict.web import answers
from deconflict.web.access import Reader, desk_of
from deconflict.web.desk import Desk
from deconflict.web.incident_view import KEY
from deconflict.web.overview import Limit, Offset, attribute_name
from deconflict.web.pages import page

router = APIRouter(tags=["reports"])
Words = Annotated[str, Query(max_length=300, description='Words that all must stand in a report; "a phrase", and a star for any ending.')]
_ROW = 20
_LONGEST = 800


@router.get("/search.json", response_model=answers.Hits, summary="Reports by their words")
def search_json(request: Request, person: Reader, q: Words = "", offset: Offset = 0, limit: Limit = 20) -> Response:
    """Reports that hold all words, best first."""
    desk = desk_of(request)
    found = desk.ledger.search(q.replace("\0", ""), offset=offset, limit=limit)
    keys = keys_of(desk.ledger, (hit.report for hit in found))
    return JSONResponse(
        {"total": found.total, "offset": found.offset, "next": found.next, "hits": [_hit_json(hit, keys[hit.report]) for hit in found]}
    )


def _hit_json(hit: Hit, key: str) -> dict[str, Any]:
    """One report; the found words stand between [ and ]."""
    return {
        "report": hit.report, "content": key, "title": hit.title, "outlet": hit.outlet, "published": hit.published,
        "snippet": hit.snippet.replace(OPENS, "[").replace(CLOSES, "]"), "incidents": [head_json(head) for head in hit.incidents],
        "claims": [{"id": id, "attribute": name, "value": value, "quote": quote} for id, name, value, quote in hit.claims],
    }  # fmt: skip


@router.get("/search", include_in_schema=False)
def search_page(request: Request, person: Reader, q: Words = "", offset: Offset = 0) -> Response:
    """The page of what was found."""
    desk = desk_of(request)
    return page(request, person, "search.html.j2", lambda: _context(desk, q.replace("\0", "").strip(), offset))


def _context(desk: Desk, words: str, offset: int) -> Mapping[str, Any]:
    """What the page shows."""
    found = desk.ledger.search(words, offset=offset, limit=_ROW)
    keys = {id: key[:KEY] for id, key in keys_of(desk.ledger, (hit.report for hit in found)).items()}
    return {"q": words, "found": found, "keys": keys, "marked": _marked, "names": attribute_name}


def _marked(snippet: str) -> Markup:
    """A snippet with the found words marked, everything else escaped."""
    return Markup(str(escape(snippet[:_LONGEST])).replace(OPENS, "<mark class=claim>").replace(CLOSES, "</mark>"))
