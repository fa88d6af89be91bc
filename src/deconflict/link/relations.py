"""How incidents stand to each other: told as an answer, as background, as a part of a whole, or as one of a series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deconflict.model import Link, Mention, Reading

Placed = tuple[str, Reading, Mention, bool]
"""The incident, the reading, the mention in it, and whether that is the reading's main one."""


def relations_of(told: Sequence[Placed]) -> Mapping[str, tuple[Link, ...]]:
    """The relations of incidents, as reports that tell of both put them; sorted, each once."""
    links: dict[str, set[Link]] = {}
    by_report: dict[str, list[Placed]] = {}
    for item in told:
        by_report.setdefault(item[1].report.id, []).append(item)
    for items in by_report.values():
        main = next((item for item in items if item[3]), None)
        for item in items:
            relation = _relation(main, item) if main is not None and item[0] != main[0] else None
            if main is not None and relation is not None:
                links.setdefault(main[0], set()).add(Link(item[0], relation))
    return {incident: tuple(sorted(held, key=lambda link: (link.incident, link.relation))) for incident, held in links.items()}


def _relation(main: Placed, other: Placed) -> str | None:
    """How a report's main incident stands to another that it tells of."""
    if other[2].background:
        return "background"
    return "response_to" if _answers(main[2], other[2]) else None


def _answers(mention: Mention, other: Mention) -> bool:
    """Whether a mention is told as an answer to another: the words for what it answers hold words of the other."""
    told = [other.anchor, *(claim.span for claim in other.claims)]
    return any(claim.attribute == "trigger" and any(claim.span.holds(span) for span in told) for claim in mention.claims)
