"""How far out a value is among thousands drawn as if nothing had changed, beyond the farthest of them too."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float

#: the share of draws from which a tail's form is taken, and the least chance that is told: of 4,000 normal draws the
#: fitted tail there is a third to eight times the truth in 8 cases of 10 (docs/decisions/0033-what-counts-as-left.md)
TAIL_SHARE = 0.05
LEAST_CHANCE = 1e-5
#: below this share the fitted tail is asked, above it the draws are counted
COUNTED_FROM = 0.02


def pareto(excesses: Float[np.ndarray, " excess"], *, least: float, most: float) -> tuple[float, float]:
    """Shape and scale of the generalised Pareto distribution of excesses, by probability-weighted moments.

    The shape is kept within `least` to `most`, the scale then made to give the excesses' mean.
    Source: Hosking and Wallis (1987) (general knowledge, unverified).
    """
    ordered = np.sort(excesses)
    n = ordered.size
    mean = float(ordered.mean())
    weighted = float(((1 - (np.arange(1, n + 1) - 0.35) / n) * ordered).mean())
    below = mean - 2 * weighted
    shape = least if below <= 0 else min(max(2 - mean / below, least), most)
    return shape, max(mean * (1 - shape), 1e-300)


def beyond(value: float, ordered: Float[np.ndarray, " draw"]) -> float:
    """The chance of a draw at or above `value`, `ordered` being the draws in rising order.

    Counted where at least 2 in 100 draws lie as far out. Farther out, by the generalised Pareto tail of the squared
    distances from the median of the highest 20th, of shape 0 to .8: the square of a normal value falls off
    exponentially, so that shape 0 fits the commonest case and no end is claimed. Where the highest are few distinct
    values (shares of days) they are counted throughout, the value itself included.
    """
    n = ordered.size
    counted = (1 + n - int(np.searchsorted(ordered, value - 1e-12 * abs(value), side="left"))) / (n + 1)
    tail = ordered[-max(int(n * TAIL_SHARE), 2) :]
    if counted >= COUNTED_FROM or np.unique(tail).size < tail.size // 2:
        return counted
    middle = float(ordered[n // 2])
    squares = (tail - middle) ** 2
    shape, scale = pareto(squares[1:] - squares[0], least=0.0, most=0.8)
    far = ((value - middle) ** 2 - float(squares[0])) / scale
    fitted = math.exp(-far) if shape < 1e-9 else (1 + shape * far) ** (-1 / shape)
    return min(TAIL_SHARE * fitted, 1.0)


def chance(value: float, draws: Float[np.ndarray, " draw"], *, upper_only: bool = False) -> float:
    """The chance p of a draw as far out as `value`: of either end, doubled, or of the upper end alone."""
    ordered = np.sort(draws)
    upper = beyond(value, ordered)
    if upper_only:
        return min(max(upper, LEAST_CHANCE), 1.0)
    lower = beyond(-value, -ordered[::-1])
    return min(max(2 * min(upper, lower), LEAST_CHANCE), 1.0)
