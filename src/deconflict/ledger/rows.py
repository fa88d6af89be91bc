"""A reading as rows, and back: what is stored gives the very same reading again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping

from deconflict.ledger.values import claim_id, load, moment, pack, place_of, span_at, type_name, unpack, unpack_as
from deconflict.link.told import main_mention
from deconflict.model import (
    Argument,
    Attribution,
    Claim,
    Entity,
    EntityType,
    Mention,
    Modality,
    PlaceMention,
    Reading,
    Report,
    SourceKind,
    Span,
    Stage,
    Statement,
    TimeMention,
)
from deconflict.read.sentences import split_sentences
from deconflict.values.count import Count
from deconflict.values.kind import Kind
from deconflict.values.place import Place
from deconflict.values.time import Time

Row = dict[str, Any]
Fields = Mapping[str, Any] | RowMapping
"""A row as it is asked for."""
_UNTOLD = "null"


@dataclass(frozen=True, slots=True)
class ReadingRows:
    """The rows of one reading, by table; ``sentences`` is a column."""

    sentences: str
    mentions: list[Row] = field(default_factory=list)
    spans: list[Row] = field(default_factory=list)
    attributions: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)

    @property
    def told(self) -> str:
        """What is claimed, a line for each: what people search in besides the report's own words."""
        return "\n".join(dict.fromkeys(row["shown"] for row in self.claims))

    def of(self, table: str) -> list[Row]:
        """The rows of the table of this name."""
        rows: list[Row] = getattr(self, table)
        return rows


def rows_of(reading: Reading, report: int, key: str, first: int) -> ReadingRows:
    """The rows of a reading; ``first`` is the number that its first mention gets, ``key`` the hash of the report's content."""
    main = main_mention(reading)
    known = frozenset(reading.attributions)
    cited = (*reading.attributions, *dict.fromkeys(item for item in _cited(reading) if item not in known))
    number_of = {attribution: number for number, attribution in reversed(list(enumerate(cited)))}
    rows = ReadingRows(sentences_of(reading))
    listed = len(reading.attributions)
    rows.attributions.extend(_attribution(item, report, number, number < listed) for number, item in enumerate(cited))
    for place, mention in enumerate(reading.mentions):
        rows.mentions.append(_mention(mention, report, first + place, place, mention is main))
        at = len(rows.claims)
        rows.claims.extend(_claim(claim, report, number, first + place, key, number_of) for number, claim in enumerate(mention.claims, at))
    rows.spans.extend(_marked(reading, report, first))
    return rows


def sentences_of(reading: Reading) -> str:
    """The sentences of a reading in one column; those of a report that is only kept are worked out when it is asked for, which is seldom."""
    if reading.report.unread is not None and not reading.sentences:
        return _UNTOLD
    return pack([[span.start, span.end] for span in reading.sentences])


def _cited(reading: Reading) -> Iterator[Attribution]:
    """The attributions that claims carry."""
    return (item for mention in reading.mentions for claim in mention.claims for item in claim.attribution)


def _span(span: Span) -> Row:
    """A span's columns."""
    return {"part": str(span.part), "start": span.start, "end": span.end}


def _marked(reading: Reading, report: int, first: int) -> Iterator[Row]:
    """The rows of the spans of all layers, one after the other; the words of a span are kept only where they are not those of the report."""
    for number, (layer, span, text, label, mention, data) in enumerate(_marks(reading, first)):
        yield {
            "report": report, "number": number, "layer": layer, **_span(span), "label": label, "text": None if text == reading.report.quote(span) else text,
            "mention": mention, "data": data,
        }  # fmt: skip


def _marks(reading: Reading, first: int) -> Iterator[tuple[str, Span, str, str | None, int | None, str | None]]:
    """What is marked in a report: layer, span, words, label, number of the mention, and what else is known of it."""
    for entity in reading.entities:
        yield "entity", entity.span, entity.text, str(entity.type), None, entity.entity
    for found in reading.places:
        yield "place", found.span, found.text, found.place.name, None, pack(found.place)
    for when in reading.times:
        yield "time", when.span, when.text, when.time.show(), None, pack(when.time)
    for statement in reading.statements:
        yield "statement", statement.span, statement.quote, statement.speaker, None, "direct" if statement.direct else None
    for number, mention in enumerate(reading.mentions, first):
        for argument in mention.arguments:
            yield "argument", argument.span, argument.text, argument.role, number, pack(_argument_data(argument))


def _argument_data(argument: Argument) -> dict[str, Any]:
    """What is known of an argument besides its words."""
    count = None if argument.count is None else pack(argument.count)
    data = {"name": argument.name, "entity": argument.entity, "named": argument.named, "count": count}
    return {key: item for key, item in data.items() if item}


def _attribution(item: Attribution, report: int, number: int, listed: bool) -> Row:
    """One attribution's row."""
    return {
        "report": report, "number": number, "listed": listed, "source": _packed(item.source), "cue": _packed(item.cue),
        "content": pack([place_of(span) for span in item.content]), "speaker": item.speaker, "kind": str(item.kind),
    }  # fmt: skip


def _packed(span: Span | None) -> str | None:
    """A span in one column."""
    return None if span is None else pack(place_of(span))


def _mention(mention: Mention, report: int, number: int, place: int, main: bool) -> Row:
    """One mention's row."""
    return {
        "number": number, "report": report, "place": place, "id": mention.id, "kind": mention.kind.name, **_span(mention.anchor),
        "stage": str(mention.stage), "background": mention.background, "main": main,
    }  # fmt: skip


def _claim(claim: Claim, report: int, number: int, mention: int, key: str, number_of: Mapping[Attribution, int]) -> Row:
    """One claim's row."""
    packed = pack(claim.value)
    low, high = (claim.value.low, claim.value.high) if isinstance(claim.value, Count) else (None, None)
    return {
        "report": report, "number": number, "mention": mention, "id": claim_id(key, claim, packed), "attribute": claim.attribute, "grp": claim.group,
        "type": type_name(claim.value), "value": packed, "shown": claim.value.show(), "low": low, "high": high, **_span(claim.span),
        "quote": claim.quote, "modality": str(claim.modality),
        "attribution": pack([number_of[item] for item in claim.attribution]) if claim.attribution else None,
    }  # fmt: skip


# Back again


def report_from(row: Fields) -> Report:
    """The report of a row."""
    return Report(
        row["id"], row["text"], row["title"], row["outlet"], row["author"], moment(row["published"]), row["url"], row["language"], row["origin"],
        tuple(load(row["problems"]) or ()), moment(row["modified"]), tuple((name, by) for name, by in load(row["given_by"]) or ()), row["unread"],
    )  # fmt: skip


def reading_from(report: Report, rows: ReadingRows) -> Reading:
    """The reading that the rows hold."""
    attributions = {row["number"]: attribution_from(report.id, row) for row in rows.attributions}
    layers: dict[str, list[Row]] = defaultdict(list)
    for row in rows.spans:
        layers[row["layer"]].append(row)
    return Reading(
        report,
        _sentences(report, load(rows.sentences)),
        tuple(Entity(EntityType(row["label"]), span, text, row["data"]) for row, span, text in _told(report, layers["entity"])),
        tuple(PlaceMention(span, text, unpack_as(Place, row["data"])) for row, span, text in _told(report, layers["place"])),
        tuple(TimeMention(span, text, unpack_as(Time, row["data"])) for row, span, text in _told(report, layers["time"])),
        tuple(attributions[row["number"]] for row in rows.attributions if row["listed"]),
        tuple(Statement(span, text, row["label"], row["data"] == "direct") for row, span, text in _told(report, layers["statement"])),
        mentions_from(report, rows.mentions, rows.claims, attributions, layers["argument"]),
    )


def _sentences(report: Report, bounds: Iterable[tuple[int, int]] | None) -> tuple[Span, ...]:
    """The sentences of a report as they were kept, else as they follow from its text."""
    passage = report.passage()
    return split_sentences(passage) if bounds is None else tuple(Span(report.id, passage.part, start, end) for start, end in bounds)


def _told(report: Report, rows: Iterable[Row]) -> Iterator[tuple[Row, Span, str]]:
    """Rows with their span and words."""
    for row in rows:
        span = span_of(report.id, row)
        yield row, span, report.quote(span) if row["text"] is None else row["text"]


def span_of(report: str, row: Fields) -> Span:
    """The span in a row's columns."""
    found = span_at(report, (row["part"], row["start"], row["end"]))
    assert found is not None
    return found


def attribution_from(report: str, row: Fields) -> Attribution:
    """The attribution of a row."""
    content = tuple(span for place in load(row["content"]) if (span := span_at(report, place)) is not None)
    return Attribution(span_at(report, load(row["source"])), span_at(report, load(row["cue"])), content, row["speaker"], SourceKind(row["kind"]))  # fmt: skip


def mentions_from(
    report: Report, mentions: Sequence[Row], claims: Iterable[Row], attributions: Mapping[int, Attribution], arguments: Iterable[Row] = ()
) -> tuple[Mention, ...]:
    """Mentions with their claims and arguments."""
    said: dict[int, list[Claim]] = defaultdict(list)
    for row in claims:
        said[row["mention"]].append(claim_from(report.id, row, attributions))
    filled: dict[int, list[Argument]] = defaultdict(list)
    for row, span, text in _told(report, arguments):
        filled[row["mention"]].append(_argument(row, span, text))
    return tuple(
        Mention(
            row["id"], report.id, Kind(row["kind"]), span_of(report.id, row), Stage(row["stage"]), row["background"],
            tuple(filled[row["number"]]), tuple(said[row["number"]]),
        )
        for row in mentions
    )  # fmt: skip


def _argument(row: Row, span: Span, text: str) -> Argument:
    """The argument of a row."""
    data = load(row["data"])
    count = unpack_as(Count, data["count"]) if "count" in data else None
    return Argument(row["label"], span, text, data.get("name"), data.get("entity"), data.get("named", False), count)


def claim_from(report: str, row: Fields, attributions: Mapping[int, Attribution]) -> Claim:
    """The claim of a row."""
    cited = tuple(attributions[number] for number in load(row["attribution"]) or ())
    return Claim(row["attribute"], unpack(row["type"], row["value"]), span_of(report, row), row["quote"], Modality(row["modality"]), cited, row["grp"])  # fmt: skip
