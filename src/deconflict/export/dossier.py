"""The dossier: a page an incident to print or to paste into a report, with every value's words, sources, times, hashes and links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from jinja2 import Environment, PackageLoader

from deconflict import __version__
from deconflict.export.encode import Write
from deconflict.export.facts import Facts
from deconflict.export.table import Table, one
from deconflict.model import Attribute, Claim
from deconflict.show.view import (
    claim_value,
    estimate_line,
    firmness,
    heading,
    label,
    plural,
    position_value,
    report_names,
    sources_line,
    told_by,
)
from deconflict.values.time_words import shown_moment

_SAFE = ("http://", "https://")


@contextmanager
def as_dossier(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """One HTML page that asks nothing of the network; a printed page begins with each incident."""
    environment = Environment(loader=PackageLoader("deconflict.export"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["shown_moment"] = shown_moment
    head, section = environment.get_template("dossier_head.html.j2"), environment.get_template("dossier.html.j2")
    out.write(head.render().encode())
    yield lambda facts: out.write(section.render(**_view(facts)).encode())
    out.write(b"</main>\n</body>\n</html>\n")


def _view(facts: Facts) -> dict[str, Any]:
    """What the template shows of an incident."""
    names = report_names(facts.entry.readings)
    return {
        "facts": facts, "names": names, "attributes": facts.incident.attributes, "heading": heading, "label": label, "estimate_line": estimate_line,
        "position_value": position_value, "sources_line": sources_line, "told_by": told_by, "firmness": firmness, "claim_value": claim_value,
        "distinct": _distinct, "link": _link, "plural": plural, "line_of": {report: lineage.id for lineage in facts.entry.lineages for report in lineage.reports},
        "version": __version__, "judgements": [judgement for judgement in facts.entry.judgements if judgement.standing],
    }  # fmt: skip


def _distinct(attribute: Attribute) -> Iterator[tuple[Any, list[Claim]]]:
    """Each position with its claims, the same words of one report once."""
    for position in attribute.positions:
        held = {(claim.span.report, claim.quote): claim for claim in reversed(position.claims)}
        yield position, [claim for claim in position.claims if held.get((claim.span.report, claim.quote)) is claim]


def _link(url: str | None) -> str | None:
    """An address that is safe to follow; None for any other, which is shown but leads nowhere."""
    return url if url and url.lower().startswith(_SAFE) else None


PAGES: Table[Facts] = Table("incidents", one, fields=(
    ("heading", "the incident in one line, its id, when the ledger last changed it"),
    ("for each attribute", "its status, the estimate with its bounds and the name of the rule that picked it, and every position"),
    ("for each position", "how many reports and independent origins stand behind it, and every claim: the words, who is cited, how firmly it is put, the claim's id"),
    ("reports", "outlet, title, author, time of publication, address, line of reporting, SHA-256 of the document as fetched, when it was added"),
    ("judgements", "what people decided on it, who and why"),
))  # fmt: skip
