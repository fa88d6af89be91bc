"""A training example: a text, the layers that were annotated on it, and their spans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with a label of one layer."""

    start: int
    end: int
    layer: str
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """The first character of one marked stretch tied to that of another; ``target`` is None where there is nothing to be tied to."""

    relation: str
    start: int
    target: int | None


@dataclass(slots=True)
class Example:
    """A text with its labels. ``layers`` says which layers are complete on it; in a ``partial`` one only the marked words are known.

    ``answers`` hold for the whole text, ``tolls`` for its beginning; with ``lead_only`` nothing but the first window is learned from.
    """

    id: str
    corpus: str
    text: str
    layers: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    marked: list[Marked] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    answers: dict[str, float] = field(default_factory=dict)
    tolls: dict[str, int] = field(default_factory=dict)
    lead_only: bool = False


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
