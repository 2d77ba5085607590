"""Series made for the tests of watching: daily to a day, of given values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from contingent.core.keys import stream_key
from contingent.core.watching import Cadence, Series, SeriesKind

AS_OF = date(2015, 6, 30)


def generator(*names: str | int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_key("tests of watching", *names)))


def daily(
    values: Sequence[float] | np.ndarray,
    *,
    kind: SeriesKind = "index",
    name: str = "made",
    end: date = AS_OF,
    cadence: Cadence = "daily",
    every: int = 1,
) -> Series:
    dates = tuple(end - timedelta(days=every * back) for back in range(len(values) - 1, -1, -1))
    return Series(
        name=name, label=name.title(), kind=kind, cadence=cadence, unit="points", dates=dates,
        values=tuple(float(value) for value in values), source="made",
    )  # fmt: skip


def normal(number: int, days: int = 800, *, level: float = 100.0, spread: float = 5.0) -> np.ndarray:
    return level + spread * generator("normal", number).standard_normal(days)
