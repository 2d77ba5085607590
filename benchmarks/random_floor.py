"""The floor under W: nothing but its random numbers, with the primitives and in the style of the compiled battle.

A path takes four words of Threefry a day, and three normals and two uniform numbers out of them. They are summed, so
that none can be left out, and nothing else is done.
"""

from __future__ import annotations

import numba
import numpy as np

from contingent.simulating.battle.chance import PAIRS
from contingent.simulating.battle.primitives import across, along, plus, radius, spare, times
from contingent.simulating.engines.lanes import LANES, draw, filled, pointer, put
from contingent.simulating.engines.threefry import noise_key


def run(paths: int, days: int, *, uniforms: bool) -> np.ndarray:
    """The sum of each path's random numbers; without `uniforms`, of its normals alone."""
    totals = np.empty(-(-paths // LANES) * LANES, dtype=np.float32)
    low, high = noise_key(1)
    kernel = _all if uniforms else _normals
    kernel(np.uint32(low), np.uint32(high), days, totals)
    return totals[:paths]


@numba.njit(error_model="numpy")
def _normals(low, high, days, totals):
    for first in range(0, totals.size, LANES):
        total = filled(np.float32(0.0))
        for day in range(days):
            a, b = draw(low, high, np.uint32(first), np.uint32(0), np.uint32(PAIRS * day))
            c, d = draw(low, high, np.uint32(first), np.uint32(0), np.uint32(PAIRS * day + 1))
            length = radius(a)
            pair = plus(times(length, along(b)), times(length, across(b)))
            total = plus(total, plus(pair, times(radius(c), along(d))))
        put(pointer(totals, first), 0, total)


@numba.njit(error_model="numpy")
def _all(low, high, days, totals):
    for first in range(0, totals.size, LANES):
        total = filled(np.float32(0.0))
        for day in range(days):
            a, b = draw(low, high, np.uint32(first), np.uint32(0), np.uint32(PAIRS * day))
            c, d = draw(low, high, np.uint32(first), np.uint32(0), np.uint32(PAIRS * day + 1))
            length = radius(a)
            pair = plus(times(length, along(b)), times(length, across(b)))
            total = plus(total, plus(pair, times(radius(c), along(d))))
            total = plus(total, plus(spare(a, b), spare(c, d)))
        put(pointer(totals, first), 0, total)
