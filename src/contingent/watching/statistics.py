"""Statistics of the days of a period, the same for one series and for thousands drawn as if nothing had changed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from jaxtyping import Float
from scipy.stats import binom

#: a tolerance interval holds this share of a series' days, with this confidence
TOLERANCE_SHARE, TOLERANCE_CONFIDENCE = 0.95, 0.95


def moments(
    values: Float[np.ndarray, "*draw day"],
) -> tuple[
    Float[np.ndarray, "*draw"], Float[np.ndarray, "*draw"], Float[np.ndarray, "*draw"], Float[np.ndarray, "*draw"]
]:
    """Mean, standard deviation (of a sample), skewness and excess kurtosis of the last axis.

    Where all values are equal, skewness and kurtosis are 0: there is no shape to speak of.
    """
    days = values.shape[-1]
    mean = values.mean(axis=-1)
    away = values - mean[..., None]
    squares = away * away
    variance = squares.mean(axis=-1)
    # values that differ by rounding alone are equal
    flat = variance <= 1e-24 * np.maximum(mean * mean, 1e-300)
    safe = np.where(flat, 1.0, variance)
    skewness = np.where(flat, 0.0, (squares * away).mean(axis=-1) / safe**1.5)
    kurtosis = np.where(flat, 0.0, (squares * squares).mean(axis=-1) / safe**2 - 3.0)
    spread = np.where(flat, 0.0, np.sqrt(variance * days / max(days - 1, 1)))
    return np.asarray(mean), spread, skewness, kurtosis


def half_sample_mode(values: Float[np.ndarray, " day"]) -> float:
    """The half-sample mode: again and again the narrowest half of the values, until two or three are left.

    Of equally narrow halves the lowest is taken; of three the closer pair's middle, or the middle one.
    Source: Bickel and Frühwirth (2006) (general knowledge, unverified).

    >>> half_sample_mode(np.array([1.0, 5.0, 6.0, 8.0, 20.0]))
    5.5
    """
    left = np.sort(values)
    while left.size > 3:
        half = (left.size + 1) // 2
        start = int(np.argmin(left[half - 1 :] - left[: left.size - half + 1]))
        left = left[start : start + half]
    if left.size == 3:
        below, above = left[1] - left[0], left[2] - left[1]
        if below == above:
            return float(left[1])
        left = left[:2] if below < above else left[1:]
    return float(left.mean())


def tolerance_interval(values: Float[np.ndarray, " day"]) -> tuple[float, float] | None:
    """The tightest pair of order statistics that holds 95 % of days with confidence 95 %, as many cut off at each end.

    The share that lies between the r-th smallest and the r-th largest of n is Beta(n - 2r + 1, 2r) distributed whatever
    the values' distribution. None where even the extremes do not suffice (fewer than 93 values). Of days that depend
    on their neighbours the confidence is less; the range of the share outside is simulated and allows for that.
    Source: Wilks (1941) (general knowledge, unverified).
    """
    n = values.size
    cut = 0
    # P(Beta(n-2r+1, 2r) >= share) = P(Binomial(n, share) <= n - 2r)
    while binom.cdf(n - 2 * (cut + 1), n, TOLERANCE_SHARE) >= TOLERANCE_CONFIDENCE:
        cut += 1
    if cut == 0:
        return None
    ordered = np.sort(values)
    return float(ordered[cut - 1]), float(ordered[n - cut])


def outside(values: Float[np.ndarray, "*draw day"], band: tuple[float, float]) -> Float[np.ndarray, "*draw"]:
    """The share of the last axis below or above the band."""
    return np.asarray(((values < band[0]) | (values > band[1])).mean(axis=-1))


def rolling(dates: tuple[date, ...], values: tuple[float, ...], *, days: int) -> tuple[tuple[float, float], ...]:
    """Mean and standard deviation over the `days` days to each date, itself included; the spread of one value is 0."""
    column = np.asarray(values, dtype=float)
    ordinals = np.array([day.toordinal() for day in dates], dtype=int)
    first = np.searchsorted(ordinals, ordinals - timedelta(days=days).days, side="right")
    found = []
    for last, start in enumerate(first):
        stretch = column[start : last + 1]
        found.append((float(stretch.mean()), float(stretch.std(ddof=1)) if stretch.size > 1 else 0.0))
    return tuple(found)
