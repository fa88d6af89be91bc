"""What the ledger answers, in a terminal; 80 columns where the stream is no terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from deconflict.ledger.answers import Digest, Entry, Filter, Head, Hit, Page, Stats
from deconflict.ledger.exports import Export, asked_plainly
from deconflict.ledger.history import Change
from deconflict.ledger.judged import Conflict, Judgement
from deconflict.ledger.rereading import Difference
from deconflict.ledger.searching import MOST_COUNTED
from deconflict.ledger.words import CLOSES, OPENS
from deconflict.show.terminal import print_record
from deconflict.show.view import plural, report_names, short_quote


def console_on(out: TextIO) -> Console:
    """A console that writes to a stream."""
    return Console(file=out, width=None if out.isatty() else 80, highlight=False)


def grid(*headings: str, wide: int | None = None) -> Table:
    """A table without lines; the column at ``wide`` takes the room that is left."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim", expand=wide is not None, show_header=any(headings))
    for number, heading in enumerate(headings):
        table.add_column(heading, ratio=1 if number == wide else None, overflow="fold", no_wrap=number != wide)
    return table


def print_heads(page: Page[Head], out: TextIO) -> None:
    """Incidents, one a row: id, day, what happened, how many reports and origins, and whether they contradict each other."""
    console = console_on(out)
    if not page.total:
        console.print("no incident in the ledger is like that")
        return
    table = grid("incident", "reported", "", "reports", "origins", "", wide=2)
    for head in page:
        sign = Text("≠", style="bold red") if head.contested else Text("")
        style = "dim" if head.background else ""
        table.add_row(
            Text(head.id, style="bold"),
            _last(head),
            Text(head.headline, style=style),
            Text(f"{head.reports:>7}"),
            Text(f"{head.lines:>7}"),
            sign,
        )
    console.print(table)
    first = page.offset + 1
    console.print(Text(f"{first} to {page.offset + len(page)} of {plural(page.total, 'incident')}", style="dim"))


def _last(head: Head) -> str:
    """The last day of its reports."""
    return str(head.published[1]) if head.published else ""


def print_entry(entry: Entry, claims: bool, out: TextIO) -> None:
    """One incident in full, then by what its reports can be found again, and what people decided on it."""
    console = console_on(out)
    if entry.asked is not None:
        console.print(Text(f"{entry.asked} was merged into {entry.head.id}", style="yellow"))
    print_record(entry.record, out)
    if claims:
        console.print(_claims(entry))
    console.print(_citations(entry))
    for line in _judged(entry):
        console.print(line)


def _claims(entry: Entry) -> Table:
    """Every claim with the id by which it is judged."""
    table = grid("claim", "attribute", "value and words", wide=2)
    table.title, table.title_justify, table.title_style = "\nClaims", "left", "bold"
    for attribute in entry.incident.attributes:
        for claim in (claim for position in attribute.positions for claim in position.claims):
            words = Text.assemble((claim.value.show(), "bold"), f"  “{short_quote(claim.quote, 60)}” ", (f"— {claim.span.report}", "dim"))
            table.add_row(entry.claim_id(claim), attribute.name + (f"\n({attribute.group})" if attribute.group else ""), words)
    return table


def _citations(entry: Entry) -> Table:
    """Where each report can be found again, and the hash of its document."""
    names = report_names(entry.readings)
    table = grid("report", "document", "added", wide=0)
    table.title, table.title_justify, table.title_style = "\nDocuments", "left", "bold"
    for reading in entry.readings:
        citation = entry.citations[reading.report.id]
        where = reading.report.url or reading.report.origin or ""
        told = Text.assemble(names[reading.report.id], (f"\n{where}" if where else "", "dim"))
        table.add_row(told, citation.document[:16], citation.added[:10])
    return table


def _judged(entry: Entry) -> Iterator[Text]:
    """What people decided on it, and where that contradicts itself."""
    if entry.judgements:
        yield Text("\nJudgements", style="bold")
    for judgement in entry.judgements:
        yield Text(judgement_line(judgement), style="" if judgement.standing else "dim strike")
    for clash in entry.conflicts:
        yield Text(f"conflict: {clash.why}; none of them is applied until one is undone", style="bold red")


def judgement_line(judgement: Judgement) -> str:
    """A judgement in one line: '3  2026-01-05  Amina: killed = 12, because …'."""
    because = f", because {judgement.because}" if judgement.because else ""
    return f"{judgement.number}  {judgement.at[:10]}  {judgement.author}: {judged_words(judgement)}{because}"


def judged_words(judgement: Judgement) -> str:
    """What a judgement says."""
    subject = judgement.subject
    group = f" ({subject['group']})" if subject.get("group") else ""
    return {
        "same": lambda: f"{_side(subject, 'first')} and {_side(subject, 'second')} are the same",
        "differ": lambda: f"{_side(subject, 'first')} and {_side(subject, 'second')} are not the same",
        "wrong": lambda: f"{subject['claim']} is read wrongly: {subject.get('told', '')}",
        "value": lambda: f"{subject['attribute']}{group} = {subject['best']}",
        "note": lambda: str(subject["words"]),
        "undo": lambda: f"undoes {judgement.undoes}",
    }[judgement.kind]()


def _side(subject: object, side: str) -> str:
    """One of two that are judged, as the person named it."""
    told = subject[side] if isinstance(subject, dict) else {}
    return str(told.get("told", told.get("key", "")[:12]))


def print_exports(exports: Sequence[Export], out: TextIO) -> None:
    """Every export with what was asked for, where it went and the beginning of its hash."""
    console = console_on(out)
    if not exports:
        console.print("nothing was exported yet")
        return
    table = grid("when", "by", "format", "", "SHA-256", wide=3)
    for export in exports:
        asked = f" ({asked_words(export.asked)})" if asked_words(export.asked) else ""
        told = f"{plural(export.incidents, 'incident')}{asked} {where_to(export)}"
        table.add_row(export.at[:16].replace("T", " "), export.author, export.form, told, export.hash[:12])
    console.print(table)


def asked_words(asked: Filter) -> str:
    """What a filter asks for: 'since 2025-06-01, contested'; nothing where it asks for all."""
    told = asked_plainly(asked)
    words = {"contested": "contested" if asked.contested else "not contested", "background": "with what is only looked back to"}
    return ", ".join(
        words.get(name, f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}") for name, value in told.items()
    )


def where_to(export: Export) -> str:
    """Where an export went."""
    return {"-": "to standard output", "download": "downloaded"}.get(export.target, f"to {export.target}")


def print_judgements(judgements: Sequence[Judgement], conflicts: Sequence[Conflict], out: TextIO) -> None:
    """Every judgement, undone ones struck through, then the contradictions."""
    console = console_on(out)
    if not judgements:
        console.print("nobody has judged anything yet")
    for judgement in judgements:
        undone = "" if judgement.standing else "  (undone)"
        console.print(Text(judgement_line(judgement) + undone, style="" if judgement.standing else "dim strike"))
    for clash in conflicts:
        console.print(Text(f"conflict: {clash.why}; none of them is applied until one is undone", style="bold red"))


def print_hits(page: Page[Hit], out: TextIO) -> None:
    """Reports that hold the words, each with the words in their place, the claims that hold them, and its incidents."""
    console = console_on(out)
    if not page.total:
        console.print("no report holds these words")
        return
    for hit in page:
        head = " · ".join(part for part in (hit.title or hit.report, hit.outlet, (hit.published or "")[:10]) if part)
        console.print(Text(head, style="bold"))
        if hit.title:
            console.print(Text(f"  {hit.report}", style="dim"))
        console.print(Padding(_lit(hit.snippet), (0, 0, 0, 2)))
        for id, attribute, shown, quote in hit.claims:
            console.print(
                Padding(Text.assemble((f"{id}  ", "dim"), f"{attribute}: ", (shown, "bold"), f"  “{short_quote(quote, 60)}”"), (0, 0, 0, 2))
            )
        for head_of in hit.incidents:
            console.print(Padding(Text.assemble((head_of.id, "bold"), f"  {head_of.headline}"), (0, 0, 0, 2)))
        console.print()
    most = "more than " if page.total == MOST_COUNTED else ""
    console.print(Text(f"{page.offset + 1} to {page.offset + len(page)} of {most}{plural(page.total, 'report')}", style="dim"))


def _lit(snippet: str) -> Text:
    """A snippet on one line with the words that were found lit up."""
    found = Text()
    for number, part in enumerate(re.split(f"[{OPENS}{CLOSES}]", re.sub(r"\s+", " ", snippet))):
        found.append(part, style="bold yellow" if number % 2 else "")
    return found


def print_history(changes: Sequence[Change], out: TextIO) -> None:
    """What became of an incident: one version after the other, each with its moment and cause."""
    console = console_on(out)
    met: set[tuple[int, str]] = set()
    for change in changes:
        cause = cause_words(change)
        if (change.version, cause) not in met:
            met.add((change.version, cause))
            console.print(Text.assemble((f"version {change.version}", "bold"), f"  {change.at[:16].replace('T', ' ')}  ", (cause, "dim")))
        console.print(Padding(Text(change_words(change), style="bold red" if change.what == "contested" else ""), (0, 0, 0, 2)))


def cause_words(change: Change) -> str:
    """Why something changed: 'because of report wire-1'."""
    cause = change.cause
    return "" if cause is None else f"because of {'reading again' if cause.sort == 'reread' else cause.sort} {cause.subject}"


def change_words(change: Change) -> str:
    """A change in a few words."""
    name = (change.attribute or "") + (f" ({change.group})" if change.group else "")
    return {
        "new": "first told",
        "split": f"parted from {change.before}",
        "merged": f"merged into {change.after}",
        "absorbed": f"{change.before} merged into it",
        "removed": "nothing tells of it any more",
        "grew": f"told by {change.after} too",
        "shrank": f"no longer told by {change.before}",
        "value": f"{name}: {change.before or 'nothing'} → {change.after or 'nothing'}",
        "contested": f"{name} became contested: {change.after}",
        "settled": f"{name} is contested no more: {change.after or 'nothing'}",
    }[change.what]


def print_digest(digest: Digest, since: date, out: TextIO) -> None:
    """What is new, grew, became contested or was corrected since a day."""
    console = console_on(out)
    if not any(digest.sections().values()):
        console.print(f"nothing changed since {since}")
        return
    for title, heads in digest.sections().items():
        if heads:
            table = grid("", "", wide=1)
            for head in heads:
                table.add_row(Text(head.id, style="bold"), head.headline + (f" (into {head.heir})" if head.heir else ""))
            console.print(Text(f"{title} ({len(heads)})", style="bold"), table)


def print_stats(stats: Stats, conflicts: Sequence[Conflict], where: str, out: TextIO) -> None:
    """The figures of a ledger."""
    console = console_on(out)
    table = grid("", "")
    table.columns[1].justify = "right"
    for name, number in stats.counts.items():
        table.add_row(name, f"{number:,}")
    table.add_row("size, MB", f"{stats.size / 1e6:,.1f}")
    table.add_row("schema", stats.schema)
    console.print(Text(where, style="bold"), table)
    for program, model, number in stats.makers:
        console.print(Text(f"{plural(number, 'report')} read by deconflict {program}, model {model or 'not told'}", style="dim"))
    if conflicts:
        console.print(
            Text(f"{plural(len(conflicts), 'conflict')} between judgements; 'deconflict judge list' tells them", style="bold red")
        )


def print_differences(differences: Sequence[Difference], out: TextIO) -> None:
    """What another reading found and lost, report by report."""
    console = console_on(out)
    for difference in differences:
        console.print(Text(difference.report, style="bold"))
        for sign, style, claims in (("+", "green", difference.gained), ("-", "red", difference.lost)):
            for id, attribute, shown, quote in claims:
                words = Text.assemble(
                    (f"{sign} ", style), (f"{id}  ", "dim"), f"{attribute}: ", (shown, "bold"), f"  “{short_quote(quote, 60)}”"
                )
                console.print(Padding(words, (0, 0, 0, 2)))
