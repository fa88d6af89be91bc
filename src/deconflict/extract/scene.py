"""What stands around each frame of a passage: where and when it is put, who does it, what it takes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.sentence import Sentence, by_sentence
from deconflict.extract.worded import small_letters
from deconflict.model import PlaceMention, Span, TimeMention
from deconflict.read.dateline import find_dateline
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision

Figure = tuple[int | None, int | None]
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
_PARTIES = {"perpetrator": "doer", "target": "target", "victim": "target", "weapon": "weapon"}
"""Who or what takes part, by the role of the words for it."""


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


@dataclass(slots=True)
class SoFar:
    """What a happening was told with until now: its last frame, and what all its frames say together."""

    happening: Happening
    last: Frame
    frames: int = 0
    words: set[str] = field(default_factory=set)
    kinds: set[Kind] = field(default_factory=set)
    exact: set[Place] = field(default_factory=set)
    days: set[tuple[date, date] | None] = field(default_factory=set)
    parties: dict[str, set[str]] = field(default_factory=dict)
    harms: dict[str, set[Figure]] = field(default_factory=dict)

    def add(self, frame: Frame, scene: Scene) -> None:
        """Take up what one more frame says."""
        if at(frame) > at(self.last):
            self.last = frame
        self.frames += 1
        self.words.add(scene.text(frame).lower())
        self.kinds.add(frame.kind)
        self.exact.update(scene.setting(frame).exact)
        self.days |= scene.setting(frame).days
        for party, names in scene.parties(frame).items():
            self.parties.setdefault(party, set()).update(names)
        for outcome, numbers in figures(frame).items():
            self.harms.setdefault(outcome, set()).update(numbers)


@dataclass
class Scene:
    """A passage with its frames, places and times; knows each frame's setting."""

    sentences: Sequence[Sentence]
    frames: Sequence[Frame]
    places: Sequence[PlaceMention]
    times: Sequence[TimeMention]
    _settings: dict[int, Setting] = field(default_factory=dict)
    _headings: dict[int, Setting] = field(default_factory=dict)
    _acting: dict[int, dict[str, set[str]]] = field(default_factory=dict)
    _so_far: dict[int, SoFar] = field(default_factory=dict)

    @cached_property
    def small(self) -> str:
        """The passage in small letters."""
        return small_letters(self.sentences[0].passage.text)

    @cached_property
    def first(self) -> dict[int, Span]:
        """The first anchor of each sentence that has one."""
        return {number: min(anchors) for number, anchors in self._anchored.items()}

    @cached_property
    def _anchored(self) -> dict[int, list[Span]]:
        """The anchors by the numbers of their sentences."""
        anchored: dict[int, list[Span]] = {}
        for frame in self.frames:
            anchored.setdefault(frame.sentence, []).append(frame.anchor)
        return anchored

    @cached_property
    def _placed(self) -> dict[int, list[PlaceMention]]:
        """The places by the numbers of their sentences."""
        return by_sentence(self.sentences, self.places)

    @cached_property
    def _timed(self) -> dict[int, list[TimeMention]]:
        """The times by the numbers of their sentences."""
        return by_sentence(self.sentences, self.times)

    def text(self, frame: Frame) -> str:
        """The words of a frame's anchor."""
        return self.sentences[frame.sentence].passage.quote(frame.anchor)

    def sentence(self, frame: Frame) -> Sentence:
        """The sentence of a frame."""
        return self.sentences[frame.sentence]

    def parties(self, frame: Frame) -> dict[str, set[str]]:
        """The words for the doers, targets and weapons of a frame of this scene, as far as it tells any, folded, without articles."""
        key = id(frame)  # the scene holds its frames, and to hash one takes longer than what is remembered
        if key not in self._acting:
            passage, told = self.sentence(frame).passage, self._acting.setdefault(key, {})
            for item in frame.fillers:
                if (party := _PARTIES.get(item.role)) is not None:
                    told.setdefault(party, set()).add(_ARTICLE.sub("", passage.quote(item.span).lower()))
        return self._acting[key]

    def so_far(self, happening: Happening) -> SoFar:
        """What a happening was told with until now; only frames that are new to it are gone through."""
        told = self._so_far.get(id(happening))
        if told is None:
            told = self._so_far[id(happening)] = SoFar(happening, happening.frames[0])
        for frame in happening.frames[told.frames :]:
            told.add(frame, self)
        return told

    def takes_up(self, frame: Frame) -> bool:
        """Whether who did it, or with what, is taken up from before: 'The drone hit the vehicle', 'The attackers came on foot'."""
        passage = self.sentence(frame).passage
        return any(TAKEN_UP.match(passage.quote(item.span)) for item in frame.fillers if item.role in {"perpetrator", "weapon"})

    def heading(self, frame: Frame) -> Setting:
        """The times that head a frame's sentence."""
        if frame.sentence not in self._headings:
            head, times = self.sentence(frame).span.start + _HEAD, self._timed.get(frame.sentence, ())
            self._headings[frame.sentence] = Setting((), tuple(time for time in times if time.span.start < head))
        return self._headings[frame.sentence]

    def opens_with_place(self, frame: Frame) -> bool:
        """Whether a place smaller than a region heads a frame's sentence: 'In Kharkiv, a drone ...'."""
        head = self.sentence(frame).span.start + _HEAD
        return any(place.span.start < head and place.place.precision not in _WIDE for place in self.setting(frame).places)

    def around(self, happening: Happening) -> Setting:
        """All places and times in the sentences of a happening."""
        numbers = sorted({frame.sentence for frame in happening.frames})
        return Setting(
            tuple(place for number in numbers for place in self._placed.get(number, ())),
            tuple(time for number in numbers for time in self._timed.get(number, ())),
        )

    def setting(self, frame: Frame) -> Setting:
        """The places and times that stand nearer to this frame than to another of its sentence."""
        if frame.anchor.start not in self._settings:
            self._settings[frame.anchor.start] = self._found(frame)
        return self._settings[frame.anchor.start]

    def _found(self, frame: Frame) -> Setting:
        """The setting of a frame, looked up."""
        sentence, anchors = self.sentence(frame), self._anchored[frame.sentence]

        def mine(start: int) -> bool:
            """Whether an offset follows this anchor before the next one, or precedes all of them."""
            if len(anchors) == 1:
                return True
            before = [anchor for anchor in anchors if anchor.start <= start]
            return (before[-1] if before else anchors[0]) == frame.anchor

        places, times = self._placed.get(frame.sentence, ()), self._timed.get(frame.sentence, ())
        return Setting(
            tuple(place for place in places if mine(place.span.start) and not is_on_the_way(sentence, place)),
            tuple(time for time in times if mine(time.span.start)),
        )


def at(frame: Frame) -> tuple[int, int]:
    """Where a frame is told."""
    return frame.anchor.start, frame.anchor.end


def figures(frame: Frame) -> dict[str, set[Figure]]:
    """The numbers that a frame tells of each outcome, but for those of a part of the people."""
    found: dict[str, set[Figure]] = {}
    for harm in frame.harms:
        if not harm.part:
            found.setdefault(harm.outcome, set()).add((harm.count.low, harm.count.high))
    return found


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
