"""The value types and their algebra: every type knows how two of its values relate."""

from deconflict.values.relation import Relation, Value

__all__ = ["Relation", "Value"]
