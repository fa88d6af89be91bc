"""From the network's scores to spans: cues, and for each its source and its content."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from deconflict.extract.attribution_features import Features
from deconflict.extract.attribution_marks import Marked
from deconflict.extract.attribution_network import Cue, Floats, Linked, Network
from deconflict.model import Passage

_CUE, _SOURCE, _CONTENT = 0.35, 0.45, 0.42
"""Probabilities from which on a token counts; chosen on held-out training documents."""
_BRIDGE = 2
_LEAST = 0.6


def read_marks(passage: Passage, features: Features, network: Network) -> tuple[Marked, ...]:
    """The attributions that the network sees in a passage, in order of their cues."""
    if not features.tokens:
        return ()
    context, scores = network.mark(features)
    cues = tuple(Cue(first, last, *features.window(first, last)) for first, last in _cues(scores[:, :3]))
    marked = (_marked(passage, features, linked) for linked in network.link(context, cues, features.sentence))
    return tuple(item for item in marked if item.content)


def _cues(scores: Floats) -> Iterator[tuple[int, int]]:
    """Runs of cue tokens (first, last exclusive), from scores for none, first and later."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    on = 1 - odds[:, 0] > _CUE
    opens = on & ((odds[:, 1] > odds[:, 2]) | ~np.append(False, on[:-1]))
    first = -1
    for at in np.flatnonzero(opens | ~on).tolist():
        if first >= 0:
            yield first, at
        first = at if opens[at] else -1
    if first >= 0:
        yield first, len(on)


def _marked(passage: Passage, features: Features, linked: Linked) -> Marked:
    """A cue's spans."""
    first, last, start = linked.cue.first, linked.cue.last, linked.cue.start
    source = _best_run(linked.source - _SOURCE)
    taken = np.zeros(len(linked.content), dtype=np.bool_)
    taken[first - start : last - start] = True
    if source is not None:
        taken[source[0] : source[1]] = True
    span = passage.span
    tokens = features.tokens[start:]
    return Marked(
        span(tokens[source[0]].start, tokens[source[1] - 1].end) if source else None,
        span(features.tokens[first].start, features.tokens[last - 1].end),
        tuple(span(tokens[a].start, tokens[b - 1].end) for a, b in _runs(linked.content, taken)),
    )


def _best_run(gains: Floats) -> tuple[int, int] | None:
    """The run with the greatest sum, if that is large enough to be somebody."""
    best, best_run, total, first = 0.0, None, 0.0, 0
    for at, gain in enumerate(gains.tolist()):
        if total <= 0:
            total, first = 0.0, at
        total += gain
        if total > best:
            best, best_run = total, (first, at + 1)
    return best_run if best > 0.05 else None


def _runs(content: Floats, taken: np.typing.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Runs of content tokens, over short gaps that neither cue nor source fill, without those that are hardly there."""
    on = (content > _CONTENT) & ~taken
    first = last = -1
    for at in np.flatnonzero(on).tolist():
        if first >= 0 and (at - last > _BRIDGE + 1 or taken[last:at].any()):
            if content[first : last + 1].sum() > _LEAST:
                yield first, last + 1
            first = at
        first, last = (at if first < 0 else first), at
    if first >= 0 and content[first : last + 1].sum() > _LEAST:
        yield first, last + 1
