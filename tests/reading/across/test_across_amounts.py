"""What a stated number allows, and on which days numbers can be compared."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from across_by_hand import DAY, KILLED, SENT, reading
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.nouns import Quantity, When
from contingent.reading.across.accounts import accounts
from contingent.reading.across.amounts import amount, apart, factor
from contingent.reading.across.drift import slope


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        (Quantity(value=12_000.0), 11_500.0, 12_500.0),
        (Quantity(value=10_000.0), 9_500.0, 10_500.0),
        (Quantity(value=7.0), 6.65, 7.35),
        (Quantity(value=7.5), 7.45, 7.55),
        (Quantity(value=0.0), 0.0, 0.0),
        (Quantity(value=10_000.0, comparator=">=", low=10_000.0), 9_500.0, None),
        (Quantity(value=10_000.0, comparator="<=", high=10_000.0), None, 10_500.0),
        (Quantity(value=100.0, comparator="~"), 90.0, 110.0),
        (Quantity(value=100.0, comparator="<~"), 90.0, 105.0),
        (Quantity(value=100.0, comparator=">~"), 95.0, 110.0),
        (Quantity(value=100.0, comparator="~", low=50.0, high=120.0), 50.0, 120.0),
        (Quantity(value=None, low=2e6, high=1e7), 2e6, 1e7),
        (Quantity(value=None, low=3.0), 3.0, None),
    ],
)
def test_words_leave_these_bounds(words: Quantity, least: float | None, most: float | None) -> None:
    found = amount(words)
    assert (found.least, found.most) == (pytest.approx(least), pytest.approx(most))


@given(st.floats(0, 1e9), st.sampled_from(["=", "~", ">=", "<=", "<~", ">~", ">", "<"]))
def test_the_value_always_lies_within_what_its_words_allow(value: float, comparator: str) -> None:
    found = amount(Quantity(value=value, comparator=comparator))  # type: ignore[arg-type]
    assert found.least is None or found.least <= value
    assert found.most is None or found.most >= value


_ANY = st.one_of(st.none(), st.floats())


@given(_ANY, _ANY, _ANY, st.sampled_from(["=", "~", ">=", "<=", "<~", ">~", ">", "<"]))
def test_whatever_a_reader_gives_bounds_are_in_order_and_finite(
    value: float | None, low: float | None, high: float | None, comparator: str
) -> None:
    found = amount(Quantity(value=value, low=low, high=high, comparator=comparator))  # type: ignore[arg-type]
    held = [x for x in (found.value, found.low, found.high) if x is not None]
    assert all(map(math.isfinite, held))
    assert found.least is None or found.most is None or found.least <= found.most
    with_value = SENT.but(value=value, low=low, high=high, comparator=comparator)
    assert accounts([reading(with_value)]).threads[0].reported == 1


@given(st.sampled_from(["km", "mile", "km2", "acre", "tonne", "kg", "day", "year"]))
def test_there_and_back_is_one(unit: str) -> None:
    for other in ("km", "mile", "km2", "hectare", "tonne", "week", "soldier"):
        assert factor(unit, other) * factor(other, unit) == pytest.approx(1.0)


_BOUND = st.one_of(st.none(), st.floats(-1e6, 1e6))


@given(_BOUND, _BOUND, _BOUND, _BOUND)
def test_apart_is_symmetric_and_nothing_is_apart_from_what_is_open(
    a: float | None, b: float | None, c: float | None, d: float | None
) -> None:
    assert apart((a, b), (c, d)) == apart((c, d), (a, b))
    assert not apart((None, None), (c, d))


@given(st.floats(-0.2, 0.2), st.floats(1, 1e6), st.lists(st.integers(0, 3000), min_size=3, max_size=9, unique=True))
def test_the_slope_of_steady_growth_is_its_rate(rate: float, start: float, days: list[int]) -> None:
    told = [(DAY + timedelta(days=d), start * 2.718281828459045 ** (rate * d / 30.44)) for d in sorted(days)]
    assert slope(told) == pytest.approx(rate, abs=1e-6)


def test_one_wild_number_of_many_does_not_move_the_slope() -> None:
    told = [(DAY + timedelta(days=30 * n), 1000.0) for n in range(9)]
    told[4] = (told[4][0], 9e9)
    assert slope(told) == 0.0


@pytest.mark.parametrize(
    ("when", "first", "last", "basis"),
    [
        (None, DAY, DAY, "document"),
        (When(first=None, last=DAY, basis="inferred", evidence="past"), DAY, DAY, "document"),
        (When(first=date(2030, 5, 1), last=None, basis="stated", evidence="May"), date(2030, 5, 1), DAY, "stated"),
        (When(first=date(2031, 1, 1), last=date(2031, 12, 31), basis="stated", evidence="2031"), date(2031, 1, 1), DAY,
         "stated"),
        (When(first=date(2030, 1, 1), last=date(2030, 1, 2), basis="anchored", evidence="x"), date(2030, 1, 1),
         date(2030, 1, 2), "anchored"),
    ],
)  # fmt: skip
def test_a_number_is_of_its_own_days_else_of_those_of_its_text(
    when: When | None, first: date, last: date, basis: str
) -> None:
    (thread,) = accounts([reading(SENT.but(time=when))]).threads
    about = thread.entries[0].about
    assert (about.first, about.last, about.basis) == (first, last, basis) and about.evidence


def test_totals_counted_since_different_times_are_not_compared() -> None:
    def since(first: date, value: float) -> object:
        return KILLED.but(value=value, time=When(first=first, last=None, basis="stated", evidence="since"))

    old, new = since(date(2029, 1, 1), 9_000.0), since(date(2030, 11, 1), 900.0)
    (thread,) = accounts([reading(old), reading(new, name="b")]).threads  # type: ignore[arg-type]
    assert not thread.disagreements
    same = since(date(2029, 1, 10), 900.0)
    (thread,) = accounts([reading(old), reading(same, name="b")]).threads  # type: ignore[arg-type]
    assert len(thread.disagreements) == 1
