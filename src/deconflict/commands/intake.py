"""From inputs into a ledger, as a stream: documents, reports, those not yet known, their readings, rows. Memory does not grow with the inputs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice, tee
from typing import TYPE_CHECKING

import typer

from deconflict.engine.protocol import Engine, beside
from deconflict.engine.stages import Reports, reports_in
from deconflict.errors import UnreadableInput
from deconflict.ledger.sources import ReadySource, iter_documents
from deconflict.model import Reading

if TYPE_CHECKING:
    from deconflict.gather.web import Web
    from deconflict.ledger.ledger import Ledger
    from deconflict.ledger.packing import PackedDocument
    from deconflict.model import Report

_AT_ONCE = 64
"""So many reports are looked up in the ledger with one question."""


@dataclass(slots=True)
class Tally:
    """What became of inputs."""

    new: int = 0
    known: int = 0
    bad: int = 0


class Intake:
    """Takes inputs into one ledger. ``read`` gives a reading, or why there is none, for each report; ``model`` names what reads."""

    def __init__(
        self, ledger: Ledger, engine: Engine, read: Callable[[Iterator[Report | Reading]], Iterator[Reading | UnreadableInput]], model: str
    ) -> None:
        self._ledger, self._engine, self._read, self._model, self._tally = ledger, engine, read, model, Tally()

    def take(self, inputs: Sequence[str], web: Web, stage: Reports, progress: Callable[[int], None] | None = None) -> Tally:
        """Read what is not known yet, and add it; each problem is told, and the rest read all the same."""
        documents = iter_documents(inputs, sys.stdin.buffer if "-" in inputs else None, web)
        sources = self._missing(self._found(reports_in(self._engine, stage, documents)))
        first, second = tee(self._readings(sources))
        told, held = (pair[0] for pair in first), (pair[1] for pair in second)
        added = self._ledger.add(told, held, model=self._model, progress=progress)
        self._tally.new, self._tally.known = added.new, self._tally.known + added.known
        return self._tally

    def _found(self, items: Iterable[ReadySource | UnreadableInput]) -> Iterator[ReadySource]:
        """The reports; what could not be read is told."""
        for item in items:
            if isinstance(item, UnreadableInput):
                self._tell(item)
            else:
                yield item

    def _missing(self, sources: Iterator[ReadySource]) -> Iterator[ReadySource]:
        """Those that are not in the ledger."""
        while some := list(islice(sources, _AT_ONCE)):
            missing = self._ledger.lacks(source.key for source in some)
            self._tally.known += len(some) - sum(missing)
            yield from compress(some, missing)

    def _readings(self, sources: Iterator[ReadySource]) -> Iterator[tuple[Reading, PackedDocument]]:
        """Each reading with the document that holds its report; what is only kept takes no reader's time."""
        for source, reading in beside(sources, lambda items: self._read(map(_to_read, items))):
            if isinstance(reading, UnreadableInput):
                self._tell(reading)
            else:
                yield reading, source.document

    def _tell(self, problem: UnreadableInput) -> None:
        """Say what could not be read."""
        self._tally.bad += 1
        typer.echo(f"warning: {problem}", err=True)


def _to_read(source: ReadySource) -> Report | Reading:
    """A report to be read, or the reading of one that is only kept."""
    return source.report if source.report.unread is None else Reading(source.report)
