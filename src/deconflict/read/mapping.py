"""JSON of other makes, such as the answers of news APIs, read by a small mapping file: where the reports are, and which value is which field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jmespath

from deconflict.errors import DeconflictError

FIELDS = ("id", "text", "title", "outlet", "url", "published", "modified", "author", "language")


class BadMapping(DeconflictError):
    """A mapping file that cannot be used."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Expressions (JMESPath, jmespath.org) for where reports are and for each field; ``html`` names the fields that hold HTML."""

    reports: Any
    fields: Mapping[str, Any]
    html: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)

    def rows(self, value: Any) -> Iterator[dict[str, Any]]:
        """The reports in a JSON value, as objects with the fields that ``fields.report_from`` takes."""
        found = self.reports.search(value)
        for item in found if isinstance(found, list) else [found]:
            row = {name: expression.search(item) for name, expression in self.fields.items()}
            yield dict(self.constants) | {name: self._text(name, told) for name, told in row.items() if told is not None}

    def _text(self, name: str, told: Any) -> Any:
        """A value, its HTML undone where it is said to be."""
        if name not in self.html or not isinstance(told, str):
            return told
        from deconflict.read.pages import main_text  # noqa: PLC0415  slow to import

        return main_text(f"<html><body><article>{told}</article></body></html>")


def read_mapping(path: Path) -> Mapped:
    """A mapping file (docs/gathering.md); raises BadMapping with what is wrong in it."""
    try:
        return mapping_from(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except OSError as problem:
        raise BadMapping(f"{path}: {(problem.strerror or str(problem)).lower()}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadMapping(f"{path}: not TOML: {problem}") from problem


def mapping_from(told: Mapping[str, Any], origin: str) -> Mapped:
    """The mapping that a table tells."""
    fields, constants = told.get("fields"), told.get("constants", {})
    if not isinstance(fields, dict) or "text" not in fields:
        raise BadMapping(f"{origin}: a table 'fields' with 'text' is missing")
    unknown = sorted({*fields, *constants} - set(FIELDS)) + sorted(set(told) - {"reports", "fields", "html", "constants"})
    if unknown:
        raise BadMapping(f"{origin}: {', '.join(unknown)}: not known; the fields are {', '.join(FIELDS)}")
    return Mapped(
        _expression(told.get("reports", "@"), origin), {name: _expression(value, origin) for name, value in fields.items()},
        frozenset(told.get("html", ())), constants,
    )  # fmt: skip


def _expression(words: Any, origin: str) -> Any:
    """An expression, compiled."""
    try:
        return jmespath.compile(str(words))
    except jmespath.exceptions.ParseError as problem:
        raise BadMapping(f"{origin}: {words!r} is no JMESPath expression: {' '.join(str(problem).split())[:120]}") from problem
