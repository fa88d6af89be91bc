"""That what a question costs does not grow with the ledger: the large trial in small, so that it keeps working."""

from __future__ import annotations

from benchmarks.copying import copy_rows
from benchmarks.tenfold import tenfold
from benchmarks.varying import Variants

from deconflict.ledger.answers import Filter
from deconflict.ledger.ledger import Ledger


def test_variants_are_readings_of_their_own(read_examples):
    variants = Variants()
    for reading in read_examples[:6]:
        varied = variants.vary(reading, 3)
        assert len(varied.report.text) == len(reading.report.text)
        assert varied.report.text != reading.report.text
        assert all(varied.report.quote(claim.span) == claim.quote for mention in varied.mentions for claim in mention.claims)


def test_a_ledger_copied_in_itself_can_be_asked_and_added_to(tmp_path, read_examples):
    variants = Variants()
    with Ledger.open(tmp_path / "large.db") as ledger:
        ledger.add(read_examples[:4])
        few = ledger.incidents(Filter(background=None)).total
        copy_rows(ledger, 3)
        assert ledger.stats().counts["reports"] == 16
        assert ledger.incidents(Filter(background=None)).total == 4 * few
        assert ledger.add([variants.vary(read_examples[0], 77)]).new == 1
        assert all(ledger.incident(head.id).incident.mentions for head in ledger.iterate(Filter(background=None)))


def test_ten_times_the_rows_can_be_asked_and_added_to(tmp_path, read_examples):
    small, large = tmp_path / "small.db", tmp_path / "large.db"
    with Ledger.open(small) as ledger:
        ledger.add(read_examples)
        one = ledger.stats().counts
    tenfold(small, large, 3)
    with Ledger.open(large) as ledger:
        three = ledger.stats().counts
        assert {name: three[name] for name in ("reports", "claims", "incidents")} == {
            name: 3 * one[name] for name in ("reports", "claims", "incidents")
        }
        assert not [fault for fault in ledger.check() if "hash" not in str(fault)]
        ledger.add([Variants().vary(read_examples[0], 7)])
        assert ledger.stats().counts["reports"] == three["reports"] + 1
