"""Laws of the outlook: repeatable, read off as published, straight between steps, blind to later days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from contingent.core.errors import LeakError
from contingent.simulating.baseline import Baseline
from contingent.simulating.fitting.outlook import CEASEFIRE, outlook
from contingent.simulating.running.observe import Observer
from contingent.sources import shipped

PATHS = 256


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    found = Baseline.from_table(shipped.table("baselines/russia_ukraine"))
    claims = Observer(name="claims", measure="losses_attacker", label="claims", bias="claim_bias", inverse=True)
    area = Observer(name="area", measure="area_km2", label="area", bias="claim_bias")
    return replace(found, observers=(claims, area))


def changes(baseline: Baseline, *, seed: int = 1, horizons: tuple[int, ...] = (182, 365), **fixed: float) -> dict:
    assert baseline.fitted_as_of is not None
    return outlook(baseline, as_of=baseline.fitted_as_of, horizons=horizons, paths=PATHS, seed=seed, fixed=fixed)


def test_the_same_seed_gives_the_same_draws_and_another_others(baseline: Baseline) -> None:
    first, again, other = changes(baseline), changes(baseline), changes(baseline, seed=2)
    assert list(first) == [CEASEFIRE, "claims", "area"]
    assert first["claims"].shape == (2, PATHS)
    assert all((first[name] == again[name]).all() for name in first)
    assert (first["claims"] != other["claims"]).any()


def test_losses_rise_and_a_horizon_between_two_steps_is_straight(baseline: Baseline) -> None:
    found = changes(baseline, horizons=(182, 364, 365, 371))["claims"]
    assert (np.diff(found, axis=0) >= 0).all()
    np.testing.assert_allclose(found[2], found[1] + (found[3] - found[1]) / 7)


def test_without_cease_fires_no_path_loses_less_and_all_else_stays(baseline: Baseline) -> None:
    whole, without = changes(baseline)["claims"], changes(baseline, ceasefire_hazard=0.0)["claims"]
    assert (without >= whole - 1e-9).all()
    assert (without == whole).any(axis=1).all()
    assert without[1].mean() > whole[1].mean()
    begun = changes(baseline)[CEASEFIRE]
    assert set(np.unique(begun[0])) == {0.0, 1.0} and not changes(baseline, ceasefire_hazard=0.0)[CEASEFIRE].any()
    assert (whole[1][begun[1] == 0] == without[1][begun[1] == 0]).all()


def test_without_shocks_the_spread_is_smaller(baseline: Baseline) -> None:
    fixed = {"ceasefire_hazard": 0.0, "stall_hazard": 0.0, "breakthrough_hazard": 0.0}
    moved, calm = changes(baseline, **fixed), changes(baseline, **fixed, tempo_sd=0.0, advance_sd=0.0)
    for name in ("claims", "area"):
        assert np.ptp(np.quantile(calm[name][1], (0.1, 0.9))) < np.ptp(np.quantile(moved[name][1], (0.1, 0.9)))


def test_a_fit_that_has_seen_later_days_is_refused(baseline: Baseline) -> None:
    assert baseline.fitted_as_of is not None
    with pytest.raises(LeakError):
        outlook(baseline, as_of=baseline.fitted_as_of - timedelta(days=1), horizons=(182,), paths=8, seed=1)
