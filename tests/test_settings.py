"""Settings: one file, the environment before it, and where each value comes from."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import deconflict
from deconflict.errors import UnclearSettings
from deconflict.settings import apply_settings, example_file, held_settings, known_settings, read_settings


@pytest.fixture
def file(tmp_path):
    def write(text: str) -> dict[str, str]:
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
        return {"DECONFLICT_CONFIG": str(tmp_path / "config.toml")}

    return write


def test_the_environment_goes_before_the_file_and_both_before_the_default(file):
    environment = file('ledger = "desk.db"\nauthor = "Amina"\n[web]\nallow_private = true\n') | {"DECONFLICT_AUTHOR": "Bo"}
    held = {item.setting.name: (item.value, item.origin) for item in held_settings(environment)}
    assert held["ledger"] == ("desk.db", environment["DECONFLICT_CONFIG"])
    assert held["author"] == ("Bo", "environment, DECONFLICT_AUTHOR")
    assert held["web.allow_private"] == ("1", environment["DECONFLICT_CONFIG"])
    assert held["llm.endpoint"] == (None, "default")


def test_the_file_stands_in_for_variables_that_are_not_set(file):
    environment = file('ledger = "desk.db"\nauthor = "Amina"\n') | {"DECONFLICT_AUTHOR": "Bo"}
    apply_settings(environment)
    assert (environment["DECONFLICT_LEDGER"], environment["DECONFLICT_AUTHOR"]) == ("desk.db", "Bo")
    assert "DECONFLICT_ENDPOINT" not in environment


@pytest.mark.parametrize(("text", "told"), [
    ('legder = "x"', "did you mean ledger"), ('[llm]\nendpoint = 3', "words in quotation marks"), ('[web]\nallow_private = "yes"', "true or false"),
    ("ledger = ", "config.toml"), ('xyzzy = "x"', "there are ledger, author"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_the_file(file, text, told):
    with pytest.raises(UnclearSettings, match=told):
        apply_settings(file(text))


def test_no_file_is_no_setting(tmp_path):
    assert read_settings(tmp_path / "none.toml") == {}


def test_the_example_is_toml_that_sets_nothing_and_explains_everything():
    assert all(not value for value in tomllib.loads(example_file()).values())
    assert all(setting.about in example_file() and setting.env in example_file() for setting in known_settings())
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line and line.count(" ") < 9 else line for line in example_file().splitlines()
    )
    assert tomllib.loads(uncommented)["llm"]["endpoint"] == "http://localhost:11434/v1"


def run(environment, *arguments):
    call = [sys.executable, "-c", "from deconflict.cli import main; main()", *arguments]
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_config_shows_where_each_value_comes_from(file, tmp_path):
    environment = file('author = "Amina"\n[llm]\nkey = "sesame"\n') | {
        "DECONFLICT_LEDGER": str(tmp_path / "desk.db"),
        "HOME": str(tmp_path),
    }
    told = json.loads(run(environment, "config", "--format", "json").stdout)
    held = {item["name"]: (item["value"], item["from"]) for item in told["settings"]}
    assert held["author"] == ("Amina", environment["DECONFLICT_CONFIG"])
    assert held["ledger"] == (environment["DECONFLICT_LEDGER"], "environment, DECONFLICT_LEDGER")
    assert held["llm.key"][0] == "set, not shown"
    shown = run(environment, "config")
    assert "Amina" in shown.stdout
    assert "sesame" not in shown.stdout


def test_commands_take_their_values_from_the_file(file, tmp_path):
    environment = file(f'ledger = "{tmp_path / "desk.db"}"\n') | {"HOME": str(tmp_path)}
    assert str(tmp_path / "desk.db") in run(environment, "incidents").stderr


@pytest.mark.parametrize("by", ["environment", "file"])
def test_python_opens_the_ledger_that_the_commands_open(file, tmp_path, monkeypatch, by):
    where = tmp_path / "desk.db"
    environment = {"DECONFLICT_LEDGER": str(where)} if by == "environment" else file(f'ledger = "{where}"\n')
    for name in ("DECONFLICT_LEDGER", "DECONFLICT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with deconflict.open() as ledger:
        assert ledger.where == str(where)
    with deconflict.open(tmp_path / "other.db") as ledger:
        assert ledger.where == str(tmp_path / "other.db")


def test_a_wrong_file_is_told_before_anything_is_done(file, tmp_path):
    outcome = run(file("legder = 1") | {"HOME": str(tmp_path)}, "incidents")
    assert outcome.returncode == 1
    assert "did you mean ledger" in outcome.stderr


def test_the_docs_tell_every_setting(file):
    docs = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    assert all(f"| `{item.name}` | `{item.env}` | {item.about} Default: {item.default}. |" in docs for item in known_settings())
    assert read_settings(Path(file(docs.split("```toml\n")[1].split("```")[0])["DECONFLICT_CONFIG"]))["author"] == "Amina"
