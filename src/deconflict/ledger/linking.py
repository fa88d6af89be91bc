"""Linking in the ledger: what ``link`` works out, over the shelf in the database; and how mentions of one report stand to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deconflict.ledger.shelf import SqlShelf
from deconflict.link.linker import Linker
from deconflict.link.relations import relations_of
from deconflict.link.told import main_mention
from deconflict.model import Reading


def link_reading(shelf: SqlShelf, reading: Reading) -> None:
    """Put a reading's mentions on the shelf and link them with those near them."""
    Linker(shelf, shelf.scored).add(reading)


def unlink_report(shelf: SqlShelf, report: str) -> None:
    """Take a report's mentions from the shelf and group anew what they held together."""
    Linker(shelf, shelf.scored).withdraw(report)


def group_anew(shelf: SqlShelf, mentions: Iterable[int]) -> None:
    """Group some mentions anew with all that stand in their incidents, as after a judgement."""
    Linker(shelf).regroup(sorted(mentions))


def relations_in(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """How mentions of a report stand to each other: (mention, other, relation)."""
    main = main_mention(reading)
    placed = [(mention.id, reading, mention, mention is main) for mention in reading.mentions]
    return ((id, link.incident, link.relation) for id, links in relations_of(placed).items() for link in links)
