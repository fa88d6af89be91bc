"""A large ledger out of a small one: every row copied in the database, under other ids, days and keys.

Texts stay as they are, so that a word stands in as many reports as there are copies: the hard case for search. One key in eight stays the same in every copy,
as rare names do over the years; the others are those of another time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, insert, literal_column, select, text
from sqlalchemy.sql.expression import ColumnElement

from deconflict.ledger import tables as t
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.values import load, pack

_STEP = 0x1F3D5B79
_DAYS = frozenset({"day", "day_from", "day_to", "published_from", "published_to"})
_REPORTS = frozenset({"report", "line"})
_MENTIONS = frozenset({"mention", "founder"})


def copy_rows(ledger: Ledger, copies: int) -> None:
    """Copy everything but documents so many times, each copy in a transaction of its own, and index its words."""
    with ledger._store.reading() as connection:
        reports, mentions, born, changes = (
            int(connection.execute(select(func.max(column))).scalar() or 0)
            for column in (t.reports.c.number, t.mentions.c.number, t.incidents.c.born, t.changes.c.number)
        )
    for copy in range(1, copies + 1):
        with ledger._store.writing() as connection:
            for table in (
                t.reports, t.readings, t.mentions, t.spans, t.attributions, t.claims, t.profiles, t.blocks, t.edges, t.marks, t.kin, t.lines, t.incidents, t.members,
                t.facets, t.links, t.attributes, t.positions, t.changes,
            ):  # fmt: skip
                _copy(connection, table, copy, {"reports": reports, "mentions": mentions, "incidents": born, "changes": changes})
            connection.execute(
                text(
                    f"INSERT INTO words (rowid, title, text, told) SELECT number, title, text, told FROM reports WHERE number > {reports * copy}"
                )
            )


def _copy(connection: Connection, table: object, copy: int, most: dict[str, int]) -> None:
    """The first rows of a table once more."""
    kind = {"reports": "reports", "mentions": "mentions", "incidents": "incidents", "changes": "changes"}
    first = {"reports": t.reports.c.number, "mentions": t.mentions.c.number, "incidents": t.incidents.c.born, "changes": t.changes.c.number}
    columns = {column.name: _other(table.name, column, copy, most) for column in table.columns}  # type: ignore[attr-defined]
    rows = select(*(expression.label(name) for name, expression in columns.items()))
    if table.name in kind:  # type: ignore[attr-defined]
        rows = rows.where(first[table.name] <= most[table.name])  # type: ignore[attr-defined]
    elif "report" in columns:
        rows = rows.where(table.c.report <= most["reports"])  # type: ignore[attr-defined]
    elif "mention" in columns:
        rows = rows.where(table.c.mention <= most["mentions"])  # type: ignore[attr-defined]
    elif "incident" in columns:
        rows = rows.where(table.c.incident.not_like("%~%"))  # type: ignore[attr-defined]
    elif "first" in columns:
        rows = rows.where(table.c.first <= most["reports" if table.name == "kin" else "mentions"])  # type: ignore[attr-defined]
    if table.name == "positions":  # type: ignore[attr-defined]
        _copy_positions(connection, rows, copy * most["reports"])
        return
    connection.execute(insert(table).from_select(list(columns), rows))  # type: ignore[arg-type]


def _copy_positions(connection: Connection, rows: Select[Any], step: int) -> None:
    """Positions, whose claims are told by report and number within their JSON."""
    held = [dict(row) for row in connection.execute(rows).mappings()]
    for row in held:
        row["claims"] = pack(
            [
                {**claim, "report": claim["report"] + step} if isinstance(claim, dict) else [claim[0] + step, claim[1]]
                for claim in load(row["claims"])
            ]
        )
    if held:
        connection.execute(insert(t.positions), held)


def _other(table: str, column: ColumnElement[object], copy: int, most: dict[str, int]) -> ColumnElement[object]:
    """What stands in a column of a copy."""
    name = str(column.name)  # type: ignore[attr-defined]
    if name in _REPORTS or (table == "reports" and name == "number") or (table == "kin" and name in {"first", "second"}):
        return column + most["reports"] * copy
    if name in _MENTIONS or (table == "mentions" and name == "number") or (table in {"edges", "links"} and name in {"first", "second"}):
        return column + most["mentions"] * copy
    if (table, name) in {("incidents", "born"), ("changes", "number")}:
        return column + most[table] * copy
    if name in {"incident", "heir"} or (table, name) in {("incidents", "id"), ("reports", "id"), ("reports", "key"), ("claims", "id")}:
        return column.concat(f"~{copy}")  # type: ignore[attr-defined,no-any-return]
    if name in _DAYS:
        return func.date(column, f"-{copy * 11} days")
    if name in {"lat"}:
        return column + (copy % 20 - 10) / 5
    if (table, name) in {("blocks", "key"), ("marks", "mark")}:
        return literal_column(f"CASE WHEN {name} % 8 = 0 THEN {name} ELSE ({name} / 2 + {copy * _STEP}) END")
    return column
