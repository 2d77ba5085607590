"""Peak memory at a million paths, each in a process of its own."""

from __future__ import annotations

import sys

from benchmarks.figures import Figures, Row
from benchmarks.timing import process

PATHS = 1_000_000
TASKS = {
    "battle_engine": "W branches=1, all records in memory",
    "battle_world": "W branches=2, scenario to outcomes",
    "front_world": "front: the example's branches, scenario to outcomes",
}


def run(paths: int = PATHS) -> Figures:
    """The greatest resident memory of each task, and what it cost."""
    rows = []
    for task, what in TASKS.items():
        _, cpu, told = process([sys.executable, "-m", "benchmarks.cold", task, str(paths)])
        place = f"{what} paths={paths}"
        rows.append(Row(subject="contingent", slice=place, metric="peak MB", value=told["peak_mb"]))
        rows.append(Row(subject="contingent", slice=place, metric="CPU-s", value=cpu))
    return Figures(name="memory", rows=tuple(rows))
