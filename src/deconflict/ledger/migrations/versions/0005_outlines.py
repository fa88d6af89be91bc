"""What is kept of each text for the first look at what it may come of; reports that were added before have none and are looked at in full."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from deconflict.ledger.migrations import refuse_downgrade

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table; nothing that is held changes."""
    op.create_table(
        "outlines",
        sa.Column("report", sa.Integer(), sa.ForeignKey("reports.number"), autoincrement=False, nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sa.Column("runs", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report"),
        sqlite_with_rowid=True,
    )


def downgrade() -> None:
    """Refuse."""
    refuse_downgrade()
