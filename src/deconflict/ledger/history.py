"""What became of each incident: every change with its moment and its cause, so that any earlier state can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Page
from deconflict.ledger.incident_ids import Naming
from deconflict.ledger.pen import Pen
from deconflict.ledger.readings import write_rows
from deconflict.ledger.rows import Fields
from deconflict.ledger.values import load

_HEAD = select(t.incidents.c.version, t.incidents.c.headline).where(t.incidents.c.id == bindparam("incident"))
_TELLING = (
    select(t.reports.c.id).join(t.members, t.members.c.report == t.reports.c.number).where(t.members.c.incident == bindparam("incident")).distinct()
)  # fmt: skip
_ATTRIBUTES = select(t.attributes).where(t.attributes.c.incident == bindparam("incident")).order_by(t.attributes.c.number)
_VERSION = select(t.incidents.c.version).where(t.incidents.c.id == bindparam("incident"))
_COUNTED = frozenset({"count", "place", "time", "kind"})
"""Types of attribute of which an incident has one, so that a new best value is news."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why incidents changed: ``sort`` is report, judgement or reread; ``subject`` the report's id or the judgement's number."""

    sort: str
    subject: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed in one incident.

    ``what`` is new, grew, shrank, merged, absorbed, split, removed, value, contested or settled; ``before`` and ``after`` are values in words, reports or incidents.
    """

    incident: str
    what: str
    attribute: str | None = None
    group: str | None = None
    before: str | None = None
    after: str | None = None
    version: int = 0
    at: str = ""
    cause: Cause | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """An incident as far as its history is concerned: its reports, and status and estimate of each attribute."""

    version: int
    reports: tuple[str, ...]
    attributes: tuple[tuple[str, str | None, str, str, str], ...]
    headline: str

    @classmethod
    def of(cls, connection: Connection, id: str, told: Sequence[str] | None = None) -> State:
        """The state that is written now; ``told`` are its reports where they have changed already."""
        asked = {"incident": id}
        head = connection.execute(_HEAD, asked).one()
        reports = connection.execute(_TELLING, asked).scalars() if told is None else told
        return cls.told(int(head.version), reports, connection.execute(_ATTRIBUTES, asked).mappings(), str(head.headline))

    @classmethod
    def told(cls, version: int, reports: Iterable[str], attributes: Iterable[Fields], headline: str) -> State:
        """The state that the rows of the attributes tell, in their order."""
        told = tuple((row["name"], row["grp"], row["type"], row["status"], estimate_words(row)) for row in attributes)
        return cls(version, tuple(sorted(reports)), told, headline)


def estimate_words(row: Any) -> str:
    """An attribute's estimate in a few words: '9 (9 to 14), conservative'."""
    best, low, high = (load(row[name]) for name in ("best", "low", "high"))
    bounds = "" if low is None or low == high == best else f" ({low} to {'no end told' if high is None else high})"
    return f"{best}{bounds}, {row['rule']}"


def changes_between(before: State, after: State) -> list[Change]:
    """What is other in a later state: reports that came or went, values that are new, contradictions that arose or went."""
    found = [Change("", "grew", after=report) for report in after.reports if report not in before.reports]
    found += [Change("", "shrank", before=report) for report in before.reports if report not in after.reports]
    old, new = _by_name(before), _by_name(after)
    for key in dict.fromkeys((*old, *new)):
        (_, _, was), (kind, status, now) = old.get(key, ("", "", None)), new.get(key, ("", "", None))
        if was != now and (kind or old[key][0]) in _COUNTED:
            found.append(Change("", "value", *key, before=was, after=now))
        contested = old.get(key, ("", "", None))[1] == "contested", status == "contested"
        if contested[0] != contested[1]:
            found.append(Change("", "contested" if contested[1] else "settled", *key, before=was, after=now))
    return found


def _by_name(state: State) -> dict[tuple[str, str | None], tuple[str, str, str | None]]:
    """Type, status and estimate by attribute and group; of several matters under one name the first, which is the contested one if any is."""
    found: dict[tuple[str, str | None], tuple[str, str, str | None]] = {}
    for name, group, kind, status, told in state.attributes:
        found.setdefault((name, group), (kind, status, told))
    return found


def note(pen: Pen, incident: str, version: int, cause: Cause, changes: Sequence[Change]) -> None:
    """Write down what changed in an incident."""
    if not changes:
        return
    first = pen.next_number(t.changes.c.number, len(changes))
    rows = [
        {
            "number": first + at, "at": pen.at, "incident": incident, "version": version, "cause": cause.sort, "subject": cause.subject, "what": change.what,
            "attribute": change.attribute, "grp": change.group, "before": change.before, "after": change.after,
        }
        for at, change in enumerate(changes)
    ]  # fmt: skip
    write_rows(pen.connection, t.changes, rows)


def note_naming(pen: Pen, naming: Naming, cause: Cause) -> None:
    """Write down which incidents are new, split off, merged or gone."""
    for id, birth in naming.born.items():
        change = Change(id, "new") if birth.parent is None else Change(id, "split", before=birth.parent)
        note(pen, id, birth.version + 1, cause, [change])
    for id, heir in naming.merged.items():
        note(pen, id, version_of(pen.connection, id), cause, [Change(id, "merged", after=heir)])
        note(pen, heir, version_of(pen.connection, heir) + 1, cause, [Change(heir, "absorbed", before=id)])
    for id in naming.removed:
        note(pen, id, version_of(pen.connection, id), cause, [Change(id, "removed")])


def version_of(connection: Connection, id: str) -> int:
    """An incident's version so far."""
    return int(connection.execute(_VERSION, {"incident": id}).scalar_one())


def read_changes(connection: Connection, question: Any) -> tuple[Change, ...]:
    """The changes that answer a question on their table."""
    rows: Iterable[Any] = connection.execute(question).mappings()
    return tuple(
        Change(
            row["incident"], row["what"], row["attribute"], row["grp"], row["before"], row["after"], row["version"], row["at"],
            Cause(row["cause"], row["subject"]), row["number"],
        )
        for row in rows
    )  # fmt: skip


def changes_since(connection: Connection, moment: str, offset: int, limit: int) -> Page[Change]:
    """A page of what changed at a moment or later, the oldest first."""
    later = t.changes.c.at >= moment
    total = int(connection.execute(select(func.count()).select_from(t.changes).where(later)).scalar() or 0)
    found = read_changes(connection, select(t.changes).where(later).order_by(t.changes.c.number).offset(offset).limit(limit))
    return Page(found, total, offset)
