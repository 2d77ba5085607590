"""Interventions into schedules: what each branch does in each step, by the parameter that says how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.core.interventions import Aid, Arrival, Mobilisation, Side, Supply, Talks
from contingent.core.nouns import Scenario
from contingent.simulating.parameters import Parameter

#: days of a month in every rate "per month"
MONTH_DAYS = 30.0
#: a fan is drawn about once a month
FAN_DAYS = 30
#: horizons at which branches are compared, where the scenario reaches them, and at its end where that is far from all
CONTRAST_DAYS = (90, 180, 360)

Weights = Float[np.ndarray, "branch step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`weights` of each branch and step times the draw of `parameter`, for one side or one contingent of it."""

    parameter: str
    weights: Weights
    side: Side | None = None
    contingent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingent:
    """Persons of one name on one side; `present` are there on day 0, one number a branch."""

    name: str
    side: Side
    present: Float[np.ndarray, " branch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What an engine runs: the grid, the contingents, the flows of each branch, and the days to record.

    `reference` is the row of the branch that stands for how things are. `recorded` are step numbers, 0 the start;
    `season` is the winter wave of each step (1 in mid-January).
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

    @property
    def step_months(self) -> float:
        """The length of a step in months of 30 days."""
        return self.step_days / MONTH_DAYS

    @property
    def measures(self) -> tuple[str, ...]:
        """What is recorded of each branch, in order."""
        casualties = dict.fromkeys(f"contingent_casualties:{c.name}" for c in self.contingents)
        return (*FRONT_MEASURES, *casualties)


#: measures that every program records; `ceasefire` is 1 from the step it begins in
FRONT_MEASURES = (
    "area_km2",
    "losses_attacker",
    "losses_defender",
    "force_ratio",
    "force_attacker",
    "force_defender",
    "ceasefire",
)


class _Amounts:
    """The parameters behind the amounts: equal priors share one draw, so that branches stay paired."""

    def __init__(self) -> None:
        self.parameters: list[Parameter] = []
        self._names: dict[Prior, str] = {}

    def name(self, prior: Prior, label: str) -> str:
        if prior not in self._names:
            name = f"scenario:{prior.name}"
            taken = {parameter.name for parameter in self.parameters}
            if name in taken:
                name = f"{name}:{len(taken)}"
            self._names[prior] = name
            renamed = Prior(
                name=name, family=prior.family, parameters=prior.parameters, unit=prior.unit, source=prior.source,
                verified=prior.verified, sign_constrained=prior.sign_constrained,
            )  # fmt: skip
            self.parameters.append(
                Parameter(prior=renamed, label=label, identified="by the scenario: it is what is asked, not evidence")
            )
        return self._names[prior]


def program(scenario: Scenario, *, stalled: bool = False) -> tuple[Program, tuple[Parameter, ...]]:
    """The program of a scenario and the parameters that its amounts draw from.

    Effects begin within the step their day falls in; what begins after the horizon has none. Days count from `as_of`.

    Raises:
        ScenarioError: an intervention of a kind this world does not know.
    """
    steps = scenario.horizon_days // scenario.step_days
    amounts = _Amounts()
    schedule = _Schedule(scenario, steps=steps, amounts=amounts)
    for row, branch in enumerate(scenario.branches):
        for intervention in branch.interventions:
            schedule.add(row, intervention)
    compared = _nearest(CONTRAST_DAYS, scenario.step_days, steps)
    if (steps - compared[-1]) * scenario.step_days > FAN_DAYS:
        compared = (*compared, steps)
    fan = _nearest(range(FAN_DAYS, steps * scenario.step_days + 1, FAN_DAYS), scenario.step_days, steps)
    return (
        Program(
            branches=tuple(branch.id for branch in scenario.branches),
            reference=[branch.id for branch in scenario.branches].index(scenario.reference),
            step_days=scenario.step_days,
            steps=steps,
            recorded=tuple(sorted({0, steps, *fan, *compared})),
            compared=compared,
            season=_season(scenario.as_of, scenario.step_days, steps),
            stalled=stalled,
            contingents=schedule.contingents(),
            arrivals=tuple(schedule.flows["arrival"]),
            supplies=tuple(schedule.flows["supply"]),
            aids=tuple(schedule.flows["aid"]),
            mobilisations=tuple(schedule.flows["mobilisation"]),
            talks=tuple(schedule.flows["talks"]),
        ),
        tuple(amounts.parameters),
    )


class _Schedule:
    """Collects the interventions of all branches into flows."""

    def __init__(self, scenario: Scenario, *, steps: int, amounts: _Amounts) -> None:
        self.step_days = scenario.step_days
        self.steps = steps
        self.branches = len(scenario.branches)
        self.names: dict[Side, str] = {"attacker": scenario.attacker, "defender": scenario.defender}
        self.amounts = amounts
        self.flows: dict[str, list[Flow]] = {k: [] for k in ("arrival", "supply", "aid", "mobilisation", "talks")}
        self.present: dict[tuple[str, Side], Float[np.ndarray, " branch"]] = {}

    def contingents(self) -> tuple[Contingent, ...]:
        return tuple(Contingent(name=n, side=s, present=p) for (n, s), p in self.present.items())

    def add(self, row: int, what: object) -> None:
        match what:
            case Arrival():
                self._arrival(row, what)
            case Supply():
                label = f"{what.what} added for {self.names[what.side]}, as a share of use"
                self._flow(row, "supply", what.fraction, label, self._active(what.start_day, what.days), what.side)
            case Aid():
                label = f"aid of {what.giver} to {self.names[what.side]}, as a share of its force"
                active = self._active(what.start_day + what.lag_days, None)
                self._flow(row, "aid", what.fraction, label, active, what.side)
            case Mobilisation():
                label = f"persons {self.names[what.side]} mobilises a month"
                active = self._active(what.start_day, None)
                self._flow(row, "mobilisation", what.persons_per_month, label, active, what.side)
            case Talks():
                self._flow(row, "talks", what.factor, "effect of talks on the hazard of a cease-fire",
                           self._active(what.start_day, None), None)  # fmt: skip
            case _:
                raise ScenarioError(
                    f"an intervention is a {type(what).__name__}; this world knows arrival, supply, aid, mobilisation "
                    "and talks"
                )

    def _arrival(self, row: int, what: Arrival) -> None:
        key = (what.contingent, what.side)
        self.present.setdefault(key, np.zeros(self.branches))[row] += what.present
        if what.tranches == 0:
            return
        weights = np.zeros((self.branches, self.steps))
        for tranche in range(what.tranches):
            step = (what.first_day + tranche * what.every_days) // self.step_days
            if step < self.steps:
                weights[row, step] += 1.0
        name = self.amounts.name(what.size, f"persons in a group from {what.contingent}")
        index = list(self.present).index(key)
        self.flows["arrival"].append(Flow(parameter=name, weights=weights, side=what.side, contingent=index))

    def _flow(self, row: int, kind: str, prior: Prior, label: str, active: np.ndarray, side: Side | None) -> None:
        weights = np.zeros((self.branches, self.steps))
        weights[row] = active
        self.flows[kind].append(Flow(parameter=self.amounts.name(prior, label), weights=weights, side=side))

    def _active(self, first: int, days: int | None) -> Float[np.ndarray, " step"]:
        """The share of each step that lies in [first, first + days)."""
        start = np.arange(self.steps) * float(self.step_days)
        end = np.inf if days is None else float(first + days)
        overlap = np.minimum(start + self.step_days, end) - np.maximum(start, float(first))
        return np.asarray(np.clip(overlap / self.step_days, 0.0, 1.0))


def _nearest(days: Sequence[int], step_days: int, steps: int) -> tuple[int, ...]:
    """The step numbers nearest to `days` that the horizon reaches; the last step where it reaches none."""
    found = {max(1, round(day / step_days)) for day in days if day <= steps * step_days + step_days / 2}
    return tuple(sorted({min(step, steps) for step in found})) or (steps,)


def _season(as_of: date, step_days: int, steps: int) -> Float[np.ndarray, " step"]:
    middles = (as_of + timedelta(days=s * step_days + step_days // 2) for s in range(steps))
    ordinals = np.array([day.timetuple().tm_yday for day in middles], dtype=float)
    return np.asarray(np.cos(2 * np.pi * (ordinals - 15.0) / 365.25))
