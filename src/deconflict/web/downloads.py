"""What leaves the desk, noted in the ledger as every export is: hashed on its way, written down once all of it has gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

from starlette.background import BackgroundTask

from deconflict.errors import UnusableLedger
from deconflict.ledger.answers import Filter
from deconflict.web.desk import Desk
from deconflict.web.people import Person

T = TypeVar("T")
TARGET = "download"
"""Where a download goes, as the list of exports tells it."""


class Download:
    """One download by somebody, reader or editor: ``form`` is the name that it is asked for by, such as incidents.csv."""

    def __init__(self, desk: Desk, person: Person, form: str, asked: Filter, again: bool = True) -> None:
        """``again``: also note what the same person has had from the same filter to the letter, as a page that asks every minute has."""
        self._desk, self._person, self._form, self._asked, self._again = desk, person, form, asked, again
        self._hash, self._incidents, self._done = hashlib.sha256(), 0, False

    def counted(self, incidents: Iterable[T]) -> Iterator[T]:
        """The incidents that it holds, counted."""
        for incident in incidents:
            self._incidents += 1
            yield incident

    def written(self, parts: Iterable[str]) -> Iterator[bytes]:
        """What is sent, hashed; lone surrogates, which no encoding has, are replaced."""
        for part in parts:
            body = part.encode(errors="replace")
            self._hash.update(body)
            yield body
        self._done = True

    @property
    def noting(self) -> BackgroundTask:
        """What is to be done when all is sent."""
        return BackgroundTask(self._note)

    def _note(self) -> None:
        """Write it down; what broke off is no export, and where the ledger cannot be written the log tells so."""
        if not self._done:
            return
        ledger, name, digest = self._desk.ledger, self._person.name, self._hash.hexdigest()
        try:
            if self._again or not ledger.has_export(self._form, TARGET, self._asked, digest, name):
                ledger.note_export(self._form, TARGET, self._asked, self._incidents, digest, name)
        except UnusableLedger as problem:
            self._desk.audit.note("export not noted", name, "", form=self._form, why=str(problem))
