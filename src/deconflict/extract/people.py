"""People named, counted or described in a noun group: how many, of which group, and whether in addition to others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deconflict.extract.clauses import Group
from deconflict.extract.phrases import Phrase, Shape
from deconflict.extract.sentence import Sentence
from deconflict.extract.words import Tag
from deconflict.model import Passage, Span
from deconflict.values.count import Count
from deconflict.values.count_words import CountPhrase, parse_count, people_group
from deconflict.values.head_noun import head_noun

_AMONG = re.compile(
    r"\s*(?:,|\(|-|–|—)?\s*(?:(?:including|among them|most of them|at least)\s+[^,.;()]{3,60}|[\w\s-]{2,30}?\s+of\s+(?:them|whom)(?:\s+(?:were|was))?\s+[\w-]+(?:\s+[\w-]+)?)",
    re.I,
)
# A name before a number between commas: the number is an age ('Jamal Reed, 9, was shot').
_ORDINALS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
_ORDINAL = re.compile(rf"\ban?\s+(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))\s+(?!of\b)\w", re.I)
_REACH = 14
_MORE_THAN = re.compile(r"\bmore than\b", re.I)
_ADDITIONAL = frozenset({"other", "others", "another", "more", "additional", "further"})
_NOBODY = frozenset({"nobody", "none", "neither"})
_CARRIED = frozenset({"body", "bodies", "corpse", "corpses", "victim", "victims", "casualty", "casualties", "death", "deaths", "fatality", "fatalities",
                      "injury", "injuries", "life", "lives", "dead", "wounded", "injured", "number"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parties:
    """Some people: their span, how many they are, their group, parts of them told apart, and the words that describe them."""

    span: Span
    count: Count
    group: str | None
    additional: bool
    parts: tuple[tuple[str, Count, Span], ...]
    descriptor: str


def people_in(sentence: Sentence, group: Group, *, bare_number: bool = False, stated: bool = False) -> Parties | None:
    """The people that a noun group tells of; None where it tells of no people.

    ``bare_number``: a number alone counts people ('rose to 19'); ``stated``: the last word tells of the harm, not of the people ('14 dead').
    """
    group = _trimmed(group)
    start, end = group.start, _end(sentence, group)
    text = sentence.text(start, end)
    if not _human(sentence, group, bare_number or stated):
        return None
    phrase = parse_count(text)
    if phrase is None:
        return None
    words = [word.lower for piece in group.phrases for word in piece.words]
    lowers = set(words) - ({"more"} if _MORE_THAN.search(text) else set())
    span = sentence.passage.span(start, end)
    return Parties(span, phrase.count, phrase.count.of, bool(lowers & _ADDITIONAL), told_apart(phrase, span), phrase.head)


def place_in_a_row(passage: Passage, people: Span) -> tuple[int, Span] | None:
    """The toll that 'a third passenger' who died makes, three, with its words; None for people told otherwise."""
    start = max(0, people.start - _REACH)
    found = next((match for match in _ORDINAL.finditer(passage.text, start, people.end) if match.end() > people.start), None)
    if found is None:
        return None
    number = int(found["digits"]) if found["digits"] else _ORDINALS.index(found["word"].lower()) + 3
    return number, passage.span(min(found.start(), people.start), people.end)


def _trimmed(group: Group) -> Group:
    """The group without what it leads into: 'number of people' is the people, 'bodies of five women' the women."""
    phrases = group.phrases
    if (
        len(phrases) >= 3
        and phrases[1].words[0].lower == "of"
        and phrases[0].head.lower in _CARRIED | {"lives", "group", "members"}
        and not _numbered(phrases[0])
    ):
        return Group(phrases[2:])
    return group


def _numbered(phrase: Phrase) -> bool:
    """Whether a number stands in the phrase."""
    return any(word.tag is Tag.NUM for word in phrase.words)


def _end(sentence: Sentence, group: Group) -> int:
    """Where the people's description ends, with ', two of them children' and 'including three officers'."""
    rest = sentence.text(group.end, sentence.span.end)
    more = _AMONG.match(rest)
    return group.end + more.end() if more and re.search(r"\b(?:including|of them|of whom|among them)\b", more.group(), re.I) else group.end


def _human(sentence: Sentence, group: Group, bare_number: bool) -> bool:
    """Whether the group is one of people: by its head noun, a person's name, or a number that stands for people."""
    return any(_human_phrase(sentence, phrase, bare_number) for phrase in group.phrases if phrase.shape is Shape.NP)


def _human_phrase(sentence: Sentence, phrase: Phrase, bare_number: bool) -> bool:
    """Whether one noun phrase names or counts people."""
    head = phrase.head
    if head.tag is Tag.PRON:
        return head.lower in _NOBODY
    if people_group(head.lower) is not None or head.lower in _CARRIED or head.lower in _ADDITIONAL:
        return True
    if head.tag is Tag.NUM or head.lower in {"dozens", "scores", "hundreds", "thousands", "several", "many", "both", "some"}:
        return bare_number or head.lower not in {"some", "many", "both"} or len(phrase.words) == 1
    span = sentence.passage.span(phrase.start, phrase.end)
    return any(person.meets(span) and person.end >= head.start for person in sentence.persons)


def told_apart(phrase: CountPhrase, span: Span) -> tuple[tuple[str, Count, Span], ...]:
    """The parts of some people told together, by their group or the noun for them; all carry the span of the whole, where their words stand."""
    return tuple((group, part.count, span) for part in phrase.parts if (group := part.count.of or head_noun(part.head)))
