"""Laws of the scoring rules: proper, in step with each other, and equal to what numerical integration gives."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.scoring.rules import brier, crps_draws, interval_score, log_score, pinball

probabilities = st.floats(0.01, 0.99)
values = st.floats(-1e6, 1e6)
samples = st.lists(values, min_size=2, max_size=40)


@given(truth=probabilities, said=probabilities)
def test_brier_and_log_are_least_for_whoever_states_the_truth(truth: float, said: float) -> None:
    for rule in (brier, log_score):
        expected = {p: truth * rule(p, True) + (1 - truth) * rule(p, False) for p in (truth, said)}
        assert expected[truth] <= expected[said] + 1e-12


def test_log_score_of_the_impossible_is_infinite_and_of_the_certain_zero() -> None:
    assert log_score(0.0, True) == math.inf
    assert log_score(1.0, True) == log_score(0.0, False) == 0.0


@given(point=values, observed=values, estimator=st.sampled_from(["ensemble", "fair", "pwm"]))
def test_crps_of_a_point_mass_is_the_absolute_error(point: float, observed: float, estimator: str) -> None:
    assert crps_draws([point] * 3, observed, estimator=estimator) == pytest.approx(abs(point - observed), abs=1e-6)


@given(draws=samples, observed=values)
def test_pwm_and_fair_are_one_estimator_by_two_routes(draws: list[float], observed: float) -> None:
    fair = crps_draws(draws, observed, estimator="fair")
    assert crps_draws(draws, observed, estimator="pwm") == pytest.approx(fair, rel=1e-9, abs=1e-5)


@given(draws=samples, observed=values)
def test_fair_is_below_ensemble_by_the_mean_distance_over_twice_the_draws(draws: list[float], observed: float) -> None:
    x = np.array(draws)
    m = len(draws)
    between = np.abs(x[:, None] - x[None, :]).sum() / (m * (m - 1))
    gap = crps_draws(draws, observed, estimator="ensemble") - crps_draws(draws, observed, estimator="fair")
    assert gap == pytest.approx(between / (2 * m), rel=1e-6, abs=1e-5)


@given(draws=st.lists(st.integers(-20, 20), min_size=1, max_size=12), observed=st.integers(-20, 20))
def test_ensemble_crps_is_the_integral_of_the_squared_distance_of_step_functions(
    draws: list[int], observed: int
) -> None:
    edges = np.arange(-20, 21)  # integer draws: the integrand is constant on every unit interval
    below = np.array([np.mean(np.array(draws) <= edge) for edge in edges])
    integral = float((((below - (edges >= observed)) ** 2)[:-1]).sum())
    assert crps_draws(draws, observed, estimator="ensemble") == pytest.approx(integral, abs=1e-9)


@given(draws=samples, level=st.floats(0.01, 0.99))
def test_no_value_beats_the_empirical_quantile_in_mean_pinball_loss(draws: list[float], level: float) -> None:
    def loss(value: float) -> float:
        return float(np.mean([pinball(value, x, level=level) for x in draws]))

    quantile = float(np.quantile(draws, level, method="inverted_cdf"))
    least = min(loss(x) for x in draws)
    assert loss(quantile) == pytest.approx(least, rel=1e-9, abs=1e-6)


@given(low=values, width=st.floats(0, 1e6), observed=values, coverage=st.floats(0.05, 0.95))
def test_interval_score_is_two_pinball_losses(low: float, width: float, observed: float, coverage: float) -> None:
    alpha, high = 1 - coverage, low + width
    two = pinball(low, observed, level=alpha / 2) + pinball(high, observed, level=1 - alpha / 2)
    assert interval_score(low, high, observed, coverage=coverage) == pytest.approx(2 / alpha * two, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: brier(1.1, True),
        lambda: log_score(math.nan, True),
        lambda: crps_draws([], 0.0, estimator="ensemble"),
        lambda: crps_draws([1.0], 0.0, estimator="fair"),
        lambda: crps_draws([1.0, math.inf], 0.0, estimator="pwm"),
        lambda: pinball(0.0, 0.0, level=1.0),
        lambda: interval_score(1.0, 0.0, 0.5, coverage=0.9),
        lambda: interval_score(0.0, 1.0, 0.5, coverage=1.0),
    ],
)
def test_what_cannot_be_scored_is_refused(call) -> None:
    with pytest.raises(ValueRangeError):
        call()


def test_the_estimator_has_no_default() -> None:
    with pytest.raises(TypeError):
        crps_draws([1.0, 2.0], 0.0)  # type: ignore[call-arg]
