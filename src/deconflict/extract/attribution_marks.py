"""Attributions as bare spans, before it is asked who the source is; and what quotation marks add to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deconflict.model import Passage, Span

_NEAR, _SHORTEST = 200, 25
"""How close a quotation follows on another to go on with it, and how long it has to be; a shorter one has to adjoin it."""
_ADJOINING = 4


@dataclass(frozen=True, slots=True)
class Marked:
    """Source, cue and content; a quotation that goes on with the last speaker has no cue of its own."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]

    @property
    def attributed(self) -> bool:
        """Whether anything tells that somebody says it."""
        return self.source is not None or self.cue is not None

    @property
    def start(self) -> int:
        """Where the first of its spans begins."""
        return min(span.start for span in (self.source, self.cue, *self.content) if span is not None)

    @property
    def end(self) -> int:
        """Where the last of its spans ends."""
        return max(span.end for span in (self.source, self.cue, *self.content) if span is not None)


def whole_quotations(marks: Sequence[Marked], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """The marks with their contents run to the end of a quotation in which they break off, up to the next cue."""
    cues = sorted(mark.cue.start for mark in marks if mark.cue is not None)
    return tuple(replace(mark, content=_joined(_whole(span, quotations, cues) for span in mark.content)) for mark in marks)


def _whole(span: Span, quotations: Sequence[Span], cues: Sequence[int]) -> Span:
    """A content that covers the beginning of a quotation, run to its end."""
    for quote in quotations:
        opens = span.start <= quote.start + 1 < span.end < quote.end
        if opens and not any(span.end <= cue < quote.end for cue in cues):
            return replace(span, end=quote.end)
    return span


def _joined(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Spans in order, those that meet made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and joined[-1].end >= span.start:
            joined[-1] = joined[-1].cover(span)
        else:
            joined.append(span)
    return tuple(joined)


def _by_attribution(marks: Sequence[Marked]) -> tuple[list[Marked], list[Marked]]:
    """The marks that somebody says, and those that are in nobody's mouth."""
    return [mark for mark in marks if mark.attributed], [mark for mark in marks if not mark.attributed]


def one_speaker(marks: Sequence[Marked], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """The marks, with what nobody says given to whoever says the rest of the same quotation."""
    told, free = _by_attribution(marks)
    for mark in free:
        whole = next((quote for quote in quotations if all(quote.holds(span) for span in mark.content)), None)
        at = next((at for at, other in enumerate(told) if whole is not None and any(whole.meets(span) for span in other.content)), None)
        if at is None:
            told.append(mark)
        else:
            told[at] = replace(told[at], content=_joined(iter((*told[at].content, *mark.content))))
    return tuple(told)


def continued_quotations(passage: Passage, marks: Sequence[Marked], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """The marks, with quotations in nobody's mouth yet that follow close on a quotation of somebody: they go on with that source."""
    told, free = _by_attribution(marks)
    sourced = [mark for mark in told if mark.source is not None]
    found: list[Marked] = []
    for quote in quotations:
        if any(content.meets(quote) for mark in told for content in mark.content):
            continue
        near = _NEAR if quote.end - quote.start >= _SHORTEST else _ADJOINING
        last = next((mark for mark in reversed([*sourced, *found]) if quote.start - near < mark.end <= quote.start), None)
        if last is not None and _stands_free(passage, quote) and any(other.meets(span) for span in last.content for other in quotations):
            found.append(Marked(last.source, None, (quote,)))
    taken = [span for mark in found for span in mark.content]
    return (*told, *(mark for mark in free if not any(span.meets(quote) for span in mark.content for quote in taken)), *found)


def _stands_free(passage: Passage, quote: Span) -> bool:
    """Whether a quotation is a sentence of its own, rather than words quoted within one."""
    before, after = passage.text[: quote.start].rstrip(" \t"), passage.text[quote.end :].lstrip(" \t")
    return (not before or before[-1] in '.!?\n"”’»') and (not after or after[0] in '\n"“‘«' or after[0].isupper())
