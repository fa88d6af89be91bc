"""``python -m training.dictionary``: write the dictionary of word forms that the reader looks words up in, from lemminflect's (SPECIALIST Lexicon).

One line a form, sorted: the form, a tab, and its dictionary form by word class ("shot<TAB>NOUN=shot VERB=shoot"). A sorted text is searched where it
lies; lemminflect's own table takes a third of a second to unpack.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from lemminflect import config, getAllLemmas

OUT = Path(__file__).parent.parent / "src" / "deconflict" / "resources" / "lemmas.tsv"


def lines() -> list[str]:
    """Every single word of the dictionary and of what overrides it, with the first of its dictionary forms in each class."""
    with gzip.open(config.lemma_lu_fn, "rt", encoding="utf-8") as file:
        words = {line.split(",")[0] for line in file}
    overrides = Path(config.lemma_overrides_fn).read_text(encoding="utf-8").splitlines()
    words |= {line.split(",")[0] for line in overrides if "," in line and not line.startswith("#")}
    found = {word: getAllLemmas(word) for word in words if word == word.lower() and " " not in word}
    return sorted(
        f"{word}\t{' '.join(f'{tag}={forms[0]}' for tag, forms in tags.items() if forms)}" for word, tags in found.items() if tags
    )


if __name__ == "__main__":
    OUT.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
