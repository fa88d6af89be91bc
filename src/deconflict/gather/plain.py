"""Reports as plain JSON values and back: for lines of JSON, and across processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from deconflict.model import Report

_TIMES = frozenset({"published", "modified"})


def plain(report: Report) -> dict[str, Any]:
    """The fields of a report that hold something, in the order of the model; times as ISO 8601."""
    values = {field.name: getattr(report, field.name) for field in fields(report)}
    return {name: _plain(value) for name, value in values.items() if value not in (None, ())}


def _plain(value: Any) -> Any:
    """One value."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def report_of(values: Mapping[str, Any]) -> Report:
    """The report that ``plain`` gave these values for."""
    given: dict[str, Any] = {name: _moment(value) if name in _TIMES else value for name, value in values.items()}
    given["problems"] = tuple(given.get("problems", ()))
    given["given_by"] = tuple((field, source) for field, source in given.get("given_by", ()))
    return Report(**given)


def _moment(words: str) -> date:
    """A day, or a time where the hour is told."""
    return datetime.fromisoformat(words) if len(words) > 10 else date.fromisoformat(words)
