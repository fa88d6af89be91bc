"""The head noun of a phrase: which people it names, in the singular or plural, or whether it is a name."""

from __future__ import annotations

import re
from functools import cache

from deconflict.resources import table
from deconflict.values.people import people_group, singulars

_CUT = re.compile(
    r"\b(?:of|from|in|into|who|whom|whose|which|that|with|at|on|near|by|under|over|for|to|inside|outside|during|after|before|travell?ing|working|aboard|belonging|between|against)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_](?:[\w.'’-]*\w)?\.?|\d[\d,]*")


def head_group(head: str) -> str | None:
    """The group of the people that a phrase's head noun names; None where it names no people.

    What is said of them may follow ('soldiers dead'); a civilian driver is a civilian, whatever drivers are.
    """
    words = _head_words(head)
    for back in range(min(3, len(words))):
        end = len(words) - back
        for size in (2, 1):
            found = people_group(" ".join(words[max(0, end - size) : end])) if end >= size else None
            if found is not None and not (back == 0 and size == 1 and found == "people" and words[-1] in _listed("states")):
                return "civilians" if "civilian" in words[:end] and found not in {"soldiers", "attackers"} else found
        if words[end - 1] not in _listed("states"):
            break
    return "people" if words and words[-1] in _listed("states") else None


def says_nothing(head: str) -> bool:
    """Whether a head says nothing of what is counted ('more', 'dead')."""
    words = _head_words(head)
    return not words or words[0] in _listed("states")


def _head_words(head: str) -> list[str]:
    """The words of a phrase up to its first complement, folded."""
    return [word.lower() for word in _WORD.findall(_CUT.split(head, maxsplit=1)[0])]


def head_noun(text: str) -> str:
    """The last word before the first complement, past what is said of it."""
    words = _head_words(text)
    while len(words) > 1 and words[-1] in _listed("states"):
        words.pop()
    return words[-1] if words else ""


def plural(noun: str) -> bool:
    """Whether a noun is in the plural, by its ending or by the table of people."""
    if noun in _listed("plurals"):
        return True
    if noun.endswith("men") and people_group(noun) is not None:
        return True
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "’s", ".s")) and len(noun) > 3 and len(singulars(noun)) > 1


def gathers(noun: str) -> bool:
    """Whether a noun in the singular is several people ('family')."""
    return noun in _listed("gathering")


def is_name(text: str) -> bool:
    """Whether every word of a phrase may belong to a name."""
    words = [word for word in _CUT.split(text, maxsplit=1)[0].split() if word.strip(".,'\"“”")]
    return bool(words) and all(word[0].isupper() or word.lower() in _listed("particles") for word in words) and words[0][0].isupper()


def _listed(name: str) -> frozenset[str]:
    """One word list of people.toml."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The word lists of people.toml."""
    return {name: frozenset(words) for name, words in table("people")["words"].items()}
