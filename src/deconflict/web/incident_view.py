"""What an incident's page shows: sources, the matrix, contradictions side by side, what one source alone tells, and who is cited for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deconflict.ledger.answers import Entry
from deconflict.model import Attribute, Claim, Part, Position, Reading, Report, Status
from deconflict.show.matrix import Row, columns_of, rows_of
from deconflict.show.view import (
    claim_value,
    estimate_line,
    firmness,
    heading,
    label,
    leading_claims,
    position_value,
    report_names,
    short_quote,
    told_by,
)
from deconflict.web.wording import Bit, around, bits, contrast

KEY = 16
"""So many digits of a report's content hash stand in addresses."""
_SAID = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A report as a column; ``key`` opens it, ``copies`` tells that an older one of the same line of reporting stands before it."""

    report: Report
    name: str
    key: str
    line: int
    copies: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A claim for people: its id, value and words, who says so, how firmly, and which report opens it."""

    id: str
    value: str
    quote: str
    by: str
    firmness: str
    key: str
    title: bool


@dataclass(frozen=True, slots=True)
class DuelSide:
    """One position of a contradiction: its value, who tells it, and the sentence that carries it."""

    value: str
    reports: int
    lines: int
    by: tuple[str, ...]
    more: int
    evidence: tuple[Bit, ...]
    lead: Said
    place: int


@dataclass(frozen=True, slots=True)
class Duel:
    """A contested attribute: its positions side by side, two of them at least."""

    anchor: str
    attribute: Attribute
    label: str
    estimate: str
    sides: tuple[DuelSide, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """What one report tells and no other does."""

    source: Source
    told: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is cited: what is put down to them, and in which reports."""

    name: str
    kind: str
    told: tuple[tuple[str, Said], ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentView:
    """All that the page is made from."""

    entry: Entry
    names: Mapping[str, str]
    sources: tuple[Source, ...]
    rows: tuple[Row, ...]
    duels: tuple[Duel, ...]
    alone: tuple[Alone, ...]
    speakers: tuple[Speaker, ...]

    def said(self, claim: Claim) -> Said:
        """A claim for people."""
        citation = self.entry.citations[claim.span.report]
        return Said(
            self.entry.claim_id(claim), claim_value(claim), short_quote(claim.quote, 220), told_by(claim, self.names), firmness(claim), citation.key[:KEY],
            claim.span.part is Part.TITLE,
        )  # fmt: skip


def view_of(entry: Entry, sentences: Mapping[str, Sequence[tuple[int, int]]]) -> IncidentView:
    """The page of an incident; ``sentences`` tells where those of its reports begin and end."""
    record, names = entry.record, report_names(entry.readings)
    number = {reading.report.id: index for index, reading in enumerate(record.readings)}
    sources = tuple(_sources(entry, names))
    rows = tuple(rows_of(entry.incident, number, record))
    bare = IncidentView(entry, names, sources, rows, (), (), ())
    duels = tuple(
        _duel(bare, row, sentences) for row in rows if row.attribute.status is Status.CONTESTED and len(row.attribute.positions) > 1
    )
    return IncidentView(entry, names, sources, rows, duels, tuple(_alone(bare)), tuple(_speakers(bare)))


def _sources(entry: Entry, names: Mapping[str, str]) -> Iterator[Source]:
    """The reports as columns, those of one line of reporting side by side, the oldest of each first."""
    numbers: dict[str, int] = {}
    seen: set[int] = set()
    for _, reading, line in columns_of(entry.incident, entry.record):
        number = numbers.setdefault(line, len(numbers) + 1)
        report = reading.report
        yield Source(report, names[report.id], entry.citations[report.id].key[:KEY], number, number in seen)
        seen.add(number)


def anchor(row: Row) -> str:
    """Where a row of the matrix stands on the page."""
    return f"a{row.id.rsplit('-', 1)[-1]}"


def _duel(view: IncidentView, row: Row, sentences: Mapping[str, Sequence[tuple[int, int]]]) -> Duel:
    """A contested attribute with the sentences of its positions, and the words in which they differ from the first."""
    reports = {reading.report.id: reading.report for reading in view.entry.readings}
    leads = [leading_claims(position, 1)[0] for position in row.attribute.positions]
    told = [_evidence(reports[claim.span.report], claim, sentences.get(claim.span.report)) for claim in leads]
    first = told[0]
    for at in range(1, len(told)):
        one, told[at] = contrast(first, told[at])
        told[0] = one if at == 1 else told[0]
    sides = [
        _side(view, place, position, lead, words)
        for place, (position, lead, words) in enumerate(zip(row.attribute.positions, leads, told, strict=True))
    ]
    return Duel(anchor(row), row.attribute, label(row.attribute), estimate_line(row.attribute), tuple(sides))


def _evidence(report: Report, claim: Claim, sentences: Sequence[tuple[int, int]] | None) -> tuple[Bit, ...]:
    """The sentence that carries a claim, its words marked."""
    start, end = around(report, claim.span, sentences)
    return bits(report.passage(claim.span.part).text, start, end, [(claim.span.start, claim.span.end)])


def _side(view: IncidentView, place: int, position: Position, lead: Claim, words: Sequence[Bit]) -> DuelSide:
    """One position of a contradiction."""
    by = tuple(dict.fromkeys(told_by(claim, view.names) for claim in leading_claims(position, len(position.claims))))
    return DuelSide(
        position_value(position),
        len(position.reports),
        position.lines,
        by[:_SAID],
        max(0, len(by) - _SAID),
        tuple(words),
        view.said(lead),
        place,
    )


def _alone(view: IncidentView) -> Iterator[Alone]:
    """For each report what it tells and no report of another line of reporting does."""
    line = {source.report.id: source.line for source in view.sources}
    for source in view.sources:
        told = [
            (label(attribute), view.said(leading_claims(position, 1)[0]))
            for attribute in view.entry.incident.attributes
            if attribute.name != "cited"
            for position in attribute.positions
            if _only(position, line) == source.line and position.reports[0] == source.report.id
        ]
        if told:
            yield Alone(source, tuple(told))


def _only(position: Position, line: Mapping[str, int]) -> int | None:
    """The one line of reporting that a position comes from; None where there are several."""
    lines = {line[report] for report in position.reports}
    return lines.pop() if len(lines) == 1 else None


def _speakers(view: IncidentView) -> Iterator[Speaker]:
    """Who is cited for what, those with most claims first."""
    told: dict[tuple[str, str], list[tuple[str, Claim]]] = defaultdict(list)
    for attribute in view.entry.incident.attributes:
        for claim in (claim for position in attribute.positions for claim in position.claims):
            for cited in claim.attribution[:1]:
                if cited.speaker:
                    told[cited.speaker, str(cited.kind)].append((label(attribute), claim))
    for (name, kind), claims in sorted(told.items(), key=lambda item: (-len(item[1]), item[0])):
        reports = tuple(dict.fromkeys(view.names[claim.span.report] for _, claim in claims))
        seen: set[tuple[str, str, str]] = set()
        lines = [(what, view.said(claim)) for what, claim in claims]
        fresh = [(what, said) for what, said in lines if not ((what, said.value, said.by) in seen or seen.add((what, said.value, said.by)))]  # type: ignore[func-returns-value]
        yield Speaker(name, kind, tuple(fresh), reports)


def status_heading(attribute: Attribute) -> object:
    """The sign and words of an attribute's status."""
    return heading(attribute.status)


def readings_by_id(readings: Sequence[Reading]) -> dict[str, Reading]:
    """Readings by their reports' ids."""
    return {reading.report.id: reading for reading in readings}
