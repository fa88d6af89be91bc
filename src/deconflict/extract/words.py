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


NOMINAL = frozenset({Tag.DET, Tag.NUM, Tag.ADJ, Tag.NOUN, Tag.NAME})
VERBAL = frozenset({Tag.VERB, Tag.BE, Tag.AUX})
_BEFORE_VERB = frozenset({Tag.TO, Tag.AUX, Tag.PRON, Tag.REL, Tag.NEG})


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


@cache
def _closed(word: str) -> Tag | None:
    """The class of a word that belongs to a closed list."""
    for name, tag in _CLOSED:
        if word in words_of(name):
            return tag
    if _NUMBER.match(word) or word in words_of("number_word") or _compound_number(word):
        return Tag.NUM
    return None


_CLOSED = (
    ("negation", Tag.NEG), ("be", Tag.BE), ("have", Tag.AUX), ("do", Tag.AUX), ("modal", Tag.AUX), ("relative", Tag.REL),
    ("pronoun", Tag.PRON), ("conjunction", Tag.CONJ), ("subordinator", Tag.SUB), ("preposition", Tag.PREP),
    ("determiner", Tag.DET), ("adverb", Tag.ADV),
)  # fmt: skip


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
        tag = _tag(token, last, after, cased)
        last = Word(token.start, token.end, token.text, token.lower, _lemma(token.lower, tag), tag)
        words.append(last)
    return tuple(words)


def _tag(token: Token, last: Word | None, after: Token | None, cased: bool) -> Tag:
    """The class of one token, from its form and its neighbours."""
    word = token.lower
    if not word[0].isalnum() and not any(map(str.isalnum, word)) and word not in words_of("conjunction"):
        return Tag.PUNCT
    capital = cased and token.text[0].isupper()
    if capital and token.text.isupper() and len(word) > 1 and token.text.isalpha() and word not in {"am", "pm"}:
        return Tag.NAME
    closed = _closed(word)
    if closed is Tag.PREP:
        return _preposition(word, last, after)
    if closed is Tag.DET:
        return _determiner(word, last, after)
    if closed is Tag.NEG and word == "no":
        return Tag.DET
    if closed is not None:
        return closed
    if capital and last is not None and last.tag is not Tag.PUNCT and word not in words_of("verb_first"):
        return Tag.NAME
    return _open(token, last, after, cased)


def _preposition(word: str, last: Word | None, after: Token | None) -> Tag:
    """'to' before a verb, particles after a verb, and 'over 20' are no prepositions."""
    if word == "to":
        return Tag.TO if after is not None and lemmas(after.lower).get("VERB") == after.lower and _to_verb(after.lower, last) else Tag.PREP
    if (
        word in words_of("particle")
        and last is not None
        and last.tag is Tag.VERB
        and (after is None or _closed(after.lower) is not Tag.DET)
    ):
        return Tag.PART
    if word in words_of("number_adverb") and after is not None and _closed(after.lower) is Tag.NUM:
        return Tag.ADV if word not in {"around", "under", "over"} or last is None or last.tag is Tag.VERB else Tag.PREP
    return Tag.PREP


def _to_verb(word: str, last: Word | None) -> bool:
    """Whether the word after 'to' is a verb rather than a noun ('to attack' but 'response to attack')."""
    return "NOUN" not in lemmas(word) or last is None or last.tag in {Tag.VERB, Tag.ADJ, Tag.NOUN, Tag.NAME, Tag.BE}


def _determiner(word: str, last: Word | None, after: Token | None) -> Tag:
    """'that' after a verb opens a clause; after a noun it is a relative pronoun."""
    if word != "that":
        return Tag.DET
    if last is not None and last.tag in {Tag.NOUN, Tag.NAME} and after is not None and _verbal(after.lower):
        return Tag.REL
    return Tag.SUB if last is not None and last.tag in {Tag.VERB, Tag.NOUN, Tag.PUNCT, Tag.CONJ} else Tag.DET


def _verbal(word: str) -> bool:
    """Whether a word can open a verb group."""
    return _closed(word) in {Tag.BE, Tag.AUX} or (_closed(word) is None and "VERB" in lemmas(word))


def _open(token: Token, last: Word | None, after: Token | None, cased: bool) -> Tag:
    """Nouns, verbs, adjectives and adverbs."""
    word = token.lower
    classes = lemmas(word)
    if word in words_of("particle") and last is not None and last.tag is Tag.VERB and last.lemma not in {"be"}:
        return Tag.PART
    if not classes:
        return _unknown(word, token, cased)
    if word.endswith("ing") and last is not None and last.tag in {Tag.DET, Tag.ADJ} and not _opens_object(after):
        return Tag.ADJ if _before_noun(after) else Tag.NOUN
    if "VERB" in classes and (len(classes) == 1 or _verb_here(word, classes, last, after)):
        return Tag.ADJ if _participle_in_phrase(word, last, after) else Tag.VERB
    for name, tag in (("NOUN", Tag.NOUN), ("ADJ", Tag.ADJ), ("PROPN", Tag.NAME), ("ADV", Tag.ADV)):
        if name in classes and (name != "NOUN" or "ADJ" not in classes or not _before_noun(after)):
            return tag
    return Tag.ADJ if "ADJ" in classes else Tag.VERB if "VERB" in classes else Tag.NOUN


def _unknown(word: str, token: Token, cased: bool) -> Tag:
    """A word that no dictionary has: mostly a name."""
    if word.endswith("ly") and len(word) > 4:
        return Tag.ADV
    if cased and token.text[0].isupper():
        return Tag.NAME
    if "-" in word:
        return Tag.ADJ
    return Tag.NAME


def _before_noun(after: Token | None) -> bool:
    """Whether a noun may follow right away."""
    if after is None or _closed(after.lower) not in {None, Tag.NUM}:
        return False
    found = lemmas(after.lower)
    return not found or "NOUN" in found or after.text[0].isupper() or after.lower.endswith("ing")


def _verb_here(word: str, classes: dict[str, str], last: Word | None, after: Token | None) -> bool:
    """Whether a word that can be a verb and something else is a verb in this place."""
    if last is None:
        return word.endswith("ing") and after is not None and _closed(after.lower) in {Tag.DET, Tag.NUM}
    if last.tag in _BEFORE_VERB:
        return True
    if last.tag is Tag.BE:
        return classes["VERB"] != word or word in words_of("unchanging_participle")
    if after is not None and last.tag in NOMINAL and _finite(after.lower) and not _past(word, classes):
        return False
    if word in words_of("standing") and last.tag in {Tag.NOUN, Tag.NAME} and after is not None and _closed(after.lower) is Tag.PREP:
        return True
    if word in words_of("verb_first"):
        if "NOUN" in classes and word.endswith("s") and not _takes_object(after):
            return False
        return last.tag not in {Tag.DET, Tag.ADJ, Tag.PREP} and not (last.tag is Tag.NUM and _before_noun(after))
    if last.tag in {Tag.DET, Tag.ADJ, Tag.NUM}:
        return False
    if word.endswith("ing"):
        return last.tag is Tag.PREP or last.tag is Tag.PUNCT or last.tag is Tag.CONJ or _opens_object(after)
    if last.tag is Tag.PREP:
        return False
    if _past(word, classes):
        return True
    return (
        last.tag in {Tag.NOUN, Tag.NAME, Tag.ADV, Tag.CONJ}
        and _opens_object(after)
        and (classes["VERB"] != word or last.lower.endswith("s"))
    )


def _past(word: str, classes: dict[str, str]) -> bool:
    """Whether a form can only be a past tense or participle of its verb."""
    return classes["VERB"] != word and not word.endswith(("ing", "s"))


def _finite(word: str) -> bool:
    """Whether a word is surely a finite verb."""
    return _closed(word) in {Tag.BE, Tag.AUX} or (_closed(word) is None and set(lemmas(word)) == {"VERB"} and not word.endswith("ing"))


def _takes_object(after: Token | None) -> bool:
    """Whether what follows an -s form reads as its object, or as a number phrase ('kills at least 14')."""
    return after is not None and (_opens_object(after) or after.text[0].isupper() or after.lower in words_of("number_adverb"))


def _opens_object(after: Token | None) -> bool:
    """Whether the next word can open the object of a verb."""
    return after is not None and _closed(after.lower) in {Tag.DET, Tag.NUM, Tag.PRON}


def _participle_in_phrase(word: str, last: Word | None, after: Token | None) -> bool:
    """Whether a participle stands inside a noun phrase ('two wounded soldiers')."""
    if not word.endswith(("ed", "ing", "en", "shot")) or last is None or last.tag not in {Tag.DET, Tag.ADJ, Tag.NUM, Tag.PREP}:
        return False
    return (
        _before_noun(after)
        and not (word.endswith("ing") and last.tag is Tag.PREP)
        and not (last.tag is Tag.NUM and word in words_of("verb_first"))
    )


def _lemma(word: str, tag: Tag) -> str:
    """The dictionary form of a word in a class; the word itself when the dictionary lacks it."""
    if tag in VERBAL:
        return lemmas(word).get("VERB", word)
    if tag is Tag.NOUN:
        return lemmas(word).get("NOUN", word)
    if tag is Tag.ADJ:
        return lemmas(word).get("ADJ") or lemmas(word).get("VERB", word)
    return word


def up_to_noun(words: str) -> str:
    """Words up to their last noun or name: 'staves' of 'staves and', nothing of 'massive', 'suspected' or 'two'."""
    parts = words.split()
    while parts and not _names_something(parts[-1].strip(" .,;:'\"”’")):
        parts.pop()
    return " ".join(parts)


@lru_cache(1 << 12)
def _names_something(word: str) -> bool:
    """Whether a word is a noun or a name, as far as the dictionary knows."""
    classes = lemmas(word.lower())
    if not word or word[0].isupper():
        return bool(word)
    return _closed(word.lower()) not in {Tag.NUM, Tag.DET, Tag.PREP, Tag.ADV, Tag.CONJ} and (not classes or "NOUN" in classes)
