"""The dictionary of word forms: what a form may be, and of what word. Searched as a sorted text, which is at hand at once."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache

from deconflict.resources import path


@lru_cache(1 << 13)
def lemmas(word: str) -> dict[str, str]:
    """Dictionary form by word class (NOUN, VERB, ADJ, ADV, AUX) of a lower-case word; empty when the dictionary lacks it."""
    rows, head = _rows(), f"{word}\t"
    at = bisect_left(rows, head)
    if at == len(rows) or not rows[at].startswith(head):
        return {}
    return dict(pair.split("=", 1) for pair in rows[at][len(head) :].split(" "))


@cache
def _rows() -> list[str]:
    """The lines of the dictionary, made by ``training/dictionary.py``."""
    return path("lemmas.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
