"""Finding counts in running text, past ages, years, dates, clock times, addresses, measures, money and names with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from deconflict.resources import table
from deconflict.values.count import Count
from deconflict.values.count_phrase import CountPhrase, parse_count
from deconflict.values.head_noun import head_group
from deconflict.values.numerals import Numeral, any_of, numerals
from deconflict.values.people import people_group

__all__ = ["CountPhrase", "find_counts", "parse_count", "people_group"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_AT = re.compile(r"\b(?:at|around|until|till|by|from|since|between|before|after)\s+$", re.I)
_ITEM = re.compile(r"(?:^|\n)\s*[(]?$")
_OF = re.compile(r"^\s*(?:of\s+(?:the\s+|those\s+)?)?", re.I)
_STOP = re.compile(
    r"\s+(?:were|was|are|is|be|been|have|has|had|and|or|but|who|which|that|in|at|on|by|from|with|to|for|after|when|as|while|including|killed|died|said|the|a|an|near|during|where|whose|if)\b",
    re.I,
)
_ARTICLE = re.compile(r"(?<![\w-])(an?)(?=((?:\s+[\w'’-]+){1,4}))", re.I)
_NONE = re.compile(r"(?<![\w-])no\s+((?:[\w.'’-]+\s+){0,2}?[\w'’-]+)(?![\w-])", re.I)


def find_counts(text: str, *, articles: bool = False) -> tuple[tuple[int, int, CountPhrase], ...]:
    """Number phrases in running text, in any case: (start, end, what they count).

    The offsets are those of the number with its qualifier ('at least 14'); what is counted is the head of the phrase. ``articles``: 'a' and
    'an' before people count too ('a policeman').
    """
    found = [
        (numeral.start, numeral.end, _phrase(text, numeral.end, numeral.count)) for numeral in numerals(text) if _counts(text, numeral)
    ]
    found += _no_people(text)
    if articles:
        found += _single_people(text)
    return tuple(sorted(found, key=lambda row: row[:2]))


def _phrase(text: str, end: int, count: Count) -> CountPhrase:
    """The count with the noun phrase that follows it."""
    after = text[end : end + 80]
    clause = _OF.sub("", re.split(r"[,;:()\"“”—]|(?<!\b\w)\.(?=\s|$)|\n\n", after, maxsplit=1)[0])
    head = _STOP.split(f" {clause}", maxsplit=1)[0].strip()
    group = head_group(head)
    return CountPhrase(count if group in {None, "people"} else replace(count, of=group), head)


def _counts(text: str, numeral: Numeral) -> bool:
    """Whether a numeral counts something, by what stands around it."""
    before, after = text[max(0, numeral.start - 24) : numeral.start], text[numeral.end : numeral.end + 48]
    word = text[numeral.figure : numeral.end].lower()
    if _measure().match(after) or _before().search(before) or _after().match(after):
        return False
    if (
        word in {"hundred", "thousand", "million", "billion"}
        or _clock(word, before)
        or (_ITEM.search(before) and after.startswith((".", ")")))
    ):
        return False
    if word == "one":
        return not re.match(r"\s+(?:of|another|day|side|hand|thing|more\s+time|by\s+one)\b", after, re.I) and not re.search(
            r"(?:\bno|\bany|\bevery|\bthis|\bthat|\bthe|\beach)[\s-]$", before, re.I
        )
    return not (word.isdigit() and _year(word, after)) and not _age(before, after, word)


def _clock(word: str, before: str) -> bool:
    """Whether four digits are the time of day as armies and wires write it: '0030', 'at 1800'."""
    hours = re.fullmatch(r"([01]\d|2[0-4])[0-5]\d", word) is not None
    return hours and (word.startswith("0") or _AT.search(before) is not None)


def _year(word: str, after: str) -> bool:
    """Whether four digits are a year: nothing that can be counted follows."""
    if not (len(word) == 4 and "1500" <= word <= "2099"):
        return False
    head = re.match(r"\s+([^\W\d][\w-]*)(?:\s+([^\W\d][\w-]*))?", after)
    return head is None or not (people_group(head[1]) or people_group(head[2] or ""))


def _age(before: str, after: str, word: str) -> bool:
    """Whether a number between commas or brackets is an age ('John Smith, 23, of Leeds')."""
    if not (word.isdigit() and len(word) <= 5):
        return False
    return bool(re.search(r"[a-z.],\s*$|\(\s*$", before, re.I) and re.match(r"\s*[,)](?!\d)|\.?\s*$|\.\s", after))


@cache
def _measure() -> re.Pattern[str]:
    """Units after a number."""
    return re.compile(rf"[\s-]*(?:square\s+)?(?:%|{any_of(table('numbers')['measures']['words'])}(?:e?s)?(?![\w]))", re.I)


@cache
def _before() -> re.Pattern[str]:
    """What makes a number after it a date or a name."""
    return re.compile(
        rf"(?:(?<![\w]){_MONTH}\s*(?:\d{{1,2}},?\s*)?|(?<![\w])(?:{any_of(table('numbers')['names']['words'])})s?[\s-]+|\bage[ds]?\s+(?:(?:of|from)\s+)?(?:\d+,?\s+(?:and\s+)?)*|[$€£]\s?|\d\s+of\s+/?\s*|\d\s+/\s*)$",
        re.I,
    )


@cache
def _after() -> re.Pattern[str]:
    """What makes a number before it a date, an address, a block or an age."""
    street = any_of(table("numbers")["streets"]["words"])
    return re.compile(
        rf"(?:\s+(?:and|to|or)\s+\d{{1,2}})?\s+(?:of\s+)?{_MONTH}(?!\s+(?:be|have))|-\s+(?:and|to|or)\s|\s+to\s+\d+\s+years?\s+old|\s+of\s+/?\s*\d|\s*/\s*\d|\s+(?:state\s+)?(?:highway|hwy|route)\b|\s+(?:[a-z0-9.'’]+\s+){{1,3}}?{street}(?![\w])|\s+block\s+(?:of|on)\b|\s+(?:years?|yrs?|months?)[\s-]old\b|\s+(?:others?\s+)?percent\b|\s*['’]s\b"
        rf"|\s+(?:hours|gmt|local\s+time)\b|\s+(?:million|billion|thousand|hundred)\b",
        re.I,
    )


def _no_people(text: str) -> Iterator[tuple[int, int, CountPhrase]]:
    """'No civilians', 'no one' aside."""
    for match in _NONE.finditer(text):
        group = head_group(match[1])
        if group is not None and match[1].split()[0].lower() not in {"one", "other", "more"}:
            yield match.start(), match.start() + 2, CountPhrase(Count(0, 0, of=None if group == "people" else group), match[1])


def _single_people(text: str) -> Iterator[tuple[int, int, CountPhrase]]:
    """'A policeman', 'an Iraqi interpreter'."""
    for match in _ARTICLE.finditer(text):
        words = _STOP.split(match[2], maxsplit=1)[0].split()
        head, group = next(
            ((words[:end], group) for end in range(1, len(words) + 1) if (group := head_group(" ".join(words[:end])))), ([], None)
        )
        if group is not None:
            yield match.start(1), match.end(1), CountPhrase(Count(1, 1, of=None if group == "people" else group), " ".join(head))
