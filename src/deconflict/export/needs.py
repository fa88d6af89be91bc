"""Libraries that only some formats and plots need, loaded when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from deconflict.errors import MissingExtra


def needed(module: str, extra: str) -> Any:
    """A module; raises MissingExtra, which says how to install it."""
    try:
        return import_module(module)
    except ImportError as problem:
        raise MissingExtra(
            f"this needs {module.split('.', maxsplit=1)[0]}, which is not installed: pip install 'deconflict[{extra}]'"
        ) from problem
