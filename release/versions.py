"""Whether a version is told alike everywhere: ``python -m release.versions``; with ``--release`` also whether it may go out: with a day, and a man page that is current."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from deconflict import __version__
from release.manpage import TARGET, manpage

ROOT = Path(__file__).parent.parent
_HEADING = re.compile(r"^## (?P<version>\S+), (?P<day>unreleased|\d{4}-\d{2}-\d{2})$", re.M)


def faults(root: Path = ROOT, release: bool = False) -> Iterator[str]:
    """What keeps a version from being one, a line for each."""
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if declared != __version__:
        yield f"pyproject.toml has version {declared}, the program {__version__}"
    cited = re.search(r"^version: (.+)$", (root / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    if cited is None or cited[1].strip() != declared:
        yield f"CITATION.cff has not version {declared}"
    yield from _changes((root / "CHANGELOG.md").read_text(encoding="utf-8"), declared, release)
    page = root / "man" / TARGET.name
    if release and (not page.exists() or page.read_text(encoding="utf-8") != manpage()):
        yield "the man page is not what the command line is now: python -m release.manpage"


def _changes(text: str, version: str, release: bool) -> Iterator[str]:
    """What is wrong with the CHANGELOG: the newest heading is the version, days go down, a release has its day and says what is new."""
    headings = list(_HEADING.finditer(text))
    if not headings or headings[0]["version"] != version:
        yield f"the CHANGELOG does not begin with '## {version}, DAY'"
        return
    days = [heading["day"] for heading in headings if heading["day"] != "unreleased"]
    if days != sorted(days, reverse=True):
        yield "the days of the CHANGELOG do not go down"
    if release and headings[0]["day"] == "unreleased":
        yield f"the CHANGELOG has no day for {version}"
    end = headings[1].start() if len(headings) > 1 else len(text)
    if release and not text[headings[0].end() : end].strip():
        yield f"the CHANGELOG tells nothing of {version}"


if __name__ == "__main__":
    found = list(faults(release="--release" in sys.argv))
    print("\n".join(found) or f"version {__version__} is told alike everywhere")
    sys.exit(bool(found))
