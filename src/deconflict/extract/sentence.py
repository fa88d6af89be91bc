"""A sentence with its words, phrases and clauses: what the frame finders look at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from deconflict.extract.clauses import Clause, clauses
from deconflict.extract.phrases import Phrase, Shape, chunk
from deconflict.extract.tokens import Token
from deconflict.extract.words import Word, tag_words
from deconflict.model import Passage, PlaceMention, Span, TimeMention
from deconflict.read.dateline import find_dateline

_Told = TypeVar("_Told", PlaceMention, TimeMention)
_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class Sentence:
    """One parsed sentence; ``number`` counts from 0 in its passage, ``persons`` are the names of people in it."""

    passage: Passage
    number: int
    span: Span
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]
    clauses: tuple[Clause, ...]
    persons: tuple[Span, ...] = ()

    @cached_property
    def lowers(self) -> frozenset[str]:
        """Its words in small letters."""
        return frozenset(word.lower for word in self.words)

    def text(self, start: int, end: int) -> str:
        """The words between two offsets."""
        return self.passage.text[start:end]

    def clause_at(self, index: int) -> Clause | None:
        """The clause whose verb group is the phrase with this index."""
        return next((clause for clause in self.clauses if clause.at == index), None)

    def governor(self, index: int) -> Clause | None:
        """The clause whose verb group stands last before the phrase with this index."""
        return next((clause for clause in reversed(self.clauses) if clause.at < index), None)

    def following(self, index: int) -> Clause | None:
        """The clause whose verb group stands first after the phrase with this index."""
        return next((clause for clause in self.clauses if clause.at > index), None)

    def phrase_at(self, offset: int) -> Phrase | None:
        """The phrase in which an offset lies."""
        at = bisect_right(self.phrases, offset, key=_START) - 1
        return self.phrases[at] if at >= 0 and offset < self.phrases[at].end else None

    def before(self, index: int) -> Phrase | None:
        """The phrase before an index, past quotation marks."""
        index -= 1
        while index >= 0 and self.phrases[index].shape is Shape.QUOTE:
            index -= 1
        return self.phrases[index] if index >= 0 else None


def sentence_holding(sentences: Sequence[Sentence], span: Span) -> Sentence | None:
    """The sentence of a passage that holds a span; None for one over two of them."""
    at = bisect_right(sentences, span.start, key=lambda sentence: sentence.span.start) - 1
    return sentences[at] if at >= 0 and sentences[at].span.holds(span) else None


def by_sentence(sentences: Sequence[Sentence], mentions: Iterable[_Told]) -> dict[int, list[_Told]]:
    """Mentions by the number of the sentence that holds each, in their order; those over two sentences are in none."""
    found: dict[int, list[_Told]] = {}
    for mention in mentions:
        if (sentence := sentence_holding(sentences, mention.span)) is not None:
            found.setdefault(sentence.number, []).append(mention)
    return found


def parse(passage: Passage, spans: Sequence[Span], tokens: tuple[Token, ...], persons: Sequence[Span] = ()) -> tuple[Sentence, ...]:
    """The sentences of a passage, parsed; tokens and names of persons are those of the whole passage, in order."""
    parsed: list[Sentence] = []
    at = 0
    dateline = find_dateline(passage)
    written = dateline.end if dateline is not None else 0
    for number, span in enumerate(spans):
        first = bisect_left(tokens, max(span.start, written if span.start < written else 0), at, key=_START)
        at = bisect_right(tokens, span.end, first, key=_END)
        words = tag_words(tokens[first:at])
        phrases = chunk(words)
        inside = tuple([person for person in persons if person.start < span.end and span.start < person.end])
        parsed.append(Sentence(passage, number, span, words, phrases, clauses(phrases), inside))
    return tuple(parsed)
