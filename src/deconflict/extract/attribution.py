"""Who is cited for what: sources, cues and contents of a passage, each source by its fullest name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from deconflict.extract.attribution_marks import Marked, continued_quotations, one_speaker, whole_quotations
from deconflict.extract.attribution_modality import modality_at, modality_of_cue
from deconflict.extract.attribution_rules import marks_by_rule, signed_quotations
from deconflict.extract.attribution_speakers import name_speakers
from deconflict.extract.attribution_tagged import marks_by_encoder
from deconflict.extract.encoder import Tagging
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Passage, Span

__all__ = ["find_attributions", "modality_at", "modality_of_cue"]

_RELATIVE = re.compile(r"\b(?:who|which)\s+(?:\w+\s+)?$", re.I)


def find_attributions(sentences: Sequence[Sentence], quotations: Sequence[Span], tagging: Tagging) -> tuple[Attribution, ...]:
    """The attributions of a passage in order of the text.

    The encoder finds them. What it misses of the usual forms ('S said that C', 'according to S') is found by rule, and
    quotations that nothing attributes go on with the last speaker.
    """
    if not sentences:
        return ()
    signed = tuple(signed_quotations(sentences[0].passage, quotations))
    ruled = marks_by_rule(sentences, quotations)
    learned = [
        _taking_up(mark, ruled, tagging.passage)
        for mark in marks_by_encoder(tagging)
        if not any(_is_whole(mark, other) for other in signed)
    ]
    marks = (*_with_rules(learned, ruled, quotations), *signed)
    marks = one_speaker(whole_quotations(marks, quotations), quotations)
    marks = continued_quotations(sentences[0].passage, marks, quotations)
    return name_speakers(sentences, sorted(marks, key=lambda mark: (mark.cue or mark.content[0]).start))


def _is_whole(mark: Marked, signed: Marked) -> bool:
    """Whether a mark tells of a signed quotation, or a piece of it, as a whole; not of what somebody else says in it."""
    return all(signed.content[0].holds(span) for span in mark.content) and not (mark.source and signed.content[0].holds(mark.source))


def _taking_up(mark: Marked, ruled: Sequence[Marked], passage: Passage) -> Marked:
    """What the encoder saw, with the source that rules tell where the cue follows on 'who' or 'which': 'blamed the front, which claimed the attack'."""
    if mark.cue is None or _RELATIVE.search(passage.text[max(0, mark.cue.start - 24) : mark.cue.start]) is None:
        return mark
    other = next((other for other in ruled if other.cue is not None and other.source is not None and other.cue.meets(mark.cue)), None)
    return mark if other is None else replace(mark, source=other.source)


def _with_rules(learned: Sequence[Marked], ruled: Sequence[Marked], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """What the encoder saw, with what only the rules saw; they are no help within quotations."""
    taken = sorted([mark.cue for mark in learned if mark.cue is not None] + list(quotations))
    return (*learned, *(mark for mark in ruled if mark.cue is None or not any(mark.cue.meets(span) for span in taken)))
