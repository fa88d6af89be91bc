"""Patterns on small letters find what patterns without regard for case do."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deconflict.extract import aftermath, circumstances, retelling
from deconflict.extract.worded import Worded, small_letters


@pytest.mark.parametrize("text", ["Held BY the army", "Prıncess of İzmir", "handſ of", "10 Kelvin", "ΑΣ", "İİ held by", ""])
def test_small_letters_stay_where_they_were(text):
    assert len(small_letters(text)) == len(text)
    plain, regardless = re.compile(r"held by|hands of|princess|of i|kelvin"), re.compile(r"held by|hands of|princess|of i|kelvin", re.I)
    assert [match.span() for match in plain.finditer(small_letters(text))] == [match.span() for match in regardless.finditer(text)]


def test_every_letter_is_as_plain_as_patterns_take_it():
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert all(len(small_letters(letter)) == 1 for letter in letters)
    taken = {letter for letter in letters if re.match("[a-z]", letter, re.I)}
    assert taken == {letter for letter in letters if re.match("[a-z]", small_letters(letter))}


def test_a_hint_must_stand_in_the_text():
    pattern = Worded.by("control hands", r"(?:control|hands) of")
    assert pattern.found_in("in the hands of") and not pattern.found_in("in their grip")
    assert [match.start() for match in pattern.finditer("control of and hands of")] == [0, 15]
    assert not list(pattern.finditer("held by"))


@pytest.mark.parametrize(
    "worded", [circumstances._APART, circumstances._FROM, aftermath._RESPONSE, aftermath._HELD, aftermath._ACTIVITY, retelling._SHIFTED]
)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_match_of_a_pattern_holds_one_of_its_hints(worded, data):
    """A word that is added to a pattern and not to its hints would never be found."""
    text = data.draw(st.from_regex(worded.pattern))
    assert worded.pattern.search(text)
    assert worded.found_in(text)
