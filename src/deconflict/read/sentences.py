"""Sentences of news: one regular expression for candidate ends, tables of abbreviations to say no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deconflict.model import Passage, Span
from deconflict.resources import table

_CLOSERS = "\"'”’»)\\]"
_OPENERS = "\"'“‘«(\\["
_END = re.compile(rf"(?:[.!?…]|\.\.\.)(?P<close>[{_CLOSERS}]{{0,3}})(?P<gap>\s+)(?=(?P<next>[{_OPENERS}]{{0,2}}\S))|\n[ \t]*\n\s*|(?<=[^\s,;:–—-])\n(?=[{_OPENERS}*•]?\s*[A-Z0-9*•])")
_LAST_WORD = re.compile(r"[\w.&'’-]+$")
_WRAPPED = 60
_STARTERS = frozenset("the a an it he she they we i in on at this that these those but and however meanwhile after police officials no his her its our there when while".split())


@cache
def _words(name: str) -> frozenset[str]:
    """One list of abbreviations, folded."""
    return frozenset(word.lower() for word in table("abbreviations")[name])


def split_sentences(passage: Passage) -> tuple[Span, ...]:
    """The sentences of a passage as trimmed spans; blank lines end one, except after a rank that waits for its name."""
    text = passage.text
    spans: list[Span] = []
    start = 0
    for end, following in _breaks(text):
        _keep(passage, spans, start, end)
        start = following
    _keep(passage, spans, start, len(text))
    return tuple(spans)


def _keep(passage: Passage, spans: list[Span], start: int, end: int) -> None:
    """Add a sentence without the white space around it, if any is left."""
    piece = passage.text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        spans.append(passage.span(start + left, start + right))


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    """Offsets at which a sentence ends, and at which the next begins."""
    cased = bool(re.search(r"[a-z]", text)) and bool(re.search(r"[A-Z]", text))
    for match in _END.finditer(text):
        if match["gap"] is None:
            if _line_ends(text, match.start(), match.group()):
                yield match.start(), match.end()
        elif _full_stop_ends(text, match, cased):
            yield match.start("gap"), match.end("gap")


def _line_ends(text: str, at: int, gap: str) -> bool:
    """Whether a line break is a sentence break: blank lines are, except after a rank; single ones only after short or closed lines."""
    before = text[:at].rstrip()[-12:]
    if gap.count("\n") > 1:
        return not _after_rank(before)
    line = text[text.rfind("\n", 0, at) + 1 : at].strip()
    if before[-1:] in ".!?\"”’":
        return not _after_rank(before)
    return len(line) < _WRAPPED and len(line.split()) < 10 and not _wraps(text, at)


def _wraps(text: str, at: int) -> bool:
    """Whether the paragraph around an offset is hard-wrapped: the line that follows starts in lower case, or the text is all capitals."""
    following = text[at:].lstrip()[:80]
    return following[:1].islower() or (following.isupper() and text[max(0, at - 60) : at].isupper())


def _after_rank(before: str) -> bool:
    """Whether a rank or title stands at the end, waiting for a name."""
    last = _LAST_WORD.search(before.rstrip("."))
    return before.endswith(".") and last is not None and last.group().lower() in _words("ranks")


def _full_stop_ends(text: str, match: re.Match[str], cased: bool) -> bool:
    """Whether a full stop, question or exclamation mark ends its sentence."""
    mark, after = match.start(), match["next"]
    if text[mark] == "." and not match["close"]:
        last = _LAST_WORD.search(text[max(0, mark - 24) : mark])
        word = last.group() if last else ""
        if _abbreviates(word, text[match.end("gap") :][:24]):
            return False
    if "\n" in match["gap"] and match["gap"].count("\n") > 1:
        return True
    first = after.lstrip("\"'“‘«([")[:1] or after[:1]
    return not (cased and first.islower()) or bool(match["close"]) and after[0] in "\"“‘«'"


def _abbreviates(word: str, following: str) -> bool:
    """Whether a full stop belongs to the word before it."""
    lower = word.lower().lstrip("'’")
    if lower in _words("ranks") or (len(word) == 1 and word.isalpha() and word.isupper()):
        return True
    if lower in {"no", "nos"}:
        return following[:1].isdigit()
    if lower in _words("others"):
        return word[0].isupper() or lower in {"vs", "etc", "al", "e.g", "i.e", "cf", "ca", "approx"}
    if lower in _words("may_end") or re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
        starter = re.match(r"[\"“‘']?([A-Za-z]+)", following)
        return not (starter and starter.group(1)[0].isupper() and starter.group(1).lower() in _STARTERS)
    return False
