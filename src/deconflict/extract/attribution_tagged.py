"""Attributions from the encoder's tags: cues, sources and contents, tied together by what each token looks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from deconflict.extract.attribution_marks import Marked
from deconflict.extract.encoder import Tagging
from deconflict.extract.tagged import Tagged, link_scores, tagged

LAYERS = ("source", "cue", "content", "inner")


@dataclass(slots=True)
class _Group:
    """What belongs to one cue, or, without a cue, to one source."""

    cue: Tagged | None
    contents: list[Tagged] = field(default_factory=list)


def marks_by_encoder(tagging: Tagging) -> tuple[Marked, ...]:
    """The attributions of a passage in order: each content piece with the cue and the source that it looks for."""
    sources, cues, *pieces = (list(tagged(tagging, layer, tagging.heads.decisions[f"{layer} boost"])) for layer in LAYERS)
    contents = [piece for found in pieces for piece in found]
    groups = {cue.token: _Group(cue) for cue in cues}
    alone: list[_Group] = []
    for content in contents:
        cue = _tied(tagging, "cue", content, cues)
        if cue is not None:
            groups[cue.token].contents.append(content)
        else:
            alone.append(_Group(None, [content]))
    marks = [_marked(tagging, group, sources) for group in (*groups.values(), *alone)]
    return tuple(sorted((mark for mark in marks if mark.content), key=lambda mark: mark.start))


def _tied(tagging: Tagging, relation: str, item: Tagged, candidates: list[Tagged]) -> Tagged | None:
    """The candidate that an item is tied to, if to any."""
    if not candidates:
        return None
    scores = link_scores(tagging, relation, item, candidates)
    best = int(scores.argmax())
    return candidates[best] if scores[best] > -tagging.heads.decisions["tie boost"] else None


def _marked(tagging: Tagging, group: _Group, sources: list[Tagged]) -> Marked:
    """A group with the source that its cue and contents look for together."""
    parts: Sequence[Tagged] = [*([group.cue] if group.cue else []), *group.contents]
    source = None
    if sources:
        scores = np.sum([link_scores(tagging, "source", part, sources) for part in parts], axis=0)
        best = int(scores.argmax())
        source = sources[best] if scores[best] > -tagging.heads.decisions["tie boost"] else None
    spans = tuple(sorted(content.span for content in group.contents))
    return Marked(source.span if source else None, group.cue.span if group.cue else None, spans)
