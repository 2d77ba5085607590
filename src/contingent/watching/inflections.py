"""Where the level's bend turned: the inflection of a smoothed level, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

DRAWS = 2000
#: a cubic needs this many observations for its four coefficients and the spread about it
LEAST = 8
LEAST_CHANCE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflection:
    """The place of an inflection (0 the first observation), its 90 % range, the chance of it, and which way it bent.

    `upward`: bent downward before and upward after.
    """

    place: float
    low: float
    high: float
    chance: float
    upward: bool


def inflection(level: Float[np.ndarray, " day"], *, memory: float, rng: np.random.Generator) -> Inflection | None:
    """The inflection of a cubic through the level, with the share of draws that bend so at its start and its end.

    Coefficients are drawn about their least squares; the scatter is taken to remember the day before with weight
    `memory`, which widens their errors by sqrt((1 + memory) / (1 - memory)). None where the stretch is too short, flat,
    or fewer than LEAST_CHANCE of the draws turn the one way within it (of a level without any, 4 in 10 do).
    """
    days = level.size
    if days < LEAST or np.ptp(level) <= 1e-12 * max(float(np.abs(level).max()), 1e-300):
        return None
    at = np.linspace(-1.0, 1.0, days)
    design = np.vander(at, 4)
    weights, *_ = np.linalg.lstsq(design, level, rcond=None)
    left = level - design @ weights
    kept = min(max(memory, 0.0), 0.95)
    wide = (1 + kept) / (1 - kept) * float(left @ left) / (days - 4)
    if wide <= 0:
        return None
    root = np.linalg.cholesky(np.linalg.inv(design.T @ design) * wide)
    drawn = weights[:, None] + root @ rng.standard_normal((4, DRAWS))
    start, end = 2 * drawn[1] - 6 * drawn[0], 2 * drawn[1] + 6 * drawn[0]
    upward = (start < 0) & (end > 0)
    downward = (start > 0) & (end < 0)
    turned = upward if upward.sum() >= downward.sum() else downward
    chance = float(turned.mean())
    if chance < LEAST_CHANCE:
        return None
    within = -drawn[1, turned] / (3 * drawn[0, turned])
    low, middle, high = (np.quantile(within, (0.05, 0.5, 0.95)) + 1) / 2 * (days - 1)
    return Inflection(place=float(middle), low=float(low), high=float(high), chance=chance, upward=turned is upward)
