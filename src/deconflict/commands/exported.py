"""``deconflict exports``: what was exported from the ledger, and from which state of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from deconflict.commands.options import Form, FormOption, LedgerAt, opened, print_json

if TYPE_CHECKING:
    from deconflict.ledger.exports import Export


def exports_command(ledger: LedgerAt = None, format: FormOption = Form.TEXT) -> None:
    """List what was exported: when, by whom, in which format, where to, with the hash of what was written."""
    with opened(ledger) as held:
        exports = held.exports()
    if format is Form.JSON:
        print_json([_plain(export) for export in exports])
    else:
        _print(exports)


def _plain(export: Export) -> dict[str, Any]:
    """An export as plain data; of the filter only what was asked."""
    from dataclasses import asdict  # noqa: PLC0415

    from deconflict.ledger.answers import Filter  # noqa: PLC0415

    given, default = asdict(export.asked), asdict(Filter())
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in given.items() if value != default[name]}
    return asdict(export) | {"asked": told}


def _print(exports: tuple[Export, ...]) -> None:
    """The exports as a table."""
    from deconflict.show.ledger import console_on, grid  # noqa: PLC0415

    table = grid("when", "by", "format", "incidents", "to", "SHA-256", wide=4)
    for export in exports:
        table.add_row(export.at, export.author, export.form, str(export.incidents), export.target, export.hash[:12])
    console_on(sys.stdout).print(table)
