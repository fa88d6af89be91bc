"""Which happening told before a frame tells of again, if any: what speaks for it and against it, weighed.

Each clue is a plain fact ('told in the next sentence', 'another day', 'the same place'); its weight in ``resources/retelling.toml`` was fitted on our
own annotated reports by ``training/retelling.py``. A happening is joined when its clues together outweigh a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.home import GENERAL, known_actors
from deconflict.extract.scene import DIED, SEPARATE, Scene
from deconflict.extract.triggers import listed
from deconflict.resources import table
from deconflict.values import Relation

_SHIFTED = re.compile(
    r"\b(?:(?:an?|one|two|three|four|five|six|several|some|few|\d+|half an?) )?(?:minutes?|hours?|days?|weeks?) (?:later|earlier|after|before)\b|\b(?:meanwhile|earlier|afterwards|before (?:they|it|he) (?:left|fled)|shortly (?:after|before)|soon after|later|the (?:same|next|following|previous) (?:day|night|morning|evening))\b",
    re.I,
)
# Clues that weigh otherwise where there are several happenings to go back to.
_BY_NUMBER = frozenset({
    "told last", "told first", "the same kind", "the same place", "the same doer", "the same target", "of kind violence", "of kind attack",
})  # fmt: skip
_PARTIES = {"doer": ("perpetrator",), "target": ("target", "victim"), "weapon": ("weapon",)}
_FAR_KM = 40
_RARER = 0.3
"""How much rarer (natural log of odds) a new happening is in news than in the reports that the weights were fitted on, of which many tell of several."""
_BY_WHICH = re.compile(r"(?:\s+[\w'’-]+){0,3}?\s+(?:in|by|during|from)\s+(?:[\w'’-]+\s+){0,4}", re.I)
_TENSE = re.compile(r"(have|has|had)\b", re.I)
_SUPPOSED = re.compile(r"\b(?:if|unless|could|may|might|would|will|should|plan\w*|threat\w*|fear\w*|risk\w*)\b", re.I)
_OTHERS = re.compile(r"\b(?:another|other|second|third|similar|previous|earlier|further)\b", re.I)


def told_again(happenings: Sequence[Happening], frame: Frame, scene: Scene, ruled: Happening | None) -> Happening | None:
    """The happening that a frame tells of again most likely; None when it rather tells of a new one. ``ruled`` is the one it belongs to by rule."""
    weights = table("retelling")["weights"]
    telling = _telling(happenings, frame, scene)
    scored = [
        (sum(weights.get(clue, 0.0) for clue in clues(happening, frame, scene, happenings, ruled, telling)), happening)
        for happening in happenings
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > -_RARER else None


@dataclass(frozen=True, slots=True)
class Telling:
    """What is the same for all happenings that a frame may go back to: the last frame told, and the clues of the frame's own words, in three parts."""

    newest: Frame
    opening: tuple[str, ...]
    taking_up: tuple[str, ...]
    around: tuple[str, ...]


def _telling(happenings: Sequence[Happening], frame: Frame, scene: Scene) -> Telling | None:
    """How a frame is told, None where there is no happening yet."""
    if not happenings:
        return None
    newest = max((frame for happening in happenings for frame in happening.frames), key=_at)
    return Telling(newest, tuple(_opening(frame, scene)), tuple(_taking_up(frame, scene)), tuple(_around(frame, scene)))


def clues(
    happening: Happening, frame: Frame, scene: Scene, happenings: Sequence[Happening], ruled: Happening | None, telling: Telling | None = None
) -> Iterator[str]:  # fmt: skip
    """What speaks for and against a frame telling of a happening, by name."""
    telling = telling or _telling(happenings, frame, scene)
    assert telling is not None
    plain = [
        "one of several" if len(happenings) > 1 else "the only one",
        "by rule" if happening is ruled else "new by rule" if ruled is None else "another by rule",
        *_where_told(happening, frame, scene, happenings, telling),
        *_how_told(happening, frame, scene, telling),
        *_kinds(happening, frame),
        *_places(happening, frame, scene),
        *_days(happening, frame, scene),
        *_parties(happening, frame, scene),
        *_harms(happening, frame),
    ]
    yield from plain
    if len(happenings) > 1:
        yield from (f"one of several, {clue}" for clue in plain if clue in _BY_NUMBER)


def _where_told(happening: Happening, frame: Frame, scene: Scene, happenings: Sequence[Happening], telling: Telling) -> Iterator[str]:
    """How far apart they are told, and what was told in between."""
    last = max(happening.frames, key=_at)
    gap = frame.sentence - last.sentence
    between = scene.sentence(frame).passage.text[min(last.anchor.end, frame.anchor.start) : frame.anchor.start]
    yield f"{min(gap, 4)} sentences on" if gap < 5 else "5 sentences on or more"
    if "\n" in between:
        yield "another paragraph"
    if last == telling.newest:
        yield "told last"
    if happening is happenings[0]:
        yield "told first"
    if gap == 0:
        yield from _within(last, frame, between, scene)


def _at(frame: Frame) -> tuple[int, int]:
    """Where a frame is told."""
    return frame.anchor.start, frame.anchor.end


def _within(last: Frame, frame: Frame, between: str, scene: Scene) -> Iterator[str]:
    """How two frames of one sentence hang together."""
    if re.search(r",? and\b|;", between):
        yield "joined by and"
    if re.search(r"\b(?:after|before|when|while|as|following)\b", between):
        yield "joined by a time"
    if re.search(r"\b(?:that|which|who|whom|whose|where)\b", between):
        yield "in a relative clause"
    if last.nominal or frame.nominal:
        yield "a noun in one sentence"
    if frame.nominal and _BY_WHICH.fullmatch(between):
        yield "what it came of"
    if between.rstrip().endswith(",") and scene.text(frame).split()[0].lower().endswith("ing"):
        yield "what came of it"
    if last.harm_only or frame.harm_only:
        yield "harm in one sentence"


def _how_told(happening: Happening, frame: Frame, scene: Scene, telling: Telling) -> Iterator[str]:
    """Whether the words themselves go back, or open something."""
    yield from telling.opening
    told = scene.text(frame).lower()
    if any(scene.text(other).lower() == told for other in happening.frames):
        yield "the same word"
    yield from telling.taking_up
    if frame.guard.value != happening.lead.guard.value:
        yield f"{happening.lead.guard.value} then {frame.guard.value}"
    elif frame.guard.value != "none":
        yield f"both {frame.guard.value}"
    yield from telling.around


def _opening(frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether a frame's words open something, or tell only of what came of it."""
    sentence = scene.sentence(frame)
    opening = sentence.text(sentence.span.start, frame.anchor.end)
    first = not scene.first[frame.sentence] < frame.anchor
    if frame.nominal:
        yield "a noun"
    if frame.distinct:
        yield "another"
    if first and SEPARATE.match(opening):
        yield "separate"
    if first and _SHIFTED.search(opening):
        yield "at another time"
    if DIED.fullmatch(scene.text(frame)):
        yield "died"
    if frame.harm_only:
        yield "only harm"


def _taking_up(frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether a frame takes up its doer, and tells of several."""
    if scene.takes_up(frame):
        yield "its doer taken up"
    if frame.plural and frame.nominal:
        yield "several"


def _around(frame: Frame, scene: Scene) -> Iterator[str]:
    """What the words around a frame say of it."""
    sentence = scene.sentence(frame)
    opening = sentence.text(sentence.span.start, frame.anchor.end).lower()
    if any(cue in opening for cue in listed("response")):
        yield "in response"
    if (tense := _TENSE.match(scene.text(frame))) is not None:
        yield f"{tense[1].lower()} been"
    before = sentence.text(max(sentence.span.start, frame.anchor.start - 50), frame.anchor.start)
    if _SUPPOSED.search(before):
        yield "supposed"
    if _OTHERS.search(before):
        yield "others before it"
    first = not scene.first[frame.sentence] < frame.anchor
    if first and "\n" in sentence.passage.text[max(0, sentence.span.start - 2) : sentence.span.start]:
        yield "opens a paragraph"


def _kinds(happening: Happening, frame: Frame) -> Iterator[str]:
    """Whether the kinds go together."""
    relations = {kind.relation(frame.kind) for kind in happening.kinds}
    if frame.kind.name in GENERAL:
        yield f"of kind {frame.kind.name}"
    elif frame.kind.name == happening.kind.name:
        yield "the same kind"
    elif relations <= {Relation.CONFLICTS}:
        yield "kinds apart"
    elif Relation.CONFLICTS in relations:
        yield "kinds half apart"
    else:
        yield "kinds go together"


def _places(happening: Happening, frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether they are told in one place."""
    mine = scene.setting(frame).exact
    theirs = [place for other in happening.frames for place in scene.setting(other).exact]
    if not mine:
        return
    if any(place in theirs for place in mine):
        yield "the same place"
        return
    relations = {here.relation(there) for here in mine for there in theirs}
    if not theirs:
        yield "a place for the first time"
    elif relations <= {Relation.CONFLICTS}:
        yield "another place"
        apart = [km for here in mine for there in theirs if (km := here.distance_km(there)) is not None]
        if apart and min(apart) > _FAR_KM:
            yield "a place far off"
    elif relations & {Relation.SAME, Relation.REFINES, Relation.GENERALISES}:
        yield "a place within"
    else:
        yield "a place on no map" if all(place.lat is None for place in mine) else "perhaps another place"


def _days(happening: Happening, frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether they are told on one day."""
    heading = scene.heading(frame).days
    theirs = {day for other in happening.frames for day in scene.setting(other).days}
    days = scene.setting(frame).days | heading
    longer = [time.time for time in scene.setting(frame).times if time.time.anchored and time.time.span > 1 and time.time.days is not None]
    if longer:
        yield "a longer time"
        if theirs and not any(time.days[0] <= day[0] <= time.days[1] for time in longer for day in theirs if day and time.days):
            yield "a time that is over, or to come"
    if any(not time.time.anchored for time in scene.setting(frame).times):
        yield "so long before or after"
    if not days:
        return
    if not theirs:
        yield "a day for the first time"
    elif days & theirs:
        yield "the same day"
    else:
        yield "another day, at the head" if heading else "another day"
        if scene.setting(frame).exact:
            yield "another day, and a place"


def _parties(happening: Happening, frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether the same people act and are acted on, with the same things."""
    for name, roles in _PARTIES.items():
        mine = scene.told(frame, *roles)
        if not mine:
            continue
        theirs = {words for other in happening.frames for words in scene.told(other, *roles)}
        if theirs:
            same = mine & theirs or _heads(mine) & _heads(theirs) or known_actors(mine) & known_actors(theirs)
            yield f"the same {name}" if same else f"another {name}"


def _heads(names: set[str]) -> set[str]:
    """The last words of names, of one or of many."""
    return {words.split()[-1].rstrip("s") for words in names if words}


def _harms(happening: Happening, frame: Frame) -> Iterator[str]:
    """Whether what became of people agrees."""
    for outcome in ("killed", "injured"):
        mine = {(harm.count.low, harm.count.high) for harm in frame.harms if harm.outcome == outcome and not harm.part}
        theirs = {
            (harm.count.low, harm.count.high)
            for other in happening.frames
            for harm in other.harms
            if harm.outcome == outcome and not harm.part
        }
        if mine and theirs:
            yield f"as many {outcome}" if mine & theirs else f"others {outcome}"
        elif mine and not theirs:
            yield f"first {outcome}"
    if any(harm.toll for harm in frame.harms):
        yield "a toll"
