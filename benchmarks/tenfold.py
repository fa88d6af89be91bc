"""A ledger ten times as large by SQL alone: a hundred thousand reports (``benchmarks.copying``) become a million in minutes. Files only.

python -m benchmarks.tenfold SMALL.db LARGE.db [TIMES]

Every row is copied under other numbers and ids; texts, words and days stay, as if ten times as many outlets had reported over the same years. Keys and marks
that few hold, such as names, become others in each copy; those that many hold, such as common words near in time, stay and are held by ten times as many. Raw
documents are not copied.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import time
from pathlib import Path

from deconflict.ledger.ledger import Ledger

_COMMON = 20
"""Keys and marks that at least so many hold stay as they are."""
_ONCE = ("meta", "makers", "documents", "captures", "judgements", "exports")
_BY_NUMBER = ("reports", "mentions", "readings", "spans", "attributions", "claims", "profiles", "edges", "kin", "lines", "members", "links", "changes", "outlines")  # fmt: skip
_BY_INCIDENT = ("incidents", "facets", "attributes", "positions")
_REPORTS = {(table, "report") for table in ("mentions", "readings", "spans", "attributions", "claims", "members", "lines", "marks", "outlines")} | {
    ("reports", "number"), ("kin", "first"), ("kin", "second"), ("lines", "line"),
}  # fmt: skip
_MENTIONS = {(table, "mention") for table in ("spans", "claims", "profiles", "blocks", "members")} | {
    ("mentions", "number"), ("edges", "first"), ("edges", "second"), ("links", "first"), ("links", "second"), ("incidents", "founder"),
}  # fmt: skip
_NUMBERED = {("incidents", "born"): "incidents", ("changes", "number"): "changes"}
_IDS = {("reports", "id"), ("reports", "key"), ("claims", "id"), ("incidents", "id"), ("incidents", "heir")} | {
    (table, "incident") for table in ("facets", "attributes", "positions", "members", "changes")
}
_REFERENCE = re.compile(r'(\[|"report":)(\d+)(?=,)')


def tenfold(small: Path, large: Path, times: int = 10) -> None:
    """Make the larger ledger; raises OSError or sqlite3.Error where that fails."""
    Ledger.open(large).close()
    os.environ.setdefault("SQLITE_TMPDIR", str(large.parent))
    connection = sqlite3.connect(large, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000", "locking_mode=EXCLUSIVE"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("ATTACH ? AS small", (str(small),))
    connection.execute("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO copy VALUES (?)", ((k,) for k in range(times)))
    steps = {
        name: connection.execute(f"SELECT max({column}) FROM small.{name}").fetchone()[0] or 0
        for name, column in (("reports", "number"), ("mentions", "number"), ("incidents", "born"), ("changes", "number"))
    }
    connection.create_function("referred", 2, lambda claims, k: _referred(claims, k * steps["reports"]), deterministic=True)
    connection.create_function("renamed", 2, _renamed, deterministic=True)
    indexes = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX main.{name}")
    for table in _ONCE:
        connection.execute(f"DELETE FROM main.{table}")
        _said(table, connection, f"INSERT INTO main.{table} SELECT * FROM small.{table}")
    for table in _BY_NUMBER:
        _said(
            table,
            connection,
            f"INSERT INTO main.{table} SELECT {_columns(connection, table, steps)} FROM copy c CROSS JOIN small.{table} t",
        )
    for table in _BY_INCIDENT:
        _said(
            table,
            connection,
            f"INSERT INTO main.{table} SELECT {_columns(connection, table, steps)} FROM small.{table} t CROSS JOIN copy c",
        )
    for table, key in (("blocks", "key"), ("marks", "mark")):
        _keys(connection, table, key, steps)
    for name, sql in indexes:
        _said(name, connection, sql)
    _said(
        "words", connection, "INSERT INTO words (rowid, title, text, told) SELECT number, coalesce(title, ''), text, told FROM main.reports"
    )
    connection.execute("DETACH small")
    print(connection.execute("SELECT count(*) FROM reports").fetchone()[0], "reports")
    connection.close()


def _columns(connection: sqlite3.Connection, table: str, steps: dict[str, int]) -> str:
    """What a copy has in each column."""
    return ", ".join(_other(table, row[1], steps) for row in connection.execute(f"PRAGMA main.table_info({table})"))


def _other(table: str, name: str, steps: dict[str, int]) -> str:
    """What stands in one column of a copy, as SQL."""
    column = f't."{name}"'
    if (table, name) in _REPORTS:
        return f"{column} + c.k * {steps['reports']}"
    if (table, name) in _MENTIONS:
        return f"{column} + c.k * {steps['mentions']}"
    if (table, name) in _NUMBERED:
        return f"{column} + c.k * {steps[_NUMBERED[table, name]]}"
    if (table, name) in _IDS:
        return f"CASE c.k WHEN 0 THEN {column} ELSE {column} || '+' || c.k END"
    if (table, name) in {("positions", "claims"), ("profiles", "profile")}:
        return f"CASE c.k WHEN 0 THEN {column} ELSE {'referred' if table == 'positions' else 'renamed'}({column}, c.k) END"
    return column


def _referred(claims: str, step: int) -> str:
    """A position's claims, which are told by report and number, in a copy."""
    return _REFERENCE.sub(lambda found: f"{found[1]}{int(found[2]) + step}", claims)


def _renamed(profile: str, k: int) -> str:
    """A packed profile under its report's id in a copy."""
    end = profile.index('"', 2)
    return f"{profile[:end]}+{k}{profile[end:]}"


def _keys(connection: sqlite3.Connection, table: str, key: str, steps: dict[str, int]) -> None:
    """Keys or marks of all copies, in their own order: what few hold becomes another in each."""
    holder = "mention" if table == "blocks" else "report"
    connection.execute(f"CREATE TEMP TABLE common_{table} AS SELECT {key} FROM small.{table} GROUP BY {key} HAVING count(*) >= {_COMMON}")
    connection.execute(f"CREATE UNIQUE INDEX temp.common_{table}_key ON common_{table} ({key})")
    # Exclusive or with the copy's own large number keeps the time of keys, and marks, which lie in the lowest part, there.
    other = f"CASE WHEN c.k = 0 OR t.{key} IN common_{table} THEN t.{key} ELSE (t.{key} | v.mask) - (t.{key} & v.mask) END"
    masks = f"(SELECT k, (k * 2654435761 * 1048583) & {(1 << 45) - 1} AS mask FROM copy) AS v"
    _said(
        table,
        connection,
        f"INSERT OR IGNORE INTO main.{table} SELECT {other}, t.{holder} + c.k * {steps[holder + 's']} FROM small.{table} t CROSS JOIN copy c JOIN {masks} ON v.k = c.k ORDER BY 1, 2",
    )


def _said(name: str, connection: sqlite3.Connection, sql: str) -> None:
    """Do some work and say how long it took."""
    began = time.perf_counter()
    connection.execute(sql)
    print(f"{name:24} {time.perf_counter() - began:6.0f} s", flush=True)


if __name__ == "__main__":
    tenfold(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 10)
