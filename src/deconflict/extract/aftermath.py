"""Claims on damage, what led to it, who holds the ground, how long it took, and who is cited for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deconflict.extract.circumstances import near_sentences
from deconflict.extract.claims import Found, sentences_of
from deconflict.extract.clauses import Group
from deconflict.extract.happening import Happening
from deconflict.extract.phrases import Shape
from deconflict.extract.triggers import listed
from deconflict.extract.worded import Worded
from deconflict.model import Claim, Span
from deconflict.values.actor import Actor
from deconflict.values.count import Count
from deconflict.values.text import Text, stem

_RESPONSE = Worded.by(
    "response retaliation reprisal revenge prompted avenge",
    r"(?:a\s+|in\s+)?(?:direct\s+)?(?:response|retaliation|reprisal|revenge)\s+(?:to|for|against)\s+[^,.;]{4,90}|\bprompted by [^,.;]{4,80}|\bto avenge [^,.;]{4,80}",
)
_CONTROL = re.compile(
    r"(?:[\w ]{0,30}\b(?:lies|lying|is|was|remains)\s+)?(?:a\s+\w+\s+)?(?:outside|under|beyond|in|within)?\s*(?:the\s+)?(?:full\s+)?(?:control|hands)\s+of\s+(?:the\s+)?[\w’' -]{3,60}|\b(?:controlled|held|occupied)\s+by\s+(?:the\s+)?[\w’' -]{3,50}",
    re.I,
)
_HELD = Worded.by("control hands held occupied", r"(?:control|hands)\s+of\s|(?:controlled|held|occupied)\s+by\s")
_ACTIVITY = Worded.by(
    "was were had",
    r"\b(?:was|were|had been)\s+(?:on (?:their|its|his|her) way (?:to|from|back)|escorting|patrolling|guarding|travell?ing|returning|sleeping|attending|praying|shopping|queuing|heading|driving|gathering|waiting|carrying|transporting|clearing)\b[^.;]{0,90}",
)
_LASTING = re.compile(
    r"\b(?:lasted|lasting|landed|fell|fire\w*|shell\w*|clash\w*|fought|exchange\w*|battle|siege|gun\w*|bombard\w*|continu\w*|raged|attack\w*)\b"
)
_NOT_LASTING = re.compile(r"\b(?:not|ceasefire|used|curfew|fought (?:for|to))\b")
_ANSWERED = re.compile(r"^.*?\b(?:to|for|by|against|avenge)\s+", re.I)
_REPORTEDLY = re.compile(r"\breportedly\b")
_NO_HOLDERS = re.compile(r"\b(?:which|area|region|lies|is|was|authorities|government|part|taking)\b", re.I)
_NO_SPEAKERS = frozenset({
    "he", "she", "they", "it", "who", "which", "we", "i", "no", "one", "two", "some", "its", "that", "this", "what", "group", "there", "nobody", "each",
    "everyone", "both", "others",
})  # fmt: skip


def damage(found: Found, happening: Happening) -> Iterator[Claim]:
    """What was damaged or destroyed."""
    verbs = listed("damage_verbs")
    for sentence in near_sentences(found, happening):
        for clause in sentence.clauses:
            if clause.verb.lemma not in verbs or clause.verb.infinitive:
                continue
            patient = clause.patient
            if patient is None or not _physical(patient):
                continue
            span = found.passage.span(min(clause.verb.start, patient.start), max(clause.verb.end, patient.end))
            words = found.passage.text[patient.start : patient.end] + " " + found.passage.text[clause.verb.start : clause.verb.end]
            yield found.claim("damage", Text.parse(_REPORTEDLY.sub("", words)), span, stem(_thing(patient)))


def _physical(group: Group) -> bool:
    """Whether a group is of buildings, vehicles and the like."""
    return any(phrase.lemma in listed("damage_nouns") for phrase in group.phrases if phrase.shape is Shape.NP)


def _thing(group: Group) -> str:
    """The noun for what was damaged."""
    return next(phrase.lemma for phrase in group.phrases if phrase.shape is Shape.NP and phrase.lemma in listed("damage_nouns"))


def triggers(found: Found, happening: Happening) -> Iterator[Claim]:
    """What it is told to answer."""
    for sentence in sentences_of(found, happening):
        for span in found.matches(_RESPONSE, sentence):
            if any(frame.sentence == sentence.number and frame.anchor.start < span.start for frame in happening.frames):
                yield found.claim("trigger", Text.parse(_ANSWERED.sub("", found.passage.quote(span))), span)


def control(found: Found, happening: Happening) -> Iterator[Claim]:
    """Who holds the place."""
    for sentence in near_sentences(found, happening):
        start, end = sentence.span.start, sentence.span.end
        for match in _CONTROL.finditer(sentence.text(start, end)) if _HELD.found_in(found.small[start:end]) else ():
            span = found.passage.span(start + match.start(), start + match.end())
            yield found.claim("control", Text.parse(_NO_HOLDERS.sub(" ", match.group())), span)


def durations(found: Found, happening: Happening) -> Iterator[Claim]:
    """How long it lasted."""
    for span, low, high in found.durations:
        if any(sentence.span.holds(span) for sentence in near_sentences(found, happening)):
            text = found.passage.text[max(0, span.start - 90) : span.end].lower()
            if _LASTING.search(text) and not _NOT_LASTING.search(text[-60:]):
                yield found.claim("duration", Count(low, high, of="minutes"), _clause_span(found, span.start, span.end))


def _clause_span(found: Found, start: int, end: int) -> Span:
    """From the beginning of the clause to the end of the words."""
    before = found.passage.text[max(0, start - 70) : start]
    cut = max(before.rfind(","), before.rfind("."), before.rfind("\n"), before.rfind(" that "))
    lead = before[cut + 1 :]
    return found.passage.span(start - len(lead.lstrip(" ,")), end)


def contexts(found: Found, happening: Happening) -> Iterator[Claim]:
    """What those hit were doing."""
    for sentence in near_sentences(found, happening):
        for span in found.matches(_ACTIVITY, sentence):
            yield found.claim("context", Text.parse(found.passage.quote(span)), span)


def _speaks(speaker: str) -> bool:
    """Whether words can name or describe a speaker: no pronoun, no number alone, no clause."""
    return len(speaker) <= 80 and speaker.lower().split()[0] not in _NO_SPEAKERS and ")" not in speaker


def cited(found: Found, happening: Happening) -> Iterator[Claim]:
    """Who is cited for the telling of it."""
    told = [*(frame.anchor for frame in happening.frames), *(sentence.span for sentence in near_sentences(found, happening))]
    begin, end = min(span.start for span in told), max(span.end for span in told)
    for first, last, attribution in found.reaches:
        if first >= end or last <= begin:
            continue
        if attribution.source is None or attribution.cue is None or not attribution.speaker or not _speaks(attribution.speaker):
            continue
        if any(span.start < last and first < span.end and attribution.carries(span) for span in told):
            yield found.claim("cited", Actor.speaker(attribution.speaker), attribution.source.cover(attribution.cue))
