"""Training examples in other words: what changes, what must stay, and where every label stands afterwards."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from training.reader.example import Example, Link, Marked
from training.reader.vary import Stock, leaves, rewritten, sort_of

TEXT = "Gunmen shot two men in Gao. In Gao, police said, he ran."
OTHER = "Horsemen shot a boy in Kidal, a witness said."


def marked(text: str, *wanted: tuple[str, str, str]) -> list[Marked]:
    found, at = [], 0
    for words, layer, label in wanted:
        start = text.index(words, at)
        found.append(Marked(start, start + len(words), layer, label))
        at = start
    return found


def example(text: str, *wanted: tuple[str, str, str]) -> Example:
    return Example("x", "own", text, frozenset({"party"}), marked=marked(text, *wanted), tolls={"killed": 2})


def told() -> Example:
    return example(
        TEXT,
        ("Gunmen", "party", "perpetrator"),
        ("shot", "anchor", "anchor"),
        ("two men", "harm", "killed"),
        ("Gao", "circumstance", "place"),
        ("In Gao, police said", "content", "content"),
        ("Gao", "circumstance", "place"),
        ("he", "source", "source"),
    )


def other() -> Example:
    return example(OTHER, ("Horsemen", "party", "perpetrator"), ("boy", "harm", "killed"), ("Kidal", "circumstance", "place"))


def test_names_give_way_to_names_of_their_sort_all_over_a_text() -> None:
    stock = Stock([told(), other()])
    texts = {stock.varied(told(), Random(seed)).text for seed in range(40)}
    assert "Horsemen shot two men in Kidal. In Kidal, police said, he ran." in texts
    assert all(text.count("Gao") in {0, 2} and "two men" in text for text in texts)


def test_what_holds_another_label_a_pronoun_and_an_anchor_stay() -> None:
    assert [TEXT[mark.start : mark.end] for mark in leaves(told())] == ["Gunmen", "two men", "Gao", "Gao"]


def test_a_stretch_behind_an_article_is_of_another_sort() -> None:
    boy, men = leaves(other())[1], leaves(told())[1]
    assert sort_of(other(), boy) == ("harm", "killed", False, False, True)
    assert sort_of(told(), men) == ("harm", "killed", False, False, False)


def test_a_changed_text_has_no_known_toll() -> None:
    assert rewritten(told(), []).tolls == {"killed": 2}
    assert rewritten(told(), [(0, 6, "Robbers")]).tolls == {}


@given(words=st.lists(st.text("abc XYZ", max_size=9), min_size=4, max_size=4))
def test_labels_and_links_move_with_their_words(words: list[str]) -> None:
    before = told()
    before.links = [Link("anchor", mark.start, before.marked[1].start) for mark in before.marked]
    changes = [(mark.start, mark.end, new) for mark, new in zip(leaves(before), words, strict=True)]
    after = rewritten(before, changes)
    assert [after.text[mark.start : mark.end] for mark in leaves(after) if mark.end > mark.start] == [new for new in words if new]
    assert after.text[after.links[0].target or 0 :].startswith("shot ")
    content = next(mark for mark in after.marked if mark.layer == "content")
    assert after.text[content.start : content.end] == f"In {words[3]}, police said"
