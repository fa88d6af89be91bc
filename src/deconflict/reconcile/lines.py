"""How many lines of reporting stand behind some claims: copies count once, and so do outlets that cite one outlet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deconflict.model import Claim, Lineage, SourceKind


def line_of_report(lineages: Sequence[Lineage]) -> dict[str, str]:
    """The lineage of each report."""
    return {report: lineage.id for lineage in lineages for report in lineage.reports}


def lines_behind(claims: Sequence[Claim], line_of: Mapping[str, str]) -> int:
    """The number of origins of some claims: lineages, those that cite one and the same outlet taken as one."""
    lines = {line_of.get(claim.span.report, claim.span.report) for claim in claims}
    if len(lines) == 1:
        return 1
    origin: dict[str, str] = {}
    for claim in claims:
        line = line_of.get(claim.span.report, claim.span.report)
        root = _root(claim)
        if root is not None:
            _join(origin, line, f"outlet {root}")
        else:
            origin.setdefault(line, line)
    return len({_find(origin, line) for line in lines})


def _root(claim: Claim) -> str | None:
    """The outlet that a claim is put down to in the end."""
    last = claim.attribution[-1] if claim.attribution else None
    return last.speaker.casefold() if last is not None and last.kind is SourceKind.OUTLET and last.speaker else None


def _find(origin: dict[str, str], node: str) -> str:
    """The root of a node in a forest of joined origins."""
    while origin.setdefault(node, node) != node:
        node = origin[node]
    return node


def _join(origin: dict[str, str], first: str, second: str) -> None:
    """Take two origins as one."""
    a, b = sorted((_find(origin, first), _find(origin, second)))
    origin[b] = a
