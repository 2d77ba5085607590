"""Speed on W: our three engines beside NumPy, idiomatic Numba, Mesa, SimPy and pure Python, per CPU-second.

All get the same draws of the same twelve parameters and record the same six measures on the same days; all are warmed
up once; they take turns, and the least CPU seconds of the rounds count. Every contestant's mean losses are printed too,
and must agree: they run the same war. Slow contestants run fewer paths, and are the faster for it if anything.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from functools import partial
from types import ModuleType

import numpy as np

from benchmarks import random_floor, workload
from benchmarks.figures import Figures, Row
from benchmarks.timing import cpu_seconds

#: contestants that run fewer paths: how many
SLOW = {"pure Python": 200, "Mesa": 100, "SimPy": 100}
#: a path's losses of the attacker: contestants must agree within this many standard errors
AGREEMENT = 5.0


def run(paths: int = 100_000, rounds: int = 7) -> Figures:
    """Path-steps per CPU-second of every contestant that is installed, and what follows from them."""
    calls, counts = _contestants(paths)
    floors = {
        "random numbers": partial(random_floor.run, paths, workload.DAYS, uniforms=True),
        "words and normals": partial(random_floor.run, paths, workload.DAYS, uniforms=False),
    }
    means = {name: _mean_losses(call()) for name, call in calls.items()}
    _check(means)
    for floor in floors.values():
        floor()
    quick = {name: call for name, call in {**calls, **floors}.items() if name != "contingent numpy"}
    least = cpu_seconds(quick, rounds=rounds)
    least |= cpu_seconds({"contingent numpy": calls["contingent numpy"]}, rounds=1)
    speed = {name: counts.get(name, paths) * workload.DAYS / seconds for name, seconds in least.items()}
    place = f"W paths={paths} days={workload.DAYS}"
    rows = []
    for name, found in speed.items():
        n = counts.get(name, paths)
        rows.append(Row(subject=name, slice=place, metric="M path-steps/CPU-s", value=found / 1e6, n=n))
        if name not in floors:
            rows += [
                Row(
                    subject=name,
                    slice=place,
                    metric="ratio to numpy float64",
                    value=found / speed["numpy float64"],
                    n=n,
                ),
                Row(subject=name, slice=place, metric="mean losses of the attacker", value=means[name][0], n=n),
            ]
    ours = speed["contingent numba"]
    for name in ("numpy float64", "numba idiomatic", "jax", "Mesa", "SimPy", "pure Python"):
        if name in speed:
            rows.append(
                Row(subject="contingent numba", slice=place, metric=f"ratio to {name}", value=ours / speed[name])
            )
    for name in floors:
        rows.append(
            Row(subject="contingent numba", slice=place, metric=f"share of the floor: {name}", value=ours / speed[name])
        )
    return Figures(name="engine", rows=tuple(rows))


def _contestants(paths: int) -> tuple[dict[str, Callable[[], np.ndarray]], dict[str, int]]:
    plain = workload.plain(paths)
    program, columns = workload.program(), workload.columns(paths)

    def ours(runner: str) -> np.ndarray:
        return np.asarray(getattr(program, runner)(parameters=columns, seed=workload.SEED).values[0])

    calls: dict[str, Callable[[], np.ndarray]] = {
        "contingent numba": partial(ours, "run_numba"),
        "contingent numpy": partial(ours, "run_numpy"),
        "numpy float64": partial(_module("numpy_arrays").run, plain),
    }
    counts: dict[str, int] = {}
    for name, file in (
        ("numba idiomatic", "numba_loops"), ("pure Python", "plain_python"), ("Mesa", "mesa_agents"),
        ("SimPy", "simpy_processes"),
    ):  # fmt: skip
        try:
            contestant = _module(file)
        except ModuleNotFoundError as missing:
            print(f"left out: {name}, for {missing.name} is not installed")
            continue
        counts[name] = SLOW.get(name, paths)
        calls[name] = partial(contestant.run, plain.first(counts[name]))
    if importlib.util.find_spec("jax"):
        calls["jax"] = partial(ours, "run_jax")
    else:
        print("left out: jax, which is not installed")
    return calls, counts


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.contestants.{name}")


def _mean_losses(values: np.ndarray) -> tuple[float, float]:
    last = values[1, -1].astype(float)
    return float(last.mean()), float(last.std() / np.sqrt(last.size))


def _check(means: dict[str, tuple[float, float]]) -> None:
    reference, error = means["numpy float64"]
    for name, (mean, own) in means.items():
        if abs(mean - reference) > AGREEMENT * np.hypot(own, error):
            raise SystemExit(f"{name} has mean losses of {mean:,.0f}, numpy {reference:,.0f}: not the same war")
