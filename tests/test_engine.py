"""Engines: the same results in the same order, whatever fails on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest

from deconflict.cli import open_reader
from deconflict.engine.choosing import engine_of
from deconflict.engine.machine import FEW, Machine, processors
from deconflict.engine.protocol import Done, Failed
from deconflict.engine.staff import Staff
from deconflict.engine.stages import Reports, read_all, reports_in
from deconflict.errors import UnclearSettings, UnreadableInput, UnusableModel
from deconflict.extract.reader import Reader
from deconflict.gather.documents import RawDocument
from deconflict.model import Reading, Report


def reports(number: int) -> list[Report]:
    return [Report(f"r{at}", f"Gunmen killed {at + 2} soldiers in Kidal on Monday, the army said.", language="en") for at in range(number)]


def doubling():
    return double


def double(number: int) -> int:
    return 2 * number


@dataclass(frozen=True)
class Killing:
    """A stage whose worker dies at one number: each time, or only until it has left a mark in a file."""

    number: int
    mark: str = ""

    def __call__(self):
        return self.work

    def work(self, number: int) -> int:
        if number == self.number and not (self.mark and Path(self.mark).exists()):
            if self.mark:
                Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return 2 * number


def choosy():
    return refuse_sevens


def refuse_sevens(number: int) -> int:
    if number % 7 == 0:
        raise ValueError(f"{number} is none that I take")
    return number


def unusable():
    raise UnusableModel("out/model: no model lies here")


def uneven():
    return wait_for_the_first


def wait_for_the_first(number: int) -> int:
    time.sleep(0.3 if number == 0 else 0)
    return number


# This machine


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs):
    assert list(Machine(jobs).map(doubling, range(100))) == [2 * number for number in range(100)]


def test_a_slow_item_holds_up_the_order_but_is_not_overtaken():
    assert list(Machine(2).map(uneven, range(60))) == list(range(60))


def test_nothing_comes_of_nothing():
    assert list(Machine(2).map(doubling, [])) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_fails_is_told_in_its_place_and_costs_the_others_nothing(jobs):
    found = list(Machine(jobs).map(choosy, range(30)))
    assert [item for item in found if not isinstance(item, Failed)] == [number for number in range(30) if number % 7]
    assert found[7] == Failed("ValueError: 7 is none that I take")


def test_a_killed_worker_is_replaced_and_nothing_is_lost(tmp_path):
    stage = Killing(23, str(tmp_path / "killed"))
    assert list(Machine(2).map(stage, range(60))) == [2 * number for number in range(60)]
    assert (tmp_path / "killed").exists()


def test_an_item_that_kills_each_worker_is_told_and_the_rest_is_done():
    found = list(Machine(2).map(Killing(23), range(60)))
    assert [at for at, item in enumerate(found) if isinstance(item, Failed)] == [23]
    assert "killed or crashed" in found[23].why
    assert [item for item in found if not isinstance(item, Failed)] == [2 * number for number in range(60) if number != 23]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stage_that_cannot_be_opened_is_raised(jobs):
    with pytest.raises(UnusableModel, match="no model lies here"):
        list(Machine(jobs).map(unusable, range(FEW + 2)))


def test_the_input_is_taken_only_as_fast_as_results_are():
    taken = []

    def endless():
        for number in count():
            taken.append(number)
            yield number

    results = Machine(2).map(doubling, endless())
    assert list(islice(results, 5)) == [0, 2, 4, 6, 8]
    assert len(taken) < 200
    results.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_on_which_nothing_has_to_be_done_comes_in_its_place(jobs):
    items = [number if number % 20 == 7 else Done(-number) for number in range(2000)]
    assert list(Machine(jobs).map(doubling, items)) == [2 * number if number % 20 == 7 else -number for number in range(2000)]


def test_results_on_which_nothing_has_to_be_done_do_not_pile_up():
    taken = []

    def endless():
        for number in count():
            taken.append(number)
            yield number if number < 100 or number == 5000 else Done(number)

    results = Machine(2).map(doubling, endless())
    assert len(list(islice(results, 5500))) == 5500
    assert len(taken) < 8000
    results.close()


def test_nothing_is_started_where_nothing_has_to_be_done():
    results = Machine(2).map(lambda: pytest.fail("opened"), map(Done, count()))
    assert list(islice(results, 1000)) == list(range(1000))


def test_light_items_travel_many_together(tmp_path):
    assert len(_chunks(Light(1 / 8))) < len(_chunks(Light(4))) == 200
    assert sorted(number for chunk in _chunks(Light(1 / 8)) for number in chunk) == list(range(200))


@dataclass(frozen=True)
class Light:
    """A stage that says what its items weigh."""

    one: float

    def __call__(self):
        return double

    def weight(self, number: int) -> float:
        return self.one


def _chunks(stage: Light) -> list[tuple[int, ...]]:
    """What is handed over together."""
    given: list[tuple[int, ...]] = []

    class Noting:
        room = 4

        def learn(self, task, stage):
            pass

        def give(self, task, number, chunk):
            given.append(chunk)
            self.waiting = [*getattr(self, "waiting", []), (number, list(chunk))]

        def take(self):
            return self.waiting.pop()

        def close(self):
            pass

    list(Staff(Noting).run(stage, range(200), 4))
    return given


def test_stages_that_follow_each_other_share_their_workers():
    engine = Machine(2)
    results = engine.map(doubling, engine.map(doubling, range(1000)))
    assert [next(results) for _ in range(3)] == [0, 4, 8]
    assert len(_children()) == 2
    assert list(results) == [4 * number for number in range(3, 1000)]
    assert not _children()


def test_a_worker_killed_between_two_stages_costs_neither_anything(tmp_path):
    engine, mark = Machine(2), str(tmp_path / "killed")
    assert list(engine.map(doubling, engine.map(Killing(23, mark), range(300)))) == [4 * number for number in range(300)]
    assert list(engine.map(Killing(46, mark + " later"), engine.map(doubling, range(300)))) == [4 * number for number in range(300)]
    assert (tmp_path / "killed later").exists()


def test_a_later_stage_that_cannot_be_opened_is_raised_and_all_workers_are_stopped():
    engine = Machine(2)
    with pytest.raises(UnusableModel, match="no model lies here"):
        list(engine.map(unusable, engine.map(doubling, range(1000))))
    assert not _children()
    assert list(engine.map(doubling, range(40))) == [2 * number for number in range(40)]


def test_who_stops_listening_stops_the_workers():
    results = Machine(2).map(doubling, range(10_000))
    next(results)
    before = _children()
    results.close()
    assert len(before) >= 2
    assert not _children() & before


def _children() -> set[int]:
    """Processes that this one started with the spawn method."""
    import multiprocessing

    return {child.pid for child in multiprocessing.active_children()}


def test_ctrl_c_stops_a_run_without_a_word_from_the_workers(tmp_path):
    script = tmp_path / "run.py"
    script.write_text(
        "import signal, sys, time\n"
        "from deconflict.engine.machine import Machine\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started the tests with Ctrl-C ignored\n"
        "def slow():\n    return wait\n"
        "def wait(number):\n    time.sleep(0.05)\n    return number\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        for number in Machine(2).map(slow, range(10_000)):\n            print(number, flush=True)\n"
        "    except KeyboardInterrupt:\n        sys.exit(130)\n"
    )
    child = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    os.killpg(child.pid, signal.SIGINT)
    _, complaint = child.communicate(timeout=60)
    assert (child.returncode, complaint) == (130, "")


# The stages


def test_processes_give_the_same_readings_in_the_same_order(reader: Reader) -> None:
    many = reports(FEW + 2)
    assert list(read_all(Machine(2), partial(open_reader, None), many)) == [reader.read(report) for report in many]


def test_few_reports_are_read_in_this_process_and_a_reader_is_opened_once(reader: Reader) -> None:
    made = []

    def make() -> Reader:
        made.append(reader)
        return reader

    few = reports(3)
    assert [reading.report for reading in read_all(Machine(), make, few)] == few
    assert made == [reader]


def test_what_is_not_to_be_read_needs_no_reader():
    kept = [replace(report, unread="tells of no violence") for report in reports(3)]
    assert [reading.report for reading in read_all(Machine(), lambda: pytest.fail("opened a reader"), kept)] == kept


def test_readings_among_the_reports_stay_as_they_are_in_their_places(reader: Reader) -> None:
    first, second = reports(2)
    kept = Reading(replace(first, id="kept", unread="tells of no violence"))
    assert list(read_all(Machine(), lambda: reader, [kept, first, kept, second])) == [kept, reader.read(first), kept, reader.read(second)]


def test_what_outlets_print_alike_is_read_once_and_told_of_each(reader: Reader) -> None:
    read = []

    class Counting:
        def read(self, report):
            read.append(report.id)
            return reader.read(report)

    first, second = reports(2)
    copies = [first, replace(first, id="copy", outlet="Other Post"), second, replace(first, id="copy 2", url="https://example.org/2")]
    assert list(read_all(Machine(), Counting, copies)) == [reader.read(report) for report in copies]
    assert read == ["r0", "r1"]


def test_a_report_that_cannot_be_read_is_told_with_its_copies(reader: Reader) -> None:
    class Broken:
        def read(self, report):
            if report.id == "r1":
                raise RuntimeError("no answer")
            return reader.read(report)

    first, second, third = reports(3)
    found = list(read_all(Machine(), Broken, [first, second, replace(second, id="copy"), third]))
    assert [str(item) for item in found if isinstance(item, UnreadableInput)] == [
        "r1: it could not be read: RuntimeError: no answer",
        "copy: it could not be read: RuntimeError: no answer",
    ]
    assert [item.report.id for item in found if not isinstance(item, UnreadableInput)] == ["r0", "r2"]


def test_documents_become_reports_in_order_each_problem_in_its_place():
    documents = [
        RawDocument("a.txt", "a", "txt", b"Gunmen killed two soldiers in Kidal on Monday."),
        UnreadableInput("b.txt", "there is no such file"),
        RawDocument("c.txt", "c", "txt", b"  "),
        RawDocument("d.txt", "d", "txt", b"A bomb wounded five people in Mogadishu on Friday."),
    ]
    found = list(reports_in(Machine(), Reports(), documents))
    assert [str(item) if isinstance(item, UnreadableInput) else item.report.id for item in found] == [
        "a", "b.txt: there is no such file", "c.txt: there is no text in it", "d",
    ]  # fmt: skip


def test_problems_travel_between_processes():
    many = [RawDocument(f"{at}.txt", f"{at}", "txt", b" ") for at in range(FEW * 5)]
    found = list(reports_in(Machine(2), Reports(), many))
    assert [str(item) for item in found] == [f"{at}.txt: there is no text in it" for at in range(FEW * 5)]


def test_files_are_sieved_only_where_that_is_asked_for():
    fair = RawDocument(
        "a.txt",
        "a",
        "txt",
        b"The village fair opened on Saturday with prizes for the largest pumpkins and a choir of schoolchildren, and the mayor tasted honey.",
    )
    raid = RawDocument(
        "b.txt",
        "b",
        "txt",
        b"Gunmen on motorcycles killed eleven villagers and wounded six others in a night attack in western Niger, the governor said.",
    )
    unread = [item.report.unread for item in reports_in(Machine(), Reports(sieved=True), [fair, raid])]
    assert [why is not None and why.startswith("tells of no violence") for why in unread] == [True, False]
    assert [item.report.unread for item in reports_in(Machine(), Reports(), [fair])] == [None]


# Choosing


def test_an_engine_is_known_by_its_name():
    assert isinstance(engine_of("local", 2), Machine)
    with pytest.raises(UnclearSettings, match="--engine slurm: not local, ray, or ray:ADDRESS"):
        engine_of("slurm")
    assert processors() >= 1
