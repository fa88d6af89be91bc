"""The filter that the options of ``incidents`` make, for every command that takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deconflict.commands import listing
from deconflict.commands.options import day_of

if TYPE_CHECKING:
    from deconflict.ledger.answers import Filter


def filter_of(
    since: str | None, until: str | None, near: str | None, km: float, inside: str | None, kind: str | None, actor: str | None, killed: int | None,
    contested: bool | None, outlet: str | None, text: str | None, background: bool,
) -> Filter:  # fmt: skip
    """A filter; leaves with a message where an option means nothing."""
    from deconflict.ledger.answers import Filter  # noqa: PLC0415

    return Filter(
        day_of(since, "--since"), day_of(until, "--until"), km=km, kind=listing.kind_named(kind), actor=actor, killed=killed, contested=contested,
        outlet=outlet, words=text, background=None if background else False, **listing.area_and_point(near, inside),
    )  # fmt: skip
