"""The battle by Numba and LLVM: single precision, a vector of paths at a time, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np

from contingent.simulating.battle import chance, equations, numba_kernel, primitives, priors
from contingent.simulating.battle.program import SIDES, BattleProgram, columns
from contingent.simulating.engines import lanes, simd, threefry, traced
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.engines.rebinding import fingerprint, functions_of, remade

_JIT: Any = numba.njit
_OPTIONS = {"nogil": True, "error_model": "numpy"}


class Plan(NamedTuple):
    """A program as arrays: state on day 0 and, for each flow, the row it fills, its amount's row, its days' weights.

    `slots` says of every day, the last included, under which number it is recorded, or -1; `recorded` counts those;
    `busy` says on which days anybody sets out.
    """

    start: np.ndarray
    flows: np.ndarray
    weights: np.ndarray
    slots: np.ndarray
    busy: np.ndarray
    recorded: int


def run(
    program: BattleProgram, parameters: Mapping[str, np.ndarray], *, seed: int, first_path: int, antithetic: bool
) -> PathResults:
    """The results of paths `first_path`, `first_path + 1`, … as float32, one for each draw of the parameters.

    Neither the number of threads nor the chunks in which paths are asked for change a bit of them.

    Raises:
        ScenarioError: a parameter is missing, or parameters have different numbers of draws.
        ValueRangeError: the path numbers do not fit in 32 bits.
    """
    drawn = columns(program.names, parameters)
    paths = drawn[0].size
    rows = np.empty((len(drawn), paths), dtype=np.float32)
    for row, column in zip(rows, drawn, strict=True):
        row[:] = column
    threefry.path_numbers(first_path, paths)
    low, high = threefry.noise_key(seed)
    key = np.uint32(low), np.uint32(high), np.uint32(antithetic)
    shape = (len(program.branches), len(program.measures), len(program.recorded), paths)
    values = np.empty(shape, dtype=np.float32)
    plan, kernel = _plan(program), _kernel()
    stretches = -(-paths // numba_kernel.STRETCH)
    threads = min(numba.get_num_threads(), stretches)

    def share(thread: int) -> None:
        bounds = stretches * thread // threads, stretches * (thread + 1) // threads
        kernel(rows, plan, np.uint32(first_path), key, bounds, values)

    if threads == 1:
        share(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(share, range(threads)))
    return program.results(values)


def _plan(program: BattleProgram) -> Plan:
    k = numba_kernel
    start = np.zeros((len(program.branches), k.STATE), dtype=np.float32)
    for side, (troops, stock) in enumerate(((k.TROOPS_A, k.STOCK_A), (k.TROOPS_D, k.STOCK_D))):
        start[:, troops] = program.start[side].troops + program.present[:, side]
        start[:, stock] = program.start[side].stock
    names = program.names
    waiting = dict(zip(SIDES, (k.WAITING_A, k.WAITING_D), strict=True))
    flows = [[k.STATE * f.branch + waiting[f.side], names.index(f.parameter)] for f in program.flows]
    slots = np.full(program.days + 1, -1, dtype=np.int64)
    slots[list(program.recorded)] = np.arange(len(program.recorded))
    weights = np.array([f.weights for f in program.flows], dtype=np.float32).reshape(-1, program.days)
    return Plan(
        start=start,
        flows=np.array(flows, dtype=np.int64).reshape(-1, 2),
        weights=weights,
        slots=slots,
        busy=np.asarray(weights.any(axis=0)),
        recorded=len(program.recorded),
    )


@cache
def _kernel() -> Callable[..., None]:
    """`numba_kernel.run`, compiled with the equations as they stand.

    It is kept on disk under a name that holds a digest of all that went into it, so that other equations never meet an
    old kernel; where no folder can be written to, it is compiled once a process.
    """
    parts = functions_of(numba_kernel)
    named = {name for function in parts.values() for name in function.__code__.co_names}
    used = frozenset(named & functions_of(equations).keys())
    space: dict[str, Any] = {**vars(numba_kernel), "eq": traced.traced(equations, used)}
    for name, function in parts.items():
        if name != "run":
            space[name] = _JIT(**_OPTIONS)(remade(function, space))
    outermost = remade(parts["run"], space)
    made_of = (equations, chance, priors, numba_kernel, primitives, lanes, simd, threefry, traced)
    outermost.__qualname__ = f"run_{fingerprint(made_of)}"
    try:
        kept: Callable[..., None] = _JIT(cache=True, **_OPTIONS)(outermost)
    except RuntimeError:  # Numba found no folder for its cache
        kept = _JIT(**_OPTIONS)(outermost)
    return kept
