from __future__ import annotations

import pytest

from deconflict.extract.fillers import one_thing, plain


@pytest.mark.parametrize(
    ("text", "full", "short"),
    [
        ("Roberto Garcia was shot. Garcia died.", "Roberto Garcia", "Garcia"),
        ("the Farabundo Marti National Liberation Front (FMLN)", "Farabundo Marti National Liberation Front", "FMLN"),
        ("the National Liberation Army [ELN]", "National Liberation Army", "ELN"),
        ("members of the Rapid Support Forces; the RSF", "Rapid Support Forces", "RSF"),
        ("colonel juan perez diaz and perez diaz", "colonel juan perez diaz", "perez diaz"),
        ("the Harbour Defence Union (Haven) said", "Harbour Defence Union", "Haven"),
    ],
)
def test_names_of_one_thing(text: str, full: str, short: str) -> None:
    assert one_thing(text, full, short)


@pytest.mark.parametrize(
    ("full", "short"),
    [("hunting rifle", "rifle"), ("Rapid Support Forces", "army"), ("Roberto Garcia", "Roberto"), ("the bridge", "bridge")],
)
def test_names_of_two_things(full: str, short: str) -> None:
    assert not one_thing(f"{full} and {short}", full, short)


def test_names_are_compared_without_article_case_and_marks() -> None:
    assert plain("The U.S. Embassy") == plain("u.s. embassy") == "u s embassy"
