"""What somebody wants to decide, as a form or a program gives it, and how the ledger takes it down."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from deconflict.errors import UnclearJudgement
from deconflict.ledger.judged import Judgement
from deconflict.ledger.ledger import Ledger

_ID = Field(default="", max_length=2000)


class Wish(BaseModel):
    """A judgement to be made.

    ``same`` and ``differ`` take two of incidents, reports or mentions ('report:e2'); ``wrong`` a claim; ``value`` an incident, an attribute and the value;
    ``note`` an incident or report (``first``) and words; ``undo`` the number of a judgement.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Literal["same", "differ", "wrong", "value", "note", "undo"]
    first: str = _ID
    second: str = _ID
    claim: str = Field(default="", max_length=60)
    attribute: str = Field(default="", max_length=60)
    group: str = Field(default="", max_length=300)
    words: str = Field(default="", max_length=10_000)
    number: int | None = Field(default=None, ge=1, le=2**53)
    because: str = Field(default="", max_length=10_000)


def decide(ledger: Ledger, wish: Wish, author: str) -> Judgement:
    """Take a wish down as a judgement; raises UnclearJudgement or NotInLedger where that cannot be done."""
    because = wish.because.replace("\0", "") or None
    given = {name: value.replace("\0", "") for name, value in wish.model_dump(exclude={"kind", "number", "because"}).items()}
    match wish.kind:
        case "same" | "differ":
            pair = ledger.same if wish.kind == "same" else ledger.differ
            return pair(_given(given, "first"), _given(given, "second"), author, because)
        case "wrong":
            return ledger.wrong(_given(given, "claim"), author, because)
        case "value":
            return ledger.value(
                _given(given, "first"), _given(given, "attribute"), _given(given, "words"), author, because, given["group"] or None
            )
        case "note":
            return ledger.note(_given(given, "first"), _given(given, "words"), author)
        case "undo":
            if wish.number is None:
                raise UnclearJudgement("say which judgement is to be undone, by its number")
            return ledger.undo(wish.number, author, because)


def _given(given: dict[str, str], name: str) -> str:
    """A field that this kind of judgement needs."""
    if not given[name]:
        raise UnclearJudgement(f"'{name}' is missing")
    return given[name]
