"""Judgements taken down, and applied: what a person decides is a new row, never a changed one, and everything that follows is worked out again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, insert, literal_column, select

from deconflict.errors import NotInLedger, UnclearJudgement
from deconflict.ledger import tables as t
from deconflict.ledger.entries import incident_row
from deconflict.ledger.history import Cause
from deconflict.ledger.incident_ids import name_groups
from deconflict.ledger.judged import Anchor, Judgement, Verdicts, all_judgements, find_mention, verdicts
from deconflict.ledger.linking import group_anew
from deconflict.ledger.pen import Pen
from deconflict.ledger.rows import Fields, claim_from
from deconflict.ledger.settling import settle
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.values import claim_id, load, pack
from deconflict.resources import table
from deconflict.values.count import Count
from deconflict.values.kind import Kind
from deconflict.values.time import Time

Subject = dict[str, Any]


def take_down(pen: Pen, author: str, kind: str, subject: Subject, because: str | None = None, undoes: int | None = None) -> Judgement:
    """Write a judgement and apply it; raises UnclearJudgement where nobody is named as its author."""
    if not author.strip():
        raise UnclearJudgement("a judgement needs an author; give --author NAME")
    before = verdicts(pen.connection)
    number = pen.next_number(t.judgements.c.number)
    row = {
        "number": number,
        "at": pen.at,
        "author": author.strip(),
        "kind": kind,
        "subject": pack(subject),
        "because": because,
        "undoes": undoes,
    }
    pen.connection.execute(insert(t.judgements), row)
    apply_judgements(pen, before, Cause("judgement", str(number)))
    return next(judgement for judgement in all_judgements(pen.connection) if judgement.number == number)


def apply_judgements(pen: Pen, before: Verdicts, cause: Cause) -> None:
    """Work out again whatever stands under other judgements than before."""
    after = verdicts(pen.connection)
    shelf = SqlShelf(pen, after.pairings)
    pairings = set(before.pairings) ^ set(after.pairings)
    group_anew(shelf, {mention for mentions, _ in pairings for mention in mentions})
    wrong = pen.connection.execute(select(t.members.c.incident).join(t.claims, t.claims.c.mention == t.members.c.mention).where(_named(before.wrong ^ after.wrong))).scalars().all()  # fmt: skip
    changed = {judgement.number for _, judgement in before.values} ^ {judgement.number for _, judgement in after.values}
    values = shelf.incidents(mention for mention, judgement in (*before.values, *after.values) if judgement.number in changed)
    shelf.touch({*wrong, *values.values(), *_with_spoken(pen, before.wrong ^ after.wrong)})
    settle(pen, shelf, after, name_groups(pen, shelf), cause)


# What a judgement is about


def side(pen: Pen, told: str) -> Subject:
    """One of two that are judged the same or different: an incident by its id, a report by its id, or a report's mention as 'report:e2'."""
    row = pen.connection.execute(select(t.incidents).where(t.incidents.c.id == told)).mappings().first()
    if row is not None:
        if row["founder"] is None:
            raise UnclearJudgement(f"incident {told} is gone: nothing tells of it any more")
        return {**_anchor(pen, row["founder"]), "told": told}
    for report, mention in ((told, None), tuple(told.rsplit(":", 1)) if ":" in told else (told, None)):
        key = pen.connection.execute(select(t.reports.c.key).where(t.reports.c.id == report)).scalar()
        if key is not None and mention is None:
            return {"key": key, "told": told}
        number = None if key is None else pen.mentions_of(pen.number_of(report) or -1).get(str(mention))
        if number is not None:
            return {**_anchor(pen, number), "told": told}
    raise NotInLedger(f"there is no incident, report or mention {told} in the ledger")


def _anchor(pen: Pen, mention: int) -> Subject:
    """A mention by its report's hash and its place there."""
    at = t.mentions.join(t.reports, t.reports.c.number == t.mentions.c.report)
    columns = (t.reports.c.key, t.mentions.c.part, t.mentions.c.start, t.mentions.c.end)
    return dict(pen.connection.execute(select(*columns).select_from(at).where(t.mentions.c.number == mention)).mappings().one())


def pair(pen: Pen, first: str, second: str) -> Subject:
    """Two that are judged; raises UnclearJudgement where they are one mention."""
    subject = {"first": side(pen, first), "second": side(pen, second)}
    one, other = (find_mention(pen.connection, Anchor.of(told)) for told in subject.values())
    if one is None or other is None:
        raise UnclearJudgement(f"{first if one is None else second} tells of no incident")
    if one == other:
        raise UnclearJudgement(f"{first} and {second} are told in the very same words; give two reports or incidents")
    return subject


def claim(pen: Pen, id: str) -> Subject:
    """A claim that was read wrongly, by its id: its report's hash, its place there and what it said, by which it is known when read again."""
    at = t.claims.join(t.reports, t.reports.c.number == t.claims.c.report)
    held = select(t.claims, t.reports.c.key, t.reports.c.id.label("name")).select_from(at)
    row: Fields | None = pen.connection.execute(held.where(_named([id]))).mappings().first()
    row = row or next((found for _, found in _spoken(pen) if found["id"] == id), None)
    if row is None:
        raise NotInLedger(f"there is no claim {id} in the ledger; 'deconflict show INCIDENT --claims' lists them")
    told = f"{row['attribute']} {row['shown']} “{row['quote']}”"
    at_key = {"key": row["key"], "part": row["part"], "start": row["start"], "end": row["end"]}
    return {
        "claim": id,
        "at": at_key,
        "report": row["name"],
        "attribute": row["attribute"],
        "group": row["grp"],
        "value": row["value"],
        "told": told,
    }


def _named(ids: Collection[str]) -> ColumnElement[bool]:
    """What claims of some ids have, in words that the index over heads of ids answers."""
    return literal_column(f"substr(claims.id, 1, {t.HEAD})").in_({id[: t.HEAD] for id in ids}) & t.claims.c.id.in_(ids)


def _spoken(pen: Pen) -> list[tuple[str, Mapping[str, Any]]]:
    """The claims that come of comparing reports, with their incidents: they have no row of their own."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    rows = pen.connection.execute(
        select(t.positions.c.incident, t.positions.c.claims).where(t.positions.c.claims.contains('"attribute":"statement"'))
    )
    for incident, claims in rows:
        for told in load(claims):
            if isinstance(told, dict):
                report = pen.connection.execute(select(t.reports.c.id, t.reports.c.key).where(t.reports.c.number == told["report"])).one()
                meant = claim_from(report.id, told, {})
                found.append(
                    (
                        incident,
                        {**told, "id": claim_id(report.key, meant), "key": report.key, "name": report.id, "shown": meant.value.show()},
                    )
                )
    return found


def _with_spoken(pen: Pen, claims: frozenset[str]) -> set[str]:
    """The incidents of those claims that come of comparing reports; a hidden one is found by its report."""
    if not claims:
        return set()
    keys = {judgement.subject["at"]["key"] for judgement in all_judgements(pen.connection) if judgement.kind == "wrong" and judgement.subject["claim"] in claims and judgement.subject["attribute"] == "statement"}  # fmt: skip
    at = t.members.join(t.reports, t.reports.c.number == t.members.c.report)
    return set(pen.connection.execute(select(t.members.c.incident).select_from(at).where(t.reports.c.key.in_(keys))).scalars())


def value(pen: Pen, incident: str, attribute: str, words: str, group: str | None) -> Subject:
    """A value that a person sets for an attribute; raises UnclearJudgement for what is no attribute or no value of its type."""
    types = table("attributes")
    if attribute not in types:
        raise UnclearJudgement(f"there is no attribute {attribute}; there are {', '.join(types)}")
    kind = types[attribute]["type"]
    id, anchor = live(pen, incident)
    return {
        "incident": id,
        "at": anchor,
        "attribute": attribute,
        "group": group,
        "type": kind,
        "best": _best(pen, id, attribute, group, kind, words),
        "value": words,
    }


def live(pen: Pen, incident: str) -> tuple[str, Subject]:
    """A live incident by its id or that of one merged into it, and its founder's anchor; raises NotInLedger."""
    row = incident_row(pen.connection, incident)
    return row["id"], _anchor(pen, row["founder"])


def _best(pen: Pen, incident: str, attribute: str, group: str | None, kind: str, words: str) -> int | str:
    """What is written as the best value: a number for counts, else the words of the position that is meant, or the person's own."""
    if kind == "count":
        count = Count.parse(words)
        if count is None:
            raise UnclearJudgement(f"{attribute}: {words} is no number such as 12 or 'at least 12'")
        return count.best
    if kind == "kind" and Kind.parse(words) is None:
        raise UnclearJudgement(f"{words} is no kind of incident; 'deconflict codebook' lists them")
    if kind == "time" and Time.parse(words) is None:
        raise UnclearJudgement(f"{words} is no day such as 2025-06-03, or days such as '2025-06-03 to 2025-06-05'")
    told = (
        select(t.positions.c.text)
        .join(t.attributes, (t.attributes.c.incident == t.positions.c.incident) & (t.attributes.c.number == t.positions.c.attribute))
        .where(t.positions.c.incident == incident, t.attributes.c.name == attribute)
    )
    return next((text for text in pen.connection.execute(told).scalars() if text.casefold() == words.casefold()), words)


def note(pen: Pen, target: str, words: str) -> Subject:
    """A remark on an incident or a report."""
    if not words.strip():
        raise UnclearJudgement("a note needs words")
    known = pen.connection.execute(select(t.incidents.c.id).where(t.incidents.c.id == target)).first() is not None
    if known:
        id, anchor = live(pen, target)
        return {"incident": id, "at": anchor, "words": words.strip()}
    return {"at": side(pen, target), "words": words.strip()}


def undone(pen: Pen, number: int) -> Judgement:
    """The judgement that is to be undone; raises NotInLedger, or UnclearJudgement where it does not stand."""
    found = next((judgement for judgement in all_judgements(pen.connection) if judgement.number == number), None)
    if found is None:
        raise NotInLedger(f"there is no judgement {number}; 'deconflict judge list' shows them")
    if not found.standing:
        raise UnclearJudgement(f"judgement {number} is undone already")
    return found
