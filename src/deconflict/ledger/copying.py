"""Backup and restore: a whole ledger, as it is at one moment, as one file of SQLite, from and to either kind of database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, insert, select

from deconflict.errors import UnusableLedger
from deconflict.ledger import tables as t
from deconflict.ledger.opening import Store, open_store
from deconflict.ledger.readings import AT_ONCE
from deconflict.ledger.words import index_words


def backup(store: Store, file: Path) -> int:
    """Write a ledger to a new file; the bytes that it takes up. Raises UnusableLedger where the file is there already or cannot be written."""
    if file.exists():
        raise UnusableLedger(str(file), "there is a file already; a backup does not write over anything")
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        if store.on_server:
            _copy_out(store, part)
        else:
            with store.told(), store.engine.connect().execution_options(alone=True) as connection:
                connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
        _flush(part)
        part.rename(file)
    except OSError as problem:
        raise UnusableLedger(str(file), (problem.strerror or str(problem)).lower()) from problem
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def _flush(file: Path) -> None:
    """Make sure that a file is on the disk, not only on its way."""
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _copy_out(store: Store, file: Path) -> None:
    """Write a server's ledger to a file."""
    target = open_store(file)
    try:
        with store.reading() as source, target.writing() as connection:
            _copy(source, connection)
        with target.engine.connect().execution_options(alone=True) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def restore(file: Path, where: str | Path) -> int:
    """Bring a backup back as a ledger that is empty or not there yet; the number of its reports. Raises UnusableLedger for anything else.

    A backup of an older schema is brought up to date on the way; the file itself stays as it is.
    """
    open_store(file, create=False, read_only=True, upgrade=False).close()
    with TemporaryDirectory(prefix="deconflict-") as folder:
        copy = Path(shutil.copy(file, Path(folder) / "backup.db"))
        source = open_store(copy, create=False)
        target = open_store(where)
        try:
            with source.reading() as reading, target.writing() as writing:
                if _reports(writing):
                    raise UnusableLedger(
                        target.where, "there are reports in this ledger; a backup is only restored to an empty one, or to a new file"
                    )
                _copy(reading, writing)
                return _reports(writing)
        finally:
            source.close()
            target.close()


def _reports(connection: Connection) -> int:
    """How many reports there are."""
    return int(connection.execute(select(func.count()).select_from(t.reports)).scalar() or 0)


def _copy(source: Connection, target: Connection) -> None:
    """Every row of every table, some at a time, and the full-text index made anew."""
    target.execute(t.meta.delete())
    for table in t.metadata.sorted_tables:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(*table.primary_key.columns)).mappings()
        for some in rows.partitions(AT_ONCE):
            target.execute(insert(table), [dict(row) for row in some])
    told = select(t.reports.c.number, t.reports.c.title, t.reports.c.text, t.reports.c.told).order_by(t.reports.c.number)
    for portion in source.execution_options(yield_per=AT_ONCE).execute(told).partitions(AT_ONCE):
        index_words(target, [(row.number, row.title, row.text, row.told) for row in portion])
