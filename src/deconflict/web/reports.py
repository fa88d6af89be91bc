"""A report's page: the text, every claim in it marked, who is cited, and what other reports say of the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from deconflict.errors import NotInLedger
from deconflict.ledger.answers import Entry, ReportEntry
from deconflict.ledger.overview import keys_of, report_by_key
from deconflict.model import Part
from deconflict.show.ledger_json import head_json
from deconflict.show.record import reading_json
from deconflict.web import answers
from deconflict.web.access import Reader, desk_of
from deconflict.web.desk import Desk
from deconflict.web.incident_view import KEY
from deconflict.web.incidents import NOT_FOUND
from deconflict.web.pages import page
from deconflict.web.report_view import Note, by_line, notes_of, paragraphs

router = APIRouter(tags=["reports"])
Key = Annotated[
    str, Path(min_length=8, max_length=64, pattern=r"^[0-9a-f]+$", description="At least eight digits of the hash of the report's content.")
]
LONGEST = 60_000
"""So many characters of a text stand on one page."""
_INCIDENTS = 12


def report_at(desk: Desk, key: str) -> ReportEntry:
    """A report by the first digits of its content's hash; raises NotInLedger."""
    id = report_by_key(desk.ledger, key)
    if id is None:
        raise NotInLedger(f"there is no report {key} in the ledger")
    return desk.ledger.report(id)


def entries_of(desk: Desk, found: ReportEntry) -> list[Entry]:
    """The incidents that a report tells of, the main one first."""
    return [desk.ledger.incident(head.id) for head in found.incidents[:_INCIDENTS] if head.state == "live"]


@router.get("/reports", include_in_schema=False)
def report_by_id(request: Request, person: Reader, id: Annotated[str, Query(max_length=2000)]) -> Response:
    """The page of the report with an id."""
    key = keys_of(desk_of(request).ledger, [id.replace("\0", "")]).get(id)
    if key is None:
        raise NotInLedger(f"there is no report {id} in the ledger")
    return RedirectResponse(f"/reports/{key[:KEY]}", 307)


@router.get("/reports/{key}.json", response_model=answers.Report, responses=NOT_FOUND, summary="One report in full")
def report_json(request: Request, person: Reader, key: Key) -> Response:
    """The text, what was read in it, its claims, and the incidents that it tells of."""
    desk = desk_of(request)
    found = report_at(desk, key)
    report, cited = found.reading.report, found.citation
    notes = notes_of(found, entries_of(desk, found))
    return JSONResponse(
        {
            "id": report.id, "title": report.title, "outlet": report.outlet, "author": report.author,
            "published": report.published.isoformat() if report.published else None, "url": report.url, "language": report.language, "text": report.text,
            "document": cited.document, "content": cited.key, "added": cited.added, "program": cited.program, "model": cited.model,
            "origins": list(found.origins), "problems": list(report.problems), "reading": reading_json(found.reading),
            "incidents": [head_json(head) for head in found.incidents], "claims": [_note_json(note, part) for part in Part for note in notes[part]],
        }
    )  # fmt: skip


def _note_json(note: Note, part: Part) -> dict[str, Any]:
    """One claim of a report with what others say."""
    return {
        "id": note.id, "incident": note.incident, "attribute": note.label, "value": note.value, "status": note.heading.word, "cited": note.cited or None,
        "part": str(part), "start": note.start, "end": note.end,
        "others": [{"value": other.value, "contradicts": other.contradicts, "reports": list(other.by)} for other in note.others],
    }  # fmt: skip


@router.get("/reports/{key}", include_in_schema=False)
def report_page(
    request: Request, person: Reader, key: Key, start: Annotated[int, Query(ge=0, le=100_000_000, alias="from")] = 0
) -> Response:
    """The page of a report; very long texts come in parts."""
    desk = desk_of(request)
    return page(request, person, "report.html.j2", lambda: _context(desk, report_at(desk, key), start))


def _context(desk: Desk, found: ReportEntry, start: int) -> Mapping[str, Any]:
    """What the page shows."""
    report = found.reading.report
    entries = entries_of(desk, found)
    notes = notes_of(found, entries)
    first = min(start, len(report.text))
    last = min(len(report.text), first + LONGEST)
    others = {
        source.report.id: (source.report.outlet or source.report.title or source.report.id, entry.citations[source.report.id].key[:KEY])
        for entry in entries
        for source in entry.readings
        if source.report.id != report.id
    }
    return {
        "found": found, "report": report, "key": found.citation.key[:KEY], "title_notes": notes[Part.TITLE], "by_line": by_line(report),
        "title": list(paragraphs(report.title or "", notes[Part.TITLE], 0, len(report.title or ""))), "number": len(notes[Part.TEXT]),
        "body": list(paragraphs(report.text, notes[Part.TEXT], first, last)), "others": sorted(others.values()), "first": first, "last": last, "step": LONGEST,
    }  # fmt: skip
