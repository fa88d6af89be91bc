"""Which language a report is in, and what happens to those that cannot be read."""

import sys

import pytest

from deconflict.read.language import READABLE, detect_language, language_code, settle_language

NEWS = {
    "en": "Gunmen killed five soldiers near the town on Tuesday, the army said.",
    "fr": "Cinq soldats ont été tués mardi près de la ville, a annoncé l'armée.",
    "es": "Cinco soldados murieron el martes cerca de la ciudad, informó el ejército.",
    "de": "Fünf Soldaten wurden am Dienstag in der Nähe der Stadt getötet, teilte die Armee mit.",
    "pt": "Cinco soldados foram mortos na terça-feira perto da cidade, disse o exército.",
    "ar": "قال الجيش إن خمسة جنود قتلوا يوم الثلاثاء قرب المدينة.",
    "ru": "Пять солдат были убиты во вторник недалеко от города, сообщила армия.",
    "uk": "П'ятеро солдатів загинули у вівторок поблизу міста, повідомила армія.",
    "tr": "Ordu, salı günü kentin yakınında beş askerin öldürüldüğünü açıkladı.",
    "fa": "ارتش اعلام کرد که پنج سرباز روز سه‌شنبه در نزدیکی شهر کشته شدند.",
    "id": "Lima tentara tewas pada hari Selasa di dekat kota itu, kata militer.",
    "sw": "Wanajeshi watano waliuawa Jumanne karibu na mji, jeshi lilisema.",
}


@pytest.mark.parametrize("code", NEWS)
def test_a_sentence_of_news_is_enough(code):
    assert detect_language(NEWS[code]) == code


@pytest.mark.parametrize(
    "text", ["Gunmen killed five soldiers near Gao, Mali", "Police in Basilan said Abdul Hamid and Mohammed Ali Jumaani were held."]
)
def test_english_is_english_in_any_case(text):
    assert {detect_language(text), detect_language(text.upper()), detect_language(text.lower())} == {"en"}


def test_evident_english_opens_no_model(monkeypatch):
    """Also what surrounds news on a page, where few sentences are whole."""
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert detect_language("Sign up for your daily email. Something went wrong while saving; you will get the next one on Monday") == "en"
    assert detect_language("1:07 Crews at work after storm 0:42 Two held over market blast 3:10 What to know about the new bridge") == "en"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "nl",
            "De man was al dood toen de politie kwam. Het is niet bekend of hij of zij eerder had gedreigd, zei een officier van justitie.",
        ),
        (
            "da",
            "Politiet har over for pressen oplyst, at to mænd er dræbt, men at de ikke ved, om der er flere. Alle i byen må blive her i dag.",
        ),
        ("fr", "Le journal The New York Times et la chaîne Al Jazeera ont annoncé mardi que cinq soldats ont été tués près de la ville."),
    ],
)
def test_words_that_english_shares_make_no_english(code, text):
    assert detect_language(text) == code


def test_too_short_to_tell():
    assert detect_language("Nine dead") is None
    assert detect_language("") is None
    assert detect_language("Neuf morts à Port Soudan") is None
    assert settle_language(None, "Nine dead") == (None, ("language unknown: the text is too short to tell, and is read as English",))
    assert settle_language("en", "Nine dead") == ("en", ())


@pytest.mark.parametrize(
    ("name", "code"),
    [("en-US", "en"), ("English", "en"), ("eng", "en"), ("FR", "fr"), ("pt_BR", "pt"), ("sv", "sv"), ("Klingonese", None), ("", None)],
)
def test_names_of_languages(name, code):
    assert language_code(name) == code


def test_a_language_without_a_model_is_flagged():
    assert "fr" not in READABLE
    assert settle_language(None, NEWS["fr"]) == ("fr", ("language fr: no model, kept but not read",))


def test_the_text_is_believed_before_the_label():
    assert settle_language("en", NEWS["fr"]) == (
        "fr",
        ("said to be in language en, but the text is in fr", "language fr: no model, kept but not read"),
    )
    assert settle_language("fr", NEWS["en"])[0] == "en"
    assert settle_language("no", NEWS["de"]) == ("de", ("language de: no model, kept but not read",))
