"""What linking remembers between calls."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from deconflict.link.compact import Groups, ScoredPairs
from deconflict.link.memory import MemoryShelf
from deconflict.link.postings import Postings
from deconflict.link.profile import Profile, profile
from deconflict.link.shelf import Kin, Pairing, Told
from deconflict.link.signature import Signature

TEXT = (
    "Gunmen killed 12 villagers and wounded at least 30 in Birnin Magaji, in Nigeria's Zamfara state, on Sunday night, the police said. "
    "Among the dead was the schoolteacher Amina Bello."
)


@pytest.fixture
def told(read):
    reading = read(TEXT, "a", "2025-02-10", "Gunmen kill 12 in Zamfara")
    return profile(reading, reading.mentions[0], True)


@pytest.fixture
def shelf():
    return MemoryShelf({}.get)


def test_a_profile_reads_back_as_it_was_packed(told):
    again = Profile.unpack(told.pack())
    assert again == Profile.unpack(again.pack())
    assert (again.report, again.mention, again.main, again.published, again.days) == ("a", told.mention, True, date(2025, 2, 10), told.days)
    assert (again.people, again.kind, again.counts) == (told.people, told.kind, told.counts)
    assert [place.name for place in again.places] == [place.name for place in told.places]


def test_mentions_are_found_by_their_keys(shelf, told):
    first, second = shelf.put(told, [3, 5]), shelf.put(told, [5, 7])
    assert shelf.holding([3, 5, 9], 10) == {3: (first,), 5: (first, second)}
    assert shelf.holding([5], 1) == {5: (second,)}


def test_what_is_withdrawn_is_found_no_more(shelf, told):
    first = shelf.put(told, [3])
    shelf.regroup({first: shelf.new_incident()})
    shelf.keep_signature("a", Signature((1,), frozenset({2}), frozenset(), frozenset(), frozenset()))
    shelf.keep_kin([Kin("a", "b", "copy", 0.9, 40)])
    shelf.set_lines({"a": "a", "b": "a"})
    shelf.withdraw("a")
    assert shelf.profiles([first]) == shelf.incidents([first]) == shelf.kin(["a", "b"]) == {}
    assert shelf.holding([3], 9) == {3: ()}
    assert shelf.sharing([1], 9) == {}
    assert shelf.line_members(["a"]) == {"a": ("b",)}


def test_incidents_take_mentions_from_one_another(shelf, told):
    numbers = [shelf.put(told, []) for _ in range(3)]
    one, other = shelf.new_incident(), shelf.new_incident()
    shelf.regroup({numbers[0]: one, numbers[1]: one, numbers[2]: other})
    shelf.regroup({numbers[1]: other})
    assert shelf.members([one, other]) == {one: (numbers[0],), other: (numbers[1], numbers[2])}
    assert shelf.incidents(numbers) == {numbers[0]: one, numbers[1]: other, numbers[2]: other}


def test_edges_are_seen_from_both_sides(shelf):
    shelf.keep_edges([(1, 2, 0.7)])
    assert shelf.edges([1, 2, 3]) == {1: {2: 0.7}, 2: {1: 0.7}}


def test_a_judgement_on_a_report_is_one_on_its_main_mention(told):
    pairing = Pairing(Told("a"), Told("b"), same=True)
    shelf = MemoryShelf({}.get, [pairing])
    assert shelf.pairings([shelf.put(told, [])]) == (pairing,)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 40), st.integers(0, 500)), max_size=60), st.integers(1, 5))
def test_postings_answer_like_a_table_of_lists(pairs, most):
    postings, plain = Postings(fresh=7), {}
    for key, holder in pairs:
        postings.add([key], holder)
        plain.setdefault(key, []).append(holder)
    assert dict(postings.holders(list(plain), most)) == {key: tuple(held[-most:]) for key, held in plain.items()}


def test_keys_that_end_alike_find_each_other_and_nothing_is_lost():
    postings = Postings()
    postings.add([5, 2**32 + 7], 1)
    assert dict(postings.holders([2**40 + 5, 5, 7], 9)) == {2**40 + 5: (1,), 5: (1,), 7: (1,)}


class GroupsAndPairs(RuleBasedStateMachine):
    """Groups and scored pairs in arrays answer like dictionaries, whatever is put, moved and forgotten."""

    def __init__(self):
        super().__init__()
        self.groups, self.pairs, self.group_of, self.scores = Groups(), ScoredPairs(), {}, {}

    @rule(number=st.integers(0, 6), group=st.integers(1, 4))
    def put(self, number, group):
        self.groups.put(number, group)
        self.group_of[number] = group

    @rule(number=st.integers(0, 6))
    def leave(self, number):
        self.groups.leave(number)
        self.group_of.pop(number, None)

    @rule(a=st.integers(0, 6), b=st.integers(0, 6), score=st.floats(0, 1))
    def keep(self, a, b, score):
        if a != b:
            self.pairs.keep(a, b, score)
            self.scores[min(a, b), max(a, b)] = score

    @rule(number=st.integers(0, 6))
    def forget(self, number):
        self.pairs.forget(number)
        self.scores = {pair: score for pair, score in self.scores.items() if number not in pair}

    @invariant()
    def answers_are_those_of_plain_tables(self):
        for group in range(6):
            assert self.groups.members(group) == tuple(sorted(number for number, held in self.group_of.items() if held == group and group))
        assert dict(self.groups.all()) == {group: self.groups.members(group) for group in set(self.group_of.values())}
        for number in range(8):
            assert self.groups.of(number) == self.group_of.get(number, 0)
            assert self.pairs.of(number) == {a + b - number: score for (a, b), score in self.scores.items() if number in (a, b)}


TestGroupsAndPairs = GroupsAndPairs.TestCase
