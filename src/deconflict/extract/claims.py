"""Claims of one happening: each value of each attribute with its words, who is cited for it, and how firmly it is put."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from deconflict.extract.attribution import modality_at
from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.seen import Seen, SeenFiller
from deconflict.extract.sentence import Sentence
from deconflict.extract.times import find_durations
from deconflict.model import Attribution, Claim, Modality, Passage, PlaceMention, Span, TimeMention
from deconflict.read.dateline import Dateline, find_dateline
from deconflict.values import Value

_NEAR = 2
"""Sentences from one that tells of a happening within which its circumstances stand."""


@dataclass(frozen=True)
class Found:
    """All that a report's text was found to hold, as far as claims need it."""

    passage: Passage
    sentences: tuple[Sentence, ...]
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]
    attributions: tuple[Attribution, ...]
    frames: tuple[Frame, ...]
    seen: Seen

    def sentence_of(self, span: Span) -> Sentence | None:
        """The sentence in which a span begins."""
        at = bisect_right(self._begins, span.start) - 1
        return self.sentences[at] if at >= 0 and span.start < self.sentences[at].span.end else None

    @cached_property
    def _begins(self) -> list[int]:
        """Where the sentences begin."""
        return [sentence.span.start for sentence in self.sentences]

    def seen_of(self, happening: Happening, role: str) -> list[SeenFiller]:
        """What the encoder sees in a role of a happening, not far from where that is told."""
        fillers = [filler for filler in self.seen.fillers if filler.role == role]
        if not fillers:
            return []
        mine = {at for at, anchor in enumerate(self.seen.anchors) if any(frame.anchor.meets(anchor.span) for frame in happening.frames)}
        told = {frame.sentence + step for frame in happening.frames for step in range(-_NEAR, _NEAR + 1)}
        near = [sentence.span for sentence in self.sentences if sentence.number in told]
        return [filler for filler in fillers if filler.anchor in mine and any(sentence.holds(filler.span) for sentence in near)]

    @cached_property
    def dateline(self) -> Dateline | None:
        """The dateline of the passage, if it has one."""
        return find_dateline(self.passage)

    @cached_property
    def durations(self) -> tuple[tuple[Span, int, int], ...]:
        """The durations that the passage tells, in minutes."""
        return find_durations(self.passage)

    def cited_for(self, span: Span) -> tuple[Modality, tuple[Attribution, ...]]:
        """How firmly the words of a span are put, and who is cited for them, the nearest first."""
        if span not in self._cited:
            carrying = [item for first, last, item in self._reaches if first < span.end and span.start < last and item.carries(span)]
            named = [item for item in carrying if item.source is not None and not item.source.holds(span)]
            named.sort(key=lambda item: min(content.end - content.start for content in item.content if content.meets(span)))
            self._cited[span] = modality_at(self.passage, span, self.sentence_of(span), carrying), tuple(named)
        return self._cited[span]

    @cached_property
    def _reaches(self) -> list[tuple[int, int, Attribution]]:
        """The attributions with where their contents begin and end: most are ruled out by that alone."""
        spans = ((item.content, item) for item in self.attributions if item.content)
        return [(min(span.start for span in content), max(span.end for span in content), item) for content, item in spans]

    @cached_property
    def _cited(self) -> dict[Span, tuple[Modality, tuple[Attribution, ...]]]:
        """What was asked before: many finders make claims of the same words."""
        return {}

    def claim(self, attribute: str, value: Value, span: Span, group: str | None = None, modality: Modality | None = None) -> Claim:
        """A claim on these words, with attribution and modality read from around them."""
        firm, chain = self.cited_for(span)
        return Claim(attribute, value, span, self.passage.quote(span), modality or firm, chain, group)


Finder = Callable[[Found, Happening], Iterator[Claim]]


def claims_of(found: Found, happening: Happening, finders: Sequence[Finder]) -> tuple[Claim, ...]:
    """Every claim of a happening, in order of the text, each once."""
    claims = (claim for finder in finders for claim in finder(found, happening))
    return tuple(sorted(dict.fromkeys(claims), key=lambda claim: (claim.span, claim.attribute, claim.group or "")))


def sentences_of(found: Found, happening: Happening) -> list[Sentence]:
    """The sentences in which a happening is told, in order."""
    numbers = sorted({frame.sentence for frame in happening.frames})
    return [found.sentences[number] for number in numbers]
