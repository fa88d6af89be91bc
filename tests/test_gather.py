"""Inputs as found: which files are taken, in which order, and what is said of those that cannot be."""

import io
import os

import pytest

from deconflict.errors import UnreadableInput
from deconflict.gather import files
from deconflict.gather.forms import sniff
from deconflict.gather.inputs import gather


def write(folder, **contents):
    for name, content in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def found(*inputs, stdin=None):
    return [(str(item) if isinstance(item, UnreadableInput) else item.name) for item in gather([str(name) for name in inputs], stdin)]


def test_a_folder_gives_its_reports_sorted_at_any_depth(tmp_path):
    write(tmp_path, b_txt="b", a_html="<html>", in__c_md="c", in__a_jsonl="{}", picture_png="x", README_md="about")
    write(tmp_path, **{"_hidden_txt": "h", "_cache__x_txt": "h"})
    names = [name.removeprefix(tmp_path.name + "/") for name in found(tmp_path)]
    assert names == ["a.html", "b.txt", "in/a.jsonl", "in/c.md"]


def test_patterns_files_and_folders_in_the_order_given_and_each_once(tmp_path, monkeypatch):
    write(tmp_path, x__2_txt="b", x__1_txt="a", y__3_txt="c")
    monkeypatch.chdir(tmp_path)
    assert found("y/3.txt", "x/*.txt", "x", tmp_path / "x" / "1.txt") == ["y/3.txt", "x/1.txt", "x/2.txt"]
    assert found("?") == ["x/1.txt", "x/2.txt", "y/3.txt"]


def test_names_do_not_hang_on_where_the_program_runs(tmp_path, monkeypatch):
    write(tmp_path, day__a_txt="a")
    monkeypatch.chdir(tmp_path / "day")
    assert found("a.txt") == found(tmp_path / "day") == ["day/a.txt"]


def test_names_are_as_long_as_it_takes_to_tell_files_apart(tmp_path):
    write(tmp_path, one__day__a_txt="a", two__day__a_txt="a", two__day__b_txt="b")
    assert found(tmp_path / "one", tmp_path / "two") == ["one/day/a.txt", "two/day/a.txt", "day/b.txt"]
    assert sorted(found(tmp_path / "two", tmp_path / "one")) == sorted(found(tmp_path / "one", tmp_path / "two"))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: None, "no such file, folder or pattern"),
        (lambda path: path.write_bytes(b""), "the file is empty"),
        (lambda path: path.mkdir(), "the folder holds no .txt, .html, .md, .json, .jsonl, .pdf, .eml or .warc file"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_line_and_the_rest_goes_on(tmp_path, make, problem):
    write(tmp_path, good_txt="text")
    bad = tmp_path / "bad"
    make(bad)
    assert found(bad, tmp_path / "good.txt") == [f"{bad}: {problem}", f"{tmp_path.name}/good.txt"]


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    write(tmp_path, a_txt="text")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.Path, "read_bytes", refuse)
    assert found(tmp_path / "a.txt") == [f"{tmp_path / 'a.txt'}: permission denied"]


def test_a_document_has_a_largest_size_but_json_lines_have_none(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 100)
    write(tmp_path, a_txt="x" * 101, b_jsonl="{}\n" * 101)
    first, second = gather([str(tmp_path)])
    assert "split it, or make a .jsonl of it" in str(first)
    assert second.form == "jsonl"
    assert second.stream().read() == b"{}\n" * 101
    (problem,) = gather(["-"], io.BytesIO(b"x" * 101))
    assert str(problem).startswith("standard input: ")


@pytest.mark.parametrize(
    ("start", "form"),
    [
        (b'{"text": "a"}\n{"text": "b"}', "jsonl"),
        (b'{"text": "a long line without an end', "jsonl"),
        (b'{\n "text": "a"\n}', "json"),
        (b'\xef\xbb\xbf[{"text": "a"}]', "json"),
        (b"\n<!DOCTYPE html><html>", "html"),
        (b'<?xml version="1.0"?><html>', "html"),
        (b"<b> is how it began", "txt"),
        (b"Five soldiers died.", "txt"),
    ],
)
def test_the_form_of_a_document_without_a_telling_name(start, form):
    assert sniff(start) == form


def test_a_file_with_an_unknown_extension_is_sniffed_when_it_is_named(tmp_path):
    write(tmp_path, page="<html><body>", rows_dat='{"text": "a"}\n')
    assert [raw.form for raw in gather([str(tmp_path / "page"), str(tmp_path / "rows.dat")])] == ["html", "jsonl"]


def test_standard_input():
    (raw,) = gather(["-", "-"], io.BytesIO(b"Five soldiers died."))
    assert (raw.origin, raw.form, raw.content) == ("standard input", "txt", b"Five soldiers died.")
    (rows,) = gather(["-"], io.BytesIO(b'{"text": "a"}\n'))
    assert rows.stream().read() == b'{"text": "a"}\n'
    assert found("-") == found("-", stdin=io.BytesIO(b"")) == ["standard input: there is nothing in it"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_read_like_standard_input(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    os.write(writer, b'{"text": "a"}\n')
    (raw,) = gather([str(pipe)])
    assert raw.stream().readline() == b'{"text": "a"}\n'
    os.close(writer)
