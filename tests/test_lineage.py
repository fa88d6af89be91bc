"""Which reports come from one text."""

from __future__ import annotations

import pytest

from deconflict.link.kinship import kinship_of
from deconflict.link.lineage import trace_lineage

ORIGINAL = (
    "Gunmen stormed the police post at Kafr Rumaila before dawn on Tuesday and killed three officers, the interior ministry said. "
    "The attackers came on foot through an orchard that runs along the canal, according to Captain Yusuf Darwish. "
    "Reinforcements from the provincial capital arrived some forty minutes later and found the building in flames. "
    "Residents told the broadcaster Nahar TV that they had asked for a second post since the spring. "
    "The governor, Salma Idris, promised an inquiry and ordered checkpoints on all three roads into the town."
)
REWRITE = (
    "Three officers died when gunmen stormed the police post at Kafr Rumaila on Tuesday, according to the interior ministry. "
    "Captain Yusuf Darwish explained that the assailants came on foot through an orchard that runs along the canal and withdrew the same way. "
    "By the time reinforcements from the provincial capital arrived the whole building was in flames. "
    "People in the town told the broadcaster Nahar TV that a second post had been asked for since the spring. "
    "An inquiry was promised by the governor, Salma Idris, who ordered checkpoints on all three roads into the town."
)
INDEPENDENT = (
    "A dawn raid left three policemen dead in Kafr Rumaila, where fighters set a station on fire on Tuesday. "
    "Our correspondent saw burned cars in the yard and bullet marks on the gate. "
    '"They shouted for us to stay indoors," said Mariam Aziz, who sells bread across the street. '
    "Hospital staff said that two of the dead were brothers. The interior ministry gave the same toll."
)


def lines(read, *texts, published=("2025-06-04", "2025-06-05", "2025-06-06")):
    readings = [read(text, id=name, published=day) for name, text, day in zip("abc", texts, published, strict=False)]
    return trace_lineage(readings)


def test_a_copy_with_a_new_opening_is_one_line(read):
    (line,) = lines(read, ORIGINAL, "Our desk reports from the north. " + ORIGINAL.split(". ", 1)[1] + " More to follow.")
    assert line.reports == ("a", "b")


def test_a_rewrite_is_one_line_and_points_back_in_time(read):
    (line,) = lines(read, ORIGINAL, REWRITE)
    assert line.reports == ("a", "b")
    assert line.copied_from == (("b", ("a",)),)


def test_direction_is_not_guessed_without_dates(read):
    (line,) = lines(read, ORIGINAL, REWRITE, published=(None, None))
    assert line.copied_from == ()


def test_a_short_copy_with_every_third_word_changed_is_one_line(read):
    short = (
        "A roadside bomb killed two shepherds near Qalat Sukkar on Monday evening, villagers told the broadcaster. "
        "Their pickup was carrying sheep to a market in Nasiriyah when it passed over the device. Nobody claimed the attack."
    )
    changed = (
        "A hidden bomb killed two herders near Qalat Sukkar on Monday night, residents told the station. "
        "Their truck was carrying sheep to a fair in Nasiriyah when it drove over the mine. Nobody admitted the attack."
    )
    another = (
        "Two people died near Qalat Sukkar when an explosive went off under a vehicle on Monday. "
        "The governor's office said that sheep farmers from the district had been on their way to Nasiriyah. An inquiry was opened."
    )
    assert [line.reports for line in lines(read, short, changed, another)] == [("a", "b"), ("c",)]


def test_kinship_is_the_same_either_way(read):
    one, other = read(ORIGINAL, id="a"), read(REWRITE, id="b")
    assert kinship_of(one, other) == kinship_of(other, one)


def test_an_independent_telling_is_another_line(read):
    assert [line.reports for line in lines(read, ORIGINAL, INDEPENDENT)] == [("a",), ("b",)]


def test_a_quotation_in_common_makes_no_lineage(read):
    quote = '"We will not rest until every one of those who planned and carried out this cowardly deed has been brought before a court of law," the minister said.'
    one = f"A bomb killed two traders in Lahore on Monday. {quote} Shops stayed closed for the day and guards searched bags at the gates."
    other = (
        f"Two people lost their lives in a market in Lahore. {quote} The blast was heard across the river, where windows broke in a school."
    )
    assert len(lines(read, one, other)) == 2


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_lines_do_not_depend_on_order(read, order):
    readings = [read(text, id=name) for name, text in zip("abc", (ORIGINAL, REWRITE, INDEPENDENT), strict=True)]
    assert [line.reports for line in trace_lineage([readings[index] for index in order])] == [("a", "b"), ("c",)]
