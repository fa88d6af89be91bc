"""How firmly words are put: what cue words and hedges say of the claims that they carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from deconflict.extract.dictionary import lemmas
from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Modality, Passage, Span
from deconflict.resources import table

_SET_ASIDE = re.compile(
    r"(?P<apart>(?:[,;–—]|\band|\bbut)\s+(?=not\b)|\b(?=rather than\b|instead of\b))?\b(?:not|rather than|instead of)\s+"
    r"(?:(?:by|with|from|of|in|at|on|near|against|to)\s+)?(?:(?:an?|the|any|its|their|his|her)\s+)?$",
    re.I,
)
# Without these words, which are quick to look for, there is nothing to find.
_ASIDE = ("not", "rather than", "instead of")
_BUT = re.compile(r"[^.;,]{0,25},?\s+but\s+(?:by|with|from|of|in|at|on|near|against|to|an?|the)\b", re.I)

_FIRMNESS = (Modality.DENIED, Modality.PLANNED, Modality.POSSIBLE, Modality.ALLEGED, Modality.REPORTED)
"""What decides where several are told, the first that is."""


@cache
def modality_of_cue() -> dict[str, Modality]:
    """What each cue verb says of the modality of its content."""
    return {verb: Modality(name) for name, verbs in table("cues")["verbs"].items() for verb in verbs}


def modality_at(passage: Passage, span: Span, sentence: Sentence | None, carrying: Sequence[Attribution]) -> Modality:
    """How firmly the words of a span are put: by a hedge in the same clause, else by the cues of the attributions that carry them."""
    if set_aside(passage.text, span):
        return Modality.DENIED
    if sentence is not None and not (sentence.lowers.isdisjoint(_adverbs("possible")) and sentence.lowers.isdisjoint(_adverbs("alleged"))):
        near = {word.lower for word in sentence.words if span.start - 60 <= word.start <= span.end + 10}
        for modality in (Modality.POSSIBLE, Modality.ALLEGED):
            if near & _adverbs(modality):
                return modality
    cues = {_cue_modality(passage, item) for item in carrying}
    if (strongest := next((modality for modality in _FIRMNESS if modality in cues), None)) is not None:
        return strongest
    if sentence is not None and not sentence.lowers.isdisjoint(_adverbs("reported")):
        return Modality.REPORTED
    return Modality.ASSERTED


def set_aside(text: str, span: Span) -> bool:
    """Whether words stand only as what it was not: 'hit by a missile, not by a drone', 'not a drone but a missile'."""
    lead = text[max(0, span.start - 40) : span.start].lower()
    before = _SET_ASIDE.search(lead) if any(words in lead for words in _ASIDE) else None
    return before is not None and (before["apart"] is not None or _BUT.match(text[span.end : span.end + 40]) is not None)


@cache
def _adverbs(name: str) -> frozenset[str]:
    """Hedging words of one modality."""
    return frozenset(table("cues")["adverbs"][name])


def _cue_modality(passage: Passage, attribution: Attribution) -> Modality:
    """The modality that an attribution's cue word gives to its content."""
    return _modality_of(passage.quote(attribution.cue).lower()) if attribution.cue is not None else Modality.REPORTED


@lru_cache(maxsize=2048)
def _modality_of(cue: str) -> Modality:
    """The modality that the last verb of a cue tells."""
    for word in reversed(re.findall(r"[a-z]+", cue)):
        found = modality_of_cue().get(lemmas(word).get("VERB", word))
        if found is not None:
            return found
    return Modality.REPORTED
