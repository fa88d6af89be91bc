"""How each estimate came about, what other rules would give, and the provisional grade of an incident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from deconflict.ledger.migrations import refuse_downgrade

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; incidents settled before have none of it until they change or are read again."""
    op.add_column("attributes", sa.Column("how", sa.Text()))
    op.add_column("attributes", sa.Column("by_rule", sa.Text()))
    op.add_column("incidents", sa.Column("grade", sa.Text()))


def downgrade() -> None:
    """Refuse."""
    refuse_downgrade()
