"""Role fillers of a mention: who and what the encoder sees in a role, the numbers of the harmed, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deconflict.extract.claims import Found, sentences_of
from deconflict.extract.fillers import RoleFiller, plain
from deconflict.extract.frames import Harm
from deconflict.extract.happening import Happening
from deconflict.model import Argument, Span


def arguments_of(found: Found, happening: Happening, fillers: Sequence[RoleFiller]) -> tuple[Argument, ...]:
    """The arguments of a happening in order, each span and role once; ``fillers`` are those that belong to it."""
    arguments = [
        *(argument for filler in fillers for argument in _of_filler(found, filler)),
        *(argument for frame in happening.frames for harm in frame.harms for argument in _of_harm(found, harm)),
        *_places(found, happening), *_times(found, happening),
    ]  # fmt: skip
    return tuple(sorted(dict.fromkeys(arguments), key=lambda argument: (argument.span.start, argument.span.end, argument.role)))


def share_out(found: Found, happenings: Sequence[Happening], fillers: Sequence[RoleFiller]) -> list[list[RoleFiller]]:
    """The fillers of each happening: one goes where most of its mentions stand nearest to an anchor; background comes last."""
    if len(happenings) == 1:
        return [list(fillers)]
    shares: list[list[RoleFiller]] = [[] for _ in happenings]
    told = [_Told(happening) for happening in happenings]
    for filler in fillers if happenings else ():
        votes = [_nearest(found, told, mention.span.start) for mention in filler.mentions]
        shares[max(sorted(set(votes)), key=votes.count)].append(filler)
    return shares


class _Told:
    """Where a happening is told: where its anchors begin, and between what offsets each stands."""

    def __init__(self, happening: Happening) -> None:
        self.background = happening.background
        self.anchors = [(frame.anchor.start, frame.anchor.end) for frame in happening.frames]

    def distance(self, at: int, inside: Span | None) -> tuple[bool, bool, int]:
        """How far an offset in a sentence lies from it: first whether in another sentence, then whether it is background."""
        here = inside is not None and any(inside.start <= start and end <= inside.end for start, end in self.anchors)
        return not here, self.background, min(abs(start - at) for start, _ in self.anchors)


def _nearest(found: Found, told: Sequence[_Told], at: int) -> int:
    """The happening with the nearest anchor in the same sentence, else the nearest one that is no background."""
    sentence = found.sentence_of(found.passage.span(at, at + 1))
    inside = sentence.span if sentence is not None else None
    return min(range(len(told)), key=lambda number: told[number].distance(at, inside))


def _of_filler(found: Found, filler: RoleFiller) -> Iterator[Argument]:
    """A filler's mentions, each with the fullest name; coreferent ones under one entity."""
    for mention in filler.mentions:
        text = found.passage.quote(mention.span)
        named = filler.role in {"victim", "organisation"} or any(word[0].isupper() for word in filler.name.split())
        yield Argument(filler.role, mention.span, text, name=filler.name, entity=f"{filler.role} {plain(filler.name)}", named=named)


def _of_harm(found: Found, harm: Harm) -> Iterator[Argument]:
    """The number of the killed and injured."""
    if harm.outcome in {"killed", "injured"}:
        yield Argument(harm.outcome, harm.people, found.passage.quote(harm.people), count=harm.count)


def _places(found: Found, happening: Happening) -> Iterator[Argument]:
    """Where, by the toponyms of the happening's sentences."""
    for sentence in sentences_of(found, happening):
        for place in found.places_in(sentence):
            yield Argument("place", place.span, place.text, name=place.place.name, entity=f"place {place.place.show()}", named=True)


def _times(found: Found, happening: Happening) -> Iterator[Argument]:
    """When, by the time expressions of the happening's sentences."""
    for sentence in sentences_of(found, happening):
        for time in found.times_in(sentence):
            yield Argument("time", time.span, time.text, entity=f"time {time.text.lower()}")
