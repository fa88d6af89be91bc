"""Noun phrases and verb groups of one sentence: a shallow chunker over word classes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from deconflict.extract.words import BE, CONJ, DET, NEG, NOMINAL, NUM, PART, PRON, TO, VERB, VERBAL, Tag, Word, words_of

_QUOTES = frozenset("\"'“”‘’«»``''")
_NUMBER_PREFIXES = (
    ("at", "least"), ("at", "most"), ("more", "than"), ("less", "than"), ("fewer", "than"), ("up", "to"), ("as", "many", "as"), ("as", "few", "as"),
    ("no", "fewer", "than"), ("no", "less", "than"), ("no", "more", "than"), ("not", "less", "than"), ("not", "more", "than"), ("well", "over"), ("upwards", "of"),
)  # fmt: skip
_PREFIXES_BY_FIRST = {first: [prefix for prefix in _NUMBER_PREFIXES if prefix[0] == first] for first, *_ in _NUMBER_PREFIXES}


_INSIDE = NOMINAL - {Tag.DET}
_ALONE = frozenset({Tag.PUNCT, Tag.CONJ, Tag.SUB, Tag.REL, Tag.PREP, Tag.PART})
"""With these no noun phrase or verb group opens, but for words that qualify a number ('at least')."""
_ASIDE = frozenset({"(", ",", "aged", "ages"})
"""With these opens what a noun phrase adds to its head: another name, or how old its people are."""
_OLDEST = 110
_INNER = _QUOTES | {"(", "of", ",", "aged", "ages"}
"""With these alone opens what stands inside a noun phrase and is no noun."""
_ADVERBIAL, _BEFORE_VERB = frozenset({Tag.ADV, Tag.NEG}), frozenset({Tag.ADV, Tag.NEG, Tag.TO})
_MAIN, _NAMING = frozenset({Tag.VERB}), frozenset({Tag.NOUN, Tag.NAME})
_HELPING = frozenset({Tag.BE, Tag.AUX})


class Shape(StrEnum):
    """What a phrase is."""

    NP = "np"
    VG = "vg"
    PREP = "prep"
    CONJ = "conj"
    COMMA = "comma"
    REL = "rel"
    SUB = "sub"
    QUOTE = "quote"
    OTHER = "other"


class Phrase(NamedTuple):
    """A run of words that belong together.

    ``head`` is the last noun of a noun phrase before any bracket, the last verb of a verb group. For a verb group the rest tells how it reads; ``bare``
    is a past participle without an auxiliary: 'killed' may be active ('X killed Y') or reduced passive ('Y killed in Z'); ``particle`` is
    'out' of 'carried out', 'dead' of 'shot dead'.
    """

    shape: Shape
    words: tuple[Word, ...]
    head: Word
    passive: bool = False
    negated: bool = False
    bare: bool = False
    gerund: bool = False
    infinitive: bool = False
    modal: str | None = None
    particle: str | None = None

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self.words[-1].end

    @property
    def lemma(self) -> str:
        """The head's dictionary form."""
        return self.head.lemma

    def has(self, *lowers: str) -> bool:
        """Whether any of these words stands in the phrase."""
        return any(word.lower in lowers for word in self.words)


def _head(words: tuple[Word, ...]) -> Word:
    """The head of a noun phrase."""
    if len(words) == 1:
        return words[0]
    plain = words if _ASIDE.isdisjoint([word.lower for word in words]) else _before_aside(words)
    for word in reversed(plain):
        if word.tag in NOMINAL and word.lower not in {"'s", "’s"}:
            return word
    return words[-1]


def _before_aside(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a noun phrase before what it adds to its head; all of them where a bracket goes on after that."""
    inside = next(index for index, word in enumerate(words) if word.lower in _ASIDE)
    return words[:inside] if words[inside].lower != "(" or _closes(words, inside) else words


def _closes(words: Sequence[Word], opened: int) -> bool:
    """Whether the bracket opened here closes at the end of the phrase."""
    return words[-1].lower == ")" and opened > 0


def chunk(words: tuple[Word, ...]) -> tuple[Phrase, ...]:
    """The phrases of a sentence, in order; every word is in exactly one."""
    phrases: list[Phrase] = []
    index, size, qualifying = 0, len(words), _before_numbers()
    while index < size:
        word, length = words[index], 0
        alone = word.tag in _ALONE and word.lower not in qualifying
        if not alone and (length := _noun_phrase(words, index)):
            inside = words[index : index + length]
            phrases.append(Phrase(Shape.NP, inside, _head(inside)))
        elif not alone and (length := _verb_group(words, index)):
            phrases.append(_as_verb_group(words[index : index + length]))
        else:
            phrases.append(Phrase(_shape(word), (word,), word))
        index += length or 1
    return tuple(phrases)


_SHAPES = {Tag.PREP: Shape.PREP, Tag.CONJ: Shape.CONJ, Tag.REL: Shape.REL, Tag.SUB: Shape.SUB}


def _shape(word: Word) -> Shape:
    """What a single word outside noun phrases and verb groups is."""
    if word.text in _QUOTES:
        return Shape.QUOTE
    if word.lower in {",", ";", ":", "(", ")", "-", "--", "–", "—"}:
        return Shape.COMMA
    if word.tag is PRON:
        return Shape.NP
    return _SHAPES.get(word.tag, Shape.OTHER)


@cache
def _before_numbers() -> frozenset[str]:
    """What words that qualify a number begin with."""
    return words_of("number_adverb") | frozenset(_PREFIXES_BY_FIRST)


def number_prefix(words: Sequence[Word], index: int) -> int:
    """How many words from here on qualify a following number ('at least', 'more than'); 0 if none do."""
    if words[index].lower not in _before_numbers():
        return 0
    for prefix in _PREFIXES_BY_FIRST.get(words[index].lower, ()):
        size = len(prefix)
        if tuple(word.lower for word in words[index : index + size]) == prefix and index + size < len(words):
            follower = words[index + size]
            if follower.tag is NUM or follower.lower in {"a", "dozens", "scores", "hundreds", "thousands", "several", "half"}:
                return size
    if words[index].lower in words_of("number_adverb") and index + 1 < len(words) and words[index].tag in {Tag.ADV, DET}:
        return int(words[index + 1].tag is NUM)
    return 0


def _noun_phrase(words: tuple[Word, ...], start: int) -> int:
    """The length of the noun phrase that starts here, 0 if none does."""
    index, seen, size, qualifying = start, False, len(words), _before_numbers()
    while index < size:
        word = words[index]
        if not seen and word.lower in qualifying and (prefix := number_prefix(words, index)):
            index += prefix
        elif word.tag in NOMINAL:
            if seen and word.tag is DET and _restarts(words, index):
                break
            index, seen = index + 1, True
        elif not seen and word.tag is PRON and word.lower not in {"there"}:
            return 1
        elif seen and word.lower in _INNER and (inner := _inner(words, index)):
            index += inner
        else:
            break
    return index - start if seen else 0


def _restarts(words: tuple[Word, ...], index: int) -> bool:
    """Whether a determiner opens a new phrase after a noun ('gave the rebels | a week')."""
    return words[index - 1].tag in _NAMING and words[index].lower not in {"'s", "’s", "'", "’", "other", "more"}


def _inner(words: tuple[Word, ...], index: int) -> int:
    """Length of what may stand inside a noun phrase: '(IS)', ', 33,', a quotation mark between nouns, 'of the' after a number noun."""
    word = words[index]
    following = words[index + 1 : index + 3]
    if word.lower == "(" and len(following) > 1 and following[0].tag in _NAMING and following[1].lower == ")":
        return 3
    if word.text in _QUOTES and following and following[0].tag in _INSIDE and words[index - 1].tag in NOMINAL:
        return 1
    if word.lower == "of" and words[index - 1].lower in {
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "couple",
        "handful",
        "series",
        "number",
        "group",
        "pair",
    }:
        return 1
    return _age(words, index)


def _age(words: tuple[Word, ...], index: int) -> int:
    """Length of an age after a noun, 0 if none stands here: ', 33' of 'a man, 33, died', ', 9 and 12' of 'two girls, 9 and 12,', 'aged 60'."""
    at = index + (words[index].lower == ",")
    told = at < len(words) and words[at].lower in {"aged", "ages"}
    at += told
    if at == index or words[index - 1].tag not in _NAMING:
        return 0
    end = at
    while end < len(words) and words[end].lower.isdigit() and int(words[end].lower) <= _OLDEST:
        end += 1
        joined = end
        while joined < len(words) and (words[joined].lower in {",", "and"}):
            joined += 1
        if joined == end or joined >= len(words) or not words[joined].lower.isdigit():
            break
        end = joined
    closed = end >= len(words) or words[end].lower in {",", ".", ";", ")"} or words[end].tag is CONJ
    return end - index if end > at and (told or closed) else 0


def _verb_group(words: tuple[Word, ...], start: int) -> int:
    """The length of the verb group that starts here, 0 if none does."""
    index, seen = start, False
    while index < len(words):
        tag = words[index].tag
        if tag in VERBAL:
            if seen and tag is VERB and words[index - 1].tag is VERB and words[index - 1].lemma != "get":
                break
            seen, index = True, index + 1
        elif (seen and tag is PART) or (tag in _BEFORE_VERB and _verb_follows(words, index)):
            index += 1
        else:
            break
    return index - start if seen else 0


def _verb_follows(words: tuple[Word, ...], index: int) -> bool:
    """Whether the next word but adverbs goes on with a verb group."""
    for word in words[index + 1 : index + 4]:
        if word.tag in VERBAL:
            return True
        if word.tag not in _ADVERBIAL:
            return False
    return False


def _as_verb_group(words: tuple[Word, ...]) -> Phrase:
    """A verb group with its voice, polarity and mood."""
    main, tags = _last(words, _MAIN), {word.tag for word in words}
    is_be = len(words) > 1 and (BE in tags or any(word.lower in words_of("get") for word in words if word is not main))
    gerund = main is not None and main.lower.endswith("ing")
    participle = main is not None and not gerund and (main.lower != main.lemma or main.lower in words_of("unchanging_participle"))
    modals = [word.lower for word in words if word.lower in words_of("modal")]
    return Phrase(
        Shape.VG, words, _last(words, VERBAL) or words[-1],
        passive=is_be and participle,
        negated=NEG in tags,
        bare=participle and tags.isdisjoint(_HELPING),
        gerund=gerund and not is_be,
        infinitive=TO in tags,
        modal=modals[0] if modals else None,
        particle=next(word.lower for word in words if word.tag is PART) if PART in tags else None,
    )  # fmt: skip


def _last(words: tuple[Word, ...], tags: frozenset[Tag]) -> Word | None:
    """The last word of some classes."""
    for word in reversed(words):
        if word.tag in tags:
            return word
    return None
