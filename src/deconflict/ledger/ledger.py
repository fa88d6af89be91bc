"""The ledger as one object: made at the edge by ``deconflict.open``, handed to whoever reads or writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select

from deconflict import __version__
from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.adding import add_readings, known_keys
from deconflict.ledger.answers import Added, Digest, Entry, Filter, Head, Hit, Page, ReportEntry, Stats
from deconflict.ledger.checking import Fault, check
from deconflict.ledger.columns import Columns, claim_columns, incident_columns
from deconflict.ledger.comparing import Compared, compare
from deconflict.ledger.copying import backup, restore
from deconflict.ledger.counting import stats
from deconflict.ledger.digest import digest_since
from deconflict.ledger.documents import Document, load_document
from deconflict.ledger.entries import incident_row, load_entry, load_report
from deconflict.ledger.exports import Export, has_export, note_export, read_exports
from deconflict.ledger.finding import find_incidents
from deconflict.ledger.history import Change, changes_since, read_changes
from deconflict.ledger.judged import Conflict, Judgement, all_judgements, verdicts
from deconflict.ledger.judging import Subject, claim, note, pair, take_down, undone, value
from deconflict.ledger.opening import Store, open_store
from deconflict.ledger.packing import PackedDocument
from deconflict.ledger.pen import Pen, Remembered
from deconflict.ledger.portioning import Pair, portioned
from deconflict.ledger.readings import load_wordings
from deconflict.ledger.rereading import Difference, read_otherwise, replace_reading
from deconflict.ledger.schema import Tell
from deconflict.ledger.searching import search
from deconflict.ledger.sources import content_key
from deconflict.model import Reading, Report

Clock = Callable[[], datetime]
BATCH = 16
"""So many reports that are read in full go into one transaction: what a crash can cost."""


def _now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


class Ledger:
    """What was read and decided, in a file or on a server. Use it in a ``with`` block, or close it.

    Reading methods see the ledger as it is at the moment of the call; writing ones keep all of what they do or nothing. Every method raises
    UnusableLedger, in words that say what to do, where the database cannot be read or written.
    """

    def __init__(self, store: Store, clock: Clock = _now) -> None:
        self._store, self._clock, self._remembered, self._wordings = store, clock, Remembered(), Remembered(load_wordings)

    @classmethod
    def open(
        cls, where: str | Path, *, create: bool = True, read_only: bool = False, clock: Clock = _now, tell: Tell | None = None
    ) -> Self:
        """The ledger in a file or at a PostgreSQL URL, made where there is none unless ``create`` is false; ``tell`` hears what takes long."""
        return cls(open_store(where, create, read_only, tell=tell), clock)

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

    def incident(self, id: str, *, ties: bool = False) -> Entry:
        """One incident in full, by its id or that of one merged into it; with ``ties`` also why its mentions were joined. Raises NotInLedger."""
        with self._store.reading() as connection:
            return load_entry(connection, id, ties)

    def report(self, id: str) -> ReportEntry:
        """One report in full, by its id or its hash; raises NotInLedger."""
        with self._store.reading() as connection:
            return load_report(connection, id)

    def compare(self, first: str, second: str) -> Compared:
        """Two reports side by side, by id, address or hash: what joins or parts them, and whether they come of one text; raises NotInLedger."""
        with self._store.reading() as connection:
            return compare(connection, first, second)

    def document(self, digest: str) -> Document:
        """A raw document as it was fetched, by the hash of its bytes or at least its first eight digits; raises NotInLedger."""
        with self._store.reading() as connection:
            return load_document(connection, digest)

    def search(self, words: str, *, offset: int = 0, limit: int = 20) -> Page[Hit]:
        """A page of the reports that hold all words, best first: "quoted words" stand together, a star ends a word in any way. ``total`` stops at 1,000."""
        with self._store.reading() as connection:
            return search(connection, words, offset, limit)

    def history(self, incident: str) -> tuple[Change, ...]:
        """Everything that became of an incident, the oldest first; empty for an id that was never given."""
        with self._store.reading() as connection:
            return read_changes(connection, select(t.changes).where(t.changes.c.incident == incident).order_by(t.changes.c.number))

    def changes(self, since: date, *, offset: int = 0, limit: int = 1000) -> Page[Change]:
        """A page of what changed on a day (in UTC) or at a moment, or later, the oldest first."""
        moment = _told(since) if isinstance(since, datetime) else since.isoformat()
        with self._store.reading() as connection:
            return changes_since(connection, moment, offset, limit)

    def digest(self, since: date) -> Digest:
        """The incidents that are new, grew, became contested, were corrected, merged or went since a day (in UTC) or a moment."""
        moment = _told(since) if isinstance(since, datetime) else since.isoformat()
        with self._store.reading() as connection:
            return digest_since(connection, moment)

    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement, the oldest first, with whether it stands."""
        with self._store.reading() as connection:
            return all_judgements(connection)

    def conflicts(self) -> tuple[Conflict, ...]:
        """The standing judgements that contradict each other; none of those is applied."""
        with self._store.reading() as connection:
            return verdicts(connection).conflicts

    def claims(self, incident: str | None = None) -> Columns:
        """Claims, of one incident or of all, as columns: ``ledger.claims().pandas()``, ``.polars()``, ``.arrow()`` or ``.rows()``."""
        with self._store.reading() as connection:
            return claim_columns(connection, None if incident is None else incident_row(connection, incident)["id"])

    def incident_table(self) -> Columns:
        """All live incidents as columns, as ``claims``."""
        with self._store.reading() as connection:
            return incident_columns(connection)

    def exports(self, *, before: int | None = None, limit: int | None = None) -> tuple[Export, ...]:
        """What was exported, the oldest first: everything, or the last so many of those numbered below ``before``."""
        with self._store.reading() as connection:
            return read_exports(connection, before, limit)

    def has_export(self, form: str, target: str, asked: Filter, digest: str, author: str = "") -> bool:
        """Whether the same export, to the letter, is noted already."""
        with self._store.reading() as connection:
            return has_export(connection, author, form, target, asked, digest)

    def stats(self) -> Stats:
        """How much the ledger holds, and who made it."""
        with self._store.reading() as connection:
            return stats(connection)

    def check(self) -> Iterator[Fault]:
        """Everything that is not as it has to be; nothing where all is well."""
        with self._store.reading() as connection:
            yield from check(connection)

    def backup(self, file: str | Path) -> int:
        """Write the whole ledger, as it is now, to a new file; its size in bytes. ``Ledger.restore`` brings it back."""
        return backup(self._store, Path(file))

    @staticmethod
    def restore(file: str | Path, where: str | Path) -> int:
        """Bring a backup back as a new or empty ledger, in a file or on a server; how many reports it holds."""
        return restore(Path(file), where)

    def left_out(self) -> tuple[tuple[str, str | None, str], ...]:
        """The reports that are kept but not read as news: id, title and why, in the order in which they came."""
        wanted = (
            select(t.reports.c.id, t.reports.c.title, t.reports.c.unread)
            .where(t.reports.c.unread.is_not(None))
            .order_by(t.reports.c.number)
        )
        with self._store.reading() as connection:
            return tuple((row.id, row.title, row.unread) for row in connection.execute(wanted))

    def lacks(self, reports: Iterable[Report | str]) -> list[bool]:
        """For each of some reports, or hashes of what they tell, whether it is not in the ledger yet."""
        keys = [report if isinstance(report, str) else content_key(report) for report in reports]
        with self._store.reading(beside_writing=True) as connection:
            known = known_keys(connection, keys)
        return [key not in known for key in keys]

    # Writing

    def add(
        self,
        readings: Iterable[Reading],
        documents: Iterable[RawDocument | PackedDocument] | None = None,
        *,
        model: str = "",
        progress: Callable[[int], None] | None = None,
        batch: int = BATCH,
    ) -> Added:
        """Add readings, each with the document that its report came in; those already there change nothing.

        ``model`` names what read them. ``progress`` is called with the number of readings done after each transaction, which holds ``batch`` of them, or
        many times as many of those that are only kept, but never what took longer than some seconds to come.
        """
        pairs = zip(readings, repeat(None) if documents is None else documents, strict=False)
        done = Added()
        for some in portioned(pairs, batch, self._clock):
            done = self._add_some(some, model, done)
            if progress is not None:
                progress(done.new + done.known)
        return done

    def _add_some(self, some: Sequence[Pair], model: str, done: Added) -> Added:
        """Add a batch in one transaction."""
        with self._pen(model) as pen:
            new = add_readings(pen, some, verdicts(pen.connection))
        return Added(done.new + new, done.known + len(some) - new)

    def read_otherwise(self, model: str) -> list[Report]:
        """The reports whose reading another version of the program, or another model, made."""
        with self._store.reading() as connection:
            return read_otherwise(connection, __version__, model)

    def reread(self, readings: Iterable[Reading], *, model: str = "") -> Iterator[Difference]:
        """Put newer readings of reports in the place of the older ones, each in a transaction of its own; what is other in each as it is done.

        Judgements are applied again, incidents keep their ids. Raises NotInLedger for a report that is not in the ledger.
        """
        for reading in readings:
            with self._pen(model) as pen:
                difference = replace_reading(pen, reading)
            yield difference

    def same(self, first: str, second: str, author: str, because: str | None = None) -> Judgement:
        """Judge that two incidents, reports or mentions ('report:e2') tell of the same happening, whatever linking makes of it."""
        return self._judge(author, "same", lambda pen: pair(pen, first, second), because)

    def differ(self, first: str, second: str, author: str, because: str | None = None) -> Judgement:
        """Judge that two incidents, reports or mentions tell of different happenings; an id that was merged names its own part of the whole."""
        return self._judge(author, "differ", lambda pen: pair(pen, first, second), because)

    def wrong(self, claim_id: str, author: str, because: str | None = None) -> Judgement:
        """Judge that a claim was read wrongly: it is left out, now and when its report is read again."""
        return self._judge(author, "wrong", lambda pen: claim(pen, claim_id), because)

    def value(
        self, incident: str, attribute: str, words: str, author: str, because: str | None = None, group: str | None = None
    ) -> Judgement:
        """Set the best value of an attribute, by the rule 'by a person'; what reports claim stays as it is."""
        return self._judge(author, "value", lambda pen: value(pen, incident, attribute, words, group), because)

    def note(self, target: str, words: str, author: str) -> Judgement:
        """Write a remark on an incident or a report."""
        return self._judge(author, "note", lambda pen: note(pen, target, words))

    def undo(self, judgement: int, author: str, because: str | None = None) -> Judgement:
        """Undo a judgement; both stay on record, and what followed from it is worked out again."""
        return self._judge(author, "undo", lambda pen: {"kind": undone(pen, judgement).kind}, because, judgement)

    def note_export(self, form: str, target: str, asked: Filter, incidents: int, digest: str, author: str = "") -> Export:
        """Write down that incidents were exported: in which form, where to, which were asked for, how many there were, the SHA-256 of the outcome."""
        with self._pen() as pen:
            return note_export(pen, author, form, target, asked, incidents, digest)

    def _judge(
        self, author: str, kind: str, about: Callable[[Pen], Subject], because: str | None = None, undoes: int | None = None
    ) -> Judgement:
        """Take a judgement down and apply it, in one transaction."""
        with self._pen() as pen:
            return take_down(pen, author, kind, about(pen), because, undoes)

    @contextmanager
    def _pen(self, model: str = "") -> Iterator[Pen]:
        """A pen for one transaction; what it met is forgotten where nothing was kept."""
        try:
            with self._store.writing() as connection:
                yield Pen(connection, self._moment(), __version__, model, self._remembered, self._wordings)
        except BaseException:
            self._remembered.clear()
            self._wordings.clear()
            raise

    def _moment(self) -> str:
        """The moment as the ledger writes it."""
        return _told(self._clock())


def _told(moment: datetime) -> str:
    """A moment in UTC, to the second; one without a zone is taken to be in UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
