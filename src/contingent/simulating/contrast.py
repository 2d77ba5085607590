"""Branch against reference, path by path: the difference, its Monte Carlo error, and who put its sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.outcomes import Contrast
from contingent.simulating.parameters import Parameter, mass_below_zero

Sample = Float[np.ndarray, " path"]

#: batches of consecutive paths behind a standard error; each is balanced where Sobol' points are
BATCHES = 16
#: paths that are run again with a parameter's sign turned around
SIGN_PATHS = 512
#: a prior excludes a sign where it leaves the other less than this mass: a P(difference > 0) of .95 or more would only
#: say the prior's own again
EXCLUDED_MASS = 0.05
#: how far P(difference > 0) must stand from one half for a sign to be one
CLEAR_SIGN = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a contrast is about: a branch, a reference, a measure with its label and unit, a day."""

    branch: str
    reference: str
    measure: str
    label: str
    unit: str
    day: int


def contrast(branch: Sample, reference: Sample, subject: Subject, *, forced_by: tuple[str, ...] = ()) -> Contrast:
    """The paired difference of two samples that share every random number."""
    difference = branch - reference
    low, middle, high = quantiles(difference, (0.05, 0.5, 0.95))
    reference_low, reference_high = quantiles(reference, (0.05, 0.95))
    noise = 0.5 * (reference_high - reference_low)
    return Contrast(
        branch=subject.branch,
        reference=subject.reference,
        measure=subject.measure,
        label=subject.label,
        unit=subject.unit,
        day=subject.day,
        mean=rounded(difference.mean()),
        mc_error=rounded(standard_error(difference)),
        q05=rounded(low),
        q50=rounded(middle),
        q95=rounded(high),
        p_positive=float(np.mean(difference > 0)),
        effect_to_noise=rounded(middle / noise) if noise > 0 else None,
        sign_forced_by=forced_by,
    )


def quantiles(values: Float[np.ndarray, "*any path"], levels: Sequence[float]) -> Float[np.ndarray, "level ..."]:
    """Quantiles over paths, interpolated linearly between order statistics (Hyndman and Fan's type 7)."""
    ordered = np.sort(values, axis=-1)
    places = np.asarray(levels) * (values.shape[-1] - 1)
    below = np.floor(places).astype(int)
    above = np.minimum(below + 1, values.shape[-1] - 1)
    part = places - below
    return np.moveaxis(ordered[..., below] * (1.0 - part) + ordered[..., above] * part, -1, 0)


def standard_error(values: Sample) -> float:
    """The standard error of the mean from the means of consecutive batches.

    With independent paths it is unbiased in square; with Sobol' points, whose batches offset one another, it is an
    upper bound. Fewer paths than two a batch: the plain standard error.
    """
    if values.size < 2:
        return 0.0
    if values.size < 2 * BATCHES:
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


def one_signed(parameters: Sequence[Parameter], groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The groups of which every parameter excludes one sign, by its family or by its mass."""
    by_name = {parameter.name: parameter.prior for parameter in parameters}

    def excludes(name: str) -> bool:
        below = mass_below_zero(by_name[name])
        return by_name[name].sign_constrained or below < EXCLUDED_MASS or below > 1 - EXCLUDED_MASS

    return [group for group in groups if all(name in by_name and excludes(name) for name in group)]


Shares = Mapping[tuple[str, str, int], float]


def signs_forced(
    shares: Shares, mirrored: Callable[[tuple[str, ...]], Shares], groups: Sequence[tuple[str, ...]]
) -> dict[tuple[str, str, int], tuple[str, ...]]:
    """For each contrast, the one-signed parameters whose sign is the sign of the difference.

    `shares` holds P(difference > 0) by branch, measure and day; `mirrored(group)` the same with the group's signs
    turned around on the same paths. Where the share crosses one half, the sign was put in with the prior: it is no
    evidence.
    """
    found: dict[tuple[str, str, int], tuple[str, ...]] = dict.fromkeys(shares, ())
    for group in groups:
        turned = mirrored(group)
        for key, share in shares.items():
            was, now = share - 0.5, turned[key] - 0.5
            if was * now < 0 and min(abs(was), abs(now)) >= CLEAR_SIGN:
                found[key] = tuple(dict.fromkeys((*found[key], *group)))
    return found


def share_positive(difference: Sample) -> float:
    """P(difference > 0), a tie counted half, so that no difference is no sign."""
    return float(np.mean(difference > 0) + 0.5 * np.mean(difference == 0))
