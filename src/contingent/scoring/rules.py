"""Proper scoring rules: smaller is better, and each is least, on average, for whoever states the true belief."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from contingent.core.belief import check_probability
from contingent.core.errors import ValueRangeError

CrpsEstimator = Literal["ensemble", "fair", "pwm"]


def brier(p: float, outcome: bool) -> float:
    """The squared distance of `p` from what happened (1 or 0): 0 is perfect, 0.25 is always saying one half.

    >>> brier(0.75, True)
    0.0625
    """
    distance = check_probability(p) - float(outcome)
    return distance * distance


def log_score(p: float, outcome: bool) -> float:
    """The negative natural logarithm of the probability given to what happened; infinite if that was called impossible.

    >>> log_score(0.0, True)
    inf
    """
    given = check_probability(p) if outcome else 1.0 - check_probability(p)
    return -math.log(given) if given > 0.0 else math.inf


def crps_draws(draws: Sequence[float], observed: float, *, estimator: CrpsEstimator) -> float:
    """The continuous ranked probability score of equally likely draws, in the unit of the draws.

    With m draws x and observation y, and |x − x'| over all pairs:

    - `ensemble` scores the step function itself: mean|x − y| − mean|x − x'| / 2 over m² pairs;
    - `fair` estimates the score of the distribution the draws came from: the same over m(m − 1) pairs;
    - `pwm` reaches `fair` through probability-weighted moments of the sorted draws.

    The two families differ by mean|x − x'| / (2m), so a score without its estimator's name means nothing.

    Raises:
        ValueRangeError: no draws, a single draw for `fair` or `pwm`, or a number that is not finite.
    """
    x = np.sort(np.asarray(draws, dtype=np.float64))
    m = x.size
    needed = 1 if estimator == "ensemble" else 2
    if m < needed or not np.isfinite(x).all() or not math.isfinite(observed):
        raise ValueRangeError(
            f"{m} draws and observation {observed!r} for estimator {estimator!r}; "
            f"wanted at least {needed} finite draws and a finite observation"
        )
    to_observed = float(np.abs(x - observed).mean())
    rank = np.arange(m)
    if estimator == "pwm":
        beta_0 = float(x.mean())
        beta_1 = float((rank * x).sum() / (m * (m - 1)))
        return to_observed + beta_0 - 2.0 * beta_1
    # for sorted draws the sum of |x − x'| over all ordered pairs is 2 Σ (2i + 1 − m) x_i
    between = float(2.0 * ((2 * rank + 1 - m) * x).sum())
    pairs = m * m if estimator == "ensemble" else m * (m - 1)
    return to_observed - 0.5 * between / pairs


def pinball(value: float, observed: float, *, level: float) -> float:
    """The quantile loss of naming `value` as the quantile at `level`, in the unit of the value.

    Raises:
        ValueRangeError: `level` is not strictly between 0 and 1.

    >>> pinball(10.0, 14.0, level=0.75)
    3.0
    """
    if not 0.0 < level < 1.0:
        raise ValueRangeError(f"level is {level!r}; wanted a number strictly between 0 and 1")
    return (observed - value) * level if observed >= value else (value - observed) * (1.0 - level)


def interval_score(low: float, high: float, observed: float, *, coverage: float) -> float:
    """The width of a central interval plus 2/α for each unit by which it missed, α = 1 − `coverage`.

    Source: Gneiting and Raftery (2007), equation 43 (general knowledge, unverified).

    Raises:
        ValueRangeError: `low` above `high`, or `coverage` not strictly between 0 and 1.

    >>> interval_score(0.0, 10.0, 12.0, coverage=0.5)
    18.0
    """
    if low > high or not 0.0 < coverage < 1.0:
        raise ValueRangeError(
            f"interval [{low}, {high}] with coverage {coverage}; wanted low <= high and coverage strictly in (0, 1)"
        )
    miss = max(low - observed, observed - high, 0.0)
    return (high - low) + 2.0 / (1.0 - coverage) * miss
