"""Many reports on this machine: processes that each hold a reader, results in the order of the reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from deconflict.extract.reader import Reader
from deconflict.model import Reading, Report
from deconflict.read.sentences import split_sentences

FEW = 16
"""So many reports are read sooner by one process than others are started."""
_CHUNK = 4
_own: list[Reader] = []


def read_all(make: Callable[[], Reader], reports: Sequence[Report], jobs: int) -> Iterator[Reading]:
    """The readings of reports, in order. ``make`` builds a reader in each process and has to be picklable; ``jobs`` of 0 means one a processor."""
    jobs = min(jobs or processors(), -(-len(reports) // FEW))
    if jobs <= 1:
        # A reader takes seconds to open, so it waits for the first report that is to be read.
        reader: Reader | None = None
        for report in reports:
            if report.unread is None:
                reader = reader or make()
            yield read_one(reader, report)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, (make,)) as pool:
        try:
            yield from pool.map(_read, reports, chunksize=_CHUNK)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def read_one(reader: Reader | None, report: Report) -> Reading:
    """The reading of one report; of one that is kept but not read as news, its sentences. ``reader`` may only be None for those."""
    if report.unread is not None or reader is None:
        return Reading(report, split_sentences(report.passage()))
    return reader.read(report)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start(make: Callable[[], Reader]) -> None:
    """Give a process its reader."""
    _own.append(make())


def _read(report: Report) -> Reading:
    """Read one report in a process of the pool."""
    return read_one(_own[0], report)
