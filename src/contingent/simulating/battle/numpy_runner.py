"""The battle by NumPy: the readable runner that the others are held against, in double precision."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from contingent.simulating.battle.chance import MIRROR, PAIRS, chances
from contingent.simulating.battle.days import Army, Battle, day, measured
from contingent.simulating.battle.program import SIDES, BattleProgram, columns
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.engines.threefry import noise_key, path_numbers, words

#: paths that are stepped at once, so that the state of all branches stays in the cache
CHUNK = 2048


def run(
    program: BattleProgram, parameters: Mapping[str, np.ndarray], *, seed: int, first_path: int, antithetic: bool
) -> PathResults:
    """The results of paths `first_path`, `first_path + 1`, … one for each draw of the parameters.

    Raises:
        ScenarioError: a parameter is missing, or parameters have different numbers of draws.
        ValueRangeError: the path numbers do not fit in 32 bits.
    """
    rows = dict(zip(program.names, columns(program.names, parameters), strict=True))
    paths = path_numbers(first_path, next(iter(rows.values())).size)
    values = np.empty((len(program.branches), len(program.measures), len(program.recorded), paths.size))
    for begin in range(0, paths.size, CHUNK):
        here = slice(begin, begin + CHUNK)
        chunk = {name: row[here] for name, row in rows.items()}
        _run_chunk(program, chunk, paths[here], seed=seed, antithetic=antithetic, into=values[..., here])
    return program.results(values)


def _run_chunk(
    program: BattleProgram, p: Mapping[str, np.ndarray], paths: np.ndarray, *, seed: int, antithetic: bool,
    into: np.ndarray,
) -> None:  # fmt: skip
    key = noise_key(seed)
    battle = start(program, paths.size)
    for number in range(program.days + 1):
        if number in program.recorded:
            into[:, :, program.recorded.index(number)] = measured(battle)
        if number < program.days:
            drawn = words(key, paths >> np.uint32(antithetic), number, PAIRS)
            if antithetic:
                drawn ^= (paths & np.uint32(1)) * np.array(MIRROR, dtype=np.uint32)[:, None]
            battle = day(battle, came(program, number, p), p, chances(drawn))


def start(program: BattleProgram, paths: int) -> Battle:
    """The battle on day 0, every branch and path."""
    shape = (len(program.branches), paths)

    def army(side: int) -> Army:
        there = program.start[side]
        troops = np.repeat((there.troops + program.present[:, side])[:, None], paths, axis=1)
        return Army(troops=troops, waiting=np.zeros(shape), stock=np.full(shape, there.stock), losses=np.zeros(shape))

    return Battle(attacker=army(0), defender=army(1), area=np.zeros(shape), fighting=np.ones(paths))


def came(program: BattleProgram, number: int, p: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Persons who set out on a day, `[branch, path]` (one row of zeros where nobody does), for either side."""
    found = [np.zeros((1, 1)), np.zeros((1, 1))]
    for flow in program.flows:
        if flow.weights[number] != 0.0:
            place = SIDES.index(flow.side)
            rows = np.zeros((len(program.branches), 1))
            rows[flow.branch] = flow.weights[number]
            found[place] = found[place] + rows * p[flow.parameter]
    return found[0], found[1]
