"""What the encoder sees of happenings: the words that tell of each and who, where, when and how many go with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from deconflict.extract.encoder import Tagging
from deconflict.extract.frames import Guard
from deconflict.extract.tagged import Tagged, Ties, label_of, tagged
from deconflict.model import Part, Span, Stage
from deconflict.values.kind import Kind

UNSEEN = 0.05
"""Where the encoder gives words less than this chance to be anything, rules are not believed."""
_CALM = 0.3
"""Under this chance of telling of violence a text tells of none."""
_SAME_SENTENCE = 2.0
"""How much likelier (natural log) a filler goes with an anchor of its own sentence, beyond what the encoder says."""
FILLERS = ("party", "circumstance", "harm")
_GUARDS = {"historical": Guard.BACKGROUND, "future": Guard.HYPOTHETICAL, "hypothetical": Guard.HYPOTHETICAL, "negated": Guard.NEGATED}


@dataclass(frozen=True, slots=True)
class SeenAnchor:
    """Words that tell of a happening; the chances say how sure the encoder is of that, of the kind and of the guard."""

    span: Span
    chance: float
    kind: Kind
    kind_chance: float
    guard: Guard
    guard_chance: float
    stage: Stage


@dataclass(frozen=True, slots=True)
class SeenFiller:
    """Words that fill a role of a happening; ``anchor`` is the place of the anchor that they go with. ``part`` where a number is no total."""

    role: str
    span: Span
    anchor: int
    part: bool
    chance: float


@dataclass(frozen=True)
class Seen:
    """All that the encoder sees of the happenings in one passage."""

    tagging: Tagging
    anchors: tuple[SeenAnchor, ...]
    fillers: tuple[SeenFiller, ...]

    def chance(self, layer: str, span: Span) -> float:
        """How probable it is, for the likeliest token of a span, that it is something in a layer."""
        return max(self._told[layer][self.tagging.tokens_in(span)], default=0.0)

    def tells(self, span: Span) -> bool:
        """Whether the encoder does not exclude that a span tells of a happening, by the words for it or by the people harmed."""
        return self.chance("anchor", span) > UNSEEN or self.chance("harm", span) > UNSEEN

    @cached_property
    def calm(self) -> bool:
        """Whether a whole text tells of no violence; of a title alone that is not said."""
        return self.tagging.passage.part is Part.TEXT and self.tagging.answer("violent") < _CALM

    @cached_property
    def _told(self) -> dict[str, list[float]]:
        """The probability of each token to be more than outside, by layer."""
        return {layer: (-np.expm1(self.tagging.scores(layer)[:, 0])).tolist() for layer in ("anchor", *FILLERS)}


def see(tagging: Tagging, sentences: Sequence[Span]) -> Seen:
    """The happenings that a passage tells of, by the encoder alone."""
    decisions = tagging.heads.decisions
    items = tagged(tagging, "anchor", decisions.get("anchor boost", 0.0))
    anchors, homes = tuple(_anchor(tagging, item) for item in items), _Homes(tagging, items, sentences)
    fillers = [
        SeenFiller(item.label, item.span, anchor, layer == "harm" and label_of(tagging, "whole", item)[0] == "part", item.chance)
        for layer in FILLERS
        for item in _joined(tagged(tagging, layer, decisions.get("filler boost", 0.0)))
        if (anchor := homes.anchor_of(item)) is not None
    ]
    return Seen(tagging, anchors, tuple(sorted(fillers, key=lambda filler: (filler.span.start, filler.span.end, filler.role))))


def _joined(items: Sequence[Tagged]) -> Iterator[Tagged]:
    """The items of a layer, those of one label that adjoin as one: 'suspected' and 'rebel fighters' are the same people."""
    last: Tagged | None = None
    for item in items:
        if last is not None and item.label == last.label and item.token == last.last:
            sure = (last.chance * (last.last - last.token) + item.chance * (item.last - item.token)) / (item.last - last.token)
            last = Tagged(last.span.cover(item.span), last.label, last.token, item.last, sure)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _anchor(tagging: Tagging, item: Tagged) -> SeenAnchor:
    """One anchor with what the encoder says of it."""
    kind, kind_chance = label_of(tagging, "kind", item)
    guard, guard_chance = label_of(tagging, "guard", item)
    stage, _ = label_of(tagging, "stage", item)
    return SeenAnchor(item.span, item.chance, Kind(kind), kind_chance, _GUARDS.get(guard, Guard.NONE), guard_chance, Stage(stage))


class _Homes:
    """The anchors of a passage as what fillers may go with, each with the number of the sentence that holds it."""

    def __init__(self, tagging: Tagging, anchors: Sequence[Tagged], sentences: Sequence[Span]) -> None:
        self._anchors, self._sentences = anchors, sentences
        self._begins = [sentence.start for sentence in sentences]
        self._ties = Ties(tagging, "anchor", anchors)
        self._numbers = [self._number(anchor.span) for anchor in anchors]

    def anchor_of(self, item: Tagged) -> int | None:
        """The anchor that a filler goes with: the likeliest of its own sentence, else one that it is tied to; in a window without any, the nearest."""
        if not self._anchors:
            return None
        numbers, fits = self._ties.near(item)
        if not numbers:
            return min(range(len(self._anchors)), key=lambda at: abs(self._anchors[at].span.start - item.span.start))
        beside = self._beside(item.span, numbers)
        scores = [fit + _SAME_SENTENCE * near for fit, near in zip(fits.tolist(), beside, strict=True)]
        best = scores.index(max(scores))
        return numbers[best] if beside[best] or scores[best] > 0 else None

    def _beside(self, span: Span, numbers: Sequence[int]) -> list[bool]:
        """Which of some anchors stand in the sentence that holds a span, or within the span where no sentence holds it."""
        home = self._number(span)
        return [self._numbers[at] == home if home >= 0 else span.holds(self._anchors[at].span) for at in numbers]

    def _number(self, span: Span) -> int:
        """The number of the sentence that holds a span, -1 where none does."""
        number = max(0, bisect_right(self._begins, span.start) - 1)
        return number if self._sentences[number].holds(span) else -1
