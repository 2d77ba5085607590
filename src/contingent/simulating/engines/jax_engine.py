"""The engine of accelerators: JAX in single precision, a scan over steps, on whatever device JAX has found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from contingent.simulating.engines import threefry
from contingent.simulating.engines.front_scan import Shape, simulate
from contingent.simulating.engines.front_tables import Plan, tables
from contingent.simulating.engines.numpy_engine import PathResults, draws_of
from contingent.simulating.front.intervene import Program

#: paths in one call: fewer are filled up to a power of two, so that few shapes are compiled
CHUNK = 2**16
LEAST = 2**10


class JaxEngine:
    """Steps the front with JAX: the readable engine's draws; its results within single precision of that device."""

    name = "jax"

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
        paths = threefry.path_numbers(first_path, draws)
        made = tables(program)
        shape, schedule = Shape.of(made.plan), _schedule(made.plan)
        key = jnp.asarray(threefry.noise_key(seed), dtype=jnp.uint32)
        values = np.empty((len(program.branches), len(program.measures), len(program.recorded), draws), np.float32)
        for start in range(0, draws, CHUNK):
            here = slice(start, min(start + CHUNK, draws))
            count = here.stop - start
            width = min(CHUNK, max(LEAST, 1 << (count - 1).bit_length()))
            rows = made.values({name: column[here] for name, column in parameters.items()})
            # filled up with its last path, which is then left out
            fill = np.minimum(np.arange(width), count - 1)
            found = _compiled(shape)(rows[:, fill], paths[here][fill], key, antithetic=antithetic, schedule=schedule)
            values[..., here] = np.moveaxis(np.asarray(found), 0, 2)[..., :count]
        days = tuple(number * program.step_days for number in program.recorded)
        return PathResults(branches=program.branches, measures=program.measures, days=days, values=values)


@lru_cache(maxsize=16)
def _compiled(shape: Shape) -> Any:
    return jax.jit(partial(simulate, shape), static_argnames="antithetic")


def _schedule(plan: Plan) -> dict[str, np.ndarray]:
    """What differs from step to step: one entry a step in each array."""
    return {
        "number": np.arange(plan.steps, dtype=np.uint32),
        "season": plan.season,
        "weights": np.moveaxis(plan.weights, 2, 0),
        "before": np.moveaxis(plan.before[:, :, :-1], 2, 0),
        "after": np.moveaxis(plan.before[:, :, 1:], 2, 0),
        "place": plan.places[1:].astype(np.int32),
    }
