"""What moves a difference most: the share of its variance owed to each prior, from the draws already made."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from contingent.core.outcomes import Sensitivity
from contingent.simulating.comparing.contrast import Subject, rounded
from contingent.simulating.drawing.parameters import ParameterDraws, inverse_cdf

#: bins of equal mass along one prior
BINS = 32
#: shares below this are not told from zero, and not listed
SMALLEST_SHARE = 0.002
#: how many priors a contrast lists, those with the largest shares
LISTED = 12

Sample = Float[np.ndarray, " path"]


def first_order_share(bins: Int[np.ndarray, " path"], values: Sample) -> float:
    """The share of the variance of `values` that the mean within bins of one input explains, 0 to 1.

    The variance between bins is corrected for what chance alone puts there (the ε² of an analysis of variance); what
    falls below zero is zero. First-order only: what a prior does together with another is nobody's share.

    Source: Kelley (1935), An unbiased correlation ratio measure, doi:10.1073/pnas.21.9.554 (general knowledge, unread).
    """
    counts = np.bincount(bins)
    sums = np.bincount(bins, weights=values)
    used = counts > 0
    groups = int(used.sum())
    total = float(np.sum((values - values.mean()) ** 2))
    if total <= 0 or values.size <= groups:
        return 0.0
    between = float(np.sum(counts[used] * (sums[used] / counts[used] - values.mean()) ** 2))
    within = (total - between) / (values.size - groups)
    return float(np.clip((between - (groups - 1) * within) / total, 0.0, 1.0))


Bins = Int[np.ndarray, "parameter path"]


def binned(draws: ParameterDraws) -> Bins:
    """The bin of each draw in its own prior: the same for every difference on these draws."""
    return np.asarray((draws.uniforms * BINS).astype(np.intp))


def sensitivities(
    draws: ParameterDraws, difference: Sample, subject: Subject, *, bins: Bins | None = None
) -> tuple[Sensitivity, ...]:
    """The priors that move the difference, the largest share first; empty where nothing differs.

    `bins` are those of `binned(draws)`, where they are at hand.
    """
    if not np.any(difference):
        return ()
    rows: list[Sensitivity] = []
    bins = binned(draws) if bins is None else bins
    for row, parameter in enumerate(draws.parameters):
        if parameter.prior.family == "point":
            continue
        share = first_order_share(bins[row], difference)
        if share < SMALLEST_SHARE:
            continue
        rows.append(ends_of(draws, row, difference, subject, share=share))
    return tuple(sorted(rows, key=lambda found: (-found.share, found.prior)))[:LISTED]


def ends_of(draws: ParameterDraws, row: int, difference: Sample, subject: Subject, *, share: float) -> Sensitivity:
    """One prior's share of one difference, with the mean difference in its lowest and its highest tenth."""
    parameter, u = draws.parameters[row], draws.uniforms[row]
    low, high = inverse_cdf(parameter.prior, np.array([0.05, 0.95]))  # the middles of the lowest and highest tenth
    return Sensitivity(
        branch=subject.branch,
        measure=subject.measure,
        day=subject.day,
        prior=parameter.name,
        label=parameter.label,
        low_input=rounded(low),
        high_input=rounded(high),
        mean_at_low=rounded(_mean(difference, u <= 0.1)),
        mean_at_high=rounded(_mean(difference, u >= 0.9)),
        share=rounded(share, 4),
        identified=parameter.identified,
        source=parameter.prior.source,
    )


def _mean(values: Sample, where: np.ndarray) -> float:
    return float(values[where].mean()) if where.any() else float(values.mean())
