"""One origin of a war replayed: what everybody would have forecast from the rows up to it, and those alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from jaxtyping import Float

from contingent.core.errors import DataError
from contingent.forecasting.persistence import Persistence, last_90_days
from contingent.scoring.windows import OWN
from contingent.simulating.baseline import Baseline
from contingent.simulating.fitting.fit import War, fit_baseline
from contingent.simulating.fitting.outlook import CEASEFIRE, outlook
from contingent.simulating.fitting.series import KnownSeries

HORIZONS = {"6m": 182, "12m": 365}
BASELINE_DAYS = (30, 90, 180, 0)
LAST_90 = "last_90d"
#: what is left out → its words, and the parameters that are then nought
ABLATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "contingent_no_ceasefire": ("cease-fires", ("ceasefire_hazard",)),
    "contingent_no_regimes": (
        "cease-fires, stalls and breakthroughs",
        ("ceasefire_hazard", "stall_hazard", "breakthrough_hazard"),
    ),
    "contingent_no_shocks": ("shocks to tempo and advance", ("tempo_sd", "advance_sd")),
}
#: quantiles that stand for all paths on the way back from a worker
KEPT_QUANTILES = 499

Draws = dict[tuple[str, str, str], np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is given for one origin: rows to the origin and none later."""

    origin: date
    series: Mapping[str, KnownSeries]
    war: War
    paths: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was forecast at one origin: equally likely values by (forecaster, series, horizon).

    `ceasefire` is how likely our forecast took one to be, by horizon. `refused` says why there is none of ours.
    """

    origin: date
    draws: Draws
    ceasefire: Mapping[str, float]
    refused: str = ""


def forecasts_at(task: Task) -> Answer:
    """Everybody's forecasts at one origin, from the rows of the task alone."""
    draws: Draws = {}
    for name, series in task.series.items():
        up = rising(name, task.war)
        for horizon, days in HORIZONS.items():
            laws = {law.name: law.draws(series, task.origin, horizon_days=days) for law in baselines(up)}
            laws[LAST_90] = last_90_days(series, task.origin, horizon_days=days, rising=up)
            draws.update({(who, name, horizon): found for who, found in laws.items() if found is not None})
    try:
        own, ceasefire = ours(task)
    except DataError as error:
        return Answer(origin=task.origin, draws=draws, ceasefire={}, refused=str(error))
    return Answer(origin=task.origin, draws={**draws, **own}, ceasefire=ceasefire)


def ours(task: Task) -> tuple[Draws, dict[str, float]]:
    """Our forecast and its ablations from one fit and the same random numbers, and how likely a cease-fire is in it.

    Raises:
        DataError: the rows are too few for a fit, or an input was not known by the origin.
    """
    roles = {role: task.series[name] for role, name in task.war.series.items() if name in task.series}
    table = fit_baseline(roles, war=task.war, as_of=task.origin, command="contingent backtest ukraine")
    baseline = Baseline.from_table(table)
    draws: Draws = {}
    ceasefire: dict[str, float] = {}
    for forecaster, nought in ((OWN, ()), *((name, names) for name, (_, names) in ABLATIONS.items())):
        found = outlook(
            baseline, as_of=task.origin, horizons=tuple(HORIZONS.values()), paths=task.paths, seed=task.seed,
            fixed=dict.fromkeys(nought, 0.0),
        )  # fmt: skip
        begun = found.pop(CEASEFIRE)
        if forecaster == OWN:
            ceasefire = {horizon: float(share) for horizon, share in zip(HORIZONS, begun.mean(axis=1), strict=True)}
        for name, changes in found.items():
            for horizon, values in zip(HORIZONS, changes, strict=True):
                draws[forecaster, name, horizon] = thinned(values)
    return draws, ceasefire


def thinned(values: Float[np.ndarray, " path"]) -> Float[np.ndarray, " quantile"]:
    """As many quantiles, equally likely, as come back from a worker.

    >>> thinned(np.arange(1000.0)).size
    499
    """
    return np.asarray(np.quantile(values, (np.arange(KEPT_QUANTILES) + 0.5) / KEPT_QUANTILES))


def baselines(up: bool) -> list[Persistence]:
    """The persistence that a series is held against; one that only rises (`up`) has no spread around no change."""
    bare = [Persistence(days=days, spread=False, rising=up) for days in BASELINE_DAYS]
    spread = [Persistence(days=days, spread=True, rising=up) for days in BASELINE_DAYS if days or not up]
    return [*bare, *spread]


def rising(name: str, war: War) -> bool:
    """Whether the series counts up: claimed losses do, an area does not."""
    return any(role.startswith("losses") for role, named in war.series.items() if named == name)


def plain_answer(answer: Answer) -> dict[str, Any]:
    """The answer as JSON knows it."""
    return {
        "origin": answer.origin.isoformat(),
        "draws": [[*key, values.tolist()] for key, values in answer.draws.items()],
        "ceasefire": dict(answer.ceasefire),
        "refused": answer.refused,
    }


def revived_answer(value: Mapping[str, Any]) -> Answer:
    """The answer that `plain_answer` wrote."""
    return Answer(
        origin=date.fromisoformat(value["origin"]),
        draws={(who, name, horizon): np.array(values) for who, name, horizon, values in value["draws"]},
        ceasefire=dict(value["ceasefire"]),
        refused=value["refused"],
    )
