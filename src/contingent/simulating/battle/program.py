"""A scenario into what an engine runs: who sets out in each branch on each day, and the days to record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ScenarioError
from contingent.core.interventions import Arrival, Side
from contingent.core.nouns import Scenario
from contingent.simulating.battle.priors import ORDER
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.front.amounts import Amount, Amounts

SIDES: tuple[Side, Side] = ("attacker", "defender")
MEASURES = ("area_km2", "losses_attacker", "losses_defender", "force_attacker", "force_defender", "ended")
#: days between the points of a fan, and the days on which branches are compared, where the scenario reaches them
FAN_DAYS = 30
CONTRAST_DAYS = (90, 180, 360)

Weights = Float[np.ndarray, " day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a side stands on day 0: its troops at the front and its stock of munitions, in rounds."""

    troops: float
    stock: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """On day d, `weights[d]` times the draw of `parameter` set out for `side` in branch number `branch`."""

    branch: int
    side: Side
    parameter: str
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class BattleProgram:
    """What an engine runs. `present[branch, side]` are there on day 0 beyond `start`; `recorded` are days."""

    world = "battle"

    branches: tuple[str, ...]
    reference: int
    days: int
    recorded: tuple[int, ...]
    compared: tuple[int, ...]
    start: tuple[Standing, Standing]
    present: Float[np.ndarray, "branch side"]
    flows: tuple[Flow, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """What is recorded of each branch, in order; `ended` is 1 once the war has ended."""
        return MEASURES

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that a run reads: the world's own, then the amounts of the flows."""
        return (*ORDER, *dict.fromkeys(flow.parameter for flow in self.flows))

    def results(self, values: np.ndarray) -> PathResults:
        """The values `[branch, measure, day, path]` of a run with what they stand for."""
        return PathResults(branches=self.branches, measures=self.measures, days=self.recorded, values=values)

    def run_numpy(
        self, *, parameters: Mapping[str, np.ndarray], seed: int, first_path: int = 0, antithetic: bool = False
    ) -> PathResults:
        """The paths by NumPy, in double precision."""
        from contingent.simulating.battle.numpy_runner import run

        return run(self, parameters, seed=seed, first_path=first_path, antithetic=antithetic)

    def run_numba(
        self, *, parameters: Mapping[str, np.ndarray], seed: int, first_path: int = 0, antithetic: bool = False
    ) -> PathResults:
        """The paths by Numba, in single precision."""
        from contingent.simulating.battle.numba_runner import run

        return run(self, parameters, seed=seed, first_path=first_path, antithetic=antithetic)

    def run_jax(
        self, *, parameters: Mapping[str, np.ndarray], seed: int, first_path: int = 0, antithetic: bool = False
    ) -> PathResults:
        """The paths by JAX, in single precision, on whatever device it has."""
        from contingent.simulating.battle.jax_runner import run

        return run(self, parameters, seed=seed, first_path=first_path, antithetic=antithetic)


def program(scenario: Scenario, start: tuple[Standing, Standing]) -> tuple[BattleProgram, tuple[Parameter, ...]]:
    """The program of a scenario, stepped by days whatever the scenario's step, and the parameters of its amounts.

    Raises:
        ScenarioError: an intervention that this world does not know.
    """
    days = scenario.horizon_days
    amounts = Amounts()
    present = np.zeros((len(scenario.branches), len(SIDES)))
    flows: list[tuple[int, Side, Amount, Weights]] = []
    for number, branch in enumerate(scenario.branches):
        for what in branch.interventions:
            if not isinstance(what, Arrival):
                raise ScenarioError(
                    f"branch {branch.id!r} has an intervention of kind {what.kind!r}; the battle world knows arrivals "
                    "only. Take the world of a front for the others."
                )
            if what.stop_at_loss_share is not None:
                raise ScenarioError(
                    f"the arrival of {what.contingent!r} in branch {branch.id!r} has a stop_at_loss_share; the battle "
                    "world counts no contingent's own losses. Leave it out, or take the world of a front."
                )
            present[number, SIDES.index(what.side)] += what.present
            weights = np.zeros(days)
            for tranche in range(what.tranches):
                day = what.first_day + tranche * what.every_days
                if day < days:
                    weights[day] += 1.0
            if weights.any():
                amount = amounts.add(what.size, f"persons in a group from {what.contingent}")
                flows.append((number, what.side, amount, weights))
    compared = tuple(sorted({day for day in CONTRAST_DAYS if day < days - FAN_DAYS // 3} | {days}))
    found = BattleProgram(
        branches=tuple(branch.id for branch in scenario.branches),
        reference=[branch.id for branch in scenario.branches].index(scenario.reference),
        days=days,
        recorded=tuple(sorted({*range(0, days + 1, FAN_DAYS), *compared})),
        compared=compared,
        start=start,
        present=present,
        flows=tuple(
            Flow(branch=number, side=side, parameter=amounts.name(amount), weights=weights)
            for number, side, amount, weights in flows
        ),
    )
    return found, amounts.parameters


def columns(names: Iterable[str], parameters: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """The draws of `names` in order.

    Raises:
        ScenarioError: one is not there, or they are not equally many.
    """
    missing = [name for name in names if name not in parameters]
    if missing:
        raise ScenarioError(f"no draws of {', '.join(missing)}; wanted those of {', '.join(names)}")
    found = [parameters[name] for name in names]
    sizes = sorted({column.size for column in found})
    if len(sizes) != 1 or sizes[0] == 0:
        raise ScenarioError(f"parameters have {sizes} draws; wanted one number of them, one draw a path")
    return found
