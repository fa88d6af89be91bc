"""What stands around each frame of a passage: where and when it is put, who does it, what it takes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.sentence import Sentence, sentence_holding
from deconflict.model import PlaceMention, Span, TimeMention
from deconflict.read.dateline import find_dateline
from deconflict.values.place import Place, Precision

_WIDE = frozenset({Precision.COUNTRY, Precision.REGION})
# 'In a separate incident', 'Elsewhere'.
SEPARATE = re.compile(
    r"\W*(?:separately|elsewhere|in (?:a|an|another|two other|several other) (?:(?:separate|different|unrelated|similar|second|third|earlier|later|other|further|apparent) )*"
    r"(?:incident|attack|strike|air ?strike|raid|shooting|ambush|bombing|blast|explosion|clash|assault|case|episode|event|operation|development)s?\b)",
    re.I,
)
# Who dies later does so in a hospital somewhere.
DIED = re.compile(r"(?:has |have |had |later )*(?:die[ds]?|dying|succumb\w*)", re.I)
# 'The drone', 'the two gunmen': small letters throughout.
TAKEN_UP = re.compile(r"[Tt]he(?:\s+[a-z][\w'’-]*)+$")
_FROM_OR_TO = re.compile(r"\bfrom\s+(?:(?!(?:in|at|near|on|to)\b)[\w'’-]+\s+){0,6}?$|\b(?:to|towards?|bound for|via)\s+$", re.I)
_ARTICLE = re.compile(r"^(?:the|an?|two|three|four|some) ")
# A day heads a sentence that begins with it, or with 'On' and it.
_HEAD = 12


@dataclass(frozen=True)
class Setting:
    """Where and when a frame's sentence puts it."""

    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]

    @cached_property
    def days(self) -> set[tuple[date, date] | None]:
        """The single days that its times tell."""
        return {time.time.days for time in self.times if time.time.anchored and time.time.span == 1}

    @cached_property
    def exact(self) -> list[Place]:
        """Its places that are smaller than a region."""
        return [place.place for place in self.places if place.place.precision not in _WIDE]


@dataclass
class Scene:
    """A passage with its frames, places and times; knows each frame's setting."""

    sentences: Sequence[Sentence]
    frames: Sequence[Frame]
    places: Sequence[PlaceMention]
    times: Sequence[TimeMention]
    _settings: dict[int, Setting] = field(default_factory=dict)
    _told: dict[tuple[int, tuple[str, ...]], set[str]] = field(default_factory=dict)

    @cached_property
    def first(self) -> dict[int, Span]:
        """The first anchor of each sentence that has one."""
        return {frame.sentence: frame.anchor for frame in sorted(self.frames, key=lambda frame: frame.anchor, reverse=True)}

    @cached_property
    def _placed(self) -> list[tuple[int, PlaceMention]]:
        """The places with the numbers of their sentences."""
        return [(self._number(place.span), place) for place in self.places]

    @cached_property
    def _timed(self) -> list[tuple[int, TimeMention]]:
        """The times with the numbers of their sentences."""
        return [(self._number(time.span), time) for time in self.times]

    def _number(self, span: Span) -> int:
        """The number of the sentence that holds a span, -1 where none does."""
        sentence = sentence_holding(self.sentences, span)
        return -1 if sentence is None else sentence.number

    def text(self, frame: Frame) -> str:
        """The words of a frame's anchor."""
        return self.sentences[frame.sentence].passage.quote(frame.anchor)

    def sentence(self, frame: Frame) -> Sentence:
        """The sentence of a frame."""
        return self.sentences[frame.sentence]

    def told(self, frame: Frame, *roles: str) -> set[str]:
        """The words that fill some roles of a frame of this scene, folded, without articles."""
        key = id(frame), roles  # the scene holds its frames, and to hash one takes longer than what is remembered
        if key not in self._told:
            passage = self.sentence(frame).passage
            words = (passage.quote(item.span).lower() for item in frame.fillers if item.role in roles)
            self._told[key] = {_ARTICLE.sub("", told) for told in words}
        return self._told[key]

    def takes_up(self, frame: Frame) -> bool:
        """Whether who did it, or with what, is taken up from before: 'The drone hit the vehicle', 'The attackers came on foot'."""
        passage = self.sentence(frame).passage
        return any(TAKEN_UP.match(passage.quote(item.span)) for item in frame.fillers if item.role in {"perpetrator", "weapon"})

    def heading(self, frame: Frame) -> Setting:
        """The times that head a frame's sentence."""
        head = self.sentence(frame).span.start + _HEAD
        return Setting((), tuple(time for number, time in self._timed if number == frame.sentence and time.span.start < head))

    def around(self, happening: Happening) -> Setting:
        """All places and times in the sentences of a happening."""
        numbers = {frame.sentence for frame in happening.frames}
        return Setting(
            tuple(place for number, place in self._placed if number in numbers),
            tuple(time for number, time in self._timed if number in numbers),
        )

    def setting(self, frame: Frame) -> Setting:
        """The places and times that stand nearer to this frame than to another of its sentence."""
        if frame.anchor.start not in self._settings:
            self._settings[frame.anchor.start] = self._found(frame)
        return self._settings[frame.anchor.start]

    def _found(self, frame: Frame) -> Setting:
        """The setting of a frame, looked up."""
        sentence = self.sentence(frame)
        anchors = [other.anchor for other in self.frames if other.sentence == frame.sentence]

        def mine(start: int) -> bool:
            """Whether an offset follows this anchor before the next one, or precedes all of them."""
            before = [anchor for anchor in anchors if anchor.start <= start]
            return (before[-1] if before else anchors[0]) == frame.anchor

        return Setting(
            tuple(
                place
                for number, place in self._placed
                if number == frame.sentence and mine(place.span.start) and not is_on_the_way(sentence, place)
            ),
            tuple(time for number, time in self._timed if number == frame.sentence and mine(time.span.start)),
        )


def scene_of(sentences: Sequence[Sentence], frames: Sequence[Frame], places: Sequence[PlaceMention], times: Sequence[TimeMention]) -> Scene:
    """The scene of a passage; where and when it was written, as its dateline tells, is no place or time in it."""
    dateline = find_dateline(sentences[0].passage) if sentences else None
    start = dateline.end if dateline is not None else 0
    return Scene(
        sentences, frames, [place for place in places if place.span.start >= start], [time for time in times if time.span.start >= start]
    )


def is_on_the_way(sentence: Sentence, place: PlaceMention) -> bool:
    """Whether a place is told as where something came from or went to."""
    before = sentence.text(max(sentence.span.start, place.span.start - 60), place.span.start)
    return _FROM_OR_TO.search(before) is not None
