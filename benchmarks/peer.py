"""The peer of the speed table: a spaCy pipeline (blank English, its CNN, entities) trained on the same entity data as the reader, and kept in a folder."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

from training.reader.corpora import Example, held_out, re3d

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
_EPOCHS = 20
_SEED = 1


def trained(folder: Path) -> Any:
    """The pipeline, trained on the documents of re3d that the reader was trained on, or as it was kept; prints its score on the others."""
    import spacy  # noqa: PLC0415  a peer, in the extra

    if (folder / "meta.json").exists():
        return spacy.load(folder)
    spacy.util.fix_random_seed(_SEED)
    pipeline = spacy.blank("en")
    recogniser = pipeline.add_pipe("ner")
    examples = list(re3d(DATA))
    for kind in sorted({marked.label for example in examples for marked in example.marked}):
        recogniser.add_label(kind)
    learnt, kept = ([_example(pipeline, item) for item in examples if held_out(item) is part] for part in (False, True))
    _learn(pipeline, learnt)
    scores = pipeline.evaluate(kept)
    print(f"  spaCy's own entities on the {len(kept)} held-out documents of re3d: F {100 * scores['ents_f']:.1f} (precision {100 * scores['ents_p']:.1f}, recall {100 * scores['ents_r']:.1f})")  # fmt: skip
    pipeline.to_disk(folder)
    return pipeline


def _example(pipeline: Any, told: Example) -> Any:
    """A document as spaCy learns from it; entities that meet no token's edge are widened to it."""
    from spacy.training import Example as Learnt  # noqa: PLC0415
    from spacy.util import filter_spans  # noqa: PLC0415

    gold = pipeline.make_doc(told.text)
    spans = (gold.char_span(item.start, item.end, label=item.label, alignment_mode="expand") for item in told.marked)
    gold.ents = filter_spans([span for span in spans if span is not None])
    return Learnt(pipeline.make_doc(told.text), gold)


def _learn(pipeline: Any, learnt: list[Any]) -> None:
    """So many times over the documents."""
    from spacy.util import minibatch  # noqa: PLC0415

    chance, began = random.Random(_SEED), time.perf_counter()
    optimizer = pipeline.initialize(lambda: learnt)
    for _ in range(_EPOCHS):
        chance.shuffle(learnt)
        for batch in minibatch(learnt, 4):
            pipeline.update(batch, sgd=optimizer, drop=0.2)
    print(f"  spaCy trained on {len(learnt)} documents in {time.perf_counter() - began:.0f} s")
