"""Walks the way of a stranger: runs every command of a page of the docs as it stands there, in an empty folder, and tells how long each took.

``python -m release.walk PAGE... [--bin FOLDER] [--with FOLDER]...`` runs each page in a new folder with a home of its own, with the programs in ``--bin`` before
all others; ``--with`` is copied there first. A block ``sh install`` is left to whoever sets the program up; ``sh serve`` is run until it answers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

_BLOCK = re.compile(r"^```sh(?: (?P<how>\w+))?[^\n]*\n(?P<commands>.*?)^```", re.S | re.M)
_SET = re.compile(r"^([A-Z_]+)=", re.M)
_DESK = "http://127.0.0.1:8321/"
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Block:
    """Commands of a page that are run together."""

    how: str
    commands: str


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a block: seconds by the clock, what it said, whether it did what it should."""

    block: Block
    seconds: float
    said: str
    well: bool


def blocks(page: str) -> list[Block]:
    """The blocks of a page that are commands, in order."""
    return [Block(found["how"] or "run", found["commands"]) for found in _BLOCK.finditer(page)]


def walk(page: str, folder: Path, environment: dict[str, str]) -> Iterator[Step]:
    """Run the blocks of a page in a folder, one after the other; what is set in one holds in the next. Ends at the first that fails."""
    memory = folder / ".walk"
    for block in blocks(page):
        if block.how == "install":
            continue
        began = time.monotonic()
        well, said = (_served if block.how == "serve" else _run)(block.commands, folder, environment, memory)
        yield Step(block, time.monotonic() - began, said, well)
        if not well:
            return


def _run(commands: str, folder: Path, environment: dict[str, str], memory: Path) -> tuple[bool, str]:
    """Run commands in a shell that stops at the first that fails, and remembers what they set."""
    remembered = "".join(f'declare -p {name} >> "{memory}"\n' for name in _SET.findall(commands))
    script = f'set -eo pipefail\n[ ! -e "{memory}" ] || . "{memory}"\n{commands}\n{remembered}'
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def _served(commands: str, folder: Path, environment: dict[str, str], memory: Path) -> tuple[bool, str]:
    """Run a command that goes on, until the desk answers; then end it."""
    running = subprocess.Popen(
        ["bash", "-c", f"exec {commands}"], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until = time.monotonic() + _PATIENCE
    answered = False
    while not answered and running.poll() is None and time.monotonic() < until:
        time.sleep(0.2)
        answered = _answers()
    running.terminate()
    return answered, running.communicate(timeout=30)[0]


def _answers() -> bool:
    """Whether the desk's start page comes, with an incident on it."""
    try:
        with urllib.request.urlopen(_DESK, timeout=10) as answer:
            return answer.status == 200 and b"/incidents/" in answer.read()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def at_home(folder: Path, programs: Path | None) -> dict[str, str]:
    """An environment with a home of its own, so that nothing of the person's is read or written."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DECONFLICT_", "XDG_", "PYTHON", "VIRTUAL_ENV"))}
    path = f"{programs}{os.pathsep}{kept.get('PATH', '')}" if programs else kept.get("PATH", "")
    return kept | {"HOME": str(folder / "home"), "PATH": path, "LC_ALL": "C.UTF-8"}


def main(
    pages: list[Path], bin: Path | None = None, given: Annotated[list[Path] | None, typer.Option("--with")] = None, quiet: bool = False
) -> None:
    """Walk through pages."""
    for page in pages:
        with tempfile.TemporaryDirectory(prefix="deconflict-walk-") as held:
            folder = Path(held)
            (folder / "home").mkdir()
            for beside in given or []:
                shutil.copytree(beside, folder / beside.name)
            steps = []
            for step in walk(page.read_text(encoding="utf-8"), folder, at_home(folder, bin.absolute() if bin else None)):
                steps.append(step)
                first = step.block.commands.strip().splitlines()[-1]
                print(f"{step.seconds:7.1f} s  {'well  ' if step.well else 'FAILED'}  {first}", flush=True)
                if not quiet or not step.well:
                    print(step.said)
            print(f"{sum(step.seconds for step in steps):7.1f} s  {page.name}, {len(steps)} steps", flush=True)
            if not all(step.well for step in steps):
                sys.exit(1)


if __name__ == "__main__":
    typer.run(main)
