"""FollowTheMoney: incidents, those who took part, places and reports as entities, one a line in the JSON of that library, which the tests check it with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from deconflict.export.facts import Facts, named
from deconflict.export.table import Table
from deconflict.model import Report
from deconflict.values.actor import Actor

_SCHEMA = {"state": "PublicBody", "state force": "PublicBody", "police": "PublicBody", "person": "Person"}
_DATASET = "deconflict"
_LANGUAGE = {
    "en": "eng",
    "fr": "fra",
    "es": "spa",
    "ar": "ara",
    "ru": "rus",
    "uk": "ukr",
    "pt": "por",
    "de": "deu",
    "it": "ita",
    "tr": "tur",
    "fa": "fas",
    "sw": "swa",
}


def entities(facts: Facts) -> Iterator[dict[str, Any]]:
    """The entities of an incident; those that several incidents share come with each, under one id."""
    actors = {actor.id: actor for claim in facts.claims("actor") if isinstance(actor := claim.value, Actor) and named(actor)}
    yield _event(facts, list(actors.values()))
    if facts.place is not None:
        yield _place(facts)
    yield from (_actor(actor) for actor in actors.values())
    for report in facts.reports:
        yield _article(facts, report)
        yield _documentation(facts, report)


def _entity(schema: str, id: str, **properties: Any) -> dict[str, Any]:
    """An entity: each property has a list of values, and those that nothing is known for are left out."""
    given = {name: _values(value) for name, value in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: values for name, values in given.items() if values}, "datasets": [_DATASET]}


def _values(value: Any) -> list[str]:
    """One value or several as a list."""
    return [str(item) for item in (value if isinstance(value, list) else [value]) if item]


def _event(facts: Facts, actors: list[Actor]) -> dict[str, Any]:
    """The incident."""
    days = facts.days
    return _entity(
        "Event", _id("incident", facts.head.id), name=facts.incident.headline, summary=facts.incident.kind.name,
        startDate=days and days[0].isoformat(), endDate=days and days[1].isoformat(), country=_code(facts.country),
        location=facts.place.show() if facts.place else None, addressEntity=_id("place", facts.head.id) if facts.place else None,
        involved=[_id("actor", actor.id) for actor in actors], notes=list(_tolls(facts)), modifiedAt=facts.head.updated.removesuffix("Z"),
    )  # fmt: skip


def _tolls(facts: Facts) -> Iterator[str]:
    """The dead and injured in words."""
    for name in ("killed", "injured", "missing", "captured"):
        if (toll := facts.toll(name)) is not None:
            yield f"{name}: best {toll.best}, low {toll.low}, high {'no end told' if toll.high is None else toll.high}"


def _place(facts: Facts) -> dict[str, Any]:
    """Where it happened; a point only where one is told."""
    place, point = facts.place, facts.point
    assert place is not None
    return _entity(
        "Address", _id("place", facts.head.id), full=place.show(), country=_code(place.country), city=place.name if point else None,
        latitude=str(point[0]) if point else None, longitude=str(point[1]) if point else None,
    )  # fmt: skip


def _actor(actor: Actor) -> dict[str, Any]:
    """Somebody who is told to have taken part."""
    country = actor.id.split("_")[1] if actor.kind in {"state", "state force", "police"} else None
    return _entity(_SCHEMA.get(actor.kind, "Organization"), _id("actor", actor.id), name=actor.name, country=_code(country))


def _article(facts: Facts, report: Report) -> dict[str, Any]:
    """A report."""
    citation = facts.entry.citations[report.id]
    return _entity(
        "Article", _id("report", citation.key), title=report.title, author=report.author, publisher=report.outlet,
        publishedAt=_moment(report.published), sourceUrl=report.url if (report.url or "").startswith(("http://", "https://")) else None, language=_LANGUAGE.get(report.language or ""), fileName=report.id,
        notes=f"sha256 of the document as fetched: {citation.document}",
    )  # fmt: skip


def _documentation(facts: Facts, report: Report) -> dict[str, Any]:
    """That a report tells of the incident."""
    citation = facts.entry.citations[report.id]
    return _entity(
        "Documentation", _id("told", f"{facts.head.id}-{citation.key}"), document=_id("report", citation.key),
        entity=_id("incident", facts.head.id), role="report",
    )  # fmt: skip


def _code(iso: str | None) -> str | None:
    """A country as the library writes it."""
    return iso.lower() if iso else None


def _moment(published: date | None) -> str | None:
    """A time of publication as the library has it: in UTC, without saying so."""
    if isinstance(published, datetime) and published.tzinfo is not None:
        published = published.astimezone(UTC).replace(tzinfo=None)
    return published.isoformat() if published else None


def _id(sort: str, id: str) -> str:
    """An id that is the same in every export, of the letters that the library allows."""
    plain = id.replace("_", "-")
    safe = re.sub(r"[^A-Za-z0-9.-]", "-", plain)
    return f"deconflict-{sort}-{safe}" + ("" if safe == plain else f"-{hashlib.sha256(id.encode()).hexdigest()[:8]}")


ENTITIES: Table[dict[str, Any]] = Table("entities", entities, fields=(
    ("Event", "the incident: `name` its headline, `summary` its kind, `startDate` and `endDate` the days on which it may have happened, `country`, `location` the place by name, `addressEntity`, `involved`, `notes` the counts of people with their bounds, `modifiedAt`"),
    ("Address", "the place: `full`, `country`, `city` and `latitude`, `longitude` only where a point is told"),
    ("Organization, PublicBody, Person", "an actor that goes by a name and is told to have done it: told, not proved"),
    ("Article", "a report: `title`, `author`, `publisher`, `publishedAt`, `sourceUrl` (only http and https), `language`; its hash in `notes`, for `contentHash` is a SHA-1 of Aleph's own"),
    ("Documentation", "that a report (`document`) tells of the incident (`entity`)"),
    ("bodyText", "left out: texts are with their outlets"),
))  # fmt: skip
