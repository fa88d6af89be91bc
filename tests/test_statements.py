"""Statements: what was said, from the words to the speaker."""

from __future__ import annotations

from deconflict.extract.attribution import find_attributions
from deconflict.extract.quotation import find_quotations
from deconflict.extract.sentence import parse
from deconflict.extract.statements import find_statements
from deconflict.extract.tokens import tokenise
from deconflict.model import Part, Passage, Statement
from deconflict.read.sentences import split_sentences
from tests.conftest import shipped_encoder


def statements(text: str) -> tuple[Statement, ...]:
    passage = Passage("r", Part.TEXT, text)
    spans = split_sentences(passage)
    sentences = parse(passage, spans, tokenise(text))
    return find_statements(
        passage, sentences, find_attributions(sentences, find_quotations(passage), shipped_encoder().tag(passage, spans))
    )


def holding(text: str, words: str) -> list[Statement]:
    return [statement for statement in statements(text) if words in statement.quote]


def test_a_direct_quotation_with_its_speaker() -> None:
    text = "“We need more help and a clearer plan,” said Councillor Ines Duarte, an independent from the coast."
    (found,) = holding(text, "said Councillor Ines Duarte, an independent from the coast")
    assert found.direct
    assert found.quote.startswith("“We need more help")


def test_an_indirect_statement_is_not_direct() -> None:
    (found,) = holding("The governor said the curfew would last a week.", "curfew would last")
    assert not found.direct
    assert found.speaker == "governor"


def test_calls_and_vows_are_statements() -> None:
    assert holding("The aid coordinator called for an immediate ceasefire.", "coordinator called for an immediate ceasefire")
    assert holding("The president vowed to punish those behind the attack.", "president vowed to punish")


def test_what_is_only_thought_is_no_statement() -> None:
    assert not statements("The mayor hopes that the road will be open by Friday.")


def test_a_long_quotation_in_nobodys_mouth_is_kept_without_a_speaker() -> None:
    text = "Over the gate somebody had painted “no army will ever pass this way again” in red."
    (found,) = holding(text, "no army will ever pass this way again")
    assert found.direct


def test_spans_give_back_their_words() -> None:
    text = "Police said two men were held. “They will be charged today,” an officer told reporters."
    for statement in statements(text):
        assert text[statement.span.start : statement.span.end] == statement.quote
