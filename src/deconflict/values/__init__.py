"""The value types and their algebra: every type knows how two of its values relate.

The types stand in modules of their own (``count``, ``place``, ``time``, ``actor``, ``kind``, ``outcome``, ``text``) and are loaded when
first asked for here, so that a program that needs none of them starts without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from deconflict.values.relation import Relation, Value

if TYPE_CHECKING:
    from deconflict.values.actor import Actor
    from deconflict.values.count import Count, Scope
    from deconflict.values.count_words import CountPhrase, find_counts, parse_count
    from deconflict.values.kind import Kind
    from deconflict.values.outcome import Outcome
    from deconflict.values.place import Place
    from deconflict.values.text import Text
    from deconflict.values.time import Time

__all__ = [
    "Actor",
    "Count",
    "CountPhrase",
    "Kind",
    "Outcome",
    "Place",
    "Relation",
    "Scope",
    "Text",
    "Time",
    "Value",
    "find_counts",
    "parse_count",
]

_HOME = {"Scope": "count", "CountPhrase": "count_words", "find_counts": "count_words", "parse_count": "count_words"}


def __getattr__(name: str) -> object:
    """A type, from its module."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, name.lower())}"), name)
