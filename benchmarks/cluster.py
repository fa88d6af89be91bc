"""What an engine costs a document: a stage that does nothing, on this machine's processes and on two simulated Ray machines. ``python -m benchmarks.cluster``"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from deconflict.engine.cluster import Ray
from deconflict.engine.machine import Machine
from deconflict.engine.protocol import Engine
from deconflict.model import Report

DOCUMENTS = 4000
STORE = 80 * 1024 * 1024


def nothing() -> object:
    """A stage that gives back what it got."""
    return same


def same(report: Report) -> Report:
    """The report."""
    return report


def documents(number: int) -> Iterator[Report]:
    """Reports of 3,000 letters."""
    return (Report(f"r{at}", "Gunmen were seen. " * 166) for at in range(number))


def measure(name: str, engine: Engine) -> None:
    """Seconds to start, and processor and clock a document after that."""
    began = time.perf_counter()
    results = engine.map(nothing, documents(DOCUMENTS))  # type: ignore[arg-type]
    next(results)
    started, busy = time.perf_counter(), time.process_time()
    left = sum(1 for _ in results)
    taken = time.perf_counter() - started
    print(f"{name:24} {started - began:5.1f} s to start, {1e3 * taken / left:6.2f} ms a document, {1e3 * (time.process_time() - busy) / left:5.2f} of it the driver's processor", flush=True)  # fmt: skip


def main() -> None:
    """Both engines."""
    import ray  # noqa: PLC0415  in an extra
    from ray.cluster_utils import Cluster  # noqa: PLC0415

    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    print(f"load {os.getloadavg()[0]:.1f}, Ray {ray.__version__}")
    measure("processes, 2", Machine(2))
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False})
    cluster.add_node(num_cpus=1, object_store_memory=STORE)
    try:
        measure("Ray, 2 machines of 1 core", Ray(cluster.address))
    finally:
        ray.shutdown()
        cluster.shutdown()


if __name__ == "__main__":
    main()
