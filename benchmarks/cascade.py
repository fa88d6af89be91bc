"""What the cascade costs in claims: those of the reports that the sieve of relevance holds back, against reading everything; and what it lets through of other news.

    python -m benchmarks.cascade [--data ../shared/data] [--readings FILE.pkl ...]

Scores come from five folds, in which no incident is on both sides, with the threshold that ships. Our own annotated reports are read here; ``--readings`` takes
pickled readings of further reports. Pages are the same texts within a site's furniture, judged by the first look at their HTML.
"""

from __future__ import annotations

import argparse
import pickle
import statistics
import time
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path

import numpy as np
from training.linking.pairs import known_reports, unrelated_reports
from training.relevance.__main__ import FOLDS, fit, matrix, weights_of
from training.relevance.corpora import Example, read_all

from deconflict.cli import open_reader
from deconflict.engine import stages
from deconflict.engine.machine import Machine
from deconflict.gather.documents import Fetch, RawDocument
from deconflict.model import Reading, Report
from deconflict.read.relevance import Relevance, features, told
from deconflict.read.skim import skim

ROOT = Path(__file__).parent.parent
MENU = "".join(f"<li><a href='/{at}'>Section {at}</a></li>" for at in range(40))
TEASERS = "".join(
    f"<li><a href='/t{at}'>Council weighs new bus routes, part {at}</a><p>Timetables may change in spring.</p></li>" for at in range(30)
)


def models(examples: Sequence[Example]) -> list[Relevance]:
    """A model for each fold, that saw none of it; all with the threshold that ships."""
    x = matrix([example.text for example in examples])
    y, weight = np.array([float(example.violent) for example in examples]), weights_of(list(examples))
    fold = np.array([zlib.crc32(example.group.encode()) % FOLDS for example in examples])
    threshold = Relevance.shipped().threshold
    return [
        Relevance(weights.astype(np.float32), bias, threshold)
        for weights, bias in (fit(x[fold != number], y[fold != number], weight[fold != number]) for number in range(FOLDS))
    ]


def page(report: Report) -> RawDocument:
    """A report as a page of a site."""
    address, body = "https://news.example.org/story", "".join(f"<p>{escape(part)}</p>" for part in report.text.split("\n") if part.strip())
    html = (
        f"<!doctype html><html lang='en'><head><title>{escape(report.title or '')}</title><script>{'var a=1;' * 1500}</script></head><body><nav><ul>{MENU}</ul></nav>"
        f"<main><article><h1>{escape(report.title or '')}</h1>{body}</article></main><aside><ul>{TEASERS}</ul></aside></body></html>"
    )
    return RawDocument(address, report.id, "html", html.encode(), fetch=Fetch(address, address, datetime(2026, 1, 5, tzinfo=UTC)))


def claims_kept(readings: Sequence[Reading], sieve: Sequence[Relevance], group_of: Mapping[str, str]) -> None:
    """Print the share of claims in what is let through, by text and by page."""
    claims, by_text, by_page = 0, 0, 0
    for reading in readings:
        told_here = sum(len(mention.claims) for mention in reading.mentions)
        model = sieve[zlib.crc32(group_of.get(reading.report.id, reading.report.id).encode()) % FOLDS]
        report = reading.report
        claims += told_here
        by_text += told_here * (model.score(report) >= model.threshold)
        by_page += told_here * (skim(page(report), model) is None and model.score(report) >= model.threshold)
    print(f"{len(readings):6} reports read in full, {claims:,} claims: {100 * by_text / claims:.2f} % of them in what is let through as text, {100 * by_page / claims:.2f} % as page")  # fmt: skip


def let_through(examples: Sequence[Example], sieve: Sequence[Relevance]) -> None:
    """Print what is let through by source."""
    found: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for example in examples:
        model = sieve[zlib.crc32(example.group.encode()) % FOLDS]
        found[example.violent, example.source].append(model.score(Report("a", example.text)) >= model.threshold)
    for (violent, source), kept in sorted(found.items(), reverse=True):
        print(f"  {source:12} {len(kept):5} {'violent' if violent else 'other  '} {100 * statistics.mean(kept):5.1f} % let through")


def speeds(reports: Sequence[Report]) -> None:
    """Print how many a second of one core each step takes."""
    relevance, pages = Relevance.shipped(), [page(report) for report in reports]
    size = len(relevance._weights)
    steps = {
        "relevance of a text": lambda at: relevance.score(reports[at]),
        "of that, hashing": lambda at: features(told(reports[at]), size),
        "first look at a page": lambda at: skim(pages[at], relevance),
        "page read in full": lambda at: stages._reports(stages.Reports(every=True), [], pages[at]),
    }
    print(f"{len(reports)} texts of {statistics.mean(len(report.text.split()) for report in reports):.0f} words, pages of {statistics.mean(len(each.content) for each in pages) / 1000:.0f} kB, one core, medians of 5")  # fmt: skip
    for name, step in steps.items():
        rates = []
        for _ in range(5):
            began = time.process_time()
            for at in range(len(reports)):
                step(at)
            rates.append(len(reports) / (time.process_time() - began))
        print(f"  {name:24} {statistics.median(rates):8,.0f}/s of the processor (spread {min(rates):,.0f} to {max(rates):,.0f})")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--readings", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    examples = read_all(options.data)
    sieve = models(examples)
    known = options.data / "incidents"
    group_of = known_reports(known)[1] if known.exists() else {}
    if options.readings:
        held = [pickle.loads(file.read_bytes()) for file in options.readings]
    else:
        reports = unrelated_reports()[0]
        held = [[item for item in stages.read_all(Machine(), partial(open_reader, None), reports) if isinstance(item, Reading)]]
    for readings in held:
        claims_kept(readings, sieve, group_of)
    let_through(examples, sieve)
    speeds([reading.report for reading in held[0]][:100])


if __name__ == "__main__":
    main()
