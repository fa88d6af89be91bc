"""The steps by which a ledger's schema came about; each takes an older ledger one step further, none takes it back."""

from __future__ import annotations

from deconflict.errors import DeconflictError


def refuse_downgrade() -> None:
    """Raise: what a newer schema holds would be lost in an older one."""
    raise DeconflictError(
        "a ledger is not taken back to an older schema, since what only the newer one holds would be lost; restore a backup instead"
    )
