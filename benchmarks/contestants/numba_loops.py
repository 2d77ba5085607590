"""W in idiomatic Numba: one path after the other in a parallel loop, float64, `np.random` in compiled code."""

from __future__ import annotations

import numba
import numpy as np

from benchmarks.workload import JOINING, MOST_GAINED, MOST_LOST, ROUNDS_A_DAY, TROOPS_A_ROUND, Plain


def run(w: Plain) -> np.ndarray:
    """The six measures on the recorded days."""
    values = np.empty((6, len(w.recorded), w.paths), dtype=np.float32)
    slots = np.full(len(w.came) + 1, -1)
    slots[list(w.recorded)] = np.arange(len(w.recorded))
    _run(w.rows, w.came, slots, np.array(w.troops), np.array(w.stock), values)
    return values


@numba.njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _run(rows, came, slots, troops, stock, values):
    for i in numba.prange(rows.shape[1]):
        men_a, men_d, stock_a, stock_d = troops[0], troops[1], stock[0], stock[1]
        area = lost_a = lost_d = wait_a = wait_d = 0.0
        fighting, noise = 1.0, rows[2, i]
        for day in range(came.size + 1):
            slot = slots[day]
            if slot >= 0:
                values[0, slot, i], values[1, slot, i], values[2, slot, i] = area, lost_a, lost_d
                values[3, slot, i], values[4, slot, i], values[5, slot, i] = men_a, men_d, 1.0 - fighting
            if day == came.size:
                break
            fire_a = fighting * min(men_a, stock_a * TROOPS_A_ROUND)
            fire_d = fighting * min(men_d, stock_d * TROOPS_A_ROUND)
            lean = 0.5 * noise * noise
            hit_a = min(men_a, rows[1, i] * fire_d * np.exp(noise * np.random.standard_normal() - lean))
            hit_d = min(men_d, rows[0, i] * fire_a * np.exp(noise * np.random.standard_normal() - lean))
            lead = np.log((fire_a + 1.0) / (fire_d + 1.0))
            pace = rows[3, i] * lead / (1.0 + rows[11, i] * abs(lead)) + rows[4, i] * np.random.standard_normal()
            area = min(MOST_GAINED, max(MOST_LOST, area + fighting * pace))
            join_a, join_d = wait_a * JOINING, wait_d * JOINING
            wait_a -= join_a
            wait_d -= join_d
            men_a += join_a + rows[5, i] - hit_a
            men_d += join_d + rows[6, i] - hit_d
            lost_a += hit_a
            lost_d += hit_d
            stock_a = max(0.0, stock_a + rows[7, i] - ROUNDS_A_DAY * fire_a)
            stock_d = max(0.0, stock_d + rows[8, i] - ROUNDS_A_DAY * fire_d)
            if came[day] != 0.0:
                wait_d += came[day] * (1.0 - rows[9, i] * np.random.random())
            if np.random.random() < rows[10, i]:
                fighting = 0.0
