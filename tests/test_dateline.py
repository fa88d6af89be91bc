"""Where, when and by whom a report was filed."""

import pytest

from deconflict.model import Part, Passage
from deconflict.read.dateline import find_dateline


def dateline(text):
    passage = Passage("r", Part.TEXT, text)
    found = find_dateline(passage)
    return found and (*(span and passage.quote(span) for span in (found.place, found.date, found.agency)), text[found.end :].strip()[:9])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("KABUL, June 3 (Agency) - Five soldiers died.", ("KABUL", "June 3", "Agency")),
        ("Nairobi (Agency) — Five soldiers died.", ("Nairobi", None, "Agency")),
        ("LIMA, 4 FEB 90 (CADENA ONE) -- FIVE SOLDIERS DIED.", ("LIMA", "4 FEB 90", "CADENA ONE")),
        ("lima, 4 feb 90 (cadena one) -- five soldiers died.", ("lima", "4 feb 90", "cadena one")),
        ("ST. LOUIS, Mo. – Five soldiers died.", ("ST. LOUIS, Mo.", None, None)),
        ("KARACHI: Five soldiers died.", ("KARACHI", None, None)),
        ("(Agency) BAMAKO, Mali — Five soldiers died.", ("BAMAKO, Mali", None, "Agency")),
        ("BAMAKO (Agency), Sept. 4, 2025 - Five soldiers died.", ("BAMAKO", "Sept. 4, 2025", "Agency")),
        ("Patrol ambushed\n\nBAMAKO, Tuesday, 4 March 2025 — Five soldiers died.", ("BAMAKO", "Tuesday, 4 March 2025", None)),
        ("Patrol ambushed in Mali. BAMAKO, Mali (Agency) — Five soldiers died.", ("BAMAKO, Mali", None, "Agency")),
    ],
)
def test_the_parts_of_a_dateline(text, parts):
    assert dateline(text) == (*parts, text[text.lower().index("five") :][:9])


@pytest.mark.parametrize(
    "text",
    [
        "Yemen — a poor country — saw five deaths.",
        "UPDATE: Five soldiers died.",
        "BREAKING NEWS - Five soldiers died.",
        "FIVE SOLDIERS DIED - THE ARMY SAID SO ON FRIDAY.",
        "Arrested on March 3: Five soldiers.",
        "The men (all soldiers) fled.",
        "",
    ],
)
def test_what_is_no_dateline(text):
    assert dateline(text) is None
