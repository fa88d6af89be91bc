"""The own name of an organisation that no table knows: 'the rebel Western Salvation Forces' names one, 'Western forces' only describes."""

from __future__ import annotations

import re
from functools import cache

from deconflict.resources import table
from deconflict.values.actor_names import search, state_index
from deconflict.values.numerals import any_of

_CAPITAL = r"[A-Z][\w’'-]*"
_LINK = r"(?:(?:of|for|and|the|de|del|la|al|el)\s+){0,2}"
_OF = re.compile(r"\b(?:of|from|by|called|named|loyal to|belonging to)(?:\s+the)?$", re.I)
_BESIDE = re.compile(r"\b(?:after|against|and|as|at|before|during|for|in|inside|into|near|on|or|outside|over|to|under|with)\b", re.I)


def organisation_named(words: str) -> str | None:
    """The name of an actor that words hold: capitalised words, one of them for a body, one that plainly describes nothing; None where there is none.

    Words in capitals throughout tell nothing of names.
    """
    if words.isupper():
        return None
    return next((found.group() for found in _pattern().finditer(words) if _own(found.group()) and _meant(found, words)), None)


def _own(name: str) -> bool:
    """Whether a name tells one body from others, and not that of a state: 'Sudan Salvation Army', not 'Royal Thai Army', nor 'Western Forces'."""
    told = {word.lower() for word in re.findall(_CAPITAL, name)}
    if not told - _listed("plain") - _listed("bodies"):
        return False
    return next(search(name, state_index()), None) is None or bool(told & _listed("opposed"))


def _meant(found: re.Match[str], words: str) -> bool:
    """Whether a name is that of the actor: not of where it acts, or of whoever backs it."""
    before = words[: found.start()].rstrip()
    beside = _BESIDE.search(before) is not None and _OF.search(before) is None
    return not beside and _backing().match(words, found.end()) is None


@cache
def _pattern() -> re.Pattern[str]:
    """Capitalised words that end in one for a body, or such a one and what it is of; descriptions and owners that lead to them left out."""
    leading, body = (any_of(word.title() for word in _listed(name)) for name in ("leading", "bodies"))
    own = rf"(?!{leading}\b)(?:(?!\w+['’]s\b){_CAPITAL}\s+{_LINK}){{0,6}}{body}(?![\w-])"
    return re.compile(rf"(?<![\w-]){own}(?:\s+(?:of|for)\s+(?:the\s+)?{_CAPITAL}(?:\s+{_LINK}{_CAPITAL}){{0,6}})?")


@cache
def _backing() -> re.Pattern[str]:
    """Words after a name that make somebody else of it ('Blue Front-backed')."""
    return re.compile(rf"[-\s]{any_of(table('states')['words']['after'])}\b")


@cache
def _listed(name: str) -> frozenset[str]:
    """One list of words that tell names of organisations."""
    return frozenset(table("actors")["organisations"][name])
