"""The record and the readings as JSON, in the shape that programs read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deconflict.model import Argument, Attribute, Attribution, Claim, Grade, Incident, Position, Reading, Record, SharedStatement, Span, Tie
from deconflict.values import Value
from deconflict.values.count import Count

VERSION = 1


def record_json(record: Record) -> dict[str, Any]:
    """A record as plain data; keys and items in a fixed order."""
    line_of = {report: lineage.id for lineage in record.lineages for report in lineage.reports}
    copied = {report: list(sources) for lineage in record.lineages for report, sources in lineage.copied_from}
    mains = dict(record.main_incident)
    return {
        "version": VERSION,
        "reports": [_report(reading, line_of, copied, mains) for reading in record.readings],
        "incidents": [_incident(incident) for incident in record.incidents],
        "statements": [_statement(shared) for shared in record.statements],
    }


def _report(reading: Reading, line_of: Mapping[str, str], copied: Mapping[str, list[str]], mains: Mapping[str, str]) -> dict[str, Any]:
    """One report's head."""
    report = reading.report
    return {
        "id": report.id, "title": report.title, "outlet": report.outlet, "published": report.published.isoformat() if report.published else None,
        "url": report.url, "language": report.language, "lineage": line_of.get(report.id), "copied_from": copied.get(report.id, []),
        "main_incident": mains.get(report.id), "problems": list(report.problems),
    }  # fmt: skip


def _incident(incident: Incident) -> dict[str, Any]:
    """One incident."""
    return {
        "id": incident.id, "kind": incident.kind.name, "background": incident.background, "headline": incident.headline, "reports": list(incident.reports),
        "lines_of_reporting": incident.lines, "related": [{"incident": link.incident, "relation": link.relation} for link in incident.related],
        "attributes": [_attribute(attribute) for attribute in incident.attributes],
        "grade": _grade(incident.grade) if incident.grade is not None else None,
        "joins": [tie_json(tie) for tie in incident.joins], "parted": [tie_json(tie) for tie in incident.parted],
    }  # fmt: skip


def _grade(grade: Grade) -> dict[str, Any]:
    """A grade, with who signed it off."""
    return {
        "name": grade.name,
        "provisional": grade.signed_off_by is None,
        "signed_off_by": grade.signed_off_by,
        "reasons": list(grade.reasons),
    }


def tie_json(tie: Tie) -> dict[str, Any]:
    """Two mentions side by side, with what speaks for and against their being one."""
    found: dict[str, Any] = {"incident": tie.incident} if tie.incident is not None else {}
    return {
        **found, "reports": [tie.first[0], tie.second[0]], "mentions": [tie.first[1], tie.second[1]], "probability": tie.probability,
        "reasons": [{"feature": reason.feature, "words": reason.words, "weight": reason.weight} for reason in tie.reasons],
    }  # fmt: skip


def _attribute(attribute: Attribute) -> dict[str, Any]:
    """One attribute."""
    return {
        "name": attribute.name, "type": attribute.type, "group": attribute.group, "status": str(attribute.status), "best": attribute.best,
        "low": attribute.low, "high": attribute.high, "rule": attribute.rule, "how": attribute.how,
        "by_rule": dict(attribute.by_rule), "positions": [_position(position) for position in attribute.positions],
    }  # fmt: skip


def _position(position: Position) -> dict[str, Any]:
    """One position."""
    return {
        "value": value_json(position.value), "text": position.text, "reports": list(position.reports), "lines_of_reporting": position.lines,
        "claims": [_claim(claim) for claim in position.claims],
    }  # fmt: skip


def value_json(value: Value) -> Any:
    """A value as plain data: a count as its bounds, anything else as it is shown."""
    if isinstance(value, Count):
        return {"low": value.low, "high": value.high, "floor": value.floor, "scope": str(value.scope)}
    return value.show()


def _claim(claim: Claim) -> dict[str, Any]:
    """One claim with its evidence."""
    return {
        "report": claim.span.report, "part": str(claim.span.part), "start": claim.span.start, "end": claim.span.end, "quote": claim.quote,
        "modality": str(claim.modality), "attribution": [{"source": item.speaker, "cue": _cue(claim, item), "kind": str(item.kind)} for item in claim.attribution],
    }  # fmt: skip


def _cue(claim: Claim, attribution: Attribution) -> list[int] | None:
    """Where the cue of an attribution stands."""
    return _offsets(attribution.cue)


def _statement(shared: SharedStatement) -> dict[str, Any]:
    """One statement."""
    statement = shared.statement
    return {
        "report": statement.span.report, "start": statement.span.start, "end": statement.span.end, "quote": statement.quote,
        "speaker": statement.speaker, "direct": statement.direct, "also_in": list(shared.also_in),
    }  # fmt: skip


def reading_json(reading: Reading) -> dict[str, Any]:
    """All that was found in one report, as plain data."""
    return {
        "id": reading.report.id, "language": reading.report.language,
        "sentences": [_offsets(span) for span in reading.sentences],
        "entities": [{"type": str(item.type), "start": item.span.start, "end": item.span.end, "text": item.text, "entity": item.entity} for item in reading.entities],
        "places": [
            {"start": item.span.start, "end": item.span.end, "text": item.text, "name": item.place.name, "lat": item.place.lat, "lon": item.place.lon,
             "country": item.place.country, "admin1": item.place.admin1, "precision": str(item.place.precision), "geonameid": item.place.geonameid}
            for item in reading.places
        ],
        "times": [
            {"start": item.span.start, "end": item.span.end, "text": item.text, "from": str(item.time.start) if item.time.start else None,
             "to": str(item.time.end) if item.time.end else None, "anchored": item.time.anchored}
            for item in reading.times
        ],
        "attributions": [
            {"source": _offsets(item.source), "cue": _offsets(item.cue), "content": [_offsets(span) for span in item.content], "speaker": item.speaker, "kind": str(item.kind)}
            for item in reading.attributions
        ],
        "events": [
            {"id": mention.id, "kind": mention.kind.name, "stage": str(mention.stage), "background": mention.background, "anchor": _offsets(mention.anchor),
             "arguments": [_argument(argument) for argument in mention.arguments]}
            for mention in reading.mentions if mention.anchor.part == "text"
        ],
    }  # fmt: skip


def _argument(argument: Argument) -> dict[str, Any]:
    """One argument of an event."""
    found: dict[str, Any] = {
        "role": argument.role, "start": argument.span.start, "end": argument.span.end, "text": argument.text,
        "name": argument.name or argument.text, "entity": argument.entity, "named": argument.named,
    }  # fmt: skip
    if argument.count is not None:
        found["count"] = {"low": argument.count.low, "high": argument.count.high}
    return found


def _offsets(span: Span | None) -> list[int] | None:
    """A span as start and end."""
    return [span.start, span.end] if span is not None else None
