"""The world of a front: a scenario in, the futures of its branches and their differences out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contingent.core.nouns import Contrast, Outcomes, Scenario, Sensitivity
from contingent.core.outcomes import Sampling
from contingent.core.sockets import Engine
from contingent.simulating.baseline import Baseline
from contingent.simulating.comparing.branches import (
    Measure,
    branch_outcomes,
    check_thresholds,
    events_of,
    measures_of,
    times_to_thresholds,
)
from contingent.simulating.comparing.contrast import Subject, contrast, half_width
from contingent.simulating.comparing.gather import Gathering, Spread, chunk_paths, here
from contingent.simulating.comparing.mixture import Mixer
from contingent.simulating.comparing.refine import Budget, refined
from contingent.simulating.comparing.sensitivity import binned, sensitivities
from contingent.simulating.comparing.signs import forced_signs
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.engines import engine as engine_named
from contingent.simulating.front.intervene import Program, program
from contingent.simulating.running.runs import Runner

#: days between two looks at whether a threshold has been crossed, at most, where the steps are no longer
LOOK_DAYS = 10

Depth = Literal["brief", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A scenario made ready: what runs, what is told, and what is compared."""

    scenario: Scenario
    baseline: Baseline
    runner: Runner
    measures: tuple[Measure, ...]
    subjects: tuple[Subject, ...]
    fan_days: tuple[int, ...]

    @property
    def program(self) -> Program:
        """What the engine steps."""
        return self.runner.program

    def gathering(self) -> Gathering:
        """No paths as yet, but all that is needed to run them."""
        made = self.program
        measures = len(made.measures) + len(self.runner.observers)
        per_path = len(made.branches) * measures * len(made.recorded)
        return Gathering(
            self.runner,
            reference=self.scenario.reference,
            compared=[measure.key for measure in self.measures if measure.compared],
            days=[step * made.step_days for step in made.compared],
            fan_days=self.fan_days,
            chunk=chunk_paths(per_path),
            crossings=self.scenario.thresholds,
        )

    def thinned(self, spread: Spread) -> Spread:
        """The same spread of spans that record what is summed and no more, where nothing else is asked of them."""
        if self.scenario.thresholds:
            return spread
        runner = self.runner.recording(self.program.compared)
        return lambda beyond, spans: spread(replace(beyond, run=runner), spans)


class FrontWorld:
    """A two-sided war of positions around an empirical baseline: an elasticity model, not a theory of battle."""

    name = "front"

    def __init__(self, baseline: Baseline, engine: Engine | None = None) -> None:
        self.baseline = baseline
        self.engine = engine

    def simulate(
        self, scenario: Scenario, *, draws: int, seed: int, sampling: Sampling = "sobol",
        refine: Budget | None = None, depth: Depth = "brief", spread: Spread = here,
    ) -> Outcomes:  # fmt: skip
        """The outcomes of every branch on common random numbers: same arguments and engine, same outcomes.

        `draws` paths are run; with a budget `refine` they are where refinement starts, and
        `Outcomes.refinement.paths` (also `Outcomes.draws`) says where it ended: the same number as `draws` without a
        budget, on the engine named, gives the same answer again. `depth` "brief" tells fans, contrasts, first-order
        shares from the draws already made, and times to the scenario's thresholds, if it has any; "full" adds Sobol'
        indices from a design of their own, what separates the branches, break-even qualities and efficiencies; a
        compiled engine does so for every measure, the readable one for the net area and its leading priors. `spread`
        is where the paths run of which only sums are wanted; it changes nothing in the answer.

        Without an engine of its own the world takes the one that `engines.engine("auto", work=…)` gives for the most
        that may have to be run.

        Raises:
            ScenarioError: the scenario does not fit the baseline, or asks for what this world does not record.
            LeakError: the baseline was fitted on days after the scenario's `as_of`.
        """
        outcomes, ready, gathering = self._run(
            scenario, draws=draws, seed=seed, sampling=sampling, refine=refine, spread=spread
        )
        if depth == "brief" or not ready.subjects:
            return outcomes
        from contingent.simulating.depth import deepened

        return deepened(outcomes, ready, gathering)

    def simulate_to_mix(self, scenario: Scenario, *, draws: int, seed: int) -> tuple[Outcomes, Mixer]:
        """The same outcomes, and the differences behind them, which may be mixed once branches have probabilities."""
        outcomes, ready, gathering = self._run(
            scenario, draws=draws, seed=seed, sampling="sobol", refine=None, spread=here
        )
        last = gathering.days[-1]
        return outcomes, Mixer(gathering, tuple(subject for subject in ready.subjects if subject.day == last))

    def _run(
        self, scenario: Scenario, *, draws: int, seed: int, sampling: Sampling, refine: Budget | None, spread: Spread,
    ) -> tuple[Outcomes, Prepared, Gathering]:  # fmt: skip
        most = draws if refine is None else max(draws, refine.paths)
        ready = self.prepare(scenario, paths=most, seed=seed, sampling=sampling)
        gathering = ready.gathering()
        found = refined(
            gathering, ready.subjects, start=draws, sampling=sampling, budget=refine, spread=ready.thinned(spread)
        )
        contrasts, sensitivity = _compared(ready, gathering)
        outcomes = Outcomes(
            scenario=scenario.id,
            draws=gathering.paths,
            seed=seed,
            engine=ready.runner.engine.name,
            branches=branch_outcomes(gathering, ready.measures, events_of(scenario, gathering)),
            contrasts=contrasts,
            sensitivity=sensitivity,
            notes=(*ready.baseline.notes, *_notes(ready, gathering)),
            refinement=found,
            times=times_to_thresholds(scenario, gathering, ready.measures),
        )
        return outcomes, ready, gathering

    def prepare(self, scenario: Scenario, *, paths: int, seed: int, sampling: Sampling = "sobol") -> Prepared:
        """The scenario on this world's baseline, ready to run about `paths` paths of `seed`.

        Raises:
            ScenarioError, LeakError: as `simulate` does.
        """
        baseline = self.baseline.for_scenario(scenario)
        made, amounts = program(scenario, stalled=baseline.stalled)
        fan_days = tuple(step * made.step_days for step in made.recorded)
        measures = measures_of(scenario, made, baseline.observers)
        check_thresholds(scenario, measures)
        if scenario.thresholds:
            every = max(LOOK_DAYS // made.step_days, 1)
            made = replace(made, recorded=tuple(sorted({*made.recorded, *range(0, made.steps, every)})))
        parameters = (*baseline.parameters, *amounts)
        runner = Runner(
            engine=self.engine or engine_named("auto", work=len(made.branches) * paths * made.steps),
            program=made,
            parameters=tuple(_named(parameter, scenario) for parameter in parameters),
            seed=seed,
            sampling=sampling,
            correlation=baseline.correlation,
            observers=baseline.observers,
        )
        return Prepared(
            scenario=scenario, baseline=baseline, runner=runner, measures=measures, fan_days=fan_days,
            subjects=tuple(_subjects(scenario, made, measures)),
        )  # fmt: skip


def _subjects(scenario: Scenario, made: Program, measures: Sequence[Measure]) -> list[Subject]:
    return [
        Subject(branch=branch, reference=scenario.reference, measure=measure.key, label=measure.label,
                unit=measure.unit, day=step * made.step_days)
        for branch in made.branches if branch != scenario.reference
        for measure in measures if measure.compared
        for step in made.compared
    ]  # fmt: skip


def _compared(ready: Prepared, gathering: Gathering) -> tuple[tuple[Contrast, ...], tuple[Sensitivity, ...]]:
    forced = forced_signs(ready.subjects, ready.runner, paths=gathering.paths)
    drawn = gathering.draws()
    bins = binned(drawn)
    noises: dict[tuple[str, int], float] = {}
    contrasts: list[Contrast] = []
    sensitivity: list[Sensitivity] = []
    for subject in ready.subjects:
        place = subject.branch, subject.measure, subject.day
        if place[1:] not in noises:
            noises[place[1:]] = half_width(gathering.values(subject.reference, *place[1:]))
        difference = gathering.difference(*place)
        contrasts.append(
            contrast(
                difference, subject, noise=noises[place[1:]], mean=gathering.mean(*place),
                error=gathering.error(*place, sampling=ready.runner.sampling), positive=gathering.positive(*place),
                forced_by=forced[subject],
            )
        )  # fmt: skip
        if subject.day == gathering.days[-1]:
            sensitivity.extend(sensitivities(drawn, difference, subject, bins=bins))
    return tuple(contrasts), tuple(sensitivity)


def _named(parameter: Parameter, scenario: Scenario) -> Parameter:
    label = parameter.label.replace("{attacker}", scenario.attacker).replace("{defender}", scenario.defender)
    return replace(parameter, label=label)


def _notes(ready: Prepared, gathering: Gathering) -> tuple[str, ...]:
    begun, holds = (
        100 * float(gathering.values(ready.scenario.reference, measure, gathering.days[-1]).mean())
        for measure in ("ceasefire", "ceasefire_holds")
    )
    return (
        "Losses are killed, wounded and missing as they are, not as a belligerent claims them: the claim is multiplied "
        "by the prior on true losses per loss claimed.",
        f"In {begun:.0f}\N{NO-BREAK SPACE}% of the reference's paths a cease-fire begins within "
        f"{gathering.days[-1]} days; in {holds:.0f}\N{NO-BREAK SPACE}% one holds at the end.",
        "The front may grind, stall or break; all branches share every random number, and a difference of one path is "
        "what the intervention alone has changed.",
    )
