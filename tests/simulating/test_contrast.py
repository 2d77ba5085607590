"""Laws of a contrast: nothing from nothing, an error that says what replication shows, a forced sign found out."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import arrival, baseline, prior, scenario
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from contingent.simulating.contrast import (
    Subject,
    contrast,
    one_signed,
    quantiles,
    rounded,
    share_positive,
    signs_forced,
    standard_error,
)
from contingent.simulating.engines.numpy_engine import NumpyEngine
from contingent.simulating.intervene import program
from contingent.simulating.parameters import Parameter, draw_parameters

SUBJECT = Subject(branch="b1", reference="b0", measure="m", label="M", unit="u", day=90)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_no_difference_is_exactly_zero_and_no_sign(values: list[float]) -> None:
    sample = np.array(values)
    found = contrast(sample, sample.copy(), SUBJECT)
    assert (found.mean, found.mc_error, found.q05, found.q50, found.q95, found.p_positive) == (0, 0, 0, 0, 0, 0)
    assert share_positive(sample - sample) == 0.5


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_quantiles_are_numpy_s(values: list[float], levels: list[float]) -> None:
    assert np.allclose(quantiles(np.array(values), levels), np.quantile(values, levels))


def test_effect_to_noise_is_the_median_over_the_half_width_and_none_without_noise() -> None:
    reference = np.linspace(-1.0, 1.0, 101)
    assert contrast(reference + 0.45, reference, SUBJECT).effect_to_noise == pytest.approx(0.5)
    assert contrast(np.ones(9), np.zeros(9), SUBJECT).effect_to_noise is None


def test_the_error_of_independent_paths_is_the_standard_error() -> None:
    generator = np.random.default_rng(4)
    squares = [standard_error(generator.standard_normal(1024)) ** 2 * 1024 for _ in range(200)]
    # each is χ²₁₅/15: the mean of 200 leaves 1 ± 5·√(2/15/200) with probability 6e-7
    assert np.mean(squares) == pytest.approx(1.0, abs=5 * np.sqrt(2 / 15 / 200))


def test_replicated_seeds_scatter_no_more_than_the_stated_error() -> None:
    case = scenario((), (arrival(3e4),), horizon=90)
    made, amounts = program(case)
    parameters = (*baseline(case).for_scenario(case).parameters, *amounts)
    means, errors = [], []
    for seed in range(40):
        columns = draw_parameters(parameters, 256, seed=seed).columns()
        found = NumpyEngine().run(made, parameters=columns, seed=seed, first_path=0)
        made_contrast = contrast(found.of("b1", "losses_attacker")[-1], found.of("b0", "losses_attacker")[-1], SUBJECT)
        means.append(made_contrast.mean)
        errors.append(made_contrast.mc_error)
    scatter = np.var(means, ddof=1) / np.mean(np.square(errors))
    # false alarms: at most 1e-5 if the error were exact, fewer as it is an upper bound; and no idle bound either
    assert scatter < stats.chi2.isf(1e-5, 39) / 39
    assert scatter > 0.02


def parameter(name: str, family: str, *values: float) -> Parameter:
    return Parameter(prior=prior(name, family, *values), label=name, identified="")


def test_only_groups_that_exclude_a_sign_are_suspects() -> None:
    known = [
        parameter("sure", "halfnormal", 1.0, 0.7), parameter("open", "normal", 0.5, 0.5),
        parameter("likely", "normal", 1.0, 0.1), parameter("down", "uniform", -2.0, -1.0),
        parameter("near", "normal", 0.22, 0.10),
    ]  # fmt: skip
    groups = [("sure",), ("open",), ("likely",), ("down",), ("near",), ("sure", "open"), ("missing",)]
    assert one_signed(known, groups) == [("sure",), ("likely",), ("down",), ("near",)]


def test_a_sign_that_turns_with_a_prior_is_forced_by_it_and_others_are_not() -> None:
    shares = {("b", "m", 90): 0.95, ("b", "n", 90): 0.95, ("b", "o", 90): 0.52}
    turned = {("b", "m", 90): 0.05, ("b", "n", 90): 0.90, ("b", "o", 90): 0.10}
    assert signs_forced(shares, lambda _: turned, [("x", "y")]) == {
        ("b", "m", 90): ("x", "y"), ("b", "n", 90): (), ("b", "o", 90): (),
    }  # fmt: skip


@given(st.floats(-1e12, 1e12))
def test_rounding_keeps_six_digits(value: float) -> None:
    assert rounded(value) == pytest.approx(value, rel=1e-5)
