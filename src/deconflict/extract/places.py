"""Places of a report: each toponym taken to mean one place, chosen by the report's other places."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from deconflict.extract.gazetteer import Entry, Gazetteer, fold
from deconflict.extract.tokens import Token, tokenise
from deconflict.extract.toponym_features import words
from deconflict.extract.toponyms import Toponym, demonyms, find_toponyms
from deconflict.model import Passage, PlaceMention
from deconflict.values.place import Place, Precision, haversine_km

_UNKNOWN = re.compile(
    r"\b(?:villages?|towns?|cit(?:y|ies)|municipality|district|neighbou?rhood|hamlet|suburb|settlement|area|department|province)\s+of\s+(?P<of>(?:[A-Z][\w'’-]+)(?:\s(?:de|del|al|el|[A-Z])[\w'’-]*){0,3})"
    r"|\b(?P<named>(?!The\b|A\b|An\b|This\b|That\b|In\b|His\b|Her\b|Their\b|One\b|Another\b|Each\b)(?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+){0,2})\s+(?P<class>(?:district|neighbou?rhood|quarter|village|refugee camp|military base|air ?base|suburb|area))\b(?:\s+(?:of|in)\s+(?P<in>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?))?"
    r"|(?:(?<=\bin )|(?<=\bon )|(?<=\bat )|(?<=\bnear ))(?P<in_comma>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?),\s+in\s+[A-Z]"
)
_SMALL = 60_000
_EVERYWHERE = frozenset({"US", "GB", "RU", "FR", "IL"})
_WHOLE = re.compile(r"\s+(?:district|neighbou?rhood|quarter|area|suburb)\s+(?:of|in)\s+(?P<whole>[A-Z][\w'’-]+)")
_NEAR = re.compile(
    r"(?:\b(?:near|outside|close to|not far from|on the outskirts of|around|(?:\d+|[a-z]+) (?:km|kilomet(?:er|re)s|miles)(?: \(.*?\))?(?: (?:north|south|east|west|from)\w*)?(?: of| from)?)\s+(?:the (?:town|city|village) of )?)$",
    re.I,
)


def find_places(passage: Passage, gazetteer: Gazetteer, tokens: Sequence[Token] | None = None) -> tuple[PlaceMention, ...]:
    """Every toponym of a passage with the place that it most likely means here."""
    tokens = tokens if tokens is not None else tokenise(passage.text)
    toponyms = find_toponyms(passage.text, tokens, gazetteer)
    context = _Context(passage.text, tokens, toponyms)
    known = [context.mention(passage, toponym) for toponym in toponyms]
    found = [mention for mention in known if mention is not None]
    return tuple(sorted(_with_unknown(passage, found, gazetteer), key=lambda mention: mention.span))


class _Context:
    """What a report says of countries and divisions, by which namesakes are told apart."""

    def __init__(self, text: str, tokens: Sequence[Token], toponyms: Sequence[Toponym]) -> None:
        self.text = text
        self.tokens = tokens
        self.countries: dict[str, float] = defaultdict(float)
        self.divisions: Counter[tuple[str, str]] = Counter()
        self._chosen: dict[str, Entry] = {}
        self._elsewhere: dict[str, Entry] = {}
        for token in tokens:
            if token.lower in demonyms() and token.text[0].isupper():
                # 'American' and the like name armies and newspapers everywhere; they say less of where something happened.
                self.countries[demonyms()[token.lower]] += 0.1 if demonyms()[token.lower] in _EVERYWHERE else 0.7
        for toponym in toponyms:
            self._count(toponym)
        self._settle(toponyms)

    def _count(self, toponym: Toponym) -> None:
        """Take a surely known country or division as evidence."""
        top = [entry for entry in toponym.entries if entry.kind == "C"]
        if top:
            self.countries[top[0].country] += 0.7 if top[0].country in _EVERYWHERE else 2
            return
        divisions = {(entry.country, entry.admin1) for entry in toponym.entries if entry.kind == "A"}
        if len(divisions) == 1:
            (division,) = divisions
            self.divisions[division] += 2
            self.countries[division[0]] += 1

    def _settle(self, toponyms: Sequence[Toponym]) -> None:
        """Choose for each name once, the least doubtful first, each choice helping the next."""
        for index, toponym in enumerate(toponyms):
            container = self._container(toponyms, index)
            if container is None or not toponym.entries:
                continue
            if inside := [entry for entry in toponym.entries if _lies_in(entry, container)]:
                self._chosen.setdefault(fold(toponym.name), inside[0])
            elif fold(toponym.name) not in self._chosen and not any(entry.kind in "CA" for entry in toponym.entries):
                self._elsewhere.setdefault(fold(toponym.name), container)
        order = sorted(toponyms, key=lambda toponym: (len(toponym.entries), toponym.first))
        for toponym in order:
            if toponym.entries and fold(toponym.name) not in self._chosen and fold(toponym.name) not in self._elsewhere:
                anchors = list(self._chosen.values())
                best = max(toponym.entries, key=lambda entry: (self._score(entry, toponym, anchors), -entry.row))
                if not self._foreign(best):
                    self._chosen[fold(toponym.name)] = best

    def _foreign(self, entry: Entry) -> bool:
        """Whether a small place lies in a country of which the report says nothing, while it speaks of another: then a namesake is meant."""
        told = max(self.countries.values(), default=0.0)
        return (
            entry.kind in "PB"
            and entry.population < _SMALL
            and told >= 2
            and self.countries[entry.country] < 0.5
            and self.divisions[entry.country, entry.admin1] == 0
        )

    def _container(self, toponyms: Sequence[Toponym], index: int) -> Entry | None:
        """The division or country named right after a place: 'Alexandria, Louisiana', 'Mosul in Iraq'."""
        if index + 1 >= len(toponyms):
            return None
        here, following = toponyms[index], toponyms[index + 1]
        between = self.text[self.tokens[here.last].end : self.tokens[following.first].start]
        if not re.fullmatch(r"\s*(?:,\s*(?:in\s+(?:the\s+)?)?|\s\(|\s+in\s+(?:the\s+)?)(?:\w+[’']s\s+)?", between):
            return None
        return next((entry for entry in following.entries if entry.kind in "CA"), None)

    def _score(self, entry: Entry, toponym: Toponym, anchors: Sequence[Entry]) -> float:
        """How likely a name means this place here."""
        after = self.tokens[toponym.last + 1].lower if toponym.last + 1 < len(self.tokens) else ""
        score = 0.8 * math.log10(entry.population + 10)
        score += {"C": 3.0, "A": 0.6, "B": 0.3}.get(entry.kind, 0.0)
        score += 1.5 * math.log2(1 + min(6, self.countries[entry.country]))
        score += 2.0 * math.log2(1 + min(3, self.divisions[entry.country, entry.admin1]))
        if after in words("divisions"):
            score += 3.0 if entry.kind in "AB" else -1.0
        elif entry.kind == "A" and any(
            other.kind == "P" and other.admin1 == entry.admin1 and other.country == entry.country for other in toponym.entries
        ):
            score -= 1.0
        near = min(
            (haversine_km(entry.lat, entry.lon, other.lat, other.lon) for other in anchors if other.kind not in "C"), default=math.inf
        )
        return score + (1.5 if near < 60 else 0.8 if near < 250 else 0.0)

    def mention(self, passage: Passage, toponym: Toponym) -> PlaceMention | None:
        """The toponym as a place, with 'eastern', 'near' and the like taken in."""
        start, end = self.tokens[toponym.first].start, self.tokens[toponym.last].end
        region = None
        entry = self._chosen.get(fold(toponym.name))
        if region is not None and (entry is None or entry.kind != "C"):
            place = _region(toponym.name, region)
        elif (container := self._elsewhere.get(fold(toponym.name))) is not None:
            place = Place(toponym.name, Precision.UNKNOWN, container.country, container.admin1 or None)
        elif entry is None:
            return None
        else:
            place = place_of(entry)
        before = self.tokens[toponym.first - 1] if toponym.first else None
        if before is not None and before.lower in words("sectors") and place.box is not None:
            return self._sector(passage, before, end, place)
        if place.precision is Precision.TOWN and (whole := _WHOLE.match(self.text, end)):
            place = Place(
                place.name,
                Precision.SITE,
                place.country,
                place.admin1,
                place.geonameid,
                place.lat,
                place.lon,
                inside=(whole["whole"].casefold(),),
            )
        elif place.precision is Precision.TOWN and _NEAR.search(self.text[max(0, start - 60) : start]):
            place = Place(place.name, Precision.NEAR, place.country, place.admin1, place.geonameid, place.lat, place.lon)
        return PlaceMention(passage.span(start, end), self.text[start:end], place)

    def _sector(self, passage: Passage, before: Token, end: int, place: Place) -> PlaceMention:
        """A part of a country or division: 'eastern Syria'."""
        box = sector_box(before.lower, place.box) if place.box else None
        name = f"{before.lower} {place.name}"
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box else (place.lat, place.lon)
        sector = Place(name, Precision.SECTOR, place.country, place.admin1, None, *middle, box=box)
        return PlaceMention(passage.span(before.start, end), self.text[before.start : end], sector)


def _lies_in(entry: Entry, container: Entry) -> bool:
    """Whether a place lies in a country or division."""
    return (
        entry.row != container.row
        and entry.country == container.country
        and (container.kind == "C" or entry.admin1 == container.admin1)
        and entry.kind not in "C"
    )


def place_of(entry: Entry) -> Place:
    """A gazetteer entry as a value."""
    precision = {"C": Precision.COUNTRY, "A": Precision.ADMIN1, "B": Precision.ADMIN1, "R": Precision.REGION, "W": Precision.REGION}.get(entry.kind, Precision.TOWN)
    if entry.kind == "B":
        precision = Precision.NEAR
    return Place(entry.name, precision, entry.country or None, entry.admin1 or None, entry.geonameid or None, entry.lat, entry.lon, entry.box)


def _region(name: str, region: tuple[str, tuple[float, float, float, float]]) -> Place:
    """A region of the table as a value."""
    country, box = region
    return Place(
        name,
        Precision.SECTOR if country else Precision.REGION,
        country or None,
        None,
        None,
        (box[0] + box[2]) / 2,
        (box[1] + box[3]) / 2,
        box,
    )


def sector_box(word: str, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The part of a box that a compass word means: a half for 'eastern', the middle half for 'central'."""
    south, west, north, east = box
    if word == "central":
        return south + (north - south) / 5, west + (east - west) / 5, north - (north - south) / 5, east - (east - west) / 5
    if "north" in word or word == "upper":
        south += (north - south) * 0.45
    elif "south" in word or word == "lower":
        north -= (north - south) * 0.45
    if "east" in word:
        west += (east - west) * 0.45
    elif "west" in word:
        east -= (east - west) * 0.45
    return south, west, north, east


def _with_unknown(passage: Passage, found: list[PlaceMention], gazetteer: Gazetteer) -> list[PlaceMention]:
    """Also places that the gazetteer lacks but the text names as such, told to lie in those around them."""
    names = {fold(mention.text) for mention in found}
    added: list[PlaceMention] = []
    for match in _UNKNOWN.finditer(passage.text):
        group = "of" if match["of"] else "named" if match["named"] else "in_comma"
        span = passage.span(*match.span(group))
        held = [mention for mention in found if mention.span.meets(span)]
        longer = all(span.holds(mention.span) and mention.span != span for mention in held)
        taken = fold(match[group]) in names or any(mention.span.meets(span) for mention in added)
        if taken or not longer or match[group].lower() in words("never"):
            continue
        found = [mention for mention in found if mention not in held]
        around = _around(passage, span.start, found)
        added.append(PlaceMention(span, match[group], _unknown_place(match[group], match["class"], around, gazetteer)))
    placed = {fold(mention.text): mention.place for mention in added}
    again = [
        PlaceMention(passage.span(match.start(), match.end()), match.group(), placed[name])
        for name in placed
        for match in re.finditer(rf"\b{re.escape(name)}\b", passage.text, re.I)
        if len(name) > 4 and not any(mention.span.start < match.end() and match.start() < mention.span.end for mention in [*found, *added])
    ]
    return [*found, *added, *again]


def _around(passage: Passage, start: int, found: Sequence[PlaceMention]) -> Place | None:
    """The nearest place named after a point of the text, in the same stretch, else the last before it."""
    after = [mention for mention in found if start < mention.span.start < start + 90]
    if after:
        return after[0].place
    before = [mention for mention in found if mention.span.start < start]
    return before[-1].place if before else None


def _unknown_place(name: str, sort: str | None, around: Place | None, gazetteer: Gazetteer) -> Place:
    """A place told by name: what the gazetteer has under another spelling nearby, else a name inside what it is told to lie in."""
    if around is None:
        return Place(name, Precision.UNKNOWN)
    alike = [entry for entry in gazetteer.alike(name) if entry.country == around.country and entry.kind == "P" and _near(entry, around)]
    if alike and sort not in {"district", "neighborhood", "neighbourhood", "quarter"}:
        return place_of(alike[0])
    inside = (around.name.casefold(),) if around.precision in {Precision.TOWN, Precision.NEAR} else ()
    precision = Precision.SITE if inside else Precision.UNKNOWN
    where = (around.lat, around.lon) if inside else (None, None)
    return Place(
        name, precision, around.country, around.admin1 if around.precision is not Precision.SECTOR else None, None, *where, inside=inside
    )


def _near(entry: Entry, around: Place) -> bool:
    """Whether a settlement lies in the division, or not far from the point."""
    if around.precision in {Precision.COUNTRY, Precision.SECTOR}:
        return entry.population > 0
    return entry.admin1 == around.admin1
