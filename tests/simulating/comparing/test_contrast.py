"""Laws of a contrast: nothing from nothing, an error that says what replication shows, a forced sign found out."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import arrival, baseline, scenario
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from contingent.core.outcomes import Contrast, Sampling
from contingent.simulating.comparing.contrast import Subject, contrast, half_width, quantiles, rounded, standard_error
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines.numpy_engine import NumpyEngine
from contingent.simulating.front.intervene import program

SUBJECT = Subject(branch="b1", reference="b0", measure="m", label="M", unit="u", day=90)


def of(branch: np.ndarray, reference: np.ndarray) -> Contrast:
    difference = branch - reference
    return contrast(
        difference, SUBJECT, noise=half_width(reference), mean=float(difference.mean()),
        error=standard_error(difference), positive=float((difference > 0).mean()),
    )  # fmt: skip


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_no_difference_is_exactly_zero_and_no_sign(values: list[float]) -> None:
    sample = np.array(values)
    found = of(sample, sample.copy())
    assert (found.mean, found.mc_error, found.q05, found.q50, found.q95, found.p_positive) == (0, 0, 0, 0, 0, 0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_quantiles_are_numpy_s(values: list[float], levels: list[float]) -> None:
    assert np.allclose(quantiles(np.array(values), levels), np.quantile(values, levels))


def test_effect_to_noise_is_the_median_over_the_half_width_and_none_without_noise() -> None:
    reference = np.linspace(-1.0, 1.0, 101)
    assert of(reference + 0.45, reference).effect_to_noise == pytest.approx(0.5)
    assert of(np.ones(9), np.zeros(9)).effect_to_noise is None


@pytest.mark.parametrize("sampling", ["sobol", "random"])
def test_the_error_of_independent_paths_is_the_standard_error(sampling: Sampling) -> None:
    generator = np.random.default_rng(4)
    squares = [standard_error(generator.standard_normal(1024), sampling=sampling) ** 2 * 1024 for _ in range(200)]
    # each is at worst χ²₁₅/15: the mean of 200 leaves 1 ± 5·√(2/15/200) with probability 6e-7
    assert np.mean(squares) == pytest.approx(1.0, abs=5 * np.sqrt(2 / 15 / 200))


def test_mirrored_pairs_are_judged_as_pairs() -> None:
    u = np.random.default_rng(5).random(2000)
    both = np.ravel(np.column_stack([u, 1 - u]))
    assert standard_error(both, sampling="antithetic") < 1e-12
    assert standard_error(both, sampling="random") > 1e-3
    # and a trend within pairs is seen, where pairs are not mirror images
    assert standard_error(np.repeat(u, 2), sampling="antithetic") == pytest.approx(u.std(ddof=1) / np.sqrt(2000))


def test_replicated_seeds_scatter_no_more_than_the_stated_error() -> None:
    case = scenario((), (arrival(3e4),), horizon=90)
    made, amounts = program(case)
    parameters = (*baseline(case).for_scenario(case).parameters, *amounts)
    means, errors = [], []
    for seed in range(40):
        columns = draw_parameters(parameters, 256, seed=seed).columns()
        found = NumpyEngine().run(made, parameters=columns, seed=seed, first_path=0)
        made_contrast = of(found.of("b1", "losses_attacker")[-1], found.of("b0", "losses_attacker")[-1])
        means.append(made_contrast.mean)
        errors.append(made_contrast.mc_error)
    scatter = np.var(means, ddof=1) / np.mean(np.square(errors))
    # false alarms: at most 1e-5 if the error were exact, fewer as it is an upper bound; and no idle bound either
    assert scatter < stats.chi2.isf(1e-5, 39) / 39
    assert scatter > 0.02


@given(st.floats(-1e12, 1e12))
def test_rounding_keeps_six_digits(value: float) -> None:
    assert rounded(value) == pytest.approx(value, rel=1e-5)
