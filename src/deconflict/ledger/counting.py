"""How much a ledger holds, and who made it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Stats


def stats(connection: Connection) -> Stats:
    """The figures of a ledger."""
    live = t.incidents.c.state == "live"
    news = live & t.incidents.c.background.is_(False)
    counts = {
        "reports": _count(connection, t.reports), "documents": _count(connection, t.documents), "outlets": _distinct(connection, t.reports.c.outlet),
        "lines of reporting": _count(connection, t.reports) - _count(connection, t.lines) + _distinct(connection, t.lines.c.line),
        "incidents": _count(connection, t.incidents, news), "incidents in the background": _count(connection, t.incidents, live) - _count(connection, t.incidents, news),
        "contested incidents": _count(connection, t.incidents, news, t.incidents.c.contested > 0),
        "merged ids": _count(connection, t.incidents, t.incidents.c.state == "merged"), "removed ids": _count(connection, t.incidents, t.incidents.c.state == "removed"),
        "mentions": _count(connection, t.mentions), "claims": _count(connection, t.claims), "spans": _count(connection, t.spans),
        "changes": _count(connection, t.changes), "judgements": _count(connection, t.judgements),
    }  # fmt: skip
    made = (
        select(t.makers.c.program, t.makers.c.model, func.count())
        .join(t.readings, t.readings.c.maker == t.makers.c.number)
        .group_by(t.makers.c.number)
        .order_by(t.makers.c.number)
    )
    step = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    return Stats(
        counts,
        tuple((str(program), str(model), int(number)) for program, model, number in connection.execute(made)),
        _size(connection),
        step,
    )


def _count(connection: Connection, table: object, *conditions: object) -> int:
    """How many rows of a table meet some conditions."""
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar() or 0)  # type: ignore[arg-type]


def _distinct(connection: Connection, column: object) -> int:
    """How many different values a column has."""
    return int(connection.execute(select(func.count(func.distinct(column)))).scalar() or 0)


def _size(connection: Connection) -> int:
    """The bytes that the ledger takes up."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0)
    pages, size = (int(connection.execute(text(f"PRAGMA {name}")).scalar() or 0) for name in ("page_count", "page_size"))
    return pages * size
