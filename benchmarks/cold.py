"""One task in a process of its own, `python -m benchmarks.cold TASK PATHS`: what a cold start and a peak cost."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from benchmarks.timing import own_peak_mb


def battle_engine(paths: int) -> None:
    """W with one branch: every path of every record in memory."""
    from benchmarks import workload

    workload.program().run_numba(parameters=workload.columns(paths), seed=workload.SEED)


def battle_world(paths: int) -> None:
    """W with two branches, from the scenario to the outcomes."""
    from benchmarks import workload
    from contingent.simulating.battle.world import BattleWorld

    BattleWorld().simulate(workload.scenario(2), draws=paths, seed=workload.SEED)


def front_world(paths: int) -> None:
    """The example of reinforcements on the front, from the file to the outcomes, without what needs more runs."""
    from benchmarks.fronts import example
    from contingent.simulating.world import FrontWorld

    ready = example()
    FrontWorld(ready.baseline).simulate(ready.scenario, draws=paths, seed=1)


TASKS: dict[str, Callable[[int], None]] = {
    "battle_engine": battle_engine, "battle_world": battle_world, "front_world": front_world,
}  # fmt: skip

if __name__ == "__main__":
    TASKS[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps({"peak_mb": own_peak_mb()}))
