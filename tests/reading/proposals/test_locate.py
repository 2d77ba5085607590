"""A quote is found where it stands, word for word or made alike, at one place only, and never inside a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.reading.proposals.locate import find_quote, shown, unseen

TEXT = (
    "“At least  1,200 men—all volunteers—left,” he said.\nThe 1,200 men wouldn’t return. T-72 tanks\u200b came… late."
)
WHOLE = [(0, len(TEXT))]


@pytest.mark.parametrize(
    ("quote", "words"),
    [("At least 1,200 men", "At least  1,200 men"), ('"At least 1,200 men', "“At least  1,200 men"),
     ("men-all volunteers-left", "men—all volunteers—left"), ("men wouldn't return", "men wouldn’t return"),
     ("T‑72 tanks came", "T-72 tanks\u200b came"), ("came... late", "came… late"), ("  he said. The 1,200 ",
      "he said.\nThe 1,200")],
)  # fmt: skip
def test_blanks_quotes_dashes_and_unseen_characters_are_alike(quote: str, words: str) -> None:
    place = find_quote(TEXT, WHOLE, quote)
    assert not isinstance(place, str) and TEXT[slice(*place)] == words


@pytest.mark.parametrize("quote", ["200 men", "1,20", "72 tanks", "ast", "1,200 women", "", "   ", "men" * 1000])
def test_part_of_a_number_or_a_word_is_no_quote(quote: str) -> None:
    assert find_quote(TEXT, WHOLE, quote) == "quote_not_found"


def test_what_stands_twice_needs_its_sentence() -> None:
    assert find_quote(TEXT, WHOLE, "1,200 men") == "ambiguous_quote"
    place = find_quote(TEXT, WHOLE, "1,200 men", "The 1,200 men wouldn't return.")
    assert not isinstance(place, str) and TEXT[place[0] - 4 : place[0]] == "The "
    assert find_quote(TEXT, WHOLE, "1,200 men", "Some 1,200 men fled.") == "ambiguous_quote"


def test_a_quote_from_another_part_is_not_found() -> None:
    assert find_quote(TEXT, [(0, TEXT.index("\n"))], "wouldn’t return") == "quote_not_found"
    assert find_quote(TEXT, [(0, 20), (20, len(TEXT))], "At least  1,200 men—all") == "quote_not_found"


@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_is_found_is_the_quote_made_alike(text: str, quote: str) -> None:
    place = find_quote(text, [(0, len(text))], quote)
    if not isinstance(place, str):
        start, end = place
        assert 0 <= start < end <= len(text)
        assert not shown(quote) or shown(text[start:end])


@given(st.text(max_size=200))
def test_what_is_shown_holds_nothing_unseen(text: str) -> None:
    assert not any(unseen(letter) for letter in shown(text))
