"""Role fillers of a mention: the report's words without articles and numbers, named or not, coreferent ones under one entity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deconflict.extract.claims import Found, sentences_of
from deconflict.extract.coreference import Happening
from deconflict.extract.frames import Filler, Harm
from deconflict.extract.triggers import listed
from deconflict.extract.words import lemmas
from deconflict.model import Argument, Entity, EntityType, Span
from deconflict.resources import table
from deconflict.values.actor import Actor
from deconflict.values.count_words import parse_count, people_group

_LEADING = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|some|several|many|other|another|its|his|her|their|at least|about|more than|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|one|\d+|all|both|suspected|alleged|unidentified|unknown)\s+)+",
    re.I,
)


# Words for people that name or describe nobody.
_NAMELESS = frozenset(
    {
        "people",
        "others",
        "other",
        "person",
        "persons",
        "victims",
        "victim",
        "dead",
        "wounded",
        "injured",
        "casualties",
        "casualty",
        "bodies",
        "body",
        "them",
        "lives",
        "one",
        "number",
        "more",
    }
)


def arguments_of(found: Found, happening: Happening, entities: Sequence[Entity]) -> tuple[Argument, ...]:
    """The arguments of a happening in order, each span and role once."""
    arguments = [
        *(argument for frame in happening.frames for filler in frame.fillers for argument in _of_filler(found, filler, entities)),
        *(argument for frame in happening.frames for harm in frame.harms for argument in _of_harm(found, harm, entities)),
        *_places(found, happening), *_times(found, happening),
    ]  # fmt: skip
    return tuple(sorted(dict.fromkeys(arguments), key=lambda argument: (argument.span, argument.role)))


def _of_filler(found: Found, filler: Filler, entities: Sequence[Entity]) -> Iterator[Argument]:
    """A filler as arguments: a perpetrator may hold an organisation as well."""
    span = _bare(found, filler.span)
    text = found.passage.quote(span)
    if not text.strip():
        return
    if filler.role == "perpetrator":
        yield from _perpetrator(found, span, text, entities)
    elif filler.role == "weapon":
        yield Argument("weapon", span, text, entity=f"weapon {text.lower()}")
    elif filler.role == "victim":
        if text.lower().split()[-1] in _NAMELESS:
            return
        yield _victim(found, span, text, entities)
    elif _physical(text) and not any(place.span == span for place in found.places):
        yield Argument("target", span, text, entity=f"target {text.lower()}", named=any(word[0].isupper() for word in text.split()))


def _perpetrator(found: Found, span: Span, text: str, entities: Sequence[Entity]) -> Iterator[Argument]:
    """The people who acted, and the organisation that their words name."""
    organisations = [entity for entity in entities if entity.type is EntityType.ORGANISATION and span.holds(entity.span)]
    for entity in organisations:
        yield Argument("organisation", entity.span, entity.text, name=_plain(entity.text), entity=entity.entity, named=True)
    alone = any(entity.span == span for entity in organisations)
    if not alone and (
        people_group(text.rsplit(maxsplit=1)[-1]) is not None
        or any(entity.type is EntityType.PERSON and entity.span.meets(span) for entity in entities)
    ):
        yield Argument("perpetrator", span, text, entity=f"perpetrator {text.lower()}", named=False)
    elif not organisations and Actor.parse(text).known and not text.islower():
        yield Argument("organisation", span, text, name=_plain(text), entity=f"actor {Actor.parse(text).id}", named=True)


def _physical(text: str) -> bool:
    """Whether words are of a thing that can be hit: by their head noun, or because they name something."""
    head = text.rsplit(maxsplit=1)[-1].lower().strip("\"'”’")
    singular = lemmas(head).get("NOUN", head)
    things = (
        listed("damage_nouns")
        | listed("target_nouns")
        | frozenset(table("entities")["vehicles"])
        | frozenset(table("entities")["platforms"])
    )
    return bool({head, singular} & things) or (text[0].isupper() and not text.isupper())


def _plain(text: str) -> str:
    """A name without its article."""
    return re.sub(r"^(?:the)\s+", "", text, flags=re.I)


def _victim(found: Found, span: Span, text: str, entities: Sequence[Entity]) -> Argument:
    """A victim: by the name in the words, else by the words."""
    person = next((entity for entity in entities if entity.type is EntityType.PERSON and entity.span.meets(span)), None)
    phrase = parse_count(found.passage.quote(span))
    count = phrase.count if phrase is not None else None
    if person is not None:
        return Argument("victim", person.span, person.text, name=person.text, entity=person.entity, named=True, count=count)
    return Argument("victim", span, text, entity=f"victim {text.lower()}", count=count)


def _of_harm(found: Found, harm: Harm, entities: Sequence[Entity]) -> Iterator[Argument]:
    """The people of a harm as victims, and their number as a count of the outcome."""
    span = _bare(found, harm.people)
    text = found.passage.quote(span)
    words = text.lower().split()
    generic = not words or words[-1] in _NAMELESS or words[0][0].isdigit() or "they" in words
    if not generic and harm.outcome in {"killed", "injured", "captured", "missing"}:
        yield _victim(found, span, text, entities)
    if harm.outcome in {"killed", "injured"}:
        yield Argument(harm.outcome, harm.people, found.passage.quote(harm.people), count=harm.count)


def _places(found: Found, happening: Happening) -> Iterator[Argument]:
    """Where, by the toponyms of the happening's sentences."""
    for sentence in sentences_of(found, happening):
        for place in found.places:
            if sentence.span.holds(place.span):
                yield Argument("place", place.span, place.text, name=place.place.name, entity=f"place {place.place.show()}", named=True)


def _times(found: Found, happening: Happening) -> Iterator[Argument]:
    """When, by the time expressions of the happening's sentences."""
    for sentence in sentences_of(found, happening):
        for time in found.times:
            if sentence.span.holds(time.span):
                yield Argument("time", time.span, time.text, entity=f"time {time.text.lower()}")


def _bare(found: Found, span: Span) -> Span:
    """A span without articles and numbers before the noun."""
    text = found.passage.quote(span)
    match = _LEADING.match(text)
    start = span.start + (match.end() if match and match.end() < len(text) else 0)
    return found.passage.span(start, span.end)
