"""Actors: whole words only, the longest name, leaders within their days, and the names that are no actors."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_texts import ANY_TEXT, AS_OF, gazetteer

from contingent.core.errors import DataError
from contingent.reading.voices.actors import Gazetteer, find_actors


def _names(text: str, as_of: date = AS_OF) -> list[tuple[str, str]]:
    return [(m.surface, m.name) for m in find_actors(text, gazetteer(), as_of)]


@given(ANY_TEXT)
def test_mentions_slice_to_their_surface_in_order_without_overlap(text: str) -> None:
    found = find_actors(text, gazetteer(), AS_OF)
    assert all(text[m.start : m.end] == m.surface for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=4))
def test_a_name_inside_a_longer_word_is_not_found(tail: str) -> None:
    for name in ("NATO", "Iran", "Kim", "Hamas", "Russia"):
        if not _names(name + tail):
            continue
        # the longer word is itself an actor's name: "Iranian", "Russian"
        assert _names(name + tail)[0][0] == name + tail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow and Pyongyang agreed.", [("Moscow", "Russia"), ("Pyongyang", "North Korea")]),
        ("the Kremlin, the White House", [("Kremlin", "Russia"), ("White House", "United States")]),
        ("Kim sent North Koreans.", [("Kim", "North Korea"), ("North Koreans", "North Korea")]),
        ("North Korea’s Kim Jong Un", [("North Korea", "North Korea"), ("Kim Jong Un", "North Korea")]),
        ("NATO met.", [("NATO", "NATO")]),
        ("G20 and G-7 members", [("G20", "G20"), ("G-7", "G7")]),
        ("soldiers to russia and north korea", [("russia", "Russia"), ("north korea", "North Korea")]),
        ("RUSSIA WARNS", [("RUSSIA", "Russia")]),
        ("The U.S. Army", [("U.S.", "United States")]),
        ("Congo and South Sudan", [("Congo", "Democratic Republic of the Congo"), ("South Sudan", "South Sudan")]),
        ("Côte d’Ivoire", [("Côte d’Ivoire", "Ivory Coast")]),
        ("the RSF and M23", [("RSF", "Rapid Support Forces"), ("M23", "M23")]),
        ("US-Russian talks", [("US", "United States"), ("Russian", "Russia")]),
        ("President Putin", [("Putin", "Russia")]),
        ("In November Putin spoke", [("Putin", "Russia")]),
    ],
)
def test_names_stand_for_states_and_groups(text: str, expected: list[tuple[str, str]]) -> None:
    assert _names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The new Axis of Evil 2.0",
        "He told us and let us go",
        "a pro-Russian, anti-Western mood",
        "Russian-made drones",
        "George Washington University",
        "George Mason University and American University",
        "Georgia Tech beat them",
        "Senators from Georgia and Arizona",
        "Michael Jordan scored",
        "Chad Smith drums",
        "roast turkey and a polish",
        "The Washington Post",
        "Kim Kardashian",
        "Michelle Trump",
        "the South China Sea",
    ],
)
def test_other_things_of_the_same_name_are_no_actors(text: str) -> None:
    assert _names(text) == []


def test_a_state_with_a_person_s_name_is_found_where_it_is_a_state() -> None:
    assert _names("Chad and Jordan signed; Georgia did not.") == [
        ("Chad", "Chad"), ("Jordan", "Jordan"), ("Georgia", "Georgia"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (date(2015, 1, 1), None),
        (date(2018, 1, 1), "United States"),
        (date(2022, 6, 1), "Donald Trump"),
        (date(2024, 11, 5), "Donald Trump"),
        (date(2024, 11, 18), "United States"),  # elected, "incoming"
        (date(2025, 6, 1), "United States"),
    ],
)
def test_a_leader_stands_for_his_state_only_in_his_days(day: date, meant: str | None) -> None:
    assert _names("the Trump administration", day) == ([("Trump", meant)] if meant else [])


def test_a_leader_out_of_office_is_found_as_a_person_and_speaks_for_no_state() -> None:
    (former,) = find_actors("Angela Merkel warned of war", gazetteer(), date(2024, 5, 1))
    assert (former.kind, former.name, former.person, former.state) == (
        "former", "Angela Merkel", "Angela Merkel", "Germany",
    )  # fmt: skip
    (serving,) = find_actors("Angela Merkel warned of war", gazetteer(), date(2014, 5, 1))
    assert (serving.kind, serving.name, serving.person) == ("leader", "Germany", "Angela Merkel")
    assert find_actors("Angela Merkel warned of war", gazetteer(), date(2001, 5, 1)) == ()


def test_the_same_surname_follows_the_office() -> None:
    assert _names("Assad fled", date(1999, 12, 1)) == [("Assad", "Syria")]
    assert _names("Assad fled", date(2024, 12, 1)) == [("Assad", "Syria")]
    assert _names("Assad fled", date(2025, 1, 1)) == [("Assad", "Bashar al-Assad")]


def test_a_surname_that_many_bear_is_read_only_in_office() -> None:
    assert _names("Ford and Wilson met", date(1975, 3, 1)) == [("Ford", "United States")]
    assert _names("Ford and Wilson met", date(2020, 3, 1)) == []
    assert _names("Gerald Ford met them", date(2020, 3, 1)) == [("Gerald Ford", "Gerald Ford")]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Stalin wavered", date(1952, 10, 9), [("Stalin", "Russia")]),
        ("Vajpayee flew to Lahore", date(1999, 6, 1), [("Vajpayee", "India")]),
        ("the Tsar refused", date(1854, 12, 1), [("the Tsar", "Russia")]),
        ("the Tsar refused", date(1994, 12, 1), []),
        ("Constantinople and St. Petersburg", date(1854, 1, 1),
         [("Constantinople", "Turkey"), ("St. Petersburg", "Russia")]),
        ("Constantinople and St. Petersburg", date(2004, 1, 1), []),
        ("Peking radio spoke", date(1952, 1, 1), [("Peking", "China")]),
        ("the Blue House, Downing Street and Foggy Bottom", date(2024, 1, 1),
         [("Blue House", "South Korea"), ("Downing Street", "United Kingdom"), ("Foggy Bottom", "United States")]),
        ("Zhongnanhai, Rashtrapati Bhavan and the Élysée", date(2024, 1, 1),
         [("Zhongnanhai", "China"), ("Rashtrapati Bhavan", "India"), ("Élysée", "France")]),
        ("The NIS, the IDF, the RSF and the KPA", date(2024, 1, 1),
         [("NIS", "South Korea"), ("IDF", "Israel"), ("RSF", "Rapid Support Forces"), ("KPA", "North Korea")]),
        ("Viet Cong and Khmer Rouge", date(1970, 1, 1), [("Viet Cong", "Viet Cong"), ("Khmer Rouge", "Khmer Rouge")]),
    ],
)  # fmt: skip
def test_offices_seats_and_groups_of_many_wars(text: str, day: date, expected: list[tuple[str, str]]) -> None:
    assert _names(text, day) == expected


def test_a_state_s_news_agency_is_known_as_its_own_but_no_state() -> None:
    (agency,) = find_actors("KCNA reported", gazetteer(), AS_OF)
    assert (agency.kind, agency.name) == ("organ", "North Korea")


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2035, 1, 1)))
def test_names_that_are_no_leaders_do_not_depend_on_the_day(day: date) -> None:
    assert _names("Ukraine, NATO, Hamas and the Kremlin", day) == _names("Ukraine, NATO, Hamas and the Kremlin")


def test_the_table_holds_the_members_of_the_united_nations_and_more() -> None:
    states = [name for name, kind in gazetteer().kinds.items() if kind == "state"]
    assert len(states) >= 193
    assert {"Taiwan", "Kosovo", "Palestine"} <= set(states)
    assert gazetteer().hosts["Hezbollah"] == "Lebanon"


def test_a_host_or_a_leader_s_state_is_itself_in_the_table() -> None:
    known = set(gazetteer().kinds)
    assert set(gazetteer().hosts.values()) <= known
    named = {e.name for rows in gazetteer().entries.values() for e in rows if e.kind == "leader"}
    assert named <= known


@pytest.mark.parametrize("table", [{}, {"state": []}, {"state": [{"names": ["X"]}]}, {"state": [{"name": " "}]}])
def test_a_table_without_states_or_names_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(DataError):
        Gazetteer.from_table(table)
