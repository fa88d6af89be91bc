"""Which mentions tell of one happening."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from deconflict.link.headline import headline
from deconflict.link.incidents import kind_of_mentions
from deconflict.link.told import told_mentions
from deconflict.model import Claim, Mention, Part, Reading, Report, Span
from deconflict.reconcile.reconcile import reconcile
from deconflict.values.kind import Kind
from deconflict.values.text import Text
from deconflict.values.time import Time


def mains(record):
    return dict(record.main_incident)


def test_reports_that_differ_in_every_number_still_meet(read):
    one = read("Gunmen killed 12 villagers in Birnin Magaji, in Nigeria's Zamfara state, on Sunday, the police said.", "a", "2025-02-10")
    other = read(
        "At least 19 people were killed and 30 abducted when gunmen attacked Birnin Magaji in Zamfara, Nigeria, on Sunday, residents said.",
        "b",
        "2025-02-11",
    )
    found = mains(reconcile([one, other]))
    assert found["a"] == found["b"]


def test_two_attacks_on_one_town_on_far_days_stay_two(read):
    one = read("A car bomb exploded in Baidoa, Somalia, on March 2, killing five people, the police said.", "a", "2025-03-03")
    other = read("A car bomb exploded in Baidoa, Somalia, on March 9, killing two people, the police said.", "b", "2025-03-10")
    found = mains(reconcile([one, other]))
    assert found["a"] != found["b"]


def test_attacks_in_two_countries_stay_two(read):
    one = read("A suicide bomber killed six people at a market in Maiduguri, Nigeria, on Monday, police said.", "a")
    other = read("Rockets struck a hospital in Kharkiv, Ukraine, on Monday, wounding four nurses, the governor said.", "b")
    found = mains(reconcile([one, other]))
    assert found["a"] != found["b"]


def test_what_a_strike_answers_is_an_incident_of_its_own(read):
    text = (
        "Warplanes launched missile strikes on camps near Baalbek, in Lebanon, on Tuesday. "
        "The strikes came in response to a deadly ambush in Haifa last week, where gunmen killed two soldiers."
    )
    record = reconcile([read(text)])
    main = next(incident for incident in record.incidents if incident.id == mains(record)["a"])
    (answered,) = [link.incident for link in main.related if link.relation == "response_to"]
    ambush = next(incident for incident in record.incidents if incident.id == answered)
    assert "Haifa" in ambush.headline
    assert not any(link.relation == "response_to" for link in ambush.related)


def test_a_strike_that_is_only_told_beside_another_answers_nothing(read):
    text = (
        "Warplanes launched missile strikes on camps near Baalbek, in Lebanon, on Tuesday. "
        "Last week gunmen had killed two soldiers in an ambush in Haifa."
    )
    record = reconcile([read(text)])
    assert not any(link.relation == "response_to" for incident in record.incidents for link in incident.related)


def test_headlines_say_kind_place_day_and_toll(read):
    record = reconcile(
        [read("A car bomb exploded in Baidoa, Somalia, on Monday, killing five people, the police said.", "a", "2025-03-05")]
    )
    (incident,) = (incident for incident in record.incidents if not incident.background)
    assert incident.headline == headline(incident.kind, incident.mentions)
    assert "Baidoa" in incident.headline
    assert "2025-03-03" in incident.headline
    assert "5 killed" in incident.headline


def test_headlines_take_the_time_that_most_reports_leave_open():
    """The strike was on Tuesday at 10:40, the burial on Wednesday morning."""
    days = (date(2025, 10, 14), date(2025, 10, 15))
    times = [
        Time(days[1], days[1], opens=5.0, closes=12.0), Time(days[0], days[0]), Time(days[0], days[0]),
        Time(days[0], days[0], opens=10 + 40 / 60, closes=11 + 40 / 60),
    ]  # fmt: skip
    span = Span("a", Part.TEXT, 0, 5)
    mention = Mention("e1", "a", Kind("attack"), span, claims=tuple(Claim("date", time, span, "words") for time in times))
    assert headline(Kind("attack"), [mention]) == "Attack, 2025-10-14, about 10:40"


def test_the_drone_is_the_one_told_of_before_and_thursdays_shelling_is_another_happening(read):
    reading = read(
        "A Russian drone struck a minibus in the city of Kherson on Saturday morning, killing two people and wounding seven, the governor said. "
        "The drone hit the vehicle shortly before 8 a.m. on Ushakova Avenue in the Dniprovskyi district. "
        "On Thursday, shelling of the nearby village of Antonivka killed one man, officials said.",
        published="2026-03-14",
    )
    strike, shelling = (mention for mention in reading.mentions if not mention.background)
    assert {claim.value.start for claim in strike.claims if claim.attribute == "date"} == {date(2026, 3, 14)}
    assert [claim.value.low for claim in shelling.claims if claim.attribute == "killed"] == [1]
    assert not [claim for claim in shelling.claims if claim.attribute == "actor"]


def test_a_headline_keeps_the_whole_name_of_a_place(read):
    reading = read("Gunmen attacked a clinic on Lamu Island, Kenya, on Monday, killing two nurses, police said.", published="2025-06-03")
    (incident,) = reconcile([reading]).incidents
    assert "Lamu Island" in incident.headline or "Lamu" in incident.headline.split(",")[0]
    assert not incident.headline.split(",")[0].endswith("in Island")


def test_mourning_declared_on_monday_after_an_attack_does_not_date_it(read):
    reading = read(
        "The junta declared three days of mourning on Monday after an attack on an army convoy killed ten soldiers near Tillaberi in Niger.",
        published="2026-05-04",
    )
    assert not [claim for mention in reading.mentions for claim in mention.claims if claim.attribute == "date"]


def test_where_and_when_other_things_were_done_is_not_told_of_the_attack(read):
    reading = read(
        "Four soldiers died in an attack with explosives near Argelia in Cauca, the defence minister announced on Tuesday night. "
        "The attack had been planned across the border in Apure, he said. One of the wounded was taken to a clinic in Cali.",
        published="2026-04-22",
    )
    told = [claim for mention in reading.mentions for claim in mention.claims]
    assert not [claim for claim in told if claim.attribute == "date"]
    assert not {claim.value.name for claim in told if claim.attribute == "place"} & {"Apure", "Cali"}


def test_where_somebody_was_who_spoke_of_it_and_which_roads_were_closed_is_not_where_it_happened(read):
    reading = read(
        "A lorry packed with explosives blew up outside the police station of Tame in Arauca on Thursday, killing one officer. "
        "The president, on a visit to Lima, condemned the attack. The army has closed the roads to Saravena and Fortul.",
        published="2025-08-22",
    )
    places = {claim.value.name for mention in reading.mentions for claim in mention.claims if claim.attribute == "place"}
    assert "Tame" in places
    assert not places & {"Lima", "Saravena", "Fortul"}


def test_some_of_the_wounded_are_a_part(read):
    reading = read(
        "A bomb killed 31 people in Bannu, Pakistan, on Friday. Forty-six people were injured, nine of them seriously; two of the wounded are children.",
        published="2026-06-13",
    )
    totals = [
        claim.value for mention in reading.mentions for claim in mention.claims if claim.attribute == "injured" and claim.group is None
    ]
    assert {count.low for count in totals} == {46}


def test_who_is_named_as_the_dead_is_no_perpetrator(read):
    reading = read(
        "A teenager who died after being stabbed in Derby on Monday evening has been named by police as Kian Rowe, 17.",
        published="2026-02-05",
    )
    assert not [claim for mention in reading.mentions for claim in mention.claims if claim.attribute == "actor"]


def test_an_older_massacre_keeps_its_dead(read):
    reading = read(
        "Gunmen attacked the town of Pont-Sonde in Haiti's Artibonite department before dawn on Wednesday, killing at least 40 people, a rights group said. "
        "The gang was behind a massacre in the same town in October 2024 in which at least 115 people were killed, according to officials.",
        published="2026-07-02",
    )
    killed = {
        claim.value.low: mention.background for mention in reading.mentions for claim in mention.claims if claim.attribute == "killed"
    }
    assert killed[115]
    assert not killed[40]


def test_a_later_report_that_names_the_day_of_the_deed_is_not_too_late_for_it(read):
    first = read(
        "Gunmen kidnapped seven fishermen off Sitangkai in Tawi-Tawi, Philippines, on September 3, the coast guard said. The boat, the FB Bituin, was found adrift.",
        "a",
        "2025-09-04",
    )
    later = read(
        "Marines on September 7 freed the fishermen of the FB Bituin who were kidnapped off Sitangkai in Tawi-Tawi, Philippines, on September 3. Two kidnappers were killed.",
        "b",
        "2025-09-08",
    )
    found = mains(reconcile([first, later]))
    assert found["a"] == found["b"]


def test_of_kinds_told_equally_often_the_one_that_more_words_tell_gives_the_name():
    """A drone that fires missiles is told as both."""
    strike, shelling = Kind("air/drone strike"), Kind("shelling/artillery/missile attack")
    span = Span("a", Part.TEXT, 0, 6)
    words = tuple(Claim("kind", kind, span, "struck") for kind in (strike, strike, shelling))
    told = [Mention("e1", "a", shelling, span, claims=words), Mention("e1", "b", strike, span)]
    assert kind_of_mentions(told) == kind_of_mentions(told[::-1]) == strike


def test_what_has_neither_time_nor_place_nor_toll_is_no_incident():
    """'The town has been hit before', 'the rebels have bombed schools'."""
    span = Span("a", Part.TEXT, 0, 6)

    def mention(id, attribute, value, background=True):
        return Mention(id, "a", Kind("attack"), span, background=background, claims=(Claim(attribute, value, span, "struck"),))

    main = mention("e1", "target", Text.parse("market"), background=False)
    bare = [mention("e2", "target", Text.parse("town")), mention("e3", "kind", Kind("attack")), mention("e4", "means", Text.parse("bombs"))]
    dated = mention("e5", "date", Time(date(2023, 3, 1), date(2023, 3, 31)))
    reading = Reading(Report("a", "struck"), mentions=(main, *bare, dated))
    assert list(told_mentions(reading)) == [(main, True), (dated, False)]


def test_the_agency_of_a_dateline_is_no_place(reader):
    """Whatever the encoder takes it for."""
    text = "NAIROBI, Oct. 14, 2025 (Nile Basin Wire) - At least nine people were killed on Tuesday when a drone hit a market in El Fula, Sudan, an official said."
    passage = Report("a", text).passage()
    start = text.index("Nile")
    marks = reader._marks(passage, Report("a", text))
    seen = SimpleNamespace(fillers=[SimpleNamespace(role="place", span=passage.span(start, start + 4))])
    assert "Nile" not in {place.text for place in reader._with_seen_places((), seen, marks)}
