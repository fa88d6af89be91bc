"""Claims and incidents as columns for analysis: one call away from pandas, Polars or Arrow, whichever is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, select

from deconflict.errors import DeconflictError
from deconflict.ledger import tables as t

Column = list[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """A table by its columns, all of one length; what is not told is None."""

    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dictionary a row."""
        return (dict(zip(self.columns, row, strict=True)) for row in zip(*self.columns.values(), strict=True))

    def arrow(self) -> Any:
        """As a pyarrow.Table; raises DeconflictError where pyarrow is not installed."""
        return _module("pyarrow").table(self.columns)

    def pandas(self) -> Any:
        """As a pandas.DataFrame; raises DeconflictError where pandas is not installed."""
        return _module("pandas").DataFrame(self.columns)

    def polars(self) -> Any:
        """As a polars.DataFrame; raises DeconflictError where Polars is not installed."""
        return _module("polars").DataFrame(self.columns, infer_schema_length=None)


def _module(name: str) -> Any:
    """A library that is not ours to require."""
    try:
        return import_module(name)
    except ImportError as problem:
        raise DeconflictError(f"{name} is not installed: pip install {name}") from problem


def claim_columns(connection: Connection, incident: str | None = None) -> Columns:
    """Claims, of one incident or of all, in the order in which they came: what is claimed, by whom it is put, and where it stands."""
    c, r = t.claims.c, t.reports.c
    question = (
        select(
            c.id.label("claim"), t.members.c.incident, r.id.label("report"), r.outlet, r.published, r.url, c.attribute, c.grp.label("group"), c.type,
            c.shown.label("value"), c.low, c.high, c.modality, c.quote, c.part, c.start, c.end, r.document, c.value.label("json"),
        )
        .select_from(t.claims.join(t.reports, r.number == c.report).outerjoin(t.members, t.members.c.mention == c.mention))
        .order_by(c.report, c.number)
    )  # fmt: skip
    return _columns(connection, question if incident is None else question.where(t.members.c.incident == incident))


def incident_columns(connection: Connection) -> Columns:
    """Live incidents in the order in which they were first told."""
    hidden = {"x", "y", "z", "born", "founder", "maker", "heir", "state"}
    shown = [column for column in t.incidents.c if column.name not in hidden]
    return _columns(connection, select(*shown).where(t.incidents.c.state == "live").order_by(t.incidents.c.born))


def _columns(connection: Connection, question: Any) -> Columns:
    """The answer to a question, by columns."""
    answer = connection.execute(question)
    names = list(answer.keys())
    rows = answer.all()
    return Columns({name: [row[at] for row in rows] for at, name in enumerate(names)})
