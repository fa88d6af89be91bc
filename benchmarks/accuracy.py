"""How good the answers are: our own invented cases always, and gold data with its scorer where they lie beside the repository.

    python -m benchmarks.accuracy [--floors FILE] [--all]

With ``--floors`` a figure under the floor recorded in the file makes the run fail. ``--all`` runs the slow scorers too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
PROGRAM = f"{sys.executable} -c 'from deconflict.cli import main; main()'"
GOLD = {
    "seeds": "seeds/rows.json",
    "pairs": "pairs/pairs.jsonl",
    "times": "times/tempeval3.jsonl",
    "entities": "re3d/documents.jsonl",
    "places": "toponyms/lgl.jsonl",
    "quotes": "polnear/dev.jsonl",
    "roles": "muc4/roles-dev.jsonl",
    "incidents": "incidents",
}
SLOW = frozenset({"incidents"})


def main(arguments: list[str] | None = None) -> None:
    """Measure, print one line a figure, and hold it against its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--floors", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args(arguments)
    floors = tomllib.loads(options.floors.read_text(encoding="utf-8")) if options.floors else {}
    scorer = SHARED / "score" / "score.py"
    if not scorer.exists():
        print("no gold data beside the repository: nothing to score")
        return
    low = [name for name in GOLD if (options.all or name not in SLOW) and not passes(name, scorer, floors)]
    if low:
        raise SystemExit(f"under the floor: {', '.join(low)}")


def passes(name: str, scorer: Path, floors: dict[str, float]) -> bool:
    """Run one scorer; whether its score is at or over its floor."""
    command = [sys.executable, str(scorer), name, str(SHARED / "data" / GOLD[name]), "--run", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name:10} failed: {done.stderr.strip()[-400:]}")
        return False
    score, floor = json.loads(done.stdout)["score"], floors.get(name)
    print(f"{name:10} {score:5.1f}" + (f"   floor {floor}" if floor is not None else ""))
    return floor is None or score >= floor


if __name__ == "__main__":
    main()
