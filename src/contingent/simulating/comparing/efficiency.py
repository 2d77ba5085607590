"""What a branch gains for what it costs: km² per 1,000 casualties beyond the reference, where that is a number."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from contingent.core.outcomes import Efficiency, Interval, Sampling
from contingent.simulating.comparing.contrast import BATCHES, Subject, half_width, quantiles, rounded
from contingent.simulating.comparing.gather import BLOCK, Gathering
from contingent.simulating.comparing.refine import FAINT

#: 95 % quantile of Student's t with one degree less than `BATCHES`: both sides of a 90 % interval
T_QUANTILE = 1.753
#: casualties are told per so many
PER = 1000.0

Sample = Float[np.ndarray, " batch"]


def efficiency(gathering: Gathering, subject: Subject, *, area: str, sampling: Sampling) -> Efficiency:
    """Extra `area` of the subject's branch for the extra casualties that its measure counts, at its day."""
    branch, day = subject.branch, subject.day
    gained, cost = gathering.mean(branch, area, day), gathering.mean(branch, subject.measure, day)
    interval = _interval(gathering, subject, area=area, sampling=sampling)
    noise = half_width(gathering.values(subject.reference, subject.measure, day))
    reason = _reason(gained, cost, clear=interval is not None and abs(cost) > FAINT * noise)
    low = high = None
    casualties = gathering.difference(branch, subject.measure, day)
    if reason is not None:
        interval = None
    elif bool((casualties > 0).all()):
        ends = quantiles(PER * gathering.difference(branch, area, day) / casualties, (0.05, 0.95))
        low, high = rounded(ends[0]), rounded(ends[1])
    return Efficiency(
        branch=branch, reference=subject.reference, measure=subject.measure, label=subject.label, day=day,
        area=rounded(gained), casualties=rounded(cost), interval=interval, low=low, high=high, reason=reason,
        ratio=None if interval is None else rounded(PER * gained / cost),
    )  # fmt: skip


def _reason(gained: float, cost: float, *, clear: bool) -> str | None:
    """Why there is no ratio; None where there is one."""
    if cost == 0.0:
        return "the casualties are the reference's"
    if not clear:
        return "the casualties hardly differ from the reference's: a ratio over nothing is no number"
    if gained > 0.0 > cost:
        return "there is more area for fewer casualties: a gain without a price"
    if gained < 0.0 < cost:
        return "there is less area for more casualties: a price without a gain"
    return None


def _interval(gathering: Gathering, subject: Subject, *, area: str, sampling: Sampling) -> Interval | None:
    """The interval of 1,000 · area / casualties from the means of batches; None where there are too few."""
    if gathering.paths < BATCHES * BLOCK:
        return None
    means = [
        gathering.batch_means(subject.branch, measure, subject.day, sampling=sampling)
        for measure in (area, subject.measure)
    ]
    count = means[0].size
    groups = [mean[: count // BATCHES * BATCHES].reshape(BATCHES, -1).mean(axis=1) for mean in means]
    found = fieller(*groups)
    return None if found is None else (rounded(PER * found[0]), rounded(PER * found[1]))


def fieller(above: Sample, below: Sample) -> Interval | None:
    """The 90 % interval of a ratio of means, from `BATCHES` means of each; None where the lower one may be nought.

    Source: Fieller (1954), Some problems in interval estimation (general knowledge, unread).

    >>> fieller(np.full(16, 3.0), np.full(16, 2.0))
    (1.5, 1.5)
    """
    a, b = float(above.mean()), float(below.mean())
    (aa, ab), (_, bb) = (np.cov(above, below, ddof=1) / above.size).tolist()
    square = T_QUANTILE**2
    lead = b * b - square * bb
    if b == 0.0 or lead <= 0.0:
        return None
    middle = a * b - square * ab
    root = np.sqrt(max(middle * middle - lead * (a * a - square * aa), 0.0))
    return float((middle - root) / lead), float((middle + root) / lead)
