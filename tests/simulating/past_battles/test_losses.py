"""Planted exponents are found again, ranks are even, and a new war is less sure than the mean war."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from battle_rows import battle, made_battles
from contingent.core.errors import ValueRangeError
from contingent.simulating.past_battles.battle import ERAS, Force
from contingent.simulating.past_battles.losses import (
    COEFFICIENTS,
    DEGREES,
    SHAPE_DOF,
    SIDES,
    TERMS,
    LossData,
    LossPriors,
    loss_data,
    sample_losses,
)

PLANTED = (0.9, 0.1, 0.3, 0.6)
PLACES = [COEFFICIENTS.index(name) for name in ("own_attacker", "enemy_attacker", "own_defender", "enemy_defender")]
FALSE_ALARM = 1e-4
TRIALS = 50


def test_planted_exponents_are_recovered() -> None:
    data = loss_data(made_battles(20, 15, seed=4, exponents=PLANTED))
    found = sample_losses(data, sweeps=600, burn=200, seed=1)
    for place, planted in zip(PLACES, PLANTED, strict=True):
        draws = found.mean[:, place]
        assert abs(draws.mean() - planted) < 3.5 * draws.std() + 0.02
        assert draws.std() < 0.12


def test_a_new_war_is_less_sure_than_the_mean_war_and_a_new_era_than_a_known_one() -> None:
    found = sample_losses(loss_data(made_battles(20, 15, seed=4)), sweeps=600, burn=200, seed=1)
    mean, new, known = found.mean.std(0), found.new_war(seed=1).std(0), found.new_war(seed=1, era=2).std(0)
    assert (new > mean).all()
    assert np.median(new / known) > 1.0


def test_equal_arguments_give_equal_draws_and_another_seed_others() -> None:
    data = loss_data(made_battles(6, 6, seed=1))
    one, again, other = (sample_losses(data, sweeps=20, burn=5, seed=seed) for seed in (3, 3, 4))
    assert (one.mean == again.mean).all() and (one.dof == again.dof).all()
    assert (one.mean != other.mean).all()


def test_the_unit_of_strength_moves_the_level_alone() -> None:
    data = loss_data(made_battles(15, 12, seed=2))
    shifted = data.terms.copy()
    shifted[:, :, 1:3] += 1.0  # strengths counted in another unit
    other = LossData(
        log_losses=data.log_losses, terms=shifted, war=data.war, era_of_war=data.era_of_war, wars=data.wars
    )
    one, two = (sample_losses(found, sweeps=600, burn=200, seed=1).mean for found in (data, other))
    assert np.abs((one - two).mean(0)[PLACES]).max() < 4 * one.std(0)[PLACES].max() / 5


def from_priors(priors: LossPriors, rng: np.random.Generator, wars: int, each: int) -> tuple[np.ndarray, LossData]:
    """The mean war's coefficients and battles of wars, both from the priors that the sampler has."""
    size = len(COEFFICIENTS)
    mean = np.tile(priors.mean, 2) + np.tile(priors.sd, 2) * rng.standard_normal(size)
    scale = np.tile(priors.between_eras, 2) * rng.standard_normal(size)
    spread = np.sqrt((SHAPE_DOF - 1) / 2 / rng.standard_gamma((SHAPE_DOF + 1) / 2, size))
    era = mean + scale * spread * rng.standard_normal((len(ERAS), size))
    shape = stats.invwishart.rvs(df=size + SHAPE_DOF, scale=(SHAPE_DOF - 1) * np.eye(size), random_state=rng)
    apart = np.tile(priors.between_wars, 2) * rng.standard_normal(size)
    era_of_war = np.arange(wars) % len(ERAS)
    war = era[era_of_war] + apart * rng.multivariate_normal(np.zeros(size), shape, size=wars)
    noise = stats.invwishart.rvs(
        df=2 + SHAPE_DOF, scale=(SHAPE_DOF - 1) * priors.noise**2 * np.eye(2), random_state=rng
    )
    dof = rng.choice(DEGREES)
    place = np.repeat(np.arange(wars), each)
    strength = rng.normal(0.0, 1.0, size=(place.size, 2))
    days = rng.exponential(1.0, size=place.size)
    terms = np.stack(
        [np.column_stack([np.ones(place.size), strength[:, s], strength[:, 1 - s], days]) for s in (0, 1)], axis=1
    )
    shocks = rng.multivariate_normal(np.zeros(2), noise, size=place.size)
    shocks /= np.sqrt(rng.chisquare(dof, size=place.size) / dof)[:, None]
    losses = np.einsum("bst,bst->bs", terms, war.reshape(-1, len(SIDES), len(TERMS))[place]) + shocks
    data = LossData(
        log_losses=losses, terms=terms, war=place, era_of_war=era_of_war, wars=tuple(f"W{i}" for i in range(wars))
    )
    found = np.concatenate([mean, np.abs(scale) * spread, era[2], np.sqrt(np.diag(noise)), [dof]])
    return found, data


def test_ranks_of_the_truth_are_even() -> None:
    """Simulation-based calibration: with truths from the priors, the truth's rank among the draws is uniform.

    Bonferroni over every unknown at a false-alarm rate of 1e-4 in all; a chain is thinned to nearly free draws.
    """
    priors = LossPriors()
    rng = np.random.default_rng(11)
    ranks = []
    for trial in range(TRIALS):
        truth, data = from_priors(priors, rng, wars=6, each=4)
        got = sample_losses(data, sweeps=150, burn=40, seed=trial, priors=priors)
        noise = np.sqrt(np.einsum("dss->ds", got.noise))
        draws = np.concatenate([got.mean, got.between_eras, got.era[:, 2], noise, got.dof[:, None]], axis=1)[::10]
        ties = rng.random(draws.shape)
        ranks.append(((draws < truth) | ((draws == truth) & (ties < rng.random()))).sum(0))
    even = (np.array(ranks) + rng.random((TRIALS, len(ranks[0])))) / 16  # 15 thinned draws
    worst = min(stats.kstest(column, "uniform").pvalue for column in even.T)
    assert worst > FALSE_ALARM / even.shape[1]


def test_battles_without_the_losses_of_both_sides_are_left_out_and_too_few_refused() -> None:
    made = list(made_battles(6, 5, seed=1))
    made.append(battle(war="Another", attacker=Force(strength=10.0, casualties=None)))
    made.append(battle(war="Another", attacker=Force(strength=10.0, casualties=0.0)))
    data = loss_data(made)
    assert len(data) == 30 and "Another" not in data.wars
    with pytest.raises(ValueRangeError, match="1 battles with the losses"):
        loss_data([battle()])
    with pytest.raises(ValueRangeError, match="wanted at least 1"):
        sample_losses(data, sweeps=0, burn=0, seed=1)
