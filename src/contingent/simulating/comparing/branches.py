"""What is told of each branch: its measures in words, their fans over time, and the chance of plain events."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ScenarioError
from contingent.core.nouns import BranchOutcome, Scenario
from contingent.core.outcomes import EventProbability, Fan, TimeToThreshold
from contingent.simulating.comparing.contrast import quantiles, rounded
from contingent.simulating.comparing.gather import Gathering
from contingent.simulating.front.intervene import Program
from contingent.simulating.running.observe import Observer

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: shares of the paths whose day of crossing a threshold is told
TIME_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
#: thresholds of events stand near these quantiles of the reference at the last day
THRESHOLD_LEVELS = (0.25, 0.5, 0.75, 0.95)

Sample = Float[np.ndarray, " path"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is told of a branch: its key, a label in plain words, its unit, and whether branches are compared in it."""

    key: str
    label: str
    unit: str
    compared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that may have happened by a day: a measure above a threshold."""

    name: str
    label: str
    measure: str
    threshold: float


def measures_of(scenario: Scenario, made: Program, observers: Sequence[Observer] = ()) -> tuple[Measure, ...]:
    """What the branches of a scenario are told in, the leading measure first; at the end, as each series has it.

    Branches are compared in what happens, not in what a series makes of it: a source's bias is no effect of a branch.
    """
    attacker, defender = scenario.attacker, scenario.defender
    casualties = dict.fromkeys(contingent.name for contingent in made.contingents)
    found = (
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
    units = {measure.key: measure.unit for measure in found}
    named = {"{attacker}": attacker, "{defender}": defender}
    return (
        *found,
        *(
            Measure(key=one.key, label=_filled(one.label, named), unit=units.get(one.measure, "1"), compared=False)
            for one in observers
        ),
    )


def _filled(label: str, named: Mapping[str, str]) -> str:
    for place, name in named.items():
        label = label.replace(place, name)
    return label


def branch_outcomes(
    gathering: Gathering, measures: Sequence[Measure], events: Sequence[Event]
) -> tuple[BranchOutcome, ...]:
    """Fans of every measure and probabilities of every event, branch by branch."""
    return tuple(
        BranchOutcome(
            branch=branch,
            fans=tuple(_fan(gathering, branch, measure) for measure in measures),
            probabilities=tuple(
                _probability(event, gathering, branch, day) for event in events for day in gathering.days
            ),
        )
        for branch in gathering.branches
    )


def _fan(gathering: Gathering, branch: str, measure: Measure) -> Fan:
    rows = quantiles(gathering.fan(branch, measure.key), LEVELS)
    return Fan(
        measure=measure.key, label=measure.label, unit=measure.unit, days=gathering.fan_days, levels=LEVELS,
        values=tuple(tuple(rounded(value) for value in row) for row in rows),
    )  # fmt: skip


def events_of(scenario: Scenario, gathering: Gathering) -> tuple[Event, ...]:
    """A cease-fire, and round thresholds of area and losses near the quantiles of the reference at the last day."""
    found = [
        Event(name="ceasefire", label="A cease-fire has begun", measure="ceasefire", threshold=0.5),
        Event(name="ceasefire_holds", label="A cease-fire holds", measure="ceasefire_holds", threshold=0.5),
    ]
    for measure, name, label in (
        ("area_km2", "area_gain_over", f"{scenario.attacker} gains more than {{}} km² net"),
        ("losses_attacker", "losses_over", f"{scenario.attacker} loses more than {{}} persons"),
        ("losses_defender", "losses_defender_over", f"{scenario.defender} loses more than {{}} persons"),
    ):
        asked = {value for key, value in scenario.thresholds if key == measure}
        last = gathering.values(gathering.reference, measure, gathering.days[-1])
        near = {round_number(float(value)) for value in quantiles(last, THRESHOLD_LEVELS)} - {0.0}
        for threshold in sorted(near | asked):
            # a threshold that was asked for is told with all its digits
            shown = f"{threshold:,.0f}" if threshold == round(threshold) else f"{threshold:,}"
            found.append(
                Event(
                    name=f"{name}:{shown.replace(',', '')}", label=label.format(shown), measure=measure,
                    threshold=threshold,
                )
            )  # fmt: skip
    return tuple(found)


def _probability(event: Event, gathering: Gathering, branch: str, day: int) -> EventProbability:
    happened = gathering.values(branch, event.measure, day) > event.threshold
    share = float(happened.mean())
    return EventProbability(
        event=event.name, label=event.label, day=day, p=share, mc_error=rounded(share_error(share, happened.size))
    )


def share_error(share: float, paths: int) -> float:
    """The standard error of a share of paths; half a path either way, so that a share of none is no certainty."""
    near = (share * paths + 0.5) / (paths + 1)
    return float(np.sqrt(near * (1 - near) / paths))


def round_number(value: float) -> float:
    """The number of one significant digit nearest to `value`, at least 1 away from zero, or zero.

    >>> round_number(4713.0), round_number(-260.0), round_number(0.2)
    (5000.0, -300.0, 0.0)
    """
    return float(f"{value:.1g}") if abs(value) >= 1.0 else 0.0


def check_thresholds(scenario: Scenario, measures: Sequence[Measure]) -> None:
    """Nothing, if every threshold of the scenario is of a measure that is told.

    Raises:
        ScenarioError: one is not; the message names the nearest.
    """
    known = [measure.key for measure in measures]
    for key, _ in scenario.thresholds:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            raise ScenarioError(
                f"the scenario asks when {key!r} crosses a threshold, which this world does not record"
                + (f"; did you mean {close[0]!r}?" if close else f"; it records {', '.join(known)}")
            )


def times_to_thresholds(
    scenario: Scenario, gathering: Gathering, measures: Sequence[Measure]
) -> tuple[TimeToThreshold, ...]:
    """When each branch first exceeds each of the scenario's thresholds, over all paths."""
    by_key = {measure.key: measure for measure in measures}
    days = gathering.recorded
    found = []
    for key, threshold in scenario.thresholds:
        for branch in gathering.branches:
            counts = gathering.first_crossings(branch, key, threshold)
            crossed = np.cumsum(counts[:-1]) / gathering.paths
            places = [int(np.searchsorted(crossed, level)) for level in TIME_LEVELS]
            never = float(counts[-1] / gathering.paths)
            found.append(
                TimeToThreshold(
                    branch=branch, measure=key, label=by_key[key].label, unit=by_key[key].unit, threshold=threshold,
                    levels=TIME_LEVELS, days=tuple(days[place] if place < len(days) else None for place in places),
                    never=never, mc_error=rounded(share_error(never, gathering.paths)), horizon_days=days[-1],
                    step=max(b - a for a, b in pairwise(days)),
                )
            )  # fmt: skip
    return tuple(found)
