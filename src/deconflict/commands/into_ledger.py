"""What is gathered goes into the ledger: read in full where it tells of violence, kept as seen where not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import tee
from typing import TYPE_CHECKING

import typer

from deconflict.engine.machine import FEW
from deconflict.errors import UnreadableInput
from deconflict.gather.documents import Fetch, RawDocument
from deconflict.gather.plain import report_of

if TYPE_CHECKING:
    from deconflict.engine.protocol import Engine
    from deconflict.extract.reader import Reader
    from deconflict.gather.state import Version
    from deconflict.ledger.ledger import Ledger
    from deconflict.model import Reading, Report


class IntoLedger:
    """A sink; see ``watch.Sink``. ``maker`` names what reads. What is in the ledger already changes nothing, so a version may come twice.

    A few reports are read by a reader that stays open; a burst of them by the engine.
    """

    def __init__(self, ledger: Ledger, make: Callable[[], Reader], maker: str, engine: Engine) -> None:
        self._ledger, self._make, self._maker, self._engine = ledger, make, maker, engine
        self._reader: Reader | None = None

    def deliver(self, versions: Sequence[Version]) -> None:
        """Read and add some versions; one that cannot be read is told."""
        reports = [report_of(version.values or {}) for version in versions]
        first, second = tee(_readable(self._readings(reports), versions))
        self._ledger.add((reading for reading, _ in first), (document_from(version) for _, version in second), model=self._maker)

    def _readings(self, reports: Sequence[Report]) -> Iterator[Reading | UnreadableInput]:
        """The reading of each report, or why there is none."""
        from deconflict.engine.stages import read_all, read_one  # noqa: PLC0415

        wanted = sum(report.unread is None for report in reports)
        if wanted > FEW:
            return read_all(self._engine, self._make, reports)
        if self._reader is None and wanted:
            self._reader = self._make()
        return (read_one(self._reader, report) for report in reports)

    def place(self) -> None:
        """Nothing has to be cut off."""

    def restore(self, place: tuple[str, int] | None) -> None:
        """Nothing has to be cut off."""


def _readable(readings: Iterator[Reading | UnreadableInput], versions: Sequence[Version]) -> Iterator[tuple[Reading, Version]]:
    """Each reading with its version."""
    for reading, version in zip(readings, versions, strict=True):
        if isinstance(reading, UnreadableInput):
            typer.echo(f"warning: {reading}", err=True)
        else:
            yield reading, version


def document_from(version: Version) -> RawDocument:
    """The document of a version, as ``watch.packed`` put it away."""
    head, _, content = (version.document or b"{}").partition(b"\n")
    told = json.loads(head)
    fetch = told.get("fetch")
    if fetch is not None:
        fetch = Fetch(
            **fetch
            | {
                "fetched": datetime.fromisoformat(fetch["fetched"]),
                "redirects": tuple(fetch["redirects"]),
                "headers": tuple((key, value) for key, value in fetch["headers"]),
            }
        )
    return RawDocument(told["origin"], told["name"], told["form"], content, fetch=fetch)
