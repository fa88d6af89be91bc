"""Two sides and whose dead are whose, as far as reports say: what UCDP and ACLED ask of every event."""

from __future__ import annotations

from dataclasses import dataclass

from deconflict.export.facts import CIVILIANS, FORCES, Facts, country_codes
from deconflict.values.actor import Actor
from deconflict.values.actor_table import home_of

_STATE = frozenset({"state", "state force", "police"})
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Sides:
    """Who fought whom in UCDP's order: the state first. ``type`` is UCDP's type of violence, None where the sides do not tell it."""

    a: str | None
    b: str | None
    type: int | None
    state_a: int | None = None
    state_b: int | None = None


@dataclass(frozen=True, slots=True)
class Deaths:
    """The dead by side; they add up to the best estimate."""

    a: int
    b: int
    civilians: int
    unknown: int


def sides_of(facts: Facts) -> Sides:
    """The sides of an incident: only actors that go by a name are sides."""
    actor, other = facts.actor, facts.opponent
    if actor is None:
        return Sides(None, None, None)
    if other is None:
        alone = _civilians_alone(facts)
        return Sides(_side(actor), "Civilians" if alone else None, ONE_SIDED if alone else None, _state(actor))
    first, second = (other, actor) if other.kind in _STATE and actor.kind not in _STATE else (actor, other)
    kind = STATE_BASED if first.kind in _STATE else NON_STATE
    return Sides(_side(first), _side(second), kind, _state(first), _state(second))


def _civilians_alone(facts: Facts) -> bool:
    """Whether civilians were killed, and no members of forces."""
    return bool((dead := facts.most_of("killed", CIVILIANS)) and dead.best) and not any(
        (toll := facts.most_of("killed", group)) and toll.best for group in (FORCES, "attackers")
    )


def _side(actor: Actor) -> str:
    """A side as UCDP writes it: a state as its government."""
    return f"Government of {actor.side}" if actor.kind in _STATE else actor.name


def _state(actor: Actor) -> int | None:
    """The Gleditsch-Ward number of a state's side."""
    return country_codes(home_of(actor.id))[2] if actor.kind in _STATE else None


def deaths_of(facts: Facts) -> Deaths | None:
    """The dead by side: groups that reports tell apart, the rest unknown; all unknown where the groups exceed the total."""
    total = facts.toll("killed")
    if total is None:
        return None
    civilians, forces, attackers = (
        toll.best if (toll := facts.most_of("killed", group)) else 0 for group in (CIVILIANS, FORCES, "attackers")
    )
    a, b = _shared(facts, forces, attackers)
    rest = total.best - civilians - a - b
    return Deaths(a, b, civilians, rest) if rest >= 0 else Deaths(0, 0, 0, total.best)


def _shared(facts: Facts, forces: int, attackers: int) -> tuple[int, int]:
    """The dead of state forces and of attackers by side, where it is plain which side is whose."""
    actor, other = facts.actor, facts.opponent
    if actor is None or not actor.known or actor.kind in _STATE:
        return 0, 0
    if other is not None and other.kind in _STATE:
        return forces, attackers
    return (attackers, 0) if other is None else (0, 0)
