"""Whether the full stop behind a word is the word's own, so that the sentence goes on."""

from __future__ import annotations

import re
from functools import cache

from deconflict.resources import table

_QUOTES = "\"'“‘«‹([\t\r\xa0"
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_TAIL = re.compile(r"[.\-/]")
_FIRST = re.compile(r"[\"'“‘«(\[]*([^\W\d_]+)(?![.\w]|-\w)")
_NUMBER = re.compile(r"#?\d|[IVXLivxl]+\b")
_ZONE = re.compile(r"\(|\w+ (?:(?:standard|daylight) )?time\b|local\b", re.IGNORECASE)
# A dateline goes on: "HILO, Hawaii (Agency) -".
_AGENCY = re.compile(r"\([^()\n]{2,40}\)\s*[-–—]")
_SORTS = ("may_end", "streets", "states", "clock", "weekdays", "months", "numbered", "bound", "ranks")


@cache
def _sorts() -> dict[str, str]:
    """Every abbreviation, folded, with its sort."""
    lists = table("abbreviations")
    return {word.lower(): sort for sort in _SORTS for word in lists[sort]}


@cache
def words(name: str) -> frozenset[str]:
    """One list of the table, folded."""
    return frozenset(word.lower() for word in table("abbreviations")[name])


def sort_of(before: str) -> str | None:
    """The sort of abbreviation that stands at the end of some words, their last full stop left off; None for a common word."""
    head, _, last = before.replace("\n", " ").rpartition(" ")
    word = last.lstrip(_QUOTES).lower()
    sort = _sorts().get(word)
    if sort is not None:
        return sort if sort != "states" or head.endswith(",") else None
    if len(word) == 1:
        return "initial" if word.isalpha() else _bullet(before)
    return _compound(word) if "." in word or "-" in word else None


def _bullet(before: str) -> str | None:
    """A lone digit that opens its line numbers an item of a list."""
    return "bullet" if before[-1:].isdigit() and before[:-1].rpartition("\n")[2].strip() == "" and "\n" in before else None


def _compound(word: str) -> str | None:
    """Acronyms with their stops ('u.s'), and compounds whose last part is a rank ('Maj.-Gen')."""
    if _ACRONYM.fullmatch(word):
        return "acronym"
    tail = _TAIL.split(word)[-1]
    return "ranks" if tail != word and _sorts().get(tail) == "ranks" else None


def goes_on(sort: str, after: str, cased: bool) -> bool:
    """Whether a sentence goes on behind an abbreviation of this sort, from the words after it."""
    if _AGENCY.match(after):
        return True
    match sort:
        case "ranks" | "bound" | "bullet":
            return True
        case "numbered":
            return bool(_NUMBER.match(after))
        case "months":
            return after[:1].isdigit()
        case "weekdays":
            return after[:1].isdigit() or _first(after) in words("months") or _first(after) in words("after_clock")
        case "clock":
            return _keeps_time(after, cased)
        case "streets" | "states" if cased:
            return False
    return not opens(after, cased)


def waits(sort: str, after: str, cased: bool) -> bool:
    """Whether an abbreviation waits for its other half over the end of a line or a paragraph."""
    if sort in {"numbered", "months", "initial"}:
        return goes_on(sort, after, cased)
    return sort == "ranks" or (cased and sort != "bullet" and after[:1].islower())


def _keeps_time(after: str, cased: bool) -> bool:
    """Whether a zone, a day or, where case tells nothing, any but a firm opener follows a time of day."""
    if _first(after) in words("after_clock") or _ZONE.match(after):
        return True
    return not cased and not opens(after, cased)


def _first(after: str) -> str:
    """The first word of what follows, folded; a full stop behind it is left off."""
    found = re.match(r"\w+", after)
    return found.group().lower() if found else ""


def opens(after: str, cased: bool) -> bool:
    """Whether what follows begins with a word that commonly opens a sentence."""
    found = _FIRST.match(after)
    if found is None:
        return False
    word = found[1].lower()
    return word in words("firm") or (cased and word in words("starters") and found[1][0].isupper())
