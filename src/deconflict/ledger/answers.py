"""What a ledger is asked and what it answers with: frozen data, none of it tied to the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from deconflict.ledger.judged import Conflict, Judgement
from deconflict.ledger.values import claim_id
from deconflict.model import Claim, Incident, Lineage, Reading, Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents are asked for; what is left out does not matter.

    ``since`` and ``until`` are days, both inclusive, on which it happened, or was published where no day is told. ``near`` is (latitude, longitude) in
    degrees and ``km`` the distance from there. ``country`` is an ISO code, ``division`` a GeoNames code such as 'NG.37', ``place`` a name. ``kind`` takes in
    the kinds below it, ``actor`` what is a part of it. ``killed`` is the least best estimate of the killed. ``words`` are looked for in the reports.
    ``background`` tells whether incidents that reports only look back to are wanted: None for both.
    """

    since: date | None = None
    until: date | None = None
    near: tuple[float, float] | None = None
    km: float = 25.0
    country: str | None = None
    division: str | None = None
    place: str | None = None
    kind: str | None = None
    actor: str | None = None
    killed: int | None = None
    contested: bool | None = None
    outlet: str | None = None
    words: str | None = None
    background: bool | None = False


@dataclass(frozen=True, slots=True)
class Toll:
    """The total of the killed or injured: the best estimate and the bounds that reports leave; no ``high`` where none is told."""

    low: int | None
    best: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """An incident in one line. ``state`` is live, merged (``heir`` is the incident that it went into) or removed; ``updated`` is in UTC.

    ``days`` are the first and last day on which it may have happened, as far as told, ``published`` the first and last day of its reports.
    """

    id: str
    state: str
    heir: str | None
    version: int
    updated: str
    kind: str
    background: bool
    headline: str
    reports: int
    lines: int
    contested: int
    days: tuple[date, date] | None
    published: tuple[date, date] | None
    point: tuple[float, float] | None
    killed: Toll | None
    injured: Toll | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the answers: ``total`` is how many there are in all, ``offset`` how many stand before these."""

    items: tuple[T, ...]
    total: int
    offset: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def next(self) -> int | None:
        """Where the next page begins; None after the last."""
        return self.offset + len(self.items) if self.items and self.offset + len(self.items) < self.total else None


@dataclass(frozen=True, slots=True)
class Citation:
    """By what a report can be found again for ever: the hash of its document as fetched, and that of its content, in which offsets count."""

    report: str
    document: str
    key: str
    added: str
    program: str
    model: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident in full.

    ``readings`` hold the reports with the mentions of this incident only. ``asked`` is the id that was asked for where it sent on to this one.
    """

    head: Head
    incident: Incident
    readings: tuple[Reading, ...]
    lineages: tuple[Lineage, ...]
    mains: tuple[str, ...]
    citations: Mapping[str, Citation]
    judgements: tuple[Judgement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    asked: str | None = None

    @property
    def record(self) -> Record:
        """The incident as ``show`` takes it."""
        return Record(self.readings, self.lineages, (self.incident,), tuple((report, self.incident.id) for report in self.mains))

    def claim_id(self, claim: Claim) -> str:
        """By what a claim of this incident is quoted and judged."""
        return claim_id(self.citations[claim.span.report].key, claim)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report in full: its reading, where it can be found again, and the incidents that it tells of, the main one first."""

    reading: Reading
    citation: Citation
    incidents: tuple[Head, ...]
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that holds the words searched for. ``snippet`` has found words between \\x02 and \\x03; ``claims`` are (id, attribute, value, quote)."""

    report: str
    title: str | None
    outlet: str | None
    published: str | None
    snippet: str
    incidents: tuple[Head, ...] = ()
    claims: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of readings that were added: how many are new, how many were there already."""

    new: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a ledger holds; ``makers`` tells how many readings each (program, model) made, ``size`` is in bytes."""

    counts: Mapping[str, int] = field(default_factory=dict)
    makers: Sequence[tuple[str, str, int]] = ()
    size: int = 0
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """Incidents by what became of them in some time; one may stand in several lists. ``corrected`` follow a judgement or a new reading."""

    new: tuple[Head, ...] = ()
    grew: tuple[Head, ...] = ()
    contested: tuple[Head, ...] = ()
    corrected: tuple[Head, ...] = ()
    merged: tuple[Head, ...] = ()
    removed: tuple[Head, ...] = ()

    def sections(self) -> dict[str, tuple[Head, ...]]:
        """The lists by their titles, in the order in which they are read."""
        return {
            "new": self.new, "grew": self.grew, "became contested": self.contested, "corrected": self.corrected, "merged": self.merged, "gone": self.removed,
        }  # fmt: skip
