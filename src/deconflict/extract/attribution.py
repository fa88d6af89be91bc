"""Who is cited for what: sources, cues and contents of a passage, each source by its fullest name."""

from __future__ import annotations

from collections.abc import Sequence

from deconflict.extract.attribution_edges import whole_phrases
from deconflict.extract.attribution_marks import Marked, continued_quotations, whole_quotations
from deconflict.extract.attribution_modality import modality_at, modality_of_cue
from deconflict.extract.attribution_rules import marks_by_rule
from deconflict.extract.attribution_speakers import name_speakers
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Span

__all__ = ["find_attributions", "modality_at", "modality_of_cue"]


def find_attributions(sentences: Sequence[Sentence], quotations: Sequence[Span]) -> tuple[Attribution, ...]:
    """The attributions of a passage in order of the text.

    A small network finds them. What it misses of the usual forms ('S said that C', 'according to S') is found by rule, and
    quotations that nothing attributes go on with the last speaker.
    """
    if not sentences:
        return ()
    marks = _with_rules(_learned(sentences, quotations), marks_by_rule(sentences, quotations), quotations)
    marks = whole_quotations(whole_phrases(sentences, marks), quotations)
    marks = (*marks, *continued_quotations(sentences[0].passage, marks, quotations))
    return name_speakers(sentences, sorted(marks, key=lambda mark: (mark.cue or mark.content[0]).start))


def _learned(sentences: Sequence[Sentence], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """What the network sees."""
    # The network needs NumPy, which is slow to import.
    from deconflict.extract.attribution_decode import read_marks  # noqa: PLC0415
    from deconflict.extract.attribution_features import encode  # noqa: PLC0415
    from deconflict.extract.attribution_network import network  # noqa: PLC0415

    passage = sentences[0].passage
    tokens = tuple(word for sentence in sentences for word in sentence.words)
    spans = [sentence.span for sentence in sentences]
    return read_marks(passage, encode(passage, tokens, spans, quotations, network().vocabulary), network())


def _with_rules(learned: Sequence[Marked], ruled: Sequence[Marked], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """What the network saw, with what only the rules saw; they are no help within quotations."""
    taken = sorted([mark.cue for mark in learned if mark.cue is not None] + list(quotations))
    return (*learned, *(mark for mark in ruled if mark.cue is None or not any(mark.cue.meets(span) for span in taken)))
