"""Figures for people: what is known and no more, reversible to two digits, never rounded to certainty."""

from __future__ import annotations

import math

from hypothesis import example, given
from hypothesis import strategies as st

from contingent.core.belief import Draws, Probability, Quantiles
from contingent.report.numbers import (
    MINUS,
    belief_summary,
    belief_words,
    estimate,
    exact,
    horizon,
    percent,
    percent_range,
    signed,
    spread,
    unit_words,
)

FINITE = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)


def _back(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(",", "").replace("+", ""))


@given(FINITE)
@example(0.995)
@example(-99999.0)
def test_an_estimate_is_within_half_of_its_last_digit(value: float) -> None:
    shown = _back(estimate(value))
    assert math.isclose(shown, value, rel_tol=0.0501) if value else shown == 0
    assert "-" not in estimate(value) and "e" not in estimate(value)


@given(FINITE)
def test_a_difference_always_shows_its_sign(value: float) -> None:
    shown = signed(value)
    assert shown[0] == ("+" if value > 0 else MINUS if value < 0 else "0")


@given(st.floats(0, 1))
def test_only_certainty_is_printed_as_certainty(p: float) -> None:
    shown = percent(p).removesuffix("\xa0%")
    assert (shown in ("0", "100")) == (p in (0.0, 1.0))


@given(st.floats(0.001, 0.999))
def test_a_percentage_is_within_half_a_point(p: float) -> None:
    assert abs(float(percent(p).removesuffix("\xa0%")) - 100 * p) <= 0.5000001


@given(st.integers(-(10**12), 10**12))
def test_a_stated_integer_is_printed_digit_by_digit(value: int) -> None:
    assert int(_back(exact(float(value)))) == value


def test_ranges_say_their_unit_once_and_show_a_change_of_sign() -> None:
    assert percent_range(0.0005, 0.03) == "<0.1 to 3\xa0%"
    assert spread(-210.0, 4200.0, sign=True) == "−210 to +4,200"
    assert spread(20.4, 911.0, sign=True) == "20 to 910"


def test_units_and_stretches_of_time_read_as_words() -> None:
    assert unit_words("rocket", 1.0) == "rocket" and unit_words("person_day") == "person days"
    assert unit_words(None) == "" and unit_words("km²") == "km²" and unit_words("ratio") == ""
    assert [horizon(days) for days in (1, 30, 45, 360)] == ["1 day", "1 month", "45 days", "12 months"]


def test_every_kind_of_belief_has_a_middle_and_a_range() -> None:
    assert belief_summary(Probability(p=0.2, low=0.1, high=0.4)) == (0.2, 0.1, 0.4)
    levels = Quantiles(levels=(0.05, 0.5, 0.95), values=(10.0, 20.0, 70.0), unit="km2")
    assert belief_summary(levels) == (20.0, 10.0, 70.0) and belief_words(levels) == ("20\xa0km²", "10 to 70")
    draws = Draws(values=tuple(float(x) for x in range(101)), unit="soldier")
    assert belief_summary(draws) == (50.0, 5.0, 95.0)
