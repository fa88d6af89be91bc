"""The examples in docs/ledger.md run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs" / "ledger.md"


def test_the_python_in_the_docs_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scope: dict = {}
    for block in re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S):
        exec(block, scope)
    told = capsys.readouterr().out
    assert "killed 12 killed 12 villagers" in told
    assert "14 2" in told
