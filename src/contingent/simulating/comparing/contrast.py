"""Branch against reference, path by path: the difference, its quantiles and its Monte Carlo error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.outcomes import Contrast, Sampling

Sample = Float[np.ndarray, " path"]

#: batches of consecutive paths behind a standard error; each is balanced where Sobol' points are
BATCHES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a contrast is about: a branch, a reference, a measure with its label and unit, a day."""

    branch: str
    reference: str
    measure: str
    label: str
    unit: str
    day: int


def contrast(
    difference: Sample, subject: Subject, *, noise: float, mean: float, error: float, positive: float,
    forced_by: tuple[str, ...] = (),
) -> Contrast:  # fmt: skip
    """The paired difference of two branches that share every random number.

    `difference` are paths to take quantiles of; `mean`, its standard `error` and the share `positive` may rest on more.
    `noise` is the half-width of the reference's own 90 % range.
    """
    low, middle, high = quantiles(difference, (0.05, 0.5, 0.95))
    return Contrast(
        branch=subject.branch,
        reference=subject.reference,
        measure=subject.measure,
        label=subject.label,
        unit=subject.unit,
        day=subject.day,
        mean=rounded(mean),
        mc_error=rounded(error),
        q05=rounded(low),
        q50=rounded(middle),
        q95=rounded(high),
        p_positive=positive,
        effect_to_noise=rounded(middle / noise) if noise > 0 else None,
        sign_forced_by=forced_by,
    )


def half_width(reference: Sample) -> float:
    """Half of the 90 % range: how far the reference itself may come out from its middle."""
    low, high = quantiles(reference, (0.05, 0.95))
    return 0.5 * float(high - low)


def quantiles(values: Float[np.ndarray, "*any path"], levels: Sequence[float]) -> Float[np.ndarray, "level ..."]:
    """Quantiles over paths, interpolated linearly between order statistics (Hyndman and Fan's type 7)."""
    ordered = np.sort(values, axis=-1)
    places = np.asarray(levels) * (values.shape[-1] - 1)
    below = np.floor(places).astype(int)
    above = np.minimum(below + 1, values.shape[-1] - 1)
    part = places - below
    return np.moveaxis(ordered[..., below] * (1.0 - part) + ordered[..., above] * part, -1, 0)


def standard_error(values: Sample, *, sampling: Sampling = "sobol") -> float:
    """The standard error of the mean of consecutive paths, as they were sampled.

    Independent paths: the plain one. Antithetic: that of the means of pairs. Sobol' points: that of the means of
    `BATCHES` stretches, which offset one another, so it is an upper bound; with fewer paths than two a batch, the
    plain one.

    >>> standard_error(np.array([1.0, -1.0, 2.0, -2.0]), sampling="antithetic")
    0.0
    """
    if sampling == "antithetic" and values.size >= 4:
        values = values[: values.size // 2 * 2].reshape(-1, 2).mean(axis=1)
    if values.size < 2:
        return 0.0
    if sampling != "sobol" or values.size < 2 * BATCHES:
        return float(values.std(ddof=1) / np.sqrt(values.size))
    size = values.size // BATCHES
    means = values[: size * BATCHES].reshape(BATCHES, size).mean(axis=1)
    return float(means.std(ddof=1) / np.sqrt(BATCHES))


def rounded(value: float, digits: int = 6) -> float:
    """The value to `digits` significant digits: below them lies only the machine's arithmetic.

    >>> rounded(1234567.8), rounded(0.0)
    (1234570.0, 0.0)
    """
    return float(f"{float(value):.{digits}g}") + 0.0
