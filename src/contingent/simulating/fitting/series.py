"""Daily series as a fit reads them: cut at `as_of`, looked up by day, and fingerprinted over what is left."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, runtime_checkable

from contingent.core.errors import DataError
from contingent.core.keys import digest


@runtime_checkable
class DailySeries(Protocol):
    """A quantity by day: `days` rising, none twice; `label`, `source` and `licence` say what it is and whose."""

    @property
    def label(self) -> str:
        """What is counted, in words."""
        ...

    @property
    def source(self) -> str:
        """Who publishes it."""
        ...

    @property
    def licence(self) -> str:
        """On what terms."""
        ...

    @property
    def days(self) -> tuple[date, ...]:
        """The days, rising."""
        ...

    @property
    def values(self) -> tuple[float, ...]:
        """One value a day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSeries:
    """What a series said by the end of a day."""

    label: str
    source: str
    licence: str
    days: tuple[date, ...]
    values: tuple[float, ...]

    def at(self, day: date) -> float:
        """The value at `day`, straight between two rows and the last after them; DataError before the first.

        On a day without a row things went on moving: a rate read off the last row would be too low, the next too high.
        """
        place = bisect_right(self.days, day)
        if place == 0:
            raise DataError(f"{self.label} begins on {self.days[0]}; wanted a value for {day}")
        before = self.values[place - 1]
        if place == len(self.days) or self.days[place - 1] == day:
            return before
        share = (day - self.days[place - 1]) / (self.days[place] - self.days[place - 1])
        return before + share * (self.values[place] - before)

    def changes(self, last: date, *, days: int, most: int) -> tuple[float, ...]:
        """Changes over consecutive spans of `days` back from `last`, newest first, as many as the series holds."""
        found: list[float] = []
        end = last
        while len(found) < most and end - timedelta(days=days) >= self.days[0]:
            start = end - timedelta(days=days)
            found.append(self.at(end) - self.at(start))
            end = start
        return tuple(found)

    @property
    def sha256(self) -> str:
        """The fingerprint of the days and values themselves."""
        return digest([[day.isoformat(), value] for day, value in zip(self.days, self.values, strict=True)])


def known(series: DailySeries, as_of: date) -> KnownSeries:
    """What the series said by the end of `as_of`; DataError where that is nothing."""
    kept = bisect_right(series.days, as_of)
    if kept == 0:
        raise DataError(f"{series.label} has no day on or before {as_of}; wanted one. Use a later as_of.")
    return KnownSeries(
        label=series.label,
        source=series.source,
        licence=series.licence,
        days=series.days[:kept],
        values=series.values[:kept],
    )
