"""Words, numbers and marks as tokens, whatever the case of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.extract.tokens import tokenise


def words(text: str) -> list[str]:
    return [token.text for token in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Two U.S. soldiers", ["Two", "U.S.", "soldiers"]),
        ("at 2:21 p.m. on Monday", ["at", "2:21", "p.m.", "on", "Monday"]),
        ("the army's outposts", ["the", "army", "'s", "outposts"]),
        ("They didn’t fire", ["They", "did", "n’t", "fire"]),
        ("a 63-year-old woman", ["a", "63-year-old", "woman"]),
        ("some 1,200 people.", ["some", "1,200", "people", "."]),
        ("“Stop,” he said", ["“", "Stop", ",", "”", "he", "said"]),
        ("No. 3 wing said no.", ["No.", "3", "wing", "said", "no", "."]),
    ],
)
def test_tokens_of_news(text: str, tokens: list[str]) -> None:
    assert words(text) == tokens


@pytest.mark.parametrize("text", ["said Maj. Gen. Hale", "said maj. gen. hale", "SAID MAJ. GEN. HALE"])
def test_ranks_keep_their_full_stop_in_any_case(text: str) -> None:
    assert [word.lower() for word in words(text)] == ["said", "maj.", "gen.", "hale"]


@given(st.text(max_size=200))
def test_tokens_give_back_their_text_in_order_without_overlap(text: str) -> None:
    at = 0
    for token in tokenise(text):
        assert token.start >= at
        assert text[token.start : token.end] == token.text != ""
        assert token.lower == token.text.lower()
        at = token.end


@given(st.text(alphabet="ab1 .,'-“”", max_size=60))
def test_nothing_but_white_space_is_left_out(text: str) -> None:
    assert "".join(words(text)) == "".join(text.split())
