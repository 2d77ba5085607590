"""Chances of draws as far out: exact where they are counted, near the truth beyond, never nought."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_values import generator
from scipy import stats

from contingent.watching.tails import LEAST_CHANCE, beyond, chance, pareto


@pytest.mark.parametrize(("name", "told"), [("normal", stats.norm()), ("t", stats.t(5)), ("gamma", stats.gamma(5))])
@pytest.mark.parametrize("right", [1e-1, 1e-2, 1e-3, 1e-4])
def test_a_far_chance_is_right_within_a_factor(name: str, told: stats.rv_frozen, right: float) -> None:
    rng = generator("tails", name)
    value = float(told.isf(right))
    found = [beyond(value, np.sort(told.rvs(4000, random_state=rng))) for _ in range(25)]
    assert abs(np.log10(np.median(found) / right)) < (0.05 if right >= 1e-2 else 0.35)


def test_a_chance_under_the_null_is_uniform() -> None:
    rng = generator("uniform")
    found = np.array([chance(float(rng.standard_normal()), rng.standard_normal(500)) for _ in range(2000)])
    # fails once in ten thousand runs of another seed
    assert stats.kstest(found, "uniform").pvalue > 1e-4


def test_the_chance_of_a_tie_counts_the_ties() -> None:
    draws = np.array([0.0] * 90 + [1.0] * 10)
    assert chance(1.0, draws, upper_only=True) == pytest.approx(11 / 101)
    assert chance(0.0, draws, upper_only=True) == 1.0
    assert chance(2.0, draws, upper_only=True) == pytest.approx(1 / 101)


@given(st.floats(-1e6, 1e6), st.integers(0, 5))
def test_no_chance_is_nought_and_farther_is_never_likelier(value: float, seed: int) -> None:
    draws = np.random.Generator(np.random.Philox(key=seed)).standard_normal(400)
    found = chance(value, draws)
    assert LEAST_CHANCE <= found <= 1
    assert chance(abs(value) * 2 + 3, draws, upper_only=True) <= chance(abs(value) + 3, draws, upper_only=True)


def test_equal_draws_say_nothing_farther_out_than_their_number() -> None:
    assert chance(5.0, np.zeros(99)) == pytest.approx(0.02)
    assert chance(0.0, np.zeros(99)) == 1.0


def test_the_pareto_fit_finds_its_shape() -> None:
    sample = stats.genpareto(0.3, scale=2.0).rvs(20_000, random_state=generator("pareto"))
    shape, scale = pareto(sample, least=0.0, most=0.9)
    assert shape == pytest.approx(0.3, abs=0.05) and scale == pytest.approx(2.0, rel=0.06)
