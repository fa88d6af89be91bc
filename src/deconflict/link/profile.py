"""What incident linking looks at in a mention: where, when, who, and the words it is told in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from deconflict.extract.gazetteer_store import fold
from deconflict.link.any_of import any_of
from deconflict.link.naming import People, ages_of, sites_of, speakers_of
from deconflict.link.packing import (
    dump,
    load,
    pack_count,
    pack_day,
    pack_place,
    pack_terms,
    unpack_count,
    unpack_day,
    unpack_place,
    unpack_terms,
)
from deconflict.model import Mention, Reading
from deconflict.resources import path, table
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision
from deconflict.values.time import Time

_WORD = re.compile(r"[a-z][a-z'’-]{2,}|\d{2,}")
_LEAD = 1100
_OPENING = 350
_RARE = 1.0
_OFTEN = (0.0, 1.0, math.sqrt(2), math.sqrt(3))
"""What a word weighs that comes so often; one that comes thrice is no more about the matter for coming again."""
_LEAST_SHARE = 0.001
_RAREST = -math.log(_LEAST_SHARE)
_TERMS = 60
_BODY = 30
_PLACES = 6
_MONTH = 31
_SETTLED = frozenset({Precision.TOWN, Precision.NEAR, Precision.SITE, Precision.DISTRICT})


@dataclass(frozen=True, slots=True)
class Profile:
    """One mention as linking sees it.

    ``days`` is the interval in which it happened, as far as told; ``told_days`` all single days that the report names. ``people`` are named but not cited,
    ``speakers`` cited by name. ``times`` are those that
    are no such interval: seen from an unknown publish day, or longer than a month. ``towns`` and ``divisions`` are folded names of settlements and codes such as 'NG.37', anywhere in the report. ``late`` tells
    a report on what followed (court, funeral, anniversary). ``terms`` are the rarest words of the telling, of unit length, ``body`` those of the rest.
    ``day_words`` are those that tell its days ('monday night').
    """

    report: str
    mention: str
    main: bool
    background: bool
    late: bool
    published: date | None
    days: tuple[date, date] | None
    told_days: frozenset[date]
    times: tuple[Time, ...]
    places: tuple[Place, ...]
    towns: frozenset[str]
    divisions: frozenset[str]
    people: frozenset[str]
    speakers: frozenset[str]
    sites: frozenset[str]
    ages: frozenset[int]
    kind: Kind
    counts: tuple[tuple[str, Count], ...]
    terms: Mapping[str, float]
    body: Mapping[str, float]
    day_words: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other, whatever the order in which they came."""
        return self.report, self.mention

    def pack(self) -> str:
        """The profile as compact text."""
        return dump([
            self.report, self.mention, int(self.main) + 2 * int(self.background) + 4 * int(self.late), pack_day(self.published),
            [pack_day(day) for day in self.days or ()], sorted(map(pack_day, self.told_days)),
            [time.show() for time in self.times], [pack_place(place) for place in self.places], sorted(self.towns),
            sorted(self.divisions), sorted(self.people), sorted(self.speakers), sorted(self.sites), sorted(self.ages), self.kind.name,
            [[name, *pack_count(count)] for name, count in self.counts], pack_terms(self.terms), pack_terms(self.body), self.day_words,
        ])  # fmt: skip

    @classmethod
    def unpack(cls, text: str) -> Profile:
        """The profile that ``pack`` wrote; weights come back to the thousandth, places to a hundred metres, times that are calendar days as ``days`` only."""
        (
            report,
            mention,
            flags,
            published,
            days,
            told,
            times,
            places,
            towns,
            divisions,
            people,
            speakers,
            sites,
            ages,
            kind,
            counts,
            terms,
            body,
            day_words,
        ) = load(text, 19)
        start, end = [unpack_day(day) for day in days or (0, 0)]
        return cls(
            report, mention, bool(flags & 1), bool(flags & 2), bool(flags & 4), unpack_day(published), (start, end) if start and end else None,
            frozenset(day for number in told or () if (day := unpack_day(number))), tuple(time for words in times or () if (time := Time.parse(words))),
            tuple(unpack_place(place) for place in places or ()), frozenset(towns or ()), frozenset(divisions or ()), frozenset(people or ()),
            frozenset(speakers or ()), frozenset(sites or ()), frozenset(ages or ()), Kind(kind),
            tuple((name, unpack_count(rest)) for name, *rest in counts or ()), unpack_terms(terms or []), unpack_terms(body or []), day_words or "",
        )  # fmt: skip


@cache
def _rarity() -> dict[str, float]:
    """How much each common word says; every other says as much as the rarest."""
    lines = path("document_frequency.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {word: -math.log(max(int(share) / 1e4, _LEAST_SHARE)) for word, share in (line.split("\t") for line in lines)}


def rarity(word: str) -> float:
    """How much a word says: minus the logarithm of the share of reports that hold it."""
    return _rarity().get(word, _RAREST)


@cache
def words_up_to(most: float) -> frozenset[str]:
    """The words that say no more than so much, which is less than the rarest say."""
    return frozenset(word for word, weight in _rarity().items() if weight <= most)


def profile(reading: Reading, mention: Mention, main: bool, people: People | None = None) -> Profile:
    """The profile of a mention; the main one is told in the report's title and lead, others around their own words. ``people`` are the report's."""
    report = reading.report
    told = [(claim.value, claim.quote) for claim in mention.claims if claim.attribute == "date" and isinstance(claim.value, Time)]
    times, (days, day_words) = tuple(time for time, _ in told), _days(told)
    words = _words_of(reading, mention, main)
    settlements = [item.place for item in reading.places if item.place.precision in _SETTLED] if main else []
    return Profile(
        report.id, mention.id, main, mention.background, main and bool(_late().search(f"{report.title or ''} {report.text[:_OPENING]}")), report.day,
        days, _told_days(reading) if main else frozenset(), tuple(dict.fromkeys(time for time in times if not time.anchored or time.span > _MONTH)),
        tuple(dict.fromkeys(claim.value for claim in mention.claims if claim.attribute == "place" and isinstance(claim.value, Place)))[:_PLACES],
        _most(fold(place.name) for place in settlements),
        _most(f"{item.place.country}.{item.place.admin1}" for item in reading.places if main and item.place.admin1),
        (people or People.of(reading)).told_in(report.text if main else words), speakers_of(reading) if main else frozenset(), sites_of(report.text[: 3 * _LEAD] if main else words),
        ages_of(words), mention.kind, _counts(mention), _terms(words, _TERMS), _terms(report.text[_LEAD:], _BODY) if main else {}, day_words,
    )  # fmt: skip


@cache
def _late() -> re.Pattern[str]:
    """Words by which a report tells of what followed a happening."""
    return re.compile(rf"\b(?:{any_of(table('linking')['late']['words'])})\b", re.I)


def _most(names: Iterable[str]) -> frozenset[str]:
    """The names that come oftenest, the first among equals."""
    return frozenset(name for name, _ in Counter(names).most_common(_PLACES))


def _told_days(reading: Reading) -> frozenset[date]:
    """The single days, or nights, that a report names, the first twelve."""
    found = (day for item in reading.times if item.time.days is not None and item.time.span <= 2 for day in item.time.days)
    return frozenset(list(dict.fromkeys(found))[:12])


def _counts(mention: Mention) -> tuple[tuple[str, Count], ...]:
    """The killed and injured of the whole happening, distinct."""
    return tuple(dict.fromkeys(
        (claim.attribute, claim.value) for claim in mention.claims
        if claim.group is None and claim.attribute in {"killed", "injured"} and isinstance(claim.value, Count) and claim.value.scope in {Scope.INCIDENT, Scope.SUM}
    ))  # fmt: skip


def _days(told: Sequence[tuple[Time, str]]) -> tuple[tuple[date, date] | None, str]:
    """The most exact interval of days told, with its words, else none: the publish day is not passed off as the day of the event."""
    exact = [(time, words) for time, words in told if time.days is not None and time.span <= _MONTH]
    if not exact:
        return None, ""
    best, words = min(exact, key=lambda item: item[0].span)
    assert best.start is not None and best.end is not None
    return (best.start, best.end + (timedelta(days=1) if best.closes > 24 else timedelta(0))), words.casefold()


def _words_of(reading: Reading, mention: Mention, main: bool) -> str:
    """The words that tell of a mention."""
    text = reading.report.text
    if main:
        return f"{reading.report.title or ''} {reading.report.title or ''} {text[:_LEAD]}"
    told = {claim.span for claim in mention.claims}
    first, last = min(span.start for span in {mention.anchor, *told}), max(span.end for span in {mention.anchor, *told})
    near = {sentence for sentence in reading.sentences if sentence.start <= last and first <= sentence.end}
    telling = [
        sentence
        for sentence in near
        if sentence.meets(mention.anchor) or any(sentence.holds(span) or sentence.meets(span) for span in told)
    ]
    return " ".join([reading.report.quote(sentence) for sentence in sorted(telling)])


def _terms(text: str, most: int) -> dict[str, float]:
    """The weightiest words, those that are rare and come often, to unit length."""
    found = Counter([word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.lower())])
    known = _rarity()
    weights = {word: _OFTEN[min(3, found[word])] * known.get(word, _RAREST) for word in found.keys() - words_up_to(_RARE)}
    kept = sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:most]
    norm = math.sqrt(sum([weights[word] * weights[word] for word in kept])) or 1.0
    return {word: weights[word] / norm for word in kept}


def exact(place: Place) -> bool:
    """Whether a place is told more exactly than by a division or country."""
    return place.precision in {Precision.TOWN, Precision.SITE, Precision.NEAR, Precision.UNKNOWN}
