"""Which happenings a report tells of: what goes back to one told before, and what opens another."""

from __future__ import annotations

import pytest

from deconflict.extract.retelling import clues
from deconflict.resources import table


def happenings(reading):
    """The happenings of the report's own, in order."""
    return [mention for mention in reading.mentions if not mention.background]


def told(reading, attribute="killed"):
    """The totals of each happening, in order."""
    return [
        [str(claim.value.low) for claim in mention.claims if claim.attribute == attribute and claim.group is None]
        for mention in happenings(reading)
    ]


APART = {
    "a separate incident": "Troops shot dead two men at a checkpoint near Hebron overnight, the army said. In a separate incident, a settler was stabbed and wounded on Route 60, police said.",
    "another day and place": "A bomb derailed a train near Sibi on Friday, killing 16 people, officials said. Unidentified gunmen shot dead three labourers from Punjab in Turbat on Saturday morning.",
    "a day at the head": "Shells killed 60 people in a shelter in El Fasher on Saturday, activists said. On Wednesday, 20 people were killed in strikes on the Saudi Maternity Hospital.",
    "a town far off": "A missile hit a block of flats in Ternopil on Wednesday and killed 26 people. In Kharkiv, a drone attack killed three people, the governor said.",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_what_is_told_apart_is_another_happening(read, text):
    assert len(happenings(read(text))) == 2


ONE = {
    "the attack": "Gunmen attacked a church in Kaya on Sunday and killed 11 people. The attack lasted an hour, the mayor said. The attackers fled on motorcycles.",
    "a dateline": "BANGUI - Three peacekeepers died when their vehicle hit a mine near Bouar on Tuesday, the mission said. The blast wounded two others.",
    "a way from and to": "A roadside bomb derailed a train near Sibi on Friday and killed 16 people. The train was travelling from Quetta to Peshawar when the device went off at 8.45am, a controller said.",
    "who counts otherwise": "A drone hit a market in Omdurman on Monday and killed 12 people, the ministry said. Residents said that 30 people had been killed.",
    "weapons of one use": "Artillery fire hit a clinic in Maungdaw on Monday and killed six people, residents said.\n\nShells fell on the town for an hour, a nurse said.",
    "who died later": "A car bomb exploded in Kabul on Monday, killing three people. Two of the wounded died in hospital on Tuesday.",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_what_goes_back_is_the_same_happening(read, text):
    assert len(happenings(read(text))) == 1


def test_each_clue_has_a_name_that_the_table_may_weigh(read, monkeypatch):
    met = set()

    def watched(*told):
        found = list(clues(*told))
        met.update(found)
        return found

    monkeypatch.setattr("deconflict.extract.retelling.clues", watched)
    for text in (*APART.values(), *ONE.values()):
        read(text)
    assert {"by rule", "new by rule", "another paragraph", "only harm"} & met
    assert len(met & table("retelling")["weights"].keys()) > 20


@pytest.mark.parametrize(
    ("text", "outcome", "expected"),
    [
        ("A bomb killed 21 people and injured more than 60 near Sibi on Friday. Forty-eight people remain in hospital, nine of them in critical condition.", "injured", ["60"]),
        ("Seven marines were killed on Sunday when gunmen attacked a patrol near Teloloapan. One of the marines died on the way to hospital.", "killed", ["7"]),
        ("A seventh marine has died of wounds suffered in Sunday's ambush near Teloloapan, the navy said. Petty officer Daniel Rosas, 27, succumbed in Acapulco.", "killed", ["7"]),
        ("At least 57 civilians died in Saturday's shelling of El Fasher, the UN said. It could not confirm a claim that 60 had been killed.", "killed", ["57"]),
    ],
)  # fmt: skip
def test_which_figure_stands_for_all(read, text, outcome, expected):
    assert sorted(dict.fromkeys(told(read(text), outcome)[0])) == expected


def test_each_sort_of_what_was_launched_has_its_number(read):
    (mention,) = read("Russia fired 476 drones and 48 missiles at Ternopil overnight, killing 26 people.").mentions
    assert {(claim.group, claim.value.low) for claim in mention.claims if claim.attribute == "launched"} == {
        ("drones", 476),
        ("missiles", 48),
    }


def test_a_doer_and_a_weapon_are_named_by_a_noun(read):
    reading = read("RSF shells killed 60 people in El Fasher on Saturday. Two drone strikes and eight artillery shells struck the Al-Arqam shelter.", title="El Fasher strike kills 60")  # fmt: skip
    claims = [claim for mention in reading.mentions for claim in mention.claims]
    assert {claim.value.shown for claim in claims if claim.attribute == "means"} & {"two", "eight"} == set()
    assert "El Fasher" not in {claim.value.name for claim in claims if claim.attribute == "actor"}


def test_where_people_fled_to_is_not_where_it_happened(read):
    reading = read(
        "Gunmen stormed the town of Cabaret in Haiti on Tuesday and killed 40 people. Hundreds of residents fled toward Arcahaie."
    )
    places = {claim.value.name for mention in reading.mentions for claim in mention.claims if claim.attribute == "place"}
    assert "Arcahaie" not in places
