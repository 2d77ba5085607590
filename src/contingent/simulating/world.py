"""The world of a front: a scenario in, the futures of its branches and their differences out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from contingent.core.nouns import BranchOutcome, Contrast, Outcomes, Scenario, Sensitivity
from contingent.core.outcomes import EventProbability, Fan
from contingent.core.sockets import Engine
from contingent.simulating.baseline import Baseline
from contingent.simulating.contrast import (
    CLEAR_SIGN,
    SIGN_PATHS,
    Shares,
    Subject,
    contrast,
    one_signed,
    quantiles,
    rounded,
    share_positive,
    signs_forced,
)
from contingent.simulating.engines.numpy_engine import NumpyEngine, PathResults
from contingent.simulating.intervene import Program, program
from contingent.simulating.parameters import Parameter, ParameterDraws, draw_parameters
from contingent.simulating.sensitivity import sensitivities

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: thresholds of events stand near these quantiles of the reference at the last day
THRESHOLD_LEVELS = (0.25, 0.5, 0.75, 0.95)
#: parameters whose sign may decide the sign of a difference; those in one group do so together
SIGN_GROUPS = (
    ("force_elasticity",),
    ("own_exponent_attacker",),
    ("enemy_exponent_attacker",),
    ("own_exponent_defender",),
    ("enemy_exponent_defender",),
    ("munition_return",),
    ("transit_loss",),
    ("initial_quality", "final_quality"),
)
#: two ways to the same sign, neither of which decides it alone: asked where no single group does
JOINT_SIGN_GROUPS = (("own_exponent_attacker", "transit_loss"), ("own_exponent_defender", "transit_loss"))
#: casualties count up from zero, in proportion to this multiplier: a prior that keeps it above zero keeps them so
CASUALTY_SIGN = "casualty_multiplier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is told of a branch: its key, a label in plain words, its unit, and whether branches are compared in it."""

    key: str
    label: str
    unit: str
    compared: bool = True


class FrontWorld:
    """A two-sided war of positions around an empirical baseline: an elasticity model, not a theory of battle."""

    name = "front"

    def __init__(self, baseline: Baseline, engine: Engine | None = None) -> None:
        self.baseline = baseline
        self.engine: Engine = engine or NumpyEngine()

    def simulate(self, scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
        """The outcomes of every branch on common random numbers: same scenario, draws and seed, same outcomes.

        Raises:
            ScenarioError: the scenario does not fit the baseline.
            LeakError: the baseline was fitted on days after the scenario's `as_of`.
        """
        baseline = self.baseline.for_scenario(scenario)
        made, amounts = program(scenario, stalled=baseline.stalled)
        named = tuple(_named(parameter, scenario) for parameter in (*baseline.parameters, *amounts))
        drawn = draw_parameters(named, draws, seed=seed)
        results: PathResults = self.engine.run(made, parameters=drawn.columns(), seed=seed, first_path=0)
        measures = _measures(scenario, made)
        contrasts, sensitivity = self._compared(scenario, made, results, drawn, measures, seed)
        return Outcomes(
            scenario=scenario.id,
            draws=draws,
            seed=seed,
            engine=self.engine.name,
            branches=_branches(scenario, results, measures, made),
            contrasts=contrasts,
            sensitivity=sensitivity,
            notes=(*baseline.notes, *_notes(made, results, scenario)),
        )

    def _compared(
        self, scenario: Scenario, made: Program, results: PathResults, drawn: ParameterDraws,
        measures: tuple[Measure, ...], seed: int,
    ) -> tuple[tuple[Contrast, ...], tuple[Sensitivity, ...]]:  # fmt: skip
        subjects = [
            Subject(branch=branch, reference=scenario.reference, measure=measure.key, label=measure.label,
                    unit=measure.unit, day=step * made.step_days)
            for branch in made.branches if branch != scenario.reference
            for measure in measures if measure.compared
            for step in made.compared
        ]  # fmt: skip
        few = drawn.first(min(SIGN_PATHS, drawn.draws))

        def mirrored(group: tuple[str, ...]) -> Shares:
            turned: PathResults = self.engine.run(
                made, parameters=few.mirrored(group).columns(), seed=seed, first_path=0
            )
            return _shares(subjects, turned, few.draws)

        shares = _shares(subjects, results, few.draws)
        worths = [(flow.parameter,) for flow in (*made.supplies, *made.aids)]
        groups = one_signed(drawn.parameters, [*SIGN_GROUPS, *dict.fromkeys(worths)]) if subjects else []
        forced = signs_forced(shares, mirrored, groups)
        open_still = {key: share for key, share in shares.items() if not forced[key]}
        forced |= signs_forced(open_still, mirrored, one_signed(drawn.parameters, JOINT_SIGN_GROUPS))
        for key in _casualty_signs(shares, drawn):
            forced[key] = (*forced[key], CASUALTY_SIGN)
        contrasts: list[Contrast] = []
        sensitivity: list[Sensitivity] = []
        for subject in subjects:
            ours, theirs = _pair(subject, results)
            key = (subject.branch, subject.measure, subject.day)
            contrasts.append(contrast(ours, theirs, subject, forced_by=forced[key]))
            if subject.day == made.compared[-1] * made.step_days:
                sensitivity.extend(sensitivities(drawn, ours - theirs, subject))
        return tuple(contrasts), tuple(sensitivity)


def _pair(subject: Subject, results: PathResults) -> tuple[np.ndarray, np.ndarray]:
    day = results.days.index(subject.day)
    return results.of(subject.branch, subject.measure)[day], results.of(subject.reference, subject.measure)[day]


def _shares(subjects: list[Subject], results: PathResults, paths: int) -> Shares:
    found = {}
    for subject in subjects:
        ours, theirs = _pair(subject, results)
        found[subject.branch, subject.measure, subject.day] = share_positive(ours[:paths] - theirs[:paths])
    return found


def _casualty_signs(shares: Shares, drawn: ParameterDraws) -> list[tuple[str, str, int]]:
    """The contrasts in which a contingent's casualties clearly rise, where the multiplier can only be positive."""
    if not one_signed(drawn.parameters, [(CASUALTY_SIGN,)]):
        return []
    return [
        key for key, share in shares.items()
        if key[1].startswith("contingent_casualties:") and share - 0.5 >= CLEAR_SIGN
    ]  # fmt: skip


def _named(parameter: Parameter, scenario: Scenario) -> Parameter:
    label = parameter.label.replace("{attacker}", scenario.attacker).replace("{defender}", scenario.defender)
    return replace(parameter, label=label)


def _measures(scenario: Scenario, made: Program) -> tuple[Measure, ...]:
    attacker, defender = scenario.attacker, scenario.defender
    casualties = dict.fromkeys(contingent.name for contingent in made.contingents)
    return (
        Measure(key="area_km2", label=f"Net area gained by {attacker}", unit="km²"),
        Measure(key="losses_attacker", label=f"Losses of {attacker}", unit="persons"),
        Measure(key="losses_defender", label=f"Losses of {defender}", unit="persons"),
        *(
            Measure(key=f"contingent_casualties:{name}", label=f"Casualties of the {name} contingent", unit="persons")
            for name in casualties
        ),
        Measure(key="force_ratio", label=f"Effective force of {attacker} relative to {defender}", unit="ratio"),
        Measure(key="force_attacker", label=f"Troops of {attacker} at the front", unit="persons", compared=False),
        Measure(key="force_defender", label=f"Troops of {defender} at the front", unit="persons", compared=False),
    )


def _branches(
    scenario: Scenario, results: PathResults, measures: tuple[Measure, ...], made: Program
) -> tuple[BranchOutcome, ...]:
    events = _events(scenario, results)
    days = [step * made.step_days for step in made.compared]
    found = []
    for branch in results.branches:
        fans = []
        for measure in measures:
            rows = quantiles(results.of(branch, measure.key), LEVELS)
            fans.append(
                Fan(
                    measure=measure.key, label=measure.label, unit=measure.unit, days=results.days, levels=LEVELS,
                    values=tuple(tuple(rounded(value) for value in row) for row in rows),
                )
            )  # fmt: skip
        chances = [_probability(event, results, branch, day) for event in events for day in days]
        found.append(BranchOutcome(branch=branch, fans=tuple(fans), probabilities=tuple(chances)))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    name: str
    label: str
    measure: str
    threshold: float


def _events(scenario: Scenario, results: PathResults) -> tuple[_Event, ...]:
    found = [_Event(name="ceasefire", label="A cease-fire holds", measure="ceasefire", threshold=0.5)]
    for measure, name, label in (
        ("area_km2", "area_gain_over", f"{scenario.attacker} gains more than {{}} km² net"),
        ("losses_attacker", "losses_over", f"{scenario.attacker} loses more than {{}} persons"),
        ("losses_defender", "losses_defender_over", f"{scenario.defender} loses more than {{}} persons"),
    ):
        near = quantiles(results.of(scenario.reference, measure)[-1], THRESHOLD_LEVELS)
        for threshold in sorted({round_number(float(value)) for value in near} - {0.0}):
            found.append(
                _Event(name=f"{name}:{threshold:.0f}", label=label.format(f"{threshold:,.0f}"), measure=measure,
                       threshold=threshold)
            )  # fmt: skip
    return tuple(found)


def _probability(event: _Event, results: PathResults, branch: str, day: int) -> EventProbability:
    happened = results.of(branch, event.measure)[results.days.index(day)] > event.threshold
    n = happened.size
    # half a path either way: a share of none is no certainty, so its error is not nought
    near = (float(happened.sum()) + 0.5) / (n + 1)
    return EventProbability(
        event=event.name, label=event.label, day=day, p=float(happened.mean()),
        mc_error=rounded(float(np.sqrt(near * (1 - near) / n))),
    )  # fmt: skip


def round_number(value: float) -> float:
    """The number of one significant digit nearest to `value`, at least 1 away from zero, or zero.

    >>> round_number(4713.0), round_number(-260.0), round_number(0.2)
    (5000.0, -300.0, 0.0)
    """
    return float(f"{value:.1g}") if abs(value) >= 1.0 else 0.0


def _notes(made: Program, results: PathResults, scenario: Scenario) -> tuple[str, ...]:
    last = results.of(scenario.reference, "ceasefire")[-1]
    return (
        "Losses are killed, wounded and missing as they are, not as a belligerent claims them: the claim is multiplied "
        "by the prior on true losses per loss claimed.",
        f"In {100 * float(last.mean()):.0f}\N{NO-BREAK SPACE}% of the reference's paths a cease-fire begins within "
        f"{made.steps * made.step_days} days; it then holds to the end of the horizon, a simplification.",
        "The front may grind, stall or break; all branches share every random number, and a difference of one path is "
        "what the intervention alone has changed.",
    )
