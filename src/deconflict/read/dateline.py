"""The dateline of a report: where, when and by which agency it was filed. It names no place or time of the happening itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from deconflict.model import Passage, Span
from deconflict.read.abbreviations import words

# A town's words end in a full stop only where they are short ("ST. LOUIS"), a region's at will ("Calif.").
_TOWN = r"[^\W\d_](?:\w{0,2}\.(?:\w\.)*|[\w'’\-]*)"
_NAME = r"[^\W\d_][\w.'’\-]*"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ ])?"
_DATE = rf"{_WEEKDAY}(?:{_MONTH}[ ]\d{{1,2}}|\d{{1,2}}[ ]{_MONTH})(?:,?[ ](?:\d{{4}}|\d{{2}})\b)?"
_LINE = re.compile(
    rf"""(?:^|(?<=[.!?][ ]))[ \t]*(?:\((?P<before>[^()\n]{{2,40}})\)\ )?
    (?P<place>{_TOWN}(?:[ /]{_TOWN}){{0,4}}(?:,\ {_NAME}(?:\ {_NAME}){{0,3}}?)??(?:\ \([^()\n]{{3,30}}\)(?=,))??)
    (?:,?\s(?P<date>{_DATE}))?
    (?:,?\s?[(/](?P<agency>[^()/\n]{{2,60}})[)/])?
    (?:,?\s(?P<later>{_DATE}))?
    \s?(?:(?P<dash>--+|[-–—])(?=\s|\[|[^\W\d_])|(?P<colon>:)\s)""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_REACH = 1500


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline's parts as far as it gives them; ``end`` is the offset behind its dash, in code points."""

    place: Span
    date: Span | None
    agency: Span | None
    end: int


@lru_cache(maxsize=4)
def find_dateline(passage: Passage) -> Dateline | None:
    """The dateline that opens a text or, behind headings, one of its first paragraphs; None where there is none.

    'KABUL, June 3 (Agency) -', 'Nairobi (Agency) —', 'LAGOS — ', 'KARACHI: '. Without date and agency a name must be in
    capitals where the text is not, so that 'Yemen — a poor country' is none.
    """
    for match in _LINE.finditer(passage.text, 0, _REACH):
        if _is_dateline(match, passage.text):
            return _dateline(passage, match)
    return None


def _is_dateline(match: re.Match[str], text: str) -> bool:
    """Whether date, agency or capitals make a dateline of a name before a dash, at a place where one can stand."""
    place, rest = re.split(r"[,(]", match["place"])[0].strip(), text[match.end() : match.end() + 80]
    shouted = place.isupper() and len(place) > 3 and len(place.split()) < 5 and not rest.isupper()
    if place.lower() in words("labels") or not (shouted or _opens_paragraph(text, match.start())):
        return False
    if match["date"] or match["agency"] or match["later"] or match["before"]:
        return shouted or match["colon"] is None
    spaced = match["colon"] is not None or text[match.start("dash") - 1].isspace()
    return shouted and spaced and rest.lstrip()[:1].isalnum() and not rest.split("\n")[0].istitle()


def _opens_paragraph(text: str, at: int) -> bool:
    """Whether only white space stands between an offset and the blank line, or the start of the text, before it."""
    before = text[:at].rstrip(" \t")
    return not before.strip() or before.endswith(("\n\n", "\n\r\n"))


def _dateline(passage: Passage, match: re.Match[str]) -> Dateline:
    """The parts of a match as spans."""

    def span(*groups: str) -> Span | None:
        return next((passage.span(*match.span(group)) for group in groups if match[group]), None)

    return Dateline(passage.span(*match.span("place")), span("date", "later"), span("agency", "before"), match.end())
