"""Sources and contents with whole phrases at their edges: the network sees tokens, a reader wants clauses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from deconflict.extract.attribution_marks import Marked
from deconflict.extract.clauses import Clause
from deconflict.extract.phrases import Shape
from deconflict.extract.sentence import Sentence
from deconflict.model import Span

_BREAK = re.compile(r"[,;:.!?“”\"‘()\[\]—–]|\s-\s|--")
_LEAD = 70
_TAIL = 60
_SCRAP = 20
_LEFT = " \t\n,;:.!?–—-)"


def whole_phrases(sentences: Sequence[Sentence], marks: Sequence[Marked]) -> tuple[Marked, ...]:
    """The marks with sources cut to the noun phrase by the cue, and contents without holes and loose ends."""
    begins = [sentence.span.start for sentence in sentences]
    cues = sorted(mark.cue for mark in marks if mark.cue is not None)
    return tuple(_settled(sentences[bisect_right(begins, mark.cue.start) - 1], mark, cues) if mark.cue else mark for mark in marks)


def _settled(sentence: Sentence, mark: Marked, cues: Sequence[Span]) -> Marked:
    """One mark, by the sentence of its cue."""
    whole = _whole_source(sentence, mark)
    source = _one_party(sentence, whole, mark.cue)
    content = mark.content
    if whole is not None and source is not None and whole != source:
        content = (replace(whole, end=source.start - len(", ")), *content)
    mark = replace(mark, source=source, content=tuple(sorted(span for span in content if _belongs(sentence, span))))
    ends = (_ends(sentence, mark, span, cues) for span in _without_holes(sentence, mark))
    return replace(mark, content=tuple(span for span in ends if span.end > span.start))


def _belongs(sentence: Sentence, span: Span) -> bool:
    """Whether a content is more than a few words picked from another sentence."""
    return sentence.span.meets(span) or span.end - span.start > _SCRAP


def _whole_source(sentence: Sentence, mark: Marked) -> Span | None:
    """The source with whole noun phrases at its ends."""
    source = mark.source
    if source is None or mark.cue is None or not sentence.span.holds(source):
        return source
    start, end = source.start, source.end
    for phrase in sentence.phrases:
        if phrase.shape is Shape.NP and phrase.start < end and start < phrase.end and not _overlaps(mark.cue, phrase.start, phrase.end):
            start, end = min(start, phrase.start), max(end, phrase.end)
    return replace(source, start=start, end=end)


def _one_party(sentence: Sentence, source: Span | None, cue: Span | None) -> Span | None:
    """The source without a clause that stands before it: of 'shells fell, the mayor' the mayor."""
    if source is None or cue is None or source.end > cue.start:
        return source
    cut = sentence.passage.text.rfind(", ", source.start, source.end) + 2
    inner = (clause for clause in sentence.clauses if source.start < clause.verb.start and clause.verb.end < cut)
    return replace(source, start=cut) if cut > 1 and any(_is_finite(clause) for clause in inner) else source


def _is_finite(clause: Clause) -> bool:
    """Whether a verb group makes a sentence rather than qualifies a noun."""
    standing = not clause.verb.bare or clause.object is not None
    return clause.subject is not None and not clause.relative and not clause.verb.gerund and not clause.verb.infinitive and standing


def _overlaps(span: Span, start: int, end: int) -> bool:
    """Whether a span and two offsets meet."""
    return span.start < end and start < span.end


def _without_holes(sentence: Sentence, mark: Marked) -> list[Span]:
    """Contents of one sentence with nothing of the attribution between them made one."""
    joined: list[Span] = []
    for span in mark.content:
        last = joined[-1] if joined else None
        if (
            last is not None
            and sentence.span.start <= last.start
            and span.end <= sentence.span.end
            and not _between(mark, last.end, span.start)
        ):
            joined[-1] = last.cover(span)
        else:
            joined.append(span)
    return joined


def _between(mark: Marked, start: int, end: int) -> bool:
    """Whether source or cue stands between two offsets."""
    return any(_overlaps(span, start, end) for span in (mark.source, mark.cue) if span is not None)


def _ends(sentence: Sentence, mark: Marked, span: Span, cues: Sequence[Span]) -> Span:
    """A content run to the edges of its clause."""
    if not sentence.span.holds(span):
        return span
    own = [item for item in (mark.source, mark.cue) if item is not None]
    left = max((item.end for item in own if item.end <= span.start), default=sentence.span.start)
    right = min((item.start for item in own if item.start >= span.end), default=sentence.span.end)
    text = sentence.passage.text
    start, end = span.start, span.end
    if left == sentence.span.start and start - left <= _LEAD and not _BREAK.search(text, left, start) and not _crosses(cues, left, start):
        start = left
    tail = text[end:right]
    stop = _BREAK.search(tail)
    until = end + (stop.start() if stop else len(tail))
    if until - end <= _TAIL and not _crosses(cues, end, until) and text[end:until].strip():
        end = end + len(text[end:until].rstrip())
    return replace(span, start=start, end=end)


def _crosses(cues: Sequence[Span], start: int, end: int) -> bool:
    """Whether a cue stands between two offsets."""
    return any(_overlaps(cue, start, end) for cue in cues)
