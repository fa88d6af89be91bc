"""What was exported: when, in which form, of which incidents, and the hash of the outcome."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from deconflict.ledger.migrations import refuse_downgrade

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table of exports."""
    op.create_table(
        "exports",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=True,
    )


def downgrade() -> None:
    """Refuse."""
    refuse_downgrade()
