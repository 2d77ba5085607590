"""From what happened on a path to what a source would have published: each series its own bias, and its own walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float

from contingent.core.errors import DataError, ScenarioError, ValueRangeError
from contingent.core.keys import stream_key
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.engines.threefry import noise_key, path_numbers, unit, words

MONTH_DAYS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """A published series: `measure` times the parameter `bias` (or over it, where `inverse`), plus a walk.

    `walk` names the parameter that is the walk's standard deviation over a root month, in the measure's unit.
    """

    name: str
    measure: str
    label: str
    bias: str
    walk: str | None = None
    inverse: bool = False

    @classmethod
    def from_table(cls, row: Mapping[str, Any]) -> Observer:
        """The observer that one `[[observer]]` of a file describes; DataError names what it lacks."""
        try:
            return cls(name=row["name"], measure=row["measure"], label=row["label"], bias=row["bias"],
                       walk=row.get("walk"), inverse=row.get("inverse", False))  # fmt: skip
        except KeyError as missing:
            raise DataError(f"an observer of a fitted-parameter file lacks {missing}; fit it anew") from None

    @property
    def table(self) -> dict[str, Any]:
        """The row that `from_table` reads."""
        row: dict[str, Any] = {"name": self.name, "measure": self.measure, "label": self.label, "bias": self.bias}
        if self.walk is not None:
            row["walk"] = self.walk
        return {**row, "inverse": True} if self.inverse else row

    @property
    def key(self) -> str:
        """What the series' measure is called among results: the measure, at whose."""
        return f"{self.measure}@{self.name}"


def observe(
    results: PathResults, columns: Mapping[str, np.ndarray], observers: Sequence[Observer], *, seed: int,
    step_days: int, first_path: int = 0,
) -> PathResults:  # fmt: skip
    """The results with a measure more for each observer, "MEASURE@NAME": what it would have published of each path.

    All branches of a path share a series' walk, and a path's walk depends on seed, name, step and number alone: on a
    day it is the same whatever other days are recorded.

    Args:
        results: what an engine found for paths `first_path`, `first_path + 1`, …
        columns: the draws of the parameters behind them, with those that the observers name.
        observers: the published series.
        seed: of the run.
        step_days: days of one step of the run; the walk takes one step with each.
        first_path: the number of the first path.

    Raises:
        ScenarioError: an observer names a measure or a parameter that is not there.
        ValueRangeError: a recorded day is not the end of a step.
    """
    if not observers:
        return results
    between = [day for day in results.days if day % step_days]
    if between:
        raise ValueRangeError(f"day {between[0]} is recorded; wanted days that end a step of {step_days} days")
    branches, measures, days, paths = results.values.shape
    values = np.empty((branches, measures + len(observers), days, paths))
    values[:, :measures] = results.values
    for row, observer in enumerate(observers, start=measures):
        wanted = [name for name in (observer.bias, observer.walk) if name is not None and name not in columns]
        if wanted or observer.measure not in results.measures:
            missing = wanted[0] if wanted else observer.measure
            raise ScenarioError(f"the series {observer.name!r} needs {missing!r}, which this run does not have")
        bias = columns[observer.bias]
        latent = results.values[:, results.measures.index(observer.measure)]
        np.multiply(latent, 1.0 / bias if observer.inverse else bias, out=values[:, row])
        if observer.walk is not None:
            walked = _walk(tuple(day // step_days for day in results.days), observer.name, seed, first_path, paths)
            values[:, row] += columns[observer.walk] * np.sqrt(step_days / MONTH_DAYS) * walked
    return replace(
        results, measures=(*results.measures, *(observer.key for observer in observers)), values=values
    )  # fmt: skip


@lru_cache(maxsize=8)  # no dial turns it: a scenario asked for again and again need not draw it anew
def _walk(
    steps: tuple[int, ...], name: str, seed: int, first_path: int, paths: int
) -> Float[np.ndarray, "day path"]:  # fmt: skip
    """A random walk of unit variance a step, 0 at the start, after each of `steps` (rising); not to be written to."""
    key = noise_key(stream_key("observer", name, seed))
    numbers = path_numbers(first_path, paths)
    rows = {step: row for row, step in enumerate(steps)}
    place, found = np.zeros(paths), np.zeros((len(steps), paths))
    # one pair of words makes the normals of two steps
    for first in range(1, steps[-1] + 1, 2):
        radius, angle = words(key, numbers, first // 2, 1)
        length, turn = np.sqrt(-2.0 * np.log(unit(radius))), 2.0 * np.pi * unit(angle)
        for step, part in ((first, np.cos), (first + 1, np.sin)):
            place += length * part(turn)
            if step in rows:
                found[rows[step]] = place
    found.setflags(write=False)
    return found
