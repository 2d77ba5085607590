"""Laws of a written posterior: a family gives its own parameters back, and a copula its own correlation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.simulating.drawing.parameters import Correlation, inverse_cdf
from contingent.simulating.fitting.posterior import copula, learnt, marginal, within_months, without_regimes

GRID = (np.arange(4000) + 0.5) / 4000


@given(st.floats(-2, 2), st.floats(0.05, 1.5))
def test_a_marginal_of_its_own_family_comes_back(centre: float, spread: float) -> None:
    for family, parameters in (
        ("lognormal", (float(np.exp(centre)), spread)),
        ("normal", (centre, spread)),
        ("beta", (2 + centre + 0.1, 1 + 5 * spread)),
    ):
        prior = Prior(name="x", family=family, parameters=parameters, unit="1", source="test")
        found = marginal(inverse_cdf(prior, GRID), family)
        assert found == pytest.approx(parameters, rel=0.03, abs=0.01)


def test_a_copula_gives_the_correlation_of_normals_back_whatever_their_margins() -> None:
    generator = np.random.default_rng(1)
    x = generator.standard_normal(4000)
    y = 0.7 * x + np.sqrt(1 - 0.49) * generator.standard_normal(4000)
    table = copula({"a": np.exp(x), "b": y**3, "c": generator.random(4000)})
    assert table["matrix"][0][1] == pytest.approx(0.7, abs=0.04)
    assert abs(table["matrix"][0][2]) < 0.06


@given(st.integers(2, 8), st.integers(0, 1000))
def test_a_copula_is_a_correlation_even_of_columns_that_are_the_same(count: int, seed: int) -> None:
    column = np.random.default_rng(seed).standard_normal(50)
    table = copula({f"x{i}": column for i in range(count)})
    Correlation(names=tuple(table["names"]), matrix=tuple(map(tuple, table["matrix"])))


def test_what_was_not_learnt_is_said_so() -> None:
    wide, narrow = np.random.default_rng(1).standard_normal((2, 500)) * [[1.0], [0.3]]
    assert learnt(wide, "by it").startswith("hardly") and learnt(narrow, "by it").startswith("by it: its spread is 3")


def test_regimes_on_top_give_the_measured_rate_back() -> None:
    """Stalls and breakthroughs multiply a rate that is faster and calmer by as much as they slow and shake it."""
    generator = np.random.default_rng(1)
    columns = {"advance_mean": np.full(4000, 100.0), "advance_sd": np.full(4000, 50.0), "other": np.ones(4000)}
    found = without_regimes(columns, generator)
    first, second = 100.0 / found["advance_mean"][0], (50.0 / found["advance_sd"][0]) ** 2
    # a mixture of gears: E g² is at least the square of E g
    assert 0.5 < first < 1.5 and second >= first**2
    assert np.array_equal(found["other"], columns["other"])


@given(st.floats(0.05, 0.98))
def test_monthly_means_of_the_rate_within_are_the_rate_that_was_measured(persistence: float) -> None:
    """Variance and lag-one correlation of means over thirds of a month, summed term by term, are those put in."""
    one = {"advance_persistence": np.array([persistence]), "advance_sd": np.ones(1), "advance_recent": np.zeros(1)}
    found = within_months(one, np.random.default_rng(1))
    inner, shock = float(found["advance_persistence"][0]), float(found["advance_sd"][0])
    lags = np.abs(np.subtract.outer(np.arange(6), np.arange(6)))
    thirds = shock**2 / (1 - inner**2) * inner ** (lags / 3)
    blocks = thirds.reshape(2, 3, 2, 3).mean(axis=(1, 3))
    assert blocks[0, 1] / blocks[0, 0] == pytest.approx(persistence, abs=1e-3)
    assert blocks[0, 0] == pytest.approx(1 / (1 - persistence**2), rel=2e-2)
