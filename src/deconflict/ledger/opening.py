"""Opening a ledger: a file of SQLite, or a PostgreSQL database by URL. What is wrong is told; nothing is changed by looking."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError
from sqlalchemy.pool import QueuePool

from deconflict.errors import UnusableLedger
from deconflict.ledger.schema import Tell, check_schema

APPLICATION = 0x64636C67
"""'dclg': by which a file of SQLite is known for a ledger."""
_MAGIC = b"SQLite format 3\x00"
PATIENCE = 30.0
_LOG_PAGES = 16384
"""So many pages of 4 kB stand in a file's log before they go into the file: those that one report after the other touches then go there once."""
_READERS_PAGES, _WRITERS_PAGES = 65536, 16384
"""Kilobytes of a file's pages that are held: broad filters read the same again and again, a writer finds little again and may run for days."""
_LOCK = 0x6465636F
"""Number of the lock under which PostgreSQL lets one writer in at a time."""


class Store:
    """An open ledger's database: one writer at a time, any number of readers, each of whom sees one moment."""

    def __init__(self, engine: Engine, where: str, read_only: bool) -> None:
        self.engine, self.where, self.read_only = engine, where, read_only

    @property
    def on_server(self) -> bool:
        """Whether the ledger lies in PostgreSQL rather than in a file."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self, beside_writing: bool = False) -> Iterator[Connection]:
        """A connection that sees the ledger as it was when it began; one ``beside_writing`` holds no more of the file than a writer does."""
        with self.told(), self.engine.connect().execution_options(lean=beside_writing) as connection:
            if self.on_server:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)  # noqa: PLW2901
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose work is kept as a whole or not at all."""
        if self.read_only:
            raise UnusableLedger(self.where, "the ledger was opened to be read only")
        with self.told(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            if self.on_server:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """What the database complains of, in words that say what to do."""
        try:
            yield
        except (IntegrityError, ProgrammingError, DataError):
            raise
        except DBAPIError as problem:
            raise UnusableLedger(self.where, _why(problem)) from problem

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def open_store(where: str | Path, create: bool = True, read_only: bool = False, upgrade: bool = True, tell: Tell | None = None) -> Store:
    """The database of a ledger, its schema made or brought up to date where it may be written; an older one is only looked at without ``upgrade``.

    ``tell`` hears what takes long.

    Raises UnusableLedger where there is none and none is to be made, where it is no ledger, broken, in use or of a newer version.
    """
    name = str(where)
    store = _server(name, read_only) if "://" in name else _file(Path(name), create, read_only)
    try:
        with store.told():
            check_schema(store.engine, store.where, writable=not store.read_only, upgrade=upgrade, tell=tell)
            _keep_log(store)
    except BaseException:
        store.close()
        raise
    return store


def _keep_log(store: Store) -> None:
    """Let a file have a write-ahead log, so that readers never wait for a writer; only once it is known for a ledger."""
    if not store.on_server and not store.read_only:
        with store.engine.connect().execution_options(alone=True) as connection:
            if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def default_ledger() -> Path:
    """The ledger in the user's data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("deconflict", appauthor=False) / "ledger.db"


def shown(where: str) -> str:
    """A ledger's place without the password in its URL."""
    return make_url(where).render_as_string(hide_password=True) if "://" in where else where


def _server(url: str, read_only: bool) -> Store:
    """A ledger on a PostgreSQL server."""
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise UnusableLedger(url, "not a URL such as postgresql://user@host/database") from problem
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise UnusableLedger(shown(url), "a ledger is a file, or a PostgreSQL database such as postgresql://user@host/database")
    try:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except (ImportError, NoSuchModuleError) as problem:
        raise UnusableLedger(shown(url), "PostgreSQL needs one more package: pip install 'deconflict[postgres]'") from problem
    return Store(engine, shown(url), read_only)


def _file(path: Path, create: bool, read_only: bool) -> Store:
    """A ledger in a file."""
    name = str(path)
    if not path.exists() or path.stat().st_size == 0:
        if read_only or not create:
            raise UnusableLedger(name, "there is no ledger here; 'deconflict add' makes one")
        _make_folder(path)
    else:
        _check_file(path)
    writable = os.access(path if path.exists() else path.parent, os.W_OK) and os.access(path.parent, os.W_OK)
    if not writable and not path.exists():
        raise UnusableLedger(name, "the folder cannot be written")
    return Store(_engine(path, read_only or not writable), name, read_only or not writable)


def _make_folder(path: Path) -> None:
    """The folder in which a new ledger is to lie."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UnusableLedger(str(path), (problem.strerror or str(problem)).lower()) from problem


def _check_file(path: Path) -> None:
    """Raise where a file is none of ours, or cut off. Reads its first hundred bytes only."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as problem:
        raise UnusableLedger(str(path), (problem.strerror or str(problem)).lower()) from problem
    if not head.startswith(_MAGIC):
        raise UnusableLedger(str(path), "not a ledger: the file is no SQLite database; give another file with --ledger")
    if len(head) == 100 and int.from_bytes(head[68:72]) not in {APPLICATION, 0}:
        raise UnusableLedger(str(path), "not a ledger: the SQLite database belongs to another program; give another file with --ledger")
    pending = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    size = int.from_bytes(head[16:18]) if head[16:18] != b"\x00\x01" else 65536
    cut = len(head) < 100 or path.stat().st_size < int.from_bytes(head[28:32]) * size
    # What a killed writer left half-way stands in a log beside the file, and is finished or taken back when it is opened.
    if cut and not any(log.exists() and log.stat().st_size for log in pending):
        raise UnusableLedger(str(path), "the file is cut off: it is shorter than it says of itself; restore a backup with 'deconflict restore'")  # fmt: skip


def _engine(path: Path, read_only: bool) -> Engine:
    """SQLite as a ledger needs it: whole transactions on the disk before they count, patience with other writers."""
    mode = f"?mode=ro{'' if _has_log(path) else '&immutable=1'}" if read_only else ""
    uri = f"{path.absolute().as_uri()}{mode}"

    def connect() -> sqlite3.Connection:
        """A connection that begins and ends transactions only where we say so."""
        made = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        made.execute("PRAGMA synchronous=FULL")
        made.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
        made.execute("PRAGMA foreign_keys=ON")
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        """A writer takes the file at once, so that it never has to give up half-way; what has to stand ``alone`` is in no transaction."""
        options = connection.get_execution_options()
        connection.exec_driver_sql(
            f"PRAGMA cache_size=-{_WRITERS_PAGES if options.get('writes') or options.get('lean') else _READERS_PAGES}"
        )
        if not options.get("alone"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


def _has_log(path: Path) -> bool:
    """Whether a write-ahead log lies beside a file, so that the file alone may not be the whole."""
    return any(path.with_name(path.name + end).exists() for end in ("-wal", "-shm"))


_REASONS = (
    ("database is locked", "another program is writing to the ledger and did not finish in time; try again when it is done"),
    ("readonly database", "the ledger cannot be written: the file or its folder is read-only"),
    ("read-only transaction", "the ledger cannot be written: the server allows reading only"),
    ("is full", "the disk is full; nothing of the last step was kept. Make room and run the same command again"),
    ("no space left", "the disk is full; nothing of the last step was kept. Make room and run the same command again"),
    ("malformed", "the file is damaged; it is left as it is. Restore a backup with 'deconflict restore'"),
    ("not a database", "not a ledger: the file is no SQLite database"),
    ("disk i/o error", "the disk could not be read or written; look whether it is full or failing, then run the same command again"),
    ("unable to open", "the file cannot be opened; look whether its folder exists and may be written"),
    ("connection refused", "no server answers there; look whether PostgreSQL runs and the host and port are right"),
    ("could not translate host", "there is no such host"),
    ("name or service not known", "there is no such host"),
    ("password authentication", "the server does not accept this user and password"),
    ("does not exist", "there is no such database or user on the server; make it with 'createdb'"),
    ("terminating connection", "the server was stopped; nothing of the last step was kept. Run the same command again when it is back"),
    ("server closed the connection", "the server went away; nothing of the last step was kept. Run the same command again when it is back"),
    ("connection is lost", "the server went away; nothing of the last step was kept. Run the same command again when it is back"),
    ("starting up", "the server is starting up; try again in a moment"),
)


def _why(problem: DBAPIError) -> str:
    """The complaint of a database in plain words, else in its own."""
    said = str(problem.orig).strip()
    return next((why for sign, why in _REASONS if sign in said.lower()), said.splitlines()[0] if said else "the database failed")
