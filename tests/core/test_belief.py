"""A belief is checked at birth and never quietly clipped."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Draws, Prior, Probability, Quantiles, check_probability
from contingent.core.errors import ValueRangeError


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_probability_is_kept_as_it_is_or_refused(value: float) -> None:
    if 0.0 <= value <= 1.0:
        assert check_probability(value) == value
    else:
        with pytest.raises(ValueRangeError, match="wanted a number from 0 to 1"):
            check_probability(value)


def test_a_probability_lies_inside_its_interval() -> None:
    with pytest.raises(ValueRangeError, match="outside its own interval"):
        Probability(p=0.5, low=0.6, high=0.7)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9))
def test_quantile_values_never_fall(values: list[float]) -> None:
    levels = tuple((i + 1) / (len(values) + 1) for i in range(len(values)))
    assert Quantiles(levels=levels, values=tuple(sorted(values)), unit="km2").values == tuple(sorted(values))
    if sorted(values) != values:
        with pytest.raises(ValueRangeError, match="never fall"):
            Quantiles(levels=levels, values=tuple(values), unit="km2")


@pytest.mark.parametrize("levels", [(0.0, 0.5), (0.5, 1.0), (0.5, 0.5), (0.6, 0.4)])
def test_quantile_levels_rise_strictly_between_zero_and_one(levels: tuple[float, ...]) -> None:
    with pytest.raises(ValueRangeError, match="rising numbers"):
        Quantiles(levels=levels, values=(1.0, 2.0), unit="km2")


@pytest.mark.parametrize("values", [(), (math.nan,), (1.0, math.inf)])
def test_draws_are_finite_and_at_least_one(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueRangeError, match="draws"):
        Draws(values=values, unit="persons")


@pytest.mark.parametrize(
    ("family", "parameters", "complaint"),
    [
        ("cauchy", (0.0, 1.0), "wanted one of"),
        ("normal", (0.0,), "wanted mean, sd"),
        ("normal", (0.0, 0.0), "above 0"),
        ("lognormal", (-1.0, 0.5), "above 0"),
        ("uniform", (2.0, 1.0), "low below high"),
        ("beta", (1.0, math.nan), "wanted a, b"),
    ],
)
def test_a_prior_says_what_is_wrong_with_it(family: str, parameters: tuple[float, ...], complaint: str) -> None:
    with pytest.raises(ValueRangeError, match=complaint):
        Prior(name="x", family=family, parameters=parameters, unit="1", source="test")
