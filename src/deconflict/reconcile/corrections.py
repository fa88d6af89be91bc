"""Corrections: figures that a report takes back ('an earlier version said ...', 'is 84, not 101') are no claims of its own any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deconflict.extract.taken_back import taken_back
from deconflict.model import Claim, Mention, Modality, Reading, Span
from deconflict.values.count import Count

_FIGURE = re.compile(r"\d[\d,]*")
_NEAR = 40


def with_corrections(reading: Reading) -> Reading:
    """The reading with claims that it takes back put as denied."""
    old = tuple(taken_back(reading.report)) if reading.mentions else ()
    if not old:
        return reading
    return replace(reading, mentions=tuple(_corrected(reading, mention, old) for mention in reading.mentions))


def _corrected(reading: Reading, mention: Mention, old: tuple[Span, ...]) -> Mention:
    """A mention with the claims that are taken back put as denied, and figures taken back beside one that stands ('84, not 101') as denied claims."""
    denied = tuple(_denied(claim, old) for claim in mention.claims)
    return replace(mention, claims=(*denied, *(claim for span in old for claim in _beside(reading, denied, span))))


def _denied(claim: Claim, old: tuple[Span, ...]) -> Claim:
    """A claim, as denied where its words lie in what is taken back."""
    return replace(claim, modality=Modality.DENIED) if any(span.holds(claim.span) for span in old) else claim


def _beside(reading: Reading, claims: Sequence[Claim], old: Span) -> Iterator[Claim]:
    """The figure in some words that are taken back, as a claim on what the figure just before it counts."""
    if any(old.holds(claim.span) for claim in claims):
        return
    figure = _FIGURE.search(reading.report.quote(old))
    near = [claim for claim in claims if isinstance(claim.value, Count) and claim.span.meets(replace(old, start=max(0, old.start - _NEAR)))]
    if figure is None or not near:
        return
    beside = max(near, key=lambda claim: claim.span.end)
    span = replace(old, start=old.start + figure.start(), end=old.start + figure.end())
    value = Count.exactly(int(figure.group().replace(",", "")))
    yield replace(beside, value=value, span=span, quote=reading.report.quote(span), modality=Modality.DENIED)
