"""Proposals against the text: a claim stays only if its words stand there, and its value is read from those words by the program's own rules.

A model chooses what to look at. It gives no number, no place and no name that is not in the words themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.places import find_places, resolve_place
from deconflict.extract.times import find_times
from deconflict.llm.answer import ProposedClaim, ProposedIncident
from deconflict.model import Attribution, Claim, Mention, Modality, Part, PlaceMention, Report, SourceKind, Span, TimeMention
from deconflict.resources import table
from deconflict.values import Value
from deconflict.values.actor import Actor
from deconflict.values.count import Scope
from deconflict.values.count_words import find_counts
from deconflict.values.kind import Kind
from deconflict.values.place import Precision
from deconflict.values.text import Text

_PEOPLE = frozenset({"killed", "injured", "missing", "captured", "displaced"})
_FREE = frozenset({"target", "means", "damage"})
_LONGEST = 400
_PART = "a part"
INVENTED, NOT_IN_WORDS, NO_SOURCE, UNKNOWN, MALFORMED, NO_INCIDENT = (
    "the quote is not in the text", "the value is not in the quote", "the source is not in the text", "no such attribute or kind", "of another shape",
    "the incident has no words in the text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """A report with what rules find in it: where places and times stand."""

    report: Report
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]

    @classmethod
    def of(cls, report: Report, gazetteer: Gazetteer) -> Marks:
        """The marks in a report's text and title."""
        passages = [report.passage(), *([report.passage(Part.TITLE)] if report.title else [])]
        places = tuple(place for passage in passages for place in find_places(passage, gazetteer))
        return cls(report, places, tuple(time for passage in passages for time in find_times(passage, report.day)))


def verify(
    proposals: Sequence[tuple[ProposedIncident, Sequence[ProposedClaim]]], marks: Marks, gazetteer: Gazetteer
) -> tuple[tuple[Mention, ...], Counter[str]]:
    """The mentions that stand in the text, and how many claims were dropped, by reason."""
    dropped: Counter[str] = Counter()
    mentions: list[Mention] = []
    for incident, claims in proposals:
        anchor = find_words(marks.report, incident.anchor)
        if incident.kind not in table("kinds") or anchor is None:
            dropped[UNKNOWN if anchor is not None else NO_INCIDENT] += max(1, len(claims))
            continue
        kind = Kind(incident.kind)
        kept = [Claim("kind", kind, anchor, marks.report.quote(anchor))]
        for proposed in claims:
            found = _claim(proposed, anchor, marks, gazetteer)
            kept.append(found) if isinstance(found, Claim) else dropped.update([found])
        told = tuple(sorted(dict.fromkeys(kept), key=lambda claim: (claim.span, claim.attribute, claim.group or "")))
        mentions.append(Mention(f"m{len(mentions) + 1}", marks.report.id, kind, anchor, background=incident.background, claims=told))
    return tuple(mentions), dropped


def find_words(report: Report, words: str, near: Span | None = None) -> Span | None:
    """Where some words stand in a report's text, else in its title; the place nearest to a span where there are several. Only spaces may differ."""
    parts = words.split()
    if not parts or len(words) > _LONGEST:
        return None
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)")
    for passage in (report.passage(), report.passage(Part.TITLE)):
        found = [passage.span(match.start(), match.end()) for match in pattern.finditer(passage.text)]
        if found:
            return min(found, key=lambda span: abs(span.start - near.start) if near and near.part is span.part else 0)
    return None


def _claim(proposed: ProposedClaim, anchor: Span, marks: Marks, gazetteer: Gazetteer) -> Claim | str:
    """A claim, or why it is dropped."""
    span = find_words(marks.report, proposed.quote, anchor)
    if span is None:
        return INVENTED
    cited: tuple[Attribution, ...] = ()
    if proposed.source:
        source = find_words(marks.report, proposed.source, span)
        if source is None:
            return NO_SOURCE
        cited = (_attribution(marks.report, source, span),)
    reader = _READERS.get("people" if proposed.attribute in _PEOPLE else "free" if proposed.attribute in _FREE else proposed.attribute)
    if reader is None:
        return UNKNOWN
    found = reader(proposed, span, marks, gazetteer)
    if found is None:
        return NOT_IN_WORDS
    value, group = found
    modality = _modality(proposed.modality, bool(cited))
    return Claim(proposed.attribute, value, span, marks.report.quote(span), modality, cited, group) if modality else MALFORMED


def _modality(told: str | None, cited: bool) -> Modality | None:
    """How firmly it is put; None for a word that is none of ours."""
    if told is None:
        return Modality.REPORTED if cited else Modality.ASSERTED
    return Modality(told) if told in set(Modality) else None


def _attribution(report: Report, source: Span, content: Span) -> Attribution:
    """Who is cited, in the report's words."""
    speaker = report.quote(source)
    named = any(word[0].isupper() for word in speaker.split())
    return Attribution(source, None, (content,), speaker, SourceKind.NAMED if named else SourceKind.ANONYMOUS)


Found = tuple[Value, str | None]


def _people(proposed: ProposedClaim, span: Span, marks: Marks, gazetteer: Gazetteer) -> Found | None:
    """The one number in the words, and of whom; nothing where the model says another."""
    counts = {phrase.count for _, _, phrase in find_counts(marks.report.quote(span), articles=True)}
    if len(counts) != 1:
        return None
    (count,) = counts
    if proposed.number is not None and proposed.number != count.best:
        return None
    if proposed.total:
        return replace(count, of=None), None
    return (replace(count, of=None), count.of) if count.of else (replace(count, scope=Scope.PART), _PART)


def _place(proposed: ProposedClaim, span: Span, marks: Marks, gazetteer: Gazetteer) -> Found | None:
    """The place that rules find in the words; a name that no gazetteer has stays a name."""
    inside = [mention.place for mention in marks.places if span.meets(mention.span)]
    if inside:
        return max(
            inside, key=lambda place: list(Precision).index(place.precision) if place.precision is not Precision.UNKNOWN else -1
        ), None
    words = marks.report.quote(span)
    return (resolve_place(words, gazetteer), None) if words[0].isupper() else None


def _date(proposed: ProposedClaim, span: Span, marks: Marks, gazetteer: Gazetteer) -> Found | None:
    """The time that rules read from the words, seen from the day of publication."""
    return next(((mention.time, None) for mention in marks.times if span.meets(mention.span)), None)


def _actor(proposed: ProposedClaim, span: Span, marks: Marks, gazetteer: Gazetteer) -> Found | None:
    """The actor that the words name or describe."""
    return Actor.parse(marks.report.quote(span)), None


def _free(proposed: ProposedClaim, span: Span, marks: Marks, gazetteer: Gazetteer) -> Found | None:
    """The words themselves."""
    value = Text.parse(marks.report.quote(span))
    return (value, None) if value.words else None


_READERS: dict[str, Callable[[ProposedClaim, Span, Marks, Gazetteer], Found | None]] = {
    "people": _people, "place": _place, "date": _date, "actor": _actor, "free": _free,
}  # fmt: skip


def quotes_of(mentions: Sequence[Mention]) -> Iterator[str]:
    """The words of every claim."""
    return (claim.quote for mention in mentions for claim in mention.claims)
