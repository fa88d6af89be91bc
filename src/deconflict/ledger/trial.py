"""A judgement tried: what it would change is told, and nothing of it kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from deconflict import __version__
from deconflict.ledger import tables as t
from deconflict.ledger.history import Change, read_changes
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.pen import Pen


class _Enough(Exception):
    """Takes a transaction back once what it changed is known."""


class Trial(Ledger):
    """The same ledger, on which everything that is written is taken back at once; ``changed`` tells what the last writing would have changed."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger._store, ledger._clock)
        self.changed: tuple[Change, ...] = ()

    @contextmanager
    def _pen(self, model: str = "") -> Iterator[Pen]:
        """A pen for one transaction that leaves nothing behind."""
        c = t.changes.c.number
        try:
            with self._store.writing() as connection:
                last = connection.execute(select(func.max(c))).scalar() or 0
                yield Pen(connection, self._moment(), __version__, model, self._remembered, self._wordings)
                self.changed = read_changes(connection, select(t.changes).where(c > last).order_by(c))
                raise _Enough
        except _Enough:
            return
        finally:
            self._remembered.clear()
            self._wordings.clear()
