"""The record as one self-contained page: incident cards, attribute by source matrix, texts with their evidence marked."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader

from deconflict.model import Part, Reading, Record, Status
from deconflict.show.matrix import Row, columns_of, rows_of
from deconflict.show.view import (
    firmness,
    heading,
    in_order,
    plural,
    related_to,
    report_names,
    short_quote,
    sources_line,
    tally,
    told_by,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a report's text: the attributes whose evidence it belongs to, and anchors that begin here."""

    text: str
    rows: tuple[str, ...]
    anchors: tuple[str, ...]


def show_page(record: Record) -> str:
    """The whole page as HTML; no request leaves it, and it reads without scripts."""
    names = report_names(record.readings)
    number = {reading.report.id: index for index, reading in enumerate(record.readings)}
    cards = [
        (incident, columns_of(incident, record), list(rows_of(incident, number, record)))
        for incident in in_order(record.incidents, dict(record.main_incident))
    ]
    rows = [row for _, _, mine in cards for row in mine]
    environment = Environment(loader=PackageLoader("deconflict.show"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    style, script = _asset(environment, "page.css"), _asset(environment, "page.js")
    return environment.get_template("page.html.j2").render(
        style=style, script=script, style_hash=_hash(style), script_hash=_hash(script), record=record, cards=cards, names=names, number=number,
        texts=[list(_pieces(reading, rows, number)) for reading in record.readings], titles={row.id: row.label for row in rows},
        tally=tally(record), statuses=[heading(status) for status in (Status.CONTESTED, Status.UPDATED, Status.REFINED, Status.AGREED, Status.SOLE)],
        line_of={report: lineage.id for lineage in record.lineages for report in lineage.reports}, plural=plural, sources_line=sources_line,
        told_by=told_by, firmness=firmness, short_quote=short_quote, related_to=related_to,
    )  # fmt: skip


def _asset(environment: Environment, name: str) -> str:
    """A style sheet or script of the templates folder, as it stands."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _hash(content: str) -> str:
    """The hash by which the page's policy lets its own style and script run, and nothing else."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _pieces(reading: Reading, rows: Sequence[Row], number: Mapping[str, int]) -> Iterator[Piece]:
    """A report's text cut at the ends of all evidence."""
    text, index = reading.report.text, number[reading.report.id]
    held: list[tuple[int, int, str]] = []
    anchors: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        spans = [
            claim.span
            for cell in row.cells
            if cell is not None and cell.report == index
            for claim in cell.claims
            if claim.span.part is Part.TEXT
        ]
        held.extend((span.start, span.end, row.id) for span in spans)
        if spans:
            anchors[min(span.start for span in spans)].append(f"e-{row.id}-{index}")
    cuts = sorted({0, len(text), *(start for start, _, _ in held), *(end for _, end, _ in held)})
    for start, end in itertools.pairwise(cuts):
        covering = tuple(dict.fromkeys(row for first, last, row in held if first <= start and end <= last))
        yield Piece(text[start:end], covering, tuple(anchors.get(start, ())))
