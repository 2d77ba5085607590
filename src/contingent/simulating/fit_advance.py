"""What an area series says of an advance: its recent and mean rate, its persistence and shocks, its stalls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from contingent.core.errors import DataError
from contingent.simulating.contrast import rounded
from contingent.simulating.priors import CITED
from contingent.simulating.series import KnownSeries

#: months of the area series behind mean, persistence, shocks and regimes; before that a front is another war
WINDOW_MONTHS = 24
#: months behind the mean rate of advance, weighted from 1 (newest) down to `OLDEST_WEIGHT`
MEAN_MONTHS = 12
OLDEST_WEIGHT = 0.3
RECENT_MONTHS = 3
#: a month is stalled below this share of the window's root mean square rate, a breakthrough above that multiple
STALL_SHARE = 0.25
BREAKTHROUGH_MULTIPLE = 3.0
#: prior on the persistence of advance that a short series is blended with
PERSISTENCE_PRIOR = (9.0, 2.0)
#: floor of every spread of a rate, in km² a month: mapping is no finer
LEAST_SD = 1.0

Numbers = Float[np.ndarray, " month"]
Row = dict[str, Any]


def fitted_row(name: str, family: str, parameters: Sequence[float], unit: str, words: tuple[str, str, str]) -> Row:
    """One `[[parameter]]` of a table; `words` are its label, its source, and how well it is identified."""
    label, source, identified = words
    return {
        "name": name,
        "family": family,
        "parameters": [rounded(value, 4) for value in parameters],
        "unit": unit,
        "label": label,
        "source": source,
        "verified": True,
        "identified": identified,
    }


def fit_advance(area: KnownSeries, check: KnownSeries | None, as_of: date) -> tuple[list[Row], bool, list[Row]]:
    """Rows of the advance, whether the front stands still at `as_of`, and rows of the regimes; km² a month of 30 days.

    Raises:
        DataError: the series holds less than a year.
    """
    rates = np.array(area.changes(as_of, days=30, most=WINDOW_MONTHS))
    if rates.size < MEAN_MONTHS:
        raise DataError(f"{area.label} has {rates.size} months before {as_of}; wanted at least {MEAN_MONTHS}")
    through = f"{area.label}, {rates.size} months to {area.days[-1]}"
    stall_below = STALL_SHARE * float(np.sqrt(np.mean(rates**2)))
    stalled = np.abs(rates) < stall_below
    persistence, persistence_prior = _persistence(rates)
    shocks = (rates[:-1] - rates.mean()) - persistence * (rates[1:] - rates.mean())
    weights = np.linspace(1.0, OLDEST_WEIGHT, MEAN_MONTHS) * ~stalled[:MEAN_MONTHS]
    if not weights.any():
        weights = np.linspace(1.0, OLDEST_WEIGHT, MEAN_MONTHS)
    mean = float(np.average(rates[:MEAN_MONTHS], weights=weights))
    sd = math.sqrt(float(np.average((rates[:MEAN_MONTHS] - mean) ** 2, weights=weights)))
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    # months of a persistent series count for less: the variance of their mean grows by (1 + φ)/(1 - φ)
    mean_sd = sd * math.sqrt((1 + persistence) / ((1 - persistence) * effective))
    recent, recent_sd, against = _recent(rates, check, as_of)
    moving = f"{int((weights > 0).sum())} months to {area.days[-1]} that were not stalled, newest weighing most"
    shock = max(float(shocks.std(ddof=2)), LEAST_SD)
    unit = "km²/month"
    rows = [
        fitted_row(
            "advance_recent", "normal", (recent, recent_sd), unit,
            ("recent rate of advance", f"{area.label}, 90 days to {area.days[-1]}{against}",
             "by three months of one war, within the errors of mapping"),
        ),
        fitted_row(
            "advance_mean", "normal", (mean, max(mean_sd, LEAST_SD)), unit,
            ("mean rate of advance, unless stalled", f"{area.label}, {moving}",
             "loosely: months of one war that follow one another are few independent ones"),
        ),
        fitted_row(
            "advance_persistence", "beta", persistence_prior, "1",
            ("persistence of the rate of advance over a month", f"{through}, blended with Beta{PERSISTENCE_PRIOR}",
             "loosely, by two years of months"),
        ),
        fitted_row(
            "advance_sd", "lognormal", (shock, 1 / math.sqrt(2 * shocks.size)), unit,
            ("monthly shock to the rate of advance", through, "by two years of months, errors of mapping among them"),
        ),
    ]  # fmt: skip
    return rows, bool(stalled[0]), _regimes(rates, stalled, stall_below, through)


def _recent(rates: Numbers, check: KnownSeries | None, as_of: date) -> tuple[float, float, str]:
    """Mean of the last three months, its spread, and what another mapping group says of the same days."""
    months = rates[:RECENT_MONTHS]
    recent, variance = float(months.mean()), float(months.var(ddof=1)) / RECENT_MONTHS
    if check is None:
        return recent, max(math.sqrt(variance), LEAST_SD), ""
    others = check.changes(as_of, days=30, most=RECENT_MONTHS)
    if len(others) < RECENT_MONTHS:
        return recent, max(math.sqrt(variance), LEAST_SD), ""
    other = float(np.mean(others))
    return (
        0.5 * (recent + other),
        max(math.sqrt(variance + (0.5 * (recent - other)) ** 2), LEAST_SD),
        f" ({recent:.0f}), and {check.label} ({other:.0f}): their mean",
    )


def _persistence(rates: Numbers) -> tuple[float, tuple[float, float]]:
    """Mean and matching Beta of the posterior of the monthly persistence under its prior, on a grid."""
    late, early = rates[:-1] - rates.mean(), rates[1:] - rates.mean()
    grid = np.linspace(0.002, 0.998, 499)
    squares = np.array([float(np.sum((late - value * early) ** 2)) for value in grid])
    a, b = PERSISTENCE_PRIOR
    log_posterior = (
        -0.5 * late.size * np.log(np.maximum(squares, LEAST_SD**2))
        + (a - 1) * np.log(grid)
        + (b - 1) * np.log(1 - grid)
    )
    weights = np.exp(log_posterior - log_posterior.max())
    weights /= weights.sum()
    mean = float(np.sum(weights * grid))
    variance = float(np.sum(weights * (grid - mean) ** 2))
    size = mean * (1 - mean) / variance - 1
    return mean, (mean * size, (1 - mean) * size)


def _regimes(rates: Numbers, stalled: Bool[np.ndarray, " month"], stall_below: float, through: str) -> list[Row]:
    """Hazard and length of stalls and the hazard of breakthroughs by counting; the cited prior where nothing counts."""
    oldest_first = stalled[::-1]
    begins = int(np.sum(~oldest_first[:-1] & oldest_first[1:]))
    ends = int(np.sum(oldest_first[:-1] & ~oldest_first[1:]))
    moving = int(np.sum(~oldest_first[:-1]))
    break_above = BREAKTHROUGH_MULTIPLE / STALL_SHARE * stall_below
    leaps = np.abs(rates[::-1]) > break_above
    breaks = int(np.sum(~leaps[:-1] & leaps[1:]))
    stall = f"{through}; a month is stalled below {stall_below:.0f} km²"
    leap = f"{through}; a month above {break_above:.0f} km² is a breakthrough"
    return [
        _counted("stall_hazard", begins, begins / max(moving, 1), stall,
                 f"by {begins} stalls begun in {moving} months of movement"),
        _counted("stall_months", ends, float(stalled.sum()) / max(ends, 1), stall, f"by {ends} stalls that ended"),
        _counted("breakthrough_hazard", breaks, breaks / rates.size, leap,
                 f"by {breaks} breakthroughs begun in {rates.size} months"),
    ]  # fmt: skip


def _counted(name: str, events: int, median: float, source: str, identified: str) -> Row:
    """A rate or length by counting `events`, with their Poisson spread; the cited prior where there are none."""
    cited = next(parameter for parameter in CITED if parameter.name == name)
    prior = cited.prior
    if events:
        words = (cited.label, source, identified)
        return fitted_row(name, "lognormal", (median, 1 / math.sqrt(events)), prior.unit, words)
    words = (cited.label, prior.source, f"prior only: nothing to count in {source}")
    return {**fitted_row(name, prior.family, prior.parameters, prior.unit, words), "verified": prior.verified}
