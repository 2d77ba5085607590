"""The readable reference engine: NumPy in double precision, block by block of paths, all branches at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.keys import stream_key
from contingent.simulating import front
from contingent.simulating.intervene import Program
from contingent.simulating.state import SIDES, Noise, Parameters, State

#: paths of one block of noise; also the chunk that is stepped at once, so that the state stays in the cache
BLOCK = 1024


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
        self, program: Program, *, parameters: Mapping[str, np.ndarray], seed: int, first_path: int = 0
    ) -> PathResults:
        """The results of paths `first_path`, `first_path + 1`, … one for each draw of the parameters.

        A path's noise depends on the seed and its number alone: any chunking gives the same results, and all
        branches of a path share it.
        """
        draws = next(iter(parameters.values())).size
        shape = (len(program.branches), len(program.measures), len(program.recorded), draws)
        values = np.empty(shape)
        for block, inside, here in _blocks(first_path, draws):
            chunk = {name: np.ascontiguousarray(column[here]) for name, column in parameters.items()}
            _run_block(program, chunk, seed=seed, block=block, inside=inside, into=values[..., here])
        days = tuple(number * program.step_days for number in program.recorded)
        return PathResults(branches=program.branches, measures=program.measures, days=days, values=values)


def _blocks(first: int, draws: int) -> Iterator[tuple[int, slice, slice]]:
    """The blocks that hold the paths: number, the part of the block, the part of the result."""
    done = 0
    while done < draws:
        block, offset = divmod(first + done, BLOCK)
        take = min(BLOCK - offset, draws - done)
        yield block, slice(offset, offset + take), slice(done, done + take)
        done += take


def _run_block(program: Program, p: Parameters, *, seed: int, block: int, inside: slice, into: np.ndarray) -> None:
    constants = front.constants(program, p)
    state = front.start(program, p)
    places = {number: place for place, number in enumerate(program.recorded)}
    _record(state, program, into[:, :, 0])
    key = stream_key("noise", seed)
    for number in range(program.steps):
        front.step(state, number, program, p, constants, noise(key, block, number, inside))
        if number + 1 in places:
            _record(state, program, into[:, :, places[number + 1]])


def noise(key: int, block: int, number: int, inside: slice) -> Noise:
    """The chances of one step for a part of a block: Philox under `key`, its counter set by step and block.

    Source: Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405.
    """
    generator = np.random.Generator(np.random.Philox(key=key, counter=[0, 0, number, block]))
    normals = generator.standard_normal((2, BLOCK))
    waits = generator.standard_exponential((3, BLOCK))
    # Student's t with ν degrees has variance ν/(ν-2): both are scaled to one
    tempo = generator.standard_t(5, BLOCK) * np.sqrt(3 / 5)
    advance = generator.standard_t(4, BLOCK) * np.sqrt(2 / 4)
    return Noise(
        tempo=tempo[inside], advance=advance[inside], attacker=normals[0, inside], defender=normals[1, inside],
        ceasefire=waits[0, inside], regime=waits[1, inside], breakthrough=waits[2, inside],
    )  # fmt: skip


def _record(state: State, program: Program, into: Float[np.ndarray, "branch measure path"]) -> None:
    measures = program.measures
    attacker, defender = SIDES
    found = {
        "area_km2": state.area,
        "losses_attacker": front.side_losses(state, attacker, program),
        "losses_defender": front.side_losses(state, defender, program),
        "force_ratio": state.effective[attacker] / np.maximum(state.effective[defender], front.ONE),
        "force_attacker": front.total_force(state, attacker, program),
        "force_defender": front.total_force(state, defender, program),
        "ceasefire": (state.regime == front.CEASEFIRE).astype(float),
    }
    for body, contingent in zip(state.contingents, program.contingents, strict=True):
        name = f"contingent_casualties:{contingent.name}"
        found[name] = found.get(name, 0.0) + body.casualties + body.lost
    for place, measure in enumerate(measures):
        into[:, place] = found[measure]
