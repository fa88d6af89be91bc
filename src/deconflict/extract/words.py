"""Word classes without a trained tagger: closed lists, a lemma dictionary, and a few rules of context."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from deconflict.extract.dictionary import lemmas
from deconflict.extract.tokens import Token
from deconflict.resources import table
from deconflict.values.actor_words import DOUBTS

_NUMBER = re.compile(r"\d[\d.,:/-]*(?:st|nd|rd|th|s|am|pm)?$")


class Tag(StrEnum):
    """The word classes that the chunker tells apart."""

    DET = "det"
    NUM = "num"
    ADJ = "adj"
    NOUN = "noun"
    NAME = "name"
    VERB = "verb"
    BE = "be"
    AUX = "aux"
    PREP = "prep"
    CONJ = "conj"
    SUB = "sub"
    REL = "rel"
    PRON = "pron"
    ADV = "adv"
    NEG = "neg"
    TO = "to"
    PART = "part"
    PUNCT = "punct"


DET, NUM, ADJ, NOUN, NAME, VERB, BE, AUX, PREP, CONJ, SUB, REL, PRON, ADV, NEG, TO, PART, PUNCT = Tag
"""Each by itself: to look one up in its enumeration takes six times as long."""
NOMINAL = frozenset({DET, NUM, ADJ, NOUN, NAME})
VERBAL = frozenset({VERB, BE, AUX})
_BEFORE_VERB = frozenset({TO, AUX, PRON, REL, NEG})
_OPENING = frozenset({DET, NUM, PRON})
"""Closed classes that can open the object of a verb."""
_HELPING = frozenset({BE, AUX})
_NAMING = frozenset({NOUN, NAME})
_IN_PHRASE = frozenset({DET, ADJ, NUM})
_PARTICIPLES = ("ed", "ing", "en", "shot")


class Word(NamedTuple):
    """A token with its class and its dictionary form."""

    start: int
    end: int
    text: str
    lower: str
    lemma: str
    tag: Tag


@cache
def words_of(name: str) -> frozenset[str]:
    """One closed class of grammar.toml."""
    return frozenset(table("grammar")[name])


@lru_cache(1 << 13)
def _closed(word: str) -> Tag | None:
    """The class of a word that belongs to a closed list."""
    for name, tag in _CLOSED:
        if word in words_of(name):
            return tag
    if _NUMBER.match(word) or word in words_of("number_word") or _compound_number(word):
        return NUM
    return None


_CLOSED = (
    ("negation", NEG), ("be", BE), ("have", AUX), ("do", AUX), ("modal", AUX), ("relative", REL),
    ("pronoun", PRON), ("conjunction", CONJ), ("subordinator", SUB), ("preposition", PREP),
    ("determiner", DET), ("adverb", ADV),
)  # fmt: skip


_OPEN = (("NOUN", NOUN), ("ADJ", ADJ), ("PROPN", NAME), ("ADV", ADV))
"""The classes of the dictionary but verbs, the likeliest first."""


def _compound_number(word: str) -> bool:
    """Whether this is a number such as 'twenty-one'."""
    parts = word.split("-")
    return len(parts) == 2 and all(part in words_of("number_word") for part in parts)


def tag_words(tokens: tuple[Token, ...]) -> tuple[Word, ...]:
    """The tokens of one sentence with their classes."""
    cased = any(token.text[:1].islower() for token in tokens)
    words: list[Word] = []
    last = None
    for token, after in zip_longest(tokens, tokens[1:]):
        start, end, text, lower = token
        capital = cased and text[0].isupper()
        settled = _settled_capital(text) if capital else _settled(lower)
        if settled is None:
            tag = _placed(lower, last, after, capital)
            settled = _lemma(lower, tag), tag
        last = Word(start, end, text, lower, *settled)
        words.append(last)
    return tuple(words)


@lru_cache(1 << 13)
def _settled(word: str) -> tuple[str, Tag] | None:
    """The dictionary form and the class of a word without a capital to which no neighbour can give another; None for one that depends on them."""
    closed = _closed(word)
    if _is_mark(word):
        tag: Tag | None = PUNCT
    elif closed is PREP:
        tag = None if word == "to" or word in words_of("particle") or word in words_of("number_adverb") else PREP
    elif closed is DET:
        tag = None if word == "that" else DET
    elif closed is not None:
        tag = DET if closed is NEG and word == "no" else closed
    else:
        tag = _settled_open(word)
    return None if tag is None else (_lemma(word, tag), tag)


def _settled_open(word: str) -> Tag | None:
    """The same of a word on no closed list, as ``_open`` tells its class."""
    classes = lemmas(word)
    if word in words_of("particle"):
        return None
    if not classes:
        return _unknown(word, capital=False)
    if word.endswith("ing"):
        return None
    if "VERB" in classes:
        return None if len(classes) > 1 or word.endswith(_PARTICIPLES) else VERB
    if "NOUN" in classes and "ADJ" in classes:
        return None
    return next((tag for name, tag in _OPEN if name in classes), NOUN)


def _is_mark(word: str) -> bool:
    """Whether a token is punctuation."""
    return not word[0].isalnum() and not any(map(str.isalnum, word)) and word not in words_of("conjunction")


@lru_cache(1 << 13)
def _settled_capital(text: str) -> tuple[str, Tag] | None:
    """The same of a word with a capital, in a sentence that has small letters too."""
    word = text.lower()
    if text.isupper() and text.isalpha() and len(word) > 1 and word not in {"am", "pm"}:
        return word, NAME
    return _settled(word) if _closed(word) is not None or _is_mark(word) else None


def _placed(word: str, last: Word | None, after: Token | None, capital: bool) -> Tag:
    """The class of a word that its neighbours decide."""
    closed = _closed(word)
    if closed is PREP:
        return _preposition(word, last, after)
    if closed is DET:
        return _that(last, after)
    if capital and last is not None and last.tag is not PUNCT and word not in words_of("verb_first"):
        return NAME
    return _open(word, last, after, capital)


def _preposition(word: str, last: Word | None, after: Token | None) -> Tag:
    """'to' before a verb, particles after a verb, and 'over 20' are no prepositions."""
    if word == "to":
        return TO if after is not None and lemmas(after.lower).get("VERB") == after.lower and _to_verb(after.lower, last) else PREP
    if word in words_of("particle") and last is not None and last.tag is VERB and (after is None or _closed(after.lower) is not DET):
        return PART
    if word in words_of("number_adverb") and after is not None and _closed(after.lower) is NUM:
        return ADV if word not in {"around", "under", "over"} or last is None or last.tag is VERB else PREP
    return PREP


def _to_verb(word: str, last: Word | None) -> bool:
    """Whether the word after 'to' is a verb rather than a noun ('to attack' but 'response to attack')."""
    return "NOUN" not in lemmas(word) or last is None or last.tag in {VERB, ADJ, NOUN, NAME, BE}


def _that(last: Word | None, after: Token | None) -> Tag:
    """'that' after a verb opens a clause; after a noun it is a relative pronoun."""
    if last is not None and last.tag in _NAMING and after is not None and _verbal(after.lower):
        return REL
    return SUB if last is not None and last.tag in {VERB, NOUN, PUNCT, CONJ} else DET


def _verbal(word: str) -> bool:
    """Whether a word can open a verb group."""
    return _closed(word) in _HELPING or (_closed(word) is None and "VERB" in lemmas(word))


def _open(word: str, last: Word | None, after: Token | None, capital: bool) -> Tag:
    """Nouns, verbs, adjectives and adverbs."""
    classes = lemmas(word)
    if word in words_of("particle") and last is not None and last.tag is VERB and last.lemma not in {"be"}:
        return PART
    if not classes:
        return _unknown(word, capital)
    if word.endswith("ing") and last is not None and last.tag in {DET, ADJ} and not _opens_object(after):
        return ADJ if _before_noun(after) else NOUN
    if "VERB" in classes and (len(classes) == 1 or _verb_here(word, classes, last, after)):
        return ADJ if _participle_in_phrase(word, last, after) else VERB
    for name, tag in _OPEN:
        if name in classes and (name != "NOUN" or "ADJ" not in classes or not _before_noun(after)):
            return tag
    return ADJ if "ADJ" in classes else VERB if "VERB" in classes else NOUN


def _unknown(word: str, capital: bool) -> Tag:
    """A word that no dictionary has: mostly a name."""
    if word.endswith("ly") and len(word) > 4:
        return ADV
    return ADJ if "-" in word and not capital else NAME


def _before_noun(after: Token | None) -> bool:
    """Whether a noun may follow right away."""
    if after is None or _closed(after.lower) not in {None, NUM}:
        return False
    found = lemmas(after.lower)
    return not found or "NOUN" in found or after.text[0].isupper() or after.lower.endswith("ing")


def _verb_here(word: str, classes: dict[str, str], last: Word | None, after: Token | None) -> bool:
    """Whether a word that can be a verb and something else is a verb in this place."""
    if last is None:
        return word.endswith("ing") and after is not None and _closed(after.lower) in {DET, NUM}
    if last.tag in _BEFORE_VERB:
        return True
    if last.tag is BE:
        return classes["VERB"] != word or word in words_of("unchanging_participle")
    if after is not None and last.tag in NOMINAL and _finite(after.lower) and not _past(word, classes):
        return False
    if word in words_of("standing") and last.tag in _NAMING and after is not None and _closed(after.lower) is PREP:
        return True
    if word in words_of("verb_first"):
        if "NOUN" in classes and word.endswith("s") and not _takes_object(after):
            return False
        return last.tag not in {DET, ADJ, PREP} and not (last.tag is NUM and _before_noun(after))
    if last.tag in _IN_PHRASE:
        return False
    if word.endswith("ing"):
        return last.tag is PREP or last.tag is PUNCT or last.tag is CONJ or _opens_object(after)
    if last.tag is PREP:
        return False
    if _past(word, classes):
        return True
    return last.tag in {NOUN, NAME, ADV, CONJ} and _opens_object(after) and (classes["VERB"] != word or last.lower.endswith("s"))


def _past(word: str, classes: dict[str, str]) -> bool:
    """Whether a form can only be a past tense or participle of its verb."""
    return classes["VERB"] != word and not word.endswith(("ing", "s"))


def _finite(word: str) -> bool:
    """Whether a word is surely a finite verb."""
    return _closed(word) in _HELPING or (_closed(word) is None and set(lemmas(word)) == {"VERB"} and not word.endswith("ing"))


def _takes_object(after: Token | None) -> bool:
    """Whether what follows an -s form reads as its object, or as a number phrase ('kills at least 14')."""
    return after is not None and (_opens_object(after) or after.text[0].isupper() or after.lower in words_of("number_adverb"))


def _opens_object(after: Token | None) -> bool:
    """Whether the next word can open the object of a verb."""
    return after is not None and _closed(after.lower) in _OPENING


def _participle_in_phrase(word: str, last: Word | None, after: Token | None) -> bool:
    """Whether a participle stands inside a noun phrase ('two wounded soldiers')."""
    if not word.endswith(_PARTICIPLES) or last is None or last.tag not in {DET, ADJ, NUM, PREP}:
        return False
    return (
        _before_noun(after) and not (word.endswith("ing") and last.tag is PREP) and not (last.tag is NUM and word in words_of("verb_first"))
    )


def _lemma(word: str, tag: Tag) -> str:
    """The dictionary form of a word in a class; the word itself when the dictionary lacks it."""
    if tag in VERBAL:
        return lemmas(word).get("VERB", word)
    if tag is NOUN:
        return lemmas(word).get("NOUN", word)
    if tag is ADJ:
        return lemmas(word).get("ADJ") or lemmas(word).get("VERB", word)
    return word


def up_to_noun(words: str) -> str:
    """Words up to their last noun or name: 'staves' of 'staves and', nothing of 'massive', 'Suspected' or 'two'."""
    parts = words.split()
    while parts and not _names_something(parts[-1].strip(" .,;:'\"”’")):
        parts.pop()
    return " ".join(parts)


@lru_cache(1 << 12)
def _names_something(word: str) -> bool:
    """Whether a word is a noun or a name, as far as the dictionary knows."""
    classes = lemmas(word.lower())
    if not word or word[0].isupper():
        return bool(word) and word.lower() not in DOUBTS
    return _closed(word.lower()) not in {NUM, DET, PREP, ADV, CONJ} and (not classes or "NOUN" in classes)
