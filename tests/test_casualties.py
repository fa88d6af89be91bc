"""Casualties that a report tells of: none at all, of one group only, and by several people who do not agree."""

from __future__ import annotations

from datetime import date

import pytest

from deconflict.extract.harm import find_harms
from deconflict.extract.reader import Reader
from deconflict.extract.sentence import parse
from deconflict.extract.tokens import tokenise
from deconflict.model import Part, Passage, Report
from deconflict.read.sentences import split_sentences
from deconflict.values import Relation
from deconflict.values.count import Count


def harms(text: str) -> set[tuple[str, str, str]]:
    """Outcome, people and number of each harm in a sentence."""
    passage = Passage("a", Part.TEXT, text)
    (sentence,) = parse(passage, split_sentences(passage), tokenise(text))
    return {(harm.outcome, passage.quote(harm.people), harm.count.show()) for _, harm in find_harms(sentence)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nobody was killed, but three traders were wounded.", {("killed", "Nobody", "0")}),
        ("Nobody has died, the ministry states.", {("killed", "Nobody", "0")}),
        ("No one was hurt.", {("injured", "No one", "0")}),
        ("The attack left nobody dead.", {("killed", "nobody", "0")}),
        ("The shells caused no casualties.", {("killed", "no casualties", "0"), ("injured", "no casualties", "0")}),
        ("There were no casualties among civilians.", {("killed", "civilians", "0"), ("injured", "civilians", "0")}),
        ("No deaths among the passengers were reported.", {("killed", "the passengers", "0")}),
    ],
)
def test_that_nobody_was_harmed_is_a_number_as_well(text: str, told: set[tuple[str, str, str]]) -> None:
    found = harms(text)
    assert told <= found
    assert all(number == "0" for outcome, people, number in found if "traders" not in people)


def test_whoever_has_not_been_found_is_missing() -> None:
    assert ("missing", "Four soldiers", "4 soldiers") in harms("Four soldiers have not been found.")
    assert not harms("Two rifles have not been found.")


def test_the_number_of_the_killed_is_no_people() -> None:
    assert harms("The number of people killed in the strike has risen to 14.") == {("killed", "14", "14")}
    assert harms("A number of people were killed.")


def killed(reader: Reader, text: str) -> set[tuple[str | None, str]]:
    """Groups and numbers of the killed in the first happening of a report."""
    reading = reader.read(Report("a", text, published=date(2025, 6, 4), language="en"))
    return {(claim.group, claim.value.show()) for claim in reading.mentions[0].claims if claim.attribute == "killed"}


def test_each_source_keeps_its_own_toll(reader: Reader) -> None:
    text = (
        "Militiamen attacked a camp for the displaced near Drodro on Tuesday evening. Thirty-six people were killed, the camp's registrar said. "
        "The army said that 31 people were killed."
    )
    assert {(None, "36"), (None, "31")} <= killed(reader, text)


def test_a_smaller_number_of_the_same_telling_is_a_part(reader: Reader) -> None:
    text = (
        "Militiamen attacked a camp for the displaced near Drodro on Tuesday evening, killing 36 people. "
        "Nine people were shot dead at the gate."
    )
    told = killed(reader, text)
    assert (None, "36") in told and (None, "9") not in told
    assert any(group is not None and number.startswith("9") for group, number in told)


def test_the_toll_of_a_war_does_not_hide_that_of_the_day(reader: Reader) -> None:
    text = (
        "A drone struck a wedding near Danko on Monday, and 41 people were killed, the emergency agency said. "
        "More than 150 civilians have been killed in such strikes since 2015."
    )
    assert (None, "41") in killed(reader, text)


@pytest.mark.parametrize(
    ("text", "day", "series"),
    [
        (
            "A drone hit a fuel depot in Nyala on March 3, killing four workers, a medic said. In February and March, drone strikes "
            "across South Darfur killed 230 people, a monitoring group said.", "4", "230",
        ),
        (
            "A car bomb in Jalula killed six people on Monday. From February 20 to March 3, a wave of bombings in Diyala province killed 41.",
            "6", "41",
        ),
    ],
)  # fmt: skip
def test_a_campaign_is_another_happening_than_its_last_strike(reader: Reader, text: str, day: str, series: str) -> None:
    mentions = reader.read(Report("a", text, published=date(2025, 3, 5), language="en")).mentions
    told = [{claim.value.show() for claim in mention.claims if claim.attribute == "killed" and claim.group is None} for mention in mentions]
    assert [mention.background for mention in mentions] == [False, True]
    assert told == [{day}, {series}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A third villager has died in hospital.", ("killed", "A third villager", "3")),
        ("An 11th soldier died of his wounds.", ("killed", "An 11th soldier", "11")),
        ("A third of the villagers died.", None),
    ],
)
def test_a_third_death_makes_three(text: str, told: tuple[str, str, str] | None) -> None:
    found = harms(text)
    assert told in found if told is not None else "3" not in {number for _, _, number in found}


def test_who_is_taken_hostage_is_captured() -> None:
    assert ("captured", "Two guards", "2") in harms("Two guards were taken hostage by the inmates.")
    assert ("captured", "3 hostages") in {(outcome, number) for outcome, _, number in harms("The gunmen took three nurses hostage.")}


def test_evidence_stays_within_a_sentence_and_vessels_are_no_captives(read) -> None:
    reading = read(
        "Pirates boarded a tanker off Bonny Island on Monday and kidnapped six crew members, a security firm said. "
        "Eight armed men in a speedboat carried out the attack. The navy said that it had sent two patrol vessels."
    )
    captured = [claim for mention in reading.mentions for claim in mention.claims if claim.attribute == "captured"]
    assert {claim.value.low for claim in captured} == {6}
    assert not any(". " in claim.quote for mention in reading.mentions for claim in mention.claims)


def test_people_told_together_are_told_apart_too(reader: Reader) -> None:
    told = killed(reader, "Gunmen ambushed a convoy of ore lorries near Panjgur on Monday, killing two drivers and a guard, police said.")
    assert {(None, "3"), ("drivers", "2"), ("guard", "1")} <= told


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Turkey's defence ministry said its troops killed six militants in northern Iraq on Tuesday.", "Turkey armed forces"),
        ("Al Shabaab said on Telegram that its fighters had killed 17 soldiers in Beledweyne on Sunday.", "al-Shabaab"),
        ("Residents of Kutum said their attackers came on camels and killed nine people on Sunday.", "attackers"),
    ],
)
def test_its_troops_are_those_of_who_says_so(reader: Reader, text: str, doer: str) -> None:
    reading = reader.read(Report("a", text, published=date(2025, 6, 4), language="en"))
    told = {claim.value.show() for mention in reading.mentions for claim in mention.claims if claim.attribute == "actor"}
    assert doer in told, told


def test_those_who_were_killed_did_not_do_it(reader: Reader) -> None:
    text = "Seven soldiers were killed in an ambush near Argelia on Monday. The soldiers had been on their way to destroy laboratories."
    reading = reader.read(Report("a", text, published=date(2025, 6, 4), language="en"))
    doers = [claim.value.show() for mention in reading.mentions for claim in mention.claims if claim.attribute == "actor"]
    assert not [words for words in doers if "soldiers" in words]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A man aged 60 was killed.", {("killed", "A man aged 60", "1")}),
        (
            "Two men aged 54 and 60 were killed and 21 people injured.",
            {("killed", "Two men aged 54 and 60", "2"), ("injured", "21 people", "21")},
        ),
        ("Three boys ages 9, 11 and 12 were wounded.", {("injured", "Three boys ages 9, 11 and 12", "3 children")}),
    ],
)
def test_an_age_is_no_toll(text: str, told: set[tuple[str, str, str]]) -> None:
    assert harms(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A third man, 41, was hospitalized.", {("injured", "man, 41", "1")}),
        ("A man, 33, and a woman, 29, died.", {("killed", "A man, 33, and a woman, 29", "2")}),
        ("Two girls, 9 and 12, were shot.", {("injured", "Two girls, 9 and 12", "2 children")}),
        ("The blast killed 12, 30 were wounded.", {("killed", "12", "12"), ("injured", "30", "30")}),
        ("On May 4, 12 people were killed.", {("killed", "12 people", "12")}),
        ("In Homs, 12 died.", {("killed", "12", "12")}),
    ],
)
def test_a_number_after_a_comma_is_an_age_where_it_closes(text: str, told: set[tuple[str, str, str]]) -> None:
    assert harms(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A teacher, a nurse and a driver were killed.", {("killed", "A teacher, a nurse and a driver", "3")}),
        ("On Monday, a teacher and a driver were killed.", {("killed", "a teacher and a driver", "2")}),
        ("Near the school, a teacher and a driver were killed.", {("killed", "a teacher and a driver", "2")}),
        ("The brothers, a teacher and a driver, were killed.", {("killed", "a teacher and a driver", "2")}),
    ],
)
def test_people_in_a_row_before_the_verb_add_up(text: str, told: set[tuple[str, str, str]]) -> None:
    assert harms(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Four people were shot, one fatally, outside a bar.", {("injured", "Four people", "4"), ("killed", "one", "1")}),
        ("Six people were shot, two of them fatally.", {("injured", "Six people", "6"), ("killed", "two of them", "2")}),
        ("A man was fatally shot and two others wounded.", {("killed", "A man", "1"), ("injured", "two others", "2")}),
    ],
)
def test_some_of_those_shot_died(text: str, told: set[tuple[str, str, str]]) -> None:
    assert harms(text) == told


def test_whoever_dies_of_wounds_is_not_all_of_a_group(reader: Reader) -> None:
    """Nine were killed at first, among them two children; a girl who died later makes one more, and does not say that there was one."""
    text = "The toll of Monday's shelling of Tessit has risen to 14. Two men and a 12-year-old girl died of their wounds on Thursday, a doctor said."
    mentions = reader.read(Report("a", text, published=date(2025, 6, 6), language="en")).mentions
    told = {claim.group: claim.value for claim in mentions[0].claims if claim.attribute == "killed"}
    assert told[None] == Count.exactly(14)
    assert told["children"].relation(Count.exactly(2)) is told["men"].relation(Count.exactly(5)) is Relation.INCOMPARABLE


def test_a_group_told_among_all_is_the_whole_of_it(reader: Reader) -> None:
    told = killed(reader, "Gunmen attacked a village near Gao on Monday. Six people, including two children, were killed, police said.")
    assert told == {(None, "6"), ("children", "2")}
