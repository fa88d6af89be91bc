"""Check our own annotated reports against the guideline (docs/annotation.md), and count them.

    python -m training.own.check [FILE...]

Prints each slip with its file, and exits with 1 if there is any.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from training.own.markup import REPORTS, OwnReport, Slip, read, slips

from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences


def main(names: list[str]) -> int:
    """Check the files named, or all; the number of slips."""
    reports, found = [], []
    for path in [Path(name) for name in names] or sorted(REPORTS.glob("*.txt")):
        try:
            report = read(path)
        except (Slip, UnicodeDecodeError) as slip:
            found.append(str(slip))
            continue
        reports.append(report)
        found += [f"{path.name}: {slip}" for slip in slips(report)]
    print("\n".join(found), end="\n" if found else "")
    print(summary(reports))
    return len(found)


def summary(reports: list[OwnReport]) -> str:
    """How much there is."""
    sentences = sum(len(split_sentences(Passage(report.id, Part.TEXT, report.text))) for report in reports)
    roles = Counter(filler.role for report in reports for filler in report.fillers)
    guards = Counter(anchor.guard or anchor.stage for report in reports for anchor in report.anchors)
    return (
        f"{len(reports)} reports ({sum(not report.violent for report in reports)} without violence), {sentences} sentences, "
        f"{sum(guards.values())} anchors ({', '.join(f'{name} {number}' for name, number in guards.most_common())}), "
        f"{sum(roles.values())} arguments ({', '.join(f'{name} {number}' for name, number in roles.most_common())}), "
        f"{sum(len({c.number for c in report.citations}) for report in reports)} attributions"
    )


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
