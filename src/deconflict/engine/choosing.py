"""The engine that people name: ``local``, ``ray``, or ``ray:ADDRESS``."""

from __future__ import annotations

from importlib.util import find_spec

from deconflict.engine.protocol import Engine
from deconflict.errors import MissingExtra, UnclearSettings


def engine_of(name: str, jobs: int = 0) -> Engine:
    """The engine of a name, with so many workers; 0 means one a processor. Raises UnclearSettings for another name, MissingExtra without Ray."""
    kind, _, address = name.partition(":")
    if kind == "ray":
        if find_spec("ray") is None:
            raise MissingExtra("Ray needs one more package: pip install 'deconflict[ray]'")
        from deconflict.engine.cluster import Ray  # noqa: PLC0415  few have a cluster

        return Ray(address or None, jobs)
    if name != "local":
        raise UnclearSettings(f"--engine {name}: not local, ray, or ray:ADDRESS (ray:auto for the cluster that this machine is part of)")
    from deconflict.engine.machine import Machine  # noqa: PLC0415

    return Machine(jobs)
