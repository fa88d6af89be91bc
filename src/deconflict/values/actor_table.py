"""The tables of known actors: names, kinds, parts and wholes, friends, homes, and what descriptions may mean."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from deconflict.resources import table
from deconflict.values.actor_names import KINDS, key, known_names


@cache
def _rows() -> dict[str, tuple[str, str]]:
    """Kind and name of every actor, states and their forces with the rest."""
    rows = {id: (kind.replace("_", " "), names[0]) for kind in KINDS for id, names in table("actors")[kind].items()}
    for iso, names in table("states")["states"].items():
        rows[f"state_{iso}"] = ("state", names[0])
        rows[f"force_{iso}"] = ("state force", f"{names[0]} armed forces")
        rows[f"police_{iso}"] = ("police", f"{names[0]} police")
    return rows


def kind_of(id: str) -> str:
    """The kind of an actor."""
    return _rows()[id][0]


def name_of(id: str) -> str:
    """The name that an actor is best known by."""
    return _rows()[id][1]


@cache
def _ids() -> dict[tuple[str, ...], str]:
    """Ids by the folded words of a name."""
    return {key(name): id for name, id in known_names().items()}


def id_of(name: str) -> str | None:
    """The id of the actor whose name these words are."""
    return _ids().get(key(name))


@cache
def wholes(id: str) -> tuple[str, ...]:
    """What an actor is part of, nearest first."""
    parent = table("actors")["part_of"].get(id)
    if parent is None and id.startswith(("force_", "police_")):
        parent = f"state_{id.split('_')[1]}"
    return () if parent is None else (parent, *wholes(parent))


@cache
def home_of(id: str) -> str | None:
    """The ISO code of the country where an actor is at home."""
    if id.startswith(("state_", "force_", "police_")):
        return id.split("_")[1]
    home = next((iso for iso, ids in table("actors")["country"].items() if id in ids), None)
    return home or next((found for whole in wholes(id)[:1] if (found := home_of(whole)) is not None), None)


@cache
def covered(description: str) -> frozenset[str]:
    """The kinds of actors that a description may mean."""
    return frozenset(table("actors")["descriptions"][description])


def described_by(id: str, description: str, home: str | None) -> bool:
    """Whether a description, of a country or none, may mean an actor."""
    return kind_of(id) in covered(description) and home in {None, home_of(id)}


@cache
def _friends(id: str) -> frozenset[str]:
    """Actors that may be named for this one, either way round."""
    allied = table("actors")["allied"]
    return frozenset(allied.get(id, ())) | {other for other, friends in allied.items() if id in friends}


def befriended(mine: Set[str], theirs: Set[str]) -> bool:
    """Whether one of some actors may be named for one of the others."""
    return any(_friends(id) & theirs for id in mine)
