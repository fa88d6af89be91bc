"""The first look at what a text may come of."""

from __future__ import annotations

import random

import pytest

from deconflict.link.kinship import kin_of
from deconflict.link.signature import Signature
from deconflict.link.wording import wording_of
from deconflict.model import Report

STORY = (
    "Gunmen stormed the police post at Kafr Rumaila before dawn on Tuesday and killed three officers, the interior ministry said. "
    "The attackers came on foot through an orchard that runs along the canal, according to Captain Yusuf Darwish. "
    "Reinforcements from the provincial capital arrived some forty minutes later and found the building in flames. "
    '"We asked the governor for a second post here since the spring and nobody answered us," said Mariam Aziz, a baker. '
    "The governor, Salma Idris, promised an inquiry and ordered checkpoints on all three roads into the town."
)
OTHER = (
    "Farmers near Lake Turkana drove raiders away from their wells on Friday night, elders told a local station. "
    "Two herders were hurt when shots were fired across the dry riverbed, and forty goats were driven off towards the hills. "
    "A nurse at the mission clinic treated both men for wounds to the leg. The county commissioner sent a patrol in the morning."
)


def signature(text: str) -> Signature:
    return Signature.of(wording_of(Report("a", text)))


def test_a_copy_passes_the_first_look_and_another_story_does_not():
    assert signature(STORY).may_be_akin(signature("Our desk reports. " + STORY.split(". ", 1)[1]).outline)
    assert not signature(STORY).may_be_akin(signature(OTHER).outline)


def test_a_quotation_in_common_passes_where_the_new_report_quotes_it():
    quoting = OTHER + ' "We asked the governor for a second post here since the spring and nobody answered us," a baker said.'
    assert signature(quoting).may_be_akin(signature(STORY).outline)
    assert not signature(OTHER + " We asked the governor for a second post.").may_be_akin(signature(STORY).outline)


def test_a_text_without_words_passes_nothing():
    assert not signature("").may_be_akin(signature("").outline)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_is_akin_is_turned_away(read, seed):
    chance = random.Random(seed)
    words = [word for word in STORY.split() if chance.random() > 0.5 * seed / 40]
    mixed = [*words[: len(words) * (40 - seed) // 40], *OTHER.split(), *words[len(words) * (40 - seed) // 40 :]]
    one, other = read(STORY, id="a", published="2025-06-04"), read(" ".join(mixed), id="b", published="2025-06-05")
    for mine, theirs in ((one, other), (other, one)):
        if kin_of(mine, theirs) is not None:
            assert signature(mine.report.text).may_be_akin(signature(theirs.report.text).outline)
