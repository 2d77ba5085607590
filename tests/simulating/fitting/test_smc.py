"""Laws of the tempered sampler: known posteriors and evidence come back, and the same seed gives the same draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from contingent.core.errors import ValueRangeError
from contingent.simulating.fitting.smc import Settings, tempered

SETTINGS = Settings(particles=2000, moves=5, last_moves=15)


def seen(values: np.ndarray, sd: float):
    """The likelihood of one value of each dimension under a normal around the point."""

    def log_likelihood(points: np.ndarray) -> np.ndarray:
        return -0.5 * ((values[:, None] - points) / sd) ** 2 - math.log(sd * math.sqrt(2 * math.pi))

    return log_likelihood


def test_a_normal_posterior_and_its_evidence_come_back() -> None:
    values, sd = np.array([2.0, -1.0, 0.3]), 0.2
    found = tempered(seen(values, sd), [(0,), (1,), (2,)], settings=SETTINGS, seed=1)
    shrink = 1 / (1 + sd**2)
    # 2,000 draws: five standard errors each
    assert found.points.mean(axis=1) == pytest.approx(values * shrink, abs=5 * 0.2 / math.sqrt(2000) + 0.01)
    assert found.points.std(axis=1) == pytest.approx(np.full(3, sd * math.sqrt(shrink)), rel=0.1)
    whole = 1 + sd**2
    evidence = float(np.sum(-0.5 * values**2 / whole - 0.5 * np.log(2 * np.pi * whole)))
    assert found.log_evidence == pytest.approx(evidence, abs=0.25)
    assert found.temperatures[0] == 0.0 and found.temperatures[-1] == 1.0
    assert list(found.temperatures) == sorted(found.temperatures)


def test_one_block_of_two_correlated_dimensions_is_as_right_as_two_blocks_of_one() -> None:
    def sum_seen(points: np.ndarray) -> np.ndarray:
        return -0.5 * ((1.5 - points.sum(axis=0)) / 0.1)[None] ** 2

    found = tempered(sum_seen, [(0, 1)], settings=SETTINGS, seed=2)
    assert float(found.points.sum(axis=0).mean()) == pytest.approx(1.5 * 2 / 2.01, abs=0.02)
    assert float(np.corrcoef(found.points)[0, 1]) < -0.9


def test_without_a_likelihood_the_prior_comes_back() -> None:
    found = tempered(lambda points: np.zeros((1, points.shape[1])), [(0, 1)], settings=SETTINGS, seed=3)
    assert found.log_evidence == pytest.approx(0.0, abs=1e-9)
    assert found.temperatures == (0.0, 1.0)
    assert found.points.std(axis=1) == pytest.approx(np.ones(2), abs=0.1)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    few = Settings(particles=64, moves=2, last_moves=3)
    one, same, other = (
        tempered(seen(np.array([1.0]), 0.5), [(0,)], settings=few, seed=seed).points for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_impossible_points_are_never_kept() -> None:
    def positive(points: np.ndarray) -> np.ndarray:
        return np.where(points > 0, 0.0, -np.inf)

    found = tempered(positive, [(0,)], settings=Settings(particles=500), seed=4)
    assert np.all(found.points > 0)
    assert found.log_evidence == pytest.approx(math.log(0.5), abs=0.2)


def test_what_cannot_be_sampled_is_said() -> None:
    with pytest.raises(ValueRangeError, match="no draw of the prior"):
        tempered(lambda points: np.full((1, points.shape[1]), -np.inf), [(0,)], settings=Settings(), seed=1)
    for broken in (np.nan, np.inf):
        with pytest.raises(ValueRangeError, match="no number"):
            tempered(lambda points, v=broken: np.where(points > 2, v, 0.0), [(0,)], settings=Settings(), seed=1)
    for blocks in ([], [(0, 2)], [(0,), (0,)]):
        with pytest.raises(ValueRangeError, match="once each"):
            tempered(lambda points: points, blocks, settings=Settings(), seed=1)
