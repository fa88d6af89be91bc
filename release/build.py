"""Wheel and sdist, built twice and compared byte by byte: ``python -m release.build FOLDER``; with ``--release`` also the list of what it consists of.

Build tools come from the environment (``pip install '.[release]'``), so that nothing is fetched while it builds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from release import versions

_EPOCH = "1577836800"
"""The moment that all files in the archives bear, in seconds: they tell nothing of who built them, nor when."""


def build(folder: Path) -> list[Path]:
    """Wheel and sdist in a folder."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(versions.ROOT)]
    subprocess.run(command, env=_fixed(), check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.iterdir())


def _fixed() -> dict[str, str]:
    """The environment with one moment for all that is made."""
    return os.environ | {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _EPOCH), "PYTHONHASHSEED": "0"}


def hashes(files: list[Path]) -> dict[str, str]:
    """The SHA-256 of files by name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def bill(wheel: Path, file: Path) -> None:
    """What the program consists of when it is installed with its desk (CycloneDX)."""
    with tempfile.TemporaryDirectory(prefix="deconflict-bill-") as held:
        venv.create(held, with_pip=True)
        python = Path(held) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{wheel}[desk]"], check=True)
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools", "pip"], check=True)
        told = ["--output-reproducible", "--of", "JSON", "-o", str(file), "--pyproject", str(versions.ROOT / "pyproject.toml")]
        subprocess.run([sys.executable, "-m", "cyclonedx_py", "environment", *told, str(python)], env=_fixed(), check=True)


def main() -> None:
    """Build, compare, and for a release write the bill and the hashes."""
    folder, release = Path(sys.argv[1]), "--release" in sys.argv
    if found := list(versions.faults(release=release)):
        sys.exit("\n".join(found))
    shutil.rmtree(folder, ignore_errors=True)
    files = build(folder)
    with tempfile.TemporaryDirectory(prefix="deconflict-again-") as again:
        if hashes(files) != hashes(build(Path(again))):
            sys.exit("two builds of the same sources differ")
    if release:
        bill(next(file for file in files if file.suffix == ".whl"), folder / "sbom.json")
    told = hashes(sorted(folder.iterdir()))
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in told.items()), encoding="utf-8")
    print((folder / "SHA256SUMS").read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
