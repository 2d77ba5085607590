"""A distribution from two of its quantiles: normal, lognormal or beta."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy import special

#: how near both quantiles of a fitted beta must come, in probability
CLOSE = 1e-6
#: bounds of a beta's concentration a + b, as exponents of e: flatter or sharper ones are refused
_CONCENTRATION = (-4.0, 18.0)
_ROUNDS = 80

Quantile = tuple[float, float]


def normal_with(first: Quantile, second: Quantile) -> tuple[float, float]:
    """Mean and sd of the normal with these (level, value) pairs.

    >>> [round(x, 3) for x in normal_with((0.05, -1.645), (0.95, 1.645))]
    [0.0, 1.0]
    """
    (p, low), (q, high) = first, second
    z, y = float(special.ndtri(p)), float(special.ndtri(q))
    sd = (high - low) / (y - z)
    return low - z * sd, sd


def lognormal_with(first: Quantile, second: Quantile) -> tuple[float, float]:
    """Median and log-sd of the lognormal with these (level, value) pairs; values above 0."""
    (p, low), (q, high) = first, second
    mean, sd = normal_with((p, math.log(low)), (q, math.log(high)))
    return math.exp(mean), sd


def beta_with(first: Quantile, second: Quantile) -> tuple[float, float] | None:
    """The parameters a and b of the beta with these (level, value) pairs; None where none is found.

    For each concentration there is one mean that meets the first pair; the second then rises with the concentration.
    """
    (p, low), (q, high) = first, second

    def shape(log_concentration: float) -> tuple[float, float]:
        total = math.exp(log_concentration)
        mean = _root(lambda m: p - float(special.betainc(m * total, (1.0 - m) * total, low)), 1e-9, 1.0 - 1e-9)
        return mean * total, (1.0 - mean) * total

    def miss(log_concentration: float) -> float:
        return float(special.betainc(*shape(log_concentration), high)) - q

    a, b = shape(_root(miss, *_CONCENTRATION))
    fits = all(abs(float(special.betainc(a, b, value)) - level) < CLOSE for level, value in (first, second))
    return (a, b) if fits and math.isfinite(a + b) else None


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses zero, by halving; an end of the range where it does not."""
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        if rising(middle) < 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
