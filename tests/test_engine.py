from __future__ import annotations

from functools import partial

from deconflict.cli import open_reader
from deconflict.engine.machine import FEW, read_all
from deconflict.extract.reader import Reader
from deconflict.model import Report


def reports(number: int) -> list[Report]:
    return [Report(f"r{at}", f"Gunmen killed {at + 2} soldiers in Kidal on Monday, the army said.", language="en") for at in range(number)]


def test_processes_give_the_same_readings_in_the_same_order(reader: Reader) -> None:
    many = reports(FEW + 2)
    assert list(read_all(partial(open_reader, None), many, jobs=2)) == [reader.read(report) for report in many]


def test_few_reports_are_read_in_this_process(reader: Reader) -> None:
    made = []

    def make() -> Reader:
        made.append(reader)
        return reader

    few = reports(3)
    assert [reading.report for reading in read_all(make, few, jobs=0)] == few
    assert made == [reader]
