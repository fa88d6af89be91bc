"""A folder that takes what is gathered: reports as JSON Lines, each version one line."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from deconflict.gather.state import Version

NAME = "reports.jsonl"


class Out:
    """A sink that writes lines; see ``watch.Sink``. A line is a report as any input of this program takes it, with its version and what changed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / NAME

    def deliver(self, versions: Sequence[Version]) -> None:
        """Add a line for each version, and bring them to disk."""
        with self._path.open("ab") as file:
            file.write("".join(line(version) for version in versions).encode())
            file.flush()
            os.fsync(file.fileno())

    def place(self) -> tuple[str, int] | None:
        """The file and its size."""
        return (NAME, self._path.stat().st_size) if self._path.exists() else None

    def restore(self, place: tuple[str, int] | None) -> None:
        """Cut off the lines behind the last that is known to be whole."""
        if self._path.exists():
            size = place[1] if place else 0
            os.truncate(self._path, min(size, self._path.stat().st_size))


def line(version: Version) -> str:
    """A version as a line of JSON; a later version has an id of its own, since both can be read together."""
    values = dict(version.values or {})
    if version.version > 1:
        values |= {
            "id": f"{version.report}@{version.hash[:8]}",
            "changes": [{"was": change.was, "now": change.now} for change in version.changes],
        }
    told = {"report": version.report, "version": version.version, "fetched": version.fetched, "record": version.record}
    return json.dumps(values | {name: value for name, value in told.items() if value}, ensure_ascii=False) + "\n"
