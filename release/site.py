"""What the site makes of the repository: pages from the program, the CHANGELOG and the notebooks, and links to files as links to the repository."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from release import reference

ROOT = Path(__file__).parent.parent
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((\.\./[^)#\s]+)\)")
"""Links out of a page's folder: those that lead out of docs/ too have no page on the site."""


def on_files(files: Files, config: Any) -> Files:
    """Pages that are made, not kept."""
    made = {
        "reference/cli.md": reference.page(),
        "changes.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        "cite.md": _citing(),
        **{f"notebooks/{file.name}.md": notebook(file) for file in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))},
    }
    for where, content in made.items():
        files.append(File.generated(config, where, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Links to files of the repository that are no pages become their paths."""
    folder = ROOT / "docs" / Path(page.file.src_uri).parent
    return _OUTSIDE.sub(lambda link: _named(link, folder), markdown)


def _named(link: re.Match[str], folder: Path) -> str:
    """A link as it is where it leads to a page, or nowhere, which is told; else its words and the path within the repository."""
    target = (folder / link[2]).resolve()
    if not target.exists() or target.is_relative_to(ROOT / "docs") or not target.is_relative_to(ROOT):
        return link[0]
    return f"{link[1]} (`{target.relative_to(ROOT).as_posix()}`)"


def notebook(file: Path) -> str:
    """A notebook as a page: its words, and its code as blocks."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    told = [_cell(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    return "\n\n".join([*told, f"*The notebook is `docs/notebooks/{file.name}`; the tests run it.*"]) + "\n"


def _cell(kind: str, source: str) -> str:
    """One cell."""
    return source if kind == "markdown" else f"```python\n{source}\n```"


def _citing() -> str:
    """How to cite, with the file that says so."""
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return (ROOT / "release" / "cite.md").read_text(encoding="utf-8").replace("CITATION", citation.strip())
