"""Many reports, one incident: who says what, where they agree, and where they cannot all be right."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from deconflict.ledger.ledger import Ledger

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(
    where: str | Path | None = None, *, create: bool = True, read_only: bool = False, tell: Callable[[str], None] | None = None
) -> Ledger:
    """The ledger in a file or at a PostgreSQL URL; without either the one that the commands take: of the settings, else in the user's data folder.

    It is made where there is none, unless ``create`` is false; ``tell`` hears what takes long, such as bringing an older one up to date. Raises errors.UnusableLedger where it cannot be opened, errors.UnclearSettings where
    the file of settings is wrong. In a notebook, what the ledger answers with is from then on shown as tables.
    """
    in_notebook()
    from deconflict.ledger.ledger import Ledger  # noqa: PLC0415
    from deconflict.ledger.opening import default_ledger  # noqa: PLC0415
    from deconflict.settings import value_of  # noqa: PLC0415

    return Ledger.open(where or value_of("ledger", os.environ) or default_ledger(), create=create, read_only=read_only, tell=tell)


def in_notebook() -> None:
    """Let a running notebook show incidents, reports and disagreements as tables; nothing is imported where there is none."""
    if "IPython" in sys.modules:
        from deconflict.show.notebook import register  # noqa: PLC0415

        register()
