"""Incidents written in a format, in one pass: nothing of an incident is held once it is written."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from deconflict.errors import UnclearExport
from deconflict.export.encode import Write
from deconflict.export.facts import Facts
from deconflict.export.formats import Format
from deconflict.export.table import Table, with_ids
from deconflict.ledger.answers import Entry


@dataclass(slots=True)
class Written:
    """What came of an export: incidents taken, and left out by reason; rows and SHA-256 by file, each named as its table."""

    incidents: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file; of several, that of the lines "hash, two spaces, table" in the order of the tables."""
        if len(self.hashes) == 1:
            return next(iter(self.hashes.values()))
        lines = "".join(f"{digest}  {name}\n" for name, digest in self.hashes.items())
        return hashlib.sha256(lines.encode()).hexdigest()


Sink = tuple[Table[Any], Write]


def tables_of(format: Format, names: Iterable[str] = (), ids: bool | None = None) -> tuple[Table[Any], ...]:
    """The tables of a format that are wanted, all where none is named; raises UnclearExport for names that it has not."""
    known = {table.name: table for table in format.tables}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnclearExport(f"{format.name} has no table {unknown[0]}; it has {', '.join(known)}")
    wanted = [known[name] for name in names] or format.tables
    add = format.ids if ids is None else ids
    return tuple(with_ids(table) if add and table.columns else table for table in wanted)


def write_stream(entries: Iterable[Entry], format: Format, table: Table[Any], out: BinaryIO) -> Written:
    """Write one table to a stream."""
    hashed = _Hashed(out)
    with format.encode(cast(BinaryIO, hashed), table) as write:
        done = _write(entries, [(table, write)])
    done.hashes[table.name] = hashed.digest
    return done


def write_folder(entries: Iterable[Entry], format: Format, tables: Iterable[Table[Any]], folder: Path) -> Written:
    """Write tables to a folder, a file each; files come into being whole, or not at all."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    hashed: dict[str, _Hashed] = {}
    with ExitStack() as stack:
        sinks = []
        for table in tables:
            hashed[table.name] = _Hashed(stack.enter_context(_file(folder, format, table)))
            sinks.append((table, stack.enter_context(format.encode(cast(BinaryIO, hashed[table.name]), table))))
        done = _write(entries, sinks)
    done.hashes.update((name, out.digest) for name, out in hashed.items())
    return done


def write_file(entries: Iterable[Entry], format: Format, table: Table[Any], path: Path) -> Written:
    """Write one table to a file, which comes into being whole, or not at all."""
    with whole(path) as out:
        return write_stream(entries, format, table, out)


def _file(folder: Path, format: Format, table: Table[Any]) -> whole:
    """The file of a table."""
    return whole(folder / f"{table.name}{format.suffix}")


class _Hashed(io.BufferedIOBase):
    """A stream that hashes what goes through it; it closes nothing."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._hash, self._size = out, hashlib.sha256(), 0

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written."""
        return self._hash.hexdigest()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: Any) -> int:
        """Hash and hand on."""
        self._hash.update(content)
        self._out.write(content)
        self._size += len(content)
        return len(content)

    def tell(self) -> int:
        """How much was written."""
        return self._size


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Whatever keeps a file or folder from being made is told with its name, as UnclearExport."""
    try:
        yield
    except OSError as problem:
        raise UnclearExport(f"{path} cannot be written: {(problem.strerror or str(problem)).lower()}") from problem


class whole:
    """A file written beside its place and moved there at the end, so that a crash leaves what was there before."""

    def __init__(self, path: Path) -> None:
        self._path, self._beside = path, path.with_name(f".{path.name}.part")

    def __enter__(self) -> BinaryIO:
        with _writing(self._path):
            self._out = self._beside.open("wb")
        return self._out

    def __exit__(self, kind: type[BaseException] | None, *problem: object) -> None:
        self._out.close()
        if kind is None:
            self._beside.replace(self._path)
        else:
            self._beside.unlink(missing_ok=True)


def _write(entries: Iterable[Entry], sinks: Iterable[Sink]) -> Written:
    """Write every incident to every table; what a table cannot tell is left out and counted, by the reason that comes first."""
    sinks, done = list(sinks), Written()
    for entry in entries:
        facts = Facts(entry)
        reasons = [reason for table, _ in sinks if (reason := table.lacks(facts)) is not None]
        if reasons:
            done.left_out[reasons[0]] += 1
            continue
        done.incidents += 1
        for table, write in sinks:
            for row in table.records(facts):
                write(row)
                done.rows[table.name] += 1
    return done
