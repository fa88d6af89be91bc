"""Claims on where, when, from where, by whom, with what and on what: the circumstances of a happening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice

from deconflict.extract.attribution_modality import set_aside
from deconflict.extract.claims import Found, sentences_of
from deconflict.extract.clauses import Clause, Group
from deconflict.extract.frames import Filler, Frame
from deconflict.extract.happening import Happening
from deconflict.extract.phrases import Shape
from deconflict.extract.seen import UNSEEN
from deconflict.extract.sentence import Sentence
from deconflict.extract.times import hours_on
from deconflict.extract.triggers import listed, weapon_nouns
from deconflict.extract.worded import Worded
from deconflict.extract.words import up_to_noun, words_of
from deconflict.model import Claim, Modality, PlaceMention, Span, TimeMention
from deconflict.resources import table
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.actor_names import find_known, is_known
from deconflict.values.count import Count
from deconflict.values.count_words import parse_count, people_group
from deconflict.values.kind import Kind
from deconflict.values.place import Precision
from deconflict.values.text import Text, sense
from deconflict.values.time import Time

# For small letters, as are those of whose post a place tells, and of what was told then.
_AT = re.compile(
    r"\b(?:in|at|near|on|outside|around|across|inside|of|throughout|within|off|along|into|over|to|hit|struck|attacked|stormed|raided|bombed|shelled|targeting|targeted)\s+(?:the\s+)?(?:[\w'’-]+\s+){0,5}?$"
)
# Words that name a place and no one: 'the village of Antonivka'; and what tells that a speaker speaks of a deed of its own.
_SETTLED = re.compile(
    r"^(?:the |a |an )?(?:\w+ )?(?:village|town|city|district|settlement|neighbou?rhood|suburb|camp|province|region|island) of\b", re.I
)
_AUTHORITY = re.compile(
    r"\b(?:authorit(?:y|ies)|officials?|governments?|ministry|governor|mayor|prosecutors?|spokes\w+|media|residents?|witness(?:es)?)$", re.I
)
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_NUMERED = re.compile(r"\d|dozen|hundred|score|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", re.I)
_WITH = re.compile(r"\s+(?:with|of|in|on|from|that|who)\s+")
_THEIRS = re.compile(r"(?:that\s+)?(?:its|their)\s+(?:own\s+)?", re.I)
_NAME = re.compile(r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*")
_ANYBODY = frozenset({"man", "men", "woman", "women", "person", "persons", "people", "others"})
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last"})
_OWN = re.compile(r"\W*(?:that\s+)?(?:it|its|they|their|he|his|she|her|we|our|i|my)\b", re.I)
_OWNING = re.compile(r"\b(?:claim|admit|acknowledg|confess|boast|confirm|vow|threaten|took|take|taken|taking)", re.I)
_BOUND = r"\b(?:since|until|till)\s+"
_BOUNDS, _BOUNDING = re.compile(rf"{_BOUND}(?:last\s+|late\s+|early\s+)?$", re.I), re.compile(_BOUND, re.I)
# Where it was planned, where the wounded were taken, where somebody spoke and which roads were closed is not where it happened.
_APART = Worded.by(
    "planned plotted orchestrated directed prepared trained coordinated fled flee escaped headed walked driven hospital clinic morgue mortuary medical "
    "visit trip tour journey speaking road highway route border",
    r"(?<![\w-])(?:planned|plotted|orchestrated|directed|prepared|trained|coordinated)\b[^.;,]{0,40}\b(?:in|at|near|from)\s+(?:the\s+)?$"
    r"|\b(?:fled|flee|fleeing|escaped|headed|walked|driven)\s+(?:\w+\s+){0,2}?(?:to|towards?|for|into)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,3}$"
    r"|\b(?:taken|transfer\w*|rushed|evacuated|airlifted|admitted|treated|treatment|flown|brought|died)\b[^.;]{0,50}"
    r"\b(?:hospitals?|clinics?|morgue|mortuary|medical cent(?:er|re))\s+(?:in|at|of)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,2}$"
    r"|\bon (?:an?|his|her|their) (?:\w+ )?(?:visit|trip|tour|journey) (?:to|in|of) (?:the )?$|\bspeaking (?:in|at|from) (?:the )?$"
    r"|\b(?:closed|closes|blocked|sealed|reopened)\b[^.;,]{0,40}\b(?:roads?|highways?|routes?|borders?)\b[^.;,]{0,40}$",
)
# 'the minister announced on Tuesday night', 'named by police as Kian Rowe'.
_TOLD_THEN = re.compile(
    r"\b(?:said|says|announced|reported|declared|confirmed|explained|added|stated|wrote|tweeted|told [\w’' ]{2,30}|(?:in|read) a statement)\s+(?:late\s+|early\s+|earlier\s+)?(?:on\s+)?$"
)
_NAMED_AS = re.compile(r"\b(?:dead|died|victim|killed|stabbed|shot|deceased|body)\b[^.;]{0,80}\b(?:named|identified)\b[^.;]{0,40}\bas\s+$")
_AFTERWARDS = re.compile(
    r"\s*,?\s*(?:(?:\w+\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?)\s+)?(?:after|following|in the wake of)\s", re.I
)
# How far from a town it happened is no way from there.
_FROM = Worded.by(
    "from",
    "".join(f"(?<!{unit} )" for unit in ("km", "mile", "miles", "metres", "meters", "kilometres", "kilometers"))
    + r"\bfrom\s+(?:(?!(?:in|at|near|on|to|around|outside|inside|within|across)\b)[\w'’-]+\s+){0,10}?$",
)
_POSTED = re.compile(
    r"\b(?:governor|mayor|police|president|minister|hospital|officials?|government|authorities|people|resident|residents|native|embassy|forces|army|troops) (?:of|in|from) (?:the )?$"
)
_POST = re.compile(
    r"\s(?:police|officials?|authorities|government|governor|mayor|president|army|military|forces|troops|soldiers|hospital)\b"
)
_AFTER_COMMA = re.compile(r",\s*(?:in\s+)?(?:[\w’']+['’]s\s+)?$")
_LEADING = re.compile(r"\b(?:in|at|near|on|outside|inside|off)\s+(?:(?!(?:in|at|near|on|outside|inside|off)\b)[\w'’-]+\s+){0,6}$")
_GROUP_OF = re.compile(r"(?:a |the )?(?:group|number|gang|band) of", re.I)
_HOW_MANY = re.compile(r"^(?:that\s+)?(?:the|a|an|multiple|several|dozens of|two|three|four|five|\d+)\s+", re.I)
_MANY = re.compile(
    r"(?:\d|multiple|several|dozens|scores|hundreds|two|three|four|five|six|seven|eight|nine|ten|at least|more than|about|numerous|many)",
    re.I,
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?:[a-z]+\s+)?")


# Words that the verb of an attack takes, and that are not what it was aimed at.
_NO_TARGETS = frozenset({
    "fire", "a.m", "p.m", "responsibility", "concern", "war", "way", "group", "people", "country", "time", "day", "vest", "belt",
})  # fmt: skip
# Verbs that only put a happening in its time ('the attack occurred', 'he was walking home when').
_NEUTRAL = frozenset(
    {"occur", "happen", "take", "come", "begin", "start", "be", "launch", "carry", "unfold", "erupt", "break", "follow", "have"}
)


def kinds(found: Found, happening: Happening) -> Iterator[Claim]:
    """What kind of happening each frame makes of it."""
    main = happening.kind
    for frame in happening.frames:
        if frame.kind.name not in {"violence", "killing"} and frame.kind.relation(main) is not Relation.CONFLICTS:
            yield found.claim("kind", frame.kind, frame.anchor)


def places(found: Found, happening: Happening) -> Iterator[Claim]:
    """Where it happened: places after 'in', 'near' and the like, in the anchor itself, or in the dateline of the lead."""
    for sentence in sentences_of(found, happening):
        here = [
            place for place in found.places_in(sentence) if _belongs(found, happening, sentence, place.span) and _maybe(found, place.span)
        ]
        for place in here:
            if _is_site(found, sentence, happening, place):
                written = _in_dateline(found, place.span)
                if not (written and len(here) > 1):
                    yield found.claim(
                        "place", place.place, _with_container(found, place, here), modality=Modality.POSSIBLE if written else None
                    )
    for frame, filler in _fillers(happening, "target"):
        for place in found.places_meeting(filler.span):
            if filler.span.holds(place.span) and filler.span.end - place.span.end < 3 and place.span.start - filler.span.start < 5:
                yield found.claim("place", place.place, frame.anchor.cover(place.span))
    for seen in found.seen_of(happening, "place"):
        for place in found.places_meeting(seen.span):
            if not _is_away(found.small[max(0, place.span.start - 70) : place.span.start]):
                yield found.claim("place", place.place, place.span)


def _is_away(before: str) -> bool:
    """Whether small letters before a place tell that it is an origin, or one where something else was done."""
    return _FROM.found_in(before) or _APART.found_in(before)


def _maybe(found: Found, span: Span) -> bool:
    """Whether the encoder does not exclude that words tell where or when something happened."""
    return found.seen.chance("circumstance", span) > UNSEEN


def _belongs(found: Found, happening: Happening, sentence: Sentence, span: Span) -> bool:
    """Whether words of a sentence stand nearest to one of this happening's frames, when others are told in it too."""
    frames = found.frames_in(sentence)
    if not frames:
        return True
    before = [frame for frame in frames if frame.anchor.start <= span.start]
    return (before[-1] if before else frames[0]) in happening.frames


def _is_site(found: Found, sentence: Sentence, happening: Happening, place: PlaceMention) -> bool:
    """Whether a toponym is told as where it happened, not as an origin, a speaker's post or an actor's home."""
    if any(item.source is not None and item.source.holds(place.span) for item in found.attributions):
        return False
    begin, start, end = max(sentence.span.start, place.span.start - 70), place.span.start, place.span.end
    before = found.small[begin:start]
    if _is_away(before) or _POSTED.search(before):
        return False
    if any(frame.anchor.holds(place.span) for frame in happening.frames):
        return True
    if _POST.match(found.small[end : min(sentence.span.end, end + 30)]):
        return False
    leads = _AT.search(before) or _AFTER_COMMA.search(found.passage.text[begin:start])
    return leads is not None or (start == sentence.span.start and sentence.number == 0)


def _with_container(found: Found, place: PlaceMention, here: list[PlaceMention]) -> Span:
    """The words of a place with the preposition phrase that leads to it."""
    text = found.passage.text[max(0, place.span.start - 60) : place.span.start]
    lead = _LEADING.search(text)
    return found.passage.span(place.span.start - (len(text) - lead.start()) if lead else place.span.start, place.span.end)


def dates(found: Found, happening: Happening) -> Iterator[Claim]:
    """When it happened: times near its frames that are not the day on which somebody said so."""
    told = [claim for sentence in sentences_of(found, happening) for claim in _dates_in(found, happening, sentence)]
    if not told:
        told = list(islice((claim for sentence in near_sentences(found, happening) for claim in _dates_in(found, happening, sentence)), 1))
    yield from told
    days = {claim.value.days for claim in told if isinstance(claim.value, Time) and claim.value.span == 1}
    for seen in found.seen_of(happening, "time"):
        meant = [time for time in found.times if seen.span.meets(time.span)]
        for time in meant:
            before = found.small[max(0, time.span.start - 60) : time.span.start]
            if not _in_dateline(found, time.span) and not _TOLD_THEN.search(before) and not _after_it(found, happening, time.span):
                yield found.claim("date", time.time, time.span)
        day = next(iter(days)) if len(days) == 1 else _day_before(found, seen.span) if not days else None
        if not meant and day is not None and (hours := hours_on(day[0], found.passage.quote(seen.span))) is not None:
            yield found.claim("date", hours, seen.span)


def _day_before(found: Found, span: Span) -> tuple[date, date] | None:
    """The last single day that a text tells before some words."""
    days = (time.time.days for time in reversed(found.times) if time.span.end <= span.start and time.time.span == 1)
    return next((day for day in days if day is not None), None)


def _in_dateline(found: Found, span: Span) -> bool:
    """Whether words stand in the dateline, which tells from where and when it was written."""
    dateline = found.dateline
    return dateline is not None and span.end <= dateline.end


def _dates_in(found: Found, happening: Happening, sentence: Sentence) -> Iterator[Claim]:
    """The dates that one sentence gives for a happening."""
    longest = 800 if happening.background else 62
    for time in found.times_in(sentence):
        told = _belongs(found, happening, sentence, time.span) and time.time.span <= longest
        if told and _maybe(found, time.span) and _of_happening(found, happening, sentence, time) and not _in_dateline(found, time.span):
            yield found.claim("date", time.time, time.span)


def _after_it(found: Found, happening: Happening, span: Span) -> bool:
    """Whether a time is that of something done after the happening: 'mourning was declared on Monday after an attack'."""
    sentence = found.sentence_of(span)
    if sentence is None or _AFTERWARDS.match(sentence.text(span.end, min(sentence.span.end, span.end + 40))) is None:
        return False
    anchors = [frame.anchor for frame in happening.frames if frame.sentence == sentence.number]
    return bool(anchors) and all(anchor.start > span.end for anchor in anchors)


def _since(found: Found, span: Span) -> bool:
    """Whether a time only bounds what went on: 'since 2021', 'until last Friday'."""
    before, words = found.passage.text[max(0, span.start - 14) : span.start], found.passage.quote(span)
    return _BOUNDS.search(before) is not None or _BOUNDING.match(words) is not None


def _of_happening(found: Found, happening: Happening, sentence: Sentence, time: TimeMention) -> bool:
    """Whether a time says when it happened: an anchor of the happening stands with it around the verb that governs it.

    'Families buried 11 people on Wednesday', 'police said on Monday' and 'mourning was declared on Monday after an attack' tell when something else was done.
    """
    if _after_it(found, happening, time.span) or _since(found, time.span):
        return False
    anchors = [frame.anchor for frame in happening.frames if frame.sentence == sentence.number]
    verbs = [clause.verb for clause in sentence.clauses]
    before = [verb for verb in verbs if verb.end <= time.span.start]
    after = [verb for verb in verbs if verb.start >= time.span.end]
    start = before[-1].start if before else sentence.span.start
    end = (after[0].start if before else after[0].end) if after else sentence.span.end
    if before and before[-1].lemma in _NEUTRAL:
        start = before[-2].start if len(before) > 1 else sentence.span.start
        end = after[0].end if after else end
    return not anchors or any(anchor.start < end and start < anchor.end for anchor in anchors)


def origins(found: Found, happening: Happening) -> Iterator[Claim]:
    """From where it was launched, fired or came."""
    verbs = listed("origin_verbs")
    for sentence in sentences_of(found, happening):
        for clause in sentence.clauses:
            if clause.verb.lemma not in verbs:
                continue
            for word, group in clause.prepositional:
                inside = [
                    place for place in found.places_in(sentence) if place.span.start >= group.start - 1 and place.span.end <= group.end + 60
                ]
                if word == "from" and inside and inside[0].span.start < group.end:
                    end = max(group.end, inside[0].span.end)
                    yield found.claim("origin", inside[0].place, found.passage.span(clause.verb.start, end))
    for seen in found.seen_of(happening, "origin"):
        for place in found.places_meeting(seen.span):
            yield found.claim("origin", place.place, place.span)


def _fillers(happening: Happening, *roles: str) -> Iterator[tuple[Frame, Filler]]:
    """The fillers of some roles with their frames."""
    for frame in happening.frames:
        for filler in frame.fillers:
            if filler.role in roles:
                yield frame, filler


def actors(found: Found, happening: Happening) -> Iterator[Claim]:
    """Who did it; not those of whom the same telling says that they were harmed."""
    harmed = _harmed(happening)
    for _, filler in _fillers(happening, "perpetrator"):
        words = up_to_noun(found.passage.quote(filler.span))
        if not words or _SETTLED.search(words) or _only_tells(found, filler.span) or _named_so(found, filler.span):
            continue
        actor = Actor.parse(_whose(found, filler.span, words))
        if not actor.known and words.split()[-1].lower() in harmed:
            continue
        if not actor.known and (_is_town(found, filler.span) or _WITH.split(words)[0].split()[-1].lower() in _conveyances()):
            continue
        if filler.seen or actor.known or actor.kind == "description" or any(character.isupper() for character in words):
            yield found.claim("actor", actor, filler.span)


def _whose(found: Found, span: Span, words: str) -> str:
    """The words for an actor; 'its troops' with whose they are, where that is who is cited for it and nobody else stands between."""
    own = _THEIRS.match(words)
    if own is None:
        return words
    bare = words[own.end() :]
    told = (item.source for item in found.attributions if any(content.meets(span) for content in item.content))
    owner = next((source for source in told if source is not None and source.end <= span.start), None)
    if owner is None or any(Actor.parse(name).known for name in _NAME.findall(found.passage.text, owner.end, span.start)):
        return bare
    owned = f"{found.passage.quote(owner)}'s {bare}"
    return owned if Actor.parse(owned).known else bare


def _named_so(found: Found, span: Span) -> bool:
    """Whether words are the name by which one of the dead was made known."""
    before = found.small[max(0, span.start - 160) : span.start]
    return before.rstrip().endswith("as") and _NAMED_AS.search(before) is not None


def _harmed(happening: Happening) -> set[str]:
    """The nouns for those killed or hurt, but for words that anybody goes by, and attackers, who may die of what they do."""
    nouns = {harm.descriptor.split()[-1].lower() for frame in happening.frames for harm in frame.harms if harm.descriptor}
    return {noun for noun in nouns - _ANYBODY if people_group(noun) != "attackers"}


def _is_town(found: Found, span: Span) -> bool:
    """Whether words are the name of a town or site and nothing else: of 'El Fasher strike' the town did nothing."""
    meant = (place for place in found.places_meeting(span) if place.span == span)
    return any(place.place.precision not in {Precision.COUNTRY, Precision.REGION} for place in meant)


@cache
def _conveyances() -> frozenset[str]:
    """What carries people and goods, and does nothing by itself: 'the Jaffar Express'."""
    words = table("entities")
    return frozenset(words["vehicles"]) | frozenset(words["platforms"]) | {"express", "ferry", "flight"}


def _only_tells(found: Found, span: Span) -> bool:
    """Whether words name an authority that is cited for what others did: what it tells is not of itself, and it owns up to nothing."""
    if not _AUTHORITY.search(found.passage.quote(span)):
        return False
    told = [item for item in found.attributions if item.source is not None and item.source.holds(span)]
    owned = (item.cue is not None and _OWNING.search(found.passage.quote(item.cue)) for item in told)
    own = (_OWN.match(found.passage.quote(content)) for item in told for content in item.content)
    return bool(told) and not any(owned) and not any(own)


def accused(found: Found, happening: Happening) -> Iterator[Claim]:
    """Who is accused or blamed, as an allegation; and who claimed or denied it."""
    blaming, owning = listed("blame_verbs"), listed("responsibility_verbs")
    for sentence in near_sentences(found, happening):
        for clause in sentence.clauses:
            if clause.verb.lemma in blaming:
                yield from _blamed(found, clause)
            elif clause.verb.lemma in {"confirm", "admit", "acknowledge"} and (
                clause.object is None or clause.object.first.head.lower in {"it", "they"}
            ):
                yield from _confirmed(found, sentence, clause)
            elif clause.verb.lemma in owning and clause.object is not None and clause.subject is not None:
                yield from _owned(found, sentence, clause)


def near_sentences(found: Found, happening: Happening) -> tuple[Sentence, ...]:
    """The happening's sentences and those right after them that tell of no other."""
    return found.around(happening).sentences


def _blamed(found: Found, clause: Clause) -> Iterator[Claim]:
    """'accused the RSF of firing', 'blamed the paramilitary RSF', 'attributed the ambush to the front'."""
    group = (
        next((group for word, group in clause.prepositional if word == "to"), None) if clause.verb.lemma == "attribute" else clause.object
    )
    if group is not None:
        span = found.passage.span(group.start, group.end)
        actor = Actor.parse(found.passage.quote(span))
        if actor.known:
            yield found.claim("actor", actor, span)


def _owned(found: Found, sentence: Sentence, clause: Clause) -> Iterator[Claim]:
    """'claimed responsibility', 'denied involvement', 'which claimed the attack'."""
    assert clause.object is not None and clause.subject is not None
    heads = {phrase.lemma for phrase in clause.object.phrases}
    if not heads & {"responsibility", "involvement", "role"} and not any(Kind.of_noun(head) for head in heads):
        return
    words = found.passage.text[clause.subject.start : clause.subject.end]
    actor = Actor.parse(words)
    if not actor.known:
        actor = (
            _meant(found, clause.subject.start)
            if clause.subject.first.lemma
            in {"group", "movement", "militia", "organization", "organisation", "rebel", "militant", "it", "they"}
            else actor
        )
    if not actor.known:
        return
    stance = {"take": "claim", "accept": "claim", "admit": "claim", "acknowledge": "claim", "reject": "deny"}.get(
        clause.verb.lemma, clause.verb.lemma
    )
    denied = clause.verb.negated
    start = clause.verb.start if clause.relative else clause.subject.start
    span = found.passage.span(start, clause.object.end)
    yield found.claim("responsibility", Text.parse(f"{'not ' if denied else ''}{stance} responsibility"), span, actor.side)


def _meant(found: Found, before: int) -> Actor:
    """The actor that 'the group' means: the last one named before."""
    text = found.passage.text[max(0, before - 400) : before]
    named = list(find_known(text, cased=False))
    return Actor.parse(text[named[-1].start : named[-1].end] if named else "group")


def _confirmed(found: Found, sentence: Sentence, clause: Clause) -> Iterator[Claim]:
    """'The United States confirmed it had hit a workshop': who confirms a deed of its own claims it."""
    deed = sentence.following(clause.at)
    if (
        clause.subject is None
        or deed is None
        or deed.subject is None
        or deed.subject.first.head.lower not in {"it", "they", "its", "forces", "we"}
        or Kind.of_verb(deed.verb.lemma) is None
    ):
        return
    actor = Actor.parse(found.passage.text[clause.subject.start : clause.subject.end])
    if actor.known and not deed.verb.negated:
        yield found.claim(
            "responsibility", Text.parse("claim responsibility"), found.passage.span(clause.subject.start, deed.verb.end), actor.side
        )


def attackers(found: Found, happening: Happening) -> Iterator[Claim]:
    """How many they were, where words for the attackers say so."""
    for _, filler in _fillers(happening, "perpetrator"):
        words = found.passage.quote(filler.span)
        named = words.split()[-1:]
        if not named or people_group(named[0]) != "attackers" or _GROUP_OF.match(words) or _describes(found, filler.span):
            continue
        if (phrase := parse_count(words)) is not None:
            yield found.claim("attackers", Count(phrase.count.low, phrase.count.high, phrase.count.floor), filler.span)


def _describes(found: Found, span: Span) -> bool:
    """Whether words only describe the noun after them ('extremist' of 'extremist group')."""
    sentence = found.sentence_of(span)
    phrase = next((item for item in sentence.phrases if item.start <= span.start < item.end), None) if sentence is not None else None
    return phrase is not None and phrase.shape is Shape.NP and phrase.head.start >= span.end


def _only_numbers(words: str) -> bool:
    """Whether words are numbers and articles without any noun: 'the third', 'two'."""
    told = words.lower().split()
    return all(
        word in words_of("number_word") or word in _ORDINALS or word in {"a", "an", "the", "both", "other"} or word.isdigit()
        for word in told
    )


def targets(found: Found, happening: Happening) -> Iterator[Claim]:
    """What was hit, and how many such things were."""
    for _frame, filler in _fillers(happening, "target"):
        words = found.passage.quote(filler.span)
        head = words.lower().split()[-1].rstrip("s.")
        if (
            any(filler.span.end - place.span.end < 3 for place in found.places_meeting(filler.span))
            or Kind.of_noun(head) is not None
            or head in _NO_TARGETS
            or _only_numbers(words)
        ):
            continue
        yield found.claim("target", Text.parse(_HOW_MANY.sub("", words)), filler.span)
        phrase = parse_count(words) if _MANY.match(words) else None
        if phrase is not None:
            things = re.sub(r"[^\w]", "", words.lower().split()[-1]).rstrip("s") + "s"
            yield found.claim("targets_hit", Count(phrase.count.low, phrase.count.high, phrase.count.floor), filler.span, things)


def means(found: Found, happening: Happening) -> Iterator[Claim]:
    """With what: weapons and platforms; and how many were launched."""
    for _, filler in _fillers(happening, "weapon"):
        words = up_to_noun(found.passage.quote(filler.span))
        phrase = parse_count(words) if words else None
        weapon = phrase.head if phrase is not None and phrase.head else words
        if not weapon or is_known(_ARTICLE.sub("", weapon)):
            continue
        if set_aside(found.passage.text, filler.span):
            yield found.claim("means", Text.parse(f"not {weapon}"), filler.span, modality=Modality.REPORTED)
        else:
            yield found.claim("means", Text.parse(weapon), filler.span)
    for sentence in near_sentences(found, happening):
        yield from _used(found, sentence)


def _used(found: Found, sentence: Sentence) -> Iterator[Claim]:
    """'launched 17 Shahed drones', 'the attackers used explosive devices and sniper rifles', 'with explosives'."""
    for clause in sentence.clauses:
        if clause.verb.negated:
            continue
        group = clause.patient
        if (
            clause.verb.lemma in {"launch", "fire", "use", "drop", "detonate", "plant", "throw", "hurl", "deploy", "explode"}
            and group is not None
            and _armed(group)
        ):
            span = found.passage.span(group.start, group.end)
            words = found.passage.quote(span)
            phrase = parse_count(words)
            yield found.claim("means", Text.parse(phrase.head if phrase is not None and phrase.head else words), span)
            if clause.verb.lemma in {"launch", "fire", "drop"}:
                yield from _launched(found, span)
        for word, extra in clause.prepositional:
            if word == "with" and _armed(extra):
                yield found.claim(
                    "means", Text.parse(found.passage.text[extra.start : extra.end]), found.passage.span(extra.start, extra.end)
                )


def _launched(found: Found, span: Span) -> Iterator[Claim]:
    """How many of what was launched, each sort by itself: '476 drones and 48 missiles'."""
    at = span.start
    for words in _AND.split(found.passage.quote(span)):
        start = found.passage.text.index(words, at)
        at = start + len(words)
        phrase = parse_count(words) if words else None
        if phrase is not None and phrase.head and _NUMERED.search(words):
            count = Count(phrase.count.low, phrase.count.high, phrase.count.floor)
            yield found.claim("launched", count, found.passage.span(start, at), words.lower().split()[-1].rstrip("s") + "s")


def _armed(group: Group) -> bool:
    """Whether a noun group is one of weapons."""
    names = [
        " ".join(word.lower for word in phrase.words[-size:]) for phrase in group.phrases if phrase.shape is Shape.NP for size in (2, 1)
    ]
    return any(name in weapon_nouns() for name in names)


def described_targets(found: Found, happening: Happening) -> Iterator[Claim]:
    """What was hit, told again by another noun for it: 'a building' and later 'The five-storey block'."""
    words = (found.passage.quote(filler.span).lower().split() for _, filler in _fillers(happening, "target"))
    meant = {sense(told[-1]) for told in words if told}
    for sentence in near_sentences(found, happening) if meant else ():
        for phrase in sentence.phrases:
            if phrase.shape is Shape.NP and len(phrase.words) > 2 and phrase.words[0].lower == "the" and sense(phrase.head.lower) in meant:
                span = found.passage.span(phrase.start, phrase.end)
                yield found.claim("target", Text.parse(found.passage.quote(span)), span)
