"""The compiled engine: Numba and LLVM in single precision, a vector of paths at a time, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numba
import numpy as np

from contingent.simulating.engines import (
    bookkeeping,
    front_kernel,
    front_paths,
    front_tables,
    lanes,
    simd,
    threefry,
    traced,
)
from contingent.simulating.engines.front_tables import Tables, tables
from contingent.simulating.engines.lanes import LANES
from contingent.simulating.engines.numpy_engine import PathResults, draws_of
from contingent.simulating.engines.rebinding import fingerprint, functions_of, remade
from contingent.simulating.front import equations
from contingent.simulating.front.intervene import Program

#: paths whose rows are in memory at once, besides the results
CHUNK = 2**15
#: blocks that one thread leads through time together
GROUP = 16

# nothing calls these from C, and only the outermost from Python: without the ways in they compile in half the time
_JIT: Any = numba.njit
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


class NumbaEngine:
    """Steps the front in compiled code: the readable engine's draws, its results within single precision.

    Neither the number of threads nor the chunks in which paths are asked for change a bit of the results. Another kind
    of processor may round differently, where it has no fused product and sum: the draws are the same all the same.
    """

    name = "numba"

    def __init__(self, threads: int | None = None) -> None:
        #: threads that share the paths; None for as many as Numba was told to use, all cores if nothing else
        self.threads = threads

    def run(
        self,
        program: Program,
        *,
        parameters: Mapping[str, np.ndarray],
        seed: int,
        first_path: int = 0,
        antithetic: bool = False,
    ) -> PathResults:
        """The results of paths `first_path`, `first_path + 1`, … as float32, one for each draw of the parameters.

        Raises:
            ValueRangeError: the path numbers do not fit in 32 bits, or parameters have different numbers of draws.
        """
        draws = draws_of(parameters)
        threefry.path_numbers(first_path, draws)
        made = tables(program)
        shape = (len(program.branches), len(program.measures), len(program.recorded), draws)
        values = np.empty(shape, dtype=np.float32)
        low, high = threefry.noise_key(seed)
        key = np.uint32(low), np.uint32(high), np.uint32(antithetic)
        for start in range(0, draws, CHUNK):
            here = slice(start, min(start + CHUNK, draws))
            chunk = {name: column[here] for name, column in parameters.items()}
            _run_chunk(made, chunk, (first_path + start, key), values, here, self.threads)
        days = tuple(number * program.step_days for number in program.recorded)
        return PathResults(branches=program.branches, measures=program.measures, days=days, values=values)


def _run_chunk(
    made: Tables, parameters: Mapping[str, np.ndarray], noise: tuple[int, tuple[np.uint32, ...]], into: np.ndarray,
    here: slice, threads: int | None,
) -> None:  # fmt: skip
    """The paths `here` of `into` hold the chunk's results; blocks of paths are shared out over the threads."""
    table, (first_path, key), kernel = _blocks(made.values(parameters)), noise, _kernel()
    blocks = table.shape[0]
    threads = min(threads or numba.get_num_threads(), blocks)
    bounds = [blocks * thread // threads for thread in range(threads + 1)]

    def run(thread: int) -> None:
        states = np.empty((GROUP, _state_rows(made) + 1, LANES), dtype=np.float32)
        share = bounds[thread], bounds[thread + 1], into.shape[3], here.start, here.stop
        kernel(table, states, made.plan, np.uint32(first_path), key, share, into.reshape(-1))

    if threads == 1:
        run(0)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def _blocks(rows: np.ndarray) -> np.ndarray:
    """The rows block by block; the last block is filled up with its last path."""
    blocks = -(-rows.shape[1] // LANES)
    filled = np.empty((blocks, rows.shape[0], LANES), dtype=np.float32)
    whole = rows.shape[1] // LANES
    filled[:whole] = rows[:, : whole * LANES].reshape(rows.shape[0], whole, LANES).transpose(1, 0, 2)
    if whole < blocks:
        rest = rows.shape[1] - whole * LANES
        filled[whole, :, :rest] = rows[:, whole * LANES :]
        filled[whole, :, rest:] = rows[:, -1:]
    return filled


def _state_rows(made: Tables) -> int:
    return int(front_kernel.base_of(made.plan, made.plan.branches))


@cache
def _kernel() -> Callable[..., None]:
    """`front_paths.run`, compiled with the equations as they stand.

    Compiled code is kept on disk under a name that holds a digest of all that went into it, so that other equations
    never meet an old kernel: Numba itself would look at the outermost file alone. Where it finds no folder that it may
    write to, it is compiled once a process.
    """
    on_lanes = {"eq": traced.traced(equations, _used("eq")), "sums": traced.traced(bookkeeping, _used("sums"))}
    compiled: dict[str, Any] = {}
    for module in (front_kernel, front_paths):
        space = {**vars(module), **on_lanes, **compiled}
        for name, function in functions_of(module).items():
            if module is front_paths and name == "run":
                continue
            compiled[name] = space[name] = _JIT(no_cpython_wrapper=True, **_OPTIONS)(remade(function, space))
    parts = (equations, bookkeeping, front_kernel, front_paths, front_tables, lanes, simd, threefry, traced)
    run = remade(functions_of(front_paths)["run"], {**vars(front_paths), **on_lanes, **compiled})
    run.__qualname__ = f"run_{fingerprint(parts)}"
    return _cached(run)


def _cached(function: Any) -> Callable[..., None]:
    try:
        kept: Callable[..., None] = _JIT(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        kept = _JIT(**_OPTIONS)(function)
    return kept


def _used(alias: str) -> frozenset[str]:
    """The names that the kernel's functions take from the module they call `alias`."""
    functions = [*functions_of(front_kernel).values(), *functions_of(front_paths).values()]
    return frozenset(name for f in functions if alias in f.__code__.co_names for name in f.__code__.co_names)
