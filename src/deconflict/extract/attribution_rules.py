"""Attributions by rule: sources, cues and contents from the clauses of each sentence and the cue verbs of ``cues.toml``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from deconflict.extract.attribution_marks import Marked
from deconflict.extract.attribution_modality import modality_of_cue
from deconflict.extract.clauses import Clause, Group
from deconflict.extract.phrases import Shape
from deconflict.extract.sentence import Sentence
from deconflict.extract.words import Tag
from deconflict.model import Passage, Span
from deconflict.resources import table

_TRIM = " \t\n,;:-–—"
_TAIL = re.compile(
    r"^(?:\s+(?:reporters|journalists|(?-i:(?:the\s)?[A-Z][\w’']+(?:\s(?:[A-Z][\w’']+|du|de|of)){0,3})))?(?:\s*(?:on|in|late|early|at|to|by|during|from|yesterday|today|tonight|here|later|last|this|earlier|via|through)\b[^\"“‘]{0,70})?[.\s,”\"’]*$",
    re.I,
)
_THAT = re.compile(r"\s*(?:[A-Z]\w+\s|reporters?\s|journalists?\s|the \w+ \w+\s){0,3}?that\b", re.I)
_TOLD = re.compile(r"\s+[^,.;\"“‘]{1,50}?\s+that\b|\s+(?:reporters|journalists|[A-Z]\w+(?:\s[A-Z]\w+){0,2})\b,?")
_SIGNED = re.compile(
    r"[^\S\n]*(?P<dash>[―—–]|--?(?=\s))[^\S\n]*(?P<name>[A-Z][\w.'’-]+(?:[^\S\n]+(?:[A-Z][\w.'’-]*|de|la|al|bin|van)){0,4}?)[^\S\n]*\.?[^\S\n]*(?:\n|$)"
)
_ACCORDING_TO = re.compile(r"according to", re.I)
_ACCORDING = re.compile(r"\baccording to (?:reports? (?:from|by|in) )?", re.I)


@cache
def _sure() -> frozenset[str]:
    """Cue verbs that attribute in every context."""
    return frozenset(table("cues")["sure"]["verbs"])


@cache
def _weak() -> frozenset[str]:
    """Cue verbs that need a clause or a quotation."""
    return frozenset(table("cues")["weak"]["verbs"])


@cache
def _with_particles() -> frozenset[str]:
    """Verbs that are another cue with a particle."""
    return frozenset(verb for cue in modality_of_cue() if (verb := cue.rpartition(" ")[0]))


def marks_by_rule(sentences: Sequence[Sentence], quotations: Sequence[Span]) -> tuple[Marked, ...]:
    """What stands in one of the usual forms with a sure cue of ``cues.toml``, in order of the cues, each cue once."""
    found: dict[int, Marked] = {}
    told = [match.start() for match in _ACCORDING_TO.finditer(sentences[0].passage.text)] if sentences else []
    for sentence in sentences:
        according = _according(sentence) if bisect_left(told, sentence.span.end) > bisect_left(told, sentence.span.start) else ()
        for item in (*according, *_by_cues(sentence, quotations)):
            found.setdefault((item.cue or item.content[0]).start, item)
    return tuple(found[start] for start in sorted(found))


def _by_cues(sentence: Sentence, quotations: Sequence[Span]) -> Iterator[Marked]:
    """What the clauses with a sure cue put down to somebody."""
    cues = [(clause, lemma) for clause in sentence.clauses if (lemma := _cue_of(clause)) is not None]
    quotes = [quote for quote in quotations if quote.meets(sentence.span)] if cues else []
    return (item for clause, lemma in cues for item in _said(sentence, clause, lemma, quotes))


def _cue_of(clause: Clause) -> str | None:
    """The cue verb of a clause, with its particle where that makes another; None where it is not sure."""
    lemma = clause.verb.lemma
    phrasal = f"{lemma} {clause.verb.particle}" if lemma in _with_particles() else lemma
    lemma = phrasal if phrasal in modality_of_cue() else lemma
    return lemma if lemma in _sure() else None


def signed_quotations(passage: Passage, quotations: Sequence[Span]) -> Iterator[Marked]:
    """Quotations with the name of who said them behind a dash, at the end of the line: '"C" ― S'."""
    for quote in quotations:
        if (found := _SIGNED.match(passage.text, quote.end)) is not None:
            yield Marked(passage.span(*found.span("name")), passage.span(*found.span("dash")), (quote,))


def _said(sentence: Sentence, clause: Clause, lemma: str, quotes: Sequence[Span]) -> Iterator[Marked]:
    """'S said that C', 'C, S said', 'C, said S'."""
    source = _inverted(sentence, clause) or _source(sentence, clause)
    if source is None and not clause.passive:
        return
    if source is not None and source.end <= clause.verb.start and _counted(sentence, clause):
        return
    content = _content(sentence, clause, source, quotes)
    if content is None or (
        lemma in _weak()
        and not (lemma == "call" and clause.prepositional and clause.prepositional[0][0] == "for")
        and not _clausal(sentence, clause, content, quotes)
    ):
        return
    cue = sentence.passage.span(clause.verb.start, clause.verb.end)
    yield Marked(source, cue, content)


def _counted(sentence: Sentence, clause: Clause) -> bool:
    """Whether the participle rather tells what became of somebody: 'six confirmed dead', 'no injuries reported in the city'."""
    after = sentence.phrases[clause.at + 1] if clause.at + 1 < len(sentence.phrases) else None
    head = clause.subject.first.head if clause.subject is not None else None
    said = after is not None and after.shape in {Shape.NP, Shape.SUB, Shape.QUOTE, Shape.COMMA} and after.head.tag is not Tag.ADJ
    return clause.verb.bare and clause.verb.lemma in {"report", "confirm"} and (not said or (head is not None and head.tag is Tag.NUM))


def _clausal(sentence: Sentence, clause: Clause, content: tuple[Span, ...], quotes: Sequence[Span]) -> bool:
    """Whether what follows or precedes a weak cue is a clause or a quotation."""
    after = sentence.text(clause.verb.end, sentence.span.end)
    return bool(_THAT.match(after)) or any(quote.meets(content[0]) for quote in quotes)


def _source(sentence: Sentence, clause: Clause) -> Span | None:
    """The subject of a cue with its apposition, up to the cue."""
    group = clause.agent if clause.passive else clause.subject
    if group is None:
        return None
    if clause.passive:
        return _span(sentence, group.start, group.end)
    if clause.joined:
        return _span(sentence, group.start, group.end)
    start = _name_before(sentence, group)
    between = sentence.text(group.end, clause.verb.start)
    end = clause.verb.start if len(between) < 140 and not re.search(r"[\"“”]", between) else group.end
    return _span(sentence, start, end)


def _name_before(sentence: Sentence, group: Group) -> int:
    """Where a source begins: at the name, when the group only describes it ('John Smith, an army spokesman, said')."""
    at = sentence.phrases.index(group.first)
    if at < 2 or sentence.phrases[at - 1].words[0].lower != "," or sentence.phrases[at - 2].shape is not Shape.NP:
        return group.start
    named = sentence.phrases[at - 2]
    return named.start if named.head.tag is Tag.NAME and group.first.words[0].tag is Tag.DET else group.start


def _span(sentence: Sentence, start: int, end: int) -> Span:
    """A span without white space and commas around it."""
    text = sentence.text(start, end)
    return sentence.passage.span(start + len(text) - len(text.lstrip(_TRIM)), end - (len(text) - len(text.rstrip(_TRIM))))


def _inverted(sentence: Sentence, clause: Clause) -> Span | None:
    """The speaker after the cue: '..., said John Smith, a commander.'"""
    if (
        clause.object is None
        or clause.passive
        or clause.verb.gerund
        or clause.verb.infinitive
        or clause.verb.lemma
        not in {
            "say",
            "add",
            "explain",
            "note",
            "report",
            "write",
            "ask",
            "recall",
            "state",
            "continue",
            "confirm",
            "insist",
            "declare",
            "announce",
            "warn",
            "reply",
        }
    ):
        return None
    after = clause.at + 1 + len(clause.object.phrases)
    if (
        after < len(sentence.phrases) and sentence.phrases[after].shape is Shape.VG and not sentence.phrases[after].gerund
    ) or clause.object.first.head.tag is Tag.PRON:
        return None
    before = sentence.before(clause.at)
    if before is None or (before.shape not in {Shape.COMMA, Shape.QUOTE} and before.words[-1].text not in ".!?"):
        return None if before is not None else _leading(sentence, clause)
    return _leading(sentence, clause)


def _leading(sentence: Sentence, clause: Clause) -> Span:
    """The group after a cue with its apposition, up to the end of the clause or a quotation."""
    assert clause.object is not None
    rest = sentence.text(clause.object.end, sentence.span.end)
    stop = re.search(
        r"[\"“‘.]|\s(?:as|while|after|when|in a statement|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in an interview)\b", rest
    )
    end = clause.object.end + (stop.start() if stop else len(rest))
    if end - clause.object.start > 200:
        end = clause.object.end
    return _span(sentence, clause.object.start, end)


def _content(sentence: Sentence, clause: Clause, source: Span | None, quotes: Sequence[Span]) -> tuple[Span, ...] | None:
    """The words that a cue puts down to its source: after it, before it, or on both sides."""
    start, end = sentence.span.start, sentence.span.end
    left = min(clause.verb.start, source.start if source else clause.verb.start)
    right = max(clause.verb.end, source.end if source and source.start >= clause.verb.end else clause.verb.end)
    after, before = sentence.text(right, end), sentence.text(start, left)
    spans: list[Span] = []
    if len(before.strip(_TRIM + '"“”‘’.')) > 12 and _postposed(before, after):
        spans.append(_span(sentence, start, left))
    if not _TAIL.match(after):
        that = (_TOLD.match(after) if clause.verb.lemma in {"tell", "inform"} else None) or re.match(r"\s*that\b|[\s,:]+", after)
        spans.append(_span(sentence, right + (that.end() if that else 0), _content_end(sentence, clause, end)))
    spans = [span for span in spans if span.end - span.start > 3]
    return tuple(spans) or None


def _content_end(sentence: Sentence, clause: Clause, end: int) -> int:
    """Where content after a cue ends: at the full stop, or before ', and S said'."""
    text = sentence.text(clause.verb.end, end)
    return end - (len(text) - len(text.rstrip("\n .")))


def _postposed(before: str, after: str) -> bool:
    """Whether the words before a cue and its source are its content: they end in a comma or a closing quotation."""
    tail = before.rstrip()
    return tail.endswith((",", "”", '"', "’", "?", "!", "''", "—", "–")) and (
        _TAIL.match(after) is not None or tail.endswith((',"', ",”", ",’", '"', "”", "’")) or after.lstrip()[:1] in '"“‘,.'
    )


def _according(sentence: Sentence) -> Iterator[Marked]:
    """'According to S, C' and 'C, according to S'."""
    text = sentence.text(sentence.span.start, sentence.span.end)
    for match in _ACCORDING.finditer(text):
        at = sentence.span.start + match.start()
        rest = sentence.text(sentence.span.start + match.end(), sentence.span.end)
        comma = re.search(r",\s|[.;]\s*$|\.$", rest)
        source = _span(
            sentence, sentence.span.start + match.end(), sentence.span.start + match.end() + (comma.start() if comma else len(rest))
        )
        leading = match.start() < 3
        if leading and comma is not None:
            content = _span(sentence, source.end + 1, sentence.span.end)
        else:
            content = _span(sentence, sentence.span.start, at)
            source = _apposed(sentence, source)
        if source.end > source.start and content.end - content.start > 3:
            cue = sentence.passage.span(at, at + len("according to"))
            yield Marked(source, cue, (content,))


def _apposed(sentence: Sentence, source: Span) -> Span:
    """A source at the end of a sentence with its apposition."""
    rest = sentence.text(source.end, sentence.span.end)
    return _span(sentence, source.start, sentence.span.end - 1) if len(rest) < 80 and rest.startswith(",") else source
