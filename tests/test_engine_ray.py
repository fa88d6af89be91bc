"""Ray as an engine: two simulated machines give the same ledger, row for row, as this one, also when a worker or a machine is killed on the way."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from deconflict.cli import open_reader
from deconflict.engine.machine import Machine
from deconflict.engine.stages import Reports, read_all, reports_in
from deconflict.errors import DeconflictError, UnreadableInput, UnusableModel
from deconflict.gather.documents import RawDocument
from deconflict.ledger.ledger import Ledger
from deconflict.model import Report

from .ledgers import everything, still

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'deconflict[ray]'")

from deconflict.engine.cluster import Ray  # noqa: E402

OWN = partial(open_reader, None)
STORE = 80 * 1024 * 1024


@pytest.fixture(scope="module")
def cluster():
    """Two machines, simulated on this one."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    here = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), *([here] if here else [])])
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False})
    made.add_node(num_cpus=1, object_store_memory=STORE)
    yield made
    ray.shutdown()
    made.shutdown()
    if here is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = here


def reports(number: int) -> list[Report]:
    towns = ("Kidal", "Gao", "Menaka", "Timbuktu")
    return [
        Report(f"r{at}", f"Gunmen killed {at % 9 + 2} soldiers in {towns[at % 4]} on Monday, the army said.", language="en") for at in range(number)
    ]  # fmt: skip


def unusable():
    raise UnusableModel("out/model: no model lies here")


def echoing():
    return echo


def echo(source):
    return source.report.id, source.report.unread, source.key


def ledger_of(where, engine, make=OWN):
    with Ledger.open(where, clock=still) as ledger:
        ledger.add(read_all(engine, make, reports(24)), model="m")
        assert not list(ledger.check())
        return everything(ledger)


def dying_reader(mark: str):
    return _Dying(mark, open_reader(None))


class _Dying:
    """A reader whose process dies before one report, the first time."""

    def __init__(self, mark, reader):
        self.mark, self.reader = mark, reader

    def read(self, report):
        if report.id == "r11" and not Path(self.mark).exists():
            Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.reader.read(report)


def test_a_stage_that_cannot_be_opened_is_raised(cluster):
    with pytest.raises(UnusableModel, match="no model lies here"):
        list(Ray(cluster.address).map(unusable, range(3)))


def test_two_machines_give_the_same_ledger_also_when_a_worker_is_killed(cluster, tmp_path):
    alone = ledger_of(tmp_path / "alone.db", Machine(1))
    engine = Ray(cluster.address, chunk=4)
    assert ledger_of(tmp_path / "cluster.db", engine) == alone
    mark = tmp_path / "killed"
    assert ledger_of(tmp_path / "killed.db", engine, partial(dying_reader, str(mark))) == alone
    assert mark.exists()


def test_reports_are_judged_and_read_by_the_same_few_actors(cluster):
    documents = [RawDocument(f"{item.id}.txt", item.id, "txt", item.text.encode()) for item in reports(400)]

    def found(engine):
        sources = (item for item in reports_in(engine, Reports(sieved=True), documents) if not isinstance(item, UnreadableInput))
        return list(engine.map(echoing, sources))

    assert found(Ray(cluster.address, chunk=2)) == found(Machine(1))


def test_a_ledger_on_a_server_has_the_same_rows(cluster, server, tmp_path):
    assert ledger_of(server.url(), Ray(cluster.address, chunk=4)) == ledger_of(tmp_path / "alone.db", Machine(1))


def test_a_machine_that_goes_in_the_middle_changes_nothing(cluster, tmp_path):
    """What it was at is read by those that are left; no other machine comes in its place."""
    alone = ledger_of(tmp_path / "alone.db", Machine(1))
    going = cluster.add_node(num_cpus=1, object_store_memory=STORE)
    cluster.wait_for_nodes()
    results = []
    with Ledger.open(tmp_path / "gone.db", clock=still) as ledger:
        for number, reading in enumerate(read_all(Ray(cluster.address, workers=3, chunk=2), OWN, reports(24))):
            if number == 4:
                cluster.remove_node(going, allow_graceful=False)
            results.append(reading)
        ledger.add(results, model="m")
        assert everything(ledger) == alone


def test_a_cluster_that_does_not_answer_is_told():
    if ray.is_initialized():
        ray.shutdown()
    with pytest.raises(DeconflictError, match=r"no Ray cluster answers at 127\.0\.0\.1:9"):
        list(Ray("127.0.0.1:9").map(unusable, range(3)))
