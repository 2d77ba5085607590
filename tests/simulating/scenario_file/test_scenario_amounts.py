"""A number in any form becomes the distribution it names, with its source; what leaves its bounds is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.simulating.drawing.parameters import inverse_cdf
from contingent.simulating.front.domains import DOMAINS, check_domain
from contingent.simulating.scenario_file.amounts import UNSOURCED, amount
from contingent.simulating.scenario_file.fields import Field, prior_fields
from contingent.simulating.scenario_file.problems import Problems
from contingent.simulating.scenario_file.quantile_pairs import beta_with, lognormal_with, normal_with

SHARE = Field(name="x", kind="amount", says="", unit="share", least=0.0, greatest=1.0)
PERSONS = Field(name="x", kind="amount", says="", unit="persons", least=0.0)
ANY = Field(name="x", kind="amount", says="", least=-math.inf)


def made(value: Any, field: Field, source: str | None = None) -> Prior:
    problems = Problems()
    found = amount(value, field, ("x",), problems, name=field.name, source=source)
    problems.refuse("x = 1", "a file")
    assert found is not None
    return found


def quantile(prior: Prior, level: float) -> float:
    return float(inverse_cdf(prior, np.array([level]))[0])


@pytest.mark.parametrize(
    ("value", "family", "parameters"),
    [
        (3, "point", (3.0,)),
        ({"value": 3}, "point", (3.0,)),
        ({"low": 1, "high": 2.5}, "uniform", (1.0, 2.5)),
        ({"mean": 100, "sd": 2}, "normal", (100.0, 2.0)),
        ({"median": 2.0, "log_sd": 0.5}, "lognormal", (2.0, 0.5)),
        ({"location": 1.0, "sd": 0.7}, "halfnormal", (1.0, 0.7)),
        ({"a": 2, "b": 3, "family": "beta"}, "beta", (2.0, 3.0)),
    ],
)
def test_each_family_is_known_by_its_keys(value: Any, family: str, parameters: tuple[float, ...]) -> None:
    prior = made(value, PERSONS)
    assert (prior.family, prior.parameters, prior.unit) == (family, parameters, "persons")


def test_the_bounds_choose_the_family_of_a_pair_of_quantiles() -> None:
    assert made({"q05": 0.2, "q95": 0.6}, SHARE).family == "beta"
    assert made({"q05": 0.2, "q95": 0.6}, PERSONS).family == "lognormal"
    assert made({"q05": 0.2, "q95": 0.6}, ANY).family == "normal"
    assert made({"q05": 0.2, "q95": 0.6, "family": "lognormal"}, ANY).family == "lognormal"


pairs = st.tuples(st.sampled_from((0.025, 0.05, 0.1, 0.25, 0.5)), st.sampled_from((0.75, 0.9, 0.95, 0.975)))


@settings(max_examples=60, deadline=None)
@given(pairs, st.floats(0.01, 0.98), st.floats(0.01, 0.98))
@example((0.05, 0.95), 0.01, 0.98)
def test_a_fitted_distribution_has_the_quantiles_it_was_given(
    levels: tuple[float, float], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assume(high - low > 0.01)
    first, second = (levels[0], low), (levels[1], high)
    for family, shape in (
        ("normal", normal_with(first, second)),
        ("lognormal", lognormal_with(first, second)),
        ("beta", beta_with(first, second)),
    ):
        assert shape is not None
        prior = Prior(name="x", family=family, parameters=shape, unit="1", source="")
        # the table behind a beta's inverse resolves a ten-thousandth or so of its range
        assert quantile(prior, levels[0]) == pytest.approx(low, rel=1e-6, abs=5e-3 if family == "beta" else 1e-9)
        assert quantile(prior, levels[1]) == pytest.approx(high, rel=1e-6, abs=5e-3 if family == "beta" else 1e-9)


def test_a_number_without_a_source_says_so_and_is_not_verified() -> None:
    bare, sourced, around = made(1, ANY), made({"value": 1, "source": "a book"}, ANY), made(1, ANY, "its table")
    assert (bare.source, bare.verified) == (UNSOURCED, False)
    assert (sourced.source, sourced.verified) == ("a book", True)
    assert (around.source, around.verified) == ("its table", True)
    assert not made({"value": 1, "source": "a book", "verified": False}, ANY).verified


@pytest.mark.parametrize(
    ("value", "field", "said"),
    [
        ("many", PERSONS, "wanted a number"),
        (True, PERSONS, "found true"),
        (math.nan, PERSONS, "finite"),
        (math.inf, PERSONS, "finite"),
        (10**400, PERSONS, "finite"),
        (-1, PERSONS, "values from 0"),
        (1.5, SHARE, "values from 0 to 1"),
        ({"mean": 0.5, "sd": 0.2}, SHARE, "reaches"),
        ({"low": 3, "high": 2}, PERSONS, "low below high"),
        ({"median": 3, "log_sd": 0}, PERSONS, "above 0"),
        ({"medain": 3, "log_sd": 1}, PERSONS, "median"),
        ({"q05": 3}, PERSONS, "two quantiles"),
        ({"q05": 3, "q95": 2}, PERSONS, "first below the second"),
        ({"q05": 0, "q95": 2}, PERSONS, "above 0"),
        ({"q05": 0.1, "q95": 0.2, "family": "uniform"}, SHARE, "quantiles"),
        ({"low": 1, "high": 2, "family": "normal"}, PERSONS, "uniform"),
        ({}, PERSONS, "no number"),
        ({"value": 1, "verified": True}, PERSONS, "source"),
        ({"value": 1, "source": 3}, PERSONS, "text"),
        ([1, 2], PERSONS, "wanted a number"),
        ({"q05": 1e-300, "q95": 1.0}, PERSONS, "narrower"),
    ],
)  # fmt: skip
def test_what_is_no_number_here_is_refused_with_what_was_wanted(value: Any, field: Field, said: str) -> None:
    problems = Problems()
    assert amount(value, field, ("x",), problems, name="x", source=None) is None
    assert len(problems) >= 1
    with pytest.raises(Exception, match=said):
        problems.refuse("x = 1", "a file")


shapes = st.one_of(
    st.floats(-2, 3),
    st.fixed_dictionaries({"low": st.floats(-2, 1), "high": st.floats(1.01, 4)}),
    st.fixed_dictionaries({"mean": st.floats(-1, 3), "sd": st.floats(0.01, 1)}),
    st.fixed_dictionaries({"median": st.floats(0.01, 3), "log_sd": st.floats(0.01, 2)}),
    st.fixed_dictionaries({"a": st.floats(0.5, 5), "b": st.floats(0.5, 5)}),
    st.fixed_dictionaries({"q05": st.floats(-1, 0.4), "q95": st.floats(0.41, 2)}),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(DOMAINS)), shapes)
@example("advance_sd", {"q05": 2.5e-275, "q95": 1.0}).via("discovered failure")
def test_a_prior_that_is_taken_stays_in_the_domain_of_its_name(name: str, value: Any) -> None:
    problems = Problems()
    prior = amount(value, prior_fields({})[name], (name,), problems, name=name, source=None)
    assert (prior is None) == (len(problems) > 0)
    if prior is not None:
        check_domain(prior)
