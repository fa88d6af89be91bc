"""What the encoder sees put together with what rules find, on scores made by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from deconflict.extract.coreference import group_frames
from deconflict.extract.encoder import Heads, Layer, Tagging, Window
from deconflict.extract.frames import Frame, Guard
from deconflict.extract.frames_seen import with_seen
from deconflict.extract.seen import Seen, see
from deconflict.extract.sentence import Sentence, parse
from deconflict.extract.tokens import tokenise
from deconflict.extract.triggers import find_frames
from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences

KINDS, GUARDS, STAGES = ("violence", "shooting", "bombing", "massacre"), ("actual", "historical", "negated"), ("accomplished", "planned")
ROLES, CIRCUMSTANCES, HARMS = (
    ("perpetrator", "organisation", "target", "victim", "weapon"),
    ("place", "origin", "time"),
    ("killed", "injured"),
)


def heads() -> Heads:
    layers, at = [], 0
    for name, labels, spans in (
        ("anchor", ("anchor",), True), ("kind", KINDS, False), ("guard", GUARDS, False), ("stage", STAGES, False), ("party", ROLES, True),
        ("circumstance", CIRCUMSTANCES, True), ("harm", HARMS, True), ("whole", ("total", "part"), False),
    ):  # fmt: skip
        layers.append(Layer(name, labels, spans, at))
        at = layers[-1].columns.stop
    return Heads(64, tuple(layers), ("anchor",), 4, ("violent",), {}, {})


class Page:
    """A text with marks on words, as the encoder would set them."""

    def __init__(self, text: str) -> None:
        self.passage, self.heads, self.violent = Passage("a", Part.TEXT, text), heads(), 9.0
        self.words = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
        self.scores = np.zeros((len(self.words), self.heads.layers[-1].columns.stop), dtype=np.float32)
        self.ends = np.zeros((len(self.words) + 1, 2 * 4), dtype=np.float32)
        for layer in self.heads.layers:
            self.scores[:, layer.first] = 9.0

    def tokens(self, words: str) -> list[int]:
        start = self.passage.text.index(words)
        return [at for at, (a, b) in enumerate(self.words) if a < start + len(words) and start < b]

    def mark(self, words: str, layer: str, label: str) -> Page:
        found = self.heads.layer(layer)
        number = found.labels.index(label)
        for place, at in enumerate(self.tokens(words)):
            self.scores[at, found.columns] = 0.0
            self.scores[at, found.first + (1 + 2 * number + bool(place) if found.spans else number)] = 9.0
        return self

    def tie(self, words: str, relation: str, target: str, dimension: int) -> Page:
        at = 8 * self.heads.links.index(relation)
        self.ends[self.tokens(words)[0] + 1, at + dimension] = 5.0
        self.ends[self.tokens(target)[0] + 1, at + 4 + dimension] = 5.0
        return self

    @property
    def tagging(self) -> Tagging:
        window = Window(
            0, len(self.words), self.scores, self.ends, np.array([self.violent], dtype=np.float32), np.zeros(0, dtype=np.float32)
        )
        offsets = np.array(self.words)
        return Tagging(self.passage, self.heads, offsets[:, 0], offsets[:, 1], (window,))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return parse(self.passage, split_sentences(self.passage), tokenise(self.passage.text))

    @property
    def ruled(self) -> list[Frame]:
        return [frame for sentence in self.sentences for frame in find_frames(sentence)]

    @property
    def frames(self) -> tuple[Frame, ...]:
        return with_seen(self.sentences, self.ruled, seen(self))

    def quotes(self, frame: Frame, role: str) -> list[str]:
        return [self.passage.quote(filler.span) for filler in frame.fillers if filler.role == role]


def seen(page: Page) -> Seen:
    return see(page.tagging, [sentence.span for sentence in page.sentences])


def test_a_filler_goes_with_the_anchor_that_it_is_tied_to() -> None:
    page = Page("Gunmen mowed down traders near Bunia, a day after a blast there.")
    page.mark("mowed", "anchor", "anchor").mark("blast", "anchor", "anchor").mark("Gunmen", "party", "perpetrator")
    page.tie("Gunmen", "anchor", "blast", 0)
    assert [(item.role, page.passage.quote(seen(page).anchors[item.anchor].span)) for item in seen(page).fillers] == [
        ("perpetrator", "blast")
    ]


def test_without_any_anchor_there_are_no_fillers() -> None:
    assert seen(Page("Gunmen are on the run.").mark("Gunmen", "party", "perpetrator")).fillers == ()


def test_what_only_the_encoder_sees_is_a_frame() -> None:
    page = (
        Page("Raiders put the hamlet to the sword.")
        .mark("put", "anchor", "anchor")
        .mark("put", "kind", "shooting")
        .mark("Raiders", "party", "perpetrator")
    )
    (frame,) = page.frames
    assert (frame.kind.name, page.quotes(frame, "perpetrator")) == ("shooting", ["Raiders"])


def test_what_only_rules_find_is_dropped_where_the_encoder_excludes_it() -> None:
    page = Page("The striker bombarded the goal after an attack down the wing.")
    assert page.ruled
    assert page.frames == ()


def test_the_encoder_tells_history_and_negation_from_news() -> None:
    page = Page("Rebels attacked the village.").mark("attacked", "anchor", "anchor").mark("attacked", "guard", "historical")
    assert page.frames[0].guard is Guard.BACKGROUND


def test_history_is_background() -> None:
    page = Page("Rebels attacked the village.").mark("attacked", "anchor", "anchor").mark("attacked", "guard", "historical")
    (happening,) = group_frames(page.sentences, page.frames, (), (), None)
    assert happening.background


def test_people_seen_as_harmed_are_counted() -> None:
    page = Page("Seven herders never came home from the raid.").mark("raid", "anchor", "anchor").mark("Seven herders", "harm", "killed")
    (harm,) = page.frames[0].harms
    assert (harm.outcome, harm.count.low, harm.part) == ("killed", 7, False)


def test_a_part_of_a_toll_is_known_as_one() -> None:
    page = (
        Page("Two of those slain in the raid were girls.")
        .mark("raid", "anchor", "anchor")
        .mark("Two", "harm", "killed")
        .mark("Two", "whole", "part")
    )
    assert [harm.part for harm in page.frames[0].harms] == [True]


def test_a_role_that_rules_mistake_is_put_right() -> None:
    page = Page("Rebels attacked the village.").mark("attacked", "anchor", "anchor").mark("Rebels", "party", "target")
    assert page.quotes(page.frames[0], "perpetrator") == []


def test_a_text_that_tells_of_no_violence_has_no_frames() -> None:
    page = Page("Rebels attacked the village.").mark("attacked", "anchor", "anchor")
    page.violent = -9.0
    assert page.frames == ()


def test_what_adjoins_in_one_role_is_one_filler() -> None:
    page = Page("Suspected rebel fighters raided a farm.").mark("raided", "anchor", "anchor")
    page.mark("Suspected", "party", "perpetrator").mark("rebel fighters", "party", "perpetrator")
    page.tie("Suspected", "anchor", "raided", 0).tie("rebel", "anchor", "raided", 0)
    assert [page.passage.quote(filler.span) for filler in seen(page).fillers] == ["Suspected rebel fighters"]


def doubted(text: str, word: str) -> Page:
    """A page on which the encoder gives one word a third of a chance to tell of a happening, and is told to believe such."""
    page = Page(text)
    page.heads = replace(page.heads, decisions={"anchor boost": 1.5})
    layer = page.heads.layer("anchor")
    page.scores[page.tokens(word)[0], layer.columns] = np.log([0.68, 0.3, 0.02])
    return page


def test_a_happening_in_doubt_counts_where_something_goes_with_it() -> None:
    text, word = "The herders never forgot the quarrel at the well.", "quarrel"
    assert doubted(text, word).frames == ()
    (frame,) = doubted(text, word).mark("herders", "party", "victim").frames
    assert frame.anchor.start == text.index(word)


def test_animals_are_no_toll() -> None:
    page = Page("Sixty head of cattle and a herder died in the raid.").mark("raid", "anchor", "anchor")
    page.mark("Sixty head of cattle", "harm", "killed").mark("a herder", "harm", "killed")
    assert [harm.count.low for frame in page.frames for harm in frame.harms] == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [("More than a dozen never came home from the raid.", "More"), ("About nine never came home from the raid.", "About")],
)
def test_words_that_only_qualify_a_number_are_nobody(text: str, words: str) -> None:
    assert not Page(text).mark("raid", "anchor", "anchor").mark(words, "harm", "killed").frames[0].harms
    assert Page(text).mark("raid", "anchor", "anchor").mark(text.split(" never", maxsplit=1)[0], "harm", "killed").frames[0].harms


@pytest.mark.parametrize(
    ("text", "word", "killed", "kind"),
    [
        ("Troops killed twenty bandits in the hills.", "killed", ["twenty bandits"], "killing"),
        ("Rebels killed twelve soldiers in the hills.", "killed", ["twelve soldiers"], "killing"),
        ("Rebels killed twelve villagers in the hills.", "killed", ["twelve villagers"], "massacre"),
        ("Rebels killed ten soldiers and nine villagers.", "killed", ["ten soldiers", "nine villagers"], "massacre"),
        ("Rebels massacred twelve soldiers in the hills.", "massacred", ["twelve soldiers"], "massacre"),
    ],
)
def test_only_words_make_a_massacre_of_the_death_of_those_who_fight(text: str, word: str, killed: list[str], kind: str) -> None:
    page = Page(text).mark(word, "anchor", "anchor").mark(word, "kind", "massacre")
    for people in killed:
        page.mark(people, "harm", "killed")
    (frame,) = page.frames
    assert frame.kind.name == kind
