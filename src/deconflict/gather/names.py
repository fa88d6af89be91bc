"""Short names for files, from which reports without an id get theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def path_names(paths: Iterable[Path]) -> dict[Path, str]:
    """For each full path its folder and name, or as many more parts as set it apart from the others.

    So a name hangs neither on where the program runs nor on the order of its inputs.
    """
    names: dict[Path, str] = {}
    waiting, depth = set(paths), 2
    while waiting:
        groups: dict[str, list[Path]] = defaultdict(list)
        for path in waiting:
            groups["/".join(path.parts[1:][-depth:])].append(path)
        names |= {group[0]: name for name, group in groups.items() if len(group) == 1}
        waiting -= names.keys()
        depth += 1
    return names
