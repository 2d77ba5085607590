"""Forecasts of windows that overlap, scored: each window by itself, and forecasters beside one another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from contingent.core.errors import ValueRangeError
from contingent.scoring.bootstrap import block_interval, independent_windows, overlap_block
from contingent.scoring.pit import pit
from contingent.scoring.reliability import wilson
from contingent.scoring.rules import crps_draws, interval_score

#: what our own forecaster is called in every figure
OWN = "contingent"
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One forecast held against what happened; `quantiles` are those of `LEVELS`.

    A forecast of a single value has its error as its CRPS, and neither intervals nor a place of the outcome (None).
    """

    crps: float
    quantiles: tuple[float, ...]
    pit: float | None = None
    mis90: float | None = None
    in90: bool | None = None
    in50: bool | None = None


def score(draws: Float[np.ndarray, " draw"], observed: float) -> Scored:
    """The scores of equally likely draws; a bare value is one draw.

    Raises:
        ValueRangeError: no draw, or a number that is not finite.
    """
    crps = crps_draws(draws.tolist(), observed, estimator="ensemble")
    if draws.size == 1:
        return Scored(crps=crps, quantiles=(float(draws[0]),) * len(LEVELS))
    low, lower, middle, upper, high = (float(value) for value in np.quantile(draws, LEVELS))
    return Scored(
        crps=crps,
        quantiles=(low, lower, middle, upper, high),
        pit=pit(draws, observed),
        mis90=interval_score(low, high, observed, coverage=0.9),
        in90=low <= observed <= high,
        in50=lower <= observed <= upper,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What happened in the `horizon_days` after `origin`, and how each forecaster did that had something to say."""

    origin: date
    horizon_days: int
    outcome: float
    scores: Mapping[str, Scored]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of a score over `n` windows, with its 90 % interval where one can be made."""

    value: float
    n: int
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of one length in the order of their origins, `step_days` apart."""

    windows: tuple[Window, ...]
    step_days: int

    def __post_init__(self) -> None:
        origins = [window.origin for window in self.windows]
        if origins != sorted(set(origins)) or len({window.horizon_days for window in self.windows}) > 1:
            raise ValueRangeError("windows of one length were wanted, their origins rising, none twice")

    @property
    def block(self) -> int:
        """Neighbours that share days with a window: the block of a bootstrap."""
        return overlap_block(self.windows[0].horizon_days, self.step_days)

    @property
    def independent(self) -> float:
        """How many windows end to end their stretch has room for."""
        if not self.windows:
            return 0.0
        days = (self.windows[-1].origin - self.windows[0].origin).days + self.step_days
        n = days // self.step_days
        return independent_windows(n, horizon_days=self.windows[0].horizon_days, step_days=self.step_days)

    @property
    def forecasters(self) -> tuple[str, ...]:
        """Everybody who had something to say in some window, in the order of the first."""
        return tuple(dict.fromkeys(name for window in self.windows for name in window.scores))

    def of(self, *forecasters: str) -> Windows:
        """The windows in which all of them had something to say."""
        return Windows(tuple(w for w in self.windows if all(name in w.scores for name in forecasters)), self.step_days)

    def since(self, day: date) -> Windows:
        """The windows begun on `day` or later."""
        return Windows(tuple(w for w in self.windows if w.origin >= day), self.step_days)

    def crps(self, forecaster: str, *, seed: int) -> Mean:
        """The mean CRPS of a forecaster over its windows."""
        return self._mean([w.scores[forecaster].crps for w in self.of(forecaster).windows], seed, floor=0.0)

    def difference(self, ours: str, theirs: str, *, seed: int) -> Mean:
        """The mean CRPS of `ours` less that of `theirs`, over the windows that both have: below 0, ours is better."""
        common = self.of(ours, theirs)
        return common._mean([w.scores[ours].crps - w.scores[theirs].crps for w in common.windows], seed)

    def bias(self, forecaster: str, *, seed: int) -> Mean:
        """The mean of the median forecast less what happened."""
        return self._mean([w.scores[forecaster].quantiles[2] - w.outcome for w in self.of(forecaster).windows], seed)

    def interval_score(self, forecaster: str, *, seed: int) -> Mean | None:
        """The mean score of the 90 % interval; None for bare values."""
        found = [w.scores[forecaster].mis90 for w in self.of(forecaster).windows]
        known = [value for value in found if value is not None]
        return self._mean(known, seed, floor=0.0) if known else None

    def coverage(self, forecaster: str, *, level: int) -> Mean | None:
        """How often the interval of `level` (90 or 50) percent held the outcome; None for bare values.

        The interval is Wilson's, with as many cases as windows are independent.
        """
        own = self.of(forecaster)
        held = [w.scores[forecaster].in90 if level == 90 else w.scores[forecaster].in50 for w in own.windows]
        known = [float(value) for value in held if value is not None]
        if not known:
            return None
        share, cases = sum(known) / len(known), own.independent
        return Mean(value=share, n=len(known), interval=wilson(share * cases, cases))

    def pits(self, forecaster: str) -> Float[np.ndarray, " window"]:
        """Where in each forecast the outcome fell, bare values left out."""
        found = [w.scores[forecaster].pit for w in self.of(forecaster).windows]
        return np.array([value for value in found if value is not None], dtype=float)

    def _mean(self, values: Sequence[float], seed: int, *, floor: float = -math.inf) -> Mean:
        if not values:
            raise ValueRangeError("a mean over no window was asked for; wanted at least one")
        scores = np.array(values, dtype=float)
        interval = block_interval(scores, block=self.block, seed=seed, floor=floor)
        return Mean(value=float(scores.mean()), n=scores.size, interval=interval)
