"""How cost grows with paths, days and branches: CPU seconds of W, and the slope of their logarithm.

A slope of 1 is cost in proportion; below 1, what is shared is spread over more. Branches share the noise of a path,
so that the second costs less than the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks import workload
from benchmarks.figures import Figures, Row
from benchmarks.timing import cpu_seconds

PATHS = (2**13, 2**14, 2**15, 2**16, 2**17)
DAYS = (90, 180, 365, 730)
BRANCHES = (1, 2, 4, 8)
#: paths where days or branches vary
FIXED = 2**15


def run(rounds: int = 5) -> Figures:
    """CPU seconds at each size, and the fitted slopes."""
    columns = {count: workload.columns(max(PATHS), count) for count in BRANCHES}

    def task(paths: int, days: int, branches: int) -> Callable[[], object]:
        drawn = {name: column[:paths] for name, column in columns[branches].items()}
        made = workload.program(branches, days)
        # the same number of records whatever the days: it is the steps that are to be timed
        made = replace(made, recorded=(0, days), compared=(days,))
        return partial(made.run_numba, parameters=drawn, seed=workload.SEED)

    rows = _slope("paths", PATHS, [task(paths, workload.DAYS, 1) for paths in PATHS], rounds)
    rows += _slope("days", DAYS, [task(FIXED, days, 1) for days in DAYS], rounds)
    rows += _slope("branches", BRANCHES, [task(FIXED, workload.DAYS, count) for count in BRANCHES], rounds)
    return Figures(name="scaling", rows=tuple(rows))


def _slope(what: str, sizes: Sequence[int], tasks: Sequence[Callable[[], object]], rounds: int) -> list[Row]:
    tasks[0]()  # compiled, or read from the cache
    named = {str(size): task for size, task in zip(sizes, tasks, strict=True)}
    least = cpu_seconds(named, rounds=rounds)
    seconds = [least[str(size)] for size in sizes]
    slope, _ = np.polyfit(np.log(sizes), np.log(seconds), 1)
    rows = [
        Row(subject="contingent numba", slice=f"W {what}={size}", metric="CPU-s", value=found, n=rounds)
        for size, found in zip(sizes, seconds, strict=True)
    ]
    return [*rows, Row(subject="contingent numba", slice=f"W {what}", metric="slope of log cost", value=float(slope),
                       n=len(sizes))]  # fmt: skip
