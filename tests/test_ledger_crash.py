"""A writer that is killed, a server that fails, and many at once: nothing half-done, nothing lost, the same rows in the end."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from deconflict.ledger.ledger import Ledger
from tests.ledgers import everything, in_another_process, read, still, villagers

ROUNDS = 4


@pytest.fixture
def readings():
    one = [villagers(f"r{number}", number % 3 + 12, "police" if number % 2 else "residents") for number in range(12)]
    return [*one, read("d", "A car bomb exploded in Baidoa, Somalia, on March 2, killing five people, the police said.", "2025-03-03")]


def add(place, readings):
    with Ledger.open(place, clock=still) as ledger:
        ledger.add(readings, batch=2)


def test_a_killed_writer_leaves_whole_batches_and_the_next_run_completes_them(blank, tmp_path, readings):
    chance = random.Random(7)
    began = time.monotonic()
    add(tmp_path / "whole.db", readings)
    whole = time.monotonic() - began
    with Ledger.open(tmp_path / "whole.db") as ledger:
        expected = everything(ledger)
    for number in range(ROUNDS):
        place = tmp_path / f"{number}.db"
        pid = in_another_process(lambda place=place: add(place, readings))
        time.sleep(chance.uniform(0, whole))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        add(place, readings)
        with Ledger.open(place) as ledger:
            assert everything(ledger) == expected
            assert list(ledger.check()) == []


def test_two_writers_and_readers_at_once_lose_nothing_and_see_no_error(place, readings):
    add(place, readings[:1])

    def asking():
        with Ledger.open(place, create=False) as ledger:
            for _ in range(12):
                for head in ledger.incidents().items:
                    assert ledger.incident(head.id).incident.mentions
                assert ledger.search("villagers").total
                assert ledger.stats().counts["reports"]

    half = len(readings) // 2
    work = [lambda: add(place, readings[:half]), lambda: add(place, readings[half - 2 :]), asking, asking, asking]
    codes = [os.waitpid(pid, 0)[1] for pid in [in_another_process(one) for one in work]]
    assert codes == [0] * len(work)
    with Ledger.open(place) as ledger:
        assert ledger.lacks(reading.report for reading in readings) == [False] * len(readings)
        assert ledger.stats().counts["reports"] == len(readings)
        assert list(ledger.check()) == []
