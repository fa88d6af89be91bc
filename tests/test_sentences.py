"""Where sentences of news end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences


def sentences(text: str) -> list[str]:
    passage = Passage("r", Part.TEXT, text)
    return [passage.quote(span) for span in split_sentences(passage)]


def check(*parts: str, gap: str = " ") -> None:
    """The parts, joined, are split where they were joined."""
    assert sentences(gap.join(parts)) == list(parts)


@pytest.mark.parametrize(
    "parts",
    [
        ("The convoy was hit, said Maj.\n\nGen.\n\nJohn Smith, a U.S. commander.", "'Every life counts.'"),
        ("THE CONVOY WAS HIT, SAID MAJ.\n\nGEN.\n\nJOHN SMITH, A U.S. COMMANDER.", "THE DEAD WERE NOT NAMED."),
        ("the convoy was hit, said maj.\n\ngen.\n\njohn smith, a u.s. commander.", "the dead were not named."),
        ("It was confirmed by Lt.\nCol.\nAnna Reyes on Friday.", "No group claimed it."),
        ("It was led by John F.\n\nKarimov, a businessman.", "He denied it."),
        ("The ship belongs to the U.S.\n\nnavy, which declined to comment.", "It sails today."),
    ],
)
def test_a_rank_broken_over_paragraphs_keeps_its_name(parts):
    check(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        ("Two U.S. forces were hurt.", "They were flown out."),
        ("He lives in the U.S.", "The army sent him there."),
        ("Mr. Okoro met Dr. Lind and Prof. Abe.", "Maj.-Gen. Haddad joined them."),
        ("It hit checkpoint No. 5 near Hwy. 7.", "No. 6 was spared."),
        ("John F. Karimov and J. R. Okoro were named.", "Neither replied."),
        ("The blast came at 9 a.m. on Monday.", "Police came at 10 a.m. Monday, not at 6 p.m. GMT."),
        ("The blast came at 9 a.m.", "Soldiers sealed the road."),
        ("It happened on Jan. 3 in Mobile, Ala., and on Tues. Feb. 4.", "Nobody died."),
        ("The men lived in Mobile, Ala.", "Nobody there knew them."),
        ("The shop on Elm St. was closed.", "Police blocked Main St.", "Officers left at dawn."),
        ("Acme Corp. Chairman Ian Wells resigned.", "He had led Acme Corp.", "The firm is bankrupt."),
        ("Groups such as the Al-Noor Bde. and others, e.g. Ansar, fought.", "Etc. is no word for them."),
        ("He was born in St. Louis.", "St. Mary's Church was hit."),
        ("They fought in the group called Unit B.", "The others fled."),
    ],
)
def test_abbreviations_do_not_end_a_sentence(parts):
    check(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        ('"We are safe."', '"We will stay," he said.'),
        ("“We are safe.”", "“We will stay,” he said."),
        ("‘We are safe.’", "‘We will stay,’ he said."),
        ("«We are safe.»", "«We will stay», he said."),
        ("It was over, said the commander.", "'Every life is precious.'"),
        ('"Who did it?" she asked.', "Nobody knew."),
        ('"Who did it?" Col. Haddad asked.', "Nobody knew."),
        ('"Get down!" a guard shouted at them.', "Then it went off."),
        ('"Was it us?"', "The army would not say."),
        ('He loved "the U.S."', "The feeling was mutual."),
        ("“She said, ‘It’s the army.’ ”", "They left."),
        ("He fell (witnesses saw it.)", "Medics came."),
        ('She said: "Run."', '"and then we ran."'),
    ],
)
def test_closing_quotes(parts):
    check(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        ("“We are safe.”", "“We will stay.”"),
        ('He said "we are safe."', "The army agreed."),
        ("The men fled.", "The army followed."),
        ("The men fled.", '"They will be found," he said.'),
    ],
)
def test_lost_spaces(parts):
    check(*parts, gap="")


def test_a_straight_quote_set_off_by_spaces_goes_to_its_own_side():
    check('" We are safe . "', "The army agreed .", '" We will stay , " he said .')


@pytest.mark.parametrize(
    "dateline",
    [
        "KABUL, June 3 (Agency) -",
        "NAIROBI (Agency) —",
        "ST. LOUIS, Sept. 4 (Agency) --",
        "WASHINGTON, D.C. —",
        "LIMA, 4 FEB 90 (AGENCY) -- [TEXT]",
        "Kabul, 3 Jan. –",
    ],
)
def test_a_dateline_stays_with_its_sentence(dateline):
    check(f"{dateline} Five soldiers were killed.", "Two survived.")


def test_wrapped_lines_are_one_sentence():
    check(
        "THE ARMY REPORTED TODAY THAT A COLUMN OF GUERRILLAS ATTACKED A\nPOST NEAR THE RIVER, LEAVING THREE SOLDIERS DEAD IN THE U.S.\n"
        "BUILT BARRACKS AT TWO IN THE AFTERNOON.",
        "ITS DEFENDERS LATER\nTOOK IT BACK.",
    )
    check(
        "Police said the van was parked outside the town hall for two hours\nbefore Mustafa Kemal, a guard, raised the alarm with "
        "colleagues like\nIan Wells at the gate.",
        "He lived.",
    )


def test_headings_and_lists_end_at_the_line():
    check("Market blast kills nine", "Nine people died on Monday when a bomb went off in a crowded market, police said.", gap="\n")
    check("market blast kills nine", "nine people died on monday when a bomb went off in a crowded market, police said.", gap="\n")
    check("Market blast kills nine", "Nine people died.", gap="\n\n")
    check("The dead were named.", "* Anna Reyes, 34", "* Ian Wells, 51", "Nobody was held.", gap="\n")
    check("What we know", "1. The bomb was in a van.", "2. The driver is missing.", gap="\n")


def test_a_line_that_ends_with_a_comma_goes_on():
    check("The attack in Mosul,\nIraq, was the third.", "It killed two.")


def test_lower_case_text():
    check("the men fled, he said.", "he added that mr. okoro was in the u.s. on jan. 3.", "two died.")
    check("it came at 9 a.m. on monday.", "no. 5 was hit.", "he was ill.", "no one came.")
    check("the men fled to mobile, ala. on friday.", "they were held.")


def test_capitals():
    check("THE MEN FLED, HE SAID.", "HE ADDED THAT GEN. OKORO WAS IN THE U.S. ON JAN. 3.", "TWO DIED.")


def test_a_title_in_capitals_per_word_keeps_its_acronym():
    check("U.S. And Allied Forces Strike Raqqa; U.K. In Talks")


def test_ellipses():
    check("We waited... and then it came.", "We ran…", "Nobody spoke.")
    check("we waited... and then it came.", "we ran...", "he fell.")
    check("He was . . . gone.", "We wept.")


def test_names_may_open_in_lower_case():
    check("A hotel was attacked.", "al-Shabab said it did it.")
    check("He was killed.", "bin Laden denied it.")


def test_other_scripts():
    check("兵士が死亡した。", "住民は逃げた。", gap="")
    check("قتل خمسة جنود؟", "لا أحد يعرف.")


def test_numbers_open_sentences():
    check("The bus burned.", "14 people died.", "3 were hurt.")


def test_nothing_gives_nothing():
    assert sentences("") == sentences(" \n\n ") == []


@given(st.text(alphabet=st.sampled_from("aBc U.S.Mr?!'\"”“’\n\r\t…-1。)("), max_size=80))
def test_spans_are_trimmed_in_order_and_lose_only_white_space(text):
    spans = split_sentences(Passage("r", Part.TITLE, text))
    ends = [0, *(offset for span in spans for offset in (span.start, span.end)), len(text)]
    assert ends == sorted(ends)
    assert all(span.part is Part.TITLE and text[span.start : span.end] == text[span.start : span.end].strip() for span in spans)
    assert "".join("".join(text[span.start : span.end] for span in spans).split()) == "".join(text.split())
