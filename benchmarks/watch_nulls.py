"""Series in which nothing changes, of ten kinds, and the same with a change of one standard deviation planted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from scipy.signal import lfilter

from contingent.core.keys import stream_key
from contingent.core.times import add_months
from contingent.core.watching import Cadence, Series, SeriesKind

AS_OF = date(2015, 6, 30)
YEARS = 4
BURN = 300
#: name → (kind, cadence, whether days off stand in it)
PROCESSES: dict[str, tuple[SeriesKind, Cadence, bool]] = {
    "independent normal": ("index", "daily", False),
    "independent Student t, 4 degrees": ("index", "daily", False),
    "AR(1) .5": ("index", "daily", False),
    "AR(1) .7": ("rate", "daily", False),
    "AR(1) .9": ("index", "daily", True),
    "AR(1) .97, in logs": ("index", "daily", True),
    "returns, independent normal": ("price", "daily", True),
    "returns, GARCH with t of 5 degrees": ("price", "daily", True),
    "counts, independent, overdispersed": ("count", "daily", False),
    "counts that remember": ("count", "daily", False),
    "weekly AR(1) .6": ("index", "weekly", False),
    "monthly price, t of 5 degrees": ("price", "monthly", False),
    "monthly counts that remember": ("count", "monthly", False),
}


def generator(*names: str | int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_key("watch_rates", *names)))


def calendar(cadence: str, days_off: bool, *, end: date = AS_OF) -> tuple[date, ...]:
    if cadence == "monthly":
        return tuple(add_months(end, -month) for month in range(179, -1, -1))
    if cadence == "weekly":
        return tuple(end - timedelta(days=7 * week) for week in range(52 * 6, -1, -1))
    days = [end - timedelta(days=day) for day in range(round(YEARS * 365.25), -1, -1)]
    return tuple(day for day in days if not days_off or day.weekday() < 5)


def series(process: str, number: int, *, end: date = AS_OF, shift: float = 0.0, shift_days: int = 0) -> Series:
    """A series of the process; `shift` standard deviations of its level (a price's returns) over its last days."""
    kind, cadence, days_off = PROCESSES[process]
    dates = calendar(cadence, days_off, end=end)
    rng = generator(process, number)
    planted = np.array([shift if shift_days and (end - day).days < shift_days else 0.0 for day in dates])
    values = _values(process, len(dates), rng, planted)
    return Series(
        name=f"{process} {number}", label=f"{process} {number}", kind=kind, cadence=cadence, unit="units",
        dates=dates, values=tuple(values.tolist()), source="simulated",
    )  # fmt: skip


def _values(process: str, days: int, rng: np.random.Generator, planted: np.ndarray) -> np.ndarray:
    if process == "independent normal":
        return 100 + 5 * (rng.standard_normal(days) + planted)
    if process.startswith("independent Student"):
        return 100 + 5 * (rng.standard_t(4, days) / np.sqrt(2) + planted)
    if process.startswith(("AR(1)", "weekly")):
        weight = float(process.replace(", in logs", "").split()[-1])
        level = _remembering(rng.standard_normal(days + BURN), weight)[BURN:] + planted
        return 20 * np.exp(0.35 * level) if "logs" in process else 100 + 5 * level
    if process.startswith("returns, independent") or process.startswith("monthly price"):
        daily = not process.startswith("monthly")
        shocks = rng.standard_normal(days) if daily else rng.standard_t(5, days) * np.sqrt(3 / 5)
        return 50 * np.exp(np.cumsum((0.02 if daily else 0.05) * (shocks + planted)))
    if process.startswith("returns, GARCH"):
        return 50 * np.exp(np.cumsum(0.02 * (_garch(rng.standard_t(5, days + BURN) * np.sqrt(3 / 5))[BURN:] + planted)))
    if process.startswith("counts, independent"):
        # a negative binomial of mean 4 and variance 12
        return rng.poisson(rng.gamma(2.0, 2.0, days)) + np.floor(np.sqrt(12) * planted + rng.random(days))
    memory, mean = (0.6, 8.0) if process.startswith("counts that") else (0.7, 60.0)
    found, last = np.empty(days + BURN), mean
    for day in range(days + BURN):
        last = rng.poisson(rng.gamma(6.0, (mean * (1 - memory) + memory * last) / 6.0))
        found[day] = last
    return found[BURN:] + np.floor(found.std() * planted + rng.random(days))


def _remembering(shocks: np.ndarray, weight: float) -> np.ndarray:
    return np.asarray(lfilter([np.sqrt(1 - weight**2)], [1.0, -weight], shocks))


def _garch(shocks: np.ndarray, surprise: float = 0.08, stay: float = 0.9) -> np.ndarray:
    found, variance = np.empty(shocks.size), 1.0
    for day, shock in enumerate(shocks):
        found[day] = shock * np.sqrt(variance)
        variance = 1 - surprise - stay + surprise * found[day] ** 2 + stay * variance
    return found
