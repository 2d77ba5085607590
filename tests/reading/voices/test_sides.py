"""Who "we", "this Command" and "the enemy" are: the side a text speaks for, or nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from small_texts import ANY_TEXT, AS_OF, gazetteer

from contingent.reading.voices.actors import find_actors
from contingent.reading.voices.sides import issuer_name, own_side


def _sides(*texts: str) -> list[list[tuple[str, str]]]:
    named = [find_actors(text, gazetteer(), AS_OF) for text in texts]
    return [[(m.surface, m.name) for m in row] for row in own_side(texts, named)]


def test_a_statement_speaks_of_its_body_and_of_those_whose_words_it_doubts() -> None:
    found = _sides(
        "HIGHLAND FIELD COMMAND STATEMENT ON THE TRUCE", "This Command holds the pass.", "We fear the enemy.",
        "Niger claims the bridge.", "Chad asserts that it burnt.", "France said so too.",
    )  # fmt: skip
    own = "Highland Field Command"
    assert found[1:3] == [[("This Command", own)], [("We", own), ("the enemy", "Chad; Niger")]]
    assert found[3:] == [[], [], []]


def test_a_statement_that_never_speaks_of_itself_is_nobodys() -> None:
    assert _sides("Statement by the Ministry of Tides", "The tide rose.", "We saw it.") == [[], [], []]


def test_one_interviewed_speaks_for_the_state_he_serves_and_who_asks_for_nobody() -> None:
    intro = "Col. Ann Moussa led a brigade of the Chadian army, and later met envoys of Niger."
    found = _sides("At home", intro, "Q: Did we win?", "A: We lost men.", "Q: And you?", "A: Our army left.")
    assert found[2:] == [[], [("We", "Chad")], [("you", "Chad")], [("Our army", "Chad")]]


def test_one_interviewed_whose_state_is_open_speaks_for_nobody() -> None:
    intro = "Ann Moussa has walked through Chad and Niger."
    found = _sides("At home", intro, "Q: Did we win?", "A: We lost men.", "Q: And you?", "A: Our army left.")
    assert found == [[]] * 6


def test_a_title_in_capitals_is_written_in_proper_letters() -> None:
    assert issuer_name("HIGHLAND  COMMAND") == "Highland Command"
    assert issuer_name("NATO") == "NATO"


@given(st.lists(ANY_TEXT, max_size=5))
def test_what_is_meant_stands_in_the_text_and_never_on_a_name(texts: list[str]) -> None:
    named = [find_actors(text, gazetteer(), AS_OF) for text in texts]
    for text, row, names in zip(texts, own_side(texts, named), named, strict=True):
        assert all(text[m.start : m.end] == m.surface for m in row)
        assert not any(m.start < n.end and n.start < m.end for m in row for n in names)
