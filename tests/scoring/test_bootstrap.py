"""Laws of the block bootstrap: it needs blocks, it holds the mean, it widens with overlap, it covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from contingent.core.errors import ValueRangeError
from contingent.scoring.bootstrap import block_interval, independent_windows, overlap_block, stretch

finite = st.floats(-1e6, 1e6)


def moving_sums(rng: np.random.Generator, n: int, width: int) -> np.ndarray:
    """Scores of windows of which `width` neighbours share days."""
    steps = rng.standard_normal(n + width - 1)
    return np.convolve(steps, np.ones(width), mode="valid")


def test_windows_that_do_not_overlap_are_all_independent() -> None:
    assert independent_windows(12, horizon_days=28, step_days=28) == 12
    assert overlap_block(28, 28) == 1


def test_the_design_has_four_windows_of_half_a_year_and_two_of_a_year() -> None:
    assert independent_windows(21, horizon_days=182, step_days=28) == pytest.approx(4.08, abs=0.01)
    assert independent_windows(14, horizon_days=365, step_days=28) == pytest.approx(2.0, abs=0.01)


@given(arrays(np.float64, st.integers(2, 40), elements=finite), st.integers(1, 20))
def test_an_interval_holds_the_mean_and_is_none_below_two_blocks(scores: np.ndarray, block: int) -> None:
    found = block_interval(scores, block=block, seed=1)
    if scores.size < 2 * block:
        assert found is None
    else:
        assert found is not None
        assert found[0] <= float(scores.mean()) <= found[1]
        low, high = block_interval(scores, block=block, seed=1, floor=float(scores.mean()) - 1.0) or (0.0, 0.0)
        assert (low, high) == (max(found[0], float(scores.mean()) - 1.0), found[1])


def test_a_constant_has_no_spread_and_shift_and_scale_go_through() -> None:
    assert block_interval(np.full(10, 3.0), block=2, seed=1) == (3.0, 3.0)
    scores = np.random.default_rng(3).standard_normal(30)
    low, high = block_interval(scores, block=5, seed=4) or (0, 0)
    moved = block_interval(10 + 2 * scores, block=5, seed=4)
    assert moved == pytest.approx((10 + 2 * low, 10 + 2 * high))


def test_the_same_seed_gives_the_same_interval() -> None:
    scores = np.random.default_rng(5).standard_normal(24)
    assert block_interval(scores, block=4, seed=9) == block_interval(scores, block=4, seed=9)


@pytest.mark.parametrize("n, block", [(120, 12), (21, 7), (14, 7)])
def test_blocks_cover_the_mean_of_overlapping_windows_where_single_windows_do_not(n: int, block: int) -> None:
    # nominal 90 %; of 400 series 86 to 94 % with a false-alarm rate below 1 %
    rng = np.random.default_rng(11)
    held = {1: 0, block: 0}
    for _ in range(400):
        scores = moving_sums(rng, n, block)
        for size in held:
            low, high = block_interval(scores, block=size, seed=1) or (0.0, 0.0)
            held[size] += low <= 0.0 <= high
    assert held[1] / 400 < 0.6
    assert 0.86 < held[block] / 400 < 0.94


def test_the_stretch_falls_to_one_as_blocks_grow_many() -> None:
    assert stretch(8, 4, 0.9) > stretch(40, 4, 0.9) > stretch(400, 4, 0.9) >= 1.0
    assert stretch(400, 1, 0.9) < 1.05


@pytest.mark.parametrize("block, coverage, scores", [(0, 0.9, [1.0, 2.0]), (1, 1.0, [1.0]), (1, 0.9, [np.nan])])
def test_what_cannot_be_is_refused(block: int, coverage: float, scores: list[float]) -> None:
    with pytest.raises(ValueRangeError):
        block_interval(np.array(scores), block=block, seed=1, coverage=coverage)
    with pytest.raises(ValueRangeError):
        overlap_block(0, 28)
    with pytest.raises(ValueRangeError):
        independent_windows(-1, horizon_days=1, step_days=1)
