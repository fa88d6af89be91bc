"""Names of places and where they are: the gazetteer that ships, with country dumps that the user adds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from deconflict.errors import UnreadableInput
from deconflict.extract.gazetteer_store import Entry, Row, Store, compile_rows, fold, skeleton, write_rows
from deconflict.resources import path

__all__ = ["Entry", "Gazetteer", "compile_dump", "fold", "iter_folders"]

_DUMP_COLUMNS = 19
_SHORTEST_BONE = 3
_REMEMBERED = 2048


class Gazetteer:
    """Look up places by name. ``folders`` are compiled gazetteers; by default the one that ships."""

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._stores: list[Store] = []
        self._remembered: dict[str, tuple[Entry, ...]] = {}
        for folder in folders if folders is not None else (path("gazetteer"),):
            self._open(folder)

    def _open(self, folder: Path) -> None:
        """Take one more compiled folder in."""
        self._stores.append(Store(folder, sum(store.size for store in self._stores)))
        self._remembered.clear()

    def add(self, dump: Path, folder: Path) -> tuple[int, list[UnreadableInput]]:
        """Compile a GeoNames country dump into a folder and look places up in it too; the number of places, and the lines left out."""
        number, problems = compile_dump(dump, folder)
        if number:
            self._open(folder)
        return number, problems

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every place with this name, however its letters are cased, accented or hyphened; the most populous first."""
        return self.lookup_all([name])[0]

    def lookup_all(self, names: Sequence[str]) -> list[tuple[Entry, ...]]:
        """The same for many names at once."""
        keys = [fold(name) for name in names]
        unseen = [key for key in dict.fromkeys(keys) if key not in self._remembered]
        if len(self._remembered) + len(unseen) > _REMEMBERED:
            self._remembered.clear()
            unseen = list(dict.fromkeys(keys))
        if unseen:
            self._remembered.update(zip(unseen, self._search(unseen, "key"), strict=True))
        return [self._remembered[key] for key in keys]

    @cached_property
    def capitals(self) -> Mapping[str, Entry]:
        """The capital of each country, by ISO code: the most populous, where a country has several."""
        entries = [entry for store in self._stores for entry in store.entries(store.of_kind("K"))]
        return {entry.country: entry for entry in sorted(entries, key=lambda entry: entry.population)}

    def people_around(self, lat: float, lon: float, km: float) -> int:
        """The population of the largest settlement within so many km of a point."""
        return max(store.people_around(lat, lon, km) for store in self._stores)

    def alike(self, name: str) -> tuple[Entry, ...]:
        """Places whose names have the same consonants: other ways to write a name. A caller must judge them by their context."""
        bone = skeleton(name)
        return self._search([bone], "bone")[0] if len(bone) >= _SHORTEST_BONE else ()

    def _search(self, keys: Sequence[str], index: str) -> list[tuple[Entry, ...]]:
        """Entries for each key over all stores; one place that two stores hold counts once."""
        found: defaultdict[int, dict[int, Entry]] = defaultdict(dict)
        for store in self._stores:
            rows = store.search(keys, index)
            entries = iter(store.entries([row for led in rows.values() for row in led]))
            for number, led in rows.items():
                for entry in islice(entries, len(led)):
                    found[number].setdefault(entry.geonameid or -1 - entry.row, entry)
        ordered = {number: tuple(sorted(told.values(), key=lambda entry: (-entry.population, entry.row))) for number, told in found.items()}
        return [ordered.get(number, ()) for number in range(len(keys))]


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
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and population >= 0):
        return f"no place on earth: {columns[4]}, {columns[5]}"
    names = tuple(name for name in [columns[2], *columns[3].split(",")] if name)
    return Row(columns[1], _dump_kind(columns[6], columns[7]), columns[8], columns[10], geonameid, lat, lon, population, None, names)


def _dump_kind(feature: str, code: str) -> str:
    """Our letter for a GeoNames feature class and code."""
    if feature == "A":
        return "C" if code.startswith("PCL") else "A" if code == "ADM1" else "B"
    return {"P": "P", "H": "W"}.get(feature, "X")


def iter_folders(root: Path) -> Iterable[Path]:
    """The compiled dumps in a folder, in order of their names."""
    return sorted(folder for folder in root.glob("*") if (folder / "areas.json").exists()) if root.exists() else ()
