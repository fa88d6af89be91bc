"""W3C Web Annotations: every claim as a note on the very words of its report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from deconflict.export.encode import Write, items
from deconflict.export.facts import Facts
from deconflict.export.table import Table
from deconflict.model import Attribute, Claim, Part, Report

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
"""So many letters before and after the words help to find them when a page has changed."""


@contextmanager
def as_page(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """One annotation page."""
    head = f'{{"@context": "{CONTEXT}", "id": "urn:deconflict:annotations", "type": "AnnotationPage", "items": ['
    with items(out, head, "]}") as write:
        yield write


def notes_of(facts: Facts) -> Iterator[dict[str, Any]]:
    """The claims of an incident as annotations."""
    reports = {report.id: report for report in facts.reports}
    for attribute in facts.incident.attributes:
        for claim in (claim for position in attribute.positions for claim in position.claims):
            yield _annotation(facts, attribute, claim, reports[claim.span.report])


def _annotation(facts: Facts, attribute: Attribute, claim: Claim, report: Report) -> dict[str, Any]:
    """One claim."""
    group = f" ({attribute.group})" if attribute.group else ""
    source = report.url or f"urn:sha256:{facts.entry.citations[report.id].document}"
    return {
        "id": f"urn:deconflict:{facts.head.id}:{facts.entry.claim_id(claim)}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": f"{attribute.name}{group}: {claim.value.show()}"},
            {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": facts.head.id},
        ],
        "target": {"type": "SpecificResource", "source": source, "selector": _selectors(claim, report)},
    }  # fmt: skip


def _selectors(claim: Claim, report: Report) -> list[dict[str, Any]]:
    """Where the words are: by themselves, and in the text by their place."""
    span, words = claim.span, report.passage(claim.span.part).text
    before, after = words[max(0, span.start - _AROUND) : span.start], words[span.end : span.end + _AROUND]
    quote = {"type": "TextQuoteSelector", "exact": words[span.start : span.end], "prefix": before, "suffix": after}
    place = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return [quote, place] if span.part is Part.TEXT else [quote]


ANNOTATIONS: Table[dict[str, Any]] = Table("annotations", notes_of, fields=(
    ("id", "`urn:deconflict:` with the ids of incident and claim; a claim that stands in two incidents is two notes"),
    ("motivation", "'describing'"),
    ("body", "attribute, group and value in words; the incident's id as a tag"),
    ("target.source", "the report's address; `urn:sha256:` and the hash of the document where it has none"),
    ("target.selector", "`TextQuoteSelector` with 32 letters around, and `TextPositionSelector` in code points of the text as the program read it; titles have only the first"),
    ("creator, created", "left out: a claim is read by a program, and the ledger's judgements are no annotations"),
))  # fmt: skip
