"""Statistics of a period against SciPy's, enumeration, and their own definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_values import daily, generator, normal
from scipy import stats

from contingent.watching.statistics import half_sample_mode, moments, outside, rolling, tolerance_interval

numbers = st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=40)


@given(numbers)
def test_moments_are_scipys(values: list[float]) -> None:
    column = np.array(values)
    if np.ptp(column) < 1e-3:
        return
    mean, spread, skewness, kurtosis = moments(column)
    assert float(mean) == pytest.approx(column.mean(), abs=1e-9)
    assert float(spread) == pytest.approx(column.std(ddof=1))
    assert float(skewness) == pytest.approx(stats.skew(column), abs=1e-7)
    assert float(kurtosis) == pytest.approx(stats.kurtosis(column), abs=1e-7)


def test_a_flat_period_has_no_shape() -> None:
    assert [float(value) for value in moments(np.full(9, 7.3))] == [pytest.approx(7.3), 0.0, 0.0, 0.0]


@given(numbers, st.floats(-50, 50), st.sampled_from([0.5, 1.0, 2.0, 8.0]))
def test_the_mode_moves_and_stretches_with_the_values(values: list[float], shift: float, stretch: float) -> None:
    # on a grid of eighths, where shifting loses no digit and no tie is broken
    column = np.round(np.array(values) * 8) / 8
    moved = half_sample_mode(column * stretch + np.round(shift * 8) / 8)
    assert moved == pytest.approx(half_sample_mode(column) * stretch + np.round(shift * 8) / 8)


def test_the_mode_of_many_normal_and_gamma_values_is_near_their_peak() -> None:
    rng = generator("mode")
    assert np.median([half_sample_mode(rng.gamma(3.0, 1.0, 500)) for _ in range(60)]) == pytest.approx(2.0, abs=0.25)


def test_the_tolerance_interval_holds_its_share_as_often_as_it_says() -> None:
    rng = generator("tolerance")
    held = []
    for _ in range(400):
        low, high = tolerance_interval(rng.exponential(size=300)) or (np.nan, np.nan)
        held.append(stats.expon.cdf(high) - stats.expon.cdf(low) >= 0.95)
    # at least 95 of 100; below .915 in less than one run in a thousand
    assert np.mean(held) > 0.915


def test_the_tolerance_interval_needs_93_values() -> None:
    assert tolerance_interval(normal(1, 92)) is None
    found = tolerance_interval(normal(1, 93))
    assert found == (pytest.approx(normal(1, 93).min()), pytest.approx(normal(1, 93).max()))
    assert float(outside(normal(1, 93), found)) == 0.0


def test_rolling_means_use_the_days_to_each_date_and_no_later_one() -> None:
    series = daily([1.0, 2.0, 6.0, 100.0])
    assert rolling(series.dates, series.values, days=2)[:3] == (
        (1.0, 0.0),
        (1.5, pytest.approx(0.5**0.5)),
        (4.0, pytest.approx(8**0.5)),
    )
    assert rolling(series.dates[:3], series.values[:3], days=2) == rolling(series.dates, series.values, days=2)[:3]
