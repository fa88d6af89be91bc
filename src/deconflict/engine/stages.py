"""The stages that run over many documents: from document to reports, and from report to reading."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from deconflict.engine.protocol import Engine, Failed, beside
from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.model import Reading, Report
from deconflict.read.sentences import split_sentences
from deconflict.read.skim import skim

if TYPE_CHECKING:
    from deconflict.extract.reader import Reader
    from deconflict.ledger.sources import Source
    from deconflict.read.mapping import Mapped
    from deconflict.read.relevance import Relevance

MakeReader = Callable[[], "Reader"]
"""Opens a reader; picklable."""
_REMEMBERED = 256


# From document to reports


@dataclass(frozen=True, slots=True)
class Reports:
    """The stage from document to reports. What tells of no violence is marked not to be read, unless ``every`` is; of files, only with ``sieved``."""

    published: date | None = None
    mapped: Mapped | None = None
    every: bool = False
    sieved: bool = False

    def __call__(self) -> Callable[[RawDocument | UnreadableInput], list[Source | UnreadableInput]]:
        """What is done with each document."""
        return partial(_reports, self, [])


def _reports(stage: Reports, held: list[Relevance], found: RawDocument | UnreadableInput) -> list[Source | UnreadableInput]:
    """The reports in one document, those that tell of no violence marked."""
    from deconflict.ledger.sources import Source, settled_source, sources_in  # noqa: PLC0415  opens the database's libraries

    if stage.every or isinstance(found, UnreadableInput) or not (stage.sieved or found.fetch):
        return list(sources_in(found, stage.published, stage.mapped))
    if not held:
        from deconflict.read.relevance import Relevance  # noqa: PLC0415  opens NumPy

        held.append(Relevance.shipped())
    if (kept := skim(found, held[0])) is not None:
        return [settled_source(Source(kept, found), stage.published)]
    items = sources_in(found, stage.published, stage.mapped)
    return [item if isinstance(item, UnreadableInput) else replace(item, report=held[0].judged(item.report)) for item in items]


def reports_in(engine: Engine, stage: Reports, documents: Iterable[RawDocument | UnreadableInput]) -> Iterator[Source | UnreadableInput]:
    """The reports in documents, in order, each problem in its place."""
    for found, result in beside(documents, partial(engine.map, stage)):
        if isinstance(result, Failed):
            yield UnreadableInput(
                found.where if isinstance(found, UnreadableInput) else found.origin, f"it could not be read: {result.why}"
            )
        else:
            yield from result


# From report to reading


@dataclass(frozen=True, slots=True)
class Extraction:
    """The stage from report to reading; ``make`` opens a reader, at the first report that is to be read."""

    make: MakeReader

    def __call__(self) -> Callable[[Report], Reading]:
        """What is done with each report."""
        return partial(_read, self.make, [])


def _read(make: MakeReader, held: list[Reader], report: Report) -> Reading:
    """The reading of one report; a reader takes a second to open, and many reports are kept without being read."""
    if report.unread is None and not held:
        held.append(make())
    return read_one(held[0] if held else None, report)


def read_one(reader: Reader | None, report: Report) -> Reading:
    """The reading of one report; of one that is kept but not read as news, its sentences. ``reader`` may only be None for those."""
    if report.unread is not None or reader is None:
        return Reading(report, split_sentences(report.passage()))
    return reader.read(report)


def read_all(engine: Engine, make: MakeReader, reports: Iterable[Report]) -> Iterator[Reading | UnreadableInput]:
    """The readings of reports in their order, or why there is none; what many outlets print alike on one day is read once."""
    waiting: deque[tuple[Report, _Once]] = deque()
    for result in engine.map(Extraction(make), _first_tellings(reports, waiting)):
        yield from _told(waiting)
        waiting[0][1].result = result
        yield from _told(waiting)
    yield from _told(waiting)


@dataclass(slots=True)
class _Once:
    """A reading that several reports wait for."""

    result: Reading | Failed | None = None


def _first_tellings(reports: Iterable[Report], waiting: deque[tuple[Report, _Once]]) -> Iterator[Report]:
    """The reports but those that say what one shortly before did, in the same words; all are noted in ``waiting``."""
    seen: OrderedDict[tuple[object, ...], _Once] = OrderedDict()
    for report in reports:
        said = (report.text, report.title, report.day, report.language, report.unread)
        new = said not in seen
        waiting.append((report, seen.setdefault(said, _Once())))
        if new:
            if len(seen) > _REMEMBERED:
                seen.popitem(last=False)
            yield report


def _told(waiting: deque[tuple[Report, _Once]]) -> Iterator[Reading | UnreadableInput]:
    """What came of the reports whose turn it is."""
    while waiting and waiting[0][1].result is not None:
        report, once = waiting.popleft()
        if isinstance(once.result, Failed):
            yield UnreadableInput(report.origin or report.id, f"it could not be read: {once.result.why}")
        elif once.result is not None:
            yield once.result if once.result.report == report else _of_other(report, once.result)


def _of_other(report: Report, reading: Reading) -> Reading:
    """The reading of a report that says the same as one that was read."""
    from deconflict.ledger.rows import reading_from, rows_of  # noqa: PLC0415  opens the database's libraries

    return reading_from(report, rows_of(reading, 0, "", 0))
