"""The gazetteer on disk: columns of places and sorted hashes of their names, mapped and not read."""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
_ARTICLE = r"(?:al|el|ash|as|ad|ar|az|an|at|esh|es|ed|er|ez|en|et|ath|adh)"
_ARTICLES = re.compile(rf"\b{_ARTICLE}\s+|^the\s+")
_LETTERS = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a"}
_PLAIN = str.maketrans(_LETTERS | dict.fromkeys("’'`´ʿʾ‘.", "") | dict.fromkeys("-‑–/", " "))
_ONE_SOUND = (
    ("dj", "j"),
    ("zh", "j"),
    ("ch", "s"),
    ("sh", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("th", "t"),
    ("dh", "d"),
    ("q", "k"),
    ("ck", "k"),
)
_SHORTENED = {"mt": "mount", "ft": "fort", "st": "saint", "ste": "sainte", "pt": "point"}
_SHORTEST_BONE = 3
_SETTLED = np.frombuffer(b"PK", dtype=np.uint8)
_LOW = np.uint64(255)
KM_A_DEGREE = 111.2


@lru_cache(1 << 11)
def fold(name: str) -> str:
    """A name without case, diacritics, apostrophes and hyphens."""
    if name.isascii() and name.isalnum():
        return name.lower()  # as most names are: none of what follows would change it
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    if not plain.isascii():
        plain = "".join(character for character in plain if not unicodedata.combining(character))
    first, space, rest = " ".join(plain.split()).partition(" ")
    return (_SHORTENED[first] if first in _SHORTENED and rest else first) + space + rest


@lru_cache(1 << 11)
def skeleton(name: str) -> str:
    """The consonants of a name without its article: one key for the ways to write one Arabic or Slavic name."""
    plain = _ARTICLES.sub("", fold(name))
    for written, sound in _ONE_SOUND:
        plain = plain.replace(written, sound)
    single = re.sub(r"(.)\1+", r"\1", re.sub(r"h\b", "", plain))
    return re.sub(r"[aeiouyw\s]", "", single)


def _hash(keys: Sequence[str]) -> NDArray[np.uint64]:
    """Hashes of 40 bits, the same on every machine: one wrong answer in some million lookups."""
    digests = b"".join(hashlib.blake2b(key.encode(), digest_size=5).digest() + b"\0\0\0" for key in keys)
    return np.frombuffer(digests, dtype="<u8")


@dataclass(frozen=True, slots=True)
class Row:
    """A place to compile. ``kind``: C country, A first division, B lower division, K capital, P settlement, R region, W water, X other."""

    name: str
    kind: str
    country: str
    admin1: str
    geonameid: int
    lat: float
    lon: float
    population: int
    box: Box | None
    names: tuple[str, ...]


class Entry(NamedTuple):
    """A place that a name may mean; ``row`` tells entries of one gazetteer apart, ``box`` is south, west, north, east."""

    row: int
    name: str
    kind: str
    country: str
    admin1: str
    geonameid: int
    lat: float
    lon: float
    population: int
    box: Box | None


def compile_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """Arrays of the rows: columns, names in one string, sorted key hashes with their rows."""
    keys = [(key, index) for index, row in enumerate(rows) for key in {fold(name) for name in (row.name, *row.names)} if key]
    bones = [(bone, index) for index, row in enumerate(rows) for bone in _bones(row)]
    lengths = np.array([len(row.name.encode()) for row in rows], dtype=np.uint32)
    numbers, areas = _codes([f"{row.country}.{row.admin1}" for row in rows])
    return {
        "names": np.frombuffer("".join(row.name for row in rows).encode(), dtype=np.uint8),
        "ends": np.cumsum(lengths).astype(np.uint32),
        "lat": np.array([row.lat for row in rows], dtype=np.float32),
        "lon": np.array([row.lon for row in rows], dtype=np.float32),
        "population": np.array([row.population for row in rows], dtype=np.uint32),
        "geonameid": np.array([row.geonameid for row in rows], dtype=np.uint32),
        "kind": np.frombuffer("".join(row.kind for row in rows).encode(), dtype=np.uint8),
        "area": numbers,
        "areas": areas,
        "boxes": {str(index): [round(float(edge), 3) for edge in row.box] for index, row in enumerate(rows) if row.box is not None},
        **_sorted("key", keys),
        **_sorted("bone", bones),
    }


def _bones(row: Row) -> set[str]:
    """The skeletons of a place's names; those of one place are few, however many names it has."""
    return {bone for bone in map(skeleton, (row.name, *row.names[:12])) if len(bone) >= _SHORTEST_BONE}


def _codes(values: list[str]) -> tuple[NDArray[np.uint16], list[str]]:
    """Each value by its number in a list of the distinct ones."""
    distinct = sorted(set(values))
    number = {value: index for index, value in enumerate(distinct)}
    return np.array([number[value] for value in values], dtype=np.uint16), distinct


def _sorted(name: str, pairs: list[tuple[str, int]]) -> dict[str, NDArray[Any]]:
    """Hashes in order, their low bits apart from the high, with the rows that they lead to."""
    hashes = _hash([key for key, _ in pairs])
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    rows = np.array([row for _, row in pairs], dtype=np.uint32)[order]
    return {
        f"{name}_high": (ordered >> np.uint64(8)).astype(np.uint32),
        f"{name}_low": (ordered & np.uint64(255)).astype(np.uint8),
        f"{name}_row": rows,
    }


def write_rows(compiled: dict[str, Any], folder: Path) -> None:
    """Write compiled rows to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in compiled.items():
        if isinstance(column, np.ndarray):
            np.save(folder / f"{name}.npy", column)
        else:
            (folder / f"{name}.json").write_text(json.dumps(column, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


class Store:
    """One compiled folder, mapped from disk. ``first`` is added to its row numbers."""

    def __init__(self, folder: Path, first: int) -> None:
        self.first = first
        # As plain arrays, mapped all the same: np.memmap makes an object of its own of every number taken.
        self._columns = {file.stem: np.asarray(np.load(file, mmap_mode="r")) for file in sorted(folder.glob("*.npy"))}
        self._areas: list[str] = json.loads((folder / "areas.json").read_text(encoding="utf-8"))
        self._boxes: dict[str, list[float]] = json.loads((folder / "boxes.json").read_text(encoding="utf-8"))
        self.size = len(self._columns["lat"])

    def search(self, keys: Sequence[str], index: str) -> dict[int, list[int]]:
        """The rows that keys lead to, by the number of the key; most keys lead nowhere."""
        hashes = _hash(keys)
        high, low, rows = (self._columns[f"{index}_{part}"] for part in ("high", "low", "row"))
        wanted = (hashes >> np.uint64(8)).astype(np.uint32)
        left = np.searchsorted(high, wanted)
        hits = np.flatnonzero(high.take(left, mode="clip") == wanted)
        right = np.searchsorted(high, wanted[hits], "right")
        return {
            number: [row for row, own in zip(rows[start:end].tolist(), low[start:end].tolist(), strict=True) if own == bits]
            for number, start, end, bits in zip(*(told.tolist() for told in (hits, left[hits], right, hashes[hits] & _LOW)), strict=True)
        }

    def of_kind(self, kind: str) -> list[int]:
        """The rows of one kind of place."""
        return [int(row) for row in np.flatnonzero(self._columns["kind"] == ord(kind))]

    def people_around(self, lat: float, lon: float, km: float) -> int:
        """The population of the largest settlement within so many km of a point."""
        lats, lons = self._columns["lat"], self._columns["lon"]
        tall = km / KM_A_DEGREE
        wide = tall / max(0.05, math.cos(math.radians(lat)))
        near = (np.abs(lats - lat) <= tall) & (np.abs(lons - lon) <= wide) & np.isin(self._columns["kind"], _SETTLED)
        return int(self._columns["population"][near].max(initial=0))

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """The places of some rows, in their order."""
        if not rows:
            return []
        told = (self._columns[name].take(rows).tolist() for name in ("kind", "area", "geonameid", "lat", "lon", "population"))
        return [self._entry(row, *values) for row, *values in zip(rows, *told, strict=True)]

    def _entry(self, row: int, kind: int, area: int, geonameid: int, lat: float, lon: float, population: int) -> Entry:
        """One place of these values."""
        country, _, admin1 = self._areas[area].partition(".")
        box = self._boxes.get(str(row))
        edges = (box[0], box[1], box[2], box[3]) if box else None
        return Entry(
            self.first + row, self._name(row), chr(kind), country, admin1, geonameid, round(lat, 5), round(lon, 5), population, edges
        )

    def _name(self, row: int) -> str:
        """The name of a place."""
        ends = self._columns["ends"]
        return self._columns["names"][ends[row - 1] if row else 0 : ends[row]].tobytes().decode()
