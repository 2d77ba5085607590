"""The world of a battle: a scenario in, the futures of its branches and their differences out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from contingent.core.errors import ScenarioError
from contingent.core.nouns import Outcomes, Scenario
from contingent.core.outcomes import Sampling
from contingent.simulating.battle.priors import PRIORS, check_domain
from contingent.simulating.battle.program import BattleProgram, Standing, program
from contingent.simulating.battle.telling import (
    contrasts,
    events_of,
    forced_signs,
    measures_of,
    sensitivity,
    subjects_of,
)
from contingent.simulating.comparing.branches import branch_outcomes
from contingent.simulating.comparing.gather import Gathering, chunk_paths
from contingent.simulating.comparing.signs import SIGN_PATHS
from contingent.simulating.drawing.parameters import Parameter, ParameterDraws, draw_parameters
from contingent.simulating.engines import engine as engine_named
from contingent.simulating.engines.numpy_engine import PathResults

#: two sides of about equal strength, for teaching
START = (Standing(troops=470_000.0, stock=1_200_000.0), Standing(troops=430_000.0, stock=900_000.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class BattleEngine:
    """Steps a battle by the runner of that name, "numpy", "numba" or "jax": the same draws, other speeds."""

    name: str

    def run(
        self, program: BattleProgram, *, parameters: Mapping[str, np.ndarray], seed: int, first_path: int = 0,
        antithetic: bool = False,
    ) -> PathResults:  # fmt: skip
        """The results of paths `first_path`, `first_path + 1`, … one for each draw of the parameters."""
        runners = {"numpy": program.run_numpy, "numba": program.run_numba, "jax": program.run_jax}
        return runners[self.name](parameters=parameters, seed=seed, first_path=first_path, antithetic=antithetic)


def battle_engine(name: str = "auto", *, work: int | None = None) -> BattleEngine:
    """The engine of that name; `auto` goes by `work` (branches x paths x days) as it does for the front.

    Raises:
        InputError: there is no engine of that name, or what it needs is not installed.
    """
    return BattleEngine(name=engine_named(name, work=work).name)


class BattleWorld:
    """A plain war of two sides by Lanchester's square law: a model to teach and to test with, evidence on no war."""

    name = "battle"

    def __init__(
        self, parameters: Sequence[Parameter] = PRIORS, start: tuple[Standing, Standing] = START,
        engine: BattleEngine | None = None,
    ) -> None:  # fmt: skip
        """The world with its twelve uncertain `parameters`, by name those of `priors.PRIORS`, and its `start`.

        Raises:
            ScenarioError: a parameter is missing, unknown, or may take values that it cannot have.
        """
        wanted, given = {p.name for p in PRIORS}, {p.name for p in parameters}
        if wanted != given:
            raise ScenarioError(
                f"a battle has the parameters {', '.join(sorted(wanted))}; missing {sorted(wanted - given)}, "
                f"unknown {sorted(given - wanted)}"
            )
        for parameter in parameters:
            check_domain(parameter.prior)
        self.parameters = tuple(parameters)
        self.start = start
        self.engine = engine

    def simulate(self, scenario: Scenario, *, draws: int, seed: int, sampling: Sampling = "sobol") -> Outcomes:
        """The outcomes of every branch on common random numbers: same arguments and engine, same outcomes.

        The battle is stepped by days whatever the scenario's step. Without an engine of its own the world takes the one
        that `battle_engine("auto", work=…)` gives.

        Raises:
            ScenarioError: an intervention, a prior or a threshold that this world does not know.
        """
        made, parameters = self.prepare(scenario)
        work = len(made.branches) * draws * made.days
        engine = self.engine or battle_engine("auto", work=work)

        def step(drawn: ParameterDraws, first: int) -> PathResults:
            return engine.run(
                made, parameters=drawn.columns(), seed=seed, first_path=first, antithetic=sampling == "antithetic"
            )

        def run(first: int, count: int) -> tuple[PathResults, ParameterDraws]:
            drawn = draw_parameters(parameters, count, seed=seed, first=first, sampling=sampling)
            return step(drawn, first), drawn

        measures = measures_of(scenario)
        gathering = Gathering(
            run, reference=scenario.reference, compared=[measure.key for measure in measures if measure.compared],
            days=made.compared, fan_days=made.recorded,
            chunk=chunk_paths(len(made.branches) * len(made.measures) * len(made.recorded)),
        )  # fmt: skip
        gathering.extend(draws)
        subjects = subjects_of(scenario, made, measures)

        def mirrored(group: tuple[str, ...]) -> PathResults:
            few = draw_parameters(parameters, min(SIGN_PATHS, draws), seed=seed, sampling=sampling).mirrored(group)
            return step(few, 0)

        return Outcomes(
            scenario=scenario.id,
            draws=gathering.paths,
            seed=seed,
            engine=engine.name,
            branches=branch_outcomes(gathering, measures, events_of(scenario, gathering)),
            contrasts=contrasts(gathering, subjects, sampling, forced_signs(subjects, gathering, parameters, mirrored)),
            sensitivity=sensitivity(gathering, subjects),
            notes=(
                "A teaching and benchmark model: its priors are no evidence on any war, and neither is its answer.",
                "Once the war has ended, nobody fires or moves; troops, recruits and arrivals are counted on.",
            ),
        )

    def prepare(self, scenario: Scenario) -> tuple[BattleProgram, tuple[Parameter, ...]]:
        """What an engine runs, and the parameters to draw: the world's own, then the scenario's amounts.

        Raises:
            ScenarioError: as `simulate` does.
        """
        if scenario.thresholds:
            raise ScenarioError(
                f"the scenario asks for the crossing of {len(scenario.thresholds)} thresholds, which the battle world "
                "does not time; leave them out, or take the world of a front"
            )
        sides = {"attacker": scenario.attacker, "defender": scenario.defender}
        own = {p.name: replace(p, label=p.label.format(**sides)) for p in self.parameters}
        for prior in scenario.priors:
            if prior.name not in own:
                raise ScenarioError(f"the battle world has no parameter {prior.name!r}; it has {', '.join(own)}")
            check_domain(prior)
            own[prior.name] = replace(own[prior.name], prior=prior, identified="by the scenario's word only")
        stated = {name: value for name, value, _ in reversed(scenario.given)}
        attacker, defender = (
            replace(standing, troops=stated.get(f"force_{side}", standing.troops))
            for standing, side in zip(self.start, sides, strict=True)
        )
        made, amounts = program(scenario, (attacker, defender))
        return made, (*own.values(), *amounts)
