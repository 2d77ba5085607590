"""The battle by JAX: single precision, a scan over days, on whatever device JAX has found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.random import threefry_2x32

from contingent.simulating.battle import equations
from contingent.simulating.battle.chance import MIRROR, PAIRS, Chance, chances
from contingent.simulating.battle.days import Army, Battle, day, measured
from contingent.simulating.battle.program import SIDES, BattleProgram, columns
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.engines.rebinding import rebound
from contingent.simulating.engines.threefry import noise_key, path_numbers

#: paths in one call: fewer are filled up to a power of two, so that few shapes are compiled
CHUNK = 2**16
LEAST = 2**10


def run(
    program: BattleProgram, parameters: Mapping[str, np.ndarray], *, seed: int, first_path: int, antithetic: bool
) -> PathResults:
    """The results of paths `first_path`, `first_path + 1`, … as float32, one for each draw of the parameters.

    Raises:
        ScenarioError: a parameter is missing, or parameters have different numbers of draws.
        ValueRangeError: the path numbers do not fit in 32 bits.
    """
    rows = np.stack(columns(program.names, parameters)).astype(np.float32)
    paths = path_numbers(first_path, rows.shape[1])
    values = np.empty(
        (len(program.branches), len(program.measures), len(program.recorded), paths.size), dtype=np.float32
    )
    key = np.array(noise_key(seed), dtype=np.uint32)
    start, flows = _start(program), _flows(program)
    kernel = _compiled(program.names, antithetic)
    for begin in range(0, paths.size, CHUNK):
        here = slice(begin, min(begin + CHUNK, paths.size))
        count = here.stop - begin
        width = min(CHUNK, max(LEAST, 1 << (count - 1).bit_length()))
        # filled up with its last path, which is then left out
        fill = np.minimum(np.arange(width), count - 1)
        found = kernel(rows[:, here][:, fill], paths[here][fill], key, start, flows, np.array(program.recorded))
        values[..., here] = np.moveaxis(np.asarray(found), 0, 2)[..., :count]
    return program.results(values)


def _start(program: BattleProgram) -> np.ndarray:
    """`[side, (troops, stock), branch]` on day 0."""
    return np.array(
        [
            [side.troops + program.present[:, place], np.full(len(program.branches), side.stock)]
            for place, side in enumerate(program.start)
        ],
        dtype=np.float32,
    )


def _flows(program: BattleProgram) -> np.ndarray:
    """`[day, side, branch, amount]`: how many draws of each amount set out, one row of amounts for each parameter."""
    names = program.names
    found = np.zeros((program.days, len(SIDES), len(program.branches), len(names)), dtype=np.float32)
    for flow in program.flows:
        found[:, SIDES.index(flow.side), flow.branch, names.index(flow.parameter)] += flow.weights
    return found


@cache
def _compiled(names: tuple[str, ...], antithetic: bool) -> Any:
    operations = {name: getattr(jnp, name) for name in ("exp", "log", "where", "minimum", "maximum")}
    say = SimpleNamespace(**rebound(equations, operations))

    def run(rows: Any, paths: Any, key: Any, start: Any, flows: Any, recorded: Any) -> Any:
        """`[day, branch, measure, path]` of the recorded days."""
        p = dict(zip(names, rows, strict=True))

        def army(side: int) -> Army:
            troops, stock = (jnp.broadcast_to(one[:, None], (one.size, paths.size)) for one in start[side])
            return Army(troops=troops, waiting=jnp.zeros_like(troops), stock=stock, losses=jnp.zeros_like(troops))

        def step(number: Any, battle: Battle) -> Battle:
            drawn = _chance(key, paths, number, antithetic)
            # a day without arrivals has only weights of zero: a product, for a device cannot skip it
            came = tuple(flows[number, side] @ rows for side in range(len(SIDES)))
            return day(battle, (came[0], came[1]), p, drawn, say)

        def until(carry: tuple[Any, Battle], stop: Any) -> Any:
            battle = jax.lax.fori_loop(carry[0], stop, step, carry[1])
            return (stop, battle), measured(battle, jnp)

        ours, theirs = army(0), army(1)
        begun = Battle(
            attacker=ours, defender=theirs, area=jnp.zeros_like(ours.troops), fighting=jnp.ones(paths.shape, rows.dtype)
        )
        return jax.lax.scan(until, (jnp.asarray(0, recorded.dtype), begun), recorded)[1]

    return jax.jit(run)


def _chance(key: Any, paths: Any, number: Any, antithetic: bool) -> Chance:
    counter = paths >> 1 if antithetic else paths
    words = []
    for pair in range(PAIRS):
        second = jnp.full_like(counter, PAIRS * number + pair)
        both = threefry_2x32(key, jnp.concatenate([counter, second]))
        words += jnp.split(both, 2)
    if antithetic:
        words = [word ^ ((paths & 1) * jnp.uint32(mask)) for word, mask in zip(words, MIRROR, strict=True)]
    return chances(words, jnp)
