"""What a fitted baseline expects of its own series when nothing intervenes: draws to hold against what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np
from jaxtyping import Float

from contingent.core.nouns import Branch, Scenario
from contingent.simulating.baseline import Baseline
from contingent.simulating.engines.numpy_engine import NumpyEngine
from contingent.simulating.front.intervene import program
from contingent.simulating.running.observe import observe
from contingent.simulating.running.runs import Runner

#: a step that divides half a year of 182 days
STEP_DAYS = 7
AS_IS = "as_is"
CEASEFIRE = "a cease-fire"

Changes = Float[np.ndarray, "horizon path"]


def outlook(
    baseline: Baseline,
    *,
    as_of: date,
    horizons: Sequence[int],
    paths: int,
    seed: int,
    fixed: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, Changes]:
    """The change of each published series over `horizons` days after `as_of`, path by path, if nothing intervenes.

    Args:
        baseline: fitted on nothing later than `as_of`; its observers say how a published series reads the war.
        horizons: days; between two steps a path is taken to be straight.
        fixed: parameters that are held at a value, everything else drawn as before: an ablation sets some to 0.

    Returns:
        By name of the series: persons for claimed losses, km² for an area; and under `CEASEFIRE` 1 where one has begun.

    Raises:
        LeakError: the baseline was fitted on later days.
    """
    steps = [divmod(days, STEP_DAYS) for days in horizons]
    wanted = sorted({*(whole for whole, _ in steps), *(whole + 1 for whole, rest in steps if rest)})
    scenario = Scenario(
        id="hindcast",
        title="what goes on if nothing intervenes",
        as_of=as_of,
        attacker=baseline.attacker,
        defender=baseline.defender,
        theatre=baseline.theatre,
        baseline=baseline.name,
        reference=AS_IS,
        branches=(Branch(id=AS_IS, label="As things are", interventions=()),),
        horizon_days=wanted[-1] * STEP_DAYS,
        step_days=STEP_DAYS,
    )
    fitted = baseline.for_scenario(scenario)
    made, amounts = program(scenario, stalled=fitted.stalled)
    runner = Runner(
        engine=NumpyEngine(),
        program=made,
        parameters=(*fitted.parameters, *amounts),
        seed=seed,
        correlation=fitted.correlation,
    )
    results, drawn = runner.fixed(fixed).recording(tuple(wanted))(0, paths)
    results = observe(results, drawn.columns(), fitted.observers, seed=seed, step_days=STEP_DAYS)
    read = {CEASEFIRE: "ceasefire", **{observer.name: observer.key for observer in fitted.observers}}
    return {name: _at(results.of(AS_IS, key), results.days, horizons) for name, key in read.items()}


def _at(values: Float[np.ndarray, "day path"], days: Sequence[int], horizons: Sequence[int]) -> Changes:
    """The values on each of the horizons, straight between recorded days."""
    found = []
    for horizon in horizons:
        after = next(place for place, day in enumerate(days) if day >= horizon)
        if days[after] == horizon:
            found.append(values[after])
            continue
        share = (horizon - days[after - 1]) / (days[after] - days[after - 1])
        found.append((1 - share) * values[after - 1] + share * values[after])
    return np.array(found)
