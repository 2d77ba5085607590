"""W in SimPy: an environment a path; the fighting, each side's supply, the records and the end are processes."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from benchmarks.workload import JOINING, MOST_GAINED, MOST_LOST, ROUNDS_A_DAY, TROOPS_A_ROUND, Plain


def run(w: Plain, *, seed: int = 1) -> np.ndarray:
    """The six measures on the recorded days."""
    chance, came = random.Random(seed), w.came.tolist()
    found = [_path(w, row, came, chance) for row in w.rows.T.tolist()]
    return np.array(found, dtype=np.float32).transpose(2, 1, 0)


def _path(w: Plain, row: list[float], came: list[float], chance: random.Random) -> list[tuple[float, ...]]:
    kill_a, kill_d, noise, gain, spread, rec_a, rec_d, made_a, made_d, passage, hazard, saturation = row
    world, lean = simpy.Environment(), 0.5 * noise * noise
    a, d = (
        SimpleNamespace(men=men, stock=stock, wait=0.0, lost=0.0, fire=0.0, hit=0.0)
        for men, stock in zip(w.troops, w.stock, strict=True)
    )
    war, found = SimpleNamespace(area=0.0, fighting=1.0), []

    def watch() -> Iterator[Any]:
        day = 0
        for stop in w.recorded:
            if stop > day:
                yield world.timeout(stop - day)
            day = stop
            found.append((war.area, a.lost, d.lost, a.men, d.men, 1.0 - war.fighting))

    def combat() -> Iterator[Any]:
        for _ in came:
            a.fire = war.fighting * min(a.men, a.stock * TROOPS_A_ROUND)
            d.fire = war.fighting * min(d.men, d.stock * TROOPS_A_ROUND)
            a.hit = min(a.men, kill_d * d.fire * math.exp(noise * chance.gauss(0.0, 1.0) - lean))
            d.hit = min(d.men, kill_a * a.fire * math.exp(noise * chance.gauss(0.0, 1.0) - lean))
            lead = math.log((a.fire + 1.0) / (d.fire + 1.0))
            pace = gain * lead / (1.0 + saturation * abs(lead)) + spread * chance.gauss(0.0, 1.0)
            war.area = min(MOST_GAINED, max(MOST_LOST, war.area + war.fighting * pace))
            if chance.random() < hazard:
                war.fighting = 0.0
            yield world.timeout(1)

    def supply(side: Any, recruits: float, made: float, arrivals: list[float]) -> Iterator[Any]:
        for arriving in arrivals:
            joined = side.wait * JOINING
            side.wait -= joined
            side.men += joined + recruits - side.hit
            side.lost += side.hit
            side.stock = max(0.0, side.stock + made - ROUNDS_A_DAY * side.fire)
            if arriving:
                side.wait += arriving * (1.0 - passage * chance.random())
            yield world.timeout(1)

    world.process(watch())
    world.process(combat())
    world.process(supply(a, rec_a, made_a, [0.0] * len(came)))
    world.process(supply(d, rec_d, made_d, came))
    world.run()
    return found
