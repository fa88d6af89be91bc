"""Which frames of one report tell of one happening: definite words go back, marked ones open a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from deconflict.extract.frames import Frame, Guard
from deconflict.extract.sentence import Sentence
from deconflict.extract.triggers import listed
from deconflict.model import PlaceMention, TimeMention
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision

# Told as so long before publication that it is history, in days.
_HISTORY = 60
_TO = re.compile(r"\s+(?:to|until|till|through|and)\s+", re.I)
# A day heads a sentence that begins with it, or with 'On' and it.
_HEAD = 12
# A happening that took so many days or more is several.
_SERIES = 7
_EXACT = frozenset({Precision.TOWN, Precision.SITE, Precision.NEAR, Precision.UNKNOWN})
# 'In a separate incident', 'Elsewhere'.
_SEPARATE = re.compile(
    r"\W*(?:separately|elsewhere|in (?:a|an|another|two other|several other) (?:(?:separate|different|unrelated|similar|second|third|earlier|later|other|further|apparent) )*"
    r"(?:incident|attack|strike|air ?strike|raid|shooting|ambush|bombing|blast|explosion|clash|assault|case|episode|event|operation|development)s?\b)",
    re.I,
)
_RELATIVE = re.compile(r"\b(?:(?:in|during|after) which|that|which|when|who)\b[^,.;]*$", re.I)
_GERUND = re.compile(r"ing of $", re.I)
# Who dies later does so in a hospital somewhere.
_DIED = re.compile(r"(?:has |have |had |later )*(?:die[ds]?|dying|succumb\w*)", re.I)
# 'The drone', 'the two gunmen': small letters throughout.
_TAKEN_UP = re.compile(r"[Tt]he(?:\s+[a-z][\w'’-]*)+$")
# Kinds that are named beside others and seldom what a happening is.
_GENERAL = frozenset({"violence", "attack", "killing", "threat", "looting/property destruction", "arrest", "protest"})


@dataclass(slots=True)
class Happening:
    """Frames put together; built up while a report is read, then turned into a Mention."""

    frames: list[Frame] = field(default_factory=list)
    background: bool = False

    @property
    def lead(self) -> Frame:
        """The first frame of a special kind, else the first."""
        return next((frame for frame in self.frames if frame.kind.name not in {"violence", "attack"}), self.frames[0])

    @property
    def kind(self) -> Kind:
        """The first special kind told; of general ones the first."""
        return next((frame.kind for frame in self.frames if frame.kind.name not in _GENERAL), self.lead.kind)

    @property
    def kinds(self) -> list[Kind]:
        """The kinds told, in order."""
        return [frame.kind for frame in self.frames]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a frame's sentence puts it."""

    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]


def group_frames(
    sentences: Sequence[Sentence],
    frames: Sequence[Frame],
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    published: date | None,
) -> list[Happening]:
    """The happenings of a report, the first told first."""
    happenings: list[Happening] = []
    series: Happening | None = None
    for index, frame in enumerate(frames):
        if frame.guard in {Guard.HYPOTHETICAL, Guard.NEGATED} and not frame.harms:
            continue
        sentence = sentences[frame.sentence]
        setting = _setting(sentence, frame, frames, places, times)
        previous = frames[index - 1] if index and frames[index - 1].sentence == frame.sentence else None
        if _is_history(sentence, frame, setting, times, published):
            _add_history(happenings, frame, setting, places, sentences)
            continue
        if happenings and _is_series(sentence, frame, times):
            series = Happening([frame], background=True)
            happenings.append(series)
            continue
        past = _holding([happening for happening in happenings if happening.background], previous) if previous is not None else None
        if previous is not None and past is not None and _relative(sentence, previous, frame):
            past.frames.append(frame)
            continue
        if series is not None and previous in series.frames:
            series.frames.append(frame)
            continue
        _place(happenings, frame, sentence, setting, previous, sentences, places, times)
    return happenings


def _relative(sentence: Sentence, previous: Frame, frame: Frame) -> bool:
    """Whether a frame stands in a relative clause of the one before: 'a massacre in 2024 in which 115 people were killed'."""
    return previous.anchor.end < frame.anchor.start and _RELATIVE.search(sentence.text(previous.anchor.end, frame.anchor.start)) is not None


def _setting(
    sentence: Sentence, frame: Frame, frames: Sequence[Frame], places: Sequence[PlaceMention], times: Sequence[TimeMention]
) -> Setting:
    """The places and times that stand nearer to this frame than to another of its sentence."""
    anchors = [other.anchor for other in frames if other.sentence == frame.sentence]

    def mine(start: int) -> bool:
        """Whether an offset follows this anchor before the next one, or precedes all of them."""
        before = [anchor for anchor in anchors if anchor.start <= start]
        return (before[-1] if before else anchors[0]) == frame.anchor

    return Setting(
        tuple(place for place in places if sentence.span.holds(place.span) and mine(place.span.start) and not _origin(sentence, place)),
        tuple(time for time in times if sentence.span.holds(time.span) and mine(time.span.start)),
    )


def _origin(sentence: Sentence, place: PlaceMention) -> bool:
    """Whether a place is told as where something came from."""
    return bool(
        re.search(
            r"\bfrom\s+(?:(?!(?:in|at|near|on|to)\b)[\w'’-]+\s+){0,6}?$", sentence.text(max(sentence.span.start, place.span.start - 60), place.span.start), re.I
        )
    )


def _is_history(sentence: Sentence, frame: Frame, setting: Setting, times: Sequence[TimeMention], published: date | None) -> bool:
    """Whether a frame tells of an older happening: as the encoder sees it, by its date, a bare year, or words such as 'anniversary'.

    What is dated to the last weeks is a happening of its own, though it be told as background.
    """
    if frame.guard is Guard.BACKGROUND:
        told = setting.times or [time for time in times if sentence.span.holds(time.span)]
        return not any(_is_recent(time, published) for time in told)
    leading = [time for time in times if sentence.span.holds(time.span) and time.span.start - sentence.span.start < 12]
    for time in (*setting.times, *leading):
        if time.time.anchored and time.time.end is not None:
            near = time in leading or frame.anchor.holds(time.span) or abs(time.span.start - frame.anchor.end) < 60
            if near and published is not None and (published - time.time.end).days > _HISTORY:
                return True
            if near and published is None and time.time.span >= 28:
                return True
        if (
            not time.time.anchored
            and time.time.last is not None
            and time.time.last < -_HISTORY
            and abs(time.span.start - frame.anchor.end) < 60
        ):
            return True
    text = sentence.text(sentence.span.start, sentence.span.end).lower()
    return any(word in text for word in listed("background_words")) and not frame.harms


def _is_series(sentence: Sentence, frame: Frame, times: Sequence[TimeMention]) -> bool:
    """Whether a frame tells of many happenings over a week or more, of which the one told before may be a part: 'strikes in March killed 230'."""
    if not frame.nominal or not frame.plural or frame.definite:
        return False
    told = [time for time in times if sentence.span.holds(time.span)]
    pairs = (
        (one.time.days, other.time.days) for one, other in pairwise(told) if _TO.fullmatch(sentence.text(one.span.end, other.span.start))
    )
    spans = (end[1] - begin[0] for begin, end in pairs if begin is not None and end is not None)
    return any(time.time.span >= _SERIES for time in told) or any(span.days + 1 >= _SERIES for span in spans)


def _is_recent(time: TimeMention, published: date | None) -> bool:
    """Whether a time is told exactly and lies in the last weeks before publication."""
    told = time.time
    if told.anchored:
        return published is not None and told.end is not None and told.span <= 31 and (published - told.end).days <= _HISTORY
    return told.last is not None and -_HISTORY <= told.last <= 0 and told.span <= 31


def _add_history(
    happenings: list[Happening], frame: Frame, setting: Setting, places: Sequence[PlaceMention], sentences: Sequence[Sentence]
) -> None:
    """Join a background frame to a background happening of the same sentence, else open one."""
    for happening in reversed(happenings):
        if happening.background and happening.frames[-1].sentence == frame.sentence and _kinds_go(happening, frame):
            happening.frames.append(frame)
            return
    happenings.append(Happening([frame], background=True))


def _place(
    happenings: list[Happening], frame: Frame, sentence: Sentence, setting: Setting, previous: Frame | None,
    sentences: Sequence[Sentence], places: Sequence[PlaceMention], times: Sequence[TimeMention],
) -> None:  # fmt: skip
    """Put a frame to the happening that it tells of, or open a new one."""
    current = [happening for happening in happenings if not happening.background]
    if not current:
        happenings.append(Happening([frame]))
        return
    last = max(current, key=lambda happening: happening.frames[-1].anchor)
    if previous is None and not frame.definite and _SEPARATE.match(sentence.text(sentence.span.start, frame.anchor.end)):
        happenings.append(Happening([frame]))
    elif _responds(sentence, frame, previous):
        _join(happenings, _answered(current, last, frame, previous, setting, places, sentences), frame)
    elif previous is not None and not (frame.distinct and frame.nominal) and _holding(current, previous) is not None:
        _join(happenings, _holding(current, previous), frame)
    elif frame.distinct and frame.nominal and not frame.harms:
        happenings.append(Happening([frame]))
    else:
        _join(happenings, _best_home(current, last, frame, setting, places, times, sentences), frame)


def _answered(
    current: Sequence[Happening],
    last: Happening,
    frame: Frame,
    previous: Frame | None,
    setting: Setting,
    places: Sequence[PlaceMention],
    sentences: Sequence[Sentence],
) -> Happening | None:
    """The happening told before that another is told to answer: not the one that answers; any but that when the words are definite."""
    barred = _holding(current, previous) if previous is not None else None if frame.definite else last
    options = [happening for happening in reversed(list(current)) if happening is not barred and _kinds_go(happening, frame)]
    if frame.definite and options:
        return options[0]
    return next((happening for happening in options if _same_setting(happening, setting, places, sentences)), None)


def _join(happenings: list[Happening], home: Happening | None, frame: Frame) -> None:
    """Add a frame to its home, or open a new happening."""
    if home is None:
        happenings.append(Happening([frame]))
    else:
        home.frames.append(frame)


def _holding(happenings: Sequence[Happening], frame: Frame) -> Happening | None:
    """The happening that holds a frame."""
    return next((happening for happening in happenings if frame in happening.frames), None)


def _responds(sentence: Sentence, frame: Frame, previous: Frame | None) -> bool:
    """Whether 'in response to' or the like stands right before a frame: it is then what was responded to."""
    start = previous.anchor.end if previous is not None else sentence.span.start
    before = sentence.text(start, frame.anchor.start).lower() if start < frame.anchor.start else ""
    inside = sentence.text(frame.anchor.start, frame.anchor.end).lower()
    return any(cue in before for cue in table_response()) and "response" not in inside


def table_response() -> frozenset[str]:
    """Words that make what follows them the cause of what precedes."""
    return listed("response")


def _best_home(
    current: Sequence[Happening],
    last: Happening,
    frame: Frame,
    setting: Setting,
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    sentences: Sequence[Sentence],
) -> Happening | None:
    """The happening whose place or kind a frame names, else the last one told of, else none when the place excludes it."""
    if (home := _same_actor(current, last, frame, sentences)) is not None:
        return home
    if setting.places and (
        home := next((happening for happening in reversed(list(current)) if _names_place(happening, setting, places, sentences)), None)
    ):
        return home
    candidates = [happening for happening in [last, *reversed(list(current))] if _kinds_go(happening, frame)]
    if _stands_alone(sentences[frame.sentence], frame, setting):
        return next((happening for happening in candidates if _shares(happening, setting, places, times, sentences)), None)
    if _on_another_day(sentences[frame.sentence], frame, last, times, sentences):
        return None
    if (
        frame.definite
        or not setting.places
        or _taken_up(frame, sentences)
        or _DIED.fullmatch(sentences[frame.sentence].passage.quote(frame.anchor))
    ):
        return candidates[0] if candidates else (last if frame.definite or frame.kind.name in {"violence", "attack", "killing"} else None)
    return next((happening for happening in candidates if not _excluded(happening, setting, places, sentences)), None)


def _stands_alone(sentence: Sentence, frame: Frame, setting: Setting) -> bool:
    """Whether what takes up nothing is told with a day and an exact place of its own: 'On Thursday, shelling of the village of X'."""
    return not frame.definite and bool(_days(setting.times)) and any(place.place.precision in _EXACT for place in setting.places)


def _on_another_day(
    sentence: Sentence, frame: Frame, last: Happening, times: Sequence[TimeMention], sentences: Sequence[Sentence]
) -> bool:
    """Whether a deed is told under a day that heads its sentence, and what was told before has others: 'On Wednesday, 20 people were killed in strikes'."""
    heading = [time for time in times if sentence.span.holds(time.span) and time.span.start - sentence.span.start < _HEAD]
    if frame.definite or frame.kind.name in {"violence", "attack"} or _DIED.fullmatch(sentence.passage.quote(frame.anchor)):
        return False
    spans = [sentences[other.sentence].span for other in last.frames]
    theirs = _days(time for time in times if any(span.holds(time.span) for span in spans))
    return bool(_days(heading)) and bool(theirs) and not _days(heading) & theirs


def _days(times: Iterable[TimeMention]) -> set[tuple[date, date] | None]:
    """The single days that times tell."""
    return {time.time.days for time in times if time.time.anchored and time.time.span == 1}


def _shares(
    happening: Happening, setting: Setting, places: Sequence[PlaceMention], times: Sequence[TimeMention], sentences: Sequence[Sentence]
) -> bool:
    """Whether a happening is told with a day or an exact place of a setting, or with no day at all."""
    spans = [sentences[frame.sentence].span for frame in happening.frames]
    theirs = _days(time for time in times if any(span.holds(time.span) for span in spans))
    exact = replace(setting, places=tuple(place for place in setting.places if place.place.precision in _EXACT))
    return not theirs or bool(theirs & _days(setting.times)) or _same_setting(happening, exact, places, sentences)


def _taken_up(frame: Frame, sentences: Sequence[Sentence]) -> bool:
    """Whether who did it, or with what, is taken up from before: 'The drone hit the vehicle', 'The attackers came on foot'."""
    told = (sentences[frame.sentence].passage.quote(item.span) for item in frame.fillers if item.role in {"perpetrator", "weapon"})
    return any(_TAKEN_UP.match(words) for words in told)


def _same_actor(current: Sequence[Happening], last: Happening, frame: Frame, sentences: Sequence[Sentence]) -> Happening | None:
    """The happening put down to the known actor that a frame names, when the last one told of is put down to others."""
    mine = _actors([frame], sentences)
    if not mine or mine & _actors(last.frames, sentences):
        return None
    return next(
        (happening for happening in reversed(list(current)) if mine & _actors(happening.frames, sentences) and _kinds_go(happening, frame)),
        None,
    )


def _actors(frames: Sequence[Frame], sentences: Sequence[Sentence]) -> set[Actor]:
    """The known actors to whom frames are put down."""
    words = (
        sentences[frame.sentence].passage.quote(filler.span) for frame in frames for filler in frame.fillers if filler.role == "perpetrator"
    )
    return {actor for actor in map(Actor.parse, words) if actor.known}


def _places_of(happening: Happening, places: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> list[PlaceMention]:
    """The places in the sentences of a happening."""
    spans = [sentences[frame.sentence].span for frame in happening.frames]
    return [place for place in places if any(span.holds(place.span) for span in spans)]


def _names_place(happening: Happening, setting: Setting, places: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> bool:
    """Whether a frame names a place, more exact than a country, that a happening's sentences name."""
    exact = {
        place.place
        for place in _places_of(happening, places, sentences)
        if place.place.precision not in {Precision.COUNTRY, Precision.REGION}
    }
    return any(place.place in exact for place in setting.places)


def _same_setting(happening: Happening, setting: Setting, places: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> bool:
    """Whether a happening's places do not exclude those of a frame, and some go together."""
    theirs = [place.place for place in _places_of(happening, places, sentences)]
    return any(_together(place.place, other) for place in setting.places for other in theirs)


def _together(here: Place, there: Place) -> bool:
    """Whether two places may be one."""
    return here.relation(there) in {Relation.SAME, Relation.REFINES, Relation.GENERALISES}


def _excluded(happening: Happening, setting: Setting, places: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> bool:
    """Whether every place of a frame conflicts with every place of a happening."""
    theirs = [place.place for place in _places_of(happening, places, sentences)]
    mine = [place.place for place in setting.places if place.place.precision is not Precision.COUNTRY]
    return bool(theirs) and bool(mine) and all(here.relation(there) is Relation.CONFLICTS for here in mine for there in theirs)


def _kinds_go(happening: Happening, frame: Frame) -> bool:
    """Whether a frame's kind can be that of a happening."""
    return any(kind.relation(frame.kind) is not Relation.CONFLICTS for kind in happening.kinds)
