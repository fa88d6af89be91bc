"""Frames by rules and what the encoder sees, put together: what both tell stays, what only one tells stays where the other does not exclude it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from deconflict.extract.frames import Filler, Frame, Harm
from deconflict.extract.harm import harm_words
from deconflict.extract.people import place_in_a_row, told_apart
from deconflict.extract.phrases import Shape
from deconflict.extract.seen import UNSEEN, Seen, SeenAnchor, SeenFiller
from deconflict.extract.sentence import Sentence, sentence_holding
from deconflict.extract.triggers import listed
from deconflict.extract.words import words_of
from deconflict.model import Passage, Span
from deconflict.resources import table
from deconflict.values.actor import Actor
from deconflict.values.count import Count
from deconflict.values.count_words import parse_count, people_group
from deconflict.values.head_noun import head_noun
from deconflict.values.kind import Kind
from deconflict.values.people import armed

_ROLES = {"perpetrator": "perpetrator", "organisation": "perpetrator", "target": "target", "victim": "victim", "weapon": "weapon"}
_HARMS = frozenset({"killed", "injured", "missing", "captured", "displaced"})
_TAKEN = frozenset({"captured", "missing", "displaced"})
"""What does not become of those who, by rule, do the deed."""
_LIKELY, _SURE_OF_NUMBER, _ALONE = 0.5, 0.6, 0.5
"""How sure the encoder has to be of people told as harmed; of a number alone, which may count something else; and of a happening with which nothing goes."""
_ARTICLE = 4
"""Characters by which a phrase with its article is longer than without."""
_NO_PEOPLE = re.compile(r"(?:the\s+)?(?:number|count|toll)\b", re.I)
_NO_TOLL = re.compile(r"\b(?:(?:number|count|toll) of (?:the )?|not |rather than |instead of )$", re.I)
"""Words that name a figure instead of people, and what stands before people whose number is not told there, or is ruled out."""
_SURE = 0.6
"""How sure the encoder has to be to overrule the kind or the guard that rules tell."""


def with_seen(sentences: Sequence[Sentence], ruled: Sequence[Frame], seen: Seen) -> tuple[Frame, ...]:
    """The frames of a passage in order of their anchors; none in a text that tells of no violence."""
    if seen.calm:
        return ()
    taken: dict[int, list[int]] = {}
    frames: list[Frame] = []
    for frame in ruled:
        at = next((at for at, anchor in enumerate(seen.anchors) if anchor.span.meets(frame.anchor)), None)
        if at is not None:
            taken.setdefault(at, []).append(len(frames))
            frames.append(_agreed(frame, seen.anchors[at]))
        elif _supported(frame, seen):
            frames.append(frame)
    homes = {at: indices[0] for at, indices in taken.items()}
    filled = {filler.anchor for filler in seen.fillers}
    for at, anchor in enumerate(seen.anchors):
        sentence = sentence_holding(sentences, anchor.span) if at not in homes else None
        if sentence is not None and sentence.phrases and (anchor.chance >= _ALONE or at in filled):
            homes[at] = len(frames)
            frames.append(_fresh(sentence, anchor))
    frames = [_with_kept_harms(frame, seen) if frame.harms else frame for frame in frames]
    counted = [harm.people for frame in frames for harm in frame.harms]
    fresh = [filler for filler in seen.fillers if filler.role not in _HARMS or not any(filler.span.meets(people) for people in counted)]
    ruling = [told for frame in ruled for told in frame.fillers]
    fresh = [filler for filler in fresh if filler.role not in _ROLES or not any(_within(filler, told) for told in ruling)]
    acting = [told.span for told in ruling if told.role == "perpetrator"]
    fresh = [filler for filler in fresh if filler.role not in _TAKEN or not any(filler.span.meets(span) for span in acting)]
    fresh = [_whole(filler, sentences) for filler in fresh if filler.role not in _HARMS or not _counts_things(filler, sentences)]
    mine: dict[int | None, list[SeenFiller]] = {}
    for filler in fresh:
        mine.setdefault(homes.get(filler.anchor), []).append(filler)
    whole = (_filled(frame, mine.get(at, ()), seen, sentences[frame.sentence].span) for at, frame in enumerate(frames))
    fair = (_of_those_who_fight(frame, seen.tagging.passage) for frame in whole)
    return tuple(sorted(fair, key=lambda frame: (frame.anchor.start, frame.anchor.end)))


def _whole(item: SeenFiller, sentences: Sequence[Sentence]) -> SeenFiller:
    """A person by the whole name; an actor with the noun that it only describes, where that names people or a body: 'Carlos Patino front', 'ISIS militants'."""
    sentence = sentence_holding(sentences, item.span) if item.role in _ROLES else None
    if sentence is None:
        return item
    name = next((person for person in sentence.persons if person.holds(item.span)), None)
    if name is not None:
        return replace(item, span=name)
    phrase = sentence.phrase_at(item.span.start) if _ROLES[item.role] == "perpetrator" else None
    if phrase is None or phrase.shape is not Shape.NP or phrase.head.start < item.span.end:
        return item
    longer = replace(item.span, end=phrase.head.end)
    words = sentences[0].passage.quote(longer)
    return replace(item, span=longer) if people_group(phrase.head.lower) is not None or Actor.parse(words).known else item


def _counts_things(item: SeenFiller, sentences: Sequence[Sentence]) -> bool:
    """Whether a number belongs to a noun that names no people, behind it or in its words: 'two patrol' of 'two patrol vessels', '60 head of cattle'."""
    if _animals(sentences[0].passage.quote(item.span)):
        return True
    sentence = sentence_holding(sentences, item.span)
    phrase = sentence.phrase_at(item.span.start) if sentence is not None else None
    if phrase is None or phrase.shape is not Shape.NP or phrase.head.start < item.span.end:
        return False
    noun = phrase.head.lemma
    return noun in listed("damage_nouns") or noun in listed("target_nouns") or noun == "vessel"


def _animals(words: str) -> bool:
    """Whether words count animals and no people."""
    phrase = parse_count(words, person=True)
    nouns = [(part.count.low, head_noun(part.head)) for part in (phrase.parts or (phrase,))] if phrase is not None else []
    return bool(nouns) and all(
        {noun, noun.removesuffix("s")} & harm_words("animals") or (noun == "head" and number > 1) for number, noun in nouns
    )


def _within(item: SeenFiller, told: Filler) -> bool:
    """Whether words are only a part of a phrase that rules tell whole: 'Islamic State' of 'Islamic State positions', or of 'fighters of the Islamic State'."""
    return (
        told.span.holds(item.span)
        and told.span != item.span
        and told.span.end - item.span.end + item.span.start - told.span.start > _ARTICLE
    )


def _supported(frame: Frame, seen: Seen) -> bool:
    """Whether the encoder does not exclude a frame that rules alone tell: by its anchor, or by the people it tells of."""
    return seen.chance("anchor", frame.anchor) > UNSEEN or any(seen.chance("harm", harm.people) > UNSEEN for harm in frame.harms)


def _agreed(frame: Frame, anchor: SeenAnchor) -> Frame:
    """A frame that both tell, with the kind, guard and stage of whoever is surer."""
    kind = frame.kind
    if anchor.kind in kind.ancestors:
        kind = frame.kind
    elif kind in anchor.kind.ancestors or anchor.kind_chance >= _SURE:
        kind = anchor.kind
    if anchor.guard_chance >= _SURE:
        return replace(frame, kind=kind, guard=anchor.guard, stage=anchor.stage)
    return frame if kind == frame.kind else replace(frame, kind=kind)


def _of_those_who_fight(frame: Frame, passage: Passage) -> Frame:
    """A frame of no massacre or execution, which the encoder hears in many a killing, where only armed people are told as killed and its anchor says no such thing."""
    killed = [harm.group for harm in frame.harms if harm.outcome == "killed"]
    if not (frame.kind.helpless and killed and all(armed(group) for group in killed)):
        return frame
    said = Kind.parse(passage.quote(frame.anchor))
    return replace(frame, kind=frame.kind.ancestors[0]) if said is None or said in frame.kind.ancestors else frame


def _fresh(sentence: Sentence, anchor: SeenAnchor) -> Frame:
    """A frame that the encoder alone tells."""
    at = next((index for index, phrase in enumerate(sentence.phrases) if phrase.end > anchor.span.start), len(sentence.phrases) - 1)
    phrase = sentence.phrases[at]
    nominal = phrase.shape is Shape.NP
    lowers = {word.lower for word in phrase.words}
    return Frame(
        sentence.number, anchor.span, anchor.kind, at, nominal, nominal and phrase.words[0].lower in {"the", "this", "that", "these", "those"},
        nominal and bool(lowers & listed("distinct")), nominal and phrase.head.lower != phrase.head.lemma, anchor.stage, anchor.guard,
    )  # fmt: skip


def _filled(frame: Frame, fillers: Sequence[SeenFiller], seen: Seen, home: Span) -> Frame:
    """A frame with fillers and harms of both."""
    ruled = [filler for filler in frame.fillers if seen.chance("party", filler.span) > UNSEEN]
    if not fillers and len(ruled) == len(frame.fillers):
        return frame
    more = [Filler(_ROLES[item.role], item.span, seen=True) for item in fillers if item.role in _ROLES]
    told = [replace(filler, seen=True) if any(filler.span.meets(item.span) for item in more) else filler for filler in ruled]
    told = [filler for filler in told if not any(filler.span.meets(item.span) and filler.role != item.role for item in more)]
    more = [item for item in more if not any(item.span.meets(filler.span) for filler in told)]
    counted = [item for item in fillers if item.role in _HARMS]
    return replace(
        frame, fillers=(*told, *more), harms=(*frame.harms, *(harm for item in counted for harm in _harm(frame, item, seen, home)))
    )


def _with_kept_harms(frame: Frame, seen: Seen) -> Frame:
    """A frame with those of its harms that the encoder does not exclude."""
    kept = tuple([_parted(harm, seen.fillers) for harm in frame.harms if seen.chance("harm", harm.people) > UNSEEN])
    return frame if kept == frame.harms else replace(frame, harms=kept)


def _only_qualifies(words: str) -> bool:
    """Whether words only say how a number is meant: 'more' of 'more than 60', 'about' of 'about 30'."""
    return _qualifying().issuperset(words.lower().split())


@cache
def _qualifying() -> frozenset[str]:
    """Every word of the phrases that qualify a number."""
    return frozenset(word for phrases in table("numbers")["qualifiers"].values() for phrase in phrases for word in phrase.split())


def _parted(harm: Harm, counted: Sequence[SeenFiller]) -> Harm:
    """A harm told by rules, known as a part of a toll where the encoder sees it so."""
    mine = next((item for item in counted if item.span.meets(harm.people) and item.role == harm.outcome), None)
    return replace(harm, part=True) if mine is not None and mine.part and not harm.toll else harm


def _harm(frame: Frame, item: SeenFiller, seen: Seen, home: Span) -> Iterator[Harm]:
    """People whom the encoder sees harmed, if their number can be read."""
    passage = seen.tagging.passage
    words = passage.quote(item.span)
    phrase = parse_count(words, person=True)
    if (
        phrase is None
        or words.lower() in words_of("preposition")
        or words.lower() in words_of("adverb")
        or _only_qualifies(words)
        or _NO_PEOPLE.match(words)
        or _NO_TOLL.search(passage.text[max(0, item.span.start - 24) : item.span.start])
    ):
        return
    place = place_in_a_row(passage, item.span) if item.role == "killed" else None
    if place is not None:
        number, people = place
        yield Harm(item.role, people, _evidence(frame, people, home), Count.exactly(number), toll=True, descriptor=phrase.head)
    elif item.chance >= (_LIKELY if phrase.head else _SURE_OF_NUMBER):
        group = people_group(phrase.head.split()[-1].lower()) if phrase.head else None
        yield Harm(
            item.role,
            item.span,
            _evidence(frame, item.span, home),
            phrase.count,
            group,
            parts=told_apart(phrase, item.span),
            part=item.part,
            descriptor=phrase.head,
        )


def _evidence(frame: Frame, people: Span, home: Span) -> Span:
    """People and the word that tells of the harm, where they stand near each other in one sentence."""
    near = frame.anchor.cover(people)
    return near if near.end - near.start < 80 and home.holds(near) else people
