"""What made derived rows: the program by its version, the model by the hash of its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from deconflict.extract.encoder import FILES


def model_id(folder: Path) -> str:
    """A model by the first twelve digits of the SHA-256 of its files: the same files, the same id, wherever they lie."""
    digest = hashlib.sha256()
    for name in FILES:
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]
