"""Who "the army" and "the group" are: the only one of the text, or nobody; an owner is no actor."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from small_texts import ANY_TEXT, AS_OF, gazetteer

from contingent.reading.voices.actors import find_actors
from contingent.reading.voices.standing import named_or_meant


def _names(*texts: str) -> list[list[str]]:
    return [[m.name for m in row] for row in named_or_meant(texts, gazetteer(), AS_OF)]


def test_the_army_is_that_of_the_one_state_whose_army_is_named() -> None:
    assert _names("Mali's army left Kidal.", "Later the army came back.") == [["Mali"], ["Mali"]]


def test_the_army_stays_open_where_two_are_named() -> None:
    assert _names("The Malian army met the Nigerien army.", "Then the army left.")[1] == []


def test_the_group_is_the_one_armed_group_of_the_text() -> None:
    assert _names("Hamas holds the town.", "A panel says the group has 20,000 men.")[1] == ["Hamas"]
    assert _names("Hamas and Hezbollah met.", "A panel says the group has 20,000 men.")[1] == []


def test_a_state_that_owns_an_armed_group_does_not_act_for_it() -> None:
    assert _names("Lebanon's Hezbollah fired rockets.") == [["Hezbollah"]]


@given(st.lists(ANY_TEXT, max_size=4))
def test_names_are_never_lost_but_for_owners_and_never_overlap(texts: list[str]) -> None:
    for text, row in zip(texts, named_or_meant(texts, gazetteer(), AS_OF), strict=True):
        assert all(text[m.start : m.end] == m.surface for m in row)
        assert all(a.end <= b.start for a, b in pairwise(row))
        plain = find_actors(text, gazetteer(), AS_OF)
        assert {m.name for m in plain if m.kind == "armed_group"} <= {m.name for m in row}


def test_the_army_is_the_one_named_just_before_unless_another_state_stands_beside_it() -> None:
    texts = (
        "The Malian army met the Nigerien army.",
        "It rained.",
        "It rained.",
        "Chad's army came.",
        "The army left.",
    )
    assert _names(*texts)[4] == ["Chad"]
    assert _names(*texts[:4], "Mali burnt 14 trucks, the army said.")[4] == ["Mali"]


def test_a_ministry_is_that_of_the_one_state_whose_rulers_are_spoken_of() -> None:
    assert _names("Mali's government met.", "It agreed, a foreign ministry official said.")[1] == ["Mali"]
    assert _names("Mali's government met Chad's government.", "It agreed, a foreign ministry official said.")[1] == []
    assert _names("Mali's government met.", "The foreign ministry of Chad agreed.")[1] == ["Chad"]


def test_the_alliance_is_the_one_alliance_of_the_text() -> None:
    assert _names("NATO met.", "Today the alliance keeps 400 men there.")[1] == ["NATO"]
    assert _names("NATO met.", "The alliance of shepherds keeps 400 men there.")[1] == []


def test_we_is_nobody_where_nobody_says_who_speaks() -> None:
    assert _names("A walk in the hills", "We met the army of nobody.", "Our men saw the enemy.") == [[], [], []]
