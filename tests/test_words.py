"""Words and their classes: what names something."""

from __future__ import annotations

import pytest

from deconflict.extract.words import up_to_noun


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("staves and", "staves"),
        ("massive", ""),
        ("suspected", ""),
        ("Suspected", ""),
        ("Suspected rebels", "Suspected rebels"),
        ("Andrew Young", "Andrew Young"),
        ("two", ""),
    ],
)
def test_words_up_to_what_names_something(words, named):
    assert up_to_noun(words) == named
