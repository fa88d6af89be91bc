"""Time and memory of whole processes, from cold: the program's help, and reconciling two and eleven reports.

Each is set against the bare interpreter in the same run, as a ratio; medians of five.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
PROGRAM = [sys.executable, "-c", "from deconflict.cli import main; main()"]
ROUNDS = 5
# Modules are compiled once and kept, as in every installation.
AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds on the clock and megabytes resident at most, of one run of a command."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=AS_INSTALLED)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    """Print one line a command."""
    two = sorted(str(path) for path in (EXAMPLES / "sudan-market").glob("*"))[:2]
    commands = {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "deconflict --help": [*PROGRAM, "--help"],
        "reconcile, 2 reports": [*PROGRAM, "reconcile", *two, "--format", "json"],
        "reconcile, 11 reports": [*PROGRAM, "reconcile", str(EXAMPLES), "--format", "json"],
    }
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, medians of {ROUNDS}")
    base = 0.0
    for name, command in commands.items():
        runs = [measure(command) for _ in range(ROUNDS)]
        seconds = statistics.median(run[0] for run in runs)
        base = base or seconds
        spread = max(run[0] for run in runs) - min(run[0] for run in runs)
        print(
            f"{name:24} {seconds:6.2f} s (spread {spread:.2f}), {seconds / base:6.1f} times the bare interpreter, {max(run[1] for run in runs):5.0f} MB at most"
        )


if __name__ == "__main__":
    main()
