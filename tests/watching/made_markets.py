"""Made series for tests of exposure: an index of news with planted jumps, and prices with planted effects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from contingent.core.keys import stream_key
from contingent.core.watching import Series

FIRST = date(1985, 1, 1)


def generator(*names: str | int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_key("made markets", *names)))


def series(
    name: str, days: Sequence[date], values: np.ndarray, cadence: Literal["daily", "monthly"] = "daily"
) -> Series:
    return Series(
        name=name, label=name, kind="price", cadence=cadence, unit="USD", dates=tuple(days),
        values=tuple(values.tolist()), source="made",
    )  # fmt: skip


def news(seed: int, *, days: int = 12 * 365, jumps: Sequence[int] = (), size: float = 3.0) -> Series:
    """A daily index: log-normal about 100, with weekends at half, and days that jump by `size` in logs."""
    dates = [FIRST + timedelta(days=place) for place in range(days)]
    logs = np.log(100.0) + 0.3 * generator("news", seed).standard_normal(days)
    logs -= np.log(2.0) * np.array([day.weekday() >= 5 for day in dates])
    logs[list(jumps)] += size
    return series("gprd", dates, np.exp(logs))


def trading_days(days: int, first: date = FIRST) -> list[date]:
    every = (first + timedelta(days=place) for place in range(days))
    return [day for day in every if day.weekday() < 5]


def price(
    seed: int, days: Sequence[date], *, events: Sequence[date] = (), effect: float = 0.0, restless: bool = False
) -> Series:
    """A random walk of 1 % a day; on the day before each event (of which its news tells) it moves by `effect` more.

    `restless`: volatility comes in long calm and wild stretches, three to one.
    """
    steps = 0.01 * generator("price", seed).standard_normal(len(days))
    if restless:
        steps *= np.where((np.arange(len(days)) // 150) % 2, 3.0, 1.0)
    for event in events:
        after = next((place for place, day in enumerate(days) if day >= event - timedelta(days=1)), None)
        if after is not None:
            steps[after] += effect
    return series("made", days, 50.0 * np.exp(np.cumsum(steps)))
