"""Days from which a series was another one: exact Bayesian change points of its level and of its spread.

Both are found in normal scores: the surprises of a series, ranked among those of its reference stretch. One wild day is
then one high score and no new level. Stretches between changes are independent given the changes, with a normal mean
(level) or a gamma precision (spread), so that chances of all numbers and places of changes are summed without sampling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Int
from scipy.special import gammaln, ndtri

What = Literal["level", "spread"]
#: the chance, before the data, that a period holds a change: one period in ten
PRIOR_CHANCE = 0.1
#: the spread of a new level, in surprises; shape and rate of the gamma prior of a precision
LEVEL_SPREAD, PRECISION_SHAPE, PRECISION_RATE = 1.0, 2.0, 2.0
#: how much a day may count for, from all to little, where series move in a way the two models do not know
POWERS = (1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1)
FALSE_SHARE = 0.05
#: a change holds this share of its chance between its earliest and latest day
RANGE_SHARE = 0.9
MOST_CHANGES = 3
#: a stretch of fewer days is no level and no spread of its own: a spike
LEAST_STRETCH = 3
#: of a longer period changes are looked for on every second day, or third, …: cost is quadratic in these
MOST_STOPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A change before the observation at `place` of the window, from `earliest` to `latest` with 90 % of its chance."""

    place: int
    earliest: int
    latest: int
    probability: float


def scores(
    surprises: Float[np.ndarray, "*draw day"], ordered: Float[np.ndarray, " reference"]
) -> Float[np.ndarray, "*draw day"]:
    """Normal scores of surprises by their rank among the reference's."""
    low = np.searchsorted(ordered, surprises, side="left")
    high = np.searchsorted(ordered, surprises, side="right")
    return np.asarray(ndtri(((low + high) / 2 + 0.5) / (ordered.size + 1)))


def steps(scored: Float[np.ndarray, "*draw day"], what: What, *, first: int) -> Float[np.ndarray, "*draw day"]:
    """What a change is looked for in: scores for the level, their differences for the spread, which no level enters.

    Scores of the period (from `first` on) are divided by the spread of their differences where this is above 1: a
    period that is wilder throughout has no new level for that.
    """
    between = np.diff(scored, axis=-1, prepend=scored[..., :1]) / np.sqrt(2)
    if what == "spread":
        return np.asarray(between)
    wild = np.sqrt((between[..., first + 1 :] ** 2).mean(axis=-1, keepdims=True))
    return np.concatenate([scored[..., :first], scored[..., first:] / np.maximum(wild, 1.0)], axis=-1)


def evidence(
    days: Float[np.ndarray, "*stretch"], total: Float[np.ndarray, "*draw_stretch"], what: What, power: float
) -> Float[np.ndarray, "*draw_stretch"]:
    """The log chance of stretches of so many days, up to what no division into stretches changes.

    `total` is the sum of steps (level) or of their squares (spread); both counted `power` times.
    """
    days, total = days * power, total * power
    if what == "level":
        wide = LEVEL_SPREAD**2
        return np.asarray(total**2 * (0.5 * wide / (1 + days * wide)) - 0.5 * np.log1p(days * wide))
    shape = PRECISION_SHAPE + days / 2
    known = PRECISION_SHAPE * np.log(PRECISION_RATE) - gammaln(PRECISION_SHAPE)
    return np.asarray(gammaln(shape) + known - shape * np.log(PRECISION_RATE + total / 2))


@dataclass(frozen=True, slots=True)
class Chances:
    """Of each path: the log odds of any change against none, and the log chances of what precedes and follows stops."""

    stops: Int[np.ndarray, " stop"]
    odds: Float[np.ndarray, " draw"]
    begins: Float[np.ndarray, "draw stop"]  # log chance that a stretch begins at the stop, given all days


def _candidates(first: int, days: int) -> Int[np.ndarray, " candidate"]:
    """The days on which a change is looked for: every day of a period of MOST_STOPS days, of longer ones every few."""
    return np.arange(first, days, -(-(days - first) // MOST_STOPS) if days > first else 1)


def chances(
    stepped: Float[np.ndarray, "draw day"], what: What, *, first: int, power: float, but: tuple[int, int] | None = None
) -> Chances:
    """Exact chances over all numbers and places of changes from `first` on, stretches of at least LEAST_STRETCH days.

    By backward and forward recursions over stretches, quadratic in the days; each day holds a change with a chance such
    that the period holds none with chance 1 - PRIOR_CHANCE. `but` leaves out changes at these days, both included.
    Source: Fearnhead, Exact and Efficient Bayesian Inference for Multiple Changepoint Problems (2006), whose summary
    was read; the recursions are derived here and held against enumeration in the tests.
    """
    days = stepped.shape[-1]
    days_of_change = _candidates(first, days)
    stops = np.array([0, *(d for d in days_of_change if but is None or not but[0] <= d <= but[1]), days])
    sums = np.cumsum(stepped if what == "level" else stepped * stepped, axis=-1)
    sums = np.concatenate([np.zeros((stepped.shape[0], 1)), sums], axis=-1)[:, stops]
    table = _stretches(stops, sums, what, first=first, power=power)
    last = stops.size - 1
    after = np.zeros((stepped.shape[0], stops.size))
    for begin in range(last - 1, -1, -1):
        after[:, begin] = _summed(table[begin] + after[:, begin + 1 :])
    before = np.full((stepped.shape[0], stops.size), -np.inf)
    before[:, 0] = 0.0
    if stepped.shape[0] == 1:  # places are asked of one path alone
        for begin in range(last):
            before[:, begin + 1 :] = np.logaddexp(before[:, begin + 1 :], before[:, [begin]] + table[begin])
    none = table[0][:, -1]
    more = after[:, 0] - none
    with np.errstate(divide="ignore"):
        odds = np.where(more > 30, more, np.log(np.maximum(np.expm1(np.minimum(more, 30.0)), 1e-300)))
    return Chances(stops, odds, before + after - after[:, [0]])


def _stretches(
    stops: Int[np.ndarray, " stop"], sums: Float[np.ndarray, "draw stop"], what: What, *, first: int, power: float
) -> list[Any]:
    """Of each stop, the log chances of the stretches that begin there and end at each later one, ends included."""
    days = int(stops[-1])
    candidates = _candidates(first, days)
    hazard = 1 - (1 - PRIOR_CHANCE) ** (1 / max(candidates.size, 1))
    change = np.where(stops < days, np.log(hazard), 0.0)
    earlier = np.searchsorted(candidates, stops)  # candidates before each stop
    table = []
    for begin in range(stops.size - 1):
        length = stops[begin + 1 :] - stops[begin]
        # days on which a change might have come and did not
        quiet = earlier[begin + 1 :] - earlier[begin] - (stops[begin] >= first)
        known = evidence(length.astype(float), sums[:, begin + 1 :] - sums[:, [begin]], what, power)
        known += quiet * np.log1p(-hazard) + change[begin + 1 :]
        known[:, length < LEAST_STRETCH] = -np.inf
        table.append(known)
    return table


def _summed(logs: Float[np.ndarray, "draw stop"]) -> Float[np.ndarray, " draw"]:
    peak = logs.max(axis=1)
    peak = np.where(np.isfinite(peak), peak, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(peak + np.log(np.exp(logs - peak[:, None]).sum(axis=1)))


def calibrated_power(unchanged: Float[np.ndarray, "draw day"], what: What, *, first: int) -> float:
    """The most a day may count for if changes are more likely than not in at most 5 % of paths that have none."""
    for power in POWERS:
        if float((chances(unchanged, what, first=first, power=power).odds > 0).mean()) <= FALSE_SHARE:
            return power
    return POWERS[-1]


def changes(
    stepped: Float[np.ndarray, " day"], what: What, *, first: int, power: float, least: float
) -> tuple[Found, ...]:
    """The changes whose chance is at least `least`, in order of days.

    The likeliest day is taken with the neighbours that share its chance, and set aside; then the next likeliest. The
    chance told is that of at least one change among these days.
    """
    path = stepped[None]
    exact = chances(path, what, first=first, power=power)
    days, left = exact.stops[1:-1], np.exp(exact.begins[0, 1:-1])
    between = int(days[1] - days[0]) - 1 if days.size > 1 else 0  # days that were not looked at, before each that was
    total = float(exact.odds[0])
    found: list[Found] = []
    for _ in range(MOST_CHANGES):
        place = int(left.argmax())
        low, high = _about(left, place, share=0.995, floor=1e-3)
        if left[place] <= 0:
            break
        without = chances(path, what, first=first, power=power, but=(int(days[low]), int(days[high])))
        # both against no change at all: (1 + odds without these days) / (1 + odds)
        held = float(1 - np.exp(np.logaddexp(0, without.odds[0]) - np.logaddexp(0, total)))
        if held < least:
            break
        earliest, latest = _about(left[low : high + 1], place - low, share=RANGE_SHARE, floor=0.0)
        early = max(int(days[low + earliest]) - between, first)
        late = min(int(days[low + latest]) + between, stepped.size - 1)
        found.append(Found(place=int(days[place]), earliest=early, latest=late, probability=min(held, 1.0)))
        left[low : high + 1] = 0.0
    return tuple(sorted(found, key=lambda change: change.place))


def _about(chance: Float[np.ndarray, " day"], place: int, *, share: float, floor: float) -> tuple[int, int]:
    """The days about `place`, likelier neighbour first, that hold this share of the chance or are not below `floor`."""
    low = high = place
    wanted = share * float(chance.sum())
    while float(chance[low : high + 1].sum()) < wanted - 1e-12:
        below = float(chance[low - 1]) if low > 0 else -1.0
        above = float(chance[high + 1]) if high + 1 < chance.size else -1.0
        if max(below, above) < floor:
            break
        low, high = (low - 1, high) if below >= above else (low, high + 1)
    return low, high
