"""How good the answers are: our own annotated reports always, and gold data with its scorer where they lie beside the repository.

    python -m benchmarks.accuracy [--only NAME,NAME] [--floors FILE] [--all] [--model FOLDER]

Prints one table, in Markdown, with published figures beside ours (``published.toml``). With ``--floors`` a figure under the floor recorded in the
file makes the run fail. ``--all`` measures the slow ones too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"
PUBLISHED = Path(__file__).with_name("published.toml")
KEPT = {"entities": 5, "incidents": 5}
"""One in so many texts of these corpora was never trained on (training/reader/corpora.py)."""
Result = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing measured: the scorer's name and data, what of its answer is shown, whether texts are left to those never trained on."""

    scorer: str
    data: str
    told: str
    shown: Callable[[dict], str]
    kept: bool = False
    slow: bool = False


def prf(part: Mapping[str, float]) -> str:
    """Precision and recall in words."""
    return f"precision {part['precision']}, recall {part['recall']}"


TASKS = {
    "claims": Task("", "", "claims on single happenings; own reports never trained on", lambda r: prf(r["all"])),
    "seeds": Task("seeds", "seeds/rows.json", "contradictions between two long rewrites of one story", lambda r: f"{r['all rows']} rows"),
    "pairs": Task("pairs", "pairs/pairs.jsonl", "contradictions between short reports", lambda r: f"{r['all rows']} rows"),
    "roles": Task("roles", "muc4/roles-dev.jsonl", "role fillers; MUC-4, development part", lambda r: prf(r["micro"])),
    "quotes": Task("quotes", "polnear/dev.jsonl", "who is cited for what; PolNeAR, development part", lambda r: ", ".join(f"{k} {r[k]['f1']}" for k in ("source", "cue", "content")) + f", linked {r['content linked to its source']}"),
    "times": Task("times", "times/tempeval3.jsonl", "time expressions, right days; TempEval-3", lambda r: f"recognition {r['recognition']['f1']}"),
    "entities kept": Task("entities", "re3d/documents.jsonl", "entities; re3d, documents never trained on", lambda r: prf(r["micro"]), kept=True),
    "entities": Task("entities", "re3d/documents.jsonl", "entities; re3d, all (four fifths were trained on)", lambda r: prf(r["micro"])),
    "places lgl": Task("places", "toponyms/lgl.jsonl", "places found and put within 161 km; LGL (trained on)", lambda r: f"recognition {r['recognition']['f1']}, of the resolved {r['acc@161km of the resolved']} %"),
    "places geovirus": Task("places", "toponyms/geovirus.jsonl", "places found and put within 161 km; GeoVirus (trained on)", lambda r: f"recognition {r['recognition']['f1']}, of the resolved {r['acc@161km of the resolved']} %"),
    "incidents kept": Task("incidents", "incidents", "reports of one incident; gun violence, incidents never trained on", lambda r: f"killed {r['killed exact']} %, injured {r['injured exact']} % exact", kept=True, slow=True),
    "incidents": Task("incidents", "incidents", "reports of one incident; gun violence, all", lambda r: f"killed {r['killed exact']} %, injured {r['injured exact']} % exact", slow=True),
}  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measure, print one row a task, and hold each score against its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of tasks, parted by commas")
    parser.add_argument("--floors", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args(arguments)
    floors = tomllib.loads(options.floors.read_text(encoding="utf-8")) if options.floors else {}
    published = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))
    wanted = [name for name in options.only.split(",") if name] or [name for name, task in TASKS.items() if options.all or not task.slow]
    print("| measured | score | of it | to compare |\n| --- | --- | --- | --- |")
    low = []
    for name in wanted:
        result = measured(name, options.model)
        if result is None:
            print(f"| {TASKS[name].told} | - | no gold data beside the repository | |")
            continue
        print(f"| {TASKS[name].told} | {result['score']} | {TASKS[name].shown(result)} | {published.get(name, '')} |", flush=True)
        if result["score"] < floors.get(name, 0):
            low.append(f"{name} ({result['score']}, floor {floors[name]})")
    if low:
        raise SystemExit(f"under the floor: {', '.join(low)}")


def measured(name: str, model: Path | None) -> dict | None:
    """What a scorer says, or None without its data."""
    task = TASKS[name]
    extra = ["--model", str(model)] if model else []
    if not task.scorer:
        return answer([sys.executable, "-m", "benchmarks.claims", *extra])
    scorer = SHARED / "score" / "score.py"
    if not scorer.exists():
        return None
    program = f"{sys.executable} {Path(__file__).with_name('program.py')} {' '.join(extra)}"
    with tempfile.TemporaryDirectory() as folder:
        data = kept_part(task.scorer, DATA / task.data, Path(folder)) if task.kept else DATA / task.data
        return answer([sys.executable, str(scorer), task.scorer, str(data), "--run", program])


def answer(command: list[str]) -> dict:
    """The JSON that a command prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.strip()[-400:]}")
    return json.loads(done.stdout)


def kept_part(scorer: str, data: Path, folder: Path) -> Path:
    """A copy of the data with only the texts that were never trained on: by document, or by incident."""
    for path in [data] if data.is_file() else sorted(data.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        kept = [row for row in rows if crc32(str(row.get("incident", row.get("id"))).encode()) % KEPT[scorer] == 0]
        (folder / path.name).write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
    return folder if data.is_dir() else folder / data.name


if __name__ == "__main__":
    main()
