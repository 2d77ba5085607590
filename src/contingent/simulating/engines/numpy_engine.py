"""The readable reference engine: NumPy in double precision, block by block of paths, all branches at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt32

from contingent.core.errors import ValueRangeError
from contingent.simulating.engines.threefry import Key, mirrored, noise_key, path_numbers, unit, words
from contingent.simulating.front import equations as eq
from contingent.simulating.front import step as front
from contingent.simulating.front.intervene import Program
from contingent.simulating.front.state import PAIRS, SIDES, Noise, Parameters, State

#: paths that are stepped at once, so that the state of all branches stays in the cache
BLOCK = 1024
#: the words that are angles, and those that are waits: what antithetic paths have turned around
ANGLES, WAITS = (1, 3, 5), (6, 7, 8, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathResults:
    """What every path came to: `values[branch, measure, day, path]` at each of `days` after the start."""

    branches: tuple[str, ...]
    measures: tuple[str, ...]
    days: tuple[int, ...]
    values: Float[np.ndarray, "branch measure day path"]

    def of(self, branch: str, measure: str) -> Float[np.ndarray, "day path"]:
        """One measure of one branch."""
        return np.asarray(self.values[self.branches.index(branch), self.measures.index(measure)])


class NumpyEngine:
    """Steps the front with NumPy: the implementation that the others are held against."""

    name = "numpy"

    def run(
        self,
        program: Program,
        *,
        parameters: Mapping[str, np.ndarray],
        seed: int,
        first_path: int = 0,
        antithetic: bool = False,
    ) -> PathResults:
        """The results of paths `first_path`, `first_path + 1`, … one for each draw of the parameters.

        A path's noise depends on the seed and its number alone: any chunking gives the same results, and all
        branches of a path share it. With `antithetic`, paths 2i and 2i + 1 have opposite shocks, and where the one
        waits long for a change of regime the other does not.

        Raises:
            ValueRangeError: the path numbers do not fit in 32 bits, or parameters have different numbers of draws.
        """
        draws = draws_of(parameters)
        paths = path_numbers(first_path, draws)
        values = np.empty((len(program.branches), len(program.measures), len(program.recorded), draws))
        for start in range(0, draws, BLOCK):
            here = slice(start, start + BLOCK)
            chunk = {name: np.ascontiguousarray(column[here]) for name, column in parameters.items()}
            chance = Chance(key=noise_key(seed), paths=paths[here], antithetic=antithetic)
            _run_block(program, chunk, chance, into=values[..., here])
        days = tuple(number * program.step_days for number in program.recorded)
        return PathResults(branches=program.branches, measures=program.measures, days=days, values=values)


def draws_of(parameters: Mapping[str, np.ndarray]) -> int:
    """How many draws there are of each parameter, and so how many paths.

    Raises:
        ValueRangeError: of some there are more than of others.
    """
    sizes = {column.size for column in parameters.values()}
    if len(sizes) != 1:
        raise ValueRangeError(f"parameters have {sorted(sizes)} draws; wanted one number of them, one draw a path")
    return int(sizes.pop())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The noise of some paths under a key, a step at a time; `antithetic` pairs path 2i with path 2i + 1."""

    key: Key
    paths: UInt32[np.ndarray, " path"]
    antithetic: bool = False

    def of(self, step: int) -> Noise:
        """The chances of step number `step`."""
        if self.antithetic:
            drawn = words(self.key, self.paths >> np.uint32(1), step, PAIRS)
            drawn = mirrored(drawn, self.paths & np.uint32(1), angles=ANGLES, waits=WAITS)
        else:
            drawn = words(self.key, self.paths, step, PAIRS)
        u = unit(drawn)
        attacker, defender = eq.loss_chances(u[4], u[5])
        ceasefire, regime, breakthrough, breaking = eq.wait(u[6:])
        return Noise(
            tempo=eq.tempo_chance(u[0], u[1]), advance=eq.advance_chance(u[2], u[3]), attacker=attacker,
            defender=defender, ceasefire=ceasefire, regime=regime, breakthrough=breakthrough, breaking=breaking,
        )  # fmt: skip


def _run_block(program: Program, p: Parameters, chance: Chance, *, into: np.ndarray) -> None:
    constants = front.constants(program, p)
    state = front.start(program, p)
    places = {number: place for place, number in enumerate(program.recorded)}
    _record(state, program, into[:, :, 0])
    for number in range(program.steps):
        front.step(state, number, program, p, constants, chance.of(number))
        if number + 1 in places:
            _record(state, program, into[:, :, places[number + 1]])


def _record(state: State, program: Program, into: Float[np.ndarray, "branch measure path"]) -> None:
    attacker, defender = SIDES
    found = {
        "area_km2": state.area,
        "losses_attacker": front.side_losses(state, attacker, program),
        "losses_defender": front.side_losses(state, defender, program),
        "force_ratio": state.effective[attacker] / np.maximum(state.effective[defender], eq.ONE),
        "force_attacker": front.total_force(state, attacker, program),
        "force_defender": front.total_force(state, defender, program),
        "ceasefire": state.begun,
        "ceasefire_holds": np.where(state.regime == eq.CEASEFIRE, eq.ONE, eq.ZERO),
    }
    for body, contingent in zip(state.contingents, program.contingents, strict=True):
        for measure, value in (("arrived", body.arrived), ("casualties", body.casualties + body.lost)):
            name = f"contingent_{measure}:{contingent.name}"
            found[name] = found.get(name, 0.0) + value
    for place, measure in enumerate(program.measures):
        into[:, place] = found[measure]
