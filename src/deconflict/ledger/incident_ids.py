"""Lasting ids of incidents: an id follows the mention that founded it.

A group of mentions goes by the oldest id whose founder is in it. Other ids of founders in it are merged: they send on to that one, and live again
when a later grouping parts their founder from it. A group without a founder gets an id of its own. What is left without mentions keeps a tombstone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update

from deconflict.ledger import tables as t
from deconflict.ledger.pen import Pen
from deconflict.ledger.readings import among, into, portions
from deconflict.ledger.rows import Fields
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.values import short_hash

_LETTERS = 8
_FOUNDED = select(t.incidents).where(among(t.incidents.c.founder))
_BY_ID = select(t.incidents).where(among(t.incidents.c.id))
_PLACE = (
    select(t.reports.c.key, t.mentions.c.part, t.mentions.c.start, t.mentions.c.end)
    .select_from(t.mentions.join(t.reports, t.reports.c.number == t.mentions.c.report))
    .where(t.mentions.c.number == bindparam("mention"))
)
_STATE = select(t.incidents.c.state, t.incidents.c.version).where(t.incidents.c.id == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Birth:
    """How an id came to life: the incident that it was split from, if any, and its version so far, which is above 0 where it lives again."""

    parent: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Naming:
    """What became of ids: ``live`` incidents to settle; how those that are new were ``born``; ``merged`` into which; ``removed``."""

    live: tuple[str, ...]
    born: Mapping[str, Birth] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


def name_groups(pen: Pen, shelf: SqlShelf) -> Naming:
    """Give every group of mentions that linking made its lasting id."""
    groups = shelf.members(shelf.before)
    founded = _founded(pen, {mention for mentions in groups.values() for mention in mentions} | shelf.moved)
    known = _rows(pen, shelf.before)
    name: str
    live: list[str] = []
    born: dict[str, Birth] = {}
    merged, names = dict[str, str](), dict[int, str]()
    for handle, mentions in sorted(groups.items(), key=lambda item: item[1]):
        here = sorted((row for mention in mentions for row in founded.get(mention, ())), key=lambda row: row["born"])
        if here:
            name = here[0]["id"]
            if here[0]["state"] != "live":
                born[name] = Birth(here[0]["heir"], here[0]["version"])
                _set(pen, name, state="live", heir=None)
        else:
            name, version = _new(pen, mentions[0])
            born[name] = Birth(handle if handle in known else None, version)
        for row in here[1:]:
            if row["state"] != "merged" or row["heir"] != name:
                _set(pen, row["id"], state="merged", heir=name)
                merged[row["id"]] = name
        live.append(name)
        names |= dict.fromkeys(mentions, name)
    shelf.found(born)
    shelf.regroup(names)
    gone = [id for id, row in known.items() if row["state"] == "live" and id not in live and id not in merged]
    return Naming(tuple(sorted(live)), born, merged, _bury(pen, gone))


def _founded(pen: Pen, mentions: Iterable[int]) -> dict[int, list[Fields]]:
    """The incidents that some mentions founded."""
    found: dict[int, list[Fields]] = {}
    for some in portions(sorted(set(mentions))):
        for row in pen.connection.execute(_FOUNDED, {"some": some}).mappings():
            found.setdefault(row["founder"], []).append(row)
    return found


def _rows(pen: Pen, ids: Iterable[str]) -> dict[str, Fields]:
    """The rows of some incidents."""
    return {row["id"]: row for some in portions(sorted(ids)) for row in pen.connection.execute(_BY_ID, {"some": some}).mappings()}  # fmt: skip


def _new(pen: Pen, founder: int) -> tuple[str, int]:
    """A new incident's id and version: the id follows from its founder's report and place there, and is longer only where another has it. A tombstone lives again."""
    parts = pen.connection.execute(_PLACE, {"mention": founder}).one()
    letters, taken = _LETTERS, True
    while taken:
        id = "I" + short_hash(letters, *parts)
        other = pen.connection.execute(_STATE, {"wanted": id}).one_or_none()
        if other is not None and other.state == "removed":
            _set(pen, id, state="live", founder=founder)
            return id, int(other.version)
        taken, letters = other is not None, letters + 1
    row = {
        "id": id, "born": pen.next_number(t.incidents.c.born), "state": "live", "founder": founder, "version": 0, "updated": pen.at, "maker": pen.maker,
        "kind": "", "background": False, "headline": "", "reports": 0, "lines": 0, "contested": 0,
    }  # fmt: skip
    pen.connection.execute(into(t.incidents), row)
    return id, 0


def _set(pen: Pen, id: str, **values: Any) -> None:
    """Change an incident's row."""
    pen.connection.execute(update(t.incidents).where(t.incidents.c.id == id).values(**values))


def _bury(pen: Pen, ids: Iterable[str]) -> tuple[str, ...]:
    """Leave tombstones where no mention is left."""
    buried = tuple(sorted(ids))
    for id in buried:
        _set(pen, id, state="removed", founder=None)
    return buried
