"""Which happening told before a frame tells of again, if any: what speaks for it and against it, weighed.

Each clue is a plain fact ('told in the next sentence', 'another day', 'the same place'); its weight in ``resources/retelling.toml`` was fitted on our
own annotated reports by ``training/retelling.py``. A happening is joined when its clues together outweigh a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deconflict.extract.frames import Frame, Guard
from deconflict.extract.happening import Happening
from deconflict.extract.home import GENERAL, known_actors
from deconflict.extract.scene import DIED, SEPARATE, Scene, SoFar, at, figures
from deconflict.extract.triggers import listed
from deconflict.extract.worded import Worded
from deconflict.resources import table
from deconflict.values import Kind, Relation

# For small letters, as are those of what is supposed, and of others.
_SHIFTED = Worded.by(
    "later earlier before after meanwhile shortly same next following previous",
    r"\b(?:(?:an?|one|two|three|four|five|six|several|some|few|\d+|half an?) )?(?:minutes?|hours?|days?|weeks?) (?:later|earlier|after|before)\b|\b(?:meanwhile|earlier|afterwards|before (?:they|it|he) (?:left|fled)|shortly (?:after|before)|soon after|later|the (?:same|next|following|previous) (?:day|night|morning|evening))\b",
)
# Clues that weigh otherwise where there are several happenings to go back to.
_BY_NUMBER = frozenset({
    "told last", "told first", "the same kind", "the same place", "the same doer", "the same target", "of kind violence", "of kind attack",
})  # fmt: skip
_PARTIES = ("doer", "target", "weapon")
_FAR_KM = 40
_RARER = 0.3
"""How much rarer (natural log of odds) a new happening is in news than in the reports that the weights were fitted on, of which many tell of several."""
_JOINED = re.compile(r",? and\b|;")
_THEN = re.compile(r"\b(?:after|before|when|while|as|following)\b")
_OF_WHOM = re.compile(r"\b(?:that|which|who|whom|whose|where)\b")
_BY_WHICH = re.compile(r"(?:\s+[\w'’-]+){0,3}?\s+(?:in|by|during|from)\s+(?:[\w'’-]+\s+){0,4}", re.I)
_TENSE = re.compile(r"(have|has|had)\b", re.I)
_SUPPOSED = re.compile(r"\b(?:if|unless|could|may|might|would|will|should|plan\w*|threat\w*|fear\w*|risk\w*)\b")
_OTHERS = re.compile(r"\b(?:another|other|second|third|similar|previous|earlier|further)\b")


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
    """What is the same for all happenings that a frame may go back to: the last frame told, the frame's own words, and their clues in three parts."""

    newest: Frame
    words: str
    opening: tuple[str, ...]
    taking_up: tuple[str, ...]
    around: tuple[str, ...]


def _telling(happenings: Sequence[Happening], frame: Frame, scene: Scene) -> Telling | None:
    """How a frame is told, None where there is no happening yet."""
    if not happenings:
        return None
    newest = max((scene.so_far(happening).last for happening in happenings), key=at)
    clues = (tuple(told(frame, scene)) for told in (_opening, _taking_up, _around))
    return Telling(newest, scene.text(frame).lower(), *clues)


def clues(
    happening: Happening, frame: Frame, scene: Scene, happenings: Sequence[Happening], ruled: Happening | None, telling: Telling | None = None
) -> Iterator[str]:  # fmt: skip
    """What speaks for and against a frame telling of a happening, by name."""
    telling = telling or _telling(happenings, frame, scene)
    assert telling is not None
    so_far = scene.so_far(happening)
    plain = [
        "one of several" if len(happenings) > 1 else "the only one",
        "by rule" if happening is ruled else "new by rule" if ruled is None else "another by rule",
        *_where_told(so_far, frame, scene, happening is happenings[0], telling),
        *_how_told(so_far, frame, telling),
        *_kinds(so_far, frame),
        *_places(so_far, frame, scene),
        *_days(so_far, frame, scene),
        *_parties(so_far, frame, scene),
        *_harms(so_far, frame),
    ]
    yield from plain
    if len(happenings) > 1:
        yield from (f"one of several, {clue}" for clue in plain if clue in _BY_NUMBER)


def _where_told(so_far: SoFar, frame: Frame, scene: Scene, first: bool, telling: Telling) -> Iterator[str]:
    """How far apart they are told, and what was told in between."""
    last = so_far.last
    gap = frame.sentence - last.sentence
    between = scene.sentence(frame).passage.text[min(last.anchor.end, frame.anchor.start) : frame.anchor.start]
    yield f"{min(gap, 4)} sentences on" if gap < 5 else "5 sentences on or more"
    if "\n" in between:
        yield "another paragraph"
    if last == telling.newest:
        yield "told last"
    if first:
        yield "told first"
    if gap == 0:
        yield from _within(last, frame, between, scene)


def _within(last: Frame, frame: Frame, between: str, scene: Scene) -> Iterator[str]:
    """How two frames of one sentence hang together."""
    if _JOINED.search(between):
        yield "joined by and"
    if _THEN.search(between):
        yield "joined by a time"
    if _OF_WHOM.search(between):
        yield "in a relative clause"
    if last.nominal or frame.nominal:
        yield "a noun in one sentence"
    if frame.nominal and _BY_WHICH.fullmatch(between):
        yield "what it came of"
    if between.rstrip().endswith(",") and scene.text(frame).split()[0].lower().endswith("ing"):
        yield "what came of it"
    if last.harm_only or frame.harm_only:
        yield "harm in one sentence"


def _how_told(so_far: SoFar, frame: Frame, telling: Telling) -> Iterator[str]:
    """Whether the words themselves go back, or open something."""
    yield from telling.opening
    if telling.words in so_far.words:
        yield "the same word"
    yield from telling.taking_up
    lead = so_far.happening.lead
    if frame.guard is not lead.guard:
        yield f"{lead.guard.value} then {frame.guard.value}"
    elif frame.guard is not Guard.NONE:
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
    if first and _SHIFTED.found_in(scene.small[sentence.span.start : frame.anchor.end]):
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
    before = scene.small[max(sentence.span.start, frame.anchor.start - 50) : frame.anchor.start]
    if _SUPPOSED.search(before):
        yield "supposed"
    if _OTHERS.search(before):
        yield "others before it"
    first = not scene.first[frame.sentence] < frame.anchor
    if first and "\n" in sentence.passage.text[max(0, sentence.span.start - 2) : sentence.span.start]:
        yield "opens a paragraph"


def _kinds(so_far: SoFar, frame: Frame) -> Iterator[str]:
    """Whether the kinds go together."""
    if frame.kind.name in GENERAL:
        yield f"of kind {frame.kind.name}"
        return
    if frame.kind.name == so_far.happening.kind.name:
        yield "the same kind"
        return
    relations = {kind.relation(frame.kind) for kind in so_far.kinds}
    if relations <= {Relation.CONFLICTS}:
        yield "kinds apart"
    elif Relation.CONFLICTS in relations:
        yield "kinds half apart"
    else:
        yield "kinds go together"


def _places(so_far: SoFar, frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether they are told in one place."""
    mine, theirs = scene.setting(frame).exact, so_far.exact
    if not mine:
        return
    if not theirs.isdisjoint(mine):
        yield "the same place"
        return
    relations = {here.relation(there) for here in mine for there in theirs}
    if not theirs:
        yield "a place for the first time"
    elif relations <= {Relation.CONFLICTS}:
        yield "another place"
        if scene.opens_with_place(frame):
            yield "another place, at the head"
        apart = [km for here in mine for there in theirs if (km := here.distance_km(there)) is not None]
        if apart and min(apart) > _FAR_KM:
            yield "a place far off"
    elif relations & {Relation.SAME, Relation.REFINES, Relation.GENERALISES}:
        yield "a place within"
    else:
        yield "a place on no map" if all(place.lat is None for place in mine) else "perhaps another place"


def _days(so_far: SoFar, frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether they are told on one day."""
    setting, heading, theirs = scene.setting(frame), scene.heading(frame).days, so_far.days
    days = setting.days | heading
    longer = [time.time.days for time in setting.times if time.time.span > 1 and time.time.days is not None]
    if longer:
        yield "a longer time"
        if theirs and not any(first <= day[0] <= last for first, last in longer for day in theirs if day):
            yield "a time that is over, or to come"
    if any(not time.time.anchored for time in setting.times):
        yield "so long before or after"
    if not days:
        return
    if not theirs:
        yield "a day for the first time"
    elif days & theirs:
        yield "the same day"
    else:
        yield "another day, at the head" if heading else "another day"
        if setting.exact:
            yield "another day, and a place"


def _parties(so_far: SoFar, frame: Frame, scene: Scene) -> Iterator[str]:
    """Whether the same people act and are acted on, with the same things."""
    told = scene.parties(frame)
    for name in _PARTIES if told else ():
        mine, theirs = told.get(name), so_far.parties.get(name)
        if mine and theirs:
            same = mine & theirs or _heads(mine) & _heads(theirs) or known_actors(mine) & known_actors(theirs)
            if same or name != "weapon" or _done_with(mine).isdisjoint(_done_with(theirs)):
                yield f"the same {name}" if same else f"another {name}"


def _done_with(weapons: set[str]) -> set[str]:
    """What is done with weapons of these names: "artillery fire" and "shells" may be one, a "knife" and "shells" are not."""
    words = {word.rstrip("s") for weapon in weapons for word in weapon.split()}
    return {kind.name for word in words if (kind := Kind.of_weapon(word)) is not None}


def _heads(names: set[str]) -> set[str]:
    """The last words of names, of one or of many."""
    return {words.split()[-1].rstrip("s") for words in names if words}


def _harms(so_far: SoFar, frame: Frame) -> Iterator[str]:
    """Whether what became of people agrees."""
    if not frame.harms:
        return
    told = figures(frame)
    for outcome in ("killed", "injured"):
        mine, theirs = told.get(outcome), so_far.harms.get(outcome)
        if mine and theirs:
            yield f"as many {outcome}" if mine & theirs else f"others {outcome}"
        elif mine:
            yield f"first {outcome}"
    if any(harm.toll for harm in frame.harms):
        yield "a toll"
