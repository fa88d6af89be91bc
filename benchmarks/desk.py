"""The desk under load: 50 clients on the start page and on incidents, its server time, errors and memory. Needs ApacheBench (apache2-utils).

python -m benchmarks.desk --ledger FILE [--seconds 60] [--clients 50] [--incidents 40]

Each page is asked for by so many clients at once, each as soon as its last answer has come. 'cold' is the first time that a page is made, one after the other;
'warm' is the rest, for as long as the ledger stays as it is.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

_READY = 60


def main() -> None:
    """Open a desk on a ledger, and measure it."""
    given = _arguments()
    if shutil.which("ab") is None:
        sys.exit("ApacheBench is not installed: apt-get install apache2-utils")
    program = str(Path(sys.executable).with_name("deconflict"))
    desk = subprocess.Popen([program, "serve", "--ledger", given.ledger, "--port", str(given.port), "--rate", "1000000"])
    try:
        base = f"http://127.0.0.1:{given.port}"
        _wait(base)
        _measure(base, desk.pid, given)
    finally:
        desk.terminate()
        desk.wait(30)


def _arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--incidents", type=int, default=40)
    parser.add_argument("--port", type=int, default=8398)
    return parser.parse_args()


def _wait(base: str) -> None:
    """Until the desk answers, a minute at most."""
    until = time.monotonic() + _READY
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{base}/keys").close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the desk does not answer")


def _measure(base: str, pid: int, given: argparse.Namespace) -> None:
    """Cold pages one by one, then many clients at once."""
    heads = json.load(urllib.request.urlopen(f"{base}/incidents.json?limit={given.incidents}"))
    paths = [f"/incidents/{head['id']}" for head in heads["incidents"]]
    print(
        f"{heads['total']:,} incidents; the first start page {_once(base + '/'):.0f} ms, the first map {_once(base + '/map.json'):.0f} ms"
    )
    cold = sorted(_once(base + path) for path in paths)
    print(
        f"incident page, cold: median {statistics.median(cold):.0f} ms, 95 % {cold[int(len(cold) * 0.95)]:.0f} ms, longest {cold[-1]:.0f} ms"
    )
    for name, chosen in (("start page", ["/"]), ("incident pages", paths)):
        _crowd(base, name, chosen, given)
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024
    print(f"memory, at most: {peak:.0f} MB")


def _once(address: str) -> float:
    """Milliseconds until one answer is read whole."""
    start = time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - start)


def _crowd(base: str, name: str, paths: list[str], given: argparse.Namespace) -> None:
    """So many clients at once, spread over some pages; each ApacheBench asks for one of them."""
    chosen = paths[:10]
    each = max(1, given.clients // len(chosen))
    command = ["ab", "-q", "-t", str(given.seconds), "-n", "10000000", "-c", str(each)]
    running = [subprocess.Popen([*command, base + path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for path in chosen]
    told = [process.communicate(timeout=given.seconds + 60)[0] for process in running]
    done, failed = (
        sum(map(int, re.findall(rf"{label}:\s+(\d+)", "".join(told))))
        for label in ("Complete requests", "(?:Failed requests|Non-2xx responses)")
    )
    slowest = {share: max(map(int, re.findall(rf"\n\s+{share}%\s+(\d+)", "".join(told)))) for share in (50, 95, 99)}
    times = ", ".join(f"{share} % {value} ms" for share, value in slowest.items())
    print(f"{name}, {each * len(chosen)} clients for {given.seconds} s: {done / given.seconds:.0f}/s, {times}, {failed} failed")


if __name__ == "__main__":
    main()
