"""Interventions into schedules: what each branch does in each step, by the parameter that says how much.

Neither the order of a branch's interventions nor the other branches change what a branch does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from contingent.core.keys import digest
from contingent.core.nouns import Scenario
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.front.schedule import Contingent, Flow, Schedule

#: days of a month in every rate "per month"
MONTH_DAYS = 30.0
#: a fan is drawn about once a month
FAN_DAYS = 30
#: horizons at which branches are compared, where the scenario reaches them, and at its end where that is far from all
CONTRAST_DAYS = (90, 180, 360)

#: measures that every program records; `ceasefire` is 1 from the step one begins in, `ceasefire_holds` while it holds
FRONT_MEASURES = (
    "area_km2",
    "losses_attacker",
    "losses_defender",
    "force_ratio",
    "force_attacker",
    "force_defender",
    "ceasefire",
    "ceasefire_holds",
)
#: and of each contingent, by its name: those who have come (those present at the start and those lost on the way among
#: them), and its killed, wounded, missing and lost on the way
CONTINGENT_MEASURES = ("contingent_arrived", "contingent_casualties")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What an engine runs: the grid, the contingents, the flows of each branch, and the days to record.

    `reference` is the row of the branch that stands for how things are. `recorded` are step numbers, 0 the start;
    `season` is the winter wave of each step (1 in mid-January). Flows of a kind stand in an order that does not hang
    on that of the interventions; the sums over them are taken in it.
    """

    branches: tuple[str, ...]
    reference: int
    step_days: int
    steps: int
    recorded: tuple[int, ...]
    compared: tuple[int, ...]
    season: Float[np.ndarray, " step"]
    stalled: bool
    contingents: tuple[Contingent, ...]
    arrivals: tuple[Flow, ...]
    supplies: tuple[Flow, ...]
    aids: tuple[Flow, ...]
    mobilisations: tuple[Flow, ...]
    talks: tuple[Flow, ...]
    truces: tuple[Flow, ...]
    responses: tuple[Flow, ...]

    @property
    def step_months(self) -> float:
        """The length of a step in months of 30 days."""
        return self.step_days / MONTH_DAYS

    @property
    def measures(self) -> tuple[str, ...]:
        """What is recorded of each branch, in order."""
        names = dict.fromkeys(contingent.name for contingent in self.contingents)
        return (*FRONT_MEASURES, *(f"{measure}:{name}" for measure in CONTINGENT_MEASURES for name in names))


def program(scenario: Scenario, *, stalled: bool = False) -> tuple[Program, tuple[Parameter, ...]]:
    """The program of a scenario and the parameters that its amounts draw from.

    Effects begin within the step their day falls in; what begins after the horizon has none. Days count from `as_of`.

    Raises:
        ScenarioError: an intervention of a kind this world does not know, a dial of a contingent that never comes or
            that is turned twice, a prior for a dial that leaves its domain.
    """
    steps = scenario.horizon_days // scenario.step_days
    schedule = Schedule(scenario, steps=steps)
    for row, branch in enumerate(scenario.branches):
        # whichever way they are listed, it is the same
        for intervention in sorted(branch.interventions, key=lambda what: (what.kind, digest(what))):
            schedule.add(row, intervention)
    compared = _nearest(CONTRAST_DAYS, scenario.step_days, steps)
    if (steps - compared[-1]) * scenario.step_days > FAN_DAYS:
        compared = (*compared, steps)
    fan = _nearest(range(FAN_DAYS, steps * scenario.step_days + 1, FAN_DAYS), scenario.step_days, steps)
    made = Program(
        branches=tuple(branch.id for branch in scenario.branches),
        reference=[branch.id for branch in scenario.branches].index(scenario.reference),
        step_days=scenario.step_days,
        steps=steps,
        recorded=tuple(sorted({0, steps, *fan, *compared})),
        compared=compared,
        season=_season(scenario.as_of, scenario.step_days, steps),
        stalled=stalled,
        contingents=schedule.contingents(),
        arrivals=schedule.flows("arrival"),
        supplies=schedule.flows("supply"),
        aids=schedule.flows("aid"),
        mobilisations=schedule.flows("mobilisation"),
        talks=schedule.flows("talks"),
        truces=schedule.flows("truce"),
        responses=schedule.flows("response"),
    )
    return made, schedule.parameters


def _nearest(days: Sequence[int], step_days: int, steps: int) -> tuple[int, ...]:
    """The step numbers nearest to `days` that the horizon reaches; the last step where it reaches none."""
    found = {max(1, round(day / step_days)) for day in days if day <= steps * step_days + step_days / 2}
    return tuple(sorted({min(step, steps) for step in found})) or (steps,)


def _season(as_of: date, step_days: int, steps: int) -> Float[np.ndarray, " step"]:
    middles = (as_of + timedelta(days=s * step_days + step_days // 2) for s in range(steps))
    ordinals = np.array([day.timetuple().tm_yday for day in middles], dtype=float)
    return np.asarray(np.cos(2 * np.pi * (ordinals - 15.0) / 365.25))
