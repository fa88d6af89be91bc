"""The notebooks in docs run from top to bottom; what a notebook shows is HTML in which reports' words stay words."""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import deconflict
from deconflict.audit.audit import audit
from deconflict.audit.rows import Row
from deconflict.export.facts import Facts
from deconflict.ledger.answers import Filter
from deconflict.model import Lineage
from deconflict.show import notebook
from deconflict.show.plots import agreements, lineage, timeline, toll_ranges
from tests.export.three import open_three, stock

NOTEBOOKS = Path(__file__).parent.parent / "docs" / "notebooks"


def run(file: Path) -> list[object]:
    """What the last line of each cell gives, as a notebook would show it."""
    scope: dict = {}
    shown = []
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            body = ast.parse("".join(cell["source"])).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), str(file), "exec"), scope)
            shown.append(eval(compile(ast.Expression(last.value), str(file), "eval"), scope) if last else None)
    return shown


def test_two_reports_are_compared(monkeypatch, capsys):
    monkeypatch.chdir(NOTEBOOKS)
    shown = run(NOTEBOOKS / "two-reports.ipynb")
    assert "<table>" in notebook.reading_html(shown[0])
    assert "soldiers" in capsys.readouterr().out
    assert "<q>" in notebook.attribute_html(shown[-1])


def test_a_ledger_is_built_plotted_exported_and_checked(monkeypatch):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    monkeypatch.chdir(NOTEBOOKS)
    shown = run(NOTEBOOKS / "ledger.ipynb")
    assert shown[0].new == 12
    kinds = [type(item).__name__ for item in shown]
    assert kinds[1:7] == ["Page", "Entry", "Figure", "Figure", "Figure", "Figure"]
    checked = next(item for item in shown if type(item).__name__ == "Audit")
    assert [pair.theirs.id for pair in checked.both] == ["H1"]
    assert [row.id for row, _ in checked.only_there] == ["H2"]


def test_notebooks_are_kept_without_their_output():
    for file in NOTEBOOKS.glob("*.ipynb"):
        assert all(cell.get("outputs", []) == [] for cell in json.loads(file.read_text(encoding="utf-8"))["cells"])


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    with open_three(tmp_path_factory.mktemp("three") / "ledger.db") as ledger:
        yield ledger


def test_incidents_are_shown_with_every_claim(three):
    page = three.incidents(Filter(background=None))
    assert all(head.id in notebook.page_html(page) for head in page)
    entry = three.incident(next(head.id for head in page if "Birnin" in head.headline))
    shown = notebook.entry_html(entry)
    for words in ("12 villagers", "30 people", "Savanna Wire, citing police", "Zamfara Voice, citing residents", "best 30 (12 to 30)"):
        assert words in shown


def test_words_of_reports_are_never_markup(three):
    row = Row("<b>1</b>", 2, three.incidents(Filter(country="NG")).items[0].days, country="NG", places=("<i>Birnin Magaji</i>",))
    found = audit(
        [Facts(three.incident(head.id)) for head in three.iterate()],
        [row],
    )
    shown = notebook.audit_html(found) + "".join(notebook.entry_html(three.incident(head.id)) for head in three.iterate())
    assert "<b>1</b>" not in shown
    assert "<i>Birnin" not in shown


def test_without_a_notebook_nothing_is_registered(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    deconflict.in_notebook()
    assert notebook.register() is False


def test_a_notebook_shows_what_the_ledger_answers_without_being_told_to(tmp_path):
    shells = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")
    shell = shells.InteractiveShell.instance()
    try:
        with deconflict.open(tmp_path / "ledger.db") as ledger:
            stock(ledger)
            page = ledger.incidents(Filter(background=None))
            entry = ledger.incident(next(head.id for head in page if "Birnin" in head.headline))
        for thing, words in (
            (page, "Birnin Magaji"), (entry, "12 villagers"), (entry.incident, "12 villagers"), (entry.incident.attributes[0], "<q>"),
            (entry.readings[0], "12 villagers"), (entry.readings[0].report, "Two houses were burned"), (entry.record, "12 villagers"),
        ):  # fmt: skip
            assert words in shell.display_formatter.format(thing)[0]["text/html"], type(thing)
    finally:
        shells.InteractiveShell.clear_instance()


def test_a_plot_of_lineage_leads_from_what_was_copied(three):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    entry = three.incident(next(head.id for head in three.iterate() if "Birnin" in head.headline))
    copied = replace(entry, lineages=(Lineage("L1", ("wire-1", "local-1"), (("local-1", ("wire-1",)),)),))
    axes = lineage(copied).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Savanna Wire", "Zamfara Voice"]
    (arrow,) = axes.texts
    assert (arrow.xyann[1], arrow.xy[1]) == (0, 1)
    assert axes.get_title(loc="left") == "2 reports, 1 origin"
    assert not list(lineage(entry).axes[0].texts)


def test_plots_show_ranges_and_open_ends(three):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    page = three.incidents(Filter(background=None))
    axes = toll_ranges(page).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Attack in Birnin Magaji, 2025-02-09",
        "Armed attack in Lamu, 2025-03-03 to 2025-03-05",
    ]
    assert [line.get_xdata()[0] for line in axes.lines] == [30, 11]
    assert len(timeline(page).axes[0].patches) == 2


def test_incidents_stand_in_the_order_of_their_days(three):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    heads = [
        replace(head, days=(date(2025, month, 1),) * 2, headline=str(month)) for head, month in zip(three.iterate(), (10, 9), strict=False)
    ]
    assert [label.get_text() for label in timeline(heads).axes[0].get_yticklabels()] == ["9", "10"]


def test_agreement_counts_attributes_on_which_both_can_be_right(three):
    entry = three.incident(next(head.id for head in three.incidents() if "Birnin" in head.headline))
    both = agreements(entry)[frozenset(("wire-1", "local-1"))]
    assert both == (4, 6)
