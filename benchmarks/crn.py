"""Common random numbers: how much they cut the standard error of a difference between branches.

Two branches are run `REPEATS` times on `PATHS` paths; the spread of the mean difference over the repeats is its
standard error. "Independent": each branch has draws and noise of its own. "Common": both share them. Then both, with
antithetic pairs and with Sobol' points for the parameters. The measures are the net area on the last day, the losses
of the side that is not reinforced, and the probability that the area exceeds a threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks import workload
from benchmarks.figures import Figures, Row
from benchmarks.fronts import example, pair
from contingent.core.outcomes import Sampling
from contingent.simulating.drawing.parameters import Correlation, Parameter, draw_parameters
from contingent.simulating.engines.numpy_engine import PathResults

PATHS, REPEATS = 1024, 256
#: designs: whether the branches share their random numbers, and how the parameters are sampled
DESIGNS: dict[str, tuple[bool, Sampling]] = {
    "independent": (False, "random"),
    "common": (True, "random"),
    "common, antithetic": (True, "antithetic"),
    "common, Sobol'": (True, "sobol"),
}
Run = Callable[[Mapping[str, np.ndarray], int, bool], PathResults]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two branches of a world: what to draw, how to run both, and which losses are told."""

    name: str
    parameters: tuple[Parameter, ...]
    run: Run
    losses: str
    correlation: Correlation | None = None

    def values(self, seed: int, sampling: Sampling) -> np.ndarray:
        """`[branch, (area, losses), path]` on the last day."""
        drawn = draw_parameters(self.parameters, PATHS, seed=seed, sampling=sampling, correlation=self.correlation)
        results = self.run(drawn.columns(), seed, sampling == "antithetic")
        return np.array(
            [[results.of(branch, key)[-1] for key in ("area_km2", self.losses)] for branch in results.branches],
            dtype=float,
        )


def run() -> Figures:
    """Standard errors of each design, and how many times smaller they are than that of independent branches."""
    return Figures(name="crn", rows=tuple(row for one in (_battle(), _front()) for row in _rows(one)))


def _battle() -> Pair:
    from contingent.simulating.battle.world import BattleWorld

    made, parameters = BattleWorld().prepare(workload.scenario(2))

    def both(columns: Mapping[str, np.ndarray], seed: int, antithetic: bool) -> PathResults:
        return made.run_numba(parameters=columns, seed=seed, antithetic=antithetic)

    return Pair(name="W", parameters=parameters, run=both, losses="losses_attacker")


def _front() -> Pair:
    from contingent.simulating.engines import engine
    from contingent.simulating.world import FrontWorld

    ready = example()
    compiled = engine("numba")
    prepared = FrontWorld(ready.baseline, compiled).prepare(pair(ready.scenario), paths=PATHS, seed=1)
    runner = prepared.runner

    def both(columns: Mapping[str, np.ndarray], seed: int, antithetic: bool) -> PathResults:
        found: PathResults = compiled.run(
            prepared.program, parameters=columns, seed=seed, first_path=0, antithetic=antithetic
        )
        return found

    return Pair(
        name="front", parameters=runner.parameters, run=both, losses="losses_defender", correlation=runner.correlation
    )


def _rows(one: Pair) -> list[Row]:
    threshold = float(np.median(one.values(10**6, "sobol")[0, 0]))
    metrics = ("area", "losses", "probability")
    errors: dict[str, np.ndarray] = {}
    for name, (shared, sampling) in DESIGNS.items():
        means = []
        for repeat in range(REPEATS):
            values = one.values(2 * repeat, sampling)
            other = values if shared else one.values(2 * repeat + 1, sampling)
            area, losses = other[1] - values[0]
            over = (other[1, 0] > threshold).mean() - (values[0, 0] > threshold).mean()
            means.append((area.mean(), losses.mean(), over))
        errors[name] = np.std(means, axis=0, ddof=1)
    place = f"{one.name} paths={PATHS}"
    rows = [
        Row(
            subject=name,
            slice=place,
            metric=f"standard error of the {metric} difference",
            value=float(value),
            n=REPEATS,
        )
        for name, found in errors.items()
        for metric, value in zip(metrics, found, strict=True)
    ]
    return rows + [
        Row(subject=name, slice=place, metric=f"{metric}: independent error over this", value=float(ratio), n=REPEATS)
        for name, found in errors.items() if name != "independent"
        for metric, ratio in zip(metrics, errors["independent"] / found, strict=True)
    ]  # fmt: skip
