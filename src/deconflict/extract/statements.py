"""Statements: what people are quoted or reported to have said, with the words that name the speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from deconflict.extract.attribution_modality import modality_of_cue
from deconflict.extract.dictionary import lemmas
from deconflict.extract.quotation import find_quotations
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Passage, Span, Statement
from deconflict.resources import table

_SHORTEST = 12
_ALONE = 30
_FAR = 600


def find_statements(passage: Passage, sentences: Sequence[Sentence], attributions: Sequence[Attribution]) -> tuple[Statement, ...]:
    """The statements of a passage in order; the span runs from the words said to the words that name the speaker.

    What somebody only thinks, wants or feels is no statement, unless it is told in a quotation.
    """
    quotations = find_quotations(passage)
    found: dict[Span, Statement] = {}
    for attribution in attributions:
        statement = _statement(passage, attribution, quotations)
        if statement is not None:
            found.setdefault(statement.span, statement)
    for span in _unattributed(sentences, quotations, found):
        found.setdefault(span, Statement(span, passage.quote(span), None, True))
    return tuple(found[span] for span in sorted(found))


def _statement(passage: Passage, attribution: Attribution, quotations: Sequence[Span]) -> Statement | None:
    """What an attribution makes somebody say, if it is long enough and was said."""
    if not attribution.content:
        return None
    content = max(attribution.content, key=lambda span: span.end - span.start)
    if attribution.speaker is None or content.end - content.start < _SHORTEST:
        return None
    direct = any(quote.meets(part) and quote.end - quote.start > _SHORTEST for quote in quotations for part in attribution.content)
    if not (direct or _said(passage, attribution.cue)):
        return None
    if attribution.cue is not None and any(quote.holds(attribution.cue) for quote in quotations):
        return None  # What is cited within a quotation is part of what its speaker said.
    span = content
    for other in (*attribution.content, attribution.source, attribution.cue):
        if other is not None and abs(other.start - content.start) < _FAR:
            span = span.cover(other)
    return Statement(span, passage.quote(span), attribution.speaker, direct)


@cache
def _spoken() -> frozenset[str]:
    """The words that tell that something was uttered: cue verbs without those of mere thought, and cue nouns."""
    cues = table("cues")
    nouns = (noun for listed in cues["nouns"].values() for noun in listed)
    return (frozenset(modality_of_cue()) | frozenset(nouns) | {"accord"}) - frozenset(cues["unsaid"]["verbs"])


def _said(passage: Passage, cue: Span | None) -> bool:
    """Whether a cue tells that words were uttered."""
    words = [] if cue is None else passage.quote(cue).lower().strip(" ,:").split()
    return cue is None or any(lemmas(word).get("VERB", word) in _spoken() or word in _spoken() for word in words)


def _unattributed(sentences: Sequence[Sentence], quotations: Sequence[Span], found: dict[Span, Statement]) -> Iterator[Span]:
    """Long quotations in nobody's mouth, with the sentence in which they begin."""
    for quote in quotations:
        if quote.end - quote.start > _ALONE and not any(statement.meets(quote) for statement in found):
            yield quote.cover(next((sentence.span for sentence in sentences if sentence.span.meets(quote)), quote))
