"""Whom a source means: surnames led back to full names, pronouns and 'the spokesman' to who was cited before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from deconflict.extract.attribution_marks import Marked
from deconflict.extract.phrases import Shape
from deconflict.extract.sentence import Sentence
from deconflict.extract.sources import kind_of, listed, speaker_of
from deconflict.model import Attribution, Passage, SourceKind, Span

_SINGULAR = frozenset({"he", "she", "him", "her"})
_SELF = frozenset({"i", "we", "me", "us", "my", "our"})
_OTHER = frozenset({"they", "it", "them", "his", "its", "their", "group", "organisation", "organization", "agency", "statement"})
_RELATIVE = frozenset({"who", "which", "that"})
_RANKS = re.compile(
    r"^(?:(?:mr|mrs|ms|dr|gen|lt|col|maj|capt|sgt|sen|rep|gov|prof|adm|brig|sir|lord|general|colonel|major|captain|president|minister|senator|governor)\.?\s+)+",
    re.I,
)
_NOBODY = ("no ", "nobody", "no-one", "none ", "neither ")
_DEFINITE = re.compile(r"(?:the|this|that) ([\w-]+)$", re.I)
_BACK = 4


def name_speakers(sentences: Sequence[Sentence], marks: Sequence[Marked]) -> tuple[Attribution, ...]:
    """The marks with their speakers and kinds of source; marks and sentences are in order of the text."""
    who = _Who(sentences, marks)
    return tuple(who.attribution(mark) for mark in marks)


class _Who:
    """Remembers, over one passage, who was cited so far."""

    def __init__(self, sentences: Sequence[Sentence], marks: Sequence[Marked]) -> None:
        self._sentences, self._marks = sentences, marks
        self._passage: Passage = sentences[0].passage
        self._begins = [sentence.span.start for sentence in sentences]
        self._full = _full_names(sentences, marks)
        self._cited: list[Attribution] = []

    def attribution(self, mark: Marked) -> Attribution:
        """One attribution, with its speaker led back to whom the words mean."""
        speaker, kind = self._meant(mark)
        found = Attribution(mark.source, mark.cue, mark.content, speaker, kind)
        if mark.source is not None and speaker is not None:
            self._cited.append(found)
        return found

    def _meant(self, mark: Marked) -> tuple[str | None, SourceKind]:
        """Speaker and kind of a mark."""
        if mark.source is None:
            return None, SourceKind.ANONYMOUS
        words = speaker_of(self._passage, mark.source)
        if words.lower().startswith(_NOBODY):
            return None, SourceKind.ANONYMOUS
        before = self._antecedent(mark, mark.source, words.lower())
        if before is not None:
            return before
        if words.lower() in _SINGULAR | _SELF | _RELATIVE | {"they", "it", ""} or not words:
            return None, SourceKind.ANONYMOUS
        bare = _RANKS.sub("", words)
        full = self._full.get(bare.casefold()) if " " not in bare else None
        return full or words, kind_of(self._passage, mark.source)

    def _antecedent(self, mark: Marked, source: Span, words: str) -> tuple[str | None, SourceKind] | None:
        """Who is meant by a pronoun or a description given before."""
        if words in _SINGULAR:
            return self._person(mark, source)
        if words in _SELF:
            return next((_who(item) for item in reversed(self._cited) if item.carries(source)), None)
        if words in _RELATIVE:
            return self._relative(source)
        definite = _DEFINITE.match(self._passage.quote(source))
        if definite is not None:
            word = re.compile(rf"\b{re.escape(definite[1])}\b", re.I)
            named = next((item for item in reversed(self._cited) if item.source and word.search(self._passage.quote(item.source))), None)
            if named is not None:
                return _who(named)
        return next((_who(item) for item in reversed(self._cited) if _is_group(item)), self._last()) if words in _OTHER else None

    def _relative(self, source: Span) -> tuple[str | None, SourceKind] | None:
        """Whom 'who' or 'which' takes up: the noun phrase right before it."""
        sentence = self._sentences[max(0, bisect_right(self._begins, source.start) - 1)]
        before = [phrase for phrase in sentence.phrases if phrase.shape is Shape.NP and source.start - 4 < phrase.end <= source.start]
        if not before:
            return self._last()
        span = self._passage.span(before[-1].start, before[-1].end)
        words = speaker_of(self._passage, span)
        return self._full.get(words.casefold(), words), kind_of(self._passage, span)

    def _person(self, mark: Marked, source: Span) -> tuple[str | None, SourceKind] | None:
        """The person that 'he' or 'she' most likely means: who was cited or first named in the nearest sentence before."""
        at = bisect_right(self._begins, source.start) - 1
        for number in range(at, max(-1, at - _BACK), -1):
            span = self._sentences[number].span
            cited = [
                item
                for item in self._cited
                if item.source and span.meets(item.source) and item.source.end <= source.start and not _is_group(item)
            ]
            if cited:
                return _who(cited[-1])
            persons = [
                person
                for person in self._persons(span.start, min(span.end, source.start))
                if not any(content.meets(person) for content in mark.content)
            ]
            if persons:
                return self._fullest(persons[0]), SourceKind.NAMED
        return next((_who(item) for item in reversed(self._cited) if not _is_group(item)), self._last())

    def _last(self) -> tuple[str | None, SourceKind] | None:
        """Who was cited last."""
        return _who(self._cited[-1]) if self._cited else None

    def _persons(self, start: int, end: int) -> list[Span]:
        """The people named between two offsets."""
        first, last = (max(0, bisect_right(self._begins, offset) - 1) for offset in (start, end))
        return [
            person
            for sentence in self._sentences[first : last + 1]
            for person in sentence.persons
            if start <= person.start and person.end <= end
        ]

    def _fullest(self, person: Span) -> str:
        """A person by the fullest name that the passage gives."""
        name = speaker_of(self._passage, person)
        return self._full.get(name.split()[-1].casefold(), name) if name else name


def _who(item: Attribution) -> tuple[str | None, SourceKind]:
    """Speaker and kind of an attribution."""
    return item.speaker, item.kind


def _is_group(item: Attribution) -> bool:
    """Whether a source is an outlet, a body or several people rather than one person."""
    last = (item.speaker or "").lower().rsplit(maxsplit=1)[-1:]
    if item.kind is SourceKind.OUTLET or not last:
        return True
    if last[0] in listed("person"):
        return False
    several = last[0].endswith("s") and item.kind is SourceKind.ANONYMOUS
    return several or last[0] in listed("official") or last[0] in listed("body")


def _full_names(sentences: Sequence[Sentence], marks: Sequence[Marked]) -> dict[str, str]:
    """The fullest name for each surname that the passage gives."""
    passage = sentences[0].passage
    spans = [
        *(person for sentence in sentences for person in sentence.persons),
        *(mark.source for mark in marks if mark.source is not None),
    ]
    full: dict[str, str] = {}
    for span in spans:
        name = speaker_of(passage, span)
        words = name.split()
        if 2 <= len(words) <= 6 and words[-1][0].isupper() and len(name) > len(full.get(words[-1].casefold(), "")):
            full[words[-1].casefold()] = name
    return full
