"""A large ledger for the desk's trial: a small one of SQLite with its rows copied many times under other ids, places and days. Not for linking.

python -m benchmarks.multiplied SMALL.db LARGE.db COPIES
"""

from __future__ import annotations

import json
import sqlite3
import sys

_STEP = 1000
"""Numbers of a copy's reports and mentions begin so far after those of the copy before; the small ledger must hold fewer."""
_PORTION = 200


def main() -> None:
    """Copy the rows of a small ledger."""
    small, large, copies = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with sqlite3.connect(small) as held, sqlite3.connect(large) as connection:
        held.backup(connection)
    with sqlite3.connect(large) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY)")
        positions = connection.execute("SELECT * FROM positions").fetchall()
        for first in range(1, copies, _PORTION):
            connection.execute("DELETE FROM copy")
            connection.executemany("INSERT INTO copy VALUES (?)", ((k,) for k in range(first, min(first + _PORTION, copies))))
            for table, changed in _CHANGED.items():
                _copy(connection, table, changed)
            told = (
                (f"{row[0]}x{k}", *row[1:-1], _moved(row[-1], k)) for k in range(first, min(first + _PORTION, copies)) for row in positions
            )
            connection.executemany(f"INSERT INTO positions VALUES ({', '.join('?' * len(positions[0]))})", told)
            connection.execute(
                f"INSERT INTO words (rowid, title, text, told) SELECT number, coalesce(title, ''), text, told FROM reports WHERE number > {first * _STEP}"
            )
            connection.commit()
    print(connection.execute("SELECT count(*) FROM reports").fetchone()[0], "reports")


_REPORT, _INCIDENT = {"report": f"t.report + c.k * {_STEP}"}, {"incident": "t.incident || 'x' || c.k"}
_MENTION = {"mention": f"t.mention + c.k * {_STEP}"}
_DAY = {
    name: f"CASE WHEN t.{name} IS NULL THEN NULL ELSE date(t.{name}, '-' || (c.k % 1500) || ' days') END"
    for name in ("day_from", "day_to", "published_from", "published_to")
}
_CHANGED: dict[str, dict[str, str]] = {
    "reports": {"number": f"t.number + c.k * {_STEP}", "id": "t.id || '-' || c.k", "key": "printf('%08x', c.k) || substr(t.key, 9)"},
    "readings": _REPORT,
    "mentions": _REPORT | {"number": f"t.number + c.k * {_STEP}"},
    "attributions": _REPORT,
    "claims": _REPORT | _MENTION | {"id": "t.id || 'x' || c.k"},
    "lines": _REPORT | {"line": f"t.line + c.k * {_STEP}"},
    "members": _REPORT | _MENTION | _INCIDENT,
    "facets": _INCIDENT,
    "attributes": _INCIDENT,
    "incidents": _DAY
    | {
        "id": "t.id || 'x' || c.k", "born": f"t.born + c.k * {_STEP}", "founder": f"t.founder + c.k * {_STEP}",
        "lat": "t.lat + (c.k * 37 % 100) / 25.0 - 2", "lon": "t.lon + (c.k * 61 % 100) / 25.0 - 2",
    },
}  # fmt: skip


def _copy(connection: sqlite3.Connection, table: str, changed: dict[str, str]) -> None:
    """The first copy's rows of a table, once for each copy at hand."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    chosen = ", ".join(changed.get(name, f't."{name}"') for name in columns)
    own = f"IN (SELECT id FROM incidents WHERE born < {_STEP})"
    first = {
        "incidents": f"t.born < {_STEP}",
        "facets": f"t.incident {own}",
        "attributes": f"t.incident {own}",
        "members": f"t.mention < {_STEP}",
    }
    limit = first.get(table, f"t.{'number' if table in {'reports', 'mentions'} else 'report'} < {_STEP}")
    listed = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f"INSERT INTO {table} ({listed}) SELECT {chosen} FROM {table} t CROSS JOIN copy c WHERE {limit}")


def _moved(claims: str, k: int) -> str:
    """The claims of a position under the numbers of another copy; those that come of comparing reports are left out."""
    return json.dumps([[ref[0] + k * _STEP, ref[1]] for ref in json.loads(claims) if isinstance(ref, list)])


if __name__ == "__main__":
    main()
