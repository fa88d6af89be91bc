"""Report -> Reading: every finder in its order, behind one function. A trained encoder fills the same shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deconflict.extract import aftermath, casualties, circumstances
from deconflict.extract.arguments import arguments_of, share_out
from deconflict.extract.attribution import find_attributions
from deconflict.extract.claims import Finder, Found, claims_of
from deconflict.extract.coreference import group_frames
from deconflict.extract.encoder import Encoder, Tagging
from deconflict.extract.entities import find_entities
from deconflict.extract.fillers import RoleFiller, find_fillers
from deconflict.extract.frames_seen import with_seen
from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.happening import Happening
from deconflict.extract.place_unknown import is_capital, named_place
from deconflict.extract.places import find_places, modifies, resolve_place
from deconflict.extract.quotation import find_quotations
from deconflict.extract.seen import Seen, see
from deconflict.extract.sentence import Sentence, parse
from deconflict.extract.statements import find_statements
from deconflict.extract.taken_back import taken_back
from deconflict.extract.times import find_times
from deconflict.extract.tokens import tokenise
from deconflict.extract.toll import settle_tolls, tagged_harms
from deconflict.extract.triggers import find_frames
from deconflict.model import Attribution, Entity, EntityType, Mention, Part, Passage, PlaceMention, Reading, Report, Span, TimeMention
from deconflict.read.dateline import find_dateline
from deconflict.read.language import READABLE
from deconflict.read.sentences import split_sentences

FINDERS: tuple[Finder, ...] = (
    circumstances.kinds, circumstances.places, circumstances.dates, circumstances.origins, circumstances.actors, circumstances.accused,
    circumstances.attackers, circumstances.targets, circumstances.described_targets, circumstances.means, casualties.casualties, casualties.outcomes, casualties.victims,
    aftermath.damage, aftermath.triggers, aftermath.control, aftermath.durations, aftermath.contexts, aftermath.cited,
)  # fmt: skip

_CITY = 20_000
_NO_PLACES = frozenset({EntityType.PERSON, EntityType.ORGANISATION, EntityType.NATIONALITY})


class Reader:
    """Reads reports; holds the gazetteer and the encoder, which have to be opened."""

    def __init__(self, gazetteer: Gazetteer, encoder: Encoder) -> None:
        self._gazetteer, self._encoder = gazetteer, encoder

    def read(self, report: Report) -> Reading:
        """All that a report's text and title tell. A report in a language without a model keeps its sentences, nothing is read from it."""
        passage = report.passage()
        if report.language not in READABLE and report.language is not None:
            return Reading(report, split_sentences(passage))
        marks = self._marks(passage, report)
        found = self._found(marks)
        mentions = _mentions(report, marks, found, "e")
        harms = tagged_harms(found, marks.tagging)
        if report.title:
            title = self._marks(report.passage(Part.TITLE), report)
            told = self._found(title)
            titles = _mentions(report, title, told, "t")
            mentions = _with_title(mentions, titles)
            harms += tagged_harms(told, title.tagging) + tuple(claim for mention in titles for claim in mention.claims)
        if not found.seen.calm:  # what only a title tells is not for the text to weigh
            mentions = settle_tolls(mentions, marks.tagging, harms, tuple(taken_back(report)))
        spans = tuple(sentence.span for sentence in marks.sentences)
        statements = find_statements(passage, marks.sentences, marks.attributions)
        return Reading(report, spans, marks.entities, marks.places, marks.times, marks.attributions, statements, mentions)

    def _marks(self, passage: Passage, report: Report) -> _Marks:
        """Everything below the level of mentions in one passage."""
        tokens, spans = tokenise(passage.text), split_sentences(passage)
        tagging = self._encoder.tag(passage, spans)
        places = find_places(passage, self._gazetteer, tokens)
        times = find_times(passage, report.day)
        entities = find_entities(tagging, places, times)
        persons = [entity.span for entity in entities if entity.type is EntityType.PERSON and entity.named]
        sentences = parse(passage, spans, tokens, persons)
        attributions = find_attributions(sentences, find_quotations(passage), tagging)
        return _Marks(passage, tagging, places, times, entities, sentences, attributions)

    def _found(self, marks: _Marks) -> Found:
        """What one passage holds, as far as claims need it."""
        seen = see(marks.tagging, [sentence.span for sentence in marks.sentences])
        telling = [sentence for sentence in marks.sentences if not seen.calm and seen.tells(sentence.span)]
        frames = with_seen(marks.sentences, [frame for sentence in telling for frame in find_frames(sentence)], seen)
        places = self._with_seen_places(_outside_names(marks), seen, marks)
        return Found(marks.passage, marks.sentences, places, marks.times, marks.attributions, frames, seen)

    def _with_seen_places(self, places: tuple[PlaceMention, ...], seen: Seen, marks: _Marks) -> tuple[PlaceMention, ...]:
        """The places, with those that the encoder sees and no map has; names of people and bodies, nations that only describe, and the agency that filed are none."""
        taken = [place.span for place in marks.places] + [entity.span for entity in marks.entities if entity.type in _NO_PLACES]
        dateline = find_dateline(marks.passage)
        taken += [dateline.agency] if dateline is not None and dateline.agency is not None else []
        spans = [item.span for item in seen.fillers if item.role in {"place", "origin"}]
        unknown = [span for span in spans if is_capital(marks.passage.quote(span)) or not any(span.meets(other) for other in taken)]
        named = (
            self._known_place(marks.passage, span, places) or named_place(marks.passage, span, places, self._gazetteer) for span in unknown
        )
        return tuple(sorted([*places, *(place for place in named if place is not None)], key=lambda place: place.span))

    def _known_place(self, passage: Passage, span: Span, places: Sequence[PlaceMention]) -> PlaceMention | None:
        """A city that only the encoder sees, in a text that names no other place."""
        words = passage.quote(span)
        if places or not words[:1].isupper() or not any(entry.population >= _CITY for entry in self._gazetteer.lookup(words)):
            return None
        return PlaceMention(span, words, resolve_place(words, self._gazetteer))


class _Marks:
    """What the finders below the level of mentions gave for one passage."""

    def __init__(
        self, passage: Passage, tagging: Tagging, places: tuple[PlaceMention, ...], times: tuple[TimeMention, ...], entities: tuple[Entity, ...],
        sentences: tuple[Sentence, ...], attributions: tuple[Attribution, ...],
    ) -> None:  # fmt: skip
        self.passage, self.tagging, self.places, self.times, self.entities = passage, tagging, places, times, entities
        self.sentences, self.attributions = sentences, attributions


def _mentions(report: Report, marks: _Marks, found: Found, prefix: str) -> tuple[Mention, ...]:
    """The happenings that a passage tells of, with arguments and claims."""
    happenings = group_frames(found.sentences, found.frames, _outside_sources(found.places, marks), marks.times, report.day)
    shares = share_out(found, happenings, find_fillers(marks.tagging))
    return tuple(
        _mention(report, found, happening, fillers, f"{prefix}{number}")
        for number, (happening, fillers) in enumerate(zip(happenings, shares, strict=True), 1)
    )


def _outside_names(marks: _Marks) -> tuple[PlaceMention, ...]:
    """The places that are no part of an organisation's name ('Islamic State West Africa Province') and no adjective ('U.S. forces')."""
    names = [entity.span for entity in marks.entities if entity.type is EntityType.ORGANISATION and entity.named]
    places = [place for place in marks.places if not modifies(marks.passage, place)]
    return tuple(place for place in places if not any(name.holds(place.span) and name != place.span for name in names))


def _outside_sources(places: tuple[PlaceMention, ...], marks: _Marks) -> tuple[PlaceMention, ...]:
    """The places that do not stand for somebody who speaks ('Moscow confirmed')."""
    sources = [item.source for item in marks.attributions if item.source is not None]
    return tuple(place for place in places if not any(source.holds(place.span) for source in sources))


def _mention(report: Report, found: Found, happening: Happening, fillers: Sequence[RoleFiller], id: str) -> Mention:
    """One happening as a mention; its anchor is the frame that tells most of its kind."""
    return Mention(
        id, report.id, happening.kind, happening.lead.anchor, happening.lead.stage, happening.background,
        arguments_of(found, happening, fillers), claims_of(found, happening, FINDERS),
    )  # fmt: skip


def _with_title(mentions: tuple[Mention, ...], titles: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The title's claims given to the report's first happening; a title that alone tells of one makes it."""
    if not titles or not any(not mention.background for mention in mentions):
        return (*titles, *mentions) if titles else mentions
    index = next(index for index, mention in enumerate(mentions) if not mention.background)
    main = mentions[index]
    told = {claim.attribute for claim in main.claims if claim.group is None}
    counted = {"killed", "injured", "missing", "captured"} - told
    extra = tuple(claim for claim in titles[0].claims if claim.attribute in counted | {"place"})
    return (*mentions[:index], replace(main, claims=(*main.claims, *extra)), *mentions[index + 1 :])
