"""Report -> Reading by a model behind an endpoint: asked once more where the answer has no shape, believed in nothing."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from deconflict.errors import UnreadableInput
from deconflict.extract.gazetteer import Gazetteer
from deconflict.llm.answer import MalformedAnswer, ProposedClaim, ProposedIncident, malformed, parse_answer
from deconflict.llm.endpoint import Endpoint, Message, Unanswered
from deconflict.llm.verify import MALFORMED, Marks, verify
from deconflict.model import Part, Reading, Report
from deconflict.read.sentences import split_sentences
from deconflict.resources import path, table

_LONGEST = 40_000
"""So many letters of a report are sent; what follows is not read, and the report says so."""
_ASKS = 2


@dataclass(slots=True)
class Tally:
    """What came of asking: reports read and not, claims kept, claims dropped by reason."""

    read: int = 0
    unread: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kept: int, dropped: Counter[str]) -> None:
        """Count one report."""
        with self._lock:
            self.read, self.kept = self.read + 1, self.kept + kept
            self.dropped.update(dropped)

    def miss(self) -> None:
        """Count one report that was not read."""
        with self._lock:
            self.unread += 1


class LlmReader:
    """Reads reports by asking an endpoint; ``tally`` tells what came of it."""

    def __init__(self, endpoint: Endpoint, gazetteer: Gazetteer) -> None:
        self._endpoint, self._gazetteer, self.tally = endpoint, gazetteer, Tally()

    def read(self, report: Report) -> Reading:
        """What the model found that stands in the report; raises Unanswered."""
        try:
            proposals = self._proposals(report)
        except Unanswered:
            self.tally.miss()
            raise
        marks = Marks.of(report, self._gazetteer)
        mentions, dropped = verify(proposals, marks, self._gazetteer)
        dropped[MALFORMED] += malformed(proposals)
        self.tally.add(sum(len(mention.claims) for mention in mentions), +dropped)
        places = tuple(place for place in marks.places if place.span.part is Part.TEXT)
        times = tuple(time for time in marks.times if time.span.part is Part.TEXT)
        return Reading(_noted(report), split_sentences(report.passage()), places=places, times=times, mentions=mentions)

    def read_all(self, reports: Iterable[Report], at_once: int) -> Iterator[Reading | UnreadableInput]:
        """The readings of reports in order, several asked for at once; a report that could not be read is told in its place."""
        with ThreadPoolExecutor(max(1, at_once)) as pool:
            yield from pool.map(self._read_or_tell, reports)

    def _read_or_tell(self, report: Report) -> Reading | UnreadableInput:
        """A reading, or why there is none; a report that is kept but not read as news is not sent."""
        try:
            return self.read(report) if report.unread is None else Reading(report)
        except Unanswered as problem:
            return UnreadableInput(report.origin or report.id, f"not read: {problem}")

    def _proposals(self, report: Report) -> tuple[tuple[ProposedIncident, tuple[ProposedClaim, ...]], ...]:
        """What the model proposes; it is asked once more where its answer has no shape."""
        messages = messages_for(report)
        for _ in range(_ASKS):
            content = self._endpoint.ask(messages)
            try:
                found = parse_answer(content)
            except MalformedAnswer as problem:
                why = str(problem)
                continue
            self._endpoint.keep(messages, content)
            return found
        raise Unanswered(why)


def messages_for(report: Report) -> list[Message]:
    """What the model is asked: the report stands between marks that it cannot know, for they follow from its own words."""
    asked = path("llm_prompt.md").read_text(encoding="utf-8").replace("KINDS", ", ".join(table("kinds")))
    mark = hashlib.sha256(f"{report.title}\n{report.text}".encode()).hexdigest()[:16]
    title = f"Title: {report.title}\n\n" if report.title else ""
    return [
        {"role": "system", "content": asked},
        {"role": "user", "content": f"=== report {mark}\n{title}{report.text[:_LONGEST]}\n=== report {mark}"},
    ]


def _noted(report: Report) -> Report:
    """A report that says if it was read in part."""
    if len(report.text) <= _LONGEST:
        return report
    return replace(report, problems=(*report.problems, f"only its first {_LONGEST:,} letters were read"))
