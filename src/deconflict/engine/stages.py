"""The stages that run over many documents: from document to reports, and from report to reading."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from deconflict.engine.protocol import Done, Engine, Failed, beside
from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.model import Reading, Report
from deconflict.read.sentences import split_sentences

if TYPE_CHECKING:
    from deconflict.extract.reader import Reader
    from deconflict.ledger.sources import ReadySource, Source
    from deconflict.read.mapping import Mapped
    from deconflict.read.relevance import Relevance

MakeReader = Callable[[], "Reader"]
"""Opens a reader; picklable."""
_REMEMBERED = 256
_LIGHT, _HEAVY = 1 / 8, 64 * 1024
"""What any document weighs, and how many bytes weigh as much as a report that is to be read."""


# From document to reports


@dataclass(frozen=True, slots=True)
class Reports:
    """The stage from document to reports. What tells of no violence is marked not to be read, unless ``every`` is; of files, only with ``sieved``."""

    published: date | None = None
    mapped: Mapped | None = None
    every: bool = False
    sieved: bool = False

    def __call__(self) -> Callable[[RawDocument | UnreadableInput], list[ReadySource | UnreadableInput]]:
        """What is done with each document."""
        return partial(_ready, self, [])

    def weight(self, found: RawDocument | UnreadableInput) -> float:
        """A small document is done in less time than it takes to send it alone; a large one fills a pipe."""
        return _LIGHT if isinstance(found, UnreadableInput) else _LIGHT + len(found.content) / _HEAVY


def _ready(stage: Reports, held: list[Relevance], found: RawDocument | UnreadableInput) -> list[ReadySource | UnreadableInput]:
    """The reports in one document, ready for a ledger."""
    from deconflict.ledger.sources import ready  # noqa: PLC0415  opens libraries that only this needs

    return list(ready(_reports(stage, held, found)))


def _reports(stage: Reports, held: list[Relevance], found: RawDocument | UnreadableInput) -> list[Source | UnreadableInput]:
    """The reports in one document, those that tell of no violence marked."""
    from deconflict.ledger.sources import Source, settled_source, sources_in  # noqa: PLC0415  opens the database's libraries

    if stage.every or isinstance(found, UnreadableInput) or not (stage.sieved or found.fetch):
        return list(sources_in(found, stage.published, stage.mapped))
    if not held:
        from deconflict.read.relevance import Relevance  # noqa: PLC0415  opens NumPy

        held.append(Relevance.shipped())
    from deconflict.read.skim import skim  # noqa: PLC0415  opens what only fetched pages need

    if (kept := skim(found, held[0])) is not None:
        return [settled_source(Source(kept, found), stage.published)]
    items = sources_in(found, stage.published, stage.mapped)
    return [item if isinstance(item, UnreadableInput) else replace(item, report=held[0].judged(item.report)) for item in items]


def reports_in(
    engine: Engine, stage: Reports, documents: Iterable[RawDocument | UnreadableInput]
) -> Iterator[ReadySource | UnreadableInput]:
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


def read_all(engine: Engine, make: MakeReader, reports: Iterable[Report | Reading]) -> Iterator[Reading | UnreadableInput]:
    """The readings of reports in their order, or why there is none; what many outlets print alike on one day is read once.

    Readings among the reports stay as they are.
    """
    waiting: deque[tuple[Report, _Once]] = deque()
    for result in engine.map(Extraction(make), _first_tellings(reports, waiting)):
        report, once = waiting.popleft()
        if once.result is None:
            once.result = result
        yield _told(report, once.result)


@dataclass(slots=True)
class _Once:
    """A reading that several reports wait for."""

    result: Reading | Failed | None = None


def _first_tellings(reports: Iterable[Report | Reading], waiting: deque[tuple[Report, _Once]]) -> Iterator[Report | Done]:
    """The reports, of which none has to be read that was read already or says what one shortly before did, in the same words; all are noted in ``waiting``."""
    seen: OrderedDict[tuple[object, ...], _Once] = OrderedDict()
    for report in reports:
        if isinstance(report, Reading):
            waiting.append((report.report, _Once(report)))
            yield Done(report)
            continue
        said = (report.text, report.title, report.day, report.language, report.unread)
        new = said not in seen
        waiting.append((report, seen.setdefault(said, _Once())))
        if len(seen) > _REMEMBERED:
            seen.popitem(last=False)
        yield report if new else Done(None)


def _told(report: Report, result: Reading | Failed) -> Reading | UnreadableInput:
    """What came of a report."""
    if isinstance(result, Failed):
        return UnreadableInput(report.origin or report.id, f"it could not be read: {result.why}")
    return result if result.report == report else _of_other(report, result)


def _of_other(report: Report, reading: Reading) -> Reading:
    """The reading of a report that says the same as one that was read."""
    from deconflict.ledger.rows import reading_from, rows_of  # noqa: PLC0415  opens the database's libraries

    return reading_from(report, rows_of(reading, 0, "", 0))
