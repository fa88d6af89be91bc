"""The ledger as one object: made at the edge by ``deconflict.open``, handed to whoever reads or writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice, repeat
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select

from deconflict import __version__
from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.adding import add_reading, known_keys
from deconflict.ledger.answers import Added, Entry, Filter, Head, Page, ReportEntry
from deconflict.ledger.documents import Document, load_document
from deconflict.ledger.entries import load_entry, load_report
from deconflict.ledger.finding import find_incidents
from deconflict.ledger.history import Change, read_changes
from deconflict.ledger.judged import verdicts
from deconflict.ledger.opening import Store, open_store
from deconflict.ledger.pen import Pen, Remembered
from deconflict.ledger.sources import content_key
from deconflict.model import Reading, Report

Clock = Callable[[], datetime]
BATCH = 16
"""So many reports go into one transaction: what a crash can cost."""


def _now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


class Ledger:
    """What was read and decided, in a file or on a server. Use it in a ``with`` block, or close it.

    Reading methods see the ledger as it is at the moment of the call; writing ones keep all of what they do or nothing. Every method raises
    UnusableLedger, in words that say what to do, where the database cannot be read or written.
    """

    def __init__(self, store: Store, clock: Clock = _now) -> None:
        self._store, self._clock, self._remembered = store, clock, Remembered()

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True, read_only: bool = False, clock: Clock = _now) -> Self:
        """The ledger in a file or at a PostgreSQL URL, made where there is none unless ``create`` is false."""
        return cls(open_store(where, create, read_only), clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    @property
    def where(self) -> str:
        """The file, or the URL without its password."""
        return self._store.where

    # Reading

    def incidents(self, wanted: Filter = Filter(), *, offset: int = 0, limit: int = 20) -> Page[Head]:  # noqa: B008
        """A page of the incidents that a filter lets through, those reported last first."""
        with self._store.reading() as connection:
            return find_incidents(connection, wanted, offset, limit)

    def iterate(self, wanted: Filter = Filter()) -> Iterator[Head]:  # noqa: B008
        """Every incident that a filter lets through, as the ledger stood at the first."""
        with self._store.reading() as connection:
            offset: int | None = 0
            while offset is not None:
                page = find_incidents(connection, wanted, offset, 500)
                yield from page
                offset = page.next

    def incident(self, id: str) -> Entry:
        """One incident in full, by its id or that of one merged into it; raises NotInLedger."""
        with self._store.reading() as connection:
            return load_entry(connection, id)

    def report(self, id: str) -> ReportEntry:
        """One report in full, by its id or its hash; raises NotInLedger."""
        with self._store.reading() as connection:
            return load_report(connection, id)

    def document(self, digest: str) -> Document:
        """A raw document as it was fetched, by the hash of its bytes or at least its first eight digits; raises NotInLedger."""
        with self._store.reading() as connection:
            return load_document(connection, digest)

    def history(self, incident: str) -> tuple[Change, ...]:
        """Everything that became of an incident, the oldest first; empty for an id that was never given."""
        with self._store.reading() as connection:
            return read_changes(connection, select(t.changes).where(t.changes.c.incident == incident).order_by(t.changes.c.number))

    def lacks(self, reports: Iterable[Report]) -> list[bool]:
        """For each of some reports, whether it is not in the ledger yet."""
        keys = [content_key(report) for report in reports]
        with self._store.reading() as connection:
            known = known_keys(connection, keys)
        return [key not in known for key in keys]

    # Writing

    def add(
        self,
        readings: Iterable[Reading],
        documents: Iterable[RawDocument] | None = None,
        *,
        model: str = "",
        progress: Callable[[int], None] | None = None,
    ) -> Added:
        """Add readings, each with the document that its report came in; those already there change nothing.

        ``model`` names what read them. ``progress`` is called with the number of readings done after each transaction.
        """
        pairs = zip(readings, repeat(None) if documents is None else documents, strict=False)
        done = Added()
        while some := list(islice(pairs, BATCH)):
            done = self._add_some(some, model, done)
            if progress is not None:
                progress(done.new + done.known)
        return done

    def _add_some(self, some: Sequence[tuple[Reading, RawDocument | None]], model: str, done: Added) -> Added:
        """Add a batch in one transaction."""
        with self._pen(model) as pen:
            judged = verdicts(pen.connection)
            new = sum(add_reading(pen, reading, document, judged) for reading, document in some)
        return Added(done.new + new, done.known + len(some) - new)

    @contextmanager
    def _pen(self, model: str = "") -> Iterator[Pen]:
        """A pen for one transaction; what it met is forgotten where nothing was kept."""
        try:
            with self._store.writing() as connection:
                yield Pen(connection, self._moment(), __version__, model, self._remembered)
        except BaseException:
            self._remembered.clear()
            raise

    def _moment(self) -> str:
        """The moment as the ledger writes it."""
        return self._clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
