"""The codebook: every attribute, code, rule and threshold, read from the program's own tables and types, so that it cannot say otherwise than it does."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TextIO

from rich.markup import escape
from rich.text import Text

from deconflict import __version__
from deconflict.model import EntityType, Modality, SourceKind, Stage, Status
from deconflict.reconcile.estimate import RULE_FOR, RULES
from deconflict.resources import table
from deconflict.show.ledger import console_on, grid
from deconflict.values import Relation
from deconflict.values.count import Scope
from deconflict.values.kind import Kind
from deconflict.values.place import Precision

_TYPES = ("count", "place", "time", "actor", "kind", "outcome", "text")
_ABOUT_ACTORS = frozenset({"part_of", "allied", "country", "cased", "descriptions"})
"""Sections of the table of actors that list no actors but tell something of them."""


def codebook() -> dict[str, Any]:
    """Everything that a value can be and how it is worked out, as plain data."""
    return {
        "program": __version__,
        "attributes": {name: {"label": table("words")["attributes"][name], **row} for name, row in table("attributes").items()},
        "types": {name: _first(_value_type(name).relation) for name in _TYPES},
        "relations": {str(relation): relation.mirror.value for relation in Relation},
        "statuses": {str(status): table("words")["status"][str(status)]["means"] for status in Status},
        "rules": {name: _first(rule) for name, rule in RULES.items()} | {"by a person": "The value that a judgement sets."},
        "rule_for_status": {str(status): RULE_FOR.get(status, "most origins") for status in Status},
        "codes": {name: [str(code) for code in codes] for name, codes in _codes().items()},
        "kinds": {name: {"under": row.get("under"), "overlaps": row.get("overlaps", []), "level": len(Kind(name).ancestors)} for name, row in table("kinds").items()},
        "outcomes": {state: {"excludes": others} for state, others in table("outcomes")["states"].items()},
        "actors": _actors(),
        "thresholds": table("linking"),
    }  # fmt: skip


def _codes() -> dict[str, type[StrEnum]]:
    """The lists of codes that are types of the program."""
    return {
        "modality": Modality,
        "source": SourceKind,
        "stage": Stage,
        "precision of a place": Precision,
        "scope of a count": Scope,
        "entity": EntityType,
    }


def _value_type(name: str) -> Any:
    """A type of value by its name."""
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(f"deconflict.values.{name}"), name.capitalize())


def _first(described: object) -> str:
    """The first line of what a function or type says of itself."""
    return (described.__doc__ or "").strip().splitlines()[0]


def _actors() -> dict[str, Any]:
    """The actors by their ids: what they are called and of what kind they are."""
    sections = {kind: rows for kind, rows in table("actors").items() if kind not in _ABOUT_ACTORS}
    return {id: {"kind": kind, "names": names} for kind, rows in sections.items() for id, names in sorted(rows.items())}


def print_codebook(out: TextIO) -> None:
    """The codebook for people; the list of actors as their number only, which ``--format json`` tells in full."""
    console, book = console_on(out), codebook()
    console.print(Text(f"Codebook of deconflict {book['program']}", style="bold"))
    _section(
        console,
        "Attributes",
        ("attribute", "type", "what a claim on it says"),
        [(name, row["type"], row["means"]) for name, row in book["attributes"].items()],
    )
    _section(console, "Types of values, and how two of one type stand to each other", ("type", "relation"), list(book["types"].items()))
    _section(
        console,
        "Statuses",
        ("status", "what it means", "rule for the best value"),
        [(name, means, book["rule_for_status"][name]) for name, means in book["statuses"].items()],
    )
    _section(console, "Rules for best values", ("rule", "what it picks"), list(book["rules"].items()))
    _section(console, "Codes", ("list", "codes"), [(name, ", ".join(codes)) for name, codes in book["codes"].items()])
    kinds = [("  " * row["level"] + name, ", ".join(row["overlaps"])) for name, row in _tree(book["kinds"])]
    _section(console, "Kinds; what is indented lies below", ("kind", "may be told instead"), kinds)
    _section(
        console,
        "What became of people",
        ("state", "cannot be true with"),
        [(name, ", ".join(row["excludes"])) for name, row in book["outcomes"].items()],
    )
    _section(console, "Thresholds and weights of linking", ("section", "name", "value"), _flat(book["thresholds"]))
    console.print(Text(f"\n{len(book['actors'])} actors by name, listed with --format json", style="dim"))


def _section(console: Any, title: str, headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """One part of the codebook as a table."""
    table_shown = grid(*headings, wide=len(headings) - 1 if len(headings) < 3 or headings[1] in {"type", "name"} else 1)
    for row in rows:
        table_shown.add_row(*(escape(str(cell)) for cell in row))
    console.print(Text(f"\n{title}", style="bold"), table_shown)


def _tree(kinds: dict[str, Any]) -> list[tuple[str, Any]]:
    """Kinds in the order of a tree, each followed by those below it."""

    def below(parent: str | None) -> list[tuple[str, Any]]:
        """A kind's children with theirs."""
        return [item for name, row in kinds.items() if row["under"] == parent for item in ((name, row), *below(name))]

    return below(None)


def _flat(thresholds: dict[str, Any], section: str = "") -> list[tuple[Any, ...]]:
    """Thresholds as rows."""
    found: list[tuple[Any, ...]] = []
    for name, value in thresholds.items():
        found += (
            _flat(value, f"{section} {name}".strip())
            if isinstance(value, dict)
            else [(section, name, ", ".join(map(str, value)) if isinstance(value, list) else value)]
        )
    return found
