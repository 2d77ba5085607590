"""Direction and size after an event, from earlier events only, beside what needs no events at all; scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.scoring.distributions import crps_weighted
from contingent.scoring.probabilities import briers
from contingent.watching.exposure.track import Track, rolling

#: who forecasts: from past events; from all past days, as they were; the same at today's volatility; a driftless walk
EVENTS, UNCONDITIONAL, SCALED, WALK = "contingent", "unconditional", "unconditional_scaled", "random_walk"
FORECASTERS = (EVENTS, UNCONDITIONAL, SCALED, WALK)
#: recent volatility: over so many returns before the forecast
RECENT = {"daily": 60, "weekly": 26, "monthly": 24}
#: before so many past events, or so many past windows, nothing is forecast
LEAST_PAST_EVENTS, LEAST_PAST_WINDOWS = 10, 100
LEAST_KNOWN = 0.8
#: a distribution is told by so many of its quantiles
LEVELS = (np.arange(99) + 0.5) / 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """How many past events the past of all days weighs as much as, for the direction and for the size."""

    direction: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Forecasts held against what came, an entry an event in the order of days.

    `said` is P(up) by forecaster, `brier` its score against `rose`; `crps` scores the distribution of |log return|
    over the window, and `size` is what came, both in log points; `recent` the expected standard deviation of the
    window by recent volatility, for putting instruments beside each other.
    """

    days: tuple[date, ...]
    rose: Bool[np.ndarray, " event"]
    size: Float[np.ndarray, " event"]
    recent: Float[np.ndarray, " event"]
    said: Mapping[str, Float[np.ndarray, " event"]]
    brier: Mapping[str, Float[np.ndarray, " event"]]
    crps: Mapping[str, Float[np.ndarray, " event"]]


def scored_forecasts(
    track: Track, events: Sequence[date], *, window: int, priors: Priors, first: date, past: Past | None = None
) -> Scores | None:
    """Each event from `first` on forecast from what was known at its end, and scored; None where none could be.

    The base is the last observation by the end of the event's day, the outcome the log return from it over `window`
    observations. Past windows, of events and of all days, count only once they were over by the base. With n past
    events of which k rose, and u the share of rises over all past windows, P(up) = (k + a u) / (n + a). The size is
    the absolute returns after past events, each in units of its own recent volatility, mixed n : a with those of all
    past windows, times today's recent volatility.
    Baselines: `unconditional`, share and sizes of all past windows as they were; `unconditional_scaled`, the same at
    today's volatility, which shows what is owed to volatility and not to events; `random_walk`, a half and a normal
    of recent volatility without drift. `past` is `Past.of(track, window)`, for who asks more than once.

    Raises:
        ValueRangeError: a prior that is not above 0.
    """
    if min(priors.direction, priors.size) <= 0.0:
        raise ValueRangeError(f"priors are {priors}; wanted weights above 0")
    past = past or Past.of(track, window)
    bases = track.bases(events, side="on")
    places = np.unique(bases[np.append(past.known, False)[bases]])  # a base of −1 is none
    rows = []
    for base in places.tolist():
        day = date.fromordinal(int(track.days[base]))
        own = places[places + window <= base]
        if day < first or own.size < LEAST_PAST_EVENTS:
            continue
        found = past.forecasts(base, own, priors)
        if found is not None:
            rows.append((day, base, found))
    if not rows:
        return None
    at = np.array([base for _, base, _ in rows])
    rose, size, recent = past.changes[at] > 0.0, np.abs(past.changes[at]), past.recent[at]
    said = {who: np.array([found[who][0] for _, _, found in rows]) for who in FORECASTERS}
    told = [found for _, _, found in rows]
    return Scores(
        days=tuple(day for day, _, _ in rows),
        rose=rose,
        size=size,
        recent=recent,
        said=said,
        brier={who: briers(said[who], rose) for who in FORECASTERS},
        crps={who: _crps([found[who] for found in told], size) for who in FORECASTERS},
    )


Told = tuple[float, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Past:
    """Every window of a track: its change, the volatility expected at its base, and whether both are known.

    `by_size` and `by_relative` are the known windows in the order of their sizes, as they were and over recent
    volatility. `usual` keeps what all past windows say at a base, the same for every kind of event and every prior.
    """

    window: int
    changes: Float[np.ndarray, " day"]
    recent: Float[np.ndarray, " day"]
    known: Bool[np.ndarray, " day"]
    by_size: Int[np.ndarray, " window"]
    by_relative: Int[np.ndarray, " window"]
    usual: dict[int, tuple[float, np.ndarray, np.ndarray] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, track: Track, window: int) -> Past:
        """The windows of so many observations of a track."""
        changes = np.where(track.measurable(window), track.changes(window), np.nan)
        _, _, spread = rolling(track.steps, length=RECENT[track.cadence], least=LEAST_KNOWN)
        recent = spread * np.sqrt(window)
        known = np.isfinite(changes) & np.isfinite(recent)
        places, sizes = np.flatnonzero(known), np.abs(changes[known])
        return cls(window, changes, recent, known, places[np.argsort(sizes)], places[np.argsort(sizes / recent[known])])

    def forecasts(self, base: int, own: Int[np.ndarray, " event"], priors: Priors) -> dict[str, Told] | None:
        """P(up) and draws (with weights) of the size by each forecaster, from windows that were over at `base`."""
        if base not in self.usual:
            self.usual[base] = self._usual(base)
        all_past = self.usual[base]
        if all_past is None:
            return None
        (usual, everything, relative), recent = all_past, self.recent[base]
        events = np.abs(self.changes[own]) / self.recent[own] * recent
        up = (float((self.changes[own] > 0.0).sum()) + priors.direction * usual) / (own.size + priors.direction)
        weights = np.concatenate([np.ones(own.size), np.full(LEVELS.size, priors.size / LEVELS.size)])
        even = np.ones(LEVELS.size)
        return {
            EVENTS: (up, np.concatenate([events, relative * recent]), weights),
            UNCONDITIONAL: (usual, everything, even),
            SCALED: (usual, relative * recent, even),
            WALK: (0.5, _half_normal() * recent, even),
        }

    def _usual(self, base: int) -> tuple[float, np.ndarray, np.ndarray] | None:
        """The share of rises, sizes, and sizes over recent volatility, of all windows that were over at `base`."""
        last = base - self.window
        over = self.by_size[self.by_size <= last]
        if over.size < LEAST_PAST_WINDOWS:
            return None
        share = float((self.changes[over] > 0.0).mean())
        relative = self.by_relative[self.by_relative <= last]
        return (
            share,
            _quantiles(np.abs(self.changes[over])),
            _quantiles(np.abs(self.changes[relative]) / self.recent[relative]),
        )


def _quantiles(ordered: Float[np.ndarray, " window"]) -> Float[np.ndarray, " draw"]:
    """The quantiles at `LEVELS` of values in their order."""
    return np.asarray(np.interp(LEVELS * (ordered.size - 1), np.arange(ordered.size), ordered))


@cache
def _half_normal() -> Float[np.ndarray, " draw"]:
    """Quantiles of the distance of a standard normal from 0."""
    from scipy.special import ndtri

    return np.asarray(ndtri((1.0 + LEVELS) / 2.0))


def _crps(told: Sequence[Told], observed: Float[np.ndarray, " event"]) -> Float[np.ndarray, " event"]:
    """The CRPS of each forecast; those with fewer draws are filled up with draws of no weight."""
    most = max(draws.size for _, draws, _ in told)
    draws, weights = np.zeros((len(told), most)), np.zeros((len(told), most))
    for place, (_, own, weight) in enumerate(told):
        draws[place, : own.size], weights[place, : own.size] = own, weight
    return crps_weighted(draws, weights, observed)
