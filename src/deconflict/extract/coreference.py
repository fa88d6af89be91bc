"""Which frames of one report tell of one happening: what is history stands apart, definite words go back by rule, the rest is weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from deconflict.extract.frames import Frame, Guard
from deconflict.extract.happening import Happening
from deconflict.extract.home import home_by_rule, kinds_go, together
from deconflict.extract.retelling import told_again
from deconflict.extract.scene import Scene, Setting, scene_of
from deconflict.extract.sentence import Sentence
from deconflict.extract.triggers import listed
from deconflict.model import PlaceMention, TimeMention

# Told as so long before publication that it is history, in days.
_HISTORY = 60
_TO = re.compile(r"\s+(?:to|until|till|through|and)\s+", re.I)
# A happening that took so many days or more is several.
_SERIES = 7
_RELATIVE = re.compile(r"\b(?:(?:in|during|after) which|that|which|when|who)\b[^,.;]*$", re.I)


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
    scene = scene_of(sentences, frames, places, times)
    for index, frame in enumerate(frames):
        if frame.guard in {Guard.HYPOTHETICAL, Guard.NEGATED} and not frame.harms:
            continue
        sentence = sentences[frame.sentence]
        setting = scene.setting(frame)
        previous = frames[index - 1] if index and frames[index - 1].sentence == frame.sentence else None
        if _is_history(sentence, frame, setting, times, published):
            _add_history(happenings, frame)
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
        _place(happenings, frame, scene, previous)
    return happenings


def _relative(sentence: Sentence, previous: Frame, frame: Frame) -> bool:
    """Whether a frame stands in a relative clause of the one before: 'a massacre in 2024 in which 115 people were killed'."""
    return previous.anchor.end < frame.anchor.start and _RELATIVE.search(sentence.text(previous.anchor.end, frame.anchor.start)) is not None


def _is_history(sentence: Sentence, frame: Frame, setting: Setting, times: Sequence[TimeMention], published: date | None) -> bool:
    """Whether a frame tells of an older happening: as the encoder sees it, by its date, a bare year, or words such as 'anniversary'.

    What is dated to the last weeks is a happening of its own, though it be told as background.
    """
    if frame.guard is Guard.BACKGROUND:
        told = setting.times or [time for time in times if sentence.span.holds(time.span)]
        return not any(_is_recent(time, published) for time in told)
    start = sentence.span.start
    leading = [time for time in times if 0 <= time.span.start - start < 12 and sentence.span.holds(time.span)]
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
    if frame.harms:
        return False
    text = sentence.text(sentence.span.start, sentence.span.end).lower()
    return any(word in text for word in listed("background_words"))


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


def _add_history(happenings: list[Happening], frame: Frame) -> None:
    """Join a background frame to a background happening of the same sentence, else open one."""
    for happening in reversed(happenings):
        if happening.background and happening.frames[-1].sentence == frame.sentence and kinds_go(happening, frame):
            happening.frames.append(frame)
            return
    happenings.append(Happening([frame], background=True))


def _place(happenings: list[Happening], frame: Frame, scene: Scene, previous: Frame | None) -> None:
    """Put a frame to the happening that it tells of, or open a new one."""
    current = [happening for happening in happenings if not happening.background]
    if current and _responds(scene.sentence(frame), frame, previous):
        home = _answered(current, frame, scene, previous)
    else:
        home = home_by_rule(current, frame, scene, previous)
        home = home if frame.definite else told_again(current, frame, scene, home)
    if home is None:
        happenings.append(Happening([frame]))
    else:
        home.frames.append(frame)


def _answered(current: Sequence[Happening], frame: Frame, scene: Scene, previous: Frame | None) -> Happening | None:
    """The happening told before that another is told to answer: not the one that answers; any but that when the words are definite."""
    last = max(current, key=lambda happening: happening.frames[-1].anchor)
    barred = _holding(current, previous) if previous is not None else None if frame.definite else last
    options = [happening for happening in reversed(list(current)) if happening is not barred and kinds_go(happening, frame)]
    if frame.definite and options:
        return options[0]
    return next((happening for happening in options if together(scene.setting(frame).places, scene.around(happening).places)), None)


def _holding(happenings: Sequence[Happening], frame: Frame) -> Happening | None:
    """The happening that holds a frame."""
    return next((happening for happening in happenings if frame in happening.frames), None)


def _responds(sentence: Sentence, frame: Frame, previous: Frame | None) -> bool:
    """Whether 'in response to' or the like stands right before a frame: it is then what was responded to."""
    start = previous.anchor.end if previous is not None else sentence.span.start
    before = sentence.text(start, frame.anchor.start).lower() if start < frame.anchor.start else ""
    inside = sentence.text(frame.anchor.start, frame.anchor.end).lower()
    return any(cue in before for cue in listed("response")) and "response" not in inside
