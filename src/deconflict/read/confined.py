"""Hostile documents are read in a process of their own, with an end to its time and memory, so that none takes the program with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from deconflict.errors import UnreadableInput

SECONDS, MEMORY = 20.0, 2_000_000_000
"""What one document may take."""


def read_confined(work: str, content: bytes, origin: str, seconds: float = SECONDS) -> Any:
    """What a work of ``WORKS`` gives for some bytes; raises UnreadableInput where it fails, takes too long or dies."""
    command = [sys.executable, "-m", "deconflict.read.confined", work, str(int(seconds) + 1), str(MEMORY)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as problem:
        raise UnreadableInput(origin, f"cannot be read within {seconds:g} s") from problem
    if done.returncode:
        raise UnreadableInput(origin, "cannot be read within the memory and time that one document may take")
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise UnreadableInput(origin, answer["problem"])
    return answer["value"]


def _pdf(content: bytes) -> Any:
    from deconflict.read.pdf import pdf_text  # noqa: PLC0415

    return pdf_text(content)


def _page(content: bytes) -> Any:
    from deconflict.gather.plain import plain  # noqa: PLC0415
    from deconflict.read.pages import read_page  # noqa: PLC0415

    html, address = json.loads(content)
    return plain(read_page(html, "", "", address))


WORKS: dict[str, Callable[[bytes], Any]] = {"pdf": _pdf, "page": _page}


def main(work: str, seconds: int, memory: int) -> None:
    """Work on what comes in and write the answer as JSON."""
    try:
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        pass
    try:
        answer = {"value": WORKS[work](sys.stdin.buffer.read())}
    except UnreadableInput as problem:
        answer = {"problem": problem.why}
    except (ValueError, MemoryError, RecursionError) as problem:
        answer = {"problem": str(problem) or "cannot be read within the memory that one document may take"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
