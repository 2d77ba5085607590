"""The reference workload W: the battle world for a year of days, and what every contestant gets and must return.

Twelve uncertain parameters, drawn once for all contestants; ten monthly tranches of 10,000 for the defender (a second
branch has the 100,000 at once); every contestant records the same six measures on the same fourteen days: day 0, every
thirtieth and the last, as the world itself does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from contingent.core.belief import Prior
from contingent.core.interventions import Arrival, Branch
from contingent.core.nouns import Scenario
from contingent.simulating.battle import equations
from contingent.simulating.battle.priors import ORDER, PRIORS
from contingent.simulating.battle.program import BattleProgram
from contingent.simulating.battle.world import START, BattleWorld
from contingent.simulating.drawing.parameters import draw_parameters

DAYS = 365
SEED = 1


def scenario(branches: int = 1, days: int = DAYS) -> Scenario:
    """W with that many branches: tranches in the first, other first days and everybody at once in the others."""
    made = [
        Branch(id="b0", label="ten tranches", interventions=(_arrival(10_000.0, tranches=10),)),
        *(
            Branch(id=f"b{number}", label="at once", interventions=(_arrival(100_000.0, first_day=30 * number),))
            for number in range(1, branches)
        ),
    ]
    return Scenario(
        id="w", title="the reference workload", as_of=date(2024, 11, 18), attacker="the attacker",
        defender="the defender", theatre="nowhere", baseline="battle", reference="b0", branches=tuple(made),
        horizon_days=days, step_days=1,
    )  # fmt: skip


def _arrival(size: float, *, tranches: int = 1, first_day: int = 30) -> Arrival:
    prior = Prior(name="size", family="point", parameters=(size,), unit="persons", source="the workload")
    return Arrival(contingent="the third", side="defender", size=prior, tranches=tranches, first_day=first_day)


def program(branches: int = 1, days: int = DAYS) -> BattleProgram:
    """W as an engine runs it."""
    return BattleWorld().prepare(scenario(branches, days))[0]


def columns(paths: int, branches: int = 1) -> dict[str, np.ndarray]:
    """The draws of every parameter and amount."""
    _, parameters = BattleWorld().prepare(scenario(branches))
    return draw_parameters(parameters, paths, seed=SEED).columns()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """W with one branch without our types, for contestants that would not have them.

    `rows` are the parameters in the order of `ORDER`, one column a path; `came` the persons who set out for the
    defender on each day; `recorded` the days to record.
    """

    rows: np.ndarray
    came: np.ndarray
    recorded: tuple[int, ...]
    troops: tuple[float, float]
    stock: tuple[float, float]

    @property
    def paths(self) -> int:
        """The number of paths."""
        return int(self.rows.shape[1])

    def first(self, paths: int) -> Plain:
        """The same with the first `paths` alone."""
        return Plain(
            rows=self.rows[:, :paths].copy(), came=self.came, recorded=self.recorded, troops=self.troops,
            stock=self.stock,
        )  # fmt: skip


def plain(paths: int) -> Plain:
    """W for contestants that would not have our types."""
    drawn = draw_parameters(PRIORS, paths, seed=SEED).columns()
    made = program()
    return Plain(
        rows=np.stack([drawn[name] for name in ORDER]),
        came=made.flows[0].weights * 10_000.0,
        recorded=made.recorded,
        troops=(START[0].troops, START[1].troops),
        stock=(START[0].stock, START[1].stock),
    )


#: the constants of the equations, for contestants that write them out
TROOPS_A_ROUND, ROUNDS_A_DAY, JOINING = equations.TROOPS_A_ROUND, equations.ROUNDS_A_DAY, equations.JOINING
MOST_LOST, MOST_GAINED = equations.MOST_LOST, equations.MOST_GAINED
