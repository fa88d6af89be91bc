"""What the ledger answers, as plain data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from deconflict.ledger.answers import Citation, Digest, Entry, Head, Hit, Page, Stats, Toll
from deconflict.ledger.exports import Export, asked_plainly
from deconflict.ledger.history import Change
from deconflict.ledger.judged import Conflict, Judgement
from deconflict.ledger.rereading import Difference
from deconflict.show.record import VERSION, record_json


def page_json(page: Page[Head]) -> dict[str, Any]:
    """A page of incidents."""
    return {"version": VERSION, "total": page.total, "offset": page.offset, "incidents": [head_json(head) for head in page]}


def head_json(head: Head) -> dict[str, Any]:
    """One incident in one line."""
    return {
        "id": head.id, "state": head.state, "heir": head.heir, "revision": head.version, "updated": head.updated, "kind": head.kind,
        "background": head.background, "headline": head.headline, "reports": head.reports, "lines_of_reporting": head.lines, "contested": head.contested,
        "days": _days(head.days), "published": _days(head.published), "lat": head.point[0] if head.point else None, "lon": head.point[1] if head.point else None,
        "killed": _toll(head.killed), "injured": _toll(head.injured),
    }  # fmt: skip


def export_json(export: Export) -> dict[str, Any]:
    """An export; of the filter only what was asked."""
    return asdict(export) | {"asked": asked_plainly(export.asked)}


def _days(days: Any) -> list[str] | None:
    """First and last day."""
    return None if days is None else [day.isoformat() for day in days]


def _toll(toll: Toll | None) -> dict[str, Any] | None:
    """A total with its bounds."""
    return None if toll is None else asdict(toll)


def entry_json(entry: Entry) -> dict[str, Any]:
    """An incident in full: the record of it, with what each claim and report can be quoted by."""
    record = record_json(entry.record)
    for attribute, told in zip(record["incidents"][0]["attributes"], entry.incident.attributes, strict=True):
        for position, said in zip(attribute["positions"], told.positions, strict=True):
            for claim, meant in zip(position["claims"], said.claims, strict=True):
                claim["id"] = entry.claim_id(meant)
    for report in record["reports"]:
        report.update(_cited(entry.citations[report["id"]]))
    head = head_json(entry.head)
    record["incidents"][0] |= {name: head[name] for name in ("revision", "updated", "days", "lat", "lon")}
    return record | {
        "asked": entry.asked, "judgements": [judgement_json(judgement) for judgement in entry.judgements],
        "conflicts": [_conflict_json(clash) for clash in entry.conflicts],
    }  # fmt: skip


def _cited(citation: Citation) -> dict[str, Any]:
    """By what a report can be found again."""
    return {
        "document": citation.document,
        "content": citation.key,
        "added": citation.added,
        "program": citation.program,
        "model": citation.model,
    }


def judgement_json(judgement: Judgement) -> dict[str, Any]:
    """One judgement."""
    return {
        "number": judgement.number, "at": judgement.at, "author": judgement.author, "kind": judgement.kind, "subject": dict(judgement.subject),
        "because": judgement.because, "undoes": judgement.undoes, "standing": judgement.standing,
    }  # fmt: skip


def _conflict_json(clash: Conflict) -> dict[str, Any]:
    """Judgements that contradict each other."""
    return {"judgements": list(clash.judgements), "why": clash.why}


def judgements_json(judgements: Sequence[Judgement], conflicts: Sequence[Conflict]) -> dict[str, Any]:
    """Every judgement, and the contradictions."""
    return {"judgements": [judgement_json(item) for item in judgements], "conflicts": [_conflict_json(clash) for clash in conflicts]}


def hits_json(page: Page[Hit]) -> dict[str, Any]:
    """A page of search results; found words stand between \\u0002 and \\u0003."""
    return {"total": page.total, "offset": page.offset, "hits": [_hit_json(hit) for hit in page]}


def _hit_json(hit: Hit) -> dict[str, Any]:
    """One report that was found."""
    return {
        "report": hit.report, "title": hit.title, "outlet": hit.outlet, "published": hit.published, "snippet": hit.snippet,
        "incidents": [head_json(head) for head in hit.incidents],
        "claims": [dict(zip(("id", "attribute", "value", "quote"), claim, strict=True)) for claim in hit.claims],
    }  # fmt: skip


def change_json(change: Change) -> dict[str, Any]:
    """One change of an incident."""
    return {
        "incident": change.incident, "revision": change.version, "at": change.at, "what": change.what, "attribute": change.attribute, "group": change.group,
        "before": change.before, "after": change.after, "cause": None if change.cause is None else asdict(change.cause),
    }  # fmt: skip


def digest_json(digest: Digest) -> dict[str, Any]:
    """What is new, grew, became contested or was corrected."""
    return {title.replace(" ", "_"): [head_json(head) for head in heads] for title, heads in digest.sections().items()}


def stats_json(stats: Stats, conflicts: Sequence[Conflict]) -> dict[str, Any]:
    """The figures of a ledger."""
    makers = [{"program": program, "model": model, "reports": number} for program, model, number in stats.makers]
    return {
        **{name.replace(" ", "_"): number for name, number in stats.counts.items()}, "size": stats.size, "schema": stats.schema, "makers": makers,
        "conflicts": [_conflict_json(clash) for clash in conflicts],
    }  # fmt: skip


def difference_json(difference: Difference) -> dict[str, Any]:
    """What another reading of a report found and lost."""
    names = ("id", "attribute", "value", "quote")
    gained, lost = ([dict(zip(names, claim, strict=True)) for claim in claims] for claims in (difference.gained, difference.lost))
    return {"report": difference.report, "gained": gained, "lost": lost}
