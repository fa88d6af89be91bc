"""Pages that stand before a report and are none: paywalls, consent pages, checks for robots. They are kept, not read as news."""

from __future__ import annotations

from functools import cache

from deconflict.resources import table

# Words from which on a text is an article whatever stands around it; a teaser before a paywall has fewer.
_ARTICLE, _TEASER = 250, 120
_REASONS = {
    "paywall": "behind a paywall: the page gives only the beginning",
    "consent": "a page that asks for consent, not a report",
    "barrier": "a page that keeps programs out or says that nothing is there, not a report",
}


def gate_of(title: str | None, text: str, page: str, free: bool | None) -> str | None:
    """Why a page is no report to read; None where it is one.

    ``text`` is its main text, ``page`` all words that it shows, ``free`` whether it says itself that everybody may read it.
    """
    words = len(text.split())
    if free is False and words < _TEASER:
        return _REASONS["paywall"]
    if words >= _ARTICLE:
        return None
    heading, shown = (title or "").casefold(), page.casefold()
    cues = {gate: [cue for cue in _cues(gate) if cue in shown] for gate in _REASONS}
    if any(cue in heading for gate in ("barrier", "consent") for cue in _cues(gate)) or (len(cues["barrier"]) > 1 and words < _TEASER):
        return _REASONS["consent" if any(cue in heading for cue in _cues("consent")) else "barrier"]
    if len(cues["consent"]) > 1 and _mostly(cues["consent"], text):
        return _REASONS["consent"]
    return _REASONS["paywall"] if cues["paywall"] and words < _TEASER else None


def _mostly(cues: list[str], text: str) -> bool:
    """Whether the main text itself speaks of consent, not only a banner beside it."""
    return sum(cue in text.casefold() for cue in cues) > 1


@cache
def _cues(gate: str) -> tuple[str, ...]:
    """The words that tell of a gate."""
    return tuple(cue.casefold() for cue in table("gates")[gate]["cues"])
