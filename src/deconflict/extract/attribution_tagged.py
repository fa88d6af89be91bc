"""Attributions from the encoder's tags: cues, sources and contents, tied together by what each token looks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from deconflict.extract.attribution_marks import Marked
from deconflict.extract.encoder import Tagging
from deconflict.extract.tagged import Tagged, Ties, tagged

LAYERS = ("source", "cue", "content", "inner")


@dataclass(slots=True)
class _Group:
    """What belongs to one cue, or, without a cue, to one source."""

    cue: Tagged | None
    contents: list[Tagged] = field(default_factory=list)

    @property
    def parts(self) -> list[Tagged]:
        """The cue and the contents."""
        return [*([self.cue] if self.cue else []), *self.contents]


def marks_by_encoder(tagging: Tagging) -> tuple[Marked, ...]:
    """The attributions of a passage in order: each content piece with the cue and the source that it looks for."""
    sources, cues, *pieces = (list(tagged(tagging, layer, tagging.heads.decisions[f"{layer} boost"])) for layer in LAYERS)
    contents = [piece for found in pieces for piece in found]
    least = -tagging.heads.decisions["tie boost"]
    to_cue, to_source = Ties(tagging, "cue", cues), Ties(tagging, "source", sources)
    groups = {cue.token: _Group(cue) for cue in cues}
    alone: list[_Group] = []
    for content in contents:
        cue = to_cue.best([content], least)
        if cue is not None:
            groups[cue.token].contents.append(content)
        else:
            alone.append(_Group(None, [content]))
    marks = [_marked(group, to_source.best(group.parts, least)) for group in (*groups.values(), *alone)]
    return tuple(sorted((mark for mark in marks if mark.content), key=lambda mark: mark.start))


def _marked(group: _Group, source: Tagged | None) -> Marked:
    """A group with the source that its cue and contents look for together."""
    spans = tuple(sorted(content.span for content in group.contents))
    return Marked(source.span if source else None, group.cue.span if group.cue else None, spans)
