"""From scores to spans, on scores made by hand."""

from __future__ import annotations

import numpy as np

from deconflict.extract.encoder import Heads, Layer, Tagging, Window
from deconflict.extract.tagged import Ties, label_of, tagged
from deconflict.model import Part, Passage

HEADS = Heads(
    64, (Layer("role", ("victim", "weapon"), True, 0), Layer("guard", ("actual", "denied"), False, 5)), ("anchor",), 2, ("violent",), {}, {}
)
TEXT = "Ana Ruiz died of gunshots"
WORDS = [(0, 3), (4, 8), (9, 13), (14, 16), (17, 20), (20, 25)]
OUT, VICTIM, IN_VICTIM, WEAPON, IN_WEAPON = range(5)


def tagging(*tags: int, sure: float = 6.0, ends: np.ndarray | None = None) -> Tagging:
    scores = np.zeros((len(WORDS), 7), dtype=np.float32)
    for at, tag in enumerate(tags):
        scores[at, tag] = sure
    offsets = np.array(WORDS)
    ends = np.zeros((len(WORDS) + 1, 4), dtype=np.float32) if ends is None else ends
    window = Window(0, len(WORDS), scores, ends, np.zeros(1, dtype=np.float32), np.zeros(0, dtype=np.float32))
    return Tagging(Passage("a", Part.TEXT, TEXT), HEADS, offsets[:, 0], offsets[:, 1], (window,))


def words(found: Tagging) -> list[tuple[str, str]]:
    return [(found.passage.quote(item.span), item.label) for item in tagged(found, "role")]


def test_runs_of_tags_are_spans() -> None:
    assert words(tagging(VICTIM, IN_VICTIM, OUT, OUT, WEAPON, IN_WEAPON)) == [("Ana Ruiz", "victim"), ("gunshots", "weapon")]


def test_inside_without_a_beginning_is_mended() -> None:
    assert words(tagging(OUT, OUT, OUT, OUT, IN_WEAPON, IN_WEAPON, sure=4.0))[-1][1] == "weapon"


def test_a_span_never_ends_within_a_word() -> None:
    assert words(tagging(OUT, OUT, OUT, OUT, WEAPON, OUT)) == [("gunshots", "weapon")]


def test_two_beginnings_are_two_spans() -> None:
    assert words(tagging(VICTIM, VICTIM, OUT, OUT, OUT, OUT)) == [("Ana", "victim"), ("Ruiz", "victim")]


def test_a_boost_finds_more() -> None:
    weak = tagging(OUT, OUT, OUT, OUT, OUT, OUT, sure=1.5)
    assert not tagged(weak, "role")
    assert tagged(weak, "role", boost=4.0)


def test_nothing_comes_of_nothing() -> None:
    assert words(tagging(OUT, OUT, OUT, OUT, OUT, OUT)) == []


def test_classes_of_a_span_are_read_from_its_tokens() -> None:
    found = tagging(VICTIM, IN_VICTIM, OUT, OUT, OUT, OUT)
    found.windows[0].tags[:2, 6] = 5.0
    assert label_of(found, "guard", tagged(found, "role")[0])[0] == "denied"


def test_a_link_is_scored_against_nothing() -> None:
    ends = np.zeros((len(WORDS) + 1, 4), dtype=np.float32)
    ends[5, :2] = 1.0  # what 'gun' looks for
    ends[1, 2:] = 3.0  # what 'Ana' offers
    found = tagging(VICTIM, IN_VICTIM, OUT, OUT, WEAPON, IN_WEAPON, ends=ends)
    victim, weapon = tagged(found, "role")
    assert Ties(found, "anchor", [victim]).scores(weapon)[0] > 0
    assert Ties(found, "anchor", [weapon]).scores(victim)[0] == 0
