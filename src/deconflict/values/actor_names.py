"""Names of known actors and states in words, in any spelling: folded, longest first, whole words only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from deconflict.resources import table
from deconflict.values.folding import fold

KINDS = ("rebel", "militia", "gang", "political", "coalition", "state_force", "police")
_WORD = re.compile(r"(?:[a-z]\.){2,}|\d*[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name found in words: offsets, and what it stands for."""

    start: int
    end: int
    meaning: str
    length: int


@lru_cache(maxsize=64)
def _keys(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without possessives; hyphens part them, dots in abbreviations and apostrophes do not count.

    The last few are remembered: the same words are asked for known actors, for states and for descriptions, one after the other.
    """
    return tuple(word.removesuffix("'s").replace("'", "").replace(".", "") for word in _WORD.findall(fold(text)))


@lru_cache(maxsize=64)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where those words begin and end."""
    return tuple((match.start(), match.start() + len(match.group().removesuffix("'s"))) for match in _WORD.finditer(fold(text)))


@lru_cache(1 << 11)
def key(name: str) -> tuple[str, ...]:
    """A name as the tables are searched for it: its folded words."""
    return _keys(name)


def index(names: dict[str, str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names with their meaning, by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, meaning in names.items():
        words = key(name)
        by_first.setdefault(words[0], []).append((words, meaning))
    for rows in by_first.values():
        rows.sort(key=lambda row: -len(row[0]))
    return by_first


def search(text: str, names: dict[str, list[tuple[tuple[str, ...], str]]]) -> Iterator[NameMatch]:
    """The names of an index in a text, the longest at each place, none inside another."""
    keys = _keys(text)
    if names.keys().isdisjoint(keys):
        return
    at = 0
    while at < len(keys):
        rows = names.get(keys[at])
        row = next((row for row in rows if _stands(keys, at, row[0], text)), None) if rows else None
        if row is None:
            at += 1
            continue
        yield NameMatch(_spans(text)[at][0], _spans(text)[at + len(row[0]) - 1][1], row[1], len(row[0]))
        at += len(row[0])


def _stands(keys: tuple[str, ...], at: int, name: tuple[str, ...], text: str) -> bool:
    """Whether a name's words stand here with nothing but spaces, hyphens and quotes between them."""
    if keys[at : at + len(name)] != name:
        return False
    if len(name) == 1:
        return True
    spans = _spans(text)[at : at + len(name)]
    gaps = (text[one[1] : other[0]] for one, other in pairwise(spans))
    return all(not gap.strip(" \n\t-‑–'’s()\"/,") and gap.count("\n") < 2 for gap in gaps)


@cache
def known_names() -> dict[str, str]:
    """The id of every name of the tables: actors, and the names of armed forces of states."""
    forces = {name: f"force_{iso}" for iso, names in table("states")["forces"].items() for name in names}
    return forces | {name: id for kind in KINDS for id, names in table("actors")[kind].items() for name in names}


@cache
def known_index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The index of all names of known actors."""
    return index(known_names())


@cache
def cased_keys() -> frozenset[tuple[str, ...]]:
    """Names that are also plain words."""
    return frozenset(key(name) for name in table("actors")["cased"]["names"])


@cache
def known_keys() -> frozenset[tuple[str, ...]]:
    """All names of known actors."""
    return frozenset(key(name) for name in known_names())


def is_known(words: str) -> bool:
    """Whether words are the whole name of a known actor, and cannot be plain words."""
    return key(words) in known_keys() and key(words) not in cased_keys()


def surely_unknown(words: str) -> bool:
    """Whether no known name's first word is among some words: none is then named, be they in capitals or without their article.

    Letters that capitals may change, and a last full stop that may belong to an abbreviation, leave it open.
    """
    return words.isascii() and words[-1:].isalnum() and known_index().keys().isdisjoint(_keys(words))


def find_known(text: str, cased: bool = True) -> Iterator[NameMatch]:
    """The known actors that running text names; names that are also plain words only in capitals.

    ``cased`` says that capitals tell names from plain words in this text; else such names are passed over.
    """
    for match in search(text, known_index()):
        words = text[match.start : match.end]
        if key(words) in cased_keys() and not (cased and _like_name(words)):
            continue
        yield match


def _like_name(words: str) -> bool:
    """Whether words are written as a name: an acronym in capitals, or longer ones with capitals."""
    return words.isupper() if len(words) <= 4 else words[0].isupper()


@cache
def state_names() -> dict[str, str]:
    """The ISO code that each name, adjective or seat of a government stands for."""
    countries, found = table("countries"), {}
    for iso, words in (*countries["adjectives"].items(), *countries["aliases"].items(), *table("states")["states"].items()):
        found.update({word.lower(): iso for word in words})
    return found


@cache
def state_index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The index of all words for states."""
    return index(state_names())
