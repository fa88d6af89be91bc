"""Role fillers of a mention: who and what the encoder sees in a role, the numbers of the harmed, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deconflict.extract.claims import Found, sentences_of
from deconflict.extract.fillers import RoleFiller, plain
from deconflict.extract.frames import Harm
from deconflict.extract.happening import Happening
from deconflict.model import Argument


def arguments_of(found: Found, happening: Happening, fillers: Sequence[RoleFiller]) -> tuple[Argument, ...]:
    """The arguments of a happening in order, each span and role once; ``fillers`` are those that belong to it."""
    arguments = [
        *(argument for filler in fillers for argument in _of_filler(found, filler)),
        *(argument for frame in happening.frames for harm in frame.harms for argument in _of_harm(found, harm)),
        *_places(found, happening), *_times(found, happening),
    ]  # fmt: skip
    return tuple(sorted(dict.fromkeys(arguments), key=lambda argument: (argument.span, argument.role)))


def share_out(found: Found, happenings: Sequence[Happening], fillers: Sequence[RoleFiller]) -> list[list[RoleFiller]]:
    """The fillers of each happening: one goes where most of its mentions stand nearest to an anchor; background comes last."""
    shares: list[list[RoleFiller]] = [[] for _ in happenings]
    for filler in fillers if happenings else ():
        votes = [_nearest(found, happenings, mention.span.start) for mention in filler.mentions]
        shares[max(sorted(set(votes)), key=votes.count)].append(filler)
    return shares


def _nearest(found: Found, happenings: Sequence[Happening], at: int) -> int:
    """The happening with the nearest anchor in the same sentence, else the nearest one that is no background."""
    inside = next((sentence.span for sentence in found.sentences if sentence.span.start <= at < sentence.span.end), None)

    def distance(number: int) -> tuple[bool, bool, int]:
        anchors = [frame.anchor for frame in happenings[number].frames]
        here = any(inside is not None and inside.holds(anchor) for anchor in anchors)
        return not here, happenings[number].background, min(abs(anchor.start - at) for anchor in anchors)

    return min(range(len(happenings)), key=distance)


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
        for place in found.places:
            if sentence.span.holds(place.span):
                yield Argument("place", place.span, place.text, name=place.place.name, entity=f"place {place.place.show()}", named=True)


def _times(found: Found, happening: Happening) -> Iterator[Argument]:
    """When, by the time expressions of the happening's sentences."""
    for sentence in sentences_of(found, happening):
        for time in found.times:
            if sentence.span.holds(time.span):
                yield Argument("time", time.span, time.text, entity=f"time {time.text.lower()}")
