"""Laws of a mixture of branches: nothing from nothing, exact ends, a mean that is linear, quantiles of a plain draw."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import arrival, baseline, scenario
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.core.outcomes import Contrast, Outcomes
from contingent.simulating.comparing.mixture import Mixer, weighted_quantiles
from contingent.simulating.world import FrontWorld

CASE = scenario((), (arrival(20_000.0),), (arrival(5_000.0, tranches=4),))


@pytest.fixture(scope="module")
def run() -> tuple[Outcomes, Mixer]:
    return FrontWorld(baseline()).simulate_to_mix(CASE, draws=512, seed=1)


def contrasts(outcomes: Outcomes) -> list[Contrast]:
    last = max(one.day for one in outcomes.contrasts)
    return [one for one in outcomes.contrasts if one.day == last]


def test_to_mix_changes_nothing_in_the_outcomes(run: tuple[Outcomes, Mixer]) -> None:
    assert run[0] == FrontWorld(baseline()).simulate(CASE, draws=512, seed=1)


def test_a_certain_branch_is_its_own_contrast_and_no_branch_is_nothing(run: tuple[Outcomes, Mixer]) -> None:
    outcomes, mixer = run
    for one in contrasts(outcomes):
        sure = mixer.mixed({one.branch: 1.0}, measure=one.measure)
        assert sure.mean == pytest.approx(one.mean, rel=1e-5, abs=1e-9)
        spread = max(abs(one.q05), abs(one.q95), 1e-9)
        assert abs(sure.q05 - one.q05) <= 0.05 * spread and abs(sure.q95 - one.q95) <= 0.05 * spread
        none = mixer.mixed({one.branch: 0.0}, measure=one.measure)
        assert (none.mean, none.q05, none.q50, none.q95, none.none) == (0.0, 0.0, 0.0, 0.0, 1.0)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_mean_is_that_of_the_branches_weighed(run: tuple[Outcomes, Mixer], p: float, part: float) -> None:
    outcomes, mixer = run
    one, other, *_ = [c for c in contrasts(outcomes) if c.measure == "area_km2"]
    weights = {one.branch: p * part, other.branch: p * (1 - part)}
    found = mixer.mixed(weights, measure="area_km2")
    wanted = weights[one.branch] * one.mean + weights[other.branch] * other.mean
    assert found.mean == pytest.approx(wanted, rel=1e-4, abs=1e-4)
    assert 1.0 - p - 1e-9 <= found.none <= 1.0 and found.q05 <= found.q50 <= found.q95


def test_weights_that_are_no_probabilities_and_unknown_branches_are_refused(run: tuple[Outcomes, Mixer]) -> None:
    outcomes, mixer = run
    branch = outcomes.contrasts[0].branch
    for weights in ({branch: 1.1}, {branch: -0.1}, {"nowhere": 0.5}):
        with pytest.raises(ValueRangeError):
            mixer.mixed(weights, measure="area_km2")


def test_quantiles_are_those_of_drawing_the_branch_first_and_then_the_path() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.normal(10.0, 2.0, 4001), rng.normal(-5.0, 1.0, 997)
    levels = (0.05, 0.5, 0.95)
    found = weighted_quantiles([(one, 0.2), (other, 0.3), (np.zeros(1), 0.5)], levels)
    which = rng.choice(3, size=200_000, p=(0.2, 0.3, 0.5))
    drawn = np.where(which == 0, rng.choice(one, 200_000), np.where(which == 1, rng.choice(other, 200_000), 0.0))
    assert np.allclose(found, np.quantile(drawn, levels), atol=0.1)
