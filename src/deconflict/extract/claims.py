"""Claims of one happening: each value of each attribute with its words, who is cited for it, and how firmly it is put."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from deconflict.extract.attribution import modality_at
from deconflict.extract.coreference import Happening
from deconflict.extract.frames import Frame
from deconflict.extract.seen import Seen, SeenFiller
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Claim, Modality, Passage, PlaceMention, Span, TimeMention
from deconflict.values import Value

_NEAR = 2
"""Sentences from one that tells of a happening within which its circumstances stand."""


@dataclass(frozen=True, slots=True)
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
        return next((sentence for sentence in self.sentences if sentence.span.start <= span.start < sentence.span.end), None)

    def seen_of(self, happening: Happening, role: str) -> list[SeenFiller]:
        """What the encoder sees in a role of a happening, not far from where that is told."""
        mine = {at for at, anchor in enumerate(self.seen.anchors) if any(frame.anchor.meets(anchor.span) for frame in happening.frames)}
        told = {frame.sentence + step for frame in happening.frames for step in range(-_NEAR, _NEAR + 1)}
        near = [sentence.span for sentence in self.sentences if sentence.number in told]
        fillers = (filler for filler in self.seen.fillers if filler.role == role and filler.anchor in mine)
        return [filler for filler in fillers if any(sentence.holds(filler.span) for sentence in near)]

    def chain(self, span: Span) -> tuple[Attribution, ...]:
        """Who is cited for the words of a span, the nearest first."""
        carrying = [item for item in self.attributions if item.carries(span) and item.source is not None and not item.source.holds(span)]
        return tuple(sorted(carrying, key=lambda item: min(content.end - content.start for content in item.content if content.meets(span))))

    def claim(self, attribute: str, value: Value, span: Span, group: str | None = None, modality: Modality | None = None) -> Claim:
        """A claim on these words, with attribution and modality read from around them."""
        firm = modality or modality_at(self.passage, span, self.sentence_of(span), self.attributions)
        return Claim(attribute, value, span, self.passage.quote(span), firm, self.chain(span), group)


Finder = Callable[[Found, Happening], Iterator[Claim]]


def claims_of(found: Found, happening: Happening, finders: Sequence[Finder]) -> tuple[Claim, ...]:
    """Every claim of a happening, in order of the text, each once."""
    claims = (claim for finder in finders for claim in finder(found, happening))
    return tuple(sorted(dict.fromkeys(claims), key=lambda claim: (claim.span, claim.attribute, claim.group or "")))


def sentences_of(found: Found, happening: Happening) -> list[Sentence]:
    """The sentences in which a happening is told, in order."""
    numbers = sorted({frame.sentence for frame in happening.frames})
    return [found.sentences[number] for number in numbers]
