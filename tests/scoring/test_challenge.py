"""The challenge's scores: against another library, by hand, and on the published scores of its own baselines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from contingent.core.errors import ValueRangeError
from contingent.scoring.challenge import BINS, crps, ignorance, inside90, interval_score90
from contingent.scoring.rules import crps_draws
from contingent.sources.views import read_panel

CASES = arrays(np.float64, (3, 2, 7), elements=st.floats(0, 1e5, width=32))
SEEN = arrays(np.float64, (3, 2), elements=st.floats(0, 1e5, width=32))


@given(draws=CASES, seen=SEEN)
def test_crps_is_the_ensemble_estimator_of_the_rules_and_of_another_library(
    draws: np.ndarray, seen: np.ndarray
) -> None:
    found = crps(draws, seen)
    ours = [
        crps_draws(list(x), float(y), estimator="ensemble")
        for x, y in zip(draws.reshape(-1, 7), seen.ravel(), strict=True)
    ]
    np.testing.assert_allclose(found.ravel(), ours, rtol=1e-9, atol=1e-6)
    theirs = scoringrules.crps_ensemble(seen, draws, estimator="nrg", backend="numpy")
    np.testing.assert_allclose(found, theirs, rtol=1e-9, atol=1e-6)


@given(draws=CASES, seen=SEEN)
def test_the_interval_score_is_that_of_the_draws_quantiles_in_another_library(
    draws: np.ndarray, seen: np.ndarray
) -> None:
    low, high = np.quantile(draws, [0.05, 0.95], axis=-1)
    theirs = scoringrules.interval_score(seen, low, high, 0.1, backend="numpy")
    np.testing.assert_allclose(interval_score90(draws, seen), theirs, rtol=1e-9, atol=1e-6)


def test_ignorance_by_hand() -> None:
    # 9 draws: 6 zero, 2 in [2.5, 5.5), 1 above 1000; each of 11 bins has one more, so 20 in all
    draws = np.array([[0.0] * 6 + [3.0, 5.0, 4000.0]] * 4)
    found = ignorance(draws, np.array([0.0, 4.0, 1001.0, 60.0]))
    np.testing.assert_allclose(found, -np.log2([7 / 20, 3 / 20, 2 / 20, 1 / 20]))


@pytest.mark.parametrize(("edge", "below"), [(e, b) for b, e in enumerate(BINS[1:])])
def test_a_bin_starts_at_its_edge(edge: float, below: int) -> None:
    draws = np.full((2, 5), edge)
    at, under = ignorance(draws, np.array([edge, np.nextafter(edge, 0.0)]))
    assert at == pytest.approx(-np.log2(6 / 16))
    assert under == pytest.approx(-np.log2(1 / 16)), f"bin {below} does not hold its upper edge"


def test_a_point_on_what_happened_costs_nothing_and_a_miss_costs_its_distance() -> None:
    draws, seen = np.full((2, 100), 8.0), np.array([8.0, 11.0])
    np.testing.assert_allclose(crps(draws, seen), [0.0, 3.0], atol=1e-12)
    np.testing.assert_allclose(interval_score90(draws, seen), [0.0, 60.0])
    assert inside90(draws, seen).tolist() == [True, False]


def test_what_was_not_observed_is_no_case() -> None:
    draws = np.zeros((2, 4))
    for score in (crps, ignorance, interval_score90, inside90):
        with pytest.raises(ValueRangeError, match="not observed"):
            score(draws, np.array([0.0, np.nan]))
        with pytest.raises(ValueRangeError):
            score(draws - np.inf, np.zeros(2))
        with pytest.raises(ValueRangeError):
            score(np.zeros((2, 0)), np.zeros(2))
    with pytest.raises(ValueRangeError, match="below 0"):
        ignorance(draws - 1.0, np.zeros(2))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("year", "last_poisson", "bootstrap"),
    [(2018, 20.04, 23.49), (2019, 9.64, 22.07), (2020, 13.70, 21.27), (2021, 37.13, 36.05)],
)
def test_the_published_scores_of_the_challenges_baselines_come_out(
    shared: Path, year: int, last_poisson: float, bootstrap: float
) -> None:
    deaths = np.nan_to_num(read_panel(shared / "data", as_of=date(2022, 1, 1)).deaths)
    first = (year - 1990) * 12
    seen, last, pool = deaths[first : first + 12], deaths[first - 3], deaths[first - 242 : first - 2].ravel()
    rng = np.random.default_rng(year)
    shape = (*seen.shape, 1000)
    poisson = crps(rng.poisson(np.broadcast_to(last[None, :, None], shape)).astype(np.float64), seen).mean()
    # over four seeds the mean of 2,292 country-months moves by .003 and the official figure is rounded to .01
    assert poisson == pytest.approx(last_poisson, abs=0.015)
    # ours lies .02 to .05 above the official one in all four windows, whatever the length (216 months to all) and the
    # end of the pool: the sample in the official file is not quite this one
    assert crps(rng.choice(pool, shape), seen).mean() == pytest.approx(bootstrap, abs=0.08)
