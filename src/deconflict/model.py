"""The nouns of the project: reports, spans, mentions, claims, incidents. Frozen, typed, without I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from deconflict.values import Value
from deconflict.values.count import Count
from deconflict.values.frozen import Frozen
from deconflict.values.kind import Kind
from deconflict.values.place import Place
from deconflict.values.time import Time


class Part(StrEnum):
    """Which part of a report a span points into."""

    TEXT = "text"
    TITLE = "title"


class Modality(StrEnum):
    """How firmly a report puts a claim."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    ALLEGED = "alleged"
    POSSIBLE = "possible"
    PLANNED = "planned"
    DENIED = "denied"


class Stage(StrEnum):
    """How far a happening got."""

    ACCOMPLISHED = "accomplished"
    ATTEMPTED = "attempted"
    THREATENED = "threatened"
    PLANNED = "planned"


class SourceKind(StrEnum):
    """Who is cited, by sort."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
    OUTLET = "outlet"
    OFFICIAL = "official"


class EntityType(StrEnum):
    """The sorts of thing that a report names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    LOCATION = "location"
    WEAPON = "weapon"
    PLATFORM = "military_platform"
    VEHICLE = "vehicle"
    TIME = "time"
    QUANTITY = "quantity"
    NATIONALITY = "nationality"
    MONEY = "money"


@dataclass(frozen=True, slots=True, order=True)
class Span(Frozen):
    """A place in a report: code points from ``start`` up to, not including, ``end``. Evidence is always spans."""

    report: str
    part: Part
    start: int
    end: int

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end and self.part is other.part and self.report == other.report

    def holds(self, other: Span) -> bool:
        """Whether the other lies inside this one."""
        return self.start <= other.start and other.end <= self.end and self.part is other.part and self.report == other.report

    def cover(self, other: Span) -> Span:
        """The shortest span that holds both."""
        return Span(self.report, self.part, min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Passage(Frozen):
    """A running text to read: a report's text, or its title. Finders take passages and give spans."""

    report: str
    part: Part
    text: str

    def span(self, start: int, end: int) -> Span:
        """The span of these offsets."""
        return Span(self.report, self.part, start, end)

    def quote(self, span: Span) -> str:
        """The very words of a span."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Report(Frozen):
    """One document as published.

    ``published`` is a datetime where the hour is known, else a date; ``origin`` is where it was read from (file, URL);
    ``problems`` what a reader should know of it. ``modified`` is when the outlet says that it last changed the text; ``given_by`` tells for each field
    which part of a page gave it (("published", "json-ld"), ...); ``unread`` why a report is kept but not read as news, None where it is.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    origin: str | None = None
    problems: tuple[str, ...] = ()
    modified: date | None = None
    given_by: tuple[tuple[str, str], ...] = ()
    unread: str | None = None

    @property
    def day(self) -> date | None:
        """The day of publication, without the hour."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    @property
    def moment(self) -> datetime:
        """When it was published, to put reports in order: a day by itself stands for its beginning in UTC, none for the beginning of time."""
        if isinstance(self.published, datetime):
            return self.published if self.published.tzinfo else self.published.replace(tzinfo=UTC)
        return datetime.combine(self.published or date.min, time.min, UTC)

    def passage(self, part: Part = Part.TEXT) -> Passage:
        """The text, or the title, to read."""
        return Passage(self.id, part, self.text if part is Part.TEXT else self.title or "")

    def quote(self, span: Span) -> str:
        """The very words of a span."""
        return self.passage(span.part).quote(span)


@dataclass(frozen=True, slots=True)
class Entity(Frozen):
    """Something named; mentions that name the same thing in one report share ``entity``."""

    type: EntityType
    span: Span
    text: str
    entity: str

    @property
    def named(self) -> bool:
        """Whether the words are a name ('Salma Idris') rather than a description ('the police')."""
        words = self.text.split()
        named = any(word[0].isupper() for word in words) and all(word[0].isupper() or len(word) <= 3 for word in words)
        return named and words[0].lower() not in {"the", "a", "an"}


@dataclass(frozen=True, slots=True)
class PlaceMention(Frozen):
    """A toponym and the place that it was taken to mean."""

    span: Span
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class TimeMention(Frozen):
    """A time expression and the days that it means."""

    span: Span
    text: str
    time: Time


@dataclass(frozen=True, slots=True)
class Attribution(Frozen):
    """Some words of a report (``content``) that are put down to somebody (``source``) by a word such as 'said' (``cue``).

    ``speaker`` is the fullest name of the source that the report gives.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    speaker: str | None
    kind: SourceKind

    def carries(self, span: Span) -> bool:
        """Whether a span lies in what is attributed."""
        return any(content.meets(span) for content in self.content)


@dataclass(frozen=True, slots=True)
class Statement(Frozen):
    """What somebody is quoted or reported to have said; ``direct`` when in the speaker's own words."""

    span: Span
    quote: str
    speaker: str | None
    direct: bool


@dataclass(frozen=True, slots=True)
class Argument(Frozen):
    """What fills a role of a mention, in the report's words."""

    role: str
    span: Span
    text: str
    name: str | None = None
    entity: str | None = None
    named: bool = False
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Claim(Frozen):
    """One value of one attribute, with the words that carry it, who is cited for it, and how firmly it is put.

    ``group`` says of whom a count speaks ('soldiers'); a total has none. ``attribution`` runs from the nearest source outwards.
    """

    attribute: str
    value: Value
    span: Span
    quote: str
    modality: Modality = Modality.ASSERTED
    attribution: tuple[Attribution, ...] = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Mention(Frozen):
    """One happening as one report tells it."""

    id: str
    report: str
    kind: Kind
    anchor: Span
    stage: Stage = Stage.ACCOMPLISHED
    background: bool = False
    arguments: tuple[Argument, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading(Frozen):
    """All that was found in one report."""

    report: Report
    sentences: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    times: tuple[TimeMention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    statements: tuple[Statement, ...] = ()
    mentions: tuple[Mention, ...] = ()


class Status(StrEnum):
    """What the sources make of an attribute together."""

    AGREED = "agreed"
    REFINED = "refined"
    UPDATED = "updated"
    CONTESTED = "contested"
    SOLE = "sole"


@dataclass(frozen=True, slots=True)
class Position(Frozen):
    """Claims on one attribute that can be true together; ``value`` is the most exact of theirs."""

    value: Value
    text: str
    claims: tuple[Claim, ...]
    reports: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class Attribute(Frozen):
    """One attribute of an incident: its positions, what follows from them, and the name of the rule that picked ``best``.

    ``how`` says how the rule came to it, ``by_rule`` what each rule would give for a count.
    """

    name: str
    type: str
    group: str | None
    status: Status
    best: object
    low: object
    high: object
    rule: str
    positions: tuple[Position, ...]
    how: str = ""
    by_rule: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Link(Frozen):
    """How one incident stands to another: response_to, part_of, same_series, background."""

    incident: str
    relation: str


@dataclass(frozen=True, slots=True)
class Grade(Frozen):
    """How well an incident is established, in Airwars' terms, and why; provisional until a person signs it off."""

    name: str
    reasons: tuple[str, ...]
    signed_off_by: str | None = None


@dataclass(frozen=True, slots=True)
class Reason(Frozen):
    """One thing that speaks for or against two mentions being one happening; ``weight`` in log-odds, None for what excludes it."""

    feature: str
    words: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class Tie(Frozen):
    """Two mentions (report, mention) set side by side: how likely they are one happening, and why; ``incident`` the other's where they were parted."""

    first: tuple[str, str]
    second: tuple[str, str]
    probability: float
    reasons: tuple[Reason, ...]
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Incident(Frozen):
    """One happening over all reports that tell of it.

    ``joins`` are the likeliest ties that hold its mentions together; ``parted`` those to mentions of other incidents that came near.
    """

    id: str
    kind: Kind
    background: bool
    headline: str
    mentions: tuple[Mention, ...]
    reports: tuple[str, ...]
    lines: int
    related: tuple[Link, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    joins: tuple[Tie, ...] = ()
    parted: tuple[Tie, ...] = ()
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Lineage(Frozen):
    """Reports that come from one text or one source in the end; ``copied_from`` names the older ones where dates allow."""

    id: str
    reports: tuple[str, ...]
    copied_from: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class SharedStatement(Frozen):
    """A statement with the other reports that carry the same words."""

    statement: Statement
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record(Frozen):
    """The whole answer to ``reconcile``: what was read, which incidents it tells of, who says what."""

    readings: tuple[Reading, ...]
    lineages: tuple[Lineage, ...]
    incidents: tuple[Incident, ...]
    main_incident: tuple[tuple[str, str], ...] = ()
    statements: tuple[SharedStatement, ...] = ()
