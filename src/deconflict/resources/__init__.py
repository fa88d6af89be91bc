"""Data that ships with the package: tables of words, the taxonomy of kinds, the gazetteer."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


def path(name: str) -> Path:
    """Where a data file lies on disk."""
    return Path(str(files(__name__).joinpath(name)))


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML table of this folder, read once: ``table("kinds")`` reads ``kinds.toml``. Treat it as read-only."""
    return tomllib.loads(path(f"{name}.toml").read_text(encoding="utf-8"))
