"""Groups of people by the nouns that name them, and which group lies in which."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from deconflict.resources import table


@lru_cache(1 << 11)
def people_group(noun: str) -> str | None:
    """The group that a noun names ('soldiers' of 'troopers'), 'people' for people in general, None for no people."""
    noun = noun.lower()
    return next((_groups_by_noun()[form] for form in singulars(noun) if form in _groups_by_noun()), None)


@cache
def groups() -> frozenset[str]:
    """The names of all groups."""
    return frozenset(_rows())


@cache
def wholes(group: str | None) -> tuple[str | None, ...]:
    """The groups that hold a group, nearest first; None, people in general, holds every other. A unit such as 'minutes' lies in nothing."""
    if group is None or group not in _rows():
        return ()
    parent = _rows()[group].get("under", "people")
    return (None,) if parent == "people" else (parent, *wholes(parent))


@cache
def armed(group: str | None) -> bool:
    """Whether a group, or one that it lies in, carries arms."""
    return any(each is not None and _rows().get(each, {}).get("armed", False) for each in (group, *wholes(group)))


@cache
def one_of(group: str) -> str:
    """The name of one of a group: 'soldier' of 'soldiers'; a unit keeps its name."""
    return str(_rows()[group]["nouns"][0]) if group in _rows() else group


@cache
def compounds() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each group with the words of its nouns of two words ('service member')."""
    return tuple((group, frozenset(noun.split())) for noun, group in _groups_by_noun().items() if " " in noun)


@lru_cache(1 << 11)
def singulars(noun: str) -> tuple[str, ...]:
    """A noun and what may be its singular."""
    forms = [noun]
    for ending, singular in (("men", "man"), ("ies", "y"), ("ves", "fe"), ("es", ""), ("s", "")):
        if noun.endswith(ending) and not noun.endswith("ss"):
            forms.append(noun[: -len(ending)] + singular)
    return tuple(forms)


def _rows() -> dict[str, dict[str, Any]]:
    """The table of groups."""
    rows: dict[str, dict[str, Any]] = table("people")["groups"]
    return rows


@cache
def _groups_by_noun() -> dict[str, str]:
    """The group of each noun; where two have it, the later row's."""
    return {noun: name for name, row in _rows().items() for noun in row["nouns"]}
