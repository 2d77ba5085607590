"""The joint observation model of a war: what its series say together of tempo, advance and regimes, and each's bias.

What the series identify: the rate of claimed losses and its shocks; the recent rate of advance, its mean, shocks and
persistence; the ratio of the biases of two area series. What they do not: true losses per loss claimed, the exchange
of losses, every elasticity, and which of two maps is right: there the prior comes back as the posterior.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy import special

from contingent.core.belief import Prior
from contingent.core.errors import DataError
from contingent.simulating.drawing.parameters import inverse_cdf
from contingent.simulating.fitting import filters
from contingent.simulating.fitting.series import KnownSeries
from contingent.simulating.front.priors import CITED, UNREAD

#: months of the series behind a fit: before that a front is another war
WINDOW_MONTHS = 24
LEAST_MONTHS = 12
MONTH_DAYS, SPAN_DAYS = 30, 10
#: floor of every spread of a rate, in km² a month: mapping is no finer
LEAST_SD = 1.0
#: the mean rate of advance wanders on while a forecast runs; what is told of it is its average over this many months
AHEAD_MONTHS = 12
#: from a median absolute deviation to a standard deviation, under a normal
MAD_TO_SD = 1.4826
#: an outlier of a month is of the order of the largest the window has seen
OUTLIER_RMS, OUTLIER_SD = 3.0, 10.0
#: priors that the fit itself needs; all of them judgements
LOSS_NOISE = (0.1, 0.5)
#: size of the shocks at the start of the window: of the tempo, and of the advance as a share of the window's scale
TEMPO_SD, START_SHARE, START_SPREAD = 0.15, 0.5, 0.8
#: an unknown level at the start of the window: log losses a month, and km² as a multiple of the window's scale
LOG_DIFFUSE, CENTRE_SPREAD = 4.0, 3.0
#: rungs of shocks on either side of the middle, and the factor from one to the next
RUNGS_EITHER_WAY, RUNG_FACTOR = 4, 1.6
#: share of months in which a series leaps for reasons no rate of advance knows (a withdrawal, a redrawn map)
OUTLIER_SHARE = 0.1
FACTORS = ("tempo", "advance")
#: no more than this share of a rung is left in a month
MOST_TURNS = 0.9
DRIFT_SHARE = (0.2, 0.4)
#: wandering of the log size of shocks, a root month
UNREST = (0.1, 0.5)
BIAS = (1.0, 0.15)
WALK_SHARE, WALK_SPREAD = 0.25, 0.6
#: nodes of a table from a standard normal to a family without a closed inverse
NODES = np.linspace(-8.0, 8.0, 4001)
Points = Float[np.ndarray, "dimension particle"]
#: level, deviation, and the size of the shocks relative to the middle of the ladder, by particle
State = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """The series cut into spans, oldest first: log claimed losses a month of each ten days, km² of each month.

    `claims_known` and `rates_known` are 1 where there is a value and 0 where not (the value is then 0). `areas` names
    the area series, the reference first; `scale` is the robust spread of its rates, `centre` their median, `level` the
    log of the losses a month about which the window is taken to begin.
    """

    log_claims: Float[np.ndarray, " span"]
    claims_known: Float[np.ndarray, " span"]
    level: float
    areas: tuple[str, ...]
    rates: Float[np.ndarray, "month series"]
    rates_known: Float[np.ndarray, "month series"]
    centre: float
    scale: float
    outlier_sd: float

    def seen(self, factor: str) -> tuple[np.ndarray, np.ndarray]:
        """Values and whether they are known of "tempo" or "advance": [span, series]."""
        if factor == "tempo":
            return self.log_claims[:, None], self.claims_known[:, None]
        return self.rates, self.rates_known


def spans(losses: KnownSeries, areas: Mapping[str, KnownSeries], as_of: date) -> Spans:
    """The spans up to `as_of`, as many as the window and the series hold; the first of `areas` is the reference.

    Losses end on their own last day, all areas on the last that every one of them tells of: a day without a row is no
    day without losses or movement.

    Raises:
        DataError: less than a year of a reference series, or claimed losses that mostly do not rise.
    """
    last = min(as_of, losses.days[-1])
    claims = np.array(losses.changes(last, days=SPAN_DAYS, most=WINDOW_MONTHS * MONTH_DAYS // SPAN_DAYS))[::-1]
    if claims.size < LEAST_MONTHS * MONTH_DAYS // SPAN_DAYS:
        raise DataError(
            f"{losses.label} has {claims.size} spans of ten days before {last}; wanted at least "
            f"{LEAST_MONTHS * MONTH_DAYS // SPAN_DAYS}"
        )
    rising = claims > 0
    if rising.mean() < 0.5 or not rising[-MONTH_DAYS // SPAN_DAYS :].any():
        raise DataError(f"{losses.label} rises in {int(rising.sum())} of {claims.size} spans of ten days; wanted most")
    last = min(as_of, *(found.days[-1] for found in areas.values()))
    months = [np.array(found.changes(last, days=MONTH_DAYS, most=WINDOW_MONTHS))[::-1] for found in areas.values()]
    first = months[0]
    if first.size < LEAST_MONTHS:
        label = next(iter(areas.values())).label
        raise DataError(f"{label} has {first.size} months before {last}; wanted at least {LEAST_MONTHS}")
    rates, known = np.zeros((first.size, len(months))), np.zeros((first.size, len(months)))
    for column, found in enumerate(months):
        held = found[-first.size :]
        rates[first.size - held.size :, column] = held
        known[first.size - held.size :, column] = 1.0
    centre = float(np.median(first))
    scale = max(MAD_TO_SD * float(np.median(np.abs(first - centre))), LEAST_SD)
    return Spans(
        log_claims=np.where(rising, np.log(np.where(rising, claims, 1.0) * MONTH_DAYS / SPAN_DAYS), 0.0),
        claims_known=rising.astype(float),
        level=float(np.log(claims[rising][0] * MONTH_DAYS / SPAN_DAYS)),
        areas=tuple(areas),
        rates=rates,
        rates_known=known,
        centre=centre,
        scale=scale,
        outlier_sd=max(OUTLIER_RMS * float(np.sqrt(np.mean(first**2))), OUTLIER_SD * scale),
    )


def fit_priors(found: Spans) -> tuple[tuple[Prior, ...], tuple[Prior, ...]]:
    """The priors of the fitted parameters: of the tempo, and of advance, regimes and maps.

    Those of a rate are as wide as the rates of the window differ, since no size is common to all wars.
    """

    def judged(name: str, median: float, spread: float, unit: str) -> Prior:
        return Prior(name=name, family="lognormal", parameters=(median, spread), unit=unit, source=UNREAD,
                     verified=False)  # fmt: skip

    cited = {parameter.name: parameter.prior for parameter in CITED}
    tempo = (judged("tempo_unrest", *UNREST, "1/√month"), judged("loss_noise", *LOSS_NOISE, "1"))
    advance = (
        judged("advance_drift", *DRIFT_SHARE, "1"),
        judged("advance_unrest", *UNREST, "1/√month"),
        cited["advance_persistence"],
        *(judged(f"bias_{name}", *BIAS, "1") for name in found.areas),
        *(judged(f"walk_{name}", WALK_SHARE * found.scale, WALK_SPREAD, "km²/√month") for name in found.areas),
    )
    return tempo, advance


class Calibration:
    """The likelihood of points of a standard normal, each dimension a fitted parameter read off its prior."""

    def __init__(self, found: Spans) -> None:
        self.found = found
        self.tempo, self.advance = fit_priors(found)
        self.priors = (*self.tempo, *self.advance)
        self._columns = [_column(prior) for prior in self.priors]

    @property
    def blocks(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The dimensions of the two factors of the likelihood: tempo, and advance."""
        first = len(self.tempo)
        return tuple(range(first)), tuple(range(first, len(self.priors)))

    def parameters(self, points: Any, xp: Any = np) -> dict[str, Any]:
        """The fitted parameters at `points` [dimension, particle], by name, in the array namespace `xp`."""
        rows = zip(self.priors, self._columns, points, strict=True)
        return {prior.name: column(row, xp) for prior, column, row in rows}

    def log_likelihood(self, points: Points) -> Float[np.ndarray, "factor particle"]:
        """The log likelihood of the losses and of the areas at `points`."""
        p = self.parameters(points)
        return np.stack([self.filtered(factor, p)["total"] for factor in FACTORS])

    def inputs(self, factor: str, p: Mapping[str, Any], xp: Any) -> filters.Inputs:
        """What the filter is told of "tempo" or "advance" at parameters `p`."""
        return (tempo_inputs if factor == "tempo" else advance_inputs)(p, self.found, xp)

    def filtered(self, factor: str, p: Mapping[str, np.ndarray]) -> filters.State:
        """What the filter of "tempo" or "advance" knows at the end."""
        inputs = self.inputs(factor, p, np)
        state = filters.start(inputs, np)
        for seen in zip(*self.found.seen(factor), strict=True):
            state = filters.step(state, seen, inputs, np)
        return state

    def latents(self, points: Points, generator: np.random.Generator) -> dict[str, Float[np.ndarray, " particle"]]:
        """Draws of what the filters know at the end, rates and the size of the shocks to come, as `coming` has it."""
        p = self.parameters(points)
        states = tuple(_drawn(self.filtered(factor, p), generator) for factor in FACTORS)
        return self.coming(p, states, generator)

    def coming(
        self, p: Mapping[str, np.ndarray], states: Sequence[State], generator: np.random.Generator
    ) -> dict[str, Float[np.ndarray, " particle"]]:
        """What is told of the state at the end of each factor, given parameters `p`.

        Mean rate and shocks wander on: what is drawn is their average over the next `AHEAD_MONTHS`.
        """
        (level, _, tempo), (mean, off, advance) = states
        z = generator.standard_normal((3, level.size))
        ahead = math.sqrt(AHEAD_MONTHS / 3)
        advance = advance * self.found.scale
        return {
            "loss_rate_attacker": np.exp(level),
            "tempo_sd": TEMPO_SD * tempo * np.exp(p["tempo_unrest"] * ahead * z[0]),
            "advance_recent": mean + off,
            "advance_mean": mean + p["advance_drift"] * advance * ahead * z[1],
            "advance_sd": advance * np.exp(p["advance_unrest"] * ahead * z[2]),
        }


def _drawn(state: filters.State, generator: np.random.Generator) -> State:
    """A draw of level, deviation, and shocks relative to the middle of the ladder from each particle's state."""
    count = state["total"].size
    # rounding may leave the last sum just below one
    above = np.cumsum(state["share"], axis=0)[:-1] < generator.random(count)
    rung = above.sum(axis=0)
    m, u, mm, mu, uu = (state[name][rung, np.arange(count)] for name in filters.MOMENTS)
    z = generator.standard_normal((2, count))
    within = about_a_rung(generator, count)
    left = np.sqrt(np.maximum(uu - mu**2 / mm, 0.0))
    return m + np.sqrt(mm) * z[0], u + mu / np.sqrt(mm) * z[0] + left * z[1], ladder()[rung, 0] * within


def about_a_rung(generator: np.random.Generator, count: int) -> Float[np.ndarray, " particle"]:
    """Factors by which sizes differ that one rung stands for: halfway to the next one, either way."""
    return np.asarray(RUNG_FACTOR ** (generator.random(count) - 0.5))


def ladder() -> Float[np.ndarray, "rung 1"]:
    """The size of the shocks on each rung, relative to the middle.

    >>> [round(float(rung), 3) for rung in ladder()[3:6, 0]]
    [0.625, 1.0, 1.6]
    """
    return np.asarray(RUNG_FACTOR ** np.arange(-RUNGS_EITHER_WAY, RUNGS_EITHER_WAY + 1.0)[:, None])


def tempo_inputs(p: Mapping[str, Any], found: Spans, xp: Any) -> filters.Inputs:
    """What the filter is told of the tempo: a level alone, seen through the noise of ten days."""
    one = 0.0 * p["loss_noise"] + 1.0
    share = SPAN_DAYS / MONTH_DAYS
    return {
        "ladder": xp.asarray(TEMPO_SD * ladder()),
        "level": one * math.sqrt(share),
        "fade": 0.0 * one,
        "deviation": 0.0 * one,
        "turn": _turn(p["tempo_unrest"] ** 2 * share, xp),
        "start_log": one * math.log(TEMPO_SD),
        "start_spread": one * START_SPREAD,
        "start_level": one * found.level,
        "start_sd": one * LOG_DIFFUSE,
        "bias": xp.stack([one]),
        "noise": xp.stack([p["loss_noise"]]),
        # the noise is of mean one, so that its log has a mean of minus half its variance
        "shift": xp.stack([0.5 * p["loss_noise"] ** 2]),
        "mode_share": xp.stack([one]),
        "mode_variance": xp.stack([0.0 * one]),
    }


def advance_inputs(p: Mapping[str, Any], found: Spans, xp: Any) -> filters.Inputs:
    """What the filter is told of the advance: level and deviation, seen by each map with its bias, and outliers."""
    one = 0.0 * p["advance_persistence"] + 1.0
    return {
        "ladder": xp.asarray(found.scale * ladder()),
        "level": p["advance_drift"],
        "fade": p["advance_persistence"],
        "deviation": one,
        "turn": _turn(p["advance_unrest"] ** 2, xp),
        "start_log": one * math.log(START_SHARE * found.scale),
        "start_spread": one * START_SPREAD,
        "start_level": one * found.centre,
        "start_sd": one * CENTRE_SPREAD * found.scale,
        "bias": xp.stack([p[f"bias_{name}"] for name in found.areas]),
        "noise": xp.stack([p[f"walk_{name}"] for name in found.areas]),
        "shift": xp.stack([0.0 * one for _ in found.areas]),
        "mode_share": xp.stack([one * (1.0 - OUTLIER_SHARE), one * OUTLIER_SHARE]),
        "mode_variance": xp.stack([0.0 * one, one * found.outlier_sd**2]),
    }


def _turn(variance: Any, xp: Any) -> Any:
    """The chance of leaving a rung in a span over which log σ wanders with this variance."""
    return xp.minimum(variance / math.log(RUNG_FACTOR) ** 2, MOST_TURNS)


def _column(prior: Prior) -> Callable[[Any, Any], Any]:
    """From a standard normal to the prior, in any array namespace."""
    first, *rest = prior.parameters
    if prior.family == "lognormal":
        return lambda z, xp: first * xp.exp(rest[0] * z)
    if prior.family == "normal":
        return lambda z, _: first + rest[0] * z
    table = inverse_cdf(prior, special.ndtr(NODES))
    return lambda z, xp: xp.interp(z, NODES, table)
