"""A provisional grade of an incident in Airwars' terms, with the reasons; only a person can sign it off.

Source of the terms: the grading of civilian harm that Airwars publishes (confirmed, fair, weak, contested, discounted).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deconflict.model import Attribute, Grade, Incident, Modality, Position, Status
from deconflict.values.count import Count
from deconflict.values.people import wholes

_COMBATANTS = frozenset({"attackers", "soldiers", "army officers", "security forces"})


def grade_of(incident: Incident, attributes: Sequence[Attribute], line_of: Mapping[str, str]) -> Grade:
    """The grade that the sources support: responsibility accepted, competing claims of it, only combatants harmed, several origins, or one."""
    accepted, denied = _responsibility(attributes)
    rivals = _rivals(attributes)
    if accepted and not rivals and not denied & accepted:
        return Grade("confirmed", tuple(f"{side} accepted responsibility" for side in sorted(accepted)))
    if rivals:
        return Grade("contested", (f"sources name other parties: {', '.join(rivals)}",))
    if denied:
        return Grade("contested", tuple(f"{side} denied responsibility" for side in sorted(denied)))
    fighters = _only_combatants(attributes)
    if fighters:
        return Grade("discounted", (f"the only people told to be harmed are combatants: {', '.join(fighters)}",))
    reports = len(incident.reports)
    if incident.lines > 1:
        return Grade("fair", (f"told by {incident.lines} independent origins in {reports} reports",))
    return Grade("weak", (f"told by a single origin{f' in {reports} reports' if reports > 1 else ''}",))


def _responsibility(attributes: Sequence[Attribute]) -> tuple[set[str], set[str]]:
    """The sides that are told to have accepted responsibility, and those told to have denied it."""
    accepted: set[str] = set()
    denied: set[str] = set()
    for attribute in attributes:
        if attribute.name == "responsibility" and attribute.group:
            for position in attribute.positions:
                (denied if _denies(position) else accepted).add(attribute.group)
    return accepted, denied


def _denies(position: Position) -> bool:
    """Whether a position on responsibility is a denial."""
    words = position.text.lower()
    return words.startswith(("not ", "deny", "denied", "reject")) or all(claim.modality is Modality.DENIED for claim in position.claims)


def _rivals(attributes: Sequence[Attribute]) -> list[str]:
    """The parties to whom the deed is put, where sources contradict each other on that."""
    contested = [attribute for attribute in attributes if attribute.name == "actor" and attribute.status is Status.CONTESTED]
    return [position.text for attribute in contested for position in attribute.positions]


def _only_combatants(attributes: Sequence[Attribute]) -> list[str]:
    """The groups harmed, where all of them are combatants and no total goes beyond them."""
    harmed = [attribute for attribute in attributes if attribute.name in {"killed", "injured"}]
    groups = {attribute.group for attribute in harmed if attribute.group}
    fighters = {group for group in groups if _COMBATANTS & {group, *wholes(group)}}
    told = {
        attribute.name: sum(_best(other) for other in harmed if other.name == attribute.name and other.group in fighters)
        for attribute in harmed
    }
    beyond = any(attribute.group is None and _best(attribute) > told[attribute.name] for attribute in harmed)
    return sorted(fighters) if fighters and fighters == groups and not beyond else []


def _best(attribute: Attribute) -> int:
    """The best figure of a count."""
    return (
        attribute.best
        if isinstance(attribute.best, int)
        else max((p.value.best for p in attribute.positions if isinstance(p.value, Count)), default=0)
    )
