"""Claims of one happening: each value of each attribute with its words, who is cited for it, and how firmly it is put."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from deconflict.extract.attribution import modality_at
from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.seen import Seen, SeenFiller
from deconflict.extract.sentence import Sentence, by_sentence
from deconflict.extract.times import find_durations
from deconflict.extract.worded import Worded, small_letters
from deconflict.model import Attribution, Claim, Modality, Passage, PlaceMention, Span, TimeMention
from deconflict.read.dateline import Dateline, find_dateline
from deconflict.values import Value

_NEAR = 2
"""Sentences from one that tells of a happening within which its circumstances stand."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a happening: what the encoder sees in its roles, its sentences, and these with those right after them that tell of no other."""

    happening: Happening
    seen: tuple[SeenFiller, ...]
    own: tuple[Sentence, ...]
    sentences: tuple[Sentence, ...]


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
        return [filler for filler in self.around(happening).seen if filler.role == role]

    def around(self, happening: Happening) -> Around:
        """What stands around a happening: looked up once, since nearly every finder asks for it."""
        if id(happening) not in self._around:
            numbers = sorted({frame.sentence for frame in happening.frames})
            own, near = tuple(self.sentences[number] for number in numbers), tuple(self._sentences_near(happening))
            self._around[id(happening)] = Around(happening, tuple(self._seen_near(happening)), own, near)
        return self._around[id(happening)]

    @cached_property
    def _around(self) -> dict[int, Around]:
        """What was looked up of happenings; each is held, so that none other is taken for it."""
        return {}

    def _seen_near(self, happening: Happening) -> Iterator[SeenFiller]:
        """What the encoder sees in any role of a happening, not far from where that is told."""
        numbers = {frame.sentence + step for frame in happening.frames for step in range(-_NEAR, _NEAR + 1)}
        told = [(frame.anchor.start, frame.anchor.end) for frame in happening.frames]
        mine = {at for at, (start, end) in enumerate(self._anchors) for first, last in told if start < last and first < end}
        return (filler for filler in self.seen.fillers if filler.anchor in mine and self._number(filler.span) in numbers)

    @cached_property
    def _anchors(self) -> list[tuple[int, int]]:
        """Where the anchors that the encoder sees begin and end."""
        return [(anchor.span.start, anchor.span.end) for anchor in self.seen.anchors]

    def _sentences_near(self, happening: Happening) -> Iterator[Sentence]:
        """The happening's sentences and those right after them that tell of no other."""
        numbers = {frame.sentence for frame in happening.frames}
        mine = set(map(id, happening.frames))
        others = {frame.sentence for frame in self.frames if id(frame) not in mine}
        reach = range(len(self.sentences)) if not others else (0, 1, 2)
        wide = {number + step for number in numbers for step in reach} - others | numbers
        return (self.sentences[number] for number in sorted(wide) if number < len(self.sentences))

    def frames_in(self, sentence: Sentence) -> list[Frame]:
        """The frames of a sentence in order of their anchors."""
        return self._framed.get(sentence.number, [])

    @cached_property
    def _framed(self) -> dict[int, list[Frame]]:
        """The frames by the number of their sentence."""
        framed: dict[int, list[Frame]] = {}
        for frame in sorted(self.frames, key=lambda frame: frame.anchor):
            framed.setdefault(frame.sentence, []).append(frame)
        return framed

    def _number(self, span: Span) -> int | None:
        """The number of the sentence that holds a span."""
        sentence = self.sentence_of(span)
        return sentence.number if sentence is not None and span.end <= sentence.span.end else None

    def places_in(self, sentence: Sentence) -> list[PlaceMention]:
        """The places that a sentence holds."""
        return self._placed.get(sentence.number, [])

    def places_meeting(self, span: Span) -> list[PlaceMention]:
        """The places that share letters with a span."""
        first, last = bisect_right(self._places_end, span.start), bisect_left(self._places_begin, span.end)
        return [place for place in self.places[first:last] if place.span.meets(span)]

    @cached_property
    def _places_begin(self) -> list[int]:
        """Where the places begin, which stand in order of the text."""
        return [place.span.start for place in self.places]

    @cached_property
    def _places_end(self) -> list[int]:
        """How far the places up to each reach."""
        return list(accumulate((place.span.end for place in self.places), max))

    def times_in(self, sentence: Sentence) -> list[TimeMention]:
        """The times that a sentence holds."""
        return self._timed.get(sentence.number, [])

    @cached_property
    def _placed(self) -> dict[int, list[PlaceMention]]:
        """The places by the number of their sentence."""
        return by_sentence(self.sentences, self.places)

    @cached_property
    def _timed(self) -> dict[int, list[TimeMention]]:
        """The times by the number of their sentence."""
        return by_sentence(self.sentences, self.times)

    @cached_property
    def small(self) -> str:
        """The passage in small letters."""
        return small_letters(self.passage.text)

    def matches(self, pattern: Worded, sentence: Sentence) -> Iterator[Span]:
        """Where a pattern stands in a sentence."""
        start = sentence.span.start
        for match in pattern.finditer(self.small[start : sentence.span.end]):
            yield self.passage.span(start + match.start(), start + match.end())

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
        where = span.start, span.end
        if where not in self._cited:
            met = [item for first, last, item in self.reaches if first < span.end and span.start < last]
            carrying = [item for item in met if len(item.content) == 1 or item.carries(span)]
            named = [item for item in carrying if item.source is not None and not item.source.holds(span)]
            if len(named) > 1:
                named.sort(key=lambda item: min(content.end - content.start for content in item.content if content.meets(span)))
            self._cited[where] = modality_at(self.passage, span, self.sentence_of(span), carrying), tuple(named)
        return self._cited[where]

    @cached_property
    def reaches(self) -> list[tuple[int, int, Attribution]]:
        """The attributions with where their contents begin and end: most are ruled out by that alone."""
        spans = ((item.content, item) for item in self.attributions if item.content)
        return [(min(span.start for span in content), max(span.end for span in content), item) for content, item in spans]

    @cached_property
    def _cited(self) -> dict[tuple[int, int], tuple[Modality, tuple[Attribution, ...]]]:
        """What was asked before: many finders make claims of the same words."""
        return {}

    def claim(self, attribute: str, value: Value, span: Span, group: str | None = None, modality: Modality | None = None) -> Claim:
        """A claim on these words, with attribution and modality read from around them."""
        firm, chain = self.cited_for(span)
        return Claim(attribute, value, span, self.passage.quote(span), modality or firm, chain, group)


Finder = Callable[[Found, Happening], Iterator[Claim]]


def claims_of(found: Found, happening: Happening, finders: Sequence[Finder]) -> tuple[Claim, ...]:
    """Every claim of a happening, in order of the text, each once: not of words within others that say the same."""
    told: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for finder in finders:
        for claim in finder(found, happening):  # the words tell quote and citation, which take long to compare
            same = told[claim.attribute, claim.value, claim.group, claim.modality]
            if same and any(other.span.holds(claim.span) for other in same):
                continue
            same[:] = [other for other in same if not claim.span.holds(other.span)] + [claim]
    claims = [claim for same in told.values() for claim in same]
    return tuple(sorted(claims, key=lambda claim: (claim.span.start, claim.span.end, claim.attribute, claim.group or "")))


def sentences_of(found: Found, happening: Happening) -> tuple[Sentence, ...]:
    """The sentences in which a happening is told, in order."""
    return found.around(happening).own
