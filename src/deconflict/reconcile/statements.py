"""Statements over reports: the same words in several, and whether they are put in one mouth."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from deconflict.extract.quotation import find_quotations
from deconflict.link.profile import rarity
from deconflict.model import Claim, Modality, Part, Reading, SharedStatement, Span, Statement
from deconflict.values.actor import Actor

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TELLING = 4.0
_LEAST_WORDS = 3


def share_statements(readings: Sequence[Reading]) -> tuple[SharedStatement, ...]:
    """Every statement with the other reports that quote the same words."""
    order = {reading.report.id: place for place, reading in enumerate(readings)}
    quoted: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for reading in readings:
        for span in find_quotations(reading.report.passage()):
            words = _words(reading.report.quote(span))
            if len(words) >= _LEAST_WORDS:
                quoted[words[:_LEAST_WORDS]].append((words, reading.report.id))
    return tuple(
        SharedStatement(statement, tuple(sorted(_also(reading, statement, quoted), key=order.__getitem__)))
        for reading in readings
        for statement in reading.statements
    )


def _also(reading: Reading, statement: Statement, quoted: Mapping[tuple[str, ...], list[tuple[tuple[str, ...], str]]]) -> set[str]:
    """Other reports with a quotation of three words or more that stands in this statement; quotations are kept by their first words."""
    words = _words(statement.quote)
    starts = range(len(words) - _LEAST_WORDS + 1)
    return {
        report
        for start in starts
        for quote, report in quoted.get(words[start : start + _LEAST_WORDS], ())
        if report != reading.report.id and words[start : start + len(quote)] == quote
    }


def _words(text: str) -> tuple[str, ...]:
    """Folded words."""
    return tuple(word.lower() for word in _WORD.findall(text))


def phrases_in_mouths(readings: Sequence[Reading], line_of: Mapping[str, str]) -> Iterator[tuple[Reading, Claim]]:
    """Claims that somebody used certain quoted words, where two reports quote the same words: attribute 'statement', the words as group.

    A single word counts only between reports of one line, where a change of speaker cannot be a second person's like words.
    """
    uses: dict[tuple[str, ...], list[tuple[Reading, Span, str, Span]]] = defaultdict(list)
    for reading in readings:
        for span in find_quotations(reading.report.passage()):
            spoken = _speaker(reading, span)
            if spoken is not None:
                uses[_words(reading.report.quote(span))].append((reading, span, *spoken))
    for words, held in sorted(uses.items()):
        others = [use for more, many in uses.items() if more != words and _within(words, more) for use in many]
        together = [*held, *others]
        if len({use[0].report.id for use in together}) < 2 or not _telling(words, together, line_of):
            continue
        for reading, span, speaker, source in together:
            evidence = span.cover(source)
            yield (
                reading,
                Claim(
                    "statement", Actor.speaker(speaker), evidence, reading.report.quote(evidence), Modality.REPORTED, (), " ".join(words)
                ),
            )


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether a run of words stands inside another."""
    return len(few) < len(many) and f" {' '.join(few)} " in f" {' '.join(many)} "


def _telling(words: Sequence[str], uses: Sequence[tuple[Reading, Span, str, Span]], line_of: Mapping[str, str]) -> bool:
    """Whether shared words say something: several, or one that is rare, told in one line of reporting."""
    lines = {line_of.get(use[0].report.id, use[0].report.id) for use in uses}
    weight = sum(rarity(word) for word in words)
    return (len(words) >= 3 and weight > 2 * _TELLING) or (len(lines) == 1 and weight > _TELLING)


def _speaker(reading: Reading, span: Span) -> tuple[str, Span] | None:
    """Who is named as the speaker of a quotation, and where."""
    near = [item for item in reading.attributions if item.carries(span) and item.source is not None and item.speaker]
    if not near or span.part is not Part.TEXT:
        return None
    best = min(near, key=lambda item: abs((item.source or span).start - span.start))
    return (best.speaker or "", best.source or span)
