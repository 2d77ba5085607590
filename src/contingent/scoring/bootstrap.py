"""How sure a mean score is when its windows overlap: blocks of neighbours, and how many windows are independent."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key

#: an interval needs at least so many blocks side by side: one block has nothing to vary against
LEAST_BLOCKS = 2
RESAMPLES = 4000
#: series on which the stretch of an interval is found
RIGHT_SERIES, RIGHT_WINDOWS = 8000, 1_000_000


def overlap_block(horizon_days: int, step_days: int) -> int:
    """The least block, in windows begun `step_days` apart, beyond which windows of `horizon_days` share no day.

    >>> overlap_block(182, 28), overlap_block(365, 28), overlap_block(28, 28)
    (7, 14, 1)
    """
    if horizon_days < 1 or step_days < 1:
        raise ValueRangeError(f"horizon {horizon_days} and step {step_days} days; wanted at least 1 of each")
    return math.ceil(horizon_days / step_days)


def independent_windows(n: int, *, horizon_days: int, step_days: int) -> float:
    """How many windows end to end the stretch covered by `n` windows, begun `step_days` apart, has room for.

    >>> independent_windows(1, horizon_days=182, step_days=28), independent_windows(0, horizon_days=182, step_days=28)
    (1.0, 0.0)
    >>> round(independent_windows(21, horizon_days=182, step_days=28), 1)
    4.1
    """
    if n < 0 or horizon_days < 1 or step_days < 1:
        raise ValueRangeError(f"{n} windows of {horizon_days} days, {step_days} apart; wanted none below 0 or 1")
    return ((n - 1) * step_days + horizon_days) / horizon_days if n else 0.0


def block_interval(
    scores: Float[np.ndarray, " window"], *, block: int, seed: int, coverage: float = 0.9, floor: float = -math.inf
) -> tuple[float, float] | None:
    """An interval of the mean of `scores` from resampling `block` neighbours at a time, stretched to cover as it says.

    Scores stand in the order of their windows, the first taken for the last one's neighbour: blocks of every start are
    equally likely, so that the resampled means lie around the mean itself, which blocks within the series, in which its
    ends are rare, do not. As many blocks are laid end to end as fill the series, the last one cut. None where fewer
    than two fit: the series then holds too little to say.

    Of few blocks plain percentiles are far too narrow (21 windows in blocks of 7: 58 % of right means held where 90 %
    were asked for). They are moved away from the mean by the factor at which right series as long, whose windows share
    days as these do, are covered. Where scores stay alike for longer than windows overlap, it is still too narrow. No
    end is put below `floor`, the least a mean can be.

    Source: the circular block bootstrap of Politis and Romano (1992) (general knowledge, unverified); the factor is
    ours, in the manner of critical values for a fixed share of the series in a block.

    Raises:
        ValueRangeError: a block below 1, a coverage outside (0, 1), or a score that is not finite.
    """
    n = scores.size
    if block < 1 or not 0.0 < coverage < 1.0 or not np.isfinite(scores).all():
        raise ValueRangeError(
            f"{n} scores, block {block}, coverage {coverage}; wanted finite scores, block >= 1, 0 < coverage < 1"
        )
    if n < LEAST_BLOCKS * block:
        return None
    generator = np.random.default_rng(stream_key("block bootstrap", seed))
    starts = generator.integers(0, n, size=(RESAMPLES, math.ceil(n / block)))
    places = ((starts[:, :, None] + np.arange(block)) % n).reshape(RESAMPLES, -1)[:, :n]
    middle, means = float(scores.mean()), scores[places].mean(axis=1)
    tail = (1.0 - coverage) / 2.0
    low, high = middle + stretch(n, block, coverage) * (np.quantile(means, (tail, 1.0 - tail)) - middle)
    # a mean may be a rounding error off the means of equal scores
    return max(min(float(low), middle), floor), max(float(high), middle)


@cache
def stretch(n: int, block: int, coverage: float) -> float:
    """How far percentiles of the bootstrap must be moved out to cover the mean of `n` windows in `coverage` of series.

    Found on normal series of which windows k steps apart correlate as 1 − k/`block`: sums of independent changes.

    >>> round(stretch(21, 7, 0.9), 1), round(stretch(400, 1, 0.9), 1)
    (2.5, 1.0)
    """
    from scipy.special import ndtri

    generator = np.random.default_rng(stream_key("right series", n, block))
    count_of_series = max(min(RIGHT_SERIES, RIGHT_WINDOWS // n), 400)
    changes = generator.standard_normal((count_of_series, n + block - 1)).cumsum(axis=1)
    changes = np.pad(changes, ((0, 0), (1, 0)))
    series = changes[:, block:] - changes[:, :-block]
    # the standard deviation of a resampled mean in closed form: whole blocks, and the one that is cut
    around = np.pad(np.concatenate([series, series[:, : block - 1]], axis=1).cumsum(axis=1), ((0, 0), (1, 0)))
    whole, cut = ((around[:, length : length + n] - around[:, :n]).var(axis=1) for length in (block, n % block))
    ratios = np.abs(series.mean(axis=1)) * n / np.sqrt(n // block * whole + cut)
    return max(float(np.quantile(ratios, coverage) / ndtri((1.0 + coverage) / 2.0)), 1.0)
