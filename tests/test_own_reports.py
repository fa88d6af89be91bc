"""The reports that the reader is trained on: their markup, and that all of them keep to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.own.markup import OwnReport, Slip, read, read_all, slips

HEAD = "title: T\noutlet: O\npublished: 2025-01-01\nstyle: agency\nviolent: yes\n\n"


def parsed(tmp_path: Path, body: str, head: str = HEAD) -> OwnReport:
    path = tmp_path / "report.txt"
    path.write_text(head + body, encoding="utf-8")
    return read(path)


def test_labels_may_stand_inside_others(tmp_path: Path) -> None:
    report = parsed(tmp_path, "[[Two men]{e1.killed=2} were [shot]{e1:shooting}]{a1.content}, [police]{a1.source} [said]{a1.cue}.\n")
    assert report.text == "Two men were shot, police said."
    assert [report.text[item.start : item.end] for item in report.citations] == ["Two men were shot", "police", "said"]
    assert report.fillers[0].count == (2, 2)
    assert report.anchors[0].kind == "shooting"
    assert slips(report) == []


@pytest.mark.parametrize(
    ("written", "bounds"),
    [("4", (4, 4)), ("10..", (10, None)), ("..20", (0, 20)), ("10..12", (10, 12)), ("some", (2, None)), ("~50", (45, 55)), ("0", (0, 0))],
)
def test_counts(tmp_path: Path, written: str, bounds: tuple[int, int | None]) -> None:
    report = parsed(tmp_path, f"[People]{{e1.killed={written},part}} [died]{{e1:killing}}.\n")
    assert (report.fillers[0].count, report.fillers[0].part) == (bounds, True)


def test_lines_of_a_paragraph_are_joined(tmp_path: Path) -> None:
    assert parsed(tmp_path, "One\ntwo.\n\nThree [died]{e1:killing}.\n").text == "One two.\n\nThree died."


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("[open", "never closed"), ("[words]", "without labels"), ("[words]{e1:no-such-kind}", "no such kind"), ("[words]{e1.hero}", "no such label"),
        ("a } b", "stray"), ("[died]{e1:killing,maybe}", "no such qualifier"), ("[x]{e1.killed=many}", "no count"), ("[]{e1.victim}", "no words"),
    ],
)  # fmt: skip
def test_slips_are_told_with_file_and_line(tmp_path: Path, body: str, told: str) -> None:
    with pytest.raises(Slip, match=rf"report\.txt:9: .*{told}"):
        parsed(tmp_path, f"First line.\n\n{body}\n")


def test_what_only_the_whole_report_shows(tmp_path: Path) -> None:
    report = parsed(tmp_path, "[Ana]{e2.victim} [fell]{e1:killing} [ ]{a1.cue}.\n")
    found = " ".join(slips(report))
    assert "e2.victim has no anchor" in found and "a1 lacks content" in found and "ends with a space" in found


def test_a_head_has_all_its_lines(tmp_path: Path) -> None:
    with pytest.raises(Slip, match="lacks violent"):
        parsed(tmp_path, "text\n", HEAD.replace("violent: yes\n", ""))


def test_all_our_reports_keep_to_the_guideline() -> None:
    reports = read_all()
    assert len(reports) >= 100
    assert [(report.id, slip) for report in reports for slip in slips(report)] == []
