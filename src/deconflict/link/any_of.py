"""Patterns for any of many words, put together by their first letters: at each letter of a text a search looks at one of several words only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words. They may be patterns themselves, whose first letter is not optional and whose alternatives stand in groups."""
    branches: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        branches[word[0] if word[0].isalpha() else ""].append(word)
    return "|".join(f"{first}(?:{'|'.join(word[len(first) :] for word in held)})" for first, held in branches.items())
