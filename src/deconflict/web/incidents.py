"""An incident's page: who says what of it, where they contradict each other, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from deconflict.errors import NotInLedger
from deconflict.ledger.answers import Entry
from deconflict.ledger.history import Change
from deconflict.ledger.overview import heads_of, sentences_of
from deconflict.model import Claim
from deconflict.show.ledger import judged_words
from deconflict.show.ledger_json import entry_json
from deconflict.show.view import label
from deconflict.web import answers
from deconflict.web.access import Reader, desk_of
from deconflict.web.desk import Desk
from deconflict.web.drawings import lineage, ranges, tolls
from deconflict.web.incident_view import IncidentView, anchor, view_of
from deconflict.web.overview import attribute_name
from deconflict.web.pages import page
from deconflict.web.wording import around, bits

router = APIRouter(tags=["incidents"])
Id = Annotated[str, Path(max_length=40, pattern=r"^[^/\x00]+$", description="An incident's id.")]
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": answers.Problem, "description": "There is none."}}
_CONTEXT = 600


@router.get("/incidents/{id}.json", response_model=answers.Incident, responses=NOT_FOUND, summary="One incident in full")
def incident_json(request: Request, person: Reader, id: Id) -> Response:
    """Attributes with positions and claims, reports, judgements and their conflicts; an id that was merged gives its heir."""
    return JSONResponse(entry_json(desk_of(request).ledger.incident(id)))


@router.get("/incidents/{id}/history.json", response_model=list[answers.Change], summary="What became of an incident")
def history_json(request: Request, person: Reader, id: Id) -> Response:
    """Every change of an incident with its moment and cause, the oldest first; none for an id that was never given."""
    return JSONResponse([change_json(change) for change in desk_of(request).ledger.history(id)])


def change_json(change: Change) -> dict[str, Any]:
    """One change."""
    return {
        "number": change.number, "at": change.at, "incident": change.incident, "revision": change.version, "what": change.what, "attribute": change.attribute,
        "group": change.group, "before": change.before, "after": change.after, "cause": change.cause.sort if change.cause else None,
        "subject": change.cause.subject if change.cause else None,
    }  # fmt: skip


@router.get("/incidents/{id}", include_in_schema=False)
def incident_page(request: Request, person: Reader, id: Id) -> Response:
    """The page of an incident; ids of merged ones lead to their heir."""
    desk = desk_of(request)
    try:
        return page(
            request, person, "incident.html.j2", lambda: _context(desk, desk.ledger.incident(id), request.query_params.get("asked"))
        )
    except _Moved as moved:
        return RedirectResponse(f"/incidents/{moved.heir}?asked={id}", 307)


class _Moved(Exception):
    """An incident that was merged into another."""

    def __init__(self, heir: str) -> None:
        super().__init__(heir)
        self.heir = heir


def seen(desk: Desk, entry: Entry) -> IncidentView:
    """An incident as its page shows it."""
    return view_of(entry, sentences_of(desk.ledger, (reading.report.id for reading in entry.readings)))


def _context(desk: Desk, entry: Entry, asked: str | None) -> Mapping[str, Any]:
    """What the page shows; raises _Moved where the id that was asked for leads on."""
    if entry.asked is not None:
        raise _Moved(entry.head.id)
    view = seen(desk, entry)
    known = heads_of(desk.ledger, (link.incident for link in entry.incident.related))
    related = [(link, known[link.incident]) for link in entry.incident.related[:20] if link.incident in known]
    return {
        "view": view, "entry": entry, "head": entry.head, "ranges": ranges(view), "lineage": lineage(view), "tolls": tolls(view), "related": related,
        "history": desk.ledger.history(entry.head.id)[::-1], "anchor": anchor, "judged_words": judged_words, "asked": asked, "names": attribute_name,
    }  # fmt: skip


@router.get("/incidents/{id}/claims/{claim}", include_in_schema=False)
def claim_page(request: Request, person: Reader, id: Id, claim: Id) -> Response:
    """A claim's evidence in its context, with what others say of the same: a page, or what a dialog holds."""
    desk = desk_of(request)
    return page(request, person, "claim.html.j2", lambda: _claim(desk, desk.ledger.incident(id), claim))


def _claim(desk: Desk, entry: Entry, id: str) -> Mapping[str, Any]:
    """What the evidence of a claim shows."""
    view = seen(desk, entry)
    for row in view.rows:
        for position in row.attribute.positions:
            for claim in position.claims:
                if entry.claim_id(claim) == id:
                    rivals = [other for other in row.attribute.positions if other is not position]
                    return {
                        "entry": entry, "view": view, "row": row, "said": view.said(claim), "claim": claim, "context": _context_of(entry, claim),
                        "alike": [view.said(other) for other in position.claims if other != claim][:8],
                        "rivals": [(other, [view.said(told) for told in other.claims[:4]]) for other in rivals], "anchor": anchor(row), "label": label(row.attribute),
                    }  # fmt: skip
    raise NotInLedger(f"incident {entry.head.id} has no claim {id} any more; it may have been read again, or judged wrong")


def _context_of(entry: Entry, claim: Claim) -> Any:
    """The text around a claim: its sentence, and some more before and after it."""
    report = next(reading.report for reading in entry.readings if reading.report.id == claim.span.report)
    text = report.passage(claim.span.part).text
    start, end = around(report, claim.span)
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    first = 0 if first == 0 else text.find(" ", first, start) + 1 or first
    last = len(text) if last == len(text) else text.rfind(" ", end, last) if text.rfind(" ", end, last) > 0 else last
    return {
        "report": report,
        "bits": bits(text, first, last, [(claim.span.start, claim.span.end)]),
        "before": first > 0,
        "after": last < len(text),
    }
