"""Which readings are told as having left their range when many are read at once: false discovery control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import false_discovery_control

from contingent.core.errors import ValueRangeError
from contingent.core.watching import Reading, Watched


def discovered(watched: Sequence[Watched], *, rate: float) -> tuple[Watched, ...]:
    """The same with q and `left` of every reading that is a test, over all readings of all series at once.

    q is Benjamini and Hochberg's adjusted p. Statistics of one series lean on each other; Benjamini and Yekutieli's
    correction for any dependence divides the rate by the sum of 1/i, which these need not: measured in
    docs/decisions/0033-what-counts-as-left.md.
    Raises: ValueRangeError where the rate is not within 0 and 1.
    """
    if not 0 < rate < 1:
        raise ValueRangeError(f"a false discovery rate of {rate}; wanted one between 0 and 1, such as 0.1")
    chances = [reading.p for one in watched for reading in one.readings if reading.p is not None]
    adjusted = iter(false_discovery_control(np.array(chances), method="bh").tolist() if chances else [])
    return tuple(
        replace(one, readings=tuple(_with(reading, adjusted, rate) for reading in one.readings)) for one in watched
    )


def _with(reading: Reading, adjusted: object, rate: float) -> Reading:
    if reading.p is None:
        return reading
    q = float(next(adjusted))  # type: ignore[call-overload]
    return replace(reading, q=q, left=q <= rate)
