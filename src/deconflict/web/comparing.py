"""Two reports side by side, aligned sentence by sentence, with the words in which they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from deconflict.ledger.answers import ReportEntry
from deconflict.model import Part
from deconflict.web import answers
from deconflict.web.access import Reader, desk_of
from deconflict.web.alignment import Pair, aligned
from deconflict.web.desk import Desk
from deconflict.web.incident_view import KEY
from deconflict.web.incidents import NOT_FOUND
from deconflict.web.pages import page
from deconflict.web.report_view import by_line, notes_of
from deconflict.web.reports import entries_of, report_at
from deconflict.web.wording import Bit, bits, contrast

router = APIRouter(tags=["reports"])
Key = Annotated[
    str, Query(min_length=8, max_length=64, pattern=r"^[0-9a-f]+$", description="At least eight digits of the hash of a report's content.")
]
_MOST = 400
"""So many sentences of each report are compared."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Two sentences beside each other, in bits; either may be missing."""

    first: tuple[Bit, ...]
    second: tuple[Bit, ...]
    likeness: float


@router.get("/compare.json", response_model=answers.Comparison, responses=NOT_FOUND, summary="Two reports, sentence by sentence")
def compare_json(request: Request, person: Reader, first: Key, second: Key) -> Response:
    """Sentences beside those that tell the same."""
    one, other = (report_at(desk_of(request), key) for key in (first, second))
    told = [_sentences(found) for found in (one, other)]
    rows = [
        {"first": _text(told[0], pair.first), "second": _text(told[1], pair.second), "likeness": pair.likeness} for pair in aligned(*told)
    ]
    return JSONResponse({"first": one.reading.report.id, "second": other.reading.report.id, "rows": rows})


def _sentences(found: ReportEntry) -> list[str]:
    """The sentences of a report."""
    return [found.reading.report.text[span.start : span.end] for span in found.reading.sentences[:_MOST]]


def _text(sentences: Sequence[str], number: int | None) -> str | None:
    """A sentence by its number."""
    return None if number is None else sentences[number]


@router.get("/compare", include_in_schema=False)
def compare_page(request: Request, person: Reader, first: Key, second: Key) -> Response:
    """The page that compares two reports."""
    desk = desk_of(request)
    return page(request, person, "compare.html.j2", lambda: _context(desk, report_at(desk, first), report_at(desk, second)))


def _context(desk: Desk, first: ReportEntry, second: ReportEntry) -> Mapping[str, Any]:
    """What the page shows."""
    marked = [[(note.start, note.end) for note in notes_of(found, entries_of(desk, found))[Part.TEXT]] for found in (first, second)]
    rows = [_beside(pair, (first, second), marked) for pair in aligned(_sentences(first), _sentences(second))]
    shared = [head for head in first.incidents if head.id in {other.id for other in second.incidents}]
    return {
        "sides": [(found.reading.report, found.citation.key[:KEY], by_line(found.reading.report)) for found in (first, second)], "rows": rows, "shared": shared,
        "alike": sum(bool(row.first and row.second) for row in rows), "cut": any(len(found.reading.sentences) > _MOST for found in (first, second)),
    }  # fmt: skip


def _beside(pair: Pair, found: tuple[ReportEntry, ReportEntry], marked: Sequence[Sequence[tuple[int, int]]]) -> Beside:
    """A row of the page: claims marked, and the words that differ."""
    one, other = (_bits(side, number, spans) for side, number, spans in zip(found, (pair.first, pair.second), marked, strict=True))
    if one and other:
        one, other = contrast(one, other)
    return Beside(one, other, pair.likeness)


def _bits(found: ReportEntry, number: int | None, marked: Sequence[tuple[int, int]]) -> tuple[Bit, ...]:
    """A sentence in bits."""
    if number is None:
        return ()
    span = found.reading.sentences[number]
    return bits(
        found.reading.report.text, span.start, span.end, [(low, high) for low, high in marked if low < span.end and span.start < high]
    )
