"""Casualties in one sentence: who was killed, injured, captured, displaced or is missing, and how many."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from deconflict.extract.clauses import Clause, Group, group_at
from deconflict.extract.frames import Harm
from deconflict.extract.people import Parties, people_in, place_in_a_row
from deconflict.extract.phrases import Phrase, Shape
from deconflict.extract.sentence import Sentence
from deconflict.extract.words import Tag
from deconflict.resources import table
from deconflict.values.count import Count
from deconflict.values.people import people_group

OUTCOMES = ("killed", "injured", "captured", "missing", "displaced", "unharmed")
_NP = Shape.NP
_DEATH_ADVERBS = {"fatally", "dead", "death"}


@cache
def outcome_of(part: str) -> dict[str, str]:
    """The outcome that each word of one part of harm.toml tells of ('acts', 'befalls', 'nouns', 'states')."""
    rows = table("harm")
    return {word: outcome for outcome in reversed(OUTCOMES) for word in rows[outcome][part]}


@cache
def harm_words(name: str) -> frozenset[str]:
    """A word list of harm.toml that holds for all outcomes."""
    return frozenset(table("harm")["words"][name])


def find_harms(sentence: Sentence) -> tuple[tuple[int, Harm], ...]:
    """Every harm in a sentence with the index of the phrase that tells of it, by place in the text, each people once an outcome."""
    found: dict[tuple[str, int], tuple[int, Harm]] = {}
    for at, harm in _all(sentence):
        key = (harm.outcome, harm.people.start)
        if key not in found:
            found[key] = (at, harm)
    killed = {harm.people.start for _, harm in found.values() if harm.outcome == "killed" and harm.count.high != 0}
    kept = [pair for (outcome, start), pair in found.items() if outcome == "killed" or start not in killed]
    return tuple(sorted(kept, key=lambda pair: (pair[1].people.start, pair[1].outcome)))


def _all(sentence: Sentence) -> Iterator[tuple[int, Harm]]:
    """Harms by every construction, the surest first."""
    if "fatally" in sentence.lowers:
        yield from _fatal(sentence)
    harming, nouns, states = _harming(), outcome_of("nouns"), outcome_of("states")
    for clause in sentence.clauses:
        if clause.verb.head.lemma not in harming and clause.verb.head.lower not in states:
            continue
        yield from _growing(sentence, clause)
        yield from _acted(sentence, clause)
        yield from _befallen(sentence, clause)
        yield from _unfound(sentence, clause)
        yield from _left(sentence, clause)
        yield from _lives(sentence, clause)
    for index, phrase in enumerate(sentence.phrases):
        if phrase.shape is not _NP:
            continue
        if noun := phrase.head.lemma in nouns or phrase.head.lemma == "toll":
            yield from _counted_noun(sentence, index, phrase)
        if phrase.words[-1].lower in states:
            yield from _stated(sentence, index, phrase)
        if noun:
            yield from _of_people(sentence, index, phrase)


@cache
def _harming() -> frozenset[str]:
    """Verbs of which any construction here may tell a harm."""
    rows = table("harm")
    listed = frozenset().union(*(harm_words(name) for name in ("finding", "leaving", "lives")), rows["killed"]["dead_particle"])
    plain = {"take", "hold", "keep", "be", "remain", "feel", "go"}
    return listed | plain | _telling_a_toll() | outcome_of("acts").keys() | outcome_of("befalls").keys()


def _harm(sentence: Sentence, outcome: str, group: Group, at: int, *, toll: bool = False) -> Iterator[tuple[int, Harm]]:
    """The harm, if the group is one of people; of 'the number of people killed' the figure is told elsewhere."""
    parties = people_in(sentence, _with_those_before(sentence, group)) if not _is_a_figure(group) else None
    if parties is not None:
        yield at, _made(sentence, outcome, parties, at, toll)


def _is_a_figure(group: Group) -> bool:
    """Whether a group speaks of a figure rather than of people: 'the total number of people', unlike 'a number of people'."""
    words = [word.lower for word in group.first.words]
    return words[0] == "the" and any(word in {"number", "count"} and after == "of" for word, after in itertools.pairwise(words))


def _with_those_before(sentence: Sentence, group: Group) -> Group:
    """A group before its verb with the people told before it in a row: 'a teacher, a nurse and a driver', 'a man, 33, and a woman, 29,'.

    What stands between commas is no row but says who somebody is: 'the brothers, a teacher and a driver,'.
    """
    phrases = sentence.phrases
    first = next(at for at, phrase in enumerate(phrases) if phrase.start == group.start)
    after = first + len(group.phrases)
    if after >= len(phrases) or (phrases[after].words[0].lower == "," and not phrases[after - 1].has(",")):
        return group
    row = any(phrase.shape is Shape.CONJ for phrase in group.phrases)
    start = first
    while start >= 2:
        joined = start >= 3 and phrases[start - 1].words[0].lower == "and" and phrases[start - 3].has(",")
        told = start - 3 if joined else start - 2
        if phrases[start - 1].words[0].lower != "," and not joined:
            break
        phrase = phrases[told]
        if (
            not (row or joined)
            or phrase.shape is not Shape.NP
            or people_group(phrase.head.lower) is None
            or (told and phrases[told - 1].shape is Shape.PREP)
        ):
            break
        start, row = told, True
    return Group(phrases[start:after])


def _made(sentence: Sentence, outcome: str, parties: Parties, at: int, toll: bool = False) -> Harm:
    """A harm from people and the phrase that tells of it."""
    phrase = sentence.phrases[at]
    evidence = parties.span.cover(sentence.passage.span(phrase.start, phrase.end))
    place = place_in_a_row(sentence.passage, parties.span) if outcome == "killed" and parties.group != "attackers" else None
    if place is not None:
        number, people = place
        return Harm(outcome, people, people.cover(evidence), Count.exactly(number), None, toll=True, descriptor=parties.descriptor)
    return Harm(outcome, parties.span, evidence, parties.count, parties.group, parties.additional, toll, parties.parts, parties.descriptor)


def _acted(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, Harm]]:
    """'killed two soldiers', 'five people were hurt', 'shot dead a guard'."""
    outcome = _act_outcome(sentence, clause)
    patient = _antecedent(clause, clause.patient)
    if outcome is None or clause.verb.infinitive or clause.verb.modal in {"would", "could", "will", "can"}:
        return
    if clause.verb.negated or (outcome == "captured" and patient is not None and patient.first.words[0].lower in {"no", "nobody", "none"}):
        outcome = "unharmed" if outcome == "injured" else None
    if outcome is not None and patient is not None and _is_agentless(clause, patient):
        yield from _harm(sentence, outcome, patient, clause.at)


def _act_outcome(sentence: Sentence, clause: Clause) -> str | None:
    """What a verb group does to people; 'shoot' kills with 'dead', 'fatally' or 'to death'."""
    lemma = clause.verb.lemma
    if lemma in {"take", "hold", "keep"} and outcome_of("states").get(clause.verb.particle or "") == "captured":
        return "captured"
    if lemma == "shoot" and clause.verb.particle in {"down", "up", "off"}:
        return None
    if lemma in table("harm")["killed"]["dead_particle"] and _deadly(sentence, clause):
        return "killed"
    return outcome_of("acts").get(lemma)


def _deadly(sentence: Sentence, clause: Clause) -> bool:
    """Whether an adverb, particle or 'to death' makes the act deadly."""
    if (
        clause.verb.particle == "dead"
        or clause.verb.has(*_DEATH_ADVERBS)
        or (clause.verb.lemma in {"gun", "mow"} and clause.verb.particle == "down")
    ):
        return True
    near = range(clause.at + 1, min(clause.at + 4, len(sentence.phrases)))
    return any(_alone(sentence.phrases[at], "death", "fatally") and not _some_fatally(sentence.phrases, at) for at in near)


def _alone(phrase: Phrase, *words: str) -> bool:
    """Whether a phrase is one of these words and nothing else."""
    return phrase.has(*words) and phrase.shape in {Shape.NP, Shape.OTHER} and len(phrase.words) == 1


def _some_fatally(phrases: Sequence[Phrase], at: int) -> tuple[Phrase, ...]:
    """The number for whom alone it was deadly: 'one' of 'four people were shot, one fatally', 'two of them' of 'two of them fatally'."""
    back = 3 if at >= 3 and phrases[at - 2].words[0].lower == "of" else 1
    number = phrases[at - back] if at >= back and _alone(phrases[at], "fatally") else None
    return tuple(phrases[at - back : at]) if number is not None and number.shape is Shape.NP and number.head.tag is Tag.NUM else ()


def _fatal(sentence: Sentence) -> Iterator[tuple[int, Harm]]:
    """'four people were shot, one fatally': those of some people who died."""
    for at, _ in enumerate(sentence.phrases):
        if some := _some_fatally(sentence.phrases, at):
            parties = people_in(sentence, Group(some), bare_number=True)
            if parties is not None:
                yield at, _made(sentence, "killed", parties, at)


def _antecedent(clause: Clause, patient: Group | None) -> Group | None:
    """Whom 'who were' means: in 'six of the eight fishermen who were kidnapped' the eight."""
    if patient is None or not clause.relative or len(patient.phrases) < 3 or patient.phrases[1].words[0].lower != "of":
        return patient
    return Group(patient.phrases[2:]) if patient.first.head.tag is Tag.NUM else patient


def _is_agentless(clause: Clause, patient: Group) -> bool:
    """A patient that is the verb's own object or passive subject, not a stretch of it."""
    return clause.passive or patient == clause.object


def _befallen(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, Harm]]:
    """'three people died', 'he suffered gunshot wounds'."""
    outcome = outcome_of("befalls").get(clause.verb.lemma)
    if outcome is None or clause.subject is None or clause.verb.infinitive or clause.verb.negated:
        return
    if clause.verb.lemma in {"suffer", "sustain"} and not _hurt(clause):
        return
    if clause.verb.lemma == "escape":
        return
    yield from _harm(sentence, outcome, clause.subject, clause.at)


def _unfound(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, Harm]]:
    """'four soldiers have not been found', 'two guards could not be traced'."""
    if clause.verb.lemma in harm_words("finding") and clause.verb.negated and clause.passive and clause.subject is not None:
        yield from _harm(sentence, "missing", clause.subject, clause.at)


def _hurt(clause: Clause) -> bool:
    """Whether the object is an injury."""
    return clause.object is not None and any(
        phrase.lemma in {"injury", "wound", "burn", "trauma", "fracture"} for phrase in clause.object.phrases
    )


def _left(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, Harm]]:
    """'left three others injured', 'two were found dead', 'several people are missing'."""
    verb = clause.verb
    if verb.lemma in harm_words("leaving") and clause.object is not None and not clause.passive:
        after = clause.at + 1 + len(clause.object.phrases)
        if after < len(sentence.phrases) and (outcome := _state(sentence.phrases[after])):
            yield from _harm(sentence, outcome, clause.object, clause.at)
    if (
        verb.lemma in {"be", "remain", "feel", "go"}
        or (clause.passive and verb.lemma in harm_words("leaving"))
        or (verb.head.lower in outcome_of("states") and any(word.tag is Tag.BE for word in verb.words))
    ) and clause.subject is not None:
        after_phrase = sentence.phrases[clause.at + 1] if clause.at + 1 < len(sentence.phrases) else None
        states = outcome_of("states")
        state = next(
            (word for word in (verb.particle, verb.head.lower) if states.get(word or "") in ({"missing"} if verb.passive else OUTCOMES)),
            None,
        )
        outcome = states[state] if state else _state(after_phrase) if after_phrase else None
        if outcome and not verb.negated and not verb.modal:
            yield from _harm(sentence, outcome, clause.subject, clause.at)


def _state(phrase: Phrase) -> str | None:
    """The outcome that a predicate names: one word such as 'dead' or 'missing', or 'injured' as a bare participle."""
    last = phrase.words[-1].lower
    plain = all(word.tag in {Tag.ADJ, Tag.NOUN, Tag.VERB, Tag.ADV, Tag.PART} for word in phrase.words)
    return outcome_of("states").get(last) if plain else None


def _lives(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, Harm]]:
    """'claimed the lives of five people', 'claimed 12 lives', 'four people lost their lives'."""
    if (
        clause.verb.lemma not in harm_words("lives")
        or clause.object is None
        or not any(phrase.lemma in {"life", "lives"} for phrase in clause.object.phrases)
    ):
        return
    if clause.verb.lemma == "lose" and clause.subject is not None:
        yield from _harm(sentence, "killed", clause.subject, clause.at)
    elif len(clause.object.phrases) > 2:
        yield from _harm(sentence, "killed", Group(clause.object.phrases[2:]), clause.at)
    else:
        yield from _harm(sentence, "killed", clause.object, clause.at)


def _growing(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, Harm]]:
    """'the death toll rose to 19', 'the number of people killed has risen to 19', 'brought the number of dead to 12'."""
    outcome = _toll_outcome(sentence, clause)
    if outcome is None:
        return
    figures = [group for word, group in clause.prepositional if word in {"to", "at"}]
    if clause.object is not None and clause.verb.lemma in harm_words("rising") | harm_words("stating"):
        figures.insert(0, clause.object)
    for group in figures[:1]:
        parties = people_in(sentence, group, bare_number=True)
        if parties is not None:
            yield clause.at, _made(sentence, outcome, parties, clause.at, toll=True)


@cache
def _telling_a_toll() -> frozenset[str]:
    """Verbs by which a toll is told."""
    return harm_words("rising") | harm_words("stating") | {"bring", "put", "take", "raise", "leave"}


def _toll_outcome(sentence: Sentence, clause: Clause) -> str | None:
    """Whether a clause speaks of a toll, and of which."""
    if clause.verb.lemma not in _telling_a_toll():
        return None
    before = sentence.text(sentence.span.start, clause.verb.start).lower()
    around = sentence.text(clause.verb.start, clause.object.end).lower() if clause.object else ""
    spoken = around if clause.verb.lemma in {"bring", "put", "take", "raise"} else before
    if re.search(
        r"\b(?:death )?toll\b|\b(?:number|count) of (?:people |those |civilians |soldiers )?(?:killed|dead|deaths|fatalities)\b", spoken
    ):
        return "killed"
    if re.search(r"\bnumber of (?:people )?(?:injured|wounded|injuries)\b", spoken):
        return "injured"
    if clause.verb.lemma in {"rise", "climb"} and re.search(r"\b(?:killed|deaths|fatalities)\b", spoken):
        return "killed"
    return None


def _counted_noun(sentence: Sentence, index: int, phrase: Phrase) -> Iterator[tuple[int, Harm]]:
    """'14 deaths', 'seven bodies were recovered', 'a death toll of 19'."""
    outcome = outcome_of("nouns").get(phrase.lemma)
    if (
        outcome in {"killed", "injured", "captured"}
        and phrase.lemma not in {"killing", "murder", "assassination", "abduction", "kidnapping", "wound"}
        and any(word.tag is Tag.NUM or word.lower in {"dozens", "scores", "hundreds", "several", "no"} for word in phrase.words)
    ):
        yield from _harm(sentence, outcome, Group((phrase,)), index)
        if phrase.lemma == "casualty" and phrase.has("no"):
            yield from _harm(sentence, "killed", Group((phrase,)), index)
    if phrase.lemma == "toll":
        group = group_at(sentence.phrases, index)
        if len(group.phrases) == 3 and (parties := people_in(sentence, Group(group.phrases[2:]), bare_number=True)):
            yield index, _made(sentence, "killed", parties, index, toll=True)


def _stated(sentence: Sentence, index: int, phrase: Phrase) -> Iterator[tuple[int, Harm]]:
    """'at least 14 dead', 'with 12 killed and 30 wounded', 'two others missing' as one noun phrase or a phrase and a participle."""
    last = phrase.words[-1]
    outcome = outcome_of("states").get(last.lower)
    if (
        outcome is not None
        and len(phrase.words) > 1
        and any(word.tag is Tag.NUM or word.lower in {"dozens", "several", "scores", "hundreds"} for word in phrase.words[:-1])
    ):
        parties = people_in(sentence, Group((phrase,)), stated=True)
        if parties is not None:
            yield index, _made(sentence, outcome, parties, index)


def _of_people(sentence: Sentence, index: int, phrase: Phrase) -> Iterator[tuple[int, Harm]]:
    """'the death of the attacker', 'injuries to two soldiers', 'the killing of six villagers', 'deaths among civilians'."""
    outcome = outcome_of("nouns").get(phrase.lemma)
    follow = sentence.phrases[index + 1 : index + 3]
    if (
        outcome is None
        or phrase.lemma in {"hostage", "captive", "body", "corpse", "martyr"}
        or len(follow) < 2
        or follow[1].shape is not Shape.NP
    ):
        return
    if follow[0].words[0].lower in {"of", "to", "among"}:
        nobody = phrase.words[0].lower in {"no", "zero"}
        for told in ("killed", "injured") if nobody and phrase.lemma == "casualty" else (outcome,):
            for at, harm in _harm(sentence, told, group_at(sentence.phrases, index + 2), index):
                yield at, replace(harm, count=Count.exactly(0), parts=()) if nobody else harm
