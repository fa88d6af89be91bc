"""Toponyms in running text: the longest names that the gazetteer knows and that their neighbours let be places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from deconflict.extract.gazetteer import Entry, Gazetteer, fold
from deconflict.extract.tokens import Token
from deconflict.extract.words import lemmas
from deconflict.resources import table

_LONGEST = 4
_BIG = 30_000


@cache
def words(name: str) -> frozenset[str]:
    """One word list of places.toml."""
    return frozenset(table("places")[name])


@cache
def regions() -> dict[str, tuple[str, tuple[float, float, float, float]]]:
    """Regions that are no division: country (or none) and box, by folded name."""
    return {}


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name of a place in a text: token indices, the name, and the places that it may mean."""

    first: int
    last: int
    name: str
    entries: tuple[Entry, ...]
    cued: bool


def is_cased(text: str) -> bool:
    """Whether names can be told by their capitals: neither all capitals nor all small letters."""
    letters = [character for character in text[:4000] if character.isalpha()]
    upper = sum(character.isupper() for character in letters)
    return bool(letters) and 0.005 < upper / len(letters) < 0.5


def find_toponyms(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> list[Toponym]:
    """Names of places in order of the text, none inside another."""
    cased = is_cased(text)
    starts = [index for index in range(len(tokens)) if _may_start(tokens, index, cased)]
    spans = [(index, end) for index in starts for end in _ends(tokens, index, cased)]
    names = [text[tokens[first].start : tokens[last].end] for first, last in spans]
    distinct = list(dict.fromkeys(names))
    found = dict(zip(distinct, gazetteer.lookup_all(distinct), strict=True)) if distinct else {}
    toponyms: list[Toponym] = []
    reached = -1
    for (first, last), name in sorted(zip(spans, names, strict=True), key=lambda item: (item[0][0], -item[0][1])):
        entries = found[name]
        if first <= reached or not (entries or fold(name) in regions()):
            continue
        cued = _cued(tokens, first, last)
        if _is_place(tokens, first, last, entries, cased, cued):
            toponyms.append(Toponym(first, last, name, entries, cued))
            reached = last
    return toponyms


def _may_start(tokens: Sequence[Token], index: int, cased: bool) -> bool:
    """Whether a name may begin here."""
    token = tokens[index]
    if not token.text[0].isalpha():
        return False
    if cased:
        return token.text[0].isupper()
    return token.lower not in words("never") or token.lower in {"el", "la", "los", "las", "san", "santa", "santo", "al", "bo"}


def _ends(tokens: Sequence[Token], first: int, cased: bool) -> list[int]:
    """The last tokens of the names that may begin here, the longest first."""
    ends = []
    for last in range(first, min(first + _LONGEST, len(tokens))):
        token = tokens[last]
        if last > first and (tokens[last].start - tokens[last - 1].end > 1 or not _goes_on(token, cased)):
            break
        if not cased or token.text[0].isupper() or token.text.split("-")[-1][:1].isupper():
            ends.append(last)
    return ends[::-1]


def _goes_on(token: Token, cased: bool) -> bool:
    """Whether a name may go on with this token."""
    if not token.text[0].isalpha():
        return False
    return (
        not cased
        or token.text[0].isupper()
        or ("-" in token.text and token.text.split("-")[-1][:1].isupper())
        or token.lower in {"de", "del", "la", "of", "al", "el", "ez", "az", "and", "the", "da", "do", "dos", "upon", "sur", "di"}
    )


def _cued(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words around make a place of the name: 'in X', 'X province', 'the town of X', 'A, X'."""
    before = tokens[first - 1].lower if first else ""
    after = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    if before in words("prepositions") or after in words("divisions") | words("settlements") or before in words("sectors"):
        return True
    return before in {"the", ","} and first > 1 and tokens[first - 2].lower in words("prepositions")


def _is_place(tokens: Sequence[Token], first: int, last: int, entries: tuple[Entry, ...], cased: bool, cued: bool) -> bool:
    """Whether a name is one of a place here, and not a person's, an organisation's or a plain word."""
    lower = " ".join(token.lower for token in tokens[first : last + 1])
    strong = not entries or (any(entry.kind in "CA" for entry in entries) and not _plain(lower))
    if lower in words("never") or (lower in _ADJECTIVAL and _before_noun(tokens, last)):
        return False
    if first == last and not strong and _plain(lower) and (not cased or not cued or _opens(tokens, first)):
        return False
    if not cased:
        return strong or (cued and (len(lower) > 3) and (entries[0].population > 0 or first < last))
    if _of_person(tokens, first, last, strong) or _of_organisation(tokens, last, strong):
        return False
    return strong or cued or first < last or entries[0].population >= _BIG or _closed_by_comma(tokens, last)


def _plain(lower: str) -> bool:
    """Whether a name is also a plain word of the language."""
    return " " not in lower and bool({"NOUN", "VERB", "ADJ", "ADV"} & set(lemmas(lower))) and "PROPN" not in lemmas(lower)


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token opens its sentence, where capitals tell nothing."""
    return index == 0 or tokens[index - 1].text in {".", "!", "?", '"', "“", ":", "''", "”"}


def _of_person(tokens: Sequence[Token], first: int, last: int, strong: bool) -> bool:
    """Whether a title, a given name before or a surname after makes a person of the name."""
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if before is not None and before.lower in words("titles"):
        return True
    if after is not None and after.lower in words("speaking") and not strong:
        return True
    if strong:
        return False
    beside = (
        before is not None
        and _capital(before)
        and not _opens(tokens, first)
        and before.lower not in words("sectors")
        and tokens[first].start - before.end == 1
    )
    return beside or (
        after is not None and _capital(after) and tokens[last + 1].start - tokens[last].end == 1 and after.lower not in _OF_PLACES
    )


_OF_PLACES = frozenset(
    {
        "city",
        "county",
        "province",
        "state",
        "district",
        "village",
        "town",
        "airport",
        "region",
        "governorate",
        "on",
        "in",
        "parish",
        "department",
        "island",
        "valley",
        "university",
        "police",
        "military",
    }
)


def _capital(token: Token) -> bool:
    """Whether a token is capitalised like a name."""
    return len(token.text) > 1 and token.text[0].isupper() and token.text[0].isalpha()


def _of_organisation(tokens: Sequence[Token], last: int, strong: bool) -> bool:
    """Whether the next word makes an organisation or a street of the name ('Washington Post', 'Dublin Road')."""
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    return (
        after is not None
        and after.text[0].isupper()
        and after.lower in words("organisations")
        and tokens[last + 1].start - tokens[last].end == 1
    )


def _closed_by_comma(tokens: Sequence[Token], last: int) -> bool:
    """Whether the name is followed by ', Name' as in 'Alexandria, Louisiana'."""
    return last + 2 < len(tokens) and tokens[last + 1].text == "," and _capital(tokens[last + 2])


_ADJECTIVAL = frozenset({"u.s.", "us", "u.k.", "uk", "u.s", "uae", "u.n."})


def _before_noun(tokens: Sequence[Token], last: int) -> bool:
    """Whether a short name of a country stands before what it describes ('U.S. forces')."""
    return (
        last + 1 < len(tokens)
        and tokens[last + 1].text[0].isalpha()
        and tokens[last + 1].lower not in words("prepositions") | {"and", "is", "has", "was", "or", "to", "have", "had"}
    )


@cache
def demonyms() -> dict[str, str]:
    """The country of each adjective."""
    return {adjective: iso for iso, adjectives in table("countries")["adjectives"].items() for adjective in adjectives}
