"""JSON Lines: an incident in full, in the shape of ``deconflict show --format json``."""

from __future__ import annotations

from typing import Any

from deconflict.export.facts import Facts
from deconflict.export.table import Table
from deconflict.show.ledger_json import entry_json


def _incident(facts: Facts) -> tuple[dict[str, Any]]:
    """The incident with all its evidence."""
    return (entry_json(facts.entry),)


INCIDENTS: Table[dict[str, Any]] = Table("incidents", _incident, fields=(
    ("version", "of the shape"),
    ("reports", "those that tell of it, with outlet, time, address, line of reporting, hashes, when they were added and what read them"),
    ("incidents", "a list of one: kind, headline, days, point, attributes with status, estimate, rule, positions and claims with their offsets"),
    ("judgements, conflicts", "what people decided on it"),
))  # fmt: skip
