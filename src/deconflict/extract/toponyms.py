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
    spans = _spans(tokens, cased)
    names = [text[tokens[first].start : tokens[last].end] for first, last in spans]
    distinct = list(dict.fromkeys(names))
    found = {name: _meant(name, entries) for name, entries in zip(distinct, gazetteer.lookup_all(distinct), strict=True) if entries}
    return [Candidate(*span, name, fold(name), entries) for span, name in zip(spans, names, strict=True) if (entries := found.get(name))]


def _meant(name: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """What a name may mean: of an abbreviation only the state."""
    if not name.endswith(".") or name.lower() not in abbreviations():
        return entries
    return tuple(entry for entry in entries if entry.country == "US" and entry.kind == "A")


def _spans(tokens: Sequence[Token], cased: bool) -> list[tuple[int, int]]:
    """First and last token of what may be a name: by their first token, the longest first. How far one runs on is asked once for all that begin in it."""
    spans: list[tuple[int, int]] = []
    begin, stop, closes = 0, 0, list[bool]()
    for first in _starts(tokens, cased):
        if first >= stop:
            begin, stop = first, _stop(tokens, first, cased)
            closes = [_may_end(token, cased) for token in tokens[begin:stop]]
        if stop - first > 1:
            spans += [(first, last) for last in range(min(first + _LONGEST, stop) - 1, first, -1) if closes[last - begin]]
        if _may_be_all(tokens[first].lower, cased):
            spans.append((first, first))
    return spans


def _starts(tokens: Sequence[Token], cased: bool) -> list[int]:
    """The tokens with which a name may begin."""
    if cased:
        return [at for at, token in enumerate(tokens) if token.text[0].isupper() and token.text[0].isalpha()]
    return [at for at, token in enumerate(tokens) if token.text[0].isalpha() and token.lower not in demonyms()]


def _stop(tokens: Sequence[Token], first: int, cased: bool) -> int:
    """The first token with which what begins here cannot go on."""
    stop = first + 1
    while stop < len(tokens) and _goes_on(tokens, stop, cased):
        stop += 1
    return stop


def _may_be_all(lower: str, cased: bool) -> bool:
    """Whether a token with which a name may begin can be the whole of it."""
    if lower in demonyms() and lower not in {"u.s.", "us"}:
        return False
    return cased or lower in abbreviations() or not (lower in words("never") or is_plain(lower))


def _may_end(token: Token, cased: bool) -> bool:
    """Whether a name of several tokens may end with this one."""
    if cased:
        return token.text[0].isupper() or token.text.rpartition("-")[2][:1].isupper()
    return token.text[0].isalpha()


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
