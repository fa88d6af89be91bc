"""Who is cited for what: sources, cues and contents of a passage, each source by its fullest name."""

from __future__ import annotations

from collections.abc import Sequence

from deconflict.extract.attribution_marks import Marked, continued_quotations, whole_quotations
from deconflict.extract.attribution_modality import modality_at, modality_of_cue
from deconflict.extract.attribution_rules import marks_by_rule
from deconflict.extract.attribution_speakers import name_speakers
from deconflict.extract.attribution_tagged import marks_by_encoder
from deconflict.extract.encoder import Tagging
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Span

__all__ = ["find_attributions", "modality_at", "modality_of_cue"]


def find_attributions(sentences: Sequence[Sentence], quotations: Sequence[Span], tagging: Tagging) -> tuple[Attribution, ...]:
    """The attributions of a passage in order of the text.

    The encoder finds them. What it misses of the usual forms ('S said that C', 'according to S') is found by rule, and
    quotations that nothing attributes go on with the last speaker.
    """
    if not sentences:
        return ()
    marks = _with_rules(marks_by_encoder(tagging), marks_by_rule(sentences, quotations), quotations)
    marks = whole_quotations(marks, quotations)
    marks = (*marks, *continued_quotations(sentences[0].passage, marks, quotations))
    return name_speakers(sentences, sorted(marks, key=lambda mark: (mark.cue or mark.content[0]).start))


def _with_rules(learned: Sequence[Marked], ruled: Sequence[Marked], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """What the encoder saw, with what only the rules saw; they are no help within quotations."""
    taken = sorted([mark.cue for mark in learned if mark.cue is not None] + list(quotations))
    return (*learned, *(mark for mark in ruled if mark.cue is None or not any(mark.cue.meets(span) for span in taken)))
