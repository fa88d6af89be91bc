"""Who is cited for what: sources, cues and contents, by the clauses of each sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from deconflict.extract.clauses import Clause, Group
from deconflict.extract.phrases import Shape
from deconflict.extract.sentence import Sentence
from deconflict.extract.sources import kind_of, resolve_speakers, speaker_of
from deconflict.extract.words import Tag
from deconflict.model import Attribution, Modality, Passage, Span
from deconflict.resources import table

_TRIM = " \t\n,;:-–—"
_TAIL = re.compile(
    r"^(?:\s+(?:reporters|journalists|(?-i:(?:the\s)?[A-Z][\w’']+(?:\s(?:[A-Z][\w’']+|du|de|of)){0,3})))?(?:\s*(?:on|in|late|early|at|to|by|during|from|yesterday|today|tonight|here|later|last|this|earlier|via|through)\b[^\"“‘]{0,70})?[.\s,”\"’]*$",
    re.I,
)
_THAT = re.compile(r"\s*(?:[A-Z]\w+\s|reporters?\s|journalists?\s|the \w+ \w+\s){0,3}?that\b", re.I)
_TOLD = re.compile(r"\s+[^,.;\"“‘]{1,50}?\s+that\b|\s+(?:reporters|journalists|[A-Z]\w+(?:\s[A-Z]\w+){0,2})\b,?")
_ACCORDING = re.compile(r"\baccording to (?:reports? (?:from|by|in) )?", re.I)


@cache
def modality_of_cue() -> dict[str, Modality]:
    """What each cue verb says of the modality of its content."""
    return {verb: Modality(name) for name, verbs in table("cues")["verbs"].items() for verb in verbs}


@cache
def _weak() -> frozenset[str]:
    """Cue verbs that need a clause or a quotation."""
    return frozenset(table("cues")["weak"]["verbs"])


def find_attributions(sentences: Sequence[Sentence], quotations: Sequence[Span]) -> tuple[Attribution, ...]:
    """The attributions of a passage in order of the text; quotations without a cue of their own go on with the last speaker."""
    found: list[Attribution] = []
    for sentence in sentences:
        quotes = [quote for quote in quotations if quote.meets(sentence.span)]
        here = [*_according(sentence), *(item for clause in sentence.clauses for item in _said(sentence, clause, quotes))]
        if not here and quotes:
            here = list(_continued(sentence, quotes, found))
        found.extend(_nested_last(here))
    return resolve_speakers(sentences, found)


def _nested_last(attributions: list[Attribution]) -> list[Attribution]:
    """One sentence's attributions in order of their cues, each cue once."""
    seen: set[int] = set()
    ordered = sorted(attributions, key=lambda item: (item.cue or item.content[0]).start)
    return [item for item in ordered if item.cue is None or not (item.cue.start in seen or seen.add(item.cue.start))]  # type: ignore[func-returns-value]


def _said(sentence: Sentence, clause: Clause, quotes: Sequence[Span]) -> Iterator[Attribution]:
    """'S said that C', 'C, S said', 'C, said S'."""
    lemma = f"{clause.verb.lemma} {clause.verb.particle}" if clause.verb.particle else clause.verb.lemma
    lemma = lemma if lemma in modality_of_cue() else clause.verb.lemma
    if lemma not in modality_of_cue():
        return
    source = _inverted(sentence, clause) or _source(sentence, clause)
    if source is None and not clause.passive:
        return
    content = _content(sentence, clause, source, quotes)
    if content is None or (
        lemma in _weak()
        and not (lemma == "call" and clause.prepositional and clause.prepositional[0][0] == "for")
        and not _clausal(sentence, clause, content, quotes)
    ):
        return
    cue = sentence.passage.span(clause.verb.start, clause.verb.end)
    speaker = speaker_of(sentence.passage, source) if source else None
    yield Attribution(source, cue, content, speaker, kind_of(sentence.passage, source))


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


def _according(sentence: Sentence) -> Iterator[Attribution]:
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
            yield Attribution(source, cue, (content,), speaker_of(sentence.passage, source), kind_of(sentence.passage, source))


def _apposed(sentence: Sentence, source: Span) -> Span:
    """A source at the end of a sentence with its apposition."""
    rest = sentence.text(source.end, sentence.span.end)
    return _span(sentence, source.start, sentence.span.end - 1) if len(rest) < 80 and rest.startswith(",") else source


def _continued(sentence: Sentence, quotes: Sequence[Span], before: Sequence[Attribution]) -> Iterator[Attribution]:
    """A quotation without a cue: it goes on with the speaker of the sentence before, when that was near."""
    last = before[-1] if before else None
    outside = (
        sentence.span.end
        - sentence.span.start
        - sum(min(quote.end, sentence.span.end) - max(quote.start, sentence.span.start) for quote in quotes)
    )
    if (
        last is None
        or last.source is None
        or outside > 12
        or sentence.span.start - max(span.end for span in (*last.content, last.source)) > 160
    ):
        return
    content = sentence.span
    yield replace(last, cue=None, content=(content,))


def modality_at(passage: Passage, span: Span, sentence: Sentence | None, attributions: Sequence[Attribution]) -> Modality:
    """How firmly the words of a span are put: by a hedge in the same clause, else by the cue that carries them."""
    if sentence is not None:
        near = [word.lower for word in sentence.words if span.start - 60 <= word.start <= span.end + 10]
        for name in ("possible", "alleged"):
            if set(near) & _adverbs(name):
                return Modality(name)
    cues = [_cue_modality(passage, item) for item in attributions if item.carries(span)]
    for strongest in (Modality.DENIED, Modality.PLANNED, Modality.POSSIBLE, Modality.ALLEGED, Modality.REPORTED):
        if strongest in cues:
            return strongest
    if sentence is not None and any(word.lower in _adverbs("reported") for word in sentence.words):
        return Modality.REPORTED
    return Modality.ASSERTED


@cache
def _adverbs(name: str) -> frozenset[str]:
    """Hedging words of one modality."""
    return frozenset(table("cues")["adverbs"][name])


def _cue_modality(passage: Passage, attribution: Attribution) -> Modality:
    """The modality that an attribution's cue word gives to its content."""
    from deconflict.extract.words import lemmas  # noqa: PLC0415

    if attribution.cue is None:
        return Modality.REPORTED
    for word in reversed(re.findall(r"[a-z]+", passage.quote(attribution.cue).lower())):
        found = modality_of_cue().get(lemmas(word).get("VERB", word))
        if found is not None:
            return found
    return Modality.REPORTED
