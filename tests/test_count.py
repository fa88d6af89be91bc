"""Counts: how words for numbers read, and how the numbers stand to each other."""

import pytest

from deconflict.values import Count, Relation, Scope, find_counts, parse_count


def count(words: str) -> Count:
    phrase = parse_count(words)
    assert phrase is not None, words
    return phrase.count


def relation(a: str, b: str) -> Relation:
    return count(a).relation(count(b))


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("five", 5, 5),
        ("1,200", 1200, 1200),
        ("2.5 million people", 2_500_000, 2_500_000),
        ("three hundred and five villagers", 305, 305),
        ("one hundred and 20 people", 120, 120),
        ("twenty-one", 21, 21),
        ("a dozen", 12, 12),
        ("half a dozen shops", 6, 6),
        ("two dozen", 24, 24),
        ("two to three dozen people", 24, 36),
        ("several dozen fighters", 36, 108),
        ("a few hundred people", 200, 600),
        ("several", 3, 9),
        ("a handful of men", 3, 6),
        ("a couple of men", 2, 2),
        ("both", 2, 2),
        ("twin bombings", 2, 2),
        ("scores", 40, 99),
        ("dozens of people", 24, 99),
        ("hundreds", 200, 999),
        ("thousands", 2000, 99999),
        ("multiple sites", 2, None),
        ("many", 3, None),
        ("soldiers", 2, None),
        ("an unspecified number of soldiers", 2, None),
        ("10 or more people", 10, None),
        ("about 20", 16, 25),
        ("some 300 villagers", 240, 375),
        ("15 or so", 12, 19),
        ("nearly 50", 45, 50),
        ("up to 5", 1, 5),
        ("as many as five", 1, 5),
        ("fewer than ten", 1, 9),
        ("between 3 and 5", 3, 5),
        ("10-15", 10, 15),
        ("three or four soldiers", 3, 4),
        ("no civilians", 0, 0),
        ("none", 0, 0),
        ("one person", 1, 1),
        ("a man", 1, 1),
        ("a 63-year-old woman", 1, 1),
        ("one of the gunmen", 1, 1),
        ("the other three soldiers", 3, 3),
        ("a further 12", 12, 12),
        ("another two", 2, 2),
        ("a group of 20 guerrillas", 20, 20),
        ("the bodies of seven men", 7, 7),
        ("a family of five", 5, 5),
        ("three members of one family", 3, 3),
        ("a member of the police", 1, 1),
        ("a group of men", 2, None),
        ("two families", 2, 2),
        ("Mrs. Ana Moreno", 1, 1),
    ],
)
def test_words_for_numbers_are_intervals(words, low, high):
    told = count(words)
    assert (told.low, told.high) == (low, high)
    shouted = count(words.upper())
    assert (shouted.low, shouted.high) == (low, high)


@pytest.mark.parametrize(
    "words", ["at least 14", "more than 14", "over 14", "no fewer than fourteen", "14+", "AT LEAST 14", "at least another 14"]
)
def test_words_that_name_a_floor_keep_the_number_told(words):
    assert count(words) == Count.at_least(14)
    assert count(words).best == 14


@pytest.mark.parametrize("words", ["the third", "", "it", "a", "Rixon Lane 4,000-strong", "the market"])
def test_what_is_no_number_is_none(words):
    assert parse_count(words) is None


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("about 20", 20),
        ("nearly 50", 50),
        ("as many as 40", 40),
        ("at least 14", 14),
        ("dozens", 24),
        ("10 to 15", 10),
        ("fewer than ten", 1),
    ],
)
def test_the_best_number_is_the_one_told_else_the_low_end(words, best):
    assert count(words).best == best


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("14 civilians", "civilians"),
        ("two U.S. service members", "soldiers"),
        ("three army officers", "army officers"),
        ("two police officers", "police"),
        ("a civilian translator", "civilians"),
        ("an interpreter", "interpreters"),
        ("six Jesuit priests", "clergy"),
        ("four aid workers", "aid workers"),
        ("two soldiers dead", "soldiers"),
        ("a 7-month-old boy", "children"),
        ("20 armed gunmen", "attackers"),
        ("five people", None),
        ("12 dead", None),
        ("30 others", None),
        ("17 drones", None),
    ],
)
def test_head_nouns_tell_whom_a_count_counts(words, group):
    assert count(words).of == group


def test_people_told_together_add_up_and_keep_their_parts():
    phrase = parse_count("two U.S. service members and a civilian translator")
    assert phrase.count == Count.exactly(3)
    assert [(part.count.low, part.count.of, part.head) for part in phrase.parts] == [
        (2, "soldiers", "U.S. service members"),
        (1, "civilians", "civilian translator"),
    ]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two men and a woman", 3),
        ("the wife and two sons of a judge", 3),
        ("Cpl. John Smith and two others", 3),
        ("John Smith, 23, and Ana Lopez, 30", 2),
        ("John Smith, a teacher, and Ana Lopez", 2),
        ("a teacher, John Smith", 1),
        ("a soldier, a policeman and a civilian", 3),
        ("six priests, their cook and her daughter", 8),
        ("a couple and their three children", 5),
        ("two soldiers and a truck", 2),
        ("one thousand and two people", 1002),
    ],
)
def test_lists_of_people_are_counted(words, number):
    assert (count(words).low, count(words).high) == (number, number)


def test_a_bare_plural_is_two_or_more():
    assert count("rebel positions") == Count(2, None)


def test_a_floor_in_a_list_makes_the_sum_a_floor():
    assert count("two police officers and at least three gunmen") == Count.at_least(5)
    assert count("about 20 soldiers and 3 civilians").best == 23
    assert count("soldiers and two civilians").high is None


def test_a_name_in_small_letters_counts_where_it_is_known_to_be_one():
    assert parse_count("john smith") is None
    assert parse_count("john smith and ana lopez", person=True).count == Count.exactly(2)


@pytest.mark.parametrize(
    ("words", "number", "part", "group"),
    [
        ("12 people, including three children", 12, 3, "children"),
        ("five people, two of them children", 5, 2, "children"),
        ("7 people killed, 3 of whom were policemen", 7, 3, "police"),
        ("at least 7 people, among them a pregnant woman", 7, 1, "women"),
    ],
)
def test_parts_of_a_whole_are_marked_as_parts(words, number, part, group):
    phrase = parse_count(words)
    assert phrase.count.low == number
    assert phrase.parts[-1].count == Count(part, part, of=group, scope=Scope.PART)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("two", "two", Relation.SAME),
        ("more than 180", "at least 180", Relation.SAME),
        ("two", "at least one", Relation.REFINES),
        ("two", "five", Relation.CONFLICTS),
        ("at least 14", "at least 41", Relation.CONFLICTS),
        ("17", "more than a dozen", Relation.REFINES),
        ("dozens of sites", "multiple sites", Relation.REFINES),
        ("24 to 48", "at least 24", Relation.REFINES),
        ("at least 30", "dozens", Relation.REFINES),
        ("about 20", "18", Relation.GENERALISES),
        ("about 20", "more than 20", Relation.COMPATIBLE),
        ("a gunman", "gunmen", Relation.CONFLICTS),
        ("three soldiers", "three civilians", Relation.INCOMPARABLE),
        ("three soldiers", "five people", Relation.INCOMPARABLE),
        ("six children", "five people", Relation.CONFLICTS),
        ("six children", "at least five people", Relation.INCOMPARABLE),
    ],
)
def test_relations_of_counts(a, b, expected):
    assert relation(a, b) is expected


def test_other_scopes_and_running_totals_never_contradict():
    five, nine = Count.exactly(5), Count.exactly(9)
    running = [Count(number, number, scope=Scope.RUNNING) for number in (5, 9)]
    sums = [Count(number, number, scope=Scope.SUM) for number in (5, 9)]
    some = [Count(number, number, scope=Scope.PART) for number in (5, 9)]
    assert five.relation(running[1]) is nine.relation(sums[0]) is Relation.INCOMPARABLE
    assert running[0].relation(running[1]) is sums[0].relation(sums[1]) is some[0].relation(some[1]) is Relation.INCOMPARABLE
    children = [Count(number, number, of="children", scope=Scope.PART) for number in (2, 3)]
    assert children[0].relation(children[1]) is Relation.CONFLICTS


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Count.exactly(1), "1"),
        (Count.exactly(1).__class__(1, 1, of="soldiers"), "1 soldier"),
        (Count(14, None, True, "civilians"), "at least 14 civilians"),
        (Count.about(20), "about 20"),
        (Count(16, 25), "16 to 25"),
        (Count(2, None), "2 or more"),
        (Count(2, 2, of="children", scope=Scope.PART), "2 children among them"),
        (Count(300, 300, scope=Scope.RUNNING), "300 so far"),
    ],
)
def test_a_count_is_shown_in_few_words_that_reports_could_use(value, shown):
    assert value.show() == shown
    assert Count.parse(shown) == value
    if value.scope is Scope.INCIDENT:
        assert count(shown) == value


def test_intervals_that_are_none_are_refused():
    with pytest.raises(ValueError, match="no interval"):
        Count(3, 2)
    with pytest.raises(ValueError, match="floor"):
        Count(3, 5, floor=True)
    assert Count.parse("some day") is None


def found(text: str, **asked: bool) -> list[tuple[str, str]]:
    return [(text[start:end], phrase.count.show()) for start, end, phrase in find_counts(text, **asked)]


def test_numbers_in_running_text_are_found_with_what_they_count():
    text = "Shells killed at least 14 civilians and wounded 30 others; two of the three U.S. service members died."
    assert found(text) == [("at least 14", "at least 14 civilians"), ("30", "30"), ("two", "2 soldiers"), ("three", "3 soldiers")]
    assert [pair[1] for pair in found(text.upper())] == [pair[1] for pair in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "8509 Rixlew Ln",
        "the 1200 block of Main Street",
        "a 9 mm pistol and a .45-caliber revolver",
        "a 63-year-old, aged 23, 24 and 25",
        "Ana Moreno, 23, of Leeds",
        "12 years old",
        "at 10:30 p.m. on June 3, 2014",
        "3 June, at 9 a.m.",
        "in 1989 and since 2011",
        "25 percent, 50%, $5 million, 50 million dollars",
        "the 3rd battalion and the third attack",
        "one of the gunmen, no one, one another",
        "for three days and five hours, 5 km away",
        "flight 182, route 66, resolution 2254",
        "1. The ceasefire holds.\n 2. The front is calm.",
        "at 0030 and at 1800, on 22 and 23 December",
        "Image 3 of 33, page 1 / 5, zip (20109), 4960 Highway 80",
        "between the ages of 11 and 15, from 23 to 41 years old",
        "a five-man team in a two-storey house",
    ],
)
def test_numbers_that_count_nobody_are_passed_over(text):
    assert found(text) == []


def test_years_before_people_are_numbers():
    assert found("In 1989 2000 people fled") == [("2000", "2000")]


def test_a_change_is_no_range():
    assert found("The toll rose from 3 to 5") == [("3", "3"), ("5", "5")]


def test_nobody_is_a_count_and_articles_are_if_asked():
    assert found("No civilians were hurt.") == [("No", "0 civilians")]
    assert found("A policeman shot an armed robber in a car.", articles=True) == [("A", "1 police officer"), ("an", "1 attacker")]
    assert found("A policeman shot a robber.") == []


def test_a_time_before_a_number_is_none_of_the_phrase():
    assert parse_count("Last year 130 seafarers").count.low == 130
    assert parse_count("In 2019 12 people").count == Count.exactly(12)
    assert parse_count("the last three people").count.low >= 2


@pytest.mark.parametrize(
    ("words", "number", "counted"),
    [
        ("1981 left seven dead", 7, "dead"),
        ("2019 twelve people", 12, "people"),
        ("lists 27 policemen hurt", 27, "policemen hurt"),
        ("the morgue's cold room lie five bodies", 5, "bodies"),
        ("2000 villagers", 2000, "villagers"),
        ("1,950 villagers", 1950, "villagers"),
    ],
)
def test_a_number_behind_a_year_or_a_verb_is_the_count(words, number, counted):
    phrase = parse_count(words)
    assert (phrase.count.low, phrase.head) == (number, counted)


@pytest.mark.parametrize("words", ["soldiers of 3 brigades", "villagers from Camp 4", "pupils of the 7 schools"])
def test_a_number_of_something_else_is_not_the_count(words):
    assert parse_count(words).count == Count(2, None, of=parse_count(words).count.of)


def test_unknown_nouns_count_where_people_are_known_to_be_told():
    phrase = parse_count("a sub-chief and two of his drummers", person=True)
    assert (phrase.count.low, [part.count.low for part in phrase.parts]) == (3, [1, 2])
    assert parse_count("three farm hands and the foreman", person=True).count == Count.exactly(4)
