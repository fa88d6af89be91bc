"""The audit log: who did or tried what, one line of JSON each, only ever added to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock


class Audit:
    """A log in a file; without a path nothing is kept."""

    def __init__(self, path: Path | None, clock: Callable[[], datetime]) -> None:
        self._path, self._clock, self._lock = path, clock, Lock()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)

    def note(self, what: str, who: str, client: str, **more: object) -> None:
        """Add a line: what was done (login, refused, judgement ...), by whom, from where."""
        if self._path is None:
            return
        at = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": at, "what": what, "who": who, "client": client, **more}, ensure_ascii=True) + "\n"
        with self._lock, os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            file.write(line)
