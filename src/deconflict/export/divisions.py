"""Names of first-order divisions by their GeoNames code, from the gazetteer that ships."""

from __future__ import annotations

from functools import cache

import numpy as np

from deconflict.extract.gazetteer_store import Store
from deconflict.resources import path
from deconflict.values.place import Place, Precision


def division_of(place: Place | None) -> str | None:
    """The name of the division that a place lies in, or is; None where it is not known."""
    if place is None or place.country is None or place.admin1 is None:
        return None
    return place.name if place.precision is Precision.ADMIN1 else _divisions().get(f"{place.country}.{place.admin1}")


@cache
def _divisions() -> dict[str, str]:
    """Every division by country and code."""
    folder = path("gazetteer")
    store = Store(folder, 0)
    rows = np.flatnonzero(np.load(folder / "kind.npy", mmap_mode="r") == ord("A")).tolist()
    return {f"{entry.country}.{entry.admin1}": entry.name for entry in store.entries(rows)}
