"""Numerals in running text: digits, number words, ranges and vague words, with the words that qualify them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from deconflict.resources import table
from deconflict.values.count import Count


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and where it stands, from its qualifier to its last word; ``figure`` is where the number itself begins."""

    start: int
    end: int
    figure: int
    count: Count


def numerals(text: str) -> Iterator[Numeral]:
    """Every numeral of a text, in any case, from left to right; 'the third', '3rd' and '63-year-old' hold none."""
    at = 0
    while match := _pattern().search(text, at):
        found = _numeral(match)
        if found is not None:
            yield found
        at = found.end if found is not None else match.end()


def leading(text: str) -> Numeral | None:
    """The numeral that a text begins with."""
    match = _pattern().match(text)
    return _numeral(match) if match else None


@lru_cache(maxsize=2048)
def spelled(words: str) -> int | None:
    """The whole number that some digits or number words spell; None where they spell none ('2.5')."""
    units, scales = _values("units") | _values("tens"), _values("scales")
    total = current = 0.0
    for token in re.findall(r"\d[\d,.]*|[a-z]+", words.lower()):
        if token in {"a", "an", "and", "one"} and not current:
            current = float(token != "and")
        elif token == "half":
            current = 0.5
        elif token in scales:
            current = (current or 1) * scales[token]
            if scales[token] >= 1000:
                total, current = total + current, 0.0
        elif token not in {"a", "an", "and"}:
            current += units[token] if token in units else float(token.replace(",", ""))
    number = total + current
    return int(number) if number == int(number) else None


def _numeral(match: re.Match[str]) -> Numeral | None:
    """The numeral of a match; of '7 to 4', which is no range, the first number alone."""
    after = (match["after"] or "").lower()
    told, end = (_vague(match["vague"], match["times"]), match.end()) if match["vague"] else _figure(match)
    if told is None:
        return None
    kinds = _qualifiers(match["before"] or "") | _qualifiers(after)
    return Numeral(match.start(), end, match.start("figure"), _qualified(kinds, told, "more" in after))


def _figure(match: re.Match[str]) -> tuple[Count | None, int]:
    """A number or range and where it ends; 'from 3 to 5' tells of a change, not of a range."""
    if match["low0"]:
        low, high = _range(match["low0"], match["high0"])
    else:
        changes = match.string[max(0, match.start() - 6) : match.start()].rstrip().lower().endswith("from")
        low, high = (spelled(match["low"]), None) if changes else _range(match["low"], match["high"])
    if low is None:
        return None, match.end()
    if high is not None and low < high:
        return Count(low, high), match.end()
    return Count.exactly(low), match.end("low") if match["high"] else match.end()


def _range(low: str, high: str | None) -> tuple[int | None, int | None]:
    """Both ends of a range; 'two to three dozen' shares its scale."""
    if high is None:
        return spelled(low), None
    scale = re.search(r"[a-z]+$", high.lower())
    shared = f"{low} {scale.group()}" if scale and scale.group() in _values("scales") else low
    first, last = spelled(low), spelled(high)
    wider = spelled(shared)
    if wider is not None and last is not None and wider < last and not low.lower().endswith(tuple(_values("scales"))):
        return wider, last
    return first, last


def _vague(words: str, times: str | None) -> Count:
    """'Dozens', 'several', 'a few hundred'."""
    name = re.sub(r"\s+", " ", words.lower())
    low, high = (table("numbers")["vague"] | table("numbers")["multiples"])[name]
    by = spelled(times) if times else 1
    return Count(low * (by or 1), None if high < 0 else high * (by or 1))


def _qualified(kinds: frozenset[str], told: Count, more: bool) -> Count:
    """A number as its qualifiers make it; a floor wins over 'about', and an interval keeps its own latitude."""
    if more or "floor" in kinds:
        return Count(told.low, None, floor=not more)
    for kind, qualify in _QUALIFY.items():
        if kind in kinds and told.low == told.high:
            return qualify(told.low)
    return Count(min(1, told.low), told.high) if kinds & {"ceiling", "below"} else told


_QUALIFY: dict[str, Callable[[int], Count]] = {"below": Count.below, "ceiling": Count.up_to, "nearly": Count.nearly, "about": Count.about}


@lru_cache(maxsize=1024)
def _qualifiers(words: str) -> frozenset[str]:
    """The sorts of qualifier among some words."""
    folded = " ".join(words.lower().replace("-", " ").split())
    if folded in {"+", "plus"}:
        return frozenset({"floor"})
    if folded in {"", "odd"}:
        return frozenset({"about"} if folded else ())
    rows = table("numbers")["qualifiers"]
    return frozenset(kind for kind, phrases in rows.items() if any(f" {phrase} " in f" {folded} " for phrase in phrases))


def _values(name: str) -> dict[str, int]:
    """One table of number words."""
    found: dict[str, int] = table("numbers")[name]
    return found


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first, with room between those of one phrase; alternatives branch by first letter."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]).replace(r"\ ", r"\s+"))
    return "(?:" + "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items())) + ")"


@cache
def _pattern() -> re.Pattern[str]:
    """The grammar of numerals."""
    numbers = table("numbers")
    digits = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    small = rf"(?:{any_of(numbers['tens'])}(?:[-\s]+{any_of(list(numbers['units'])[1:10])})?|{any_of(numbers['units'])})"
    scale, plain = rf"(?:{any_of(numbers['scales'])}\b)", rf"(?:{digits}|{small}\b)"
    rest = rf"(?:(?<!dozen)(?:\s+and)?\s+{plain}(?:\s+{scale})*(?![\w%-]))*"
    number = rf"(?:(?:half[\s-](?:an?\s+)?|an?\s+|{plain}[\s-]+)?{scale}(?:\s+{scale})*{rest}|{plain})"
    qualifier = any_of(phrase for phrases in numbers["qualifiers"].values() for phrase in phrases)
    before = rf"(?:(?:{qualifier}\s+)+(?:(?:another|other|an?\s+(?:additional|further))\s+)?)"
    dash = r"(?:\s?[-–—]\s?|\s+(?:to|or)\s+)"
    figure = (
        rf"(?:between\s+(?P<low0>{number})\s+and\s+(?P<high0>{number})|(?P<low>{number})(?:{dash}(?P<high>{number}))?"
        rf"|(?P<vague>{any_of(numbers['vague'])}|{any_of(numbers['multiples'])})(?:\s+(?P<times>{scale}))?)"
    )
    return re.compile(
        rf"(?<![\w.,/:$€£#@&+-])(?P<before>{before})?(?P<figure>{figure})(?P<after>\s+or\s+(?:more|so)\b|-odd\b|\s?\+|-plus\b)?(?![\w/%°]|[.,:]\d|[-–]\w)",
        re.I,
    )
