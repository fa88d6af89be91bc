"""Rows of a coded file: columns recognised by their header, dates and numbers read, what cannot be read told by its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from deconflict.errors import UnclearAudit
from deconflict.resources import table
from deconflict.values.actor import Actor

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_WORDS = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]*\.? (\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_LISTS = ("places", "actors")
_COUNTS = ("killed", "injured", "civilians")


@dataclass(frozen=True, slots=True)
class Range:
    """A number of people as coded; what the file does not give is None."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def told(self) -> bool:
        """Whether there is any number."""
        return not (self.low is self.best is self.high is None)

    @property
    def least(self) -> int:
        """The lower end."""
        return next((number for number in (self.low, self.best, self.high) if number is not None), 0)

    @property
    def most(self) -> float:
        """The upper end."""
        return next((number for number in (self.high, self.best) if number is not None), float("inf"))


@dataclass(frozen=True, slots=True)
class Row:
    """One incident of a coded file. ``area``: its point stands for more than a town; ``country`` is an ISO code."""

    id: str
    line: int
    days: tuple[date, date]
    lat: float | None = None
    lon: float | None = None
    area: bool = False
    country: str | None = None
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    kind: str | None = None
    killed: Range = field(default_factory=Range)
    injured: Range = field(default_factory=Range)
    civilians: Range = field(default_factory=Range)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded file: the layout it was recognised as, its rows, and what could not be read, each with its line."""

    layout: str
    rows: tuple[Row, ...]
    problems: tuple[str, ...]


def read_coded(file: Path, mapped: Mapping[str, str] | None = None, *, day_first: bool | None = None) -> Coded:
    """A coded file. ``mapped`` are fields with the columns that hold them; ``day_first`` says how 3/4/2025 is meant, None that it is not known.

    Raises UnclearAudit where the file cannot be read or no column of it tells of days.
    """
    text = _text(file)
    header = text.partition("\n")[0]
    reader = csv.DictReader(StringIO(text), delimiter=max(",;\t|", key=header.count))
    name, layout = recognise([heading for heading in reader.fieldnames or () if heading], mapped or {}, file)
    rows: list[Row] = []
    problems: list[str] = []
    for cells in reader:
        found = _row(cells, layout, reader.line_num, day_first)
        rows.append(found) if isinstance(found, Row) else problems.append(f"{file}, line {reader.line_num}: {found}")
    return Coded(name, tuple(rows), tuple(problems))


def _text(file: Path) -> str:
    """The file's text, in UTF-8 or as old spreadsheets write it."""
    try:
        raw = file.read_bytes()
    except OSError as problem:
        raise UnclearAudit(f"{file}: {problem.strerror or problem}") from problem
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def recognise(columns: Sequence[str], mapped: Mapping[str, str], file: Path) -> tuple[str, dict[str, Any]]:
    """The layout of a header: a published one that it has all needed columns of, else what its names tell, with what the user mapped."""
    known = table("layouts")
    found = next((name for name, layout in known["layouts"].items() if set(layout["needs"]) <= set(columns)), "own")
    layout = dict(known["layouts"][found]) if found != "own" else _by_names(columns, known["own"])
    for name, column in mapped.items():
        if column not in columns:
            raise UnclearAudit(f"{file} has no column {column!r}; it has {', '.join(columns)}")
        layout[name] = [column] if name in _LISTS else ["", column, ""] if name in _COUNTS else column
    if "from" not in layout:
        raise UnclearAudit(f"no column of {file} tells of days; say which with --map from=COLUMN. It has {', '.join(columns)}")
    return found, layout


def _by_names(columns: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A layout from the names that people give their columns."""
    folded = {column.strip().lower().replace(" ", "_"): column for column in columns}
    hits = {name: [folded[word] for word in words if word in folded] for name, words in names.items()}
    layout: dict[str, Any] = {name: found if name in _LISTS else found[0] for name, found in hits.items() if found}
    for name in _COUNTS:
        bounds = [layout.pop(f"{name}_low", ""), layout.pop(name, ""), layout.pop(f"{name}_high", "")]
        if any(bounds):
            layout[name] = bounds
    return layout


def _row(cells: Mapping[str, Any], layout: Mapping[str, Any], line: int, day_first: bool | None) -> Row | str:
    """A row, or what is wrong with it."""

    def cell(name: str) -> str:
        """A cell by the field that it holds."""
        return str(cells.get(layout.get(name, ""), "") or "").strip()

    try:
        first = read_day(cell("from"), day_first)
        last = read_day(cell("to"), day_first) if cell("to") else first
        lat, lon = _number(cell("lat")), _number(cell("lon"))
        killed, injured, civilians = (Range(*(_whole(cells.get(column)) for column in layout.get(name, ("", "", "")))) for name in _COUNTS)
    except ValueError as problem:
        return str(problem)
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        lat = lon = None
    return Row(
        cell("id") or f"line {line}", line, (min(first, last), max(first, last)), lat, lon, _is_area(cells, layout), _country(cell),
        _listed(cells, layout, "places"), _listed(cells, layout, "actors"), cell("kind") or None, killed, injured, civilians, cell("text"),
    )  # fmt: skip


def read_day(words: str, day_first: bool | None = None) -> date:
    """A day as coded files have it; raises ValueError, in words, for anything else."""
    if match := _ISO.fullmatch(words):
        return _date(words, *map(int, match.groups()))
    if (match := _WORDS.fullmatch(words)) and match[2].lower() in _MONTHS:
        return _date(words, int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
    if match := _NUMBERS.fullmatch(words):
        one, two, year = map(int, match.groups())
        if day_first is None and one <= 12 and two <= 12 and one != two:
            raise ValueError(f"{words!r} may be two days; say --day-first or --month-first")
        return _date(words, year, two, one) if (day_first if day_first is not None else one > 12) else _date(words, year, one, two)
    raise ValueError(f"{words!r} is no day" if words else "no day")


def _date(words: str, year: int, month: int, day: int) -> date:
    """A day of the calendar."""
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise ValueError(f"{words!r} is no day") from problem


def _number(words: str) -> float | None:
    """A coordinate."""
    try:
        return float(words.replace(",", ".")) if words else None
    except ValueError as problem:
        raise ValueError(f"{words!r} is no coordinate") from problem


def _whole(cell: Any) -> int | None:
    """A number of people; a word that is none is as good as nothing."""
    words = str(cell or "").strip()
    return int(float(words)) if re.fullmatch(r"\d+(?:\.0*)?", words) else None


def _listed(cells: Mapping[str, Any], layout: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The filled cells of a field that has several columns."""
    return tuple(words for column in layout.get(name, ()) if (words := str(cells.get(column) or "").strip()))


def _is_area(cells: Mapping[str, Any], layout: Mapping[str, Any]) -> bool:
    """Whether the row's precision says that its point stands for an area."""
    column, code = layout.get("area", ("", 0))
    found = _whole(cells.get(column))
    return found is not None and found >= code


def _country(cell: Any) -> str | None:
    """The ISO code of the row's country, by code or by name."""
    for name, at in (("gw", 2), ("iso_numeric", 1)):
        code = _whole(cell(name))
        if code:
            return next((iso for iso, row in table("country_codes")["codes"].items() if row[at] == code), None)
    return country_of(cell("country"))


def country_of(name: str) -> str | None:
    """The ISO code of a country by its name, without an older name in brackets."""
    plain = re.sub(r"\s*\(.*?\)", "", name).strip()
    if len(plain) == 2 and plain.upper() in table("country_codes")["codes"]:
        return plain.upper()
    actor = Actor.parse(plain) if plain else None
    return actor.id.split("_")[1] if actor is not None and actor.kind == "state" else None


def rows_within(rows: Sequence[Row], first: date, last: date) -> Iterator[Row]:
    """The rows that may fall between two days."""
    return (row for row in rows if row.days[1] >= first and row.days[0] <= last)
