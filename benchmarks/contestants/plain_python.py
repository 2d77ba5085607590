"""W in pure Python: floats in a loop, the standard library's random numbers."""

from __future__ import annotations

import math
import random

import numpy as np

from benchmarks.workload import JOINING, MOST_GAINED, MOST_LOST, ROUNDS_A_DAY, TROOPS_A_ROUND, Plain


def run(w: Plain, *, seed: int = 1) -> np.ndarray:
    """The six measures on the recorded days."""
    chance, came = random.Random(seed), w.came.tolist()
    paths = [_path(w, row, came, chance) for row in w.rows.T.tolist()]
    return np.array(paths, dtype=np.float32).transpose(2, 1, 0)


def _path(w: Plain, row: list[float], came: list[float], chance: random.Random) -> list[tuple[float, ...]]:
    kill_a, kill_d, noise, gain, spread, rec_a, rec_d, made_a, made_d, passage, hazard, saturation = row
    (men_a, men_d), (stock_a, stock_d), recorded = w.troops, w.stock, set(w.recorded)
    area = lost_a = lost_d = wait_a = wait_d = 0.0
    fighting, lean = 1.0, 0.5 * noise * noise
    gauss, uniform, found = chance.gauss, chance.random, []
    for day in range(len(came) + 1):
        if day in recorded:
            found.append((area, lost_a, lost_d, men_a, men_d, 1.0 - fighting))
        if day == len(came):
            break
        fire_a = fighting * min(men_a, stock_a * TROOPS_A_ROUND)
        fire_d = fighting * min(men_d, stock_d * TROOPS_A_ROUND)
        hit_a = min(men_a, kill_d * fire_d * math.exp(noise * gauss(0.0, 1.0) - lean))
        hit_d = min(men_d, kill_a * fire_a * math.exp(noise * gauss(0.0, 1.0) - lean))
        lead = math.log((fire_a + 1.0) / (fire_d + 1.0))
        pace = gain * lead / (1.0 + saturation * abs(lead)) + spread * gauss(0.0, 1.0)
        area = min(MOST_GAINED, max(MOST_LOST, area + fighting * pace))
        join_a, join_d = wait_a * JOINING, wait_d * JOINING
        wait_a, wait_d = wait_a - join_a, wait_d - join_d
        men_a, men_d = men_a + join_a + rec_a - hit_a, men_d + join_d + rec_d - hit_d
        lost_a, lost_d = lost_a + hit_a, lost_d + hit_d
        stock_a = max(0.0, stock_a + made_a - ROUNDS_A_DAY * fire_a)
        stock_d = max(0.0, stock_d + made_d - ROUNDS_A_DAY * fire_d)
        if came[day]:
            wait_d += came[day] * (1.0 - passage * uniform())
        if uniform() < hazard:
            fighting = 0.0
    return found
