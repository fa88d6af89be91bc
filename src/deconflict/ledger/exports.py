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


def has_export(connection: Connection, author: str, form: str, target: str, asked: Filter, digest: str) -> bool:
    """Whether the same was exported before: by the same person, to the letter."""
    like = (t.exports.c.author == author, t.exports.c.form == form, t.exports.c.target == target, t.exports.c.asked == _packed(asked))
    return connection.execute(select(t.exports.c.number).where(*like, t.exports.c.hash == digest).limit(1)).first() is not None


def read_exports(connection: Connection, before: int | None = None, limit: int | None = None) -> tuple[Export, ...]:
    """Exports, the oldest first: every one, or the last so many of those numbered below ``before``."""
    wanted = select(t.exports).order_by(t.exports.c.number.desc()).limit(limit)
    rows = connection.execute(wanted if before is None else wanted.where(t.exports.c.number < before)).mappings()
    found = [
        Export(row["number"], row["at"], row["author"], row["form"], row["target"], _unpacked(row["asked"]), row["incidents"], row["hash"], row["changes"])
        for row in rows
    ]  # fmt: skip
    return tuple(reversed(found))


def asked_plainly(asked: Filter) -> dict[str, Any]:
    """What was asked for as plain data, without what did not matter."""
    plain = asdict(Filter())
    return {name: _plain(value) for name, value in asdict(asked).items() if value != plain[name]}


def _packed(asked: Filter) -> str:
    """What was asked for, as the table keeps it."""
    return pack(asked_plainly(asked))


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
