"""Who does what to whom in one sentence: subjects, objects and prepositional phrases around each verb group."""

from __future__ import annotations

from typing import NamedTuple

from deconflict.extract.phrases import Phrase, Shape
from deconflict.extract.words import DET, NAME, PRON, PUNCT, words_of

_NP, _VG, _PREP, _CONJ, _COMMA = Shape.NP, Shape.VG, Shape.PREP, Shape.CONJ, Shape.COMMA
_REL, _SUB, _QUOTE, _OTHER = Shape.REL, Shape.SUB, Shape.QUOTE, Shape.OTHER
"""Each by itself: to look one up in its enumeration takes six times as long."""
_ASIDE = frozenset({_OTHER, _QUOTE})
_BEFORE_JOINED = frozenset({_CONJ, _COMMA, _VG, _PREP, _SUB})
_ENDS = frozenset({_VG, _REL, _SUB})
"""Behind these, what follows goes with another verb."""
_LINKS = frozenset({"of", "and", "or", "&", ","})
"""What may link a noun phrase to a group."""


class Group(NamedTuple):
    """A noun phrase with what belongs to it ('two soldiers and a civilian translator', 'a group of men')."""

    phrases: tuple[Phrase, ...]

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self.phrases[0].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self.phrases[-1].end

    @property
    def first(self) -> Phrase:
        """The leading noun phrase."""
        return self.phrases[0]


class Clause(NamedTuple):
    """A verb group with its subject, object, and (preposition, noun group) pairs that follow it, by index into the phrases."""

    verb: Phrase
    at: int
    subject: Group | None
    object: Group | None
    prepositional: tuple[tuple[str, Group], ...]
    passive: bool
    relative: bool = False
    joined: bool = False
    """The subject is that of an earlier verb group ('X stormed the village and killed Y')."""

    @property
    def agent(self) -> Group | None:
        """Who acts: the subject, or the 'by' phrase of a passive."""
        if self.passive:
            return next((group for word, group in self.prepositional if word == "by"), None)
        return self.subject

    @property
    def patient(self) -> Group | None:
        """Who is acted on: the object, or the subject of a passive."""
        return self.subject if self.passive else self.object


def group_at(phrases: tuple[Phrase, ...], index: int) -> Group:
    """The noun phrase at an index with its 'of' complements and coordinated phrases."""
    end = index + 1
    while end < len(phrases):
        step = _continues(phrases, index, end)
        if not step:
            break
        end += step
    return Group(phrases[index:end])


def _continues(phrases: tuple[Phrase, ...], first: int, at: int) -> int:
    """How many phrases from ``at`` go on with the group that began at ``first``: 'of NP', 'and NP', ', NP and NP'."""
    link = phrases[at].words[0].lower
    if link not in _LINKS or at + 1 >= len(phrases) or (phrases[at + 1].shape is not _NP and not _behind_an_age(phrases, at)):
        return 0
    if link == "of":
        return 2
    if link != ",":
        return 2 if phrases[at].shape is _CONJ and _coordinates(phrases, first, at) else 0
    if _behind_an_age(phrases, at):
        return 3 if _coordinates(phrases, first, at + 1) else 0
    return 2 if _lists(phrases, at) and phrases[at + 1].words[0].tag is not PRON else 0


def _behind_an_age(phrases: tuple[Phrase, ...], at: int) -> bool:
    """Whether a comma only closes an age and 'and NP' goes on: 'a man, 33, and a woman'."""
    follow = phrases[at + 1 : at + 3]
    return (
        phrases[at].words[0].lower == ","
        and len(follow) == 2
        and follow[0].words[0].lower == "and"
        and follow[1].shape is _NP
        and phrases[at - 1].shape is _NP
        and phrases[at - 1].has(",")
    )


def _coordinates(phrases: tuple[Phrase, ...], first: int, at: int) -> bool:
    """Whether 'and NP' goes on with a group and does not open a new clause ('and three were wounded')."""
    after = at + 2
    while after + 1 < len(phrases) and phrases[after].words[0].lower == "of":
        after += 2
    opens = after < len(phrases) and phrases[after].shape is _VG and not phrases[after].gerund and not phrases[after].infinitive
    is_object = first > 0 and phrases[first - 1].shape in {_VG, _PREP}
    return not (opens and is_object)


def _lists(phrases: tuple[Phrase, ...], at: int) -> bool:
    """Whether a comma here stands in a list 'A, B and C'."""
    index = at
    while index + 1 < len(phrases) and phrases[index].words[0].lower == "," and phrases[index + 1].shape is _NP:
        index += 2
        if index < len(phrases) and phrases[index].words[0].lower == "of" and index + 1 < len(phrases):
            index += 2
    if index < len(phrases) and phrases[index].words[0].lower == ",":
        index += 1
    if index + 1 >= len(phrases) or phrases[index].shape is not _CONJ or phrases[index + 1].shape is not _NP:
        return False
    return index + 2 >= len(phrases) or phrases[index + 2].shape is not _VG or phrases[index + 2].gerund


def clauses(phrases: tuple[Phrase, ...]) -> tuple[Clause, ...]:
    """Every verb group of the sentence with its arguments, in order."""
    found: list[Clause] = []
    for index, phrase in enumerate(phrases):
        if phrase.shape is _VG:
            found.append(_clause(phrases, index, found))
    return tuple(found)


def _clause(phrases: tuple[Phrase, ...], at: int, before: list[Clause]) -> Clause:
    """One verb group with its arguments; a verb group that only joins on shares the subject of the one before."""
    verb = phrases[at]
    subject, relative = _subject(phrases, at)
    following = _object(phrases, at)
    passive = verb.passive or _reduced(phrases, verb, at, subject, following)
    joined = subject is None and bool(before) and not verb.infinitive and _joins(phrases, at)
    if joined:
        subject = before[-1].subject
        passive = passive or (verb.bare and before[-1].passive and following is None)
    pairs = _prepositional(phrases, at, following)
    return Clause(verb, at, subject, None if passive else following, pairs, passive, relative, joined)


def _reduced(phrases: tuple[Phrase, ...], verb: Phrase, at: int, subject: Group | None, following: Group | None) -> bool:
    """Whether a bare participle is passive: 'people killed in the attack', 'and three wounded'."""
    if not verb.bare or following is not None or verb.lemma in words_of("never_passive"):
        return False
    after = phrases[at + 1] if at + 1 < len(phrases) else None
    return subject is not None and (after is None or after.shape is not _NP)


def _joins(phrases: tuple[Phrase, ...], at: int) -> bool:
    """Whether the verb group follows a conjunction or comma, or is a participle after one."""
    back = at - 1
    while back >= 0 and phrases[back].shape in _ASIDE:
        back -= 1
    return back >= 0 and phrases[back].shape in _BEFORE_JOINED


def _subject(phrases: tuple[Phrase, ...], at: int) -> tuple[Group | None, bool]:
    """The noun group before a verb group, past prepositional phrases and insertions; and whether through 'who' or 'which'."""
    index, commas = _past_insertion(phrases, at), 0
    relative = False
    while index >= 0:
        phrase = phrases[index]
        if phrase.shape is _VG and phrase.gerund and index and phrases[index - 1].shape is _COMMA and commas:
            index -= 1
            continue
        if phrase.shape is _VG or phrase.shape is _SUB:
            return None, relative
        if phrase.shape is _REL:
            relative = True
        elif phrase.shape is _CONJ:
            return None, relative
        elif phrase.shape is _COMMA:
            commas += 1
            if phrases[at].gerund or (commas == 1 and index == at - 1 and not relative and _clause_before(phrases, index)):
                return None, relative
        elif phrase.shape is _NP:
            start = _group_start(phrases, index)
            absolute = (
                (phrases[at].bare or phrases[at].gerund) and index == at - 1 and start > 0 and phrases[start - 1].words[0].lower == "with"
            )
            if start == 0 or phrases[start - 1].shape is not _PREP or relative or absolute:
                return group_at(phrases[:at], start), relative
            index = start - 1
        index -= 1
    return None, relative


def _past_insertion(phrases: tuple[Phrase, ...], at: int) -> int:
    """Where to look for a subject: right before the verb, or before a relative clause between commas ('X, who was Y, said')."""
    if at < 3 or phrases[at - 1].shape is not _COMMA:
        return at - 1
    if at >= 4 and _apposed(phrases[at - 4 : at]):
        return at - 4
    for index in range(at - 2, 1, -1):
        if phrases[index].shape is _SUB:
            break
        if phrases[index].shape is _REL and phrases[index - 1].shape is _COMMA:
            return index - 2
    return at - 1


def _apposed(four: tuple[Phrase, ...]) -> bool:
    """Whether four phrases are a name with its description between commas: 'John Smith, an army spokesman,'."""
    name, comma, description, _ = four
    described = description.shape is _NP and description.words[0].tag is DET
    return name.shape is _NP and name.head.tag is NAME and comma.shape is _COMMA and described


def _clause_before(phrases: tuple[Phrase, ...], comma: int) -> bool:
    """Whether a whole clause stands before this comma, so that what follows joins on to it."""
    return any(phrase.shape is _VG for phrase in phrases[max(0, comma - 6) : comma])


def _group_start(phrases: tuple[Phrase, ...], index: int) -> int:
    """Where the noun group that ends at this index begins: back over 'of' and 'and'."""
    while index >= 2 and phrases[index - 2].shape is _NP:
        link = phrases[index - 1].words[0].lower
        if link != "of" and not (link in {"and", "or", "&"} and (index < 3 or phrases[index - 3].shape is not _VG)):
            break
        index -= 2
    return index


def _object(phrases: tuple[Phrase, ...], at: int) -> Group | None:
    """The noun group right after a verb group."""
    index = at + 1
    while index < len(phrases) and phrases[index].shape in _ASIDE and phrases[index].words[0].tag is not PUNCT:
        index += 1
    while index < len(phrases) and phrases[index].shape is _QUOTE:
        index += 1
    if index < len(phrases) and phrases[index].shape is _NP:
        return group_at(phrases, index)
    return None


def _prepositional(phrases: tuple[Phrase, ...], at: int, following: Group | None) -> tuple[tuple[str, Group], ...]:
    """The prepositional phrases between a verb group and the next."""
    pairs: list[tuple[str, Group]] = []
    index = at + 1
    while index + 1 < len(phrases):
        phrase = phrases[index]
        if phrase.shape in _ENDS:
            break
        if phrase.shape is _PREP and phrases[index + 1].shape is _NP and phrase.words[0].lower != "of":
            group = group_at(phrases, index + 1)
            pairs.append((phrase.words[0].lower, group))
            index += len(group.phrases)
        index += 1
    return tuple(pairs)


def after_noun(phrases: tuple[Phrase, ...], at: int) -> tuple[tuple[str, Group], ...]:
    """The prepositional phrases that follow a noun phrase ('an attack on A by B in C'), 'of' phrases included."""
    pairs: list[tuple[str, Group]] = []
    index = at + 1
    while index + 1 < len(phrases) and phrases[index].shape is _PREP and phrases[index + 1].shape is _NP:
        group = group_at(phrases, index + 1)
        pairs.append((phrases[index].words[0].lower, group))
        index += 1 + len(group.phrases)
    return tuple(pairs)
