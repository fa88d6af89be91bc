"""Names of places and where they are: a compact gazetteer in arrays, mapped from disk and searched by hashed keys."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deconflict.errors import UnreadableInput
from deconflict.resources import path

_ARTICLES = re.compile(r"^(?:al|el|ash|as|ad|ar|az|an|at|esh|es|ed|er|ez|en|et|the|ath|adh)[ ]")
_DUMP_COLUMNS = 19
_KINDS = "CABPX"


@cache
def fold(name: str) -> str:
    """A name without case, diacritics, apostrophes and hyphens."""
    plain = "".join(character for character in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(character))
    plain = plain.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ß", "ss")
    return re.sub(r"\s+", " ", re.sub(r"[-–/]", " ", re.sub(r"[’'`´ʿʾ‘.]", "", plain))).strip()


def skeleton(name: str) -> str:
    """The consonants of a name without its article: one key for the ways to write one Arabic or Slavic name."""
    plain = _ARTICLES.sub("", fold(name))
    plain = re.sub(r"\b(?:al|el|ez|az|as|ash|ad|ar)\b", "", plain)
    plain = plain.replace("q", "k").replace("dj", "j").replace("ch", "sh").replace("ou", "u").replace("kh", "k").replace("gh", "g")
    plain = re.sub(r"[aeiouyw\s]", "", re.sub(r"h\b", "", plain))
    return re.sub(r"(.)\1+", r"\1", plain)


def _hash(keys: Sequence[str]) -> NDArray[np.uint64]:
    """64-bit hashes of keys, the same on every machine."""
    digests = b"".join(hashlib.blake2b(key.encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(digests, dtype="<u8")


@dataclass(frozen=True, slots=True)
class Row:
    """A place to compile. ``kind``: C country, A first division, B second division, P settlement, X other; ``box`` south, west, north, east."""

    name: str
    kind: str
    country: str
    admin1: str
    geonameid: int
    lat: float
    lon: float
    population: int
    box: tuple[float, float, float, float] | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that a name may mean; ``row`` tells entries of one gazetteer apart."""

    row: int
    name: str
    kind: str
    country: str
    admin1: str
    geonameid: int
    lat: float
    lon: float
    population: int
    box: tuple[float, float, float, float] | None


def compile_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """Arrays of the rows: columns, names in one string, sorted key hashes with their rows."""
    keys = [(key, index) for index, row in enumerate(rows) for key in {fold(name) for name in (row.name, *row.names)} if key]
    bones = [
        (bone, index) for index, row in enumerate(rows) for bone in {skeleton(row.name), *map(skeleton, row.names[:6])} if len(bone) > 2
    ]
    lengths = np.array([len(row.name.encode()) for row in rows], dtype=np.uint32)
    return {
        "names": np.frombuffer("".join(row.name for row in rows).encode(), dtype=np.uint8),
        "ends": np.cumsum(lengths).astype(np.uint32),
        "lat": np.array([row.lat for row in rows], dtype=np.float32),
        "lon": np.array([row.lon for row in rows], dtype=np.float32),
        "population": np.array([row.population for row in rows], dtype=np.uint32),
        "geonameid": np.array([row.geonameid for row in rows], dtype=np.uint32),
        "kind": np.frombuffer("".join(row.kind for row in rows).encode(), dtype=np.uint8),
        "area": _codes([f"{row.country}.{row.admin1}" for row in rows])[0],
        "areas": _codes([f"{row.country}.{row.admin1}" for row in rows])[1],
        "boxes": {str(index): [round(float(edge), 3) for edge in row.box] for index, row in enumerate(rows) if row.box is not None},
        **_sorted("key", keys),
        **_sorted("bone", bones),
    }


def _codes(values: list[str]) -> tuple[NDArray[np.uint16], list[str]]:
    """Each value by its number in a list of the distinct ones."""
    distinct = sorted(set(values))
    number = {value: index for index, value in enumerate(distinct)}
    return np.array([number[value] for value in values], dtype=np.uint16), distinct


def _sorted(name: str, pairs: list[tuple[str, int]]) -> dict[str, NDArray[Any]]:
    """Hashes in order with the rows that they lead to."""
    hashes = _hash([key for key, _ in pairs])
    order = np.argsort(hashes, kind="stable")
    return {f"{name}_hash": hashes[order], f"{name}_row": np.array([row for _, row in pairs], dtype=np.uint32)[order]}


def write_rows(compiled: dict[str, Any], folder: Path) -> None:
    """Write compiled rows to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in compiled.items():
        if isinstance(column, np.ndarray):
            np.save(folder / f"{name}.npy", column)
        else:
            (folder / f"{name}.json").write_text(json.dumps(column, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


class _Store:
    """One compiled folder, mapped from disk."""

    def __init__(self, folder: Path, first: int) -> None:
        self.first = first
        self._columns = {file.stem: np.load(file, mmap_mode="r") for file in sorted(folder.glob("*.npy"))}
        self._areas: list[str] = json.loads((folder / "areas.json").read_text(encoding="utf-8"))
        self._boxes: dict[str, list[float]] = json.loads((folder / "boxes.json").read_text(encoding="utf-8"))
        self._names = self._columns["names"].tobytes() if len(self._columns["names"]) < 2_000_000 else self._columns["names"]
        self.size = len(self._columns["lat"])

    def rows(self, hashes: NDArray[np.uint64], index: str) -> Iterator[list[int]]:
        """The rows that each hash leads to."""
        table = self._columns[f"{index}_hash"]
        left, right = np.searchsorted(table, hashes, "left"), np.searchsorted(table, hashes, "right")
        rows = self._columns[f"{index}_row"]
        for start, end in zip(left.tolist(), right.tolist(), strict=True):
            yield rows[start:end].tolist() if end > start else []

    def entry(self, row: int) -> Entry:
        """One place."""
        columns = self._columns
        start = int(columns["ends"][row - 1]) if row else 0
        name = bytes(self._names[start : int(columns["ends"][row])]).decode()
        country, _, admin1 = self._areas[int(columns["area"][row])].partition(".")
        box = self._boxes.get(str(row))
        edges = (box[0], box[1], box[2], box[3]) if box else None
        where = round(float(columns["lat"][row]), 5), round(float(columns["lon"][row]), 5)
        return Entry(
            self.first + row,
            name,
            chr(columns["kind"][row]),
            country,
            admin1,
            int(columns["geonameid"][row]),
            *where,
            int(columns["population"][row]),
            edges,
        )


class Gazetteer:
    """Look up places by name: the gazetteer that ships, and country dumps added by the user."""

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._stores: list[_Store] = []
        first = 0
        for folder in folders if folders is not None else (path("gazetteer"),):
            store = _Store(folder, first)
            self._stores.append(store)
            first += store.size

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every place with this name, however its letters are cased, accented or hyphened; the most populous first."""
        return self.lookup_all([name])[0]

    def lookup_all(self, names: Sequence[str]) -> list[tuple[Entry, ...]]:
        """The same for many names at once."""
        return self._search([fold(name) for name in names], "key")

    def alike(self, name: str) -> tuple[Entry, ...]:
        """Places whose names have the same consonants: other ways to write a name. A caller must judge them by their context."""
        bone = skeleton(name)
        return self._search([bone], "bone")[0] if len(bone) > 2 else ()

    def _search(self, keys: Sequence[str], index: str) -> list[tuple[Entry, ...]]:
        """Entries for each key over all stores."""
        hashes = _hash(keys)
        found: list[list[Entry]] = [[] for _ in keys]
        for store in self._stores:
            for entries, rows in zip(found, store.rows(hashes, index), strict=True):
                entries.extend(store.entry(row) for row in dict.fromkeys(rows))
        return [tuple(sorted(entries, key=lambda entry: (-entry.population, entry.row))) for entries in found]


def compile_dump(dump: Path, folder: Path) -> tuple[int, list[UnreadableInput]]:
    """Compile a GeoNames country dump (19 tab-separated columns) into a folder; the number of places, and the lines that could not be read."""
    rows, problems = [], []
    with dump.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = _dump_row(line.rstrip("\n").split("\t"))
            if isinstance(row, Row):
                rows.append(row)
            else:
                problems.append(UnreadableInput(f"{dump}, line {number}", row))
    if rows:
        write_rows(compile_rows(rows), folder)
    return len(rows), problems


def _dump_row(columns: Sequence[str]) -> Row | str:
    """One line of a dump, or what is wrong with it."""
    if len(columns) != _DUMP_COLUMNS:
        return f"{len(columns)} columns where a GeoNames dump has {_DUMP_COLUMNS}"
    try:
        lat, lon, geonameid, population = float(columns[4]), float(columns[5]), int(columns[0]), int(columns[14] or 0)
    except ValueError as problem:
        return f"not a number: {problem}"
    kind = {"PPL": "P", "PCL": "C"}.get(columns[7][:3], "A" if columns[7] == "ADM1" else "B" if columns[7].startswith("ADM") else "X")
    names = tuple(name for name in [columns[2], *columns[3].split(",")] if name)
    return Row(columns[1], kind, columns[8], columns[10], geonameid, lat, lon, population, None, names)


def iter_folders(root: Path) -> Iterable[Path]:
    """The compiled dumps in a folder, in order of their names."""
    return sorted(folder for folder in root.glob("*") if (folder / "areas.json").exists()) if root.exists() else ()
