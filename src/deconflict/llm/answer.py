"""What a model answers, as far as it has the shape that was asked for."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_MOST_INCIDENTS, _MOST_CLAIMS = 20, 100
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.S)


class MalformedAnswer(ValueError):
    """An answer that is not the JSON that was asked for."""


class ProposedClaim(msgspec.Struct, frozen=True):
    """A claim as a model proposes it; nothing of it is believed."""

    attribute: str
    quote: str
    total: bool = False
    number: int | None = None
    source: str | None = None
    modality: str | None = None


class ProposedIncident(msgspec.Struct, frozen=True):
    """An incident as a model proposes it; claims are read one by one, so that one bad claim costs the others nothing."""

    kind: str
    anchor: str
    background: bool = False
    claims: tuple[Any, ...] = ()


class _Answer(msgspec.Struct):
    incidents: tuple[Any, ...]


def parse_answer(content: str) -> tuple[tuple[ProposedIncident, tuple[ProposedClaim, ...]], ...]:
    """The proposals of an answer; those of another shape are left out. Raises MalformedAnswer where the whole is none."""
    fenced = _FENCE.match(content)
    try:
        answer = msgspec.json.decode(fenced[1] if fenced else content.strip(), type=_Answer)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as problem:
        raise MalformedAnswer(f"the answer is not the JSON that was asked for: {problem}") from problem
    incidents = [found for item in answer.incidents[:_MOST_INCIDENTS] if (found := _as(item, ProposedIncident)) is not None]
    return tuple(
        (found, tuple(claim for item in found.claims[:_MOST_CLAIMS] if (claim := _as(item, ProposedClaim)))) for found in incidents
    )


def malformed(content: tuple[tuple[ProposedIncident, tuple[ProposedClaim, ...]], ...]) -> int:
    """How many claims had another shape."""
    return sum(len(incident.claims) - len(claims) for incident, claims in content)


def _as(item: Any, kind: type[T]) -> T | None:
    """An item in a shape, or nothing."""
    try:
        return msgspec.convert(item, kind)
    except msgspec.ValidationError:
        return None
