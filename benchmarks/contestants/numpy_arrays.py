"""W in NumPy as one would write it for speed: float64, whole arrays, in place, with the fastest generator it has.

Chunks of a few thousand paths keep the state in the cache; SFC64 is the fastest of NumPy's generators here. Nobody
sets out on most days, and then no chance of the passage is drawn.
"""

from __future__ import annotations

import numpy as np

from benchmarks.workload import JOINING, MOST_GAINED, MOST_LOST, ROUNDS_A_DAY, TROOPS_A_ROUND, Plain

#: the fastest of 1,024 to 16,384 and of all at once, measured
CHUNK = 8192


def run(w: Plain, *, seed: int = 1, chunk: int = CHUNK) -> np.ndarray:
    """The six measures on the recorded days."""
    values = np.empty((6, len(w.recorded), w.paths), dtype=np.float32)
    for number, begin in enumerate(range(0, w.paths, chunk)):
        rng = np.random.Generator(np.random.SFC64([seed, number]))
        _run_chunk(w, np.ascontiguousarray(w.rows[:, begin : begin + chunk]), rng, values[..., begin : begin + chunk])
    return values


def _run_chunk(w: Plain, rows: np.ndarray, rng: np.random.Generator, into: np.ndarray) -> None:  # noqa: PLR0915
    kill_a, kill_d, noise, gain, spread, rec_a, rec_d, made_a, made_d, passage, hazard, saturation = rows
    n = rows.shape[1]
    lean = 0.5 * noise * noise
    area, lost_a, lost_d, wait_a, wait_d = (np.zeros(n) for _ in range(5))
    men_a, men_d, stock_a, stock_d = (np.full(n, value) for value in (*w.troops, *w.stock))
    fighting = np.ones(n)
    z, u = np.empty((3, n)), np.empty(n)
    fire_a, fire_d, hit_a, hit_d, lead, room = (np.empty(n) for _ in range(6))
    slot = 0
    for day in range(len(w.came) + 1):
        if w.recorded[slot] == day:
            for measure, one in enumerate((area, lost_a, lost_d, men_a, men_d, 1.0 - fighting)):
                into[measure, slot] = one
            slot += 1
        if day == len(w.came):
            break
        rng.standard_normal(out=z)
        np.multiply(stock_a, TROOPS_A_ROUND, out=fire_a)
        np.minimum(fire_a, men_a, out=fire_a)
        fire_a *= fighting
        np.multiply(stock_d, TROOPS_A_ROUND, out=fire_d)
        np.minimum(fire_d, men_d, out=fire_d)
        fire_d *= fighting
        z[:2] *= noise
        z[:2] -= lean
        np.exp(z[:2], out=z[:2])
        np.multiply(kill_d, fire_d, out=hit_a)
        hit_a *= z[0]
        np.minimum(hit_a, men_a, out=hit_a)
        np.multiply(kill_a, fire_a, out=hit_d)
        hit_d *= z[1]
        np.minimum(hit_d, men_d, out=hit_d)
        np.add(fire_a, 1.0, out=lead)
        np.add(fire_d, 1.0, out=room)
        lead /= room
        np.log(lead, out=lead)
        np.abs(lead, out=room)
        room *= saturation
        room += 1.0
        lead *= gain
        lead /= room
        z[2] *= spread
        lead += z[2]
        lead *= fighting
        area += lead
        np.clip(area, MOST_LOST, MOST_GAINED, out=area)
        for men, wait, recruits, hit, lost in (
            (men_a, wait_a, rec_a, hit_a, lost_a),
            (men_d, wait_d, rec_d, hit_d, lost_d),
        ):
            np.multiply(wait, JOINING, out=room)
            wait -= room
            men += room
            men += recruits
            men -= hit
            lost += hit
        for stock, made, fire in ((stock_a, made_a, fire_a), (stock_d, made_d, fire_d)):
            fire *= ROUNDS_A_DAY
            stock += made
            stock -= fire
            np.maximum(stock, 0.0, out=stock)
        if w.came[day]:
            rng.random(out=u)
            u *= passage
            np.subtract(1.0, u, out=u)
            u *= w.came[day]
            wait_d += u
        rng.random(out=u)
        fighting[u < hazard] = 0.0
