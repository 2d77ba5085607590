"""An interval of a mean widens with what cases of one cluster share, and needs two clusters."""

from __future__ import annotations

import numpy as np
import pytest

from contingent.core.errors import ValueRangeError
from contingent.scoring.clusters import cluster_interval


def width(interval: tuple[float, float] | None) -> float:
    assert interval is not None
    return interval[1] - interval[0]


def test_what_a_cluster_shares_counts_once() -> None:
    rng = np.random.default_rng(1)
    shared = np.repeat(rng.standard_normal(30), 10)
    together = cluster_interval(shared, np.repeat(np.arange(30), 10), seed=1)
    apart = cluster_interval(shared, np.arange(300), seed=1)
    assert width(together) > 2.5 * width(apart)  # √10 in the limit


def test_singletons_give_the_textbook_interval_of_a_mean() -> None:
    scores = np.random.default_rng(2).standard_normal(400)
    low, high = cluster_interval(scores, np.arange(400), seed=3) or (0.0, 0.0)
    half = 1.645 * scores.std() / 20
    assert low == pytest.approx(scores.mean() - half, abs=0.012)
    assert high == pytest.approx(scores.mean() + half, abs=0.012)


def test_one_cluster_says_nothing_of_its_error() -> None:
    assert cluster_interval(np.array([1.0, 2.0]), np.array([4, 4]), seed=1) is None


@pytest.mark.parametrize("scores", [[], [float("inf")]])
def test_what_is_no_score_is_refused(scores: list[float]) -> None:
    with pytest.raises(ValueRangeError, match="wanted finite scores"):
        cluster_interval(np.array(scores), np.zeros(len(scores), dtype=np.int64), seed=1)
