"""The documentation against the program: commands that exist, code that runs, versions that are told alike; and the scripts that check the site."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from release import versions
from release.commands import commands
from release.links import faults
from release.manpage import manpage
from release.reference import page
from release.walk import at_home, blocks, walk

from deconflict.export.writing import tables_of, write_file
from tests.export.three import open_three

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
KNOWN = {command.name: {name for option in command.options for name in option.names} | {"--help"} for command in commands()}
_FENCE = re.compile(r"^```\w*[^\n]*\n(.*?)^```", re.S | re.M)
_INLINE = re.compile(r"`(deconflict [^`\n]+)`")


def called(text: str) -> list[str]:
    """The calls of the program on a page, in blocks and in running words."""
    lines = [line for block in _FENCE.findall(text) for line in block.splitlines()]
    return [
        line.split("deconflict ", 1)[1]
        for line in [*lines, *_INLINE.findall(_FENCE.sub("", text))]
        if re.match(r"(\w+=\S* )*deconflict ", line)
    ]


def words_of(call: str) -> list[str]:
    """A call's words, up to what the shell does with its outcome."""
    given = shlex.split(call, comments=True)
    ends = [at for at, word in enumerate(given) if word in {"|", ">", "&", "&&", ";"}]
    return given[: ends[0]] if ends else given


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_every_command_in_the_docs_exists_with_its_options(file):
    for call in called(file.read_text(encoding="utf-8")):
        words = words_of(call)
        if not words or words[0] in {"COMMAND", "--version", "--help", "--install-completion", "--show-completion"}:
            continue
        name = max((name for name in KNOWN if f"deconflict {' '.join(words)} ".startswith(f"{name} ")), key=len, default=None)
        group = any(known.startswith(f"deconflict {words[0]} ") for known in KNOWN) and len(words) == 1
        assert name or group, f"{file.name}: deconflict {call}"
        unknown = [word for word in words if re.match(r"--?[a-z]", word) and word.split("=")[0] not in KNOWN.get(name or "", {word})]
        assert not unknown, f"{file.name}: deconflict {call}: {unknown}"


def test_the_reference_tells_every_command_and_option():
    told = page()
    for name, options in KNOWN.items():
        assert f"## {name.removeprefix('deconflict ')}\n" in told
        assert all(f"`{option}" in told or f", {option}" in told for option in options - {"--help"})


def python_of(name: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.S)


def test_values_relate_as_the_concepts_say(capsys):
    for block in python_of("concepts.md"):
        exec(block, {})
    assert capsys.readouterr().out.split() == ["refines", "conflicts", "generalises"]


def test_an_exporter_a_reader_and_a_decoder_in_one_file_work(tmp_path, capsys, reader):
    exporter, small, decoder = python_of("contributing.md")
    scope: dict = {}
    exec(exporter, scope)
    with open_three(tmp_path / "ledger.db") as ledger:
        entries = (ledger.incident(head.id) for head in ledger.iterate())
        written = write_file(entries, scope["FORMAT"], tables_of(scope["FORMAT"])[0], tmp_path / "wall.csv")
    assert (written.incidents, sum(written.left_out.values())) == (2, 1)
    assert "Boko" not in (tmp_path / "wall.csv").read_text().splitlines()[0]
    exec(small, {})
    assert capsys.readouterr().out == "explosion\n"
    exec(decoder, scope)
    assert callable(scope["curfews"])


def test_versions_are_told_alike():
    assert list(versions.faults()) == []


def test_the_man_page_tells_every_command_and_no_line_is_taken_for_a_request():
    told = manpage()
    for command in commands():
        assert f".SS {command.usage.removeprefix('deconflict ')}".replace("-", "\\-") in told
    assert all(line.split(" ")[0] in {".TH", ".SH", ".SS", ".TP", ".B"} for line in told.splitlines() if line.startswith((".", "'")))


@pytest.mark.parametrize(("change", "told"), [
    (("CITATION.cff", "version: 0", "version: 9"), "CITATION.cff"),
    (("pyproject.toml", 'version = "0', 'version = "9'), "pyproject.toml has version 9"),
    (("CHANGELOG.md", "## 0", "## 9"), "does not begin"),
    (("CHANGELOG.md", "## 0.1.0, unreleased\n", "## 0.1.0, unreleased\n## 0.0.8, 2020-01-01\n## 0.0.9, 2021-01-01\n"), "do not go down"),
])  # fmt: skip
def test_what_is_wrong_with_a_version_is_told(tmp_path, change, told):
    for name in ("CITATION.cff", "pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    file, before, after = tmp_path / change[0], *change[1:]
    file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    assert any(told in fault for fault in versions.faults(tmp_path))


def test_nothing_goes_out_without_a_day_and_a_word_on_what_is_new(tmp_path):
    for name in ("CITATION.cff", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    version = versions.__version__
    (tmp_path / "CHANGELOG.md").write_text(f"# Changes\n\n## {version}, unreleased\n")
    assert list(versions.faults(tmp_path)) == []
    wrong = [fault.split(" for")[0].split(" of")[0] for fault in versions.faults(tmp_path, release=True)]
    assert wrong == [
        "the CHANGELOG has no day",
        "the CHANGELOG tells nothing",
        "the man page is not what the command line is now: python -m release.manpage",
    ]
    (tmp_path / "man").mkdir()
    (tmp_path / "man" / "deconflict.1").write_text(manpage(), encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changes\n\n## {version}, 2026-01-05\n- A thing.\n")
    assert list(versions.faults(tmp_path, release=True)) == []


def test_links_of_a_site_are_followed(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h1 id="here">A</h1><a href="b.html#there">b</a><a href="#here">h</a><a href="https://elsewhere.example/">e</a>'
    )
    (tmp_path / "b.html").write_text(
        '<p id="there">B</p><a href="../outside.html">o</a><a href="a.html#gone">g</a><script src="https://cdn.example/x.js"></script>'
    )
    assert sorted(faults(tmp_path)) == [
        "b.html: ../outside.html leads nowhere", "b.html: a.html#gone leads nowhere", "b.html: loads https://cdn.example/x.js",
    ]  # fmt: skip


def test_a_page_is_walked_until_a_step_fails(tmp_path):
    told = '```sh install\nfalse\n```\n```sh\nINCIDENT=$(echo I1)\ntouch a\n```\nwords\n```sh\necho "$INCIDENT" && ls\n```\n```sh\nfalse\n```\n```sh\ntouch b\n```\n'
    steps = list(walk(told, tmp_path, at_home(tmp_path, None)))
    assert [step.well for step in steps] == [True, True, False]
    assert steps[1].said.split() == ["I1", "a"]
    assert not (tmp_path / "b").exists()


def test_the_pages_for_strangers_are_walked_whole():
    for name in ("start.md", "tutorial.md"):
        told = blocks((ROOT / "docs" / name).read_text(encoding="utf-8"))
        assert len(told) > 5
        assert {block.how for block in told} <= {"run", "install", "serve"}
