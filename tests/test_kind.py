"""Kinds: which words tell of which, and which may be one happening told twice."""

import pytest

from deconflict.resources import table
from deconflict.values import Kind, Relation
from deconflict.values.inflection import noun_forms, verb_forms


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("shooting", "shooting"),
        ("a series of airstrikes", "air/drone strike"),
        ("AIR RAIDS", "air/drone strike"),
        ("was gunned down", "shooting"),
        ("opened fire", "shooting"),
        ("a suicide bomb attack", "suicide bomb"),
        ("a car bomb exploded", "remote explosive/landmine/ied"),
        ("bombed", "bombing"),
        ("ambushes", "ambush"),
        ("kidnapped", "abduction/hostage taking"),
        ("hacked to death", "stabbing"),
        ("set ablaze", "arson"),
        ("clashes", "armed clash"),
        ("air/drone strike", "air/drone strike"),
        ("an incident", "violence"),
    ],
)
def test_words_in_any_form_tell_of_a_kind(words, kind):
    assert Kind.parse(words) == Kind(kind)


def test_words_without_a_trigger_tell_of_none():
    assert Kind.parse("a press conference") is None


def test_base_forms_are_looked_up_by_part_of_speech():
    assert Kind.of_noun("air strike") == Kind("air/drone strike")
    assert Kind.of_verb("shell") == Kind("shelling/artillery/missile attack")
    assert Kind.of_weapon("machete") == Kind("stabbing")
    assert Kind.of_verb("air strike") is Kind.of_noun("shell") is Kind.of_weapon("word") is None


def test_a_name_that_is_no_kind_is_refused():
    with pytest.raises(ValueError, match="no such kind"):
        Kind("weather")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("air strike", "attack", Relation.REFINES),
        ("incident", "stabbing", Relation.GENERALISES),
        ("suicide bombing", "explosion", Relation.REFINES),
        ("air strike", "missile attack", Relation.COMPATIBLE),
        ("air strike", "bombing", Relation.COMPATIBLE),
        ("ambush", "firefight", Relation.COMPATIBLE),
        ("ambush", "shooting", Relation.COMPATIBLE),
        ("abduction", "raid", Relation.COMPATIBLE),
        ("killing", "air strike", Relation.COMPATIBLE),
        ("massacre", "shooting", Relation.COMPATIBLE),
        ("clash", "attack", Relation.COMPATIBLE),
        ("air strike", "stabbing", Relation.CONFLICTS),
        ("car ramming", "shelling", Relation.CONFLICTS),
        ("arson", "abduction", Relation.CONFLICTS),
    ],
)
def test_relations_of_kinds(a, b, expected):
    assert Kind.parse(a).relation(Kind.parse(b)) is expected


def test_a_kind_covers_itself_and_what_lies_below():
    bombing, suicide = Kind("bombing"), Kind("suicide bomb")
    assert bombing.covers(suicide)
    assert bombing.covers(bombing)
    assert not suicide.covers(bombing)
    assert suicide.ancestors == (Kind("bombing"), Kind("attack"), Kind("violence"))


@pytest.mark.parametrize("part", ["nouns", "verbs", "by"])
def test_every_word_of_the_table_tells_of_one_kind_only(part):
    words = [word for row in table("kinds").values() for word in row.get(part, ())]
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)


def test_the_table_hangs_together_under_one_root():
    rows = table("kinds")
    assert [name for name, row in rows.items() if "under" not in row] == ["violence"]
    assert all(name in rows for row in rows.values() for name in [row.get("under", "violence"), *row.get("overlaps", ())])


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("stab", {"stab", "stabs", "stabbing", "stabbed"}),
        ("open fire", {"open fire", "opens fire", "opening fire", "opened fire"}),
        ("shoot", {"shoot", "shoots", "shooting", "shot"}),
        ("hit", {"hit", "hits", "hitting"}),
        ("raid", {"raid", "raids", "raiding", "raided"}),
        ("seize", {"seize", "seizes", "seizing", "seized"}),
        ("carry", {"carry", "carries", "carrying", "carried"}),
    ],
)
def test_verbs_have_their_forms(verb, forms):
    assert set(verb_forms(verb)) == forms


def test_nouns_have_their_plurals():
    assert [noun_forms(noun)[1] for noun in ("blast", "ambush", "robbery", "air strike", "convoy")] == [
        "blasts",
        "ambushes",
        "robberies",
        "air strikes",
        "convoys",
    ]
