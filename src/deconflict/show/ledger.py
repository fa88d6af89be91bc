"""What the ledger answers, in a terminal; 80 columns where the stream is no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deconflict.ledger.answers import Entry, Head, Page
from deconflict.ledger.judged import Judgement
from deconflict.show.terminal import print_record
from deconflict.show.view import plural, report_names, short_quote


def console_on(out: TextIO) -> Console:
    """A console that writes to a stream."""
    return Console(file=out, width=None if out.isatty() else 80, highlight=False)


def grid(*headings: str, wide: int | None = None) -> Table:
    """A table without lines; the column at ``wide`` takes the room that is left."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim", expand=wide is not None)
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
