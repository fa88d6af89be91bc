"""Which of the numbers that a report tells is its toll: the encoder's view of the whole beginning chooses among what the words say.

The network never gives a number of its own: it only weighs numbers, and sums of people told one by one, that stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

from deconflict.extract.claims import Found
from deconflict.extract.encoder import Floats, Tagging
from deconflict.extract.people import place_in_a_row
from deconflict.extract.tagged import tagged
from deconflict.model import Claim, Mention, Part, Passage, Span
from deconflict.values.count import Count, Scope
from deconflict.values.count_words import parse_count

_STAYS, _STAYS_TOLD = 1.0, 3.0
"""How much likelier (natural log) another number has to be than the one that the words put forward: where that is none or a single
person, who may be one of several told one by one, and where it is a number of people. Chosen on held-out reports of the gun violence corpus."""
_LESS = 2.0
"""The same towards those who were hit less the dead among them: of 'four people were shot, one fatally' three were hurt."""
_HIT = re.compile(r"\b(?:shot|stabbed|hit|struck|shooting|shoots?)\b", re.I)
"""Words that tell who was hit, whether they lived or died."""
_OPEN = 4
"""Among about how many numbers the probability of the last class is shared."""
_PART = "a part"


@dataclass(frozen=True, slots=True)
class _Choice:
    """A number that the text may mean as its toll, with the claims that carry it."""

    number: int
    claims: tuple[Claim, ...]
    told: bool
    less: bool = False
    """Whether the dead are taken off the number that the claims carry."""


def tagged_harms(found: Found, tagging: Tagging) -> tuple[Claim, ...]:
    """People whom the encoder sees as killed or injured, with their number: claims that may be the toll and are dropped if they are not."""
    claims = []
    for item in tagged(tagging, "harm", tagging.heads.decisions["harm boost"]):
        phrase = parse_count(tagging.passage.quote(item.span)) if item.label in tagging.heads.tolls else None
        if phrase is not None:
            claims.append(found.claim(item.label, replace(phrase.count, of=None), item.span, _PART))
    return tuple(claims)


def settle_tolls(mentions: Sequence[Mention], tagging: Tagging, harms: Sequence[Claim], old: Sequence[Span] = ()) -> tuple[Mention, ...]:
    """The mentions, with the totals of the first happening that is no background settled; what is no total stands beside it as a part.

    Where one is told as the third or the seventh, that is the toll. ``harms`` are further numbers that the passage tells (``tagged_harms``), ``old`` words that the report takes back: no number in them is its toll.
    """
    at = next((number for number, mention in enumerate(mentions) if not mention.background), None)
    if at is None:
        return tuple(mentions)
    main, standing = mentions[at], [claim for claim in harms if not _holds(old, claim)]
    for outcome in tagging.heads.tolls:
        if any(claim.attribute == outcome and _in_a_row(tagging.passage, claim) for claim in main.claims):
            continue
        dead = _dead(main.claims) if outcome == "injured" else 0
        main = replace(main, claims=_settled(main.claims, standing, outcome, tagging.toll(outcome), old, dead))
    return (*mentions[:at], main, *mentions[at + 1 :])


def _in_a_row(passage: Passage, claim: Claim) -> bool:
    """Whether a total is told as the place of the last of them in a row: 'a seventh marine has died'."""
    place = place_in_a_row(passage, claim.span)
    return place is not None and claim.group is None and isinstance(claim.value, Count) and claim.value.low == place[0]


def _dead(claims: Sequence[Claim]) -> int:
    """The largest number of dead that claims put forward as the total."""
    told = (claim.value for claim in claims if claim.attribute == "killed" and claim.group is None)
    return max((count.best for count in told if isinstance(count, Count)), default=0)


def _settled(
    claims: Sequence[Claim], harms: Sequence[Claim], outcome: str, chances: Floats, old: Sequence[Span], dead: int
) -> tuple[Claim, ...]:
    """The claims with those of one outcome told apart anew, if another toll than theirs is much likelier."""
    mine = [claim for claim in claims if claim.attribute == outcome]
    more = [claim for claim in harms if claim.attribute == outcome and not any(claim.span.meets(other.span) for other in mine)]
    told = [claim for claim in (*mine, *more) if not _holds(old, claim)]
    counted = [(claim, claim.value) for claim in told if isinstance(claim.value, Count)]
    choices = [*_choices(counted), *_less(counted, dead)]
    best = max(
        choices,
        key=lambda choice: (
            _log(chances, choice.number) + choice.told * (_STAYS_TOLD if choice.number > 1 else _STAYS) + choice.less * _LESS
        ),
    )
    if best.told:
        return tuple(claims)
    totals = [claim for claim, _ in counted if claim.group is None]
    kept = [claim for claim in claims if not (best.less and claim in best.claims)]
    apart = [_as_part(claim) if claim in totals and claim not in best.claims else claim for claim in kept]
    named = [replace(claim, group=None) for claim in best.claims if claim.group is not None or claim in more]
    if len(best.claims) > 1 or best.less:
        named = [_sum(best.claims, best.number)]
    return tuple(sorted(dict.fromkeys([*apart, *named]), key=lambda claim: (claim.span, claim.attribute, claim.group or "")))


def _holds(old: Sequence[Span], claim: Claim) -> bool:
    """Whether a claim stands in words that are taken back."""
    return any(span.holds(claim.span) for span in old)


def _choices(counted: Sequence[tuple[Claim, Count]]) -> Iterator[_Choice]:
    """The numbers that could be the toll: what is told as the total, any other number told, people told one by one together, and none."""
    total = max((count.best for claim, count in counted if claim.group is None), default=0)
    yield _Choice(total, tuple(claim for claim, count in counted if claim.group is None and count.best == total), told=True)
    if total:
        yield _Choice(0, (), told=False)
    for number in dict.fromkeys(
        count.best for claim, count in counted if count.best not in {0, total} and count.scope is not Scope.RUNNING
    ):
        yield _Choice(number, tuple(claim for claim, count in counted if count.best == number), told=False)
    apart = list(_one_by_one(counted))
    together = sum(count.best for _, count in apart)
    if len(apart) > 1 and together != total:
        yield _Choice(together, tuple(claim for claim, _ in apart), told=False)


def _less(counted: Sequence[tuple[Claim, Count]], dead: int) -> Iterator[_Choice]:
    """Those who were hit without the dead among them: three of 'four people were shot, one fatally'."""
    for claim, count in counted:
        if 0 < dead <= count.best and count.low == count.high and _HIT.search(claim.quote):
            yield _Choice(count.best - dead, (claim,), told=False, less=True)


def _one_by_one(counted: Sequence[tuple[Claim, Count]]) -> Iterator[tuple[Claim, Count]]:
    """The people that the text tells apart from each other: each words once."""
    last = None
    for claim, count in sorted(counted, key=lambda item: item[0].span):
        if count.best and claim.span.part is Part.TEXT and (last is None or not claim.span.meets(last)):
            last = claim.span
            yield claim, count


def _log(chances: Floats, number: int) -> float:
    """The log probability of a number; the last one stands for all from it on, of which any one is less likely."""
    shared = _OPEN if number >= len(chances) - 1 else 1
    return log(max(float(chances[min(number, len(chances) - 1)]) / shared, 1e-6))


def _as_part(claim: Claim) -> Claim:
    """A total that turned out to be none."""
    count = claim.value
    return replace(claim, value=replace(count, scope=Scope.PART), group=_PART) if isinstance(count, Count) else claim


def _sum(claims: Sequence[Claim], number: int) -> Claim:
    """People told one by one as a sum of ours; the words are those of the first, which the others follow."""
    return replace(claims[0], value=Count(number, number, scope=Scope.SUM), group=None)
