"""Who is cited for what: source, cue, content, the speaker's fullest name, the sort of source, and how firmly it is put."""

from __future__ import annotations

import pytest

from deconflict.extract.attribution import find_attributions, modality_at
from deconflict.extract.attribution_marks import Marked, one_speaker
from deconflict.extract.attribution_rules import signed_quotations
from deconflict.extract.quotation import find_quotations
from deconflict.extract.sentence import Sentence, parse
from deconflict.extract.tokens import tokenise
from deconflict.model import Attribution, Modality, Part, Passage, SourceKind, Span
from deconflict.read.sentences import split_sentences
from tests.conftest import shipped_encoder


def parsed(text: str, persons: tuple[str, ...] = ()) -> tuple[Passage, tuple[Sentence, ...]]:
    passage = Passage("r", Part.TEXT, text)
    spans = [passage.span(text.index(name), text.index(name) + len(name)) for name in persons]
    return passage, parse(passage, split_sentences(passage), tokenise(text), spans)


def attributions(text: str, persons: tuple[str, ...] = ()) -> tuple[Attribution, ...]:
    passage, sentences = parsed(text, persons)
    return find_attributions(sentences, find_quotations(passage), shipped_encoder().tag(passage, [sentence.span for sentence in sentences]))


def carrying(text: str, words: str, persons: tuple[str, ...] = ()) -> list[Attribution]:
    """The attributions of some words, the nearest first."""
    at = text.index(words)
    span = Span("r", Part.TEXT, at, at + len(words))
    found = [item for item in attributions(text, persons) if item.carries(span) and item.source is not None]
    return sorted(found, key=lambda item: sum(part.end - part.start for part in item.content))


def quoted(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


FORMS = [
    ("The mayor said that two people were killed in the fire.", "two people were killed", "mayor"),
    ("Two people were killed in the fire, the mayor said.", "Two people were killed", "mayor"),
    ("“Two people were killed in the fire,” said Anna Brandt, the mayor of Halden.", "Two people were killed", "Anna Brandt"),
    ("According to the provincial governor, two people were killed in the raid.", "two people were killed", "provincial governor"),
    ("Two people were killed in the raid, according to the provincial governor.", "Two people were killed", "provincial governor"),
    ("The army accused the rebels of shelling the town.", "shelling the town", "army"),
    ("The ministry denied that its aircraft had hit the school.", "its aircraft had hit the school", "ministry"),
    ("The rebels claimed they had shot down a helicopter.", "they had shot down a helicopter", "rebels"),
    ("The Interior Ministry announced that four gunmen had been arrested.", "four gunmen had been arrested", "Interior Ministry"),
    ("A hospital official told Reuters that nine bodies had been brought in.", "nine bodies had been brought in", "hospital official"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), FORMS)
def test_the_usual_forms(text: str, words: str, speaker: str) -> None:
    found = carrying(text, words)
    assert speaker in [item.speaker for item in found]


@pytest.mark.parametrize("case", [str.upper, str.lower])
@pytest.mark.parametrize(("text", "words", "speaker"), FORMS[:5])
def test_the_usual_forms_without_case(text: str, words: str, speaker: str, case: type[str]) -> None:
    found = carrying(case(text), case(words))
    assert case(speaker) in [item.speaker for item in found]


def test_a_sentence_that_cites_nobody_has_no_source() -> None:
    assert [item for item in attributions("Three people were wounded when a shell hit the market.") if item.source is not None] == []


def test_no_text_no_attributions() -> None:
    assert attributions("") == ()


def test_spans_point_at_source_and_cue() -> None:
    text = "The ministry said the bridge had been destroyed."
    (found,) = carrying(text, "the bridge had been destroyed")
    assert (quoted(text, found.source), quoted(text, found.cue)) == ("The ministry", "said")


def test_a_quotation_goes_on_in_the_next_sentence() -> None:
    text = "“We heard three explosions,” said Olga Petrenko, a teacher. “Then the lights went out all over the town.”"
    found = carrying(text, "Then the lights went out")
    assert found[0].speaker == "Olga Petrenko"


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("“The shells fell on the market,” Mr. Odeh said. “We ran.”", "We ran", "Odeh"),
        ('"We heard the drone for an hour," said Mariam Osei.\n\n"Then it came down. Nobody could have lived in that house."', "Then it came down", "Mariam Osei"),
        ("''It burned all night,'' the guard said. ''Nobody came to help us until the morning.''", "Nobody came to help", "guard"),
        ("“They took my brother from the checkpoint, and we have heard nothing.” ― Salma Idris\n“My shop is gone.” ― Yusuf Bello", "They took my brother", "Salma Idris"),
        ("“They took my brother from the checkpoint, and we have heard nothing.” ― Salma Idris\n“My shop is gone.” ― Yusuf Bello", "My shop is gone", "Yusuf Bello"),
    ],
)  # fmt: skip
def test_every_piece_of_a_quotation_has_its_speaker(text: str, words: str, speaker: str) -> None:
    assert speaker in carrying(text, words)[0].speaker


def test_what_stands_within_a_quotation_is_said_by_one() -> None:
    passage = Passage("r", Part.TEXT, 'He said, "It was calm. You know, the road was empty. Then two men fired."')
    quote = passage.span(9, len(passage.text))
    told, free = Marked(passage.span(0, 2), passage.span(3, 7), (passage.span(9, 22),)), Marked(None, None, (passage.span(23, 52),))
    (mark,) = one_speaker([told, free], [quote])
    assert (mark.source, [quoted(passage.text, span) for span in mark.content]) == (
        told.source,
        ['"It was calm.', "You know, the road was empty."],
    )
    assert one_speaker([told, free], []) == (told, free)


def test_a_dash_after_a_quotation_is_no_signature_within_a_sentence() -> None:
    passage = Passage("r", Part.TEXT, "“We are safe” — Kyiv was calm on Sunday — and “we will stay” - Odesa was not.")
    assert list(signed_quotations(passage, find_quotations(passage))) == []


def test_a_quotation_over_paragraphs_is_two_that_belong_together() -> None:
    passage = Passage("r", Part.TEXT, '"The first night was the worst.\n\n"Then they came back," she said.')
    assert [quoted(passage.text, span) for span in find_quotations(passage)] == [
        '"The first night was the worst.',
        '"Then they came back,"',
    ]


def test_a_rank_broken_over_lines_belongs_to_the_name() -> None:
    text = "“The road is open again,” said Maj.\n\nGen.\n\nPeter Hale, a commander of the force."
    found = carrying(text, "The road is open again")
    assert found[0].speaker == "Maj. Gen. Peter Hale"


def test_he_is_who_spoke_before() -> None:
    text = "Army spokesman Paul Novak said the attackers fled. He added that two rifles were found."
    found = carrying(text, "two rifles were found")
    assert found[0].speaker == "Paul Novak"
    assert quoted(text, found[0].source) == "He"


def test_a_surname_is_led_back_to_the_full_name() -> None:
    text = "Defence Minister Carla Ruiz visited the base. Ruiz said the patrol was ambushed at dawn."
    found = carrying(text, "the patrol was ambushed", persons=("Carla Ruiz",))
    assert found[0].speaker is not None
    assert found[0].speaker.endswith("Carla Ruiz")


def test_he_may_be_a_person_named_but_not_cited_before() -> None:
    text = "Karim Saleh buried two sons on Friday. He said soldiers had opened fire on the bus."
    assert carrying(text, "soldiers had opened fire", persons=("Karim Saleh",))[0].speaker == "Karim Saleh"


def test_a_description_before_a_name_gives_way_to_the_name() -> None:
    text = "A shopkeeper, Haroun Adam, said four shells landed nearby."
    assert carrying(text, "four shells landed")[0].speaker == "Haroun Adam"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A coalition official, speaking on condition of anonymity, said the base was empty.", SourceKind.ANONYMOUS),
        ("Witnesses said the base was empty.", SourceKind.ANONYMOUS),
        ("Police said the base was empty.", SourceKind.OFFICIAL),
        ("The Defence Ministry said the base was empty.", SourceKind.OFFICIAL),
        ("Radio Horizon reported that the base was empty.", SourceKind.OUTLET),
        ("The Valley Times reported that the base was empty.", SourceKind.OUTLET),
        ("State news agency Sana reported that the base was empty.", SourceKind.OUTLET),
        ("Maria Keller said the base was empty.", SourceKind.NAMED),
    ],
)
def test_sorts_of_sources(text: str, kind: SourceKind) -> None:
    assert carrying(text, "the base was empty")[0].kind is kind


def firmness(text: str, words: str) -> Modality:
    passage, sentences = parsed(text)
    at = text.index(words)
    span = passage.span(at, at + len(words))
    return modality_at(passage, span, sentences[0], [item for item in attributions(text) if item.carries(span)])


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The convoy was hit.", Modality.ASSERTED),
        ("Police said that the convoy was hit.", Modality.REPORTED),
        ("Reportedly, the convoy was hit.", Modality.REPORTED),
        ("The rebels claimed that the convoy was hit.", Modality.ALLEGED),
        ("The army denied that the convoy was hit.", Modality.DENIED),
    ],
)
def test_the_cue_tells_how_firmly_it_is_put(text: str, modality: Modality) -> None:
    assert firmness(text, "convoy was hit") is modality


def test_a_hedge_in_the_clause_weakens_a_claim() -> None:
    assert firmness("The convoy may have been hit.", "convoy may have been hit") is Modality.POSSIBLE
    assert firmness("The shell allegedly hit the convoy.", "hit the convoy") is Modality.ALLEGED


def test_the_same_text_is_read_the_same_way_twice() -> None:
    text = " ".join(form[0] for form in FORMS)
    assert attributions(text) == attributions(text)


def test_a_clause_before_the_source_is_content() -> None:
    text = "Government forces fired 17 rockets at Halden overnight, regional governor Oleg Marsh said."
    found = carrying(text, "forces fired 17 rockets")
    assert found[0].speaker == "Oleg Marsh"


def test_who_takes_up_the_noun_before_it() -> None:
    text = "The network blamed the River Front, which claimed the attack."
    assert "River Front" in [item.speaker for item in carrying(text, "the attack")]


def test_nobody_is_no_speaker() -> None:
    assert [item.speaker for item in carrying("No group has claimed responsibility for the bombing.", "responsibility")] in ([], [None])


def test_the_official_is_the_one_cited_before() -> None:
    text = "A district official, Amina Yusuf, said the road was mined. The official said two trucks were lost."
    assert carrying(text, "two trucks were lost")[0].speaker == "Amina Yusuf"


def test_the_group_is_the_body_cited_before() -> None:
    text = "The Harbour Rights Watch said nine were dead. The group accused the navy of firing on the boat."
    assert carrying(text, "the navy of firing")[0].speaker == "Harbour Rights Watch"


def test_free_standing_quotations_over_paragraphs_go_on_with_the_speaker() -> None:
    text = (
        "“We heard three explosions in the night,” said Olga Petrenko, a teacher from the town.\n\n"
        "“Then the lights went out and we all ran down to the cellar.”"
    )
    assert carrying(text, "we all ran down")[0].speaker == "Olga Petrenko"


def test_a_name_begins_at_a_word() -> None:
    (found,) = attributions("The fighting broke out at noon, police commander Victor Herrera told reporters.", ("Victor Herrera",))
    assert found.speaker is not None
    assert found.speaker.endswith("Victor Herrera")
    assert not found.speaker.startswith("der")
