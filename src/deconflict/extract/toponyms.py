"""Toponyms in running text: the longest names that the gazetteer knows and that their sentence lets be places."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

from deconflict.extract.gazetteer import Gazetteer, fold
from deconflict.extract.gazetteer_store import Entry
from deconflict.extract.tokens import Token
from deconflict.extract.toponym_features import Candidate, Surroundings, abbreviations, features, is_person, is_plain, words
from deconflict.resources import path, table

_LONGEST = 6
_LINKS = frozenset(
    ["de", "del", "la", "of", "al", "el", "ez", "az", "and", "the", "da", "do", "dos", "upon", "sur", "di", "on", "le", "les", "du"]
)
_SHORT_FORMS = frozenset({"mt", "ft", "st", "ste", "pt"})
_LIKELY = 0.5


@cache
def demonyms() -> dict[str, str]:
    """The country of each adjective."""
    return {adjective: iso for iso, adjectives in table("countries")["adjectives"].items() for adjective in adjectives}


@cache
def model() -> dict[str, Any]:
    """The weights of the recogniser and of the choice among namesakes, made by training/toponyms."""
    weights: dict[str, Any] = json.loads(path("toponyms.json").read_text(encoding="utf-8"))
    return weights


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name of a place in a text: token indices, the name, its key, and the places that it may mean."""

    first: int
    last: int
    name: str
    key: str
    entries: tuple[Entry, ...]


def is_cased(text: str) -> bool:
    """Whether names can be told by their capitals: neither all capitals nor all small letters."""
    told = {letter: times for letter, times in Counter(text[:4000]).items() if letter.isalpha()}
    letters, upper = sum(told.values()), sum(times for letter, times in told.items() if letter.isupper())
    return letters > 0 and 0.005 < upper / letters < 0.5


def find_toponyms(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> list[Toponym]:
    """Names of places in order of the text, none inside another."""
    cased = is_cased(text)
    candidates = find_candidates(text, tokens, gazetteer, cased)
    around = Surroundings(tokens, candidates, cased)
    weights = model()["cased" if cased else "uncased"]
    toponyms: list[Toponym] = []
    reached = -1
    for candidate in candidates:
        if candidate.first > reached and not is_person(candidate, around) and likelihood(features(candidate, around), weights) >= _LIKELY:
            entries = _with_article(tokens, candidate)
            toponyms.append(Toponym(candidate.first, candidate.last, candidate.name, candidate.key, entries))
            reached = candidate.last
    return toponyms


def _with_article(tokens: Sequence[Token], candidate: Candidate) -> tuple[Entry, ...]:
    """What a name may mean where 'the' stands before it: seas and regions take it ('the Atlantic'), towns do not."""
    if candidate.first == 0 or tokens[candidate.first - 1].lower != "the":
        return candidate.entries
    return tuple(entry for entry in candidate.entries if entry.kind in "WR") or candidate.entries


def likelihood(found: Sequence[str], weights: dict[str, float]) -> float:
    """The logistic of the weights of the features."""
    return 1 / (1 + math.exp(-sum(map(weights.get, found, repeat(0.0)))))


def find_candidates(text: str, tokens: Sequence[Token], gazetteer: Gazetteer, cased: bool) -> list[Candidate]:
    """Every run of tokens that the gazetteer knows as a name: by their first token, the longest first."""
    spans = [(first, last) for first in range(len(tokens)) if _may_start(tokens[first], cased) for last in _ends(tokens, first, cased)]
    names = [text[tokens[first].start : tokens[last].end] for first, last in spans]
    distinct = list(dict.fromkeys(names))
    found = dict(zip(distinct, gazetteer.lookup_all(distinct), strict=True)) if distinct else {}
    found = {name: _of_abbreviation(entries) if name.lower() in abbreviations() else entries for name, entries in found.items()}
    return [Candidate(*span, name, fold(name), found[name]) for span, name in zip(spans, names, strict=True) if found[name]]


def _of_abbreviation(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The state that an abbreviation means."""
    return tuple(entry for entry in entries if entry.country == "US" and entry.kind == "A")


def _may_start(token: Token, cased: bool) -> bool:
    """Whether a name may begin here."""
    if cased:
        return token.text[0].isupper() and token.text[0].isalpha()
    if not token.text[0].isalpha():
        return False
    return token.lower not in demonyms()


def _ends(tokens: Sequence[Token], first: int, cased: bool) -> list[int]:
    """The last tokens of the names that may begin here, the longest first."""
    ends = []
    for last in range(first, min(first + _LONGEST, len(tokens))):
        token = tokens[last]
        if last > first and not _goes_on(tokens, last, cased):
            break
        alone = last == first
        if _may_end(token, alone, cased) and not (alone and token.lower in demonyms() and token.lower not in {"u.s.", "us"}):
            ends.append(last)
    return ends[::-1]


def _may_end(token: Token, alone: bool, cased: bool) -> bool:
    """Whether a name may end with this token."""
    if cased:
        return token.text[0].isupper() or token.text.rpartition("-")[2][:1].isupper()
    return token.text[0].isalpha() and not (
        alone and token.lower not in abbreviations() and (token.lower in words("never") or is_plain(token.lower))
    )


def _goes_on(tokens: Sequence[Token], index: int, cased: bool) -> bool:
    """Whether a name may go on with this token."""
    token, before = tokens[index], tokens[index - 1]
    if token.start - before.end > 1:
        return False
    if token.text == ".":
        return before.lower in _SHORT_FORMS and token.start == before.end
    if not token.text[0].isalpha():
        return False
    return not cased or token.text[0].isupper() or token.text.rpartition("-")[2][:1].isupper() or token.lower in _LINKS
