"""The happening that the usual ways of telling put a frame to: the same sentence, the same place or doer, else the last one whose kind allows it."""

from __future__ import annotations

from collections.abc import Sequence

from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.scene import DIED, SEPARATE, Scene, Setting, at
from deconflict.model import PlaceMention
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.place import Precision

_EXACT = frozenset({Precision.TOWN, Precision.SITE, Precision.NEAR, Precision.UNKNOWN})
# Kinds that any happening may be told as.
GENERAL = frozenset({"violence", "attack", "killing"})


def home_by_rule(current: Sequence[Happening], frame: Frame, scene: Scene, previous: Frame | None) -> Happening | None:
    """The happening of this report that a frame belongs to by rule; None for a new one. ``previous`` is the frame before it in its sentence."""
    if not current:
        return None
    sentence = scene.sentence(frame)
    if previous is None and not frame.definite and SEPARATE.match(sentence.text(sentence.span.start, frame.anchor.end)):
        return None
    beside = next((happening for happening in current if previous in happening.frames), None) if previous is not None else None
    if beside is not None and not (frame.distinct and frame.nominal):
        return beside
    if frame.distinct and frame.nominal and not frame.harms:
        return None
    return _best(current, frame, scene)


def _best(current: Sequence[Happening], frame: Frame, scene: Scene) -> Happening | None:
    """The happening whose place or doer a frame names, else the last one told of, else none when day or place exclude it."""
    last = max(current, key=lambda happening: at(happening.frames[-1]))
    setting = scene.setting(frame)
    home = _of_doer(current, last, frame, scene) or _of_place(current, setting, scene)
    if home is not None:
        return home
    candidates = (happening for happening in [last, *reversed(current)] if kinds_go(happening, frame))
    if not frame.definite and setting.days and any(place.place.precision in _EXACT for place in setting.places):
        return next((happening for happening in candidates if _shares(happening, setting, scene)), None)
    if _on_another_day(frame, last, scene):
        return None
    if frame.definite or not setting.places or scene.takes_up(frame) or DIED.fullmatch(scene.text(frame)):
        return next(candidates, last if frame.definite or frame.kind.name in GENERAL else None)
    return next((happening for happening in candidates if not _excluded(happening, setting, scene)), None)


def _on_another_day(frame: Frame, last: Happening, scene: Scene) -> bool:
    """Whether a deed is told under a day that heads its sentence, and what was told before has others: 'On Wednesday, 20 people were killed in strikes'."""
    if frame.definite or frame.kind.name in {"violence", "attack"} or DIED.fullmatch(scene.text(frame)):
        return False
    heading = scene.heading(frame).days
    return bool(heading) and bool(theirs := scene.around(last).days) and not heading & theirs


def _shares(happening: Happening, setting: Setting, scene: Scene) -> bool:
    """Whether a happening is told with a day or an exact place of a setting, or with no day at all."""
    around = scene.around(happening)
    exact = tuple(place for place in setting.places if place.place.precision in _EXACT)
    return not around.days or bool(around.days & setting.days) or together(exact, around.places)


def _of_doer(current: Sequence[Happening], last: Happening, frame: Frame, scene: Scene) -> Happening | None:
    """The happening put down to the known actor that a frame names, when the last one told of is put down to others."""
    mine = known_actors(scene.parties(frame).get("doer", set()))
    if not mine or mine & _doers(last, scene):
        return None
    return next((happening for happening in reversed(current) if mine & _doers(happening, scene) and kinds_go(happening, frame)), None)


def _doers(happening: Happening, scene: Scene) -> set[Actor]:
    """The known actors to whom a happening is put down."""
    return known_actors(scene.so_far(happening).parties.get("doer", set()))


def known_actors(names: set[str]) -> set[Actor]:
    """The known actors among names."""
    return {actor for actor in map(Actor.parse, names) if actor.known}


def _of_place(current: Sequence[Happening], setting: Setting, scene: Scene) -> Happening | None:
    """The happening whose sentences name a place of a setting that is more exact than a region."""
    mine = {place.place for place in setting.places}
    if not mine:
        return None
    return next((happening for happening in reversed(current) if mine & set(scene.around(happening).exact)), None)


def together(here: Sequence[PlaceMention], there: Sequence[PlaceMention]) -> bool:
    """Whether some of two sets of places may be one."""
    fits = {Relation.SAME, Relation.REFINES, Relation.GENERALISES}
    return any(mine.place.relation(theirs.place) in fits for mine in here for theirs in there)


def _excluded(happening: Happening, setting: Setting, scene: Scene) -> bool:
    """Whether every place of a frame conflicts with every place of a happening."""
    theirs = [place.place for place in scene.around(happening).places]
    mine = [place.place for place in setting.places if place.place.precision is not Precision.COUNTRY]
    return bool(theirs) and bool(mine) and all(here.relation(there) is Relation.CONFLICTS for here in mine for there in theirs)


def kinds_go(happening: Happening, frame: Frame) -> bool:
    """Whether a frame's kind can be that of a happening."""
    return any(other.kind.relation(frame.kind) is not Relation.CONFLICTS for other in happening.frames)
