"""Statements: what people are quoted or reported to have said, with the words that name the speaker."""

from __future__ import annotations

from collections.abc import Sequence

from deconflict.extract.quotation import find_quotations
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Passage, Span, Statement

_SHORTEST = 12


def find_statements(passage: Passage, sentences: Sequence[Sentence], attributions: Sequence[Attribution]) -> tuple[Statement, ...]:
    """The statements of a passage in order; the span runs from the words said to the words that name the speaker."""
    quotations = find_quotations(passage)
    found: dict[Span, Statement] = {}
    for attribution in attributions:
        content = max(attribution.content, key=lambda span: span.end - span.start)
        if attribution.speaker is None or content.end - content.start < _SHORTEST:
            continue
        span = content
        for other in (*attribution.content, attribution.source, attribution.cue):
            if other is not None and abs(other.start - content.start) < 600:
                span = span.cover(other)
        direct = any(quote.meets(content) and quote.end - quote.start > _SHORTEST for quote in quotations)
        found.setdefault(span, Statement(span, passage.quote(span), attribution.speaker, direct))
    alone = [quote for quote in quotations if quote.end - quote.start > 30 and not any(statement.meets(quote) for statement in found)]
    for quote in alone:
        sentence = next((sentence.span for sentence in sentences if sentence.span.meets(quote)), quote)
        found.setdefault(quote.cover(sentence), Statement(quote.cover(sentence), passage.quote(quote.cover(sentence)), None, True))
    return tuple(sorted(found.values(), key=lambda statement: statement.span))
