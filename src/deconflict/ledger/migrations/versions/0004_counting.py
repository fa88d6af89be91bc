"""An index from which live incidents are counted without opening their rows."""

from __future__ import annotations

from alembic import op

from deconflict.ledger.migrations import refuse_downgrade

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the index; nothing that is held changes."""
    op.create_index("incidents_live", "incidents", ["state", "background", "id"])


def downgrade() -> None:
    """Refuse."""
    refuse_downgrade()
