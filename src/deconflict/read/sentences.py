"""Sentences of news: one regular expression finds where they may end, tables of abbreviations and the look of the lines decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from deconflict.model import Passage, Span
from deconflict.read.abbreviations import goes_on, opens, sort_of, waits, words
from deconflict.read.lines import is_soft, leaves_open, wrap_width

_CLOSE, _OPEN = "\"'”’»›)\\]", "\"'“‘«‹(\\["
# A mark with its closing quotes, then white space; or nothing where the space was lost: 'said.The', '.”“We'.
_GLUED = r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])|(?<=[”’»])(?=[“‘«])|(?<=[.!?][\"”’»])(?=[\"“‘«]?[A-Z])"
# It opens with one set of characters because the engine skips to those six times faster than to any of three branches.
_CANDIDATE = re.compile(
    rf"""[.!?…؟।\n。！？](?:
    (?<=[.!?…؟।])[.!?…؟।]*(?P<close>[{_CLOSE}]{{0,3}}(?:[ \xa0\u2009\u202f][”’»](?!\w))?)(?P<gap>\s+|{_GLUED})
        (?=(?P<open>[{_OPEN}]*\s?)(?P<next>\S?))
    |(?<=\n)(?P<line>\s*)
    |(?<=[。！？])[。！？]*[”」』]?)""",
    re.VERBOSE,
)
_SAMPLE = 1500
_NEVER = frozenset("-–—.,;:%&=+/")
_BEFORE, _AFTER = 28, 60


def split_sentences(passage: Passage) -> tuple[Span, ...]:
    """The sentences of a passage as spans without white space at their edges.

    Blank lines end a sentence, except after a rank or title that waits for its name; a single line break ends one
    where lines are not wrapped. Works on texts in lower case or capitals throughout, with less to go by.
    """
    text, spans, start = passage.text, [], 0
    for end, following in _breaks(_Look(text)):
        if span := _trimmed(passage, start, end):
            spans.append(span)
        start = following
    if span := _trimmed(passage, start, len(text)):
        spans.append(span)
    return tuple(spans)


def _trimmed(passage: Passage, start: int, end: int) -> Span | None:
    """The span without the white space around it, if any is left."""
    text = passage.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return passage.span(start, end) if end > start else None


@dataclass
class _Look:
    """A text with what its look says of it, worked out when first asked for."""

    text: str

    @cached_property
    def cased(self) -> bool:
        """Whether capitals mean something: they open some words, and not nearly all."""
        initials = [word[0] for word in self.text[:_SAMPLE].split()]
        return 0.02 < sum(map(str.isupper, initials)) / (len(initials) or 1) < 0.6

    @cached_property
    def width(self) -> int:
        """The width of its lines where they are wrapped, else 0."""
        return wrap_width(self.text)

    def soft(self, at: int, after: int) -> bool:
        """Whether the white space between two offsets is that of a wrapped line."""
        return is_soft(self.text, at, after, self.width)


def _breaks(look: _Look) -> Iterator[tuple[int, int]]:
    """Offsets at which a sentence ends, and at which the next begins."""
    for match in _CANDIDATE.finditer(look.text):
        if match.lastgroup == "next":
            if _mark_ends(look, match):
                yield _edge(look.text, match)
        elif match.lastgroup is None:
            yield match.end(), match.end()
        elif _line_ends(look, match):
            yield match.span()


def _line_ends(look: _Look, match: re.Match[str]) -> bool:
    """Whether a line break behind no full stop ends a sentence: blank lines do, and lines that are not wrapped."""
    at, after = match.span()
    if "\n" in match["line"]:
        return True
    return not leaves_open(look.text[max(0, at - _BEFORE) : at].rstrip()[-1:], look.text[after : after + 1], look.cased) and not look.soft(
        at, after
    )


def _mark_ends(look: _Look, match: re.Match[str]) -> bool:
    """Whether a full stop, question or exclamation mark ends its sentence."""
    sort, first = _sort(look.text, match), match["next"]
    if "\n" in match["gap"] and not (sort is None and first.isupper()) and _line_is_over(look, match):
        return sort is None or not waits(sort, _after(look.text, match), look.cased)
    if first in _NEVER:
        return False
    if look.cased and first.islower():
        return sort is None and _opens_anew(_after(look.text, match), match)
    if sort is not None:
        return not goes_on(sort, _after(look.text, match), look.cased)
    plain = look.text[match.start() : match.end("gap")].startswith(". ")
    return plain or _ends_loud(look, match)


def _sort(text: str, match: re.Match[str]) -> str | None:
    """The sort of abbreviation that a bare full stop stands behind."""
    at = match.start()
    if match["close"] or text[at] != "." or text[at - 1 : at].isspace() or text[at + 1 : at + 2] == ".":
        return None
    return sort_of(text[max(0, at - _BEFORE) : at])


def _after(text: str, match: re.Match[str]) -> str:
    """The words after a candidate."""
    at = match.end("gap")
    return text[at : at + _AFTER]


def _line_is_over(look: _Look, match: re.Match[str]) -> bool:
    """Whether the white space behind a mark ends a paragraph, or a line that was not wrapped."""
    return match["gap"].count("\n") > 1 or not look.soft(*match.span("gap"))


def _opens_anew(after: str, match: re.Match[str]) -> bool:
    """Whether lower case opens a sentence all the same: a name such as al-Shabab, or a new quote behind a closed one."""
    return bool(_name_particle().match(after)) or bool(match["close"] and match["open"].strip("(["))


def _ends_loud(look: _Look, match: re.Match[str]) -> bool:
    """Whether a mark ends its sentence where it may be an ellipsis, or a quoted question with its tag ('"Why?" he asked')."""
    after = _after(look.text, match)
    mark = look.text[match.start() : match.start("close")]
    if "…" in mark or "..." in mark:
        return look.cased or opens(after, look.cased) or bool(match["open"])
    return not (match["close"] and mark[-1] in "?!" and _tag().match(after))


def _edge(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the sentence ends and the next begins; a straight quote beside the mark goes to the side that its pairing tells."""
    start, end = match.span("gap")
    if start == end and match["close"] == '"' and not _inside_quotes(text, match.start()):
        return start - 1, start - 1
    if match["open"][:1] == '"' and match["open"][1:2].isspace() and _inside_quotes(text, end):
        return end + 1, end + 1
    return start, end


def _inside_quotes(text: str, at: int) -> bool:
    """Whether an odd number of straight quotes stands before an offset in its paragraph."""
    return text.count('"', text.rfind("\n\n", 0, at) + 1, at) % 2 == 1


@cache
def _tag() -> re.Pattern[str]:
    """Up to four words, then a verb of asking or saying."""
    return re.compile(rf"(?:[\w.'’-]+\s+){{0,4}}(?:{'|'.join(sorted(words('tags')))})\b", re.IGNORECASE)


@cache
def _name_particle() -> re.Pattern[str]:
    """A particle in lower case before a name with a capital."""
    return re.compile(rf"[{_OPEN}]*(?:{'|'.join(sorted(words('particles')))})[\s’'–-]\w*-?[A-Z]")
