"""How well copies are known again: controlled edits of our own reports, against reports that have nothing to do with each other.

    python -m benchmarks.lineage [--reports N] [--more FILE.jsonl] [--unrelated FILE.jsonl]

Each of N reports is copied with sentences dropped, words swapped for words of other reports (10 to 50 %), paragraphs shuffled and numbers changed. A pair is right where
a copy and its original come into one line, wrong where reports of two originals do. ``--more`` takes further originals (JSON Lines with id and text),
``--unrelated`` reports of which no two have to do with each other: any family among them is false.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import time
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from training.own.markup import read_all as own_reports

from deconflict.link.lineage import trace_lineage
from deconflict.model import Lineage, Reading, Report
from deconflict.read.sentences import split_sentences

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
SEED = 17
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\b\d+\b")


def swapped(text: str, share: float, others: list[str], chance: random.Random) -> str:
    """A text with a share of its words replaced by words of other texts, capitals as they were."""

    def changed(match: re.Match[str]) -> str:
        """A word, or another in its place."""
        word = match.group()
        if chance.random() >= share:
            return word
        other = chance.choice(others).lower()
        return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other

    return _WORD.sub(changed, text)


def edited(reading: Reading, share: float, others: list[str], chance: random.Random) -> str:
    """A copy: one sentence in five dropped, the sentences put into new paragraphs in another order, numbers changed, words swapped."""
    sentences = [reading.report.quote(span) for span in reading.sentences if chance.random() > 0.2] or [reading.report.text]
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    chance.shuffle(paragraphs)
    text = _NUMBER.sub(lambda match: str(int(match.group()) + chance.randint(1, 9)), "\n\n".join(paragraphs))
    return swapped(text, share, others, chance)


def reading_of(id: str, text: str) -> Reading:
    """A report as lineage needs it: its sentences only."""
    report = Report(id, text, language="en")
    return Reading(report, split_sentences(report.passage()))


def together(lines: Iterable[Lineage]) -> set[tuple[str, str]]:
    """The pairs of reports that stand in one line."""
    return {pair for line in lines for pair in combinations(sorted(line.reports), 2)}


def originals(number: int, more: Path | None) -> Iterator[Reading]:
    """The texts that are copied."""
    texts = [(own.id, own.text) for own in own_reports()] + (list(_texts(more)) if more is not None else [])
    yield from (reading_of(id, text) for id, text in texts[:number] if len(text) > 300)


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    """Ids and texts of a JSON Lines file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield str(row["id"]), row["text"]


def main() -> None:
    """Print a line for each share of words changed, and one for unrelated reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--unrelated", type=Path)
    options = parser.parse_args()
    sources = list(originals(options.reports, options.more))
    words = [word for source in sources for word in _WORD.findall(source.report.text)]
    print(f"{platform.machine()}, Python {platform.python_version()}, {len(sources)} originals, one copy each")
    for share in SHARES:
        chance = random.Random(SEED)
        copies = [reading_of(f"{source.report.id} copy", edited(source, share, words, chance)) for source in sources]
        began = time.process_time()
        found = together(trace_lineage([*sources, *copies]))
        took = (time.process_time() - began) / (2 * len(sources))
        true = {(source.report.id, f"{source.report.id} copy") for source in sources}
        precision, recall = len(found & true) / max(1, len(found)), len(found & true) / len(true)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{100 * share:3.0f} % of words changed: precision {100 * precision:5.1f}, recall {100 * recall:5.1f}, F1 {100 * f1:5.1f}; {1000 * took:.1f} ms a report")  # fmt: skip
    if options.unrelated:
        readings = [reading_of(id, text) for id, text in _texts(options.unrelated)]
        families = [line.reports for line in trace_lineage(readings) if len(line.reports) > 1]
        print(f"{len(readings)} unrelated reports: {len(families)} false families {families[:5]}")


if __name__ == "__main__":
    main()
