"""What the sources make of an attribute: agreed, refined, updated, contested, or told by one alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product

from deconflict.link.lineage import before
from deconflict.model import Claim, Modality, Position, Status
from deconflict.reconcile.blame import blame_each_other
from deconflict.reconcile.certainty import NEVER, Certainty
from deconflict.reconcile.standing import Standing
from deconflict.values import Relation
from deconflict.values.count import Count

_FIRM = frozenset({Modality.ASSERTED, Modality.REPORTED, Modality.ALLEGED})
_MORE_EXACT = frozenset({Relation.REFINES, Relation.GENERALISES})
_CUMULATIVE = frozenset({"killed", "injured", "missing", "captured", "displaced"})


def status_of(name: str, positions: Sequence[Position], published: Mapping[str, date | None], standing: Standing | None = None) -> Status:
    """The status of an attribute with these positions; ``published`` gives each report's day, or moment where the hour is known.

    ``standing`` is that of the values of their claims.
    """
    stand = standing or Standing(claim for position in positions for claim in position.claims)
    conflicts = list(_conflicts(name, positions, stand))
    if name == "actor" and not conflicts:
        conflicts = [pair for pair in blame_each_other(positions) if _firm(name, *pair)]
    if conflicts:
        updates = [pair for pair in conflicts if _updates(name, *pair, positions, published)]
        return Status.UPDATED if len(updates) == len(conflicts) else Status.CONTESTED
    shared = [position for position in positions if len(position.reports) > 1]
    if not shared:
        return Status.SOLE
    return Status.REFINED if stand.any(*_MORE_EXACT) and any(_refines(position, stand) for position in shared) else Status.AGREED


def _conflicts(name: str, positions: Sequence[Position], stand: Standing) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims in different positions that cannot both be right, where that is certain enough to be said."""
    if len(positions) < 2 or name in NEVER or not stand.any(Relation.CONFLICTS):
        return
    certainty = Certainty(name, positions, stand)
    for here, there in combinations(positions, 2):
        for a, b in product(here.claims, there.claims):
            if stand.between(a, b) is Relation.CONFLICTS and _firm(name, a, b) and certainty.certain(a, b):
                yield a, b


def _firm(name: str, a: Claim, b: Claim) -> bool:
    """Whether both claims are put firmly enough to contradict; a denial contradicts only where it is the matter itself."""
    allowed = _FIRM | {Modality.DENIED} if name == "responsibility" else _FIRM
    return a.modality in allowed and b.modality in allowed


def _updates(name: str, a: Claim, b: Claim, positions: Sequence[Position], published: Mapping[str, date | None]) -> bool:
    """Whether the later of two figures only brings the earlier up to date: a toll that has grown since, or a correction that takes the earlier back."""
    if name not in _CUMULATIVE or not isinstance(a.value, Count) or not isinstance(b.value, Count):
        return False
    first, second = published.get(a.span.report), published.get(b.span.report)
    if not (before(first, second) or before(second, first)):
        return False
    early, late = (a, b) if before(first, second) else (b, a)
    grown = isinstance(early.value, Count) and isinstance(late.value, Count) and late.value.low >= early.value.low
    return (grown and not _denied_by_another(early, late)) or _takes_back(late.span.report, early, positions)


def _denied_by_another(early: Claim, late: Claim) -> bool:
    """Whether one source said that nobody was harmed and another, later, that some were: that is no toll which has grown."""
    speakers = [{item.speaker for item in claim.attribution if item.speaker is not None} for claim in (early, late)]
    return isinstance(early.value, Count) and early.value.high == 0 and all(speakers) and not speakers[0] & speakers[1]


def _takes_back(report: str, early: Claim, positions: Sequence[Position]) -> bool:
    """Whether a report denies the figure that an earlier one gave."""
    denied = (
        claim.value
        for position in positions
        for claim in position.claims
        if claim.span.report == report and claim.modality is Modality.DENIED
    )
    return any(value.relation(early.value) in {Relation.SAME, *_MORE_EXACT} for value in denied)


def _refines(position: Position, stand: Standing) -> bool:
    """Whether a claim of one report says more exactly what another report says."""
    return any(a.span.report != b.span.report and stand.between(a, b) in _MORE_EXACT for a, b in combinations(position.claims, 2))
