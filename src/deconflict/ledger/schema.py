"""The steps of the schema: which a ledger has taken, which this program knows, and how to take the next."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, text

from deconflict import __version__
from deconflict.errors import UnusableLedger

STEPS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every step in its order; the last is the schema of this program."""
Tell = Callable[[str], None]
"""Says something to whoever waits."""


def check_schema(engine: Engine, where: str, writable: bool, upgrade: bool = True, tell: Tell | None = None) -> None:
    """Make the schema where there is none, and bring an older one up to date, which is told beforehand; raises UnusableLedger for what this program cannot read."""
    with engine.connect() as connection:
        step = _step(connection, where)
    if step == STEPS[-1] or (step is not None and not upgrade):
        return
    if not writable:
        raise UnusableLedger(
            where, "the ledger is of an older version and must be brought up to date once: open it where it can be written"
        )
    if step is not None and tell is not None:
        tell(f"{where}: bringing the ledger to schema {STEPS[-1]}, once; a minute or two for each hundred thousand reports")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if _step(connection, where) != STEPS[-1]:
            _upgrade(connection)


def _step(connection: Connection, where: str) -> str | None:
    """The step that a ledger stands at; None for an empty database."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return None
    if not {"alembic_version", "meta", "reports"} <= names:
        raise UnusableLedger(where, "not a ledger: the database belongs to another program; give another with --ledger")
    step = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if step not in STEPS:
        by = connection.execute(text("SELECT value FROM meta WHERE name = 'program'")).scalar()
        raise UnusableLedger(
            where,
            f"the ledger was written by deconflict {by} and has schema {step}; this is {__version__}, which reads up to schema {STEPS[-1]}. Install deconflict {by} or newer",
        )
    return step


def _upgrade(connection: Connection) -> None:
    """Take every step that is still to take, all in the transaction that is open, and note which program can read the outcome."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "sqlite":
        from deconflict.ledger.opening import APPLICATION  # noqa: PLC0415

        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    config = Config()
    config.set_main_option("script_location", "deconflict.ledger:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(text("DELETE FROM meta WHERE name = 'program'"))
    connection.execute(text("INSERT INTO meta (name, value) VALUES ('program', :version)"), {"version": __version__})
