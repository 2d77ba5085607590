"""W in Mesa: a model a path, a side an agent, three calls of all agents a day, a data collector for the records."""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np

from benchmarks.workload import JOINING, MOST_GAINED, MOST_LOST, ROUNDS_A_DAY, TROOPS_A_ROUND, Plain


class Side(mesa.Agent):
    """One side of the war."""

    def __init__(self, model: War, men: float, stock: float, kill: float, recruits: float, made: float) -> None:
        super().__init__(model)
        self.men, self.stock, self.kill, self.recruits, self.made = men, stock, kill, recruits, made
        self.wait = self.lost = self.fire = self.hit = 0.0
        self.foe: Side

    def aim(self) -> None:
        """How many can fire today."""
        self.fire = self.model.fighting * min(self.men, self.stock * TROOPS_A_ROUND)

    def shoot(self) -> None:
        """Losses of the foe."""
        war, foe = self.model, self.foe
        factor = math.exp(war.noise * war.random.gauss(0.0, 1.0) - war.lean)
        foe.hit = min(foe.men, self.kill * self.fire * factor)

    def supply(self) -> None:
        """Arrivals, recruits, losses and munitions of the day."""
        joined = self.wait * JOINING
        self.wait -= joined
        self.men += joined + self.recruits - self.hit
        self.lost += self.hit
        self.stock = max(0.0, self.stock + self.made - ROUNDS_A_DAY * self.fire)


class War(mesa.Model):
    """One path."""

    def __init__(self, w: Plain, row: list[float], seed: int) -> None:
        super().__init__(rng=seed)
        kill_a, kill_d, self.noise, self.gain, self.spread, rec_a, rec_d, made_a, made_d, *rest = row
        self.passage, self.hazard, self.saturation = rest
        self.lean, self.fighting, self.area = 0.5 * self.noise * self.noise, 1.0, 0.0
        self.a = Side(self, w.troops[0], w.stock[0], kill_a, rec_a, made_a)
        self.d = Side(self, w.troops[1], w.stock[1], kill_d, rec_d, made_d)
        self.a.foe, self.d.foe = self.d, self.a
        reporters: dict[str, Any] = {
            "area": "area", "lost_a": lambda m: m.a.lost, "lost_d": lambda m: m.d.lost, "men_a": lambda m: m.a.men,
            "men_d": lambda m: m.d.men, "ended": lambda m: 1.0 - m.fighting,
        }  # fmt: skip
        self.collector = mesa.DataCollector(model_reporters=reporters)

    def day(self, came: float) -> None:
        """The war moves on by a day."""
        self.agents.do("aim")
        self.agents.do("shoot")
        lead = math.log((self.a.fire + 1.0) / (self.d.fire + 1.0))
        pace = self.gain * lead / (1.0 + self.saturation * abs(lead)) + self.spread * self.random.gauss(0.0, 1.0)
        self.area = min(MOST_GAINED, max(MOST_LOST, self.area + self.fighting * pace))
        self.agents.do("supply")
        if came:
            self.d.wait += came * (1.0 - self.passage * self.random.random())
        if self.random.random() < self.hazard:
            self.fighting = 0.0


def run(w: Plain, *, seed: int = 1) -> np.ndarray:
    """The six measures on the recorded days."""
    recorded, came, found = set(w.recorded), w.came.tolist(), []
    for number, row in enumerate(w.rows.T.tolist()):
        war = War(w, row, seed + number)
        for day in range(len(came) + 1):
            if day in recorded:
                war.collector.collect(war)
            if day < len(came):
                war.day(came[day])
        found.append(list(war.collector.model_vars.values()))
    return np.array(found, dtype=np.float32).transpose(1, 2, 0)
