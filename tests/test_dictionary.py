"""The dictionary of word forms that ships is the library's, word for word."""

from __future__ import annotations

import random

import pytest

from deconflict.extract.dictionary import lemmas


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("killed", {"VERB": "kill"}),
        ("shot", {"ADJ": "shot", "NOUN": "shot", "VERB": "shoot"}),
        ("'ll", {"AUX": "will", "VERB": "will"}),
        ("herself", {"NOUN": "herself"}),
        ("drone", {"NOUN": "drone", "VERB": "drone"}),
        ("kidnapp", {}),
        ("", {}),
        ("\uffff", {}),
    ],
)
def test_forms_are_led_back_to_their_words(word, forms):
    assert lemmas(word) == forms


def test_it_says_what_the_library_says():
    lemminflect = pytest.importorskip("lemminflect")
    from deconflict.resources import path

    rows = path("lemmas.tsv").read_text(encoding="utf-8").splitlines()
    assert len(rows) > 60_000
    for row in random.Random(1).sample(rows, 2_000):
        word = row.split("\t")[0]
        assert lemmas(word) == {tag: forms[0] for tag, forms in lemminflect.getAllLemmas(word).items() if forms}
