"""A large ledger out of a small one: every row copied in the database under other ids, with words, places and days exchanged (``varying``).

What linking looks up, keys and marks, is worked out anew from the exchanged words, so that blocks are as full as those of as many real reports. Files only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, literal_column, select, text
from sqlalchemy.sql.expression import ColumnElement

from benchmarks.varying import days_off, exchanged, moved, other_word
from deconflict.ledger import tables as t
from deconflict.ledger.facets import sphere
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.values import load, pack
from deconflict.link.blocking import keys_of
from deconflict.link.profile import Profile
from deconflict.link.signature import Signature
from deconflict.link.wording import wording_of
from deconflict.model import Report
from deconflict.values.place import Place, Precision

_DAYS = frozenset({"day", "day_from", "day_to", "published_from", "published_to"})
_REPORTS = frozenset({"report", "line"})
_MENTIONS = frozenset({"mention", "founder"})
_IDS = frozenset({("incidents", "id"), ("reports", "id"), ("reports", "key"), ("claims", "id")})
_WORDS = frozenset({
    ("reports", "title"), ("reports", "text"), ("reports", "told"), ("claims", "shown"), ("claims", "quote"), ("spans", "text"), ("incidents", "headline"),
    ("positions", "text"), ("attributions", "speaker"),
})  # fmt: skip
_COPIED = (
    t.reports, t.readings, t.mentions, t.spans, t.attributions, t.claims, t.edges, t.kin, t.lines, t.incidents, t.members, t.facets, t.links, t.attributes,
    t.positions, t.changes,
)  # fmt: skip


def copy_rows(ledger: Ledger, copies: int, first: int = 1) -> None:
    """Copy everything but documents so many times, each copy in a transaction of its own, and index its words."""
    most = _most(ledger, first - 1)
    for copy in range(first, first + copies):
        with ledger._store.writing() as connection:
            _functions(connection, copy)
            for table in _COPIED:
                _copy(connection, table, copy, most)
            _remember(connection, copy, most)
            indexed = f"SELECT number, title, text, told FROM reports WHERE number > {most['reports'] * copy}"
            connection.execute(text(f"INSERT INTO words (rowid, title, text, told) {indexed}"))


def _most(ledger: Ledger, copied: int) -> dict[str, int]:
    """The last numbers of what is copied; where it was copied before, of the first part."""
    columns = {
        "reports": t.reports.c.number,
        "mentions": t.mentions.c.number,
        "incidents": t.incidents.c.born,
        "changes": t.changes.c.number,
    }
    with ledger._store.reading() as connection:
        return {name: int(connection.execute(select(func.max(column))).scalar() or 0) // (copied + 1) for name, column in columns.items()}


def _functions(connection: Connection, copy: int) -> None:
    """What SQL needs to exchange words and places."""
    held: Any = connection.connection.driver_connection
    held.execute("PRAGMA cache_size=-1000000")
    held.create_function("exchanged", 1, lambda words: None if words is None else exchanged(words, copy), deterministic=True)
    held.create_function("moved", 3, lambda at, lat, lon: _moved(at, lat, lon, copy), deterministic=True)
    other_word.cache_clear()


def _moved(at: str, lat: float | None, lon: float | None, copy: int) -> float | None:
    """One coordinate of where a point is moved to."""
    if lat is None or lon is None:
        return None
    place = moved(Place(f"{lat} {lon}", Precision.TOWN, lat=lat, lon=lon), copy)
    assert place.lat is not None and place.lon is not None
    return {"lat": place.lat, "lon": place.lon, **dict(zip("xyz", sphere(place.lat, place.lon), strict=True))}[at]


def _copy(connection: Connection, table: Any, copy: int, most: dict[str, int]) -> None:
    """The first rows of a table once more."""
    kind = {"reports": "reports", "mentions": "mentions", "incidents": "incidents", "changes": "changes"}
    first = {"reports": t.reports.c.number, "mentions": t.mentions.c.number, "incidents": t.incidents.c.born, "changes": t.changes.c.number}
    columns = {column.name: _other(table.name, column, copy, most) for column in table.columns}
    rows = select(*(expression.label(name) for name, expression in columns.items()))
    if table.name in kind:
        rows = rows.where(first[table.name] <= most[table.name])
    elif "report" in columns:
        rows = rows.where(table.c.report <= most["reports"])
    elif "incident" in columns:
        rows = rows.where(table.c.incident.not_like("%~%"))
    elif "first" in columns:
        rows = rows.where(table.c.first <= most["reports" if table.name == "kin" else "mentions"])
    if table.name == "positions":
        _copy_positions(connection, rows, copy * most["reports"])
        return
    # Two places may become one when words are exchanged.
    into = insert(table).prefix_with("OR IGNORE") if table.name == "facets" else insert(table)
    connection.execute(into.from_select(list(columns), rows))


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


def _other(table: str, column: Any, copy: int, most: dict[str, int]) -> ColumnElement[Any]:
    """What stands in a column of a copy."""
    name = str(column.name)
    if name in _REPORTS or (table == "reports" and name == "number") or (table == "kin" and name in {"first", "second"}):
        return column + most["reports"] * copy
    if name in _MENTIONS or (table == "mentions" and name == "number") or (table in {"edges", "links"} and name in {"first", "second"}):
        return column + most["mentions"] * copy
    if (table, name) in {("incidents", "born"), ("changes", "number")}:
        return column + most[table] * copy
    if name in {"incident", "heir"} or (table, name) in _IDS:
        return column.concat(f"~{copy}")  # type: ignore[no-any-return]
    if name in _DAYS:
        return func.date(column, f"{days_off(copy):+d} days")
    if (table, name) in _WORDS:
        return func.exchanged(column)
    if (table, name) == ("facets", "value"):
        return literal_column("CASE WHEN facet IN ('place', 'outlet') THEN exchanged(value) ELSE value END")
    if table == "incidents" and name in {"lat", "lon", "x", "y", "z"}:
        return func.moved(name, t.incidents.c.lat, t.incidents.c.lon)
    return column  # type: ignore[no-any-return]


def _remember(connection: Connection, copy: int, most: dict[str, int]) -> None:
    """What linking looks up for a copy: profiles with their keys, and the marks of reports."""
    question = select(t.profiles.c.mention, t.profiles.c.profile).where(t.profiles.c.mention <= most["mentions"])
    varied = [(number + most["mentions"] * copy, _varied(Profile.unpack(packed), copy)) for number, packed in connection.execute(question)]
    connection.execute(insert(t.profiles), [{"mention": number, "profile": item.pack()} for number, item in varied])
    connection.execute(insert(t.blocks), [{"key": key, "mention": number} for number, item in varied for key in keys_of(item)])
    for number, signature in _signatures(connection, copy, most["reports"]):
        connection.execute(insert(t.outlines), {"report": number, **asdict(signature.outline)})
        connection.execute(insert(t.marks), [{"mark": mark, "report": number} for mark in dict.fromkeys(signature.marks)])


def _varied(seen: Profile, copy: int) -> Profile:
    """The profile of a mention in a copy."""
    shift = timedelta(days=days_off(copy))
    people, speakers, sites, towns = (frozenset(exchanged(name, copy) for name in names) for names in (seen.people, seen.speakers, seen.sites, seen.towns))  # fmt: skip
    return replace(
        seen, report=f"{seen.report}~{copy}", published=seen.published + shift if seen.published else None, people=people, speakers=speakers, sites=sites, towns=towns,
        days=(seen.days[0] + shift, seen.days[1] + shift) if seen.days else None, told_days=frozenset(day + shift for day in seen.told_days),
        places=tuple(moved(place, copy) for place in seen.places), terms={exchanged(word, copy): weight for word, weight in seen.terms.items()},
        body={exchanged(word, copy): weight for word, weight in seen.body.items()},
    )  # fmt: skip


def _signatures(connection: Connection, copy: int, step: int) -> Iterator[tuple[int, Signature]]:
    """The signatures of a copy's reports."""
    for number, words in connection.execute(select(t.reports.c.number, t.reports.c.text).where(t.reports.c.number > step * copy)).all():
        yield number, Signature.of(wording_of(Report("copy", words)))
