"""The shapes of the desk's JSON answers, as the OpenAPI description gives them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """An answer; what is not named here does not come."""

    model_config = ConfigDict(extra="forbid")


class Toll(Shape):
    """A total: the best estimate and the bounds that reports leave; no ``high`` where none is told."""

    low: int | None
    best: int
    high: int | None


class Head(Shape):
    """An incident in one line."""

    id: str
    state: str
    heir: str | None
    revision: int
    updated: str
    kind: str
    background: bool
    headline: str
    reports: int
    lines_of_reporting: int
    contested: int = Field(description="How many attributes the reports contradict each other in.")
    days: list[str] | None
    published: list[str] | None
    lat: float | None
    lon: float | None
    killed: Toll | None
    injured: Toll | None


class Side(Shape):
    """One of the values that contradict each other."""

    text: str
    outlets: list[str]
    lines_of_reporting: int


class Difference(Shape):
    """A contested attribute."""

    attribute: str
    group: str | None
    sides: list[Side]


class Listed(Head):
    """An incident in one line, with what its reports contradict each other in."""

    differences: list[Difference]


class Incidents(Shape):
    """A page of incidents; ``next`` is the offset of the next page."""

    version: int
    total: int
    offset: int
    next: int | None
    incidents: list[Listed]


class Day(Shape):
    """One day of the timeline."""

    day: str
    count: int
    contested: int


class Timeline(Shape):
    """The days that hold incidents."""

    days: list[Day]


class Cluster(Shape):
    """Incidents near each other; ``incident`` where it is only one."""

    lat: float
    lon: float
    count: int
    contested: int
    incident: str | None


class Spot(Shape):
    """An incident with where it lies: a point with the kilometres around it in which it may lie, or an area."""

    id: str
    headline: str
    contested: int
    reports: int
    place: str | None
    precision: str
    lat: float | None
    lon: float | None
    km: float | None
    box: list[float] | None
    country: str | None


class Map(Shape):
    """What the map shows: either clusters or single incidents, and those that only an area is told of."""

    clusters: list[Cluster]
    incidents: list[Spot]
    areas: list[Spot]


class Attribution(Shape):
    """Who is cited."""

    source: str | None
    cue: list[int] | None
    kind: str


class Claim(Shape):
    """A value with the words that carry it, in code points of the report's text or title."""

    id: str
    report: str
    part: str
    start: int
    end: int
    quote: str
    modality: str
    attribution: list[Attribution]


class Position(Shape):
    """Claims that can be true together."""

    value: Any
    text: str
    reports: list[str]
    lines_of_reporting: int
    claims: list[Claim]


class Attribute(Shape):
    """One attribute: what its sources make of it together, and the estimate with the name of its rule."""

    name: str
    type: str
    group: str | None
    status: str
    best: Any
    low: Any
    high: Any
    rule: str
    positions: list[Position]


class Problem(Shape):
    """What was wrong, in words."""

    detail: Any


class Judgement(Shape):
    """What a person decided."""

    number: int
    at: str
    author: str
    kind: str
    subject: dict[str, Any]
    because: str | None
    undoes: int | None
    standing: bool


class Incident(BaseModel):
    """One incident in full: reports, attributes with positions and claims, judgements and their conflicts."""

    version: int
    asked: str | None
    reports: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    judgements: list[Judgement]
    conflicts: list[dict[str, Any]]


class Change(Shape):
    """One thing that changed in one incident."""

    number: int
    at: str
    incident: str
    revision: int
    what: str
    attribute: str | None
    group: str | None
    before: str | None
    after: str | None
    cause: str | None
    subject: str | None


class Changes(Shape):
    """Changes, the last first; ``next`` is the ``before`` of the next page."""

    changes: list[Change]
    next: int | None


class Report(BaseModel):
    """One report in full: the text, what was read in it, and the incidents that it tells of."""

    id: str
    title: str | None
    outlet: str | None
    author: str | None
    published: str | None
    url: str | None
    language: str | None
    text: str
    document: str
    content: str
    added: str
    program: str
    model: str
    origins: list[str]
    problems: list[str]
    reading: dict[str, Any]
    incidents: list[Head]
    claims: list[dict[str, Any]]


class Row(Shape):
    """Two sentences that tell the same, or one that the other report has nothing beside."""

    first: str | None
    second: str | None
    likeness: float


class Comparison(Shape):
    """Two reports, sentence by sentence."""

    first: str
    second: str
    rows: list[Row]


class Hits(BaseModel):
    """Reports that hold the words searched for."""

    total: int
    offset: int
    next: int | None
    hits: list[dict[str, Any]]


class Preview(Shape):
    """What a judgement would change."""

    changes: list[Change]


class Judgements(Shape):
    """Every judgement, the last first, and those that contradict each other."""

    judgements: list[Judgement]
    conflicts: list[dict[str, Any]]


class Export(Shape):
    """An export: ``form`` as it was asked for, ``target`` where it went, ``asked`` the filter; ``changes`` is the last change that it took in."""

    number: int
    at: str
    author: str
    form: str
    target: str
    asked: dict[str, Any]
    incidents: int
    hash: str
    changes: int


class Exports(Shape):
    """Exports, the last first."""

    exports: list[Export]
    next: int | None
