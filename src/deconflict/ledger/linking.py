"""Linking of a report with what the ledger knows: its neighbourhood is linked anew, nothing else is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from deconflict.ledger import tables as t
from deconflict.ledger.pen import Pen
from deconflict.ledger.shelf import SqlShelf
from deconflict.link.incidents import _answers, _told, link_incidents, main_mention
from deconflict.link.lineage import trace_lineage
from deconflict.link.profile import Profile, profile
from deconflict.model import Reading

_TERMS = 14
_HOLDERS = 60


def link_reading(pen: Pen, shelf: SqlShelf, reading: Reading) -> None:
    """Put the mentions of a new reading on the shelf, and link it with the reports that share its keys."""
    keys: set[int] = set()
    for item, mention, main in _told([reading]):
        seen = profile(item, mention, mention is main)
        held = sorted({_key(words) for words in _words(seen)})
        shelf.put(seen, held)
        keys |= set(held)
    near = {number for held in shelf.holding(sorted(keys), _HOLDERS).values() for number in held}
    incidents = set(shelf.incidents(near).values())
    near |= {number for members in shelf.members(incidents).values() for number in members}
    readings = _readings(pen, near)
    lineages = trace_lineage(readings)
    shelf.set_lines({report: lineage.reports[0] for lineage in lineages for report in lineage.reports if len(lineage.reports) > 1})
    found, _ = link_incidents(readings, lineages)
    for incident in found:
        numbers = [pen.mentions_of(pen.number_of(mention.report) or -1)[mention.id] for mention in incident.mentions]
        if any(mention.report == reading.report.id for mention in incident.mentions):
            held_by = shelf.incidents(numbers)
            name = next((held_by[number] for number in sorted(held_by)), None) or shelf.new_incident()
            shelf.regroup(dict.fromkeys(numbers, name))


def _readings(pen: Pen, mentions: set[int]) -> list[Reading]:
    """The readings in which some mentions stand."""
    rows = pen.connection.execute(select(t.mentions.c.report).where(t.mentions.c.number.in_(sorted(mentions))).distinct())
    return list(pen.remembered.get(pen.connection, [report for (report,) in rows]).values())


def _words(seen: Profile) -> Iterator[str]:
    """What a mention's keys are made of."""
    strongest = sorted(seen.terms.items(), key=lambda item: (-item[1], item[0]))[:_TERMS]
    yield from (word for word, _ in strongest)
    yield from (f"name {name}" for name in seen.names)
    yield from (f"place {place.name}" for place in seen.places)


def _key(words: str) -> int:
    """A key below 2**63."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest()) >> 1


def relations_in(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """How a report's main mention stands to the others that it tells: (mention, other, background or response_to)."""
    main = main_mention(reading)
    for mention in reading.mentions:
        if main is None or mention is main:
            continue
        relation = "background" if mention.background else "response_to" if _answers(main, mention) else None
        if relation is not None:
            yield main.id, mention.id, relation
