"""Places that the gazetteer lacks, or has under another spelling, but that the text names as places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deconflict.extract.gazetteer import Gazetteer, fold
from deconflict.extract.gazetteer_store import Entry
from deconflict.extract.openers import Opened, starts_in
from deconflict.extract.place_shape import place_of
from deconflict.extract.toponym_features import words
from deconflict.extract.toponyms import demonyms
from deconflict.model import Passage, PlaceMention, Span
from deconflict.values.actor import Actor
from deconflict.values.place import Place, Precision, haversine_km

_NAME = r"[^\W\d_a-z][\w'’-]+"
_NOT = r"(?!(?:The|A|An|This|That|In|His|Her|Their|One|Another|Each|Every|Some|Its|Our|No|Both|Many|Most)\b)"
_SORTS = r"(?:district|neighbou?rhood|quarter|village|hamlet|refugee camp|military base|air ?base|suburb|area|local government area|LGA|municipality|commune|sub-?district|township|prison|penitentiary|jail|barracks)"
_TOLD = Opened.by(
    "A vil tow cit mun dis nei ham sub set are dep pro",
    re.compile(
        rf"\b(?:villages?|towns?|cit(?:y|ies)|municipality|district|neighbou?rhood|hamlet|suburb|settlement|area|department|province)\s+of\s+(?P<of>{_NAME}(?:\s(?:de|del|al|el|{_NAME})[\w'’-]*){{0,3}})"
        rf"|\b(?P<named>{_NOT}{_NAME}(?:\s{_NAME}){{0,2}})\s+(?P<sort>{_SORTS})\b"
        rf"|(?:(?<=\bin )|(?<=\bon )|(?<=\bat )|(?<=\bnear ))(?P<comma>{_NOT}{_NAME}(?:\s{_NAME})?),\s+(?P<in>in\s+)?(?=(?P<next>{_NAME}))"
    ),
)
_AFTER_IN = Opened.by(
    "in nea out aro of fro to at",
    re.compile(rf"\b(?:in|near|outside|around|of|from|to|at)\s+(?P<name>{_NOT}{_NAME}(?:[ -](?:(?:al|el|ez|as|ash)[ -])?{_NAME})?)"),
)
_PARTS_OF_TOWNS = frozenset({"district", "neighborhood", "neighbourhood", "quarter"})
_SITES = frozenset({"prison", "penitentiary", "jail", "barracks"})
# What lies over so many km from what is named beside it, and is a settlement under this size or within so many km of one so many times as large, lends its
# name to a part of a town there, and is not meant itself.
_FAR, _SMALL, _WITHIN, _PART = 100.0, 60_000, 20.0, 4
_CAPITAL = re.compile(r"(?:(?P<nation>[\w .-]+?) )?capital(?: city)?(?:(?: city)? of (?P<state>[\w .'’-]+))?", re.I)
_LEAD = re.compile(r"^(?:the|a|an)\s+", re.I)
_REACH = 90
_ENDS = re.compile(r"[.!?][\"”’]?\s")
_SHORTEST_AGAIN = 5
# Two spellings with the same consonants are one name from this likeness on, of 100.
_ALIKE = 70
# No word of theirs is less alike than this, and with more or fewer words they are more alike: Chaung-U is neither Chaung Wa nor Ye Chaung Wa.
_WORD_ALIKE, _ALIKE_OTHERWISE_PARTED = 40, 80
_PARTING = re.compile(r"[\s'’-]+")


def with_unknown(passage: Passage, found: list[PlaceMention], gazetteer: Gazetteer) -> list[PlaceMention]:
    """The places found, with those on no map, told to lie in what is named around them."""
    kept, added = _told(passage, found, gazetteer)
    added += _respelled(passage, [*kept, *added], gazetteer)
    return [*kept, *added, *_again(passage, kept, added)]


def _told(passage: Passage, found: list[PlaceMention], gazetteer: Gazetteer) -> tuple[list[PlaceMention], list[PlaceMention]]:
    """Names that a noun makes places: 'the village of X', 'the X district'; and the mentions found that no longer name holds."""
    names = {fold(mention.text) for mention in found}
    kept, added = found, list[PlaceMention]()
    for match in sorted(_TOLD.finditer(passage.text, starts_in(passage.text)), key=lambda match: match["comma"] is not None):
        group = "of" if match["of"] else "named" if match["named"] else "comma"
        span = passage.span(*match.span(group))
        held = [mention for mention in kept if mention.span.meets(span)]
        longer = all(span.holds(mention.span) and mention.span != span for mention in held)
        taken = fold(match[group]) in names or any(mention.span.meets(span) for mention in added)
        if group == "comma" and not match["in"] and not any(mention.span.start == match.start("next") for mention in added):
            continue
        elsewhere = [mention for mention in kept if mention.text.casefold() == match[group].casefold()]
        rest = [mention for mention in kept if mention not in elsewhere]
        if (
            match["sort"] in _PARTS_OF_TOWNS | _SITES
            and elsewhere
            and _a_namesake(elsewhere[0].place, _around(passage, span, rest), gazetteer)
        ):
            kept, held, taken, longer = rest, [], False, True
        if taken or not longer or match[group].lower() in words("never"):
            continue
        kept = [mention for mention in kept if mention not in held]
        around = _around(passage, span, [*kept, *added])
        added.append(PlaceMention(span, match[group], _unknown(match[group], match["sort"], around, gazetteer)))
    return kept, added


def _a_namesake(place: Place, around: Place | None, gazetteer: Gazetteer) -> bool:
    """Whether a place far from what is named around its name cannot be meant: a small one, a part of a city that is not named, a division of another country."""
    if around is None or place.lat is None or place.lon is None or around.lat is None or around.lon is None:
        return False
    if haversine_km(place.lat, place.lon, around.lat, around.lon) <= _FAR:
        return False
    if place.precision is not Precision.TOWN:
        return place.precision is not Precision.COUNTRY and place.country != around.country
    people = max((entry.population for entry in gazetteer.lookup(place.name) if entry.geonameid == place.geonameid), default=0)
    return people < _SMALL or people * _PART < gazetteer.people_around(place.lat, place.lon, _WITHIN)


def _again(passage: Passage, kept: Sequence[PlaceMention], added: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """The further mentions of places told by name."""
    taken = [(mention.span.start, mention.span.end) for mention in (*kept, *added)]
    for text, place in {mention.text: mention.place for mention in added}.items():
        for match in re.finditer(rf"\b{re.escape(text)}\b", passage.text) if len(text) >= _SHORTEST_AGAIN else ():
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield PlaceMention(passage.span(*match.span()), match.group(), place)


def _respelled(passage: Passage, found: Sequence[PlaceMention], gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Names after 'in' and the like that the gazetteer spells otherwise, in a country of the report."""
    countries = {mention.place.country for mention in found} - {None, "US", "GB"}
    taken = [(mention.span.start, mention.span.end) for mention in found]
    for match in _AFTER_IN.finditer(passage.text, starts_in(passage.text)) if countries else ():
        start, end = match.span("name")
        held = any(first < end and start < last for first, last in taken)
        if held or match["name"].lower() in demonyms() or gazetteer.lookup(match["name"]):
            continue
        if (entry := respelled(match["name"], countries, gazetteer)) is not None:
            yield PlaceMention(passage.span(start, end), match["name"], place_of(entry))


def respelled(name: str, countries: set[str | None], gazetteer: Gazetteer) -> Entry | None:
    """The place of these countries whose name is the same in another spelling; none in doubt."""
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415

    wanted = fold(name)

    def likeness(other: str) -> float:
        """How alike two spellings are, nothing where they cannot be one; of names with as many words, none may be another word."""
        mine, theirs = _PARTING.split(wanted), _PARTING.split(other)
        if len(mine) != len(theirs):
            return ratio(wanted, other) if ratio(wanted, other) >= _ALIKE_OTHERWISE_PARTED else 0.0
        return ratio(wanted, other) if all(ratio(*pair) >= _WORD_ALIKE for pair in zip(mine, theirs, strict=True)) else 0.0

    near = [(likeness(fold(entry.name)), entry) for entry in gazetteer.alike(name) if entry.country in countries and entry.kind in "PKAB"]
    best = max(near, key=lambda pair: (pair[0], pair[1].population), default=None)
    return best[1] if best is not None and best[0] >= _ALIKE else None


def named_place(passage: Passage, span: Span, found: Sequence[PlaceMention], gazetteer: Gazetteer) -> PlaceMention | None:
    """Words that are known to name where something happened, on no map or not as a place, as one inside what is named around them."""
    name = _LEAD.sub("", passage.quote(span))
    if (capital := _capital(name, found, gazetteer)) is not None:
        return PlaceMention(span, passage.quote(span), place_of(capital))
    if not any(word[0].isupper() for word in name.split()) or Actor.parse(name).known:
        return None
    where = passage.span(span.end - len(name), span.end)
    return PlaceMention(where, name, _unknown(name, None, _around(passage, where, found), gazetteer))


def is_capital(words: str) -> bool:
    """Whether words name a place as the capital of a nation: 'the Afghan capital'."""
    return _CAPITAL.fullmatch(_LEAD.sub("", words)) is not None


def _capital(name: str, found: Sequence[PlaceMention], gazetteer: Gazetteer) -> Entry | None:
    """The city that 'Afghan capital' or 'capital of Mali' means; a capital alone is that of the one country told of."""
    match = _CAPITAL.fullmatch(name)
    if match is None:
        return None
    nation, state = (match["nation"] or "").lower(), match["state"]
    countries = {entry.country for entry in gazetteer.lookup(state) if entry.kind == "C"} if state else {demonyms().get(nation)}
    if not nation and not state:
        countries = {mention.place.country for mention in found} - {None}
    return gazetteer.capitals.get(next(iter(countries)) or "") if len(countries) == 1 else None


def _around(passage: Passage, span: Span, found: Sequence[PlaceMention]) -> Place | None:
    """The nearest place named after some words, in the same stretch of a sentence, else the last before them."""
    after = [mention for mention in found if span.start < mention.span.start < span.start + _REACH]
    if after and _ENDS.search(passage.text[span.end : after[0].span.start]) is None:
        return after[0].place
    before = [mention for mention in found if mention.span.start < span.start]
    return before[-1].place if before else None


def _unknown(name: str, sort: str | None, around: Place | None, gazetteer: Gazetteer) -> Place:
    """A place told by name: what the gazetteer has under another spelling nearby, else a name inside what it is told to lie in."""
    if around is None:
        return Place(name, Precision.UNKNOWN)
    entry = respelled(name, {around.country}, gazetteer) if sort not in _PARTS_OF_TOWNS else None
    if entry is not None and (around.admin1 is None or entry.admin1 == around.admin1):
        return place_of(entry)
    inside = (around.name.casefold(),) if around.precision in {Precision.TOWN, Precision.NEAR} else ()
    where = (around.lat, around.lon) if inside else (None, None)
    admin1 = around.admin1 if around.precision is not Precision.SECTOR else None
    return Place(name, Precision.SITE if inside else Precision.UNKNOWN, around.country, admin1, None, *where, inside=inside)
