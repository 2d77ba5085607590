"""Event studies: what an instrument did after events beyond what it does anyway, and how often chance does as much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Complex, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.scoring.clusters import cluster_interval
from contingent.watching.exposure.track import Track, rolling

#: a newspaper tells of the day before it: Iraq entered Kuwait on 2 August 1990, and the index jumped on the 3rd
NEWS_LAG = timedelta(days=1)
#: fewer events than this are told of nobody
LEAST_EVENTS = 10
#: rotations of the calendar of events: a series with fewer steps takes each once, so that p is exact
ROTATIONS = 9999
#: a share of the estimation window that must be there
LEAST_KNOWN = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Over which observations what is normal is estimated: `length` of them, ending `gap` before the last one known."""

    length: int
    gap: int


#: four months and two weeks of trading days; three years and a month of months
DESIGNS = {"daily": Design(length=120, gap=10), "weekly": Design(length=52, gap=2), "monthly": Design(length=36, gap=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStudy:
    """The cumulative abnormal log returns after each event that could be measured, and what chance makes of them.

    `mean` has a 90 % `interval` over years resampled whole (None: all events in one year). `statistic` is the mean of
    the studentised abnormal returns over their standard error across events; `p` the two-sided share of rotations of
    the events' calendar whose statistic is as far from 0. `placebo` are mean abnormal returns of rotated calendars
    without the days near events. `unmeasured` events had no window: nothing observed near, too long a gap, a value
    that is not above 0, too little before it. `up` is the share of windows with a rise, `usual_up` that over all days.
    """

    window: int
    days: tuple[date, ...]
    abnormal: Float[np.ndarray, " event"]
    mean: float
    interval: tuple[float, float] | None
    statistic: float
    p: float
    placebo: Float[np.ndarray, " rotation"]
    up: float
    usual_up: float
    unmeasured: int


def event_study(
    track: Track,
    events: Sequence[date],
    *,
    window: int,
    seed: int,
    lag: timedelta = NEWS_LAG,
    rotations: int = ROTATIONS,
) -> EventStudy | None:
    """What the track did in the `window` observations from each event's day on; None for under `LEAST_EVENTS` events.

    A window runs from the last observation before the day `lag` before the event's, so that the day of which the news
    tells counts. What is normal is the mean return of an estimation window that ends before that observation with a
    gap between. Each abnormal return is divided by the standard deviation that the estimation window makes one
    expect, the error of its mean among it, and the mean of these by their spread across events: the first keeps
    restless times from counting for more, the second lets events themselves raise volatility.
    A p-value comes from moving the whole calendar of events by a random step, round the ends, so that placebo days
    stand as close together as the events do and lie in the same history.

    Source: MacKinlay (1997), as retold in a public wiki, for estimation windows before the event and the
    mean-adjusted model; Brown and Warner (1985), abstract: changes of variance on events matter; Boehmer, Musumeci
    and Poulsen (1991), as described in the manual of R's EventStudy, for the standardised cross-sectional statistic;
    Kolari and Pynnönen (2010), abstract: clustered dates over-reject, hence rotations. Rotating is ours.

    Raises:
        ValueRangeError: a window or number of rotations below 1.
    """
    if window < 1 or rotations < 1:
        raise ValueRangeError(f"a window of {window} and {rotations} rotations; wanted at least 1 of each")
    raw, scaled = abnormal_returns(track, window=window)
    bases = track.bases([day - lag for day in events], side="before")
    measured = np.flatnonzero(np.isfinite(np.append(scaled, np.nan)[bases]))  # a base of −1 is none
    # two events with one base (two in a month of monthly values) are one window
    places, first = np.unique(bases[measured], return_index=True)
    if places.size < LEAST_EVENTS:
        return None
    days = tuple(events[place] for place in measured[first].tolist())
    usual = np.flatnonzero(track.measurable(window))
    changes = track.changes(window)
    known = np.flatnonzero(np.isfinite(scaled))
    circle = Circle.of(int(known[0]), int(known[-1]) + 1, places, key=(track.name, window, seed), most=rotations)
    statistic = float(_statistics(*(part.sum(keepdims=True) for part in _parts(scaled[places])))[0])
    chance = _statistics(*map(circle.sums, _parts(scaled)))
    chance = chance[np.isfinite(chance)]
    return EventStudy(
        window=window,
        days=days,
        abnormal=raw[places],
        mean=float(raw[places].mean()),
        interval=cluster_interval(raw[places], np.array([day.year for day in days]), seed=seed),
        statistic=statistic,
        p=float((1 + (np.abs(chance) >= abs(statistic) - 1e-12).sum()) / (1 + chance.size)),
        placebo=_placebo(raw, scaled, circle, places, window=window),
        up=float((changes[places] > 0.0).mean()),
        usual_up=float((changes[usual] > 0.0).mean()),
        unmeasured=len(events) - places.size,
    )


def abnormal_returns(track: Track, *, window: int) -> tuple[Float[np.ndarray, " day"], Float[np.ndarray, " day"]]:
    """The abnormal log return over the window from each observation on, and the same in expected standard deviations.

    NaN where the window or the estimation window is not there. Both are as before when the track is multiplied.
    """
    design = DESIGNS[track.cadence]
    changes = np.where(track.measurable(window), track.changes(window), np.nan)
    estimated = rolling(track.steps, length=design.length, least=LEAST_KNOWN)
    count, mean, spread = (_later(part, design.gap) for part in estimated)
    raw = changes - window * mean
    return raw, raw / (spread * np.sqrt(window * (1.0 + window / count)))


def _later(values: Float[np.ndarray, " day"], gap: int) -> Float[np.ndarray, " day"]:
    """Each value `gap` places later: what was known then."""
    return np.concatenate([np.full(gap, np.nan), values])[: values.size]


@dataclass(frozen=True, slots=True)
class Circle:
    """A calendar of events laid on the stretch that can be measured, its ends joined, and the steps it is moved by."""

    low: int
    high: int
    spectrum: Complex[np.ndarray, " frequency"]
    steps: Int[np.ndarray, " rotation"]

    @classmethod
    def of(
        cls, low: int, high: int, places: Int[np.ndarray, " event"], *, key: tuple[str, int, int], most: int
    ) -> Circle:
        """The places on the stretch from `low` to before `high`; every step once, or `most` of them drawn."""
        marked = np.zeros(high - low)
        marked[places - low] = 1.0
        steps = np.arange(1, high - low)
        if steps.size > most:
            generator = np.random.Generator(np.random.Philox(key=stream_key("event study", *key)))
            steps = np.sort(generator.choice(steps, size=most, replace=False))
        return cls(low, high, np.conj(np.fft.rfft(marked)), steps)

    def sums(self, values: Float[np.ndarray, " day"]) -> Float[np.ndarray, " rotation"]:
        """The sum of the values at the moved places, for each step: a circular correlation, by Fourier transforms."""
        own = values[self.low : self.high]
        found = np.fft.irfft(np.fft.rfft(own) * self.spectrum, n=own.size)
        return np.asarray(found[self.steps])


def _parts(values: Float[np.ndarray, "*shape"]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether each value is known, the value, and its square; nothing in a sum where it is not."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    return known.astype(np.float64), filled, filled**2


def _statistics(
    count: Float[np.ndarray, " rotation"],
    total: Float[np.ndarray, " rotation"],
    squares: Float[np.ndarray, " rotation"],
) -> Float[np.ndarray, " rotation"]:
    """The mean over its standard error across events, of those that could be measured; NaN for fewer than two."""
    n = np.rint(count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        around = squares - n * mean**2
        error = np.sqrt(np.maximum(around, 0.0) / (n - 1) / n)
        # events that are alike to the last digits have no spread to be told by
        return np.where((n > 1) & (around > 1e-9 * squares), mean / error, np.nan)


def _placebo(
    raw: Float[np.ndarray, " day"],
    scaled: Float[np.ndarray, " day"],
    circle: Circle,
    places: Int[np.ndarray, " event"],
    *,
    window: int,
) -> Float[np.ndarray, " kept"]:
    """The mean abnormal return of each rotated calendar, days whose window shares a day with an event's left out."""
    near = np.zeros(raw.size, dtype=bool)
    for place in places.tolist():
        near[max(place - window + 1, 0) : place + window] = True
    known, filled, _ = _parts(np.where(near | ~np.isfinite(scaled), np.nan, raw))
    count, total = np.rint(circle.sums(known)), circle.sums(filled)
    enough = count >= LEAST_EVENTS
    return np.asarray(total[enough] / count[enough])
