"""Attributes by source: the rows and columns of an incident's matrix, as every page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from deconflict.model import Attribute, Claim, Incident, Reading, Record
from deconflict.show.view import Heading, claim_value, estimate_line, heading, label, short_quote
from deconflict.values import Relation


@dataclass(frozen=True, slots=True)
class Cell:
    """What one report says of one attribute: (position, value, words) with the claim that each stands on, and all its claims."""

    report: int
    values: tuple[tuple[int, str, str], ...]
    leads: tuple[Claim, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute over the reports of an incident; ``id`` is unique on the page."""

    id: str
    attribute: Attribute
    label: str
    heading: Heading
    estimate: str
    cells: tuple[Cell | None, ...]


def columns_of(incident: Incident, record: Record) -> list[tuple[int, Reading, str]]:
    """The reports of an incident, those of one line of reporting side by side."""
    line_of = {report: lineage.id for lineage in record.lineages for report in lineage.reports}
    held = [
        (line_of[reading.report.id], index, reading)
        for index, reading in enumerate(record.readings)
        if reading.report.id in incident.reports
    ]
    first = {line: index for line, index, _ in reversed(held)}
    return [(index, reading, line) for line, index, reading in sorted(held, key=lambda item: (first[item[0]], item[1]))]


def rows_of(incident: Incident, number: Mapping[str, int], record: Record) -> Iterator[Row]:
    """The rows of an incident's matrix."""
    order = [index for index, _, _ in columns_of(incident, record)]
    for place, attribute in enumerate(incident.attributes):
        yield Row(
            f"{incident.id}-{place}",
            attribute,
            label(attribute),
            heading(attribute.status),
            estimate_line(attribute),
            tuple(cell_of(attribute, index, number) for index in order),
        )


def cell_of(attribute: Attribute, report: int, number: Mapping[str, int]) -> Cell | None:
    """What one report says, or nothing."""
    values, leads, claims = [], [], []
    for place, position in enumerate(attribute.positions):
        mine = [claim for claim in position.claims if number[claim.span.report] == report]
        if mine:
            exact = max(mine, key=lambda claim: sum(claim.value.relation(other.value) is Relation.REFINES for other in mine))
            values.append((place, claim_value(exact), short_quote(exact.quote, 80)))
            leads.append(exact)
            claims.extend(mine)
    return Cell(report, tuple(values), tuple(leads), tuple(claims)) if claims else None
