"""What is gathered goes into the ledger: read in full where it tells of violence, kept as seen where not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from deconflict.gather.documents import Fetch, RawDocument
from deconflict.gather.plain import report_of

if TYPE_CHECKING:
    from deconflict.extract.reader import Reader
    from deconflict.gather.state import Version
    from deconflict.ledger.ledger import Ledger


class IntoLedger:
    """A sink; see ``watch.Sink``. ``maker`` names what reads. What is in the ledger already changes nothing, so a version may come twice."""

    def __init__(self, ledger: Ledger, make: Callable[[], Reader], maker: str) -> None:
        self._ledger, self._make, self._maker = ledger, make, maker
        self._reader: Reader | None = None

    def deliver(self, versions: Sequence[Version]) -> None:
        """Read and add some versions."""
        from deconflict.engine.stages import read_one  # noqa: PLC0415

        reports = [report_of(version.values or {}) for version in versions]
        if self._reader is None and any(report.unread is None for report in reports):
            self._reader = self._make()
        readings = (read_one(self._reader, report) for report in reports)
        self._ledger.add(readings, (document_from(version) for version in versions), model=self._maker)

    def place(self) -> None:
        """Nothing has to be cut off."""

    def restore(self, place: tuple[str, int] | None) -> None:
        """Nothing has to be cut off."""


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
