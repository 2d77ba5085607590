"""Sentences of the digest: numbers and days as an analyst writes them, each complete."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.watching import ChangePoint, Reading
from contingent.watching.words import chance_words, change_words, number_words, reading_words


def reading(statistic: str = "spread", label: str = "spread of daily returns") -> Reading:
    return Reading(
        statistic=statistic, label=label, value=7.1234, unit="%", low=1.94, high=5.2, p=0.001, q=0.0123, left=True
    )


def test_a_reading_says_what_it_was_over_which_days_and_what_was_expected() -> None:
    assert reading_words("Henry Hub gas", reading(), days=30, as_of=date(2012, 3, 10)) == (
        "Henry Hub gas: the spread of daily returns was 7.12 % over the 30 days to 10 March 2012; "
        "1.94 to 5.2 % was expected of it (q = .01)."
    )


def test_a_change_reading_says_what_is_found_where_nothing_changes() -> None:
    told = reading_words("VIX", reading("change_level", "change of level"), days=30, as_of=date(2012, 3, 10))
    assert "has a chance of 7.12 %; up to 5.2 % is found where nothing changes (q = .01)." in told


def test_a_change_names_its_days_and_both_sides() -> None:
    day = date(2012, 3, 4)
    change = ChangePoint(
        what="level", day=day, earliest=day, latest=day, probability=0.97, before=1.0, after=2.5, unit="points"
    )
    assert change_words("VIX", change) == "VIX: the level changed on 4 March 2012 (chance 97%), from 1 to 2.5 points."


@given(st.floats(-1e12, 1e12))
def test_a_number_is_told_to_three_digits_and_without_powers_of_ten(value: float) -> None:
    told = number_words(value)
    assert "e" not in told
    assert float(told.replace(",", "")) == pytest.approx(value, rel=0.0051, abs=1e-6)


@pytest.mark.parametrize(
    ("chance", "told"), [(0.2, "q = .20"), (0.00123, "q = .001"), (1e-5, "q < .001"), (1.0, "q = 1.00")]
)
def test_chances_are_told_to_the_digits_that_count(chance: float, told: str) -> None:
    assert chance_words(chance) == told
