"""Paths run chunk by chunk: sums over all of them, values of a bounded number, so that memory stays bounded.

Means, shares and their errors rest on every path; quantiles, probabilities and what is looked for among the draws rest
on the first `KEPT`, fans on the first `FAN_PATHS`. All are the same however the paths were divided into chunks. Of the
paths beyond `KEPT` only sums are wanted: spans of them may run anywhere, and their sums be brought back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.core.outcomes import Sampling
from contingent.simulating.comparing.contrast import BATCHES, standard_error
from contingent.simulating.drawing.parameters import ParameterDraws
from contingent.simulating.engines.numpy_engine import PathResults

#: paths whose values are kept: a 5 % quantile then stands within about .1 % of the mass
KEPT = 2**16
#: paths behind the quantiles of a fan
FAN_PATHS = 2**14
#: consecutive paths whose differences are summed; even, so that antithetic pairs stay together
BLOCK = 64
#: the same beyond `KEPT`, where there may be a thousand million paths
STRETCH = 2**12
#: paths of a span that runs in one place: seconds of work for a kilobyte or so a stretch brought back
SPAN = 2**18
#: numbers of one chunk's results: 2^21 doubles are 16 MiB, of which a few copies are made
CHUNK_VALUES = 2**21
#: paths of a chunk, at least and at most
CHUNK_LEAST, CHUNK_MOST = 2**9, 2**14

#: paths from a first on, as many as asked for: their results and the draws behind them
Run = Callable[[int, int], tuple[PathResults, ParameterDraws]]
Sample = Float[np.ndarray, " path"]


def chunk_paths(values_per_path: int) -> int:
    """The paths of a chunk, a power of two: as many as keep its results within `CHUNK_VALUES`.

    >>> chunk_paths(780), chunk_paths(10_000), chunk_paths(10**6)
    (2048, 512, 512)
    """
    fit = max(CHUNK_VALUES // max(values_per_path, 1), 1)
    return int(min(max(1 << (fit.bit_length() - 1), CHUNK_LEAST), CHUNK_MOST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is summed over paths: branches against `reference` at `days` in the measures `compared`; and crossings.

    `crossings` are (measure, threshold) pairs whose first exceedance is counted on every recorded day.
    """

    reference: str
    compared: tuple[str, ...]
    days: tuple[int, ...]
    crossings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums over consecutive paths; those of stretches that follow one another are joined by `after`.

    `blocks[branch, measure, day, block]` are summed differences of equal blocks of paths, `tail` those of the rest;
    `positive` counts paths above the reference; `crossed[crossing, branch, day]` those that first cross on a day, and
    at the last place those that never do.
    """

    paths: int
    blocks: Float[np.ndarray, "branch measure day block"]
    tail: Float[np.ndarray, "branch measure day"]
    positive: Float[np.ndarray, "branch measure day"]
    crossed: Float[np.ndarray, "crossing branch place"]

    def after(self, before: Sums | None) -> Sums:
        """The sums of `before` and then of these; only the last ones may have a tail."""
        if before is None:
            return self
        assert not before.tail.any()  # `extend` goes on from whole blocks alone
        return Sums(
            paths=before.paths + self.paths,
            blocks=np.concatenate([before.blocks, self.blocks], axis=-1),
            tail=self.tail,
            positive=before.positive + self.positive,
            crossed=before.crossed + self.crossed,
        )

    @property
    def plain(self) -> dict[str, Any]:
        """The same as JSON values; `Sums.revived` is its inverse, to the last bit."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        return {
            "paths": self.paths,
            **{name: {"shape": array.shape, "values": array.ravel().tolist()} for name, array in arrays.items()},
        }

    @classmethod
    def revived(cls, plain: dict[str, Any]) -> Sums:
        """The sums that `plain` describes."""
        arrays = {name: np.array(plain[name]["values"], dtype=float).reshape(plain[name]["shape"]) for name in _ARRAYS}
        return cls(paths=plain["paths"], **arrays)


_ARRAYS = ("blocks", "tail", "positive", "crossed")


def sums_of(
    results: PathResults, asked: Asked, *, block: int
) -> tuple[Sums, Float[np.ndarray, "branch measure day path"]]:
    """The sums of some paths in blocks of `block`, and the differences [branch, measure, day, path] behind them."""
    at = [results.days.index(day) for day in asked.days]
    differences = results.values[:, [results.measures.index(measure) for measure in asked.compared]][:, :, at]
    differences -= differences[results.branches.index(asked.reference)].copy()
    whole = differences.shape[-1] // block * block
    crossed = [
        _first_days(results.values[:, results.measures.index(measure)] > threshold)
        for measure, threshold in asked.crossings
    ]
    empty = np.zeros((0, len(results.branches), len(results.days) + 1))
    found = Sums(
        paths=differences.shape[-1],
        blocks=differences[..., :whole].reshape(*differences.shape[:-1], -1, block).sum(axis=-1),
        tail=differences[..., whole:].sum(axis=-1),
        positive=(differences > 0).sum(axis=-1).astype(float),
        crossed=np.stack(crossed) if crossed else empty,
    )
    return found, differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """Called with a span (first path, how many) it gives its sums: picklable, so that it may be called elsewhere."""

    run: Run
    asked: Asked
    chunk: int

    def __call__(self, span: tuple[int, int]) -> Sums:
        """The sums of the span in blocks of `STRETCH`, run chunk by chunk."""
        first, paths = span
        found: Sums | None = None
        chunk = max(self.chunk, STRETCH)
        for start in range(first, first + paths, chunk):
            results, _ = self.run(start, min(chunk, first + paths - start))
            found = sums_of(results, self.asked, block=STRETCH)[0].after(found)
        assert found is not None  # a span holds paths
        return found


#: how spans are spread over workers: one result a span, in their order
Spread = Callable[[Beyond, Sequence[tuple[int, int]]], Iterable[Sums]]


def here(beyond: Beyond, spans: Sequence[tuple[int, int]]) -> Iterable[Sums]:
    """Every span in this process, one after the other."""
    return map(beyond, spans)


def aligned(paths: int) -> int:
    """The least number of paths, not below `paths`, from which a gathering can go on.

    >>> aligned(65), aligned(KEPT + 1) - KEPT
    (128, 4096)
    """
    unit = BLOCK if paths <= KEPT else STRETCH
    return -(-paths // unit) * unit


class Gathering:
    """What the paths run so far have come to; `extend` runs more of them.

    `run(first, count)` gives the results of `count` paths from `first` on. Branches are compared at `days` in the
    measures `compared`; `fan_days` are those that fans show, `crossings` (measure, threshold) pairs whose first
    exceedance is counted on every recorded day.
    """

    def __init__(
        self, run: Run, *, reference: str, compared: Sequence[str], days: Sequence[int], fan_days: Sequence[int],
        chunk: int, crossings: Sequence[tuple[str, float]] = (),
    ) -> None:  # fmt: skip
        self._run = run
        self._asked = Asked(reference=reference, compared=tuple(compared), days=tuple(days), crossings=tuple(crossings))
        self.reference = reference
        self.compared = tuple(compared)
        self.days = tuple(days)
        self.fan_days = tuple(fan_days)
        self.crossings = tuple(crossings)
        self._chunk = chunk
        self.paths = 0
        self.branches: tuple[str, ...] = ()
        self.measures: tuple[str, ...] = ()
        self.recorded: tuple[int, ...] = ()
        self._near: Sums | None = None
        self._far: Sums | None = None
        self._values: list[np.ndarray] = []
        self._differences: list[np.ndarray] = []
        self._fans: list[np.ndarray] = []
        self._draws: list[ParameterDraws] = []

    def extend(self, paths: int, *, spread: Spread = here) -> None:
        """`paths` in all have been run; `spread` says where those beyond `KEPT` run, and changes nothing else.

        Raises:
            ValueRangeError: fewer than before are asked for, or more after a number that is not `aligned`.
        """
        if paths < self.paths or (paths > self.paths and self.paths != aligned(self.paths)):
            raise ValueRangeError(f"{self.paths} paths have been run; cannot go on to {paths}")
        while self.paths < min(paths, KEPT):
            count = min(self._chunk - self.paths % self._chunk, min(paths, KEPT) - self.paths)
            results, drawn = self._run(self.paths, count)
            self._take(results, drawn)
            self.paths += count
        if paths > self.paths:
            spans = []
            for first in range(self.paths // SPAN * SPAN, paths, SPAN):
                start, end = max(first, self.paths), min(first + SPAN, paths)
                spans.append((start, end - start))
            beyond = Beyond(run=self._run, asked=self._asked, chunk=self._chunk)
            for sums in spread(beyond, spans):
                self._far = sums.after(self._far)
                self.paths += sums.paths

    def _take(self, results: PathResults, drawn: ParameterDraws) -> None:
        self.branches, self.measures, self.recorded = results.branches, results.measures, results.days
        found, differences = sums_of(results, self._asked, block=BLOCK)
        self._near = found.after(self._near)
        at = [results.days.index(day) for day in self.days]
        self._values.append(results.values[:, :, at, :].astype(np.float32))
        self._differences.append(differences.astype(np.float32))
        self._draws.append(drawn)
        if self.paths < FAN_PATHS:
            shown = [results.days.index(day) for day in self.fan_days]
            self._fans.append(results.values[:, :, shown, : FAN_PATHS - self.paths].astype(np.float32))

    def _parts(self) -> list[Sums]:
        return [part for part in (self._near, self._far) if part is not None]

    def _place(self, branch: str, measure: str, day: int) -> tuple[int, int, int]:
        return self.branches.index(branch), self.compared.index(measure), self.days.index(day)

    @property
    def kept(self) -> int:
        """The number of paths whose values are kept."""
        return min(self.paths, KEPT)

    def draws(self) -> ParameterDraws:
        """The draws behind the kept paths."""
        return ParameterDraws(
            parameters=self._draws[0].parameters,
            uniforms=np.concatenate([drawn.uniforms for drawn in self._draws], axis=1),
            values=np.concatenate([drawn.values for drawn in self._draws], axis=1),
        )

    def values(self, branch: str, measure: str, day: int) -> Sample:
        """One measure of one branch on a compared day, the kept paths alone, to single precision."""
        place = self.branches.index(branch), self.measures.index(measure), self.days.index(day)
        return np.concatenate([chunk[place] for chunk in self._values]).astype(float)

    def difference(self, branch: str, measure: str, day: int) -> Sample:
        """Branch minus reference, path by path, the kept paths alone, to single precision."""
        return np.concatenate([chunk[self._place(branch, measure, day)] for chunk in self._differences]).astype(float)

    def fan(self, branch: str, measure: str) -> Float[np.ndarray, "day path"]:
        """One measure of one branch on the days of a fan, of the first `FAN_PATHS` paths, to single precision."""
        row = self.branches.index(branch), self.measures.index(measure)
        return np.concatenate([chunk[row] for chunk in self._fans], axis=-1)

    def mean(self, branch: str, measure: str, day: int) -> float:
        """The mean difference over all paths."""
        place = self._place(branch, measure, day)
        return float(sum(part.blocks[place].sum() + part.tail[place] for part in self._parts()) / self.paths)

    def positive(self, branch: str, measure: str, day: int) -> float:
        """The share of all paths in which the branch lies above the reference."""
        place = self._place(branch, measure, day)
        return float(sum(part.positive[place] for part in self._parts()) / self.paths)

    def error(self, branch: str, measure: str, day: int, *, sampling: Sampling) -> float:
        """The standard error of the mean difference over all paths."""
        if self.paths <= KEPT:
            return standard_error(self.difference(branch, measure, day), sampling=sampling)
        means = self.batch_means(branch, measure, day, sampling=sampling)
        return float(means.std(ddof=1) / np.sqrt(means.size))

    def batch_means(self, branch: str, measure: str, day: int, *, sampling: Sampling) -> Float[np.ndarray, " batch"]:
        """Mean differences of equal batches of consecutive paths: `BATCHES` of them, or every block where that is fair.

        Sobol' points of one block stand in for one another, so only long stretches of them can be set side by side.
        """
        place = self._place(branch, measure, day)
        parts = self._parts()
        blocks = parts[0].blocks[place] / BLOCK
        if len(parts) > 1:
            near = blocks.reshape(-1, STRETCH // BLOCK).mean(axis=1)
            blocks = np.concatenate([near, parts[1].blocks[place] / STRETCH])
        if sampling != "sobol" or blocks.size < 2 * BATCHES:
            return np.asarray(blocks)
        size = blocks.size // BATCHES
        return np.asarray(blocks[: size * BATCHES].reshape(BATCHES, size).mean(axis=1))

    def first_crossings(self, branch: str, measure: str, threshold: float) -> Float[np.ndarray, " day"]:
        """How many of all paths first exceed the threshold on each recorded day; last, how many never do."""
        row = self.crossings.index((measure, threshold))
        crossed = [part.crossed[row, self.branches.index(branch)] for part in self._parts()]
        return np.asarray(np.sum(crossed, axis=0))


def _first_days(above: np.ndarray) -> Float[np.ndarray, "branch day"]:
    """Paths of each branch by the place of the first day on which `above[branch, day, path]`; last, those of none."""
    days = above.shape[1]
    first = np.where(above.any(axis=1), above.argmax(axis=1), days)
    return np.stack([np.bincount(row, minlength=days + 1) for row in first]).astype(float)
