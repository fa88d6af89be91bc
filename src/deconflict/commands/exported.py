"""``deconflict exports``: what was exported from the ledger, and from which state of it."""

from __future__ import annotations

import sys

from deconflict.commands.options import Form, FormOption, LedgerAt, opened, print_json


def exports_command(ledger: LedgerAt = None, format: FormOption = Form.TEXT) -> None:
    """List what was exported: when, by whom, where to. With format, and the hash of what was written."""
    with opened(ledger) as held:
        exports = held.exports()
    if format is Form.JSON:
        from deconflict.show.ledger_json import export_json  # noqa: PLC0415

        print_json([export_json(export) for export in exports])
    else:
        from deconflict.show.ledger import print_exports  # noqa: PLC0415

        print_exports(exports, sys.stdout)
