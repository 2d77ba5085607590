"""A window of series without a war in it yet, and wars made from the joint observation model itself."""

from __future__ import annotations

import math

import numpy as np

from contingent.simulating.fitting.calibration import Spans
from contingent.simulating.fitting.check import made_war

SCALE, CENTRE, OUTLIER_SD = 100.0, 40.0, 1000.0
LEVEL = math.log(30_000)


def empty(months: int, areas: tuple[str, ...] = ("one", "two")) -> Spans:
    """A window without a value yet: its priors are those of every war of this scale; the second map begins late."""
    known = np.ones((months, len(areas)))
    known[: months // 2, 1:] = 0.0
    return Spans(
        log_claims=np.full(3 * months, LEVEL), claims_known=np.ones(3 * months), level=LEVEL, areas=areas,
        rates=np.zeros((months, len(areas))), rates_known=known, centre=CENTRE, scale=SCALE, outlier_sd=OUTLIER_SD,
    )  # fmt: skip


def made(months: int, generator: np.random.Generator) -> tuple[Spans, dict[str, float]]:
    """A war drawn from its prior: its spans, and what made them, the rates at the end among it."""
    return made_war(empty(months), generator)
