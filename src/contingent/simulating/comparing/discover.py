"""Scenario discovery: the region of the priors in which a difference is large, found by patient rule induction.

Half of the draws peel and paste a box, a quarter choose how far to go, and the last quarter, which neither has seen,
says what the box is worth: noise holds no box that such draws confirm.

Source: Friedman and Fisher (1999), Bump hunting in high-dimensional data, doi:10.1023/A:1008894516817; Bryant and
Lempert (2010), doi:10.1016/j.techfore.2009.08.002, for its use in what-ifs (both general knowledge, unread). Our own
code: the Python packages of the method are under the GPL or carry a plotting and data-frame stack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy import special

from contingent.core.outcomes import Box, Discovery, Limit
from contingent.simulating.comparing.contrast import Subject, quantiles, rounded
from contingent.simulating.drawing.parameters import Parameter, ParameterDraws, inverse_cdf

#: cells of equal mass along one prior: limits lie between them
CELLS = 64
#: share of a box that one peel takes off at least, and that one paste puts back on
PEEL = 0.05
#: a box holds at least this share of all draws
LEAST_MASS = 0.05
#: boxes of one outcome, and the least share of its draws that a box must hold
MOST_BOXES, LEAST_COVERAGE = 3, 0.1
#: a limit stays where the box without it would come so dense by chance only this rarely; and a whole box likewise
CHANCE = 1e-3
#: "large" is above this quantile of the differences, rounded to one digit
LARGE = 0.75
#: a box is worth telling where even the lower end of its density exceeds the base rate so many times
LIFT = 1.25
#: fewer draws than this are not searched
LEAST_DRAWS = 1024
#: draws searched, at most: the boxes of more are no other
MOST_DRAWS = 2**15

Cells = Int[np.ndarray, "parameter path"]
Marks = Bool[np.ndarray, " path"]
OtherCells = Int[np.ndarray, "parameter other"]
OtherMarks = Bool[np.ndarray, " other"]


@dataclass(frozen=True, slots=True)
class _Region:
    """A box in cells: parameter j lies in [low[j], high[j])."""

    low: tuple[int, ...]
    high: tuple[int, ...]

    def holds(self, cells: Cells) -> Marks:
        inside = np.ones(cells.shape[1], dtype=bool)
        for j in self.limited:
            inside &= (cells[j] >= self.low[j]) & (cells[j] < self.high[j])
        return inside

    @property
    def limited(self) -> list[int]:
        return [j for j in range(len(self.low)) if self.low[j] > 0 or self.high[j] < CELLS]

    def moved(self, j: int, low: int, high: int) -> _Region:
        return _Region((*self.low[:j], low, *self.low[j + 1 :]), (*self.high[:j], high, *self.high[j + 1 :]))


def discover(draws: ParameterDraws, difference: Float[np.ndarray, " path"], subject: Subject) -> Discovery:
    """Where among the priors `difference` is large: above its upper quartile, rounded to one digit.

    Boxes limit the priors' ranks; no box where the difference is above the threshold in all draws or in none, where
    there are too few draws, or where chance would do as well.
    """
    n = min(difference.size, MOST_DRAWS) // 4 * 4
    found = difference[:n]
    threshold = rounded(quantiles(difference, (LARGE,))[0], 1) if difference.size else 0.0
    large = found > threshold
    rate = float(large.mean()) if n else 0.0
    rows = [row for row, parameter in enumerate(draws.parameters) if parameter.prior.family != "point"]
    boxes: tuple[Box, ...] = ()
    if n < LEAST_DRAWS:
        reason: str | None = f"{n} draws are too few; at least {LEAST_DRAWS} are searched"
    elif not 0.02 <= rate <= 0.98:
        reason = f"{100 * rate:.0f} % of the draws have the outcome: there is nothing to tell apart"
    else:
        cells = np.minimum((draws.uniforms[rows, :n] * CELLS).astype(np.int64), CELLS - 1)
        boxes = _boxes(cells, large, [draws.parameters[row] for row in rows])
        reason = None if boxes else "no region of the priors holds up on draws that the search has not seen"
    return Discovery(
        branch=subject.branch, reference=subject.reference, measure=subject.measure, label=subject.label,
        unit=subject.unit, day=subject.day, outcome=f"a difference of more than {threshold:,.6g} {subject.unit}",
        threshold=threshold, above=True, draws=n, base_rate=rounded(rate, 4), boxes=boxes, reason=reason,
    )  # fmt: skip


def _boxes(cells: Cells, large: Marks, parameters: Sequence[Parameter]) -> tuple[Box, ...]:
    # consecutive stretches are balanced among Sobol' points; every second path is not
    n = large.size
    learn, choose, judge = slice(0, n // 2), slice(n // 2, 3 * n // 4), slice(3 * n // 4, n)
    free = np.ones(n, dtype=bool)
    boxes: list[Box] = []
    while len(boxes) < MOST_BOXES:
        parts = [(cells[:, part][:, free[part]], large[part][free[part]]) for part in (learn, choose)]
        region = _search(*parts[0], *parts[1])
        if not region.limited:
            break
        box = _judged(region, cells[:, judge], large[judge], free[judge], parameters, _density(region, *parts[0]))
        if box is None or box.density_interval[0] < LIFT * large.mean() or box.coverage < LEAST_COVERAGE:
            break
        boxes.append(box)
        free &= ~region.holds(cells)
    return tuple(boxes)


def _search(cells: Cells, large: Marks, other_cells: OtherCells, other_large: OtherMarks) -> _Region:
    """The box of the peeling that does best on the other draws, pasted, less the limits that say nothing."""
    path = _peel(cells, large)
    region = max(path, key=lambda one: (_gain(one, other_cells, other_large), -len(one.limited)))
    region = _paste(region, cells, large)
    for j in sorted(region.limited, key=lambda j: region.high[j] - region.low[j], reverse=True):
        without = region.moved(j, 0, CELLS)
        if without.limited and not _denser(region, without, cells, large):
            region = without
    return region


def _gain(region: _Region, cells: Cells, large: Marks) -> float:
    """How much denser the box is than all draws, times the root of its size: Kloesgen's binomial test of a subgroup.

    Weighed by size itself, boxes that hold half of all draws at little more than the base rate would win.
    """
    inside = region.holds(cells)
    return float((large[inside].mean() - large.mean()) * np.sqrt(inside.mean())) if inside.any() else 0.0


def _density(region: _Region, cells: Cells, large: Marks) -> float:
    inside = region.holds(cells)
    return float(large[inside].mean()) if inside.any() else 0.0


def _peel(cells: Cells, large: Marks) -> list[_Region]:
    """The boxes of a peeling, the whole first: each time the thin slice goes whose loss leaves the densest box."""
    width = len(cells)
    region = _Region((0,) * width, (CELLS,) * width)
    path, least = [region], LEAST_MASS * large.size
    # one count of all parameters' cells at once: each parameter has cells of its own
    cells = cells + CELLS * np.arange(width)[:, None]
    while large.any() and not large.all():
        best = _best_slice(cells, large, least=least)
        if best is None or best[0] <= large.mean():
            break
        _, j, cut, below = best
        region = region.moved(j, cut, region.high[j]) if below else region.moved(j, region.low[j], cut)
        inside = cells[j] >= CELLS * j + cut if below else cells[j] < CELLS * j + cut
        cells, large = cells[:, inside], large[inside]
        path.append(region)
    return path


def _best_slice(cells: Cells, large: Marks, *, least: float) -> tuple[float, int, int, bool] | None:
    """Density of what is left, parameter, cell and side (below it goes) of the best slice to take off.

    A slice holds `PEEL` of the draws or more; None where every one would leave fewer than `least`.
    """
    width, n = cells.shape
    counts, hits = (
        np.cumsum(np.bincount(some.ravel(), minlength=width * CELLS).reshape(width, CELLS), axis=1)
        for some in (cells, cells[:, large])
    )
    rows, total = np.arange(width), int(large.sum())
    up = np.argmax(counts >= PEEL * n, axis=1)  # the last cell that goes from below
    down = np.sum(counts <= n - PEEL * n, axis=1) - 1  # the last cell that stays when the rest goes from above
    kept_up, left_up = n - counts[rows, up], total - hits[rows, up]
    kept_down, left_down = np.where(down >= 0, counts[rows, down], 0), hits[rows, down]
    kept, left = np.concatenate([kept_up, kept_down]), np.concatenate([left_up, left_down])
    fit = (kept >= max(least, 1.0)) & (kept < n)
    if not fit.any():
        return None
    density = np.where(fit, left / np.maximum(kept, 1), -1.0)
    place = int(density.argmax())
    j, below = place % width, place < width
    return float(density[place]), j, int(up[j] if below else down[j]) + 1, below


def _paste(region: _Region, cells: Cells, large: Marks) -> _Region:
    """The box with its limits let out, cell by cell, as long as that makes it denser."""
    step = max(int(PEEL * CELLS), 1)
    while True:
        now = _density(region, cells, large)
        wider = [
            region.moved(j, low, high)
            for j in region.limited
            for low, high in (
                (max(region.low[j] - step, 0), region.high[j]), (region.low[j], min(region.high[j] + step, CELLS)),
            )
            if (low, high) != (region.low[j], region.high[j])
        ]  # fmt: skip
        best = max(wider, key=lambda one: _density(one, cells, large), default=region)
        if _density(best, cells, large) <= now:
            return region
        region = best


def _denser(region: _Region, without: _Region, cells: Cells, large: Marks) -> bool:
    """Whether so dense a box would come by chance, out of the draws of the box without the limit, at most rarely."""
    inside, wide = region.holds(cells), without.holds(cells)
    return _chance(int(large[inside].sum()), int(inside.sum()), float(large[wide].mean())) < CHANCE


def _chance(hits: int, trials: int, rate: float) -> float:
    """P(at least `hits` of `trials`) where each is one with probability `rate`."""
    if hits <= 0 or rate >= 1.0:
        return 1.0
    return float(special.betainc(hits, trials - hits + 1, rate))


def _judged(
    region: _Region, cells: Cells, large: Marks, free: Marks, parameters: Sequence[Parameter], found: float
) -> Box | None:
    """The box as draws see it that had no part in finding it; None where chance explains it."""
    inside = region.holds(cells) & free
    hits, trials = int(large[inside].sum()), int(inside.sum())
    if trials == 0 or _chance(hits, trials, float(large[free].mean())) >= CHANCE:
        return None
    # the exact interval of Clopper and Pearson, 95 %
    low = 0.0 if hits == 0 else float(special.betaincinv(hits, trials - hits + 1, 0.025))
    high = 1.0 if hits == trials else float(special.betaincinv(hits + 1, trials - hits, 0.975))
    return Box(
        limits=tuple(_limit(parameters[j], region.low[j], region.high[j]) for j in region.limited),
        mass=rounded(float(inside.mean()), 4),
        coverage=rounded(hits / int(large.sum()), 4),
        density=rounded(hits / trials, 4),
        density_interval=(rounded(low, 4), rounded(high, 4)),
        found_density=rounded(found, 4),
    )


def _limit(parameter: Parameter, low: int, high: int) -> Limit:
    ends = inverse_cdf(parameter.prior, np.array([max(low, 0.5), min(high, CELLS - 0.5)]) / CELLS)
    return Limit(
        prior=parameter.name, label=parameter.label, unit=parameter.prior.unit,
        low=rounded(ends[0]) if low > 0 else None, high=rounded(ends[1]) if high < CELLS else None,
        mass_below_low=low / CELLS, mass_below_high=high / CELLS,
    )  # fmt: skip
