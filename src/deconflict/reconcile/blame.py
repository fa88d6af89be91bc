"""Mutual blame: each of two sides names the other as the doer, so not both can be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from deconflict.model import Claim, Modality, Position
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.actor_words import described

_ONE = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES})


def blame_each_other(positions: Sequence[Position]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims on who did it of which each is the word of the side that the other names, and at least one an accusation.

    What an outlet itself tells of two sides is left aside: in a clash both are doers.
    """
    for here, there in combinations(positions, 2):
        for a, b in product(here.claims, there.claims):
            if Modality.ALLEGED in (a.modality, b.modality) and _says(a, b) and _says(b, a) and not _says(a, a) and not _says(b, b):
                yield a, b


def _says(told: Claim, side: Claim) -> bool:
    """Whether the side that one claim names is cited for another: by its name, or by what the words call it ('the rebel Front')."""
    names = [side.value] if isinstance(side.value, Actor) and (side.value.known or side.value.kind == "description") else []
    word = described(side.quote)
    if word is not None:
        names.append(Actor.parse(word[0]))
    speakers = [Actor.parse(item.speaker) for item in told.attribution if item.speaker is not None]
    return any(speaker.relation(name) in _ONE for speaker in speakers for name in names)
