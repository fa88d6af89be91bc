"""Keys of mentions laid out by their time, and claims found by the head of their id: what one report leaves then lies in few pages of a large ledger."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from deconflict.ledger.migrations import refuse_downgrade
from deconflict.link.blocking import keys_of
from deconflict.link.profile import Profile

revision = "0006"
down_revision = "0005"

_PORTION = 1_000


def upgrade() -> None:
    """Work the keys out anew from the profiles, and make the index of claims' ids anew; nothing that was read or decided changes."""
    op.drop_index("claims_id", "claims")
    op.create_index("claims_id", "claims", [sa.text("substr(id, 1, 2)"), "report", "number", "id"])
    connection = op.get_bind()
    op.drop_table("blocks")
    blocks = _table("blocks", sa.ForeignKey("mentions.number"), key=sa.PrimaryKeyConstraint("key", "mention"))
    unsorted = _table("keys_unsorted")
    for rows in _keys(connection):
        connection.execute(unsorted.insert(), rows)
    # In the order of the table: a hundred million keys put in as they come would be written page by page all over the file.
    connection.execute(blocks.insert().from_select(["key", "mention"], sa.select(unsorted).order_by(*unsorted.c)))
    op.drop_table("keys_unsorted")
    op.create_index("blocks_mention", "blocks", ["mention"])


def _table(name: str, *references: sa.ForeignKey, key: sa.PrimaryKeyConstraint | None = None) -> sa.Table:
    """A table of keys and who holds them."""
    columns = (
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mention", sa.Integer(), *references, autoincrement=False, nullable=False),
    )
    return op.create_table(name, *columns, *([] if key is None else [key]), sqlite_with_rowid=key is None)


def _keys(connection: sa.Connection) -> Iterator[list[dict[str, int]]]:
    """The keys of all mentions, in portions."""
    profiles = sa.table("profiles", sa.column("mention"), sa.column("profile"))
    held = connection.execute(sa.select(profiles).order_by(profiles.c.mention).execution_options(yield_per=_PORTION))
    for portion in held.partitions():
        yield [{"key": key, "mention": mention} for mention, packed in portion for key in keys_of(Profile.unpack(packed))]


def downgrade() -> None:
    """Refuse."""
    refuse_downgrade()
