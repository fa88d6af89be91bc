"""A report's page: its text with every claim marked, and beside each paragraph who is cited and what other reports say of the same."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deconflict.ledger.answers import Entry, ReportEntry
from deconflict.model import Attribute, Claim, Part, Position, Report, Status
from deconflict.show.view import Heading, claim_value, firmness, heading, label, report_names
from deconflict.values.time_words import shown_moment

_FAMILIES = {
    "toll": ("killed", "injured", "missing", "captured", "displaced", "outcome", "victim", "attackers"),
    "where": ("place", "origin", "date", "duration"),
    "who": ("actor", "responsibility", "target", "cited", "statement", "control"),
}
_MOST = 4


@dataclass(frozen=True, slots=True)
class Other:
    """What others say of an attribute: a value, whether it contradicts this report's, and who tells it."""

    value: str
    contradicts: bool
    by: tuple[str, ...]
    claim: str


@dataclass(frozen=True, slots=True)
class Note:
    """A claim in the margin: what was read, who is cited for it, how firmly, and what other reports say."""

    id: str
    number: int
    family: str
    label: str
    value: str
    heading: Heading
    cited: str
    firmness: str
    incident: str
    others: tuple[Other, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of the text; ``notes`` are the claims that they carry, ``opens`` those that begin here."""

    text: str
    notes: tuple[Note, ...]
    opens: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, cut where claims begin and end, with the notes that begin in it."""

    stretches: tuple[Stretch, ...]
    notes: tuple[Note, ...]


def family(attribute: str) -> str:
    """The colour of an attribute: toll, where, who, or how."""
    return next((name for name, members in _FAMILIES.items() if attribute in members), "how")


def notes_of(found: ReportEntry, entries: Sequence[Entry]) -> dict[Part, list[Note]]:
    """The claims of a report by the part of it that they stand in, in their order there."""
    report = found.reading.report
    notes: dict[Part, list[Note]] = {Part.TEXT: [], Part.TITLE: []}
    seen: set[str] = set()
    for entry in entries:
        names = report_names(entry.readings)
        for attribute in entry.incident.attributes:
            for position in attribute.positions:
                for claim in position.claims:
                    id = entry.claim_id(claim)
                    if claim.span.report == report.id and id not in seen:
                        seen.add(id)
                        notes[claim.span.part].append(_note(entry, attribute, position, claim, names))
    return {part: _numbered(held) for part, held in notes.items()}


def _note(entry: Entry, attribute: Attribute, position: Position, claim: Claim, names: Mapping[str, str]) -> Note:
    """One claim in the margin."""
    cited = " via ".join(item.speaker for item in claim.attribution[:2] if item.speaker)
    others = tuple(_others(entry, attribute, position, claim.span.report, names))
    return Note(
        entry.claim_id(claim), 0, family(attribute.name), label(attribute), claim_value(claim), heading(attribute.status), cited, firmness(claim),
        entry.head.id, others[:_MOST], claim.span.start, claim.span.end,
    )  # fmt: skip


def _others(entry: Entry, attribute: Attribute, mine: Position, report: str, names: Mapping[str, str]) -> Iterator[Other]:
    """What other reports say, each value as they tell it, those that contradict first."""
    contested = attribute.status is Status.CONTESTED
    for position in sorted(attribute.positions, key=lambda item: item is mine):
        by_value: dict[str, list[Claim]] = defaultdict(list)
        for claim in position.claims:
            if claim.span.report != report:
                by_value[claim_value(claim)].append(claim)
        for value, told in by_value.items():
            by = tuple(dict.fromkeys(names[claim.span.report] for claim in told))
            yield Other(value, contested and position is not mine, by[:3], entry.claim_id(told[0]))


def _numbered(notes: Sequence[Note]) -> list[Note]:
    """Notes in the order of their words, numbered from one."""
    ordered = sorted(notes, key=lambda note: (note.start, -note.end, note.label))
    return [Note(note.id, number, *(getattr(note, name) for name in _REST)) for number, note in enumerate(ordered, 1)]


_REST = ("family", "label", "value", "heading", "cited", "firmness", "incident", "others", "start", "end")


def paragraphs(text: str, notes: Sequence[Note], start: int, end: int) -> Iterator[Paragraph]:
    """The paragraphs of a stretch of text."""
    ends = [match.end() for match in re.finditer(r"\n[ \t]*\n\s*", text[start:end])]
    for first, last in itertools.pairwise(sorted({start, end, *(start + at for at in ends)})):
        mine = [note for note in notes if note.start < last and first < note.end]
        shown = first + len(text[first:last].rstrip())
        yield Paragraph(tuple(_stretches(text, mine, first, shown)), tuple(note for note in mine if first <= note.start))


def _stretches(text: str, notes: Sequence[Note], first: int, last: int) -> Iterator[Stretch]:
    """A paragraph cut where claims begin and end."""
    cuts = sorted({first, last, *(min(max(at, first), last) for note in notes for at in (note.start, note.end))})
    for low, high in itertools.pairwise(cuts):
        carried = sorted((note for note in notes if note.start <= low and high <= note.end), key=_weight)
        yield Stretch(text[low:high], tuple(carried), tuple(note for note in notes if note.start == low))


def _weight(note: Note) -> tuple[bool, int]:
    """Which of several claims gives words their colour: a contested one, then the shortest."""
    return note.heading.word != Status.CONTESTED, note.end - note.start


def by_line(report: Report) -> str:
    """Outlet, author and day of a report."""
    return " · ".join(part for part in (report.outlet, report.author, report.published and shown_moment(report.published)) if part)
