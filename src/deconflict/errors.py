"""The one family of errors, in the words of the person who runs the program."""

from __future__ import annotations


class DeconflictError(Exception):
    """Something that a person can mend; its text says what was wrong, where, and what to do."""


class UnreadableInput(DeconflictError):
    """One input that could not be read; the others are read all the same."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why

    def __reduce__(self) -> tuple[type[UnreadableInput], tuple[str, str], dict[str, object]]:
        """How it travels between processes."""
        return type(self), (self.where, self.why), self.__dict__


class ConflictingReports(DeconflictError):
    """Two reports carry one id but other texts."""


class UnusableModel(DeconflictError):
    """A folder that was given as a model and is none, or none that this version can read."""


class UnusableLedger(DeconflictError):
    """A ledger that cannot be opened, read or written; it is left as it was."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class NotInLedger(DeconflictError):
    """What was asked for by its id is not in the ledger."""


class UnclearJudgement(DeconflictError):
    """A judgement that cannot be taken down as it was given."""


class Unfetched(UnreadableInput):
    """A document that could not be fetched. ``lasting``: asking again will not help; ``wait``: seconds that the server asks to be left alone."""

    def __init__(self, where: str, why: str, *, lasting: bool = False, wait: float | None = None, status: int | None = None) -> None:
        super().__init__(where, why)
        self.lasting, self.wait, self.status = lasting, wait, status


class MissingExtra(DeconflictError):
    """A library that only some users need is not installed; the text says how to install it."""


class UnclearExport(DeconflictError):
    """An export that cannot be made as it was asked for."""


class UnclearAudit(DeconflictError):
    """A coded file that cannot be compared as it was given."""


class UnclearSettings(DeconflictError):
    """A file of settings that cannot be read as it is."""
