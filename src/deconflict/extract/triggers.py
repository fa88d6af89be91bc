"""Frames: each word that tells of a happening, with who, whom, with what, where from in its own sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deconflict.extract.clauses import Clause, Group, after_noun, group_at
from deconflict.extract.frames import Filler, Frame, Guard, Harm
from deconflict.extract.harm import find_harms
from deconflict.extract.phrases import Phrase, Shape
from deconflict.extract.sentence import Sentence
from deconflict.extract.words import Tag
from deconflict.model import Span, Stage
from deconflict.resources import table
from deconflict.values.actor import Actor
from deconflict.values.count_words import people_group
from deconflict.values.kind import Kind

_NP = Shape.NP
_AGAINST = frozenset({"on", "against", "targeting", "at", "upon"})
_WITH = frozenset({"with", "using", "by"})
_VAGUE = frozenset({"violence", "attack", "killing", "protest", "arrest", "threat", "siege", "armed clash"})
_DENIED = re.compile(r"\bdenied (?:any )?$")
_NOT_YET = re.compile(
    r"\b(?:prevent|avert|avoid|deter|threat(?:s)? of|threaten\w* (?:with )?|risk of|fears? of|planning|plotting|foil\w*|thwart\w*|inspire or enable|possible|potential|future|further|of any|enable|inspire)\s+(?:an?\s|the\s|any\s)?$"
)
_NOT_EVENTS = frozenset(
    {
        "operation",
        "action",
        "attempt",
        "incident",
        "tragedy",
        "crime",
        "death",
        "fatality",
        "shots",
        "bomb",
        "terrorism",
        "seizure",
        "demolition",
        "opposition",
        "beating",
        "battle",
        "strike",
        "confrontation",
    }
)


@cache
def _calendar() -> frozenset[str]:
    """Names of weekdays and months."""
    rows = table("times")
    return frozenset(
        (*rows["weekdays"], *rows["months"], "night", "morning", "evening", "afternoon", "week", "month", "day", "year", "weekend", "dawn")
    )


@cache
def listed(name: str) -> frozenset[str]:
    """One word list of events.toml."""
    return frozenset(table("events")[name])


@cache
def weapon_nouns() -> frozenset[str]:
    """Nouns of weapons, platforms and vehicles that can act in a sentence ('a drone hit')."""
    rows = table("entities")
    return frozenset(word for part in ("weapons", "platforms") for word in rows[part])


def find_frames(sentence: Sentence) -> tuple[Frame, ...]:
    """The frames of one sentence in order of their anchors, each harm in the frame it stands nearest to."""
    harms = find_harms(sentence)
    frames = [*_verbal(sentence), *_nominal(sentence)]
    if harms:
        frames.extend(_of_harm(sentence, at) for at in sorted({at for at, _ in harms} - {frame.phrase for frame in frames}))
    frames.sort(key=lambda frame: (frame.anchor.start, frame.anchor.end))
    told = [(_nearest(frames, at), harm) for at, harm in harms]
    placed = [_with_harms(frame, [harm for nearest, harm in told if nearest is frame]) for frame in frames]
    return tuple([frame for frame in placed if _tells(sentence, frame)])


def _nearest(frames: list[Frame], at: int) -> Frame:
    """The frame whose anchor is the phrase that tells of a harm."""
    return min(frames, key=lambda frame: (abs(frame.phrase - at), frame.phrase))


def _with_harms(frame: Frame, harms: list[Harm]) -> Frame:
    """A frame with its harms."""
    if not harms:
        return frame
    return Frame(
        frame.sentence,
        frame.anchor,
        frame.kind,
        frame.phrase,
        frame.nominal,
        frame.definite,
        frame.distinct,
        frame.plural,
        frame.stage,
        frame.guard,
        frame.fillers,
        tuple(harms),
    )


def _tells(sentence: Sentence, frame: Frame) -> bool:
    """Whether a frame tells of a happening at all, not of a general matter."""
    if frame.harms or frame.definite:
        return True
    noun = sentence.phrases[frame.phrase].lemma
    if frame.nominal and noun in _NOT_EVENTS and frame.kind.name in _VAGUE:
        return bool(frame.fillers)
    return bool(frame.fillers) or not frame.nominal or not frame.plural or frame.kind.name not in _VAGUE


def _of_harm(sentence: Sentence, at: int) -> Frame:
    """A frame known by its harm alone."""
    phrase = sentence.phrases[at]
    clause = sentence.clause_at(at)
    kind = Kind.of_verb(phrase.lemma) or Kind("violence")
    fillers = (
        tuple(_verb_fillers(sentence, clause))
        if clause is not None and phrase.lemma in {"kill", "murder", "injure", "wound", "shoot", "abduct", "kidnap"}
        else ()
    )
    guard, stage = _verb_guard(sentence, phrase)
    return Frame(sentence.number, sentence.passage.span(phrase.start, phrase.end), kind, at, fillers=fillers, guard=guard, stage=stage)


def _verbal(sentence: Sentence) -> Iterator[Frame]:
    """Verbs that tell of violence: 'attacked', 'opened fire', 'blew up'."""
    for clause in sentence.clauses:
        verb = clause.verb
        kind = _verb_kind(sentence, clause)
        if kind is None:
            continue
        guard, stage = _verb_guard(sentence, verb)
        fillers = tuple(_verb_fillers(sentence, clause))
        if not fillers and verb.lemma in {
            "hit",
            "strike",
            "target",
            "burn",
            "beat",
            "destroy",
            "shell",
            "fire",
            "battle",
            "rocket",
            "knife",
            "gas",
            "storm",
            "raid",
            "pound",
            "attempt",
        }:
            continue
        yield Frame(
            sentence.number,
            sentence.passage.span(verb.start, verb.end),
            _by_weapon(sentence, kind, fillers),
            clause.at,
            stage=stage,
            guard=guard,
            fillers=fillers,
        )


def _verb_kind(sentence: Sentence, clause: Clause) -> Kind | None:
    """The kind a verb group tells of, with its particle or object ('open fire', 'set ablaze')."""
    verb = clause.verb
    if verb.head.lemma not in _event_verbs() or (verb.lemma == "shoot" and verb.particle in {"down", "up"}):
        return None
    if verb.lemma in _LAUNCHING and clause.patient is not None and (weapon := _weapon_kind(clause.patient)):
        return weapon
    if verb.lemma in _LANDING and clause.subject is not None and (weapon := _weapon_kind(clause.subject)):
        return weapon
    if verb.particle and (kind := Kind.of_verb(f"{verb.lemma} {verb.particle}")):
        return kind
    if clause.object is not None and (kind := Kind.of_verb(f"{verb.lemma} {clause.object.first.head.lower}")):
        return kind
    if clause.prepositional and (kind := Kind.of_verb(f"{verb.lemma} {clause.prepositional[0][0]}")):
        return kind
    if verb.lemma in {"strike", "hit"} and not _strikes(sentence, clause):
        return None
    return Kind.of_verb(verb.lemma)


_LAUNCHING = frozenset({"launch", "fire", "drop", "lob", "hurl", "throw", "detonate", "explode"})


_LANDING = frozenset({"fall", "land", "rain", "slam", "crash", "hit", "strike", "explode", "impact"})


@cache
def _event_verbs() -> frozenset[str]:
    """The first words of the verbs that tell of some kind, and the verbs that tell of one with a weapon beside them."""
    return _LAUNCHING | _LANDING | {verb.split()[0] for row in table("kinds").values() for verb in row.get("verbs", ())}


def _weapon_kind(group: Group) -> Kind | None:
    """The kind of attack that launching some weapon is."""
    for phrase in group.phrases:
        for word in (phrase.head.lower, phrase.lemma):
            if (kind := Kind.of_weapon(word)) is not None:
                return kind
    return None


def _strikes(sentence: Sentence, clause: Clause) -> bool:
    """Whether 'hit' or 'strike' is meant of weapons: a weapon or armed actor acts, or a physical target is struck."""
    words = {phrase.lemma for group in (clause.agent, clause.patient) if group for phrase in group.phrases}
    heads = {phrase.head.lower for group in (clause.agent, clause.patient) if group for phrase in group.phrases}
    known = (weapon_nouns(), listed("target_nouns"), listed("damage_nouns"))
    return any(not (words | heads).isdisjoint(nouns) for nouns in known) or any(Kind.of_weapon(word) for word in words)


def _verb_guard(sentence: Sentence, verb: Phrase) -> tuple[Guard, Stage]:
    """Whether a verb group tells of what happened, or of what might, did not, or was planned."""
    if verb.negated:
        return Guard.NEGATED, Stage.ACCOMPLISHED
    if verb.modal in {"will", "shall", "'ll"}:
        return Guard.HYPOTHETICAL, Stage.PLANNED
    if verb.modal in {"would", "could", "should", "can", "must"} and not verb.has("have"):
        return Guard.HYPOTHETICAL, Stage.THREATENED
    if verb.infinitive:
        before = sentence.text(max(sentence.span.start, verb.start - 40), verb.start).lower()
        if re.search(r"\b(?:tried|attempt\w*|failed|trying)\s*$", before):
            return Guard.NONE, Stage.ATTEMPTED
        if re.search(r"\b(?:threat\w*|vow\w*|pledg\w*|promis\w*|plan\w*|want\w*|intend\w*|ready|able|order\w*|call\w*)\b", before):
            return Guard.HYPOTHETICAL, Stage.THREATENED
        return Guard.HYPOTHETICAL, Stage.PLANNED
    return Guard.NONE, Stage.ACCOMPLISHED


def _verb_fillers(sentence: Sentence, clause: Clause) -> Iterator[Filler]:
    """Agent, patient, weapon and place of a verb."""
    if clause.agent is not None:
        yield from _agent(sentence, clause.agent)
    if clause.patient is not None:
        yield from _patient(sentence, clause.patient)
    for word, group in clause.prepositional:
        yield from _adjunct(sentence, word, group, agentive=False)


def _agent(sentence: Sentence, group: Group) -> Iterator[Filler]:
    """Who or what acts: a weapon, or a perpetrator. Happenings, tolls and pronouns act not."""
    head = group.first.head
    if head.lower in weapon_nouns() or group.first.lemma in weapon_nouns():
        yield _filler(sentence, "weapon", group)
    elif (
        head.tag is Tag.PRON
        or Kind.of_noun(group.first.lemma) is not None
        or group.first.lemma in {"toll", "number", "incident", "fire", "violence", "crash"}
    ):
        return
    elif head.tag is not Tag.NUM:
        yield _filler(sentence, "perpetrator", group)


def _patient(sentence: Sentence, group: Group) -> Iterator[Filler]:
    """Who or what is acted on: victims, or a target."""
    for phrase in group.phrases:
        if phrase.shape is not Shape.NP or phrase.head.tag in {Tag.PRON, Tag.NUM} or phrase.head.lower in _calendar():
            continue
        if phrase.head.lower in weapon_nouns() or phrase.lemma in weapon_nouns():
            yield Filler("weapon", sentence.passage.span(phrase.start, phrase.end))
            continue
        previous = _preposition_before(group, phrase)
        if (
            previous == "of"
            and phrase is not group.first
            and group.first.lemma not in {"group", "number", "series", "dozen", "member", "couple", "pair"}
            and group.first.head.lower not in {"dozens", "scores", "hundreds"}
        ):
            continue
        role = "victim" if is_human(sentence, phrase) else "target"
        yield Filler(role, sentence.passage.span(phrase.start, phrase.end))


def _preposition_before(group: Group, phrase: Phrase) -> str | None:
    """The word that links a phrase to its group."""
    index = group.phrases.index(phrase)
    return group.phrases[index - 1].words[0].lower if index else None


def is_human(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a noun phrase is of people, by its head or a person's name."""
    if people_group(phrase.head.lower) is not None:
        return True
    span = sentence.passage.span(phrase.start, phrase.end)
    return any(person.meets(span) and person.end >= phrase.head.start for person in sentence.persons)


def _adjunct(sentence: Sentence, word: str, group: Group, *, agentive: bool) -> Iterator[Filler]:
    """What a prepositional phrase adds: weapon, target, perpetrator."""
    head = group.first.head.lower
    if word in _WITH and (head in weapon_nouns() or group.first.lemma in weapon_nouns()):
        yield _filler(sentence, "weapon", group)
    elif word == "by" and agentive and not head.endswith("ing"):
        yield from _agent(sentence, group)
    elif (word in _AGAINST and agentive) or (word == "of" and agentive and group.first.lemma not in {"day", "week", "month"}):
        yield from _patient(sentence, group)


def _filler(sentence: Sentence, role: str, group: Group) -> Filler:
    """A group in a role."""
    return Filler(role, sentence.passage.span(group.start, group.end))


def _nominal(sentence: Sentence) -> Iterator[Frame]:
    """Nouns that tell of violence: 'a series of missile strikes', 'the ambush', 'a roadside bombing'."""
    heads = _event_heads()
    for index, phrase in enumerate(sentence.phrases):
        if phrase.shape is not _NP or (phrase.head.lemma not in heads and phrase.head.lower not in heads):
            continue
        kind = _noun_kind(phrase)
        if kind is None:
            continue
        determiner = phrase.words[0].lower
        modifiers = {word.lower for word in phrase.words[:-1]}
        fillers = tuple(_noun_fillers(sentence, index, phrase))
        guard, stage = _noun_guard(sentence, index, phrase)
        plural = phrase.head.lower != phrase.head.lemma
        yield Frame(
            sentence.number, sentence.passage.span(phrase.start, phrase.end), _by_weapon(sentence, kind, fillers), index, True,
            determiner in {"the", "this", "that", "these", "those"}, bool(modifiers & listed("distinct")) or phrase.head.lower.startswith("counter"), plural, stage, guard, fillers,
        )  # fmt: skip


def _noun_kind(phrase: Phrase) -> Kind | None:
    """The kind that a noun phrase with such a head tells of, by its last two nouns or its head; weapons alone tell of none."""
    head = phrase.head
    nouns = [word for word in phrase.words if word.tag in {Tag.NOUN, Tag.NAME, Tag.ADJ}]
    if not nouns:
        return None
    if len(nouns) > 1 and nouns[-1] is head and (kind := Kind.of_noun(f"{nouns[-2].lower} {head.lemma}")):
        return kind
    kind = Kind.of_noun(head.lemma) or Kind.of_noun(head.lower)
    return None if head.lemma in {"bomb", "threat", "strike"} and len(nouns) == 1 and head.lemma == "bomb" else kind


@cache
def _event_heads() -> frozenset[str]:
    """The last words of the nouns that tell of some kind."""
    return frozenset(noun.split()[-1] for row in table("kinds").values() for noun in row.get("nouns", ()))


def _by_weapon(sentence: Sentence, kind: Kind, fillers: tuple[Filler, ...]) -> Kind:
    """A general kind made special by the weapon told of with it."""
    if kind.name not in _VAGUE and kind.name not in {"bombing", "air/drone strike"}:
        return kind
    for filler in fillers:
        if filler.role == "weapon":
            words = sentence.passage.quote(filler.span).lower().split()
            for size in (2, 1):
                noun = " ".join(words[-size:])
                special = Kind.of_weapon(noun) or Kind.of_weapon(noun.rstrip("s"))
                if special is not None and kind in special.ancestors:
                    return special
    return kind


def _noun_fillers(sentence: Sentence, index: int, phrase: Phrase) -> Iterator[Filler]:
    """What stands around an event noun: its modifiers, prepositional phrases and the light verb that governs it."""
    for word, group in after_noun(sentence.phrases, index):
        yield from _adjunct(sentence, word, group, agentive=True)
    yield from _modifiers(sentence, phrase)
    yield from _governed(sentence, index)
    follow = sentence.following(index)
    if (follow is not None and follow.at == index + 1) or (follow is not None and follow.relative):
        clause = follow
        if clause.verb.lemma in {"target", "hit", "strike", "kill"} and not clause.passive and clause.object is not None:
            yield from _patient(sentence, clause.object)
        if clause.passive and (clause.verb.lemma in {"carry", "launch", "conduct", "claim", "commit", "stage", "perpetrate", "blame"}):
            if clause.agent is not None:
                yield from _agent(sentence, clause.agent)
            for word, group in clause.prepositional:
                if word == "on" and clause.verb.lemma == "blame":
                    yield _filler(sentence, "perpetrator", group)


def _modifiers(sentence: Sentence, phrase: Phrase) -> Iterator[Filler]:
    """Actors and weapons inside the noun phrase: 'an ISIS ambush', 'a drone attack'."""
    inside = phrase.words[:-1]
    for size in (3, 2, 1):
        for start in range(len(inside) - size + 1):
            words = inside[start : start + size]
            text = " ".join(word.lower for word in words)
            if text in weapon_nouns():
                role = "weapon"
            elif size == 1 and (_is_actor(Actor.parse(text)) or text in {"rebel", "militant", "terrorist", "guerrilla", "insurgent"}):
                role = "perpetrator"
            else:
                continue
            yield Filler(role, sentence.passage.span(words[0].start, words[-1].end))


def _is_actor(actor: Actor) -> bool:
    """Whether a word names a known actor other than a state."""
    return actor.known and actor.kind != "state"


def _governed(sentence: Sentence, index: int) -> Iterator[Filler]:
    """The subject of the light verb of which the event noun is the object: 'A coalition has launched strikes'."""
    clause = sentence.governor(index)
    if clause is None or clause.object is None or sentence.phrases[index] not in clause.object.phrases:
        return
    lemma = f"{clause.verb.lemma} {clause.verb.particle}" if clause.verb.particle else clause.verb.lemma
    if lemma in listed("light") or clause.verb.lemma in listed("light"):
        if clause.subject is not None:
            yield from _agent(sentence, clause.subject)
        for word, group in clause.prepositional:
            yield from _adjunct(sentence, word, group, agentive=True)


def _noun_guard(sentence: Sentence, index: int, phrase: Phrase) -> tuple[Guard, Stage]:
    """Whether an event noun tells of what happened."""
    before = sentence.text(max(sentence.span.start, phrase.start - 45), phrase.start).lower()
    inside = phrase.words[0].lower
    if inside == "no" or _DENIED.search(before):
        return Guard.NEGATED, Stage.ACCOMPLISHED
    if _NOT_YET.search(before):
        return Guard.HYPOTHETICAL, Stage.THREATENED if "threat" in before else Stage.PLANNED
    if {"potential", "possible", "future", "planned", "imminent"} & {word.lower for word in phrase.words}:
        return Guard.HYPOTHETICAL, Stage.PLANNED
    if {"attempted", "failed"} & {word.lower for word in phrase.words} or phrase.lemma == "attempt":
        return Guard.NONE, Stage.ATTEMPTED
    return Guard.NONE, Stage.ACCOMPLISHED


__all__ = ["Group", "Span", "find_frames", "group_at", "is_human", "listed", "weapon_nouns"]
