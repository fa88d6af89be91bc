"""Values and spans as the ledger keeps them: JSON with defaults left out, which gives back the very same value."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar, cast

import msgspec

from deconflict.model import Claim, Part, Span
from deconflict.values import Value
from deconflict.values.actor import Actor
from deconflict.values.count import Count
from deconflict.values.kind import Kind
from deconflict.values.outcome import Outcome
from deconflict.values.place import Place
from deconflict.values.text import Text
from deconflict.values.time import Time

T = TypeVar("T")

TYPES: dict[str, type[Value]] = {
    "count": Count, "place": Place, "time": Time, "actor": Actor, "kind": Kind, "outcome": Outcome, "text": Text,
}  # fmt: skip
_FIELDS = {kind: tuple((field.name, field.default) for field in fields(cast(Any, kind))) for kind in TYPES.values()}
_PLAIN = (dict, list, tuple, str, int, type(None))
_ENCODER = msgspec.json.Encoder(order="deterministic")
_NAMES = {kind: name for name, kind in TYPES.items()}
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def type_name(value: Value) -> str:
    """What a value's type is called in the ledger and in the record."""
    return _NAMES[type(value)]


def pack(value: Any) -> str:
    """A value, or plain data, as JSON that is the same for equal values."""
    return _ENCODER.encode(value if isinstance(value, _PLAIN) else _without_defaults(value)).decode()


def unpack(kind: str, packed: str) -> Value:
    """The value of a type that ``pack`` wrote."""
    return msgspec.json.decode(packed, type=TYPES[kind])


def unpack_as(kind: type[T], packed: str) -> T:
    """Any frozen data that ``pack`` wrote."""
    return msgspec.json.decode(packed, type=kind)


def load(packed: str | None) -> Any:
    """Plain data that ``pack`` wrote; None for nothing."""
    return None if packed is None else msgspec.json.decode(packed)


def _without_defaults(value: Any) -> dict[str, Any]:
    """The fields of a value that are not at their defaults."""
    return {
        name: item if isinstance(item, _PLAIN) else msgspec.to_builtins(item, order="deterministic")
        for name, default in _FIELDS[type(value)]
        if (item := getattr(value, name)) != default
    }


def place_of(span: Span | None) -> list[Any] | None:
    """A span as plain data without its report."""
    return None if span is None else [str(span.part), span.start, span.end]


def span_at(report: str, place: Sequence[Any] | None) -> Span | None:
    """The span that ``place_of`` told of, in a report."""
    return None if place is None else Span(report, Part(place[0]), place[1], place[2])


def moment(told: str | None) -> date | None:
    """A publish time as stored: a day, or a day with its hour."""
    return None if told is None else datetime.fromisoformat(told) if "T" in told else date.fromisoformat(told)


def short_hash(letters: int, *parts: object) -> str:
    """Some letters and digits, none of them easily mistaken for another, that follow from the parts alone; five bits each."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest())
    return "".join(_ALPHABET[number >> 251 - 5 * place & 31] for place in range(letters))


def claim_id(key: str, claim: Claim, packed: str | None = None) -> str:
    """By what a claim can be quoted: it follows from its report's content, its place there, and what it says, and so outlives being read again.

    ``packed`` is its value as ``pack`` gives it, where that is known already.
    """
    span = claim.span
    return "C" + short_hash(10, key, span.part, span.start, span.end, claim.attribute, claim.group, packed or pack(claim.value))
