"""What was exported: so that a figure in a publication leads back to the state of the ledger that it came from."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Filter
from deconflict.ledger.pen import Pen
from deconflict.ledger.values import load, pack


@dataclass(frozen=True, slots=True)
class Export:
    """One export: ``form`` as the command names it, ``target`` where it went, ``hash`` the SHA-256 of what was written.

    ``changes`` is the number of the last change that it took in: undone in thought, those after it give the state that was exported.
    """

    number: int
    at: str
    author: str
    form: str
    target: str
    asked: Filter
    incidents: int
    hash: str
    changes: int


def note_export(pen: Pen, author: str, form: str, target: str, asked: Filter, incidents: int, digest: str) -> Export:
    """Write down an export."""
    last = pen.connection.execute(select(func.max(t.changes.c.number))).scalar() or 0
    number = pen.next_number(t.exports.c.number)
    row = {
        "number": number, "at": pen.at, "author": author, "form": form, "target": target, "asked": _packed(asked), "incidents": incidents, "hash": digest,
        "changes": last,
    }  # fmt: skip
    pen.connection.execute(insert(t.exports), row)
    return Export(number, pen.at, author, form, target, asked, incidents, digest, last)


def all_exports(connection: Connection) -> tuple[Export, ...]:
    """Every export, the oldest first."""
    rows = connection.execute(select(t.exports).order_by(t.exports.c.number)).mappings()
    return tuple(
        Export(row["number"], row["at"], row["author"], row["form"], row["target"], _unpacked(row["asked"]), row["incidents"], row["hash"], row["changes"])
        for row in rows
    )  # fmt: skip


def _packed(asked: Filter) -> str:
    """What was asked for, without what did not matter."""
    plain = asdict(Filter())
    return pack({name: _plain(value) for name, value in asdict(asked).items() if value != plain[name]})


def _plain(value: Any) -> Any:
    """A field of a filter as plain data."""
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _unpacked(packed: str) -> Filter:
    """The filter that was packed; fields that this program does not know are left out."""
    known = {field.name for field in fields(Filter)}
    told: dict[str, Any] = {name: value for name, value in load(packed).items() if name in known}
    for name in ("since", "until"):
        if told.get(name):
            told[name] = date.fromisoformat(told[name])
    told |= {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Filter(**told)
