"""Which mentions of a report are linked, and which of them the report is about."""

from __future__ import annotations

from collections.abc import Iterator

from deconflict.model import Mention, Reading

_TOO_GENERAL = frozenset({"violence", "threat", "protest", "arrest"})
_TELLING = frozenset({"place", "date", "killed", "injured", "captured"})


def main_mention(reading: Reading) -> Mention | None:
    """The happening that a report is about: its first that is news, of a telling kind where there is one."""
    news = [mention for mention in reading.mentions if not mention.background]
    telling = [
        mention
        for mention in news
        if mention.kind.name not in _TOO_GENERAL or any(claim.attribute in {"killed", "injured"} for claim in mention.claims)
    ]
    return next(iter(telling), next(iter(news), None))


def told_mentions(reading: Reading) -> Iterator[tuple[Mention, bool]]:
    """Every mention to link, and whether it is the main one; what is told without time, place or number of people is no incident of its own."""
    main = main_mention(reading)
    for mention in reading.mentions:
        circumstances = {claim.attribute for claim in mention.claims} - {"kind", "cited"}
        if mention is main or circumstances & _TELLING:
            yield mention, mention is main
