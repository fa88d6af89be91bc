"""What is wrong with a database is told in words that say what to do, and the database is left as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from deconflict.errors import DeconflictError, UnusableLedger
from deconflict.ledger import opening
from deconflict.ledger import tables as t
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.schema import STEPS
from deconflict.link.blocking import keys_of
from deconflict.link.profile import Profile
from tests.ledgers import everything, still, villagers
from tests.postgres import UNPRIVILEGED


@pytest.fixture
def file(blank, tmp_path):
    """A ledger of one report in a file."""
    made = Path(shutil.copy(blank, tmp_path / "ledger.db"))
    with Ledger.open(made) as ledger:
        ledger.add([villagers("a", 12)])
    return made


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def refused(file, **options):
    """Why a file is not opened; it is the same afterwards."""
    before = digest(file)
    with pytest.raises(UnusableLedger) as problem:
        Ledger.open(file, **options)
    assert digest(file) == before
    assert str(file) in str(problem.value)
    return str(problem.value)


def test_a_file_of_another_sort_is_no_ledger(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html><body>Not a database.</body></html>")
    assert "no SQLite database" in refused(page)


def test_a_database_of_another_program_is_no_ledger(tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    assert "belongs to another program" in refused(other)
    with sqlite3.connect(other) as connection:
        connection.execute("PRAGMA application_id = 42")
    assert "belongs to another program" in refused(other)


def test_a_file_that_a_killed_writer_left_half_grown_is_taken_back(file, tmp_path):
    with Ledger.open(file) as ledger:
        before = everything(ledger)
    with sqlite3.connect(file, isolation_level=None) as writer:
        writer.execute("PRAGMA journal_mode=DELETE")
        writer.execute("PRAGMA cache_size=5")
        writer.execute("BEGIN")
        writer.execute("CREATE TABLE more (words)")
        writer.executemany("INSERT INTO more VALUES (?)", [("x" * 4000,)] * 500)
        # As the disk stands when the machine goes dark now: the file has grown, its first page says by how much, and not all of that is there.
        for name in (file.name, f"{file.name}-journal"):
            shutil.copy(file.with_name(name), tmp_path / f"killed-{name}")
        writer.execute("ROLLBACK")
    writer.close()
    killed = tmp_path / f"killed-{file.name}"
    with killed.open("r+b") as grown:
        grown.seek(28)
        grown.write((10**6).to_bytes(4))
    with Ledger.open(killed) as ledger:
        assert everything(ledger) == before
        assert list(ledger.check()) == []


def test_a_file_that_is_cut_off_is_told(file):
    os.truncate(file, file.stat().st_size // 2)
    assert "cut off" in refused(file)


def test_a_damaged_file_is_told(file):
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    file.write_bytes(content)
    assert "damaged" in refused(file)


def test_a_ledger_that_is_not_there_is_not_made_by_reading(tmp_path):
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(UnusableLedger, match="no ledger here"):
            Ledger.open(tmp_path / "none.db", **options)
    assert not (tmp_path / "none.db").exists()


def test_a_locked_ledger_is_told_and_can_still_be_read(file, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with Ledger.open(file) as ledger:
            with pytest.raises(UnusableLedger, match="another program is writing"):
                ledger.add([villagers("b", 13)])
            assert len(ledger.incidents()) == 1
        other.execute("ROLLBACK")


def test_a_full_disk_keeps_nothing_of_the_last_step(file):
    with Ledger.open(file) as ledger:
        with ledger._store.engine.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        before = everything(ledger)
        with pytest.raises(UnusableLedger, match="disk is full"):
            ledger.add([villagers(f"r{number}", number) for number in range(20, 36)])
        assert everything(ledger) == before
        assert list(ledger.check()) == []


def test_a_ledger_opened_for_reading_is_not_written(file):
    with Ledger.open(file, read_only=True) as ledger:
        assert len(ledger.incidents()) == 1
        with pytest.raises(UnusableLedger, match="read only"):
            ledger.add([villagers("b", 13)])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand the file to somebody who may not write it")
def test_a_file_that_may_not_be_written_can_be_read(file, tmp_path):
    folder = Path("/tmp") / f"deconflict-read-only-{os.getpid()}"
    folder.mkdir()
    try:
        shutil.copy(file, folder / "ledger.db")
        folder.chmod(0o555)
        (folder / "ledger.db").chmod(0o444)
        code = (
            "import os, pwd, sys\n"
            "from deconflict.ledger.ledger import Ledger\n"
            f"os.setuid(next(pwd.getpwnam(name).pw_uid for name in {UNPRIVILEGED!r} if name in {{entry.pw_name for entry in pwd.getpwall()}}))\n"
            "from deconflict.errors import UnusableLedger\n"
            "ledger = Ledger.open(sys.argv[1])\n"
            "print(len(ledger.incidents()))\n"
            "try:\n    ledger.note('a', 'seen', 'Amina')\n"
            "except UnusableLedger as problem:\n    print(problem)\n"
        )
        told = subprocess.run(
            [sys.executable, "-c", code, str(folder / "ledger.db")], capture_output=True, text=True, timeout=60, check=True
        ).stdout
        assert told.splitlines()[0] == "1"
        assert "read only" in told
        assert sorted(path.name for path in folder.iterdir()) == ["ledger.db"]
    finally:
        shutil.rmtree(folder)


# Schemas


def test_a_newer_ledger_is_refused_with_the_version_that_can_read_it(place):
    with Ledger.open(place) as ledger, ledger._store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE meta SET value = '7.1.0' WHERE name = 'program'"))
    with pytest.raises(UnusableLedger, match=r"written by deconflict 7\.1\.0 .* Install deconflict 7\.1\.0 or newer"):
        Ledger.open(place)


def migrate(store, to, take=command.upgrade):
    config = Config()
    config.set_main_option("script_location", "deconflict.ledger:migrations")
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        take(config, to)


def test_a_ledger_is_not_taken_back_to_an_older_schema(ledger):
    ledger.add([villagers("a", 12)])
    before = everything(ledger)
    with pytest.raises(DeconflictError, match="restore a backup"):
        migrate(ledger._store, "base", command.downgrade)
    assert everything(ledger) == before
    with ledger._store.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == STEPS[-1]


@pytest.fixture
def first(place):
    """A ledger of the first schema, with data."""
    store = opening.Store(opening.open_store(place).engine, place, read_only=False)
    Ledger(store, still).add([villagers("a", 12), villagers("b", 30, "residents")])
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in ("exports", "outlines"):
            connection.execute(text(f"DROP TABLE {table}"))
        for table, column in (("attributes", "how"), ("attributes", "by_rule"), ("incidents", "grade")):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        for index in ("incidents_live", "claims_id"):
            connection.execute(text(f"DROP INDEX {index}"))
        connection.execute(text("CREATE INDEX claims_id ON claims (id)"))
        connection.execute(text("UPDATE blocks SET key = key + 1"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    store.close()
    return place


def test_a_ledger_of_the_first_schema_is_brought_up_to_date_with_its_data(first):
    told = []
    with Ledger.open(first, clock=still, tell=told.append) as ledger:
        assert [STEPS[-1] in words for words in told] == [True]
        assert ledger.stats().schema == STEPS[-1]
        assert [ledger.report(id).reading for id in "ab"] == [villagers("a", 12), villagers("b", 30, "residents")]
        assert len(ledger.incidents()) == 1
        assert ledger.exports() == ()
        with ledger._store.reading() as connection:
            held = {(key, mention) for key, mention in connection.execute(select(t.blocks))}
            profiles = connection.execute(select(t.profiles)).all()
        assert held == {(key, mention) for mention, packed in profiles for key in keys_of(Profile.unpack(packed))}
        assert list(ledger.check()) == []
    with Ledger.open(first, tell=told.append):
        assert len(told) == 1


def test_an_older_ledger_that_may_not_be_written_is_refused_and_stays_older(first):
    if "://" in first:
        pytest.skip("a server's ledger is opened for writing or not by its user's rights")
    with pytest.raises(UnusableLedger, match="brought up to date once"):
        Ledger.open(first, read_only=True)
    with sqlite3.connect(first) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_the_first_step_alone_makes_the_first_schema(tmp_path):
    engine = opening._engine(tmp_path / "first.db", read_only=False)
    migrate(opening.Store(engine, "first", read_only=False), "0001")
    with engine.connect() as connection:
        names = {name for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
    assert {"reports", "claims", "judgements"} <= names
    assert "exports" not in names


# Servers


def test_a_server_that_does_not_answer_is_told(server):
    with pytest.raises(UnusableLedger, match="no server answers"):
        Ledger.open("postgresql://somebody:secret@127.0.0.1:1/ledger")
    with pytest.raises(UnusableLedger, match="no such database"):
        Ledger.open(server.url().rsplit("/", 1)[0] + "/nowhere")


def test_a_password_is_never_shown():
    with pytest.raises(UnusableLedger) as problem:
        Ledger.open("postgresql://somebody:secret@127.0.0.1:1/ledger")
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize("url", ["mysql://here/ledger", "://here"])
def test_only_files_and_postgresql_are_ledgers(url):
    with pytest.raises(UnusableLedger, match="postgresql://user@host/database"):
        Ledger.open(url)


def test_a_server_that_went_away_is_told_and_nothing_is_lost(tmp_path):
    from tests.postgres import Server, binaries

    if binaries() is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    server = Server()
    try:
        server.start(durable=True)
        with Ledger.open(server.url()) as ledger:
            ledger.add([villagers("a", 12)])
            server.kill()
            with pytest.raises(UnusableLedger, match=r"server"):
                ledger.add([villagers("b", 13)])
            server.start(durable=True)
            ledger.add([villagers("a", 12), villagers("b", 13)])
            assert ledger.stats().counts["reports"] == 2
            assert list(ledger.check()) == []
    finally:
        server.stop()
