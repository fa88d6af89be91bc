"""What is new since a moment: the incidents that were first told, grew, became contested, were corrected, merged or went."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Digest, Head
from deconflict.ledger.finding import heads
from deconflict.ledger.history import Change, read_changes


def digest_since(connection: Connection, moment: str) -> Digest:
    """What became of incidents since a moment; those that reports only look back to are left out."""
    changes = read_changes(connection, select(t.changes).where(t.changes.c.at >= moment).order_by(t.changes.c.number))
    known = {id: head for id, head in heads(connection, {change.incident for change in changes}).items() if not head.background}
    born = {change.incident for change in changes if change.what in {"new", "split"}}
    return Digest(
        _told(known, (change for change in changes if change.what in {"new", "split"}), "live"),
        _told(known, (change for change in changes if change.what == "grew" and change.incident not in born), "live"),
        _told(known, (change for change in changes if change.what == "contested" and known.get(change.incident) and known[change.incident].contested), "live"),
        _told(known, (change for change in changes if change.cause is not None and change.cause.sort != "report" and change.what not in {"new", "merged", "removed"}), "live"),
        _told(known, changes, "merged"),
        _told(known, changes, "removed"),
    )  # fmt: skip


def _told(known: dict[str, Head], changes: Iterable[Change], state: str) -> tuple[Head, ...]:
    """The incidents of some changes that are in a state now, each once."""
    ids = dict.fromkeys(change.incident for change in changes)
    return tuple(known[id] for id in ids if id in known and known[id].state == state)
