"""What a report names: people, organisations, places, weapons, vehicles, times, quantities, nationalities, money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from deconflict.extract.toponyms import demonyms, is_cased
from deconflict.model import Entity, EntityType, Passage, PlaceMention, Span, TimeMention
from deconflict.resources import table
from deconflict.values.actor import Actor, alias_pattern
from deconflict.values.count_words import find_counts, people_group

_CAPITAL = r"(?:[A-Z][\w’']*(?:-[A-Z]?[\w’']+)*\.?|al-[A-Z]\w+)"
_LINK = r"(?:of|for|the|and|de|del|la|in|bin|al|el|von|van|da|dos|du|abu|ibn)"
_NAME = re.compile(rf"(?<![\w.])(?:[A-Z]\.\s?)*{_CAPITAL}(?:\s(?:{_LINK}\s)?(?:{_LINK}\s)?{_CAPITAL})*")
_MONEY = re.compile(
    r"(?:[$€£]|US\$|(?<!\w)USD\s?)\s?\d[\d.,]*(?:\s(?:million|billion|trillion|thousand))?|\d[\d.,]*\s(?:million |billion )?(?:dollars|euros|pounds|rupees|pesos)\b",
    re.I,
)
_QUANTITY = re.compile(
    r"(?<![\w.,$€£])(?:\d[\d.,]*\s?(?:%|percent|per cent|km|kilomet(?:er|re)s|miles|met(?:er|re)s|kg|kilograms|tons?|tonnes)(?!\w))", re.I
)


@cache
def _phrases(name: str) -> re.Pattern[str]:
    """Every phrase of one list of entities.toml as a pattern, the longest first."""
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(table("entities")[name], key=len, reverse=True))) + r")(?![\w-])", re.I
    )


@cache
def _set(name: str) -> frozenset[str]:
    """One list of entities.toml."""
    return frozenset(table("entities")[name])


def find_entities(passage: Passage, places: Sequence[PlaceMention], times: Sequence[TimeMention]) -> tuple[Entity, ...]:
    """The entities of a passage in order; names of one thing share ``entity``."""
    found = [*_given(places, times), *_listed(passage), *_counted(passage), *_nationalities(passage)]
    taken = [entity.span for entity in found if entity.type in {EntityType.LOCATION, EntityType.TIME}]
    named = list(_named(passage, taken) if is_cased(passage.text) else _named_by_tables(passage))
    inside = [entity.span for entity in named]
    kept = [
        entity
        for entity in found
        if not any(span.holds(entity.span) and span != entity.span for span in inside)
        or entity.type not in {EntityType.NATIONALITY, EntityType.ORGANISATION, EntityType.VEHICLE}
    ]
    return _once([*kept, *named])


def _once(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities in order, each span and type once."""
    return tuple(dict.fromkeys(sorted(entities, key=lambda entity: (entity.span, entity.type))))


def _given(places: Sequence[PlaceMention], times: Sequence[TimeMention]) -> Iterator[Entity]:
    """Places and times that were found already."""
    for place in places:
        yield Entity(EntityType.LOCATION, place.span, place.text, f"place {place.place.show()}")
    for time in times:
        yield Entity(EntityType.TIME, time.span, time.text, f"time {time.text.lower()}")


def _listed(passage: Passage) -> Iterator[Entity]:
    """Things told by a table: weapons, platforms, vehicles, known actors and organisations told by a common noun."""
    for name, sort in (
        ("weapons", EntityType.WEAPON),
        ("platforms", EntityType.PLATFORM),
        ("vehicles", EntityType.VEHICLE),
        ("common_organisations", EntityType.ORGANISATION),
    ):
        for match in _phrases(name).finditer(passage.text):
            yield Entity(sort, passage.span(match.start(), match.end()), match.group(), f"{sort} {match.group().lower()}")
    for match in alias_pattern().finditer(passage.text):
        actor = Actor.parse(match.group())
        yield Entity(EntityType.ORGANISATION, passage.span(match.start(), match.end()), match.group(), f"actor {actor.id}")


def _counted(passage: Passage) -> Iterator[Entity]:
    """Quantities and sums of money."""
    money = [match.span() for match in _MONEY.finditer(passage.text)]
    for start, end in money:
        yield Entity(EntityType.MONEY, passage.span(start, end), passage.text[start:end], f"money {passage.text[start:end].lower()}")
    for match in _QUANTITY.finditer(passage.text):
        yield Entity(EntityType.QUANTITY, passage.span(match.start(), match.end()), match.group(), f"quantity {match.group().lower()}")
    for start, end, _ in find_counts(passage.text):
        if not any(start < stop and begin < end for begin, stop in money) and passage.text[start:end].lower() not in {"some", "another"}:
            yield Entity(
                EntityType.QUANTITY, passage.span(start, end), passage.text[start:end], f"quantity {passage.text[start:end].lower()}"
            )


@cache
def _demonym_pattern() -> re.Pattern[str]:
    """Adjectives of countries and their plurals."""
    words = sorted((word for word in demonyms() if word not in {"us", "u.s."}), key=len, reverse=True)
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r"|kurdish|kurds?|arabs?|sunnis?|shi'?ites?|yazidis?)s?(?![\w-])", re.I
    )


def _nationalities(passage: Passage) -> Iterator[Entity]:
    """Adjectives and nouns of nationality."""
    for match in _demonym_pattern().finditer(passage.text):
        yield Entity(
            EntityType.NATIONALITY, passage.span(match.start(), match.end()), match.group(), f"nationality {match.group().lower()}"
        )


def _named(passage: Passage, taken: Sequence[Span]) -> Iterator[Entity]:
    """Persons and organisations by capitals, titles, given names and heads; later surnames lead back to the full name."""
    surnames: dict[str, str] = {}
    for match in _NAME.finditer(passage.text):
        for start, end in _trimmed(passage, match):
            span = passage.span(start, end)
            if any(place.holds(span) for place in taken):
                continue
            text = passage.text[start:end]
            sort = _sort(passage, span, text, surnames)
            if sort is EntityType.PERSON:
                key = _person_key(text, surnames)
                yield Entity(sort, span, text, f"person {key}")
            elif sort is EntityType.ORGANISATION:
                yield Entity(sort, span, text, f"actor {Actor.parse(text).id}")


def _trimmed(passage: Passage, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The name without a sentence's first plain word, a leading title or article, and a possessive."""
    start, end = match.span()
    words = list(re.finditer(r"\S+", match.group()))
    index = 0
    while index < len(words) and words[index].group().lower().rstrip(".") in _LEAD:
        index += 1
    if index == len(words):
        return
    end -= len(match.group()) - len(re.sub(r"[’']s?$|\.$", "", match.group()))
    start += words[index].start()
    if end > start:
        yield start, end


_LEAD = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "but",
        "and",
        "he",
        "she",
        "it",
        "they",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
        "when",
        "while",
        "after",
        "before",
        "as",
        "if",
        "for",
        "from",
        "with",
        "by",
        "of",
        "to",
        "we",
        "i",
        "our",
        "you",
        "there",
        "here",
        "what",
        "who",
        "how",
        "why",
        "no",
        "not",
        "some",
        "many",
        "all",
        "also",
        "however",
        "meanwhile",
        "since",
        "under",
        "during",
    ]
)


def _sort(passage: Passage, span: Span, text: str, surnames: dict[str, str]) -> EntityType | None:
    """Whether a name is a person's, an organisation's, or neither can be told."""
    words = [word.lower().rstrip(".,") for word in text.split()]
    before = passage.text[max(0, span.start - 30) : span.start].lower().rstrip()
    after = passage.text[span.end : span.end + 40]
    if words[-1] in _set("organisation_heads") or any(
        word in {"ministry", "university", "department", "forces", "front", "army"} for word in words
    ):
        return EntityType.ORGANISATION
    if words[0] in _set("titles") and len(words) > 1:
        return EntityType.PERSON
    if words[-1] in surnames or (len(words) > 1 and words[0] in _set("given")):
        return EntityType.PERSON
    if re.search(r"(?:" + "|".join(_TITLE_ENDS) + r")\.?$", before) and len(words) <= 4:
        return EntityType.PERSON
    if len(words) in {2, 3} and re.match(r"\s*,\s*(?:aged? )?\d{1,2}\b,?|\s+\(?\d{2}\)", after):
        return EntityType.PERSON
    if (
        len(words) in {2, 3}
        and re.match(r",? (?:said|says|told|added|who|was (?:shot|killed|arrested|charged|injured))\b", after)
        and people_group(words[-1]) is None
    ):
        return EntityType.PERSON
    if text.isupper() and 2 <= len(text) <= 7 and text.isalpha():
        return EntityType.ORGANISATION
    return None


_TITLE_ENDS = tuple(
    rf"\b{re.escape(title)}"
    for title in (
        "mr",
        "mrs",
        "ms",
        "dr",
        "president",
        "minister",
        "secretary",
        "gen",
        "general",
        "col",
        "colonel",
        "lt",
        "lieutenant",
        "capt",
        "captain",
        "maj",
        "major",
        "sgt",
        "sergeant",
        "officer",
        "sheriff",
        "deputy",
        "detective",
        "judge",
        "sen",
        "rep",
        "gov",
        "governor",
        "mayor",
        "chief",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "commander",
        "ambassador",
        "director",
        "leader",
        "representative",
        "identified as",
        "suspect",
        "named",
        "victim",
    )
)


def _person_key(text: str, surnames: dict[str, str]) -> str:
    """The full name under which a person was first named."""
    words = [word for word in text.split() if word.lower().rstrip(".") not in _set("titles")] or text.split()
    last = words[-1].lower()
    name = " ".join(words).lower()
    if len(words) > 1 and last not in surnames:
        surnames[last] = name
    return surnames.get(last, name)


_CASELESS_PERSON = re.compile(
    r"\b(?:president|colonel|col|general|gen|lieutenant|lt|captain|capt|major|maj|sergeant|minister|monsignor|archbishop|bishop|father|mayor|governor|judge|dr|ambassador|senator|deputy|commander|comandante|priest|attorney general)\.? (?P<name>[a-z]+(?: (?:de |del |la )?[a-z]+){0,2})",
    re.I,
)


def _named_by_tables(passage: Passage) -> Iterator[Entity]:
    """Persons in texts whose capitals tell nothing: after a title, or by a given name."""
    from deconflict.extract.words import Tag, _closed, lemmas  # noqa: PLC0415

    def plain(word: str) -> bool:
        """Whether a word is surely none of a name's."""
        found = set(lemmas(word.lower()))
        return _closed(word.lower()) not in {None, Tag.NUM} or (
            ("VERB" in found or "ADV" in found or "NOUN" in found) and word.lower() not in _set("given")
        )

    for match in _CASELESS_PERSON.finditer(passage.text):
        words = []
        for word in match["name"].split():
            if plain(word):
                break
            words.append(word)
        if words:
            start = match.start("name")
            end = start + len(" ".join(words))
            yield Entity(EntityType.PERSON, passage.span(start, end), passage.text[start:end], f"person {passage.text[start:end].lower()}")
