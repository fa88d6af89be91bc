"""Mentions to incidents: the likeliest pairs join first, groups by their mean, and what excludes each other never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from deconflict.link.compare import excluded, features, probability
from deconflict.link.profile import Profile
from deconflict.resources import table

_TERMS = 14
_HOLDERS = 400


def candidates(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: they share a telling word, a name or an exact place, and were published within the window or share a name."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        strongest = sorted(profile.terms.items(), key=lambda item: (-item[1], item[0]))[:_TERMS]
        for key in (
            {word for word, _ in strongest}
            | {f"name {name}" for name in profile.names}
            | {f"place {place.name}" for place in profile.places}
        ):
            holders[key].append(index)
    seen: set[tuple[int, int]] = set()
    for _, indices in sorted(holders.items()):
        if len(indices) <= _HOLDERS:
            seen.update(combinations(indices, 2))
    for a, b in sorted(seen):
        if profiles[a].report != profiles[b].report and _in_time(profiles[a], profiles[b]):
            yield a, b


def _in_time(a: Profile, b: Profile) -> bool:
    """Whether two reports are near enough in time, or share a name."""
    if a.published is None or b.published is None or a.names & b.names:
        return True
    return abs((a.published - b.published).days) <= int(table("linking")["cluster"]["window"])


def score_pairs(profiles: Sequence[Profile], line_of: Mapping[str, str]) -> dict[tuple[int, int], float]:
    """The probability of each candidate pair; pairs that exclude each other get minus one."""
    scores: dict[tuple[int, int], float] = {}
    for a, b in candidates(profiles):
        same = line_of.get(profiles[a].report) == line_of.get(profiles[b].report)
        scores[a, b] = -1.0 if excluded(profiles[a], profiles[b]) else probability(features(profiles[a], profiles[b], same))
    return scores


def cluster(profiles: Sequence[Profile], scores: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Groups of mentions that tell of one happening, by average linkage from the likeliest pair down."""
    limits = table("linking")["cluster"]
    group_of = list(range(len(profiles)))
    members: dict[int, list[int]] = {index: [index] for index in range(len(profiles))}
    for (a, b), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < limits["least"]:
            break
        first, second = group_of[a], group_of[b]
        if first == second or not _may_join(members[first], members[second], profiles, scores, limits):
            continue
        keep, gone = min(first, second), max(first, second)
        for index in members.pop(gone):
            group_of[index] = keep
            members[keep].append(index)
    return [sorted(group) for _, group in sorted(members.items())]


def _may_join(
    first: Sequence[int],
    second: Sequence[int],
    profiles: Sequence[Profile],
    scores: Mapping[tuple[int, int], float],
    limits: Mapping[str, float],
) -> bool:
    """Whether two groups have no two mentions of one report, nothing that excludes, and a mean that is high enough."""
    if {profiles[index].report for index in first} & {profiles[index].report for index in second}:
        return False
    values = [scores.get((min(a, b), max(a, b)), limits["unseen"]) for a in first for b in second]
    return min(values) >= 0 and sum(values) / len(values) >= limits["least"]
