"""Series of dated values, and what was found of them: readings beside their expected range, changes, a digest."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from contingent.core.errors import ValueRangeError

#: the version of what `watch.json` looks like
WATCH_SCHEMA_VERSION = "1"
#: how a series moves, which says what is expected of it: a price wanders (its returns are watched); an index or a rate
#: comes back to where it was; a count is of events in a period; a probability is a forecast's own
SeriesKind = Literal["price", "index", "rate", "count", "probability"]
#: how often it is observed: a daily series may miss days, and a day that is missing is not there (never zero)
Cadence = Literal["daily", "weekly", "monthly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Dated values in rising order of days, none twice; `place` is an ISO 3166 alpha-3 code (None: no one country)."""

    name: str
    label: str
    kind: SeriesKind
    cadence: Cadence
    unit: str
    dates: tuple[date, ...]
    values: tuple[float, ...]
    source: str
    place: str | None = None
    licence: str = ""

    def __post_init__(self) -> None:
        if len(self.dates) != len(self.values):
            raise ValueRangeError(f"series {self.name!r} has {len(self.dates)} days and {len(self.values)} values")
        if not all(map(math.isfinite, self.values)):
            raise ValueRangeError(f"series {self.name!r} has a value that is not finite; leave a missing day out")
        if any(one >= other for one, other in pairwise(self.dates)):
            raise ValueRangeError(f"series {self.name!r} has days that do not rise; wanted each day once, in order")

    def until(self, as_of: date) -> Series:
        """The same series as it was known at the end of `as_of`."""
        kept = bisect_right(self.dates, as_of)
        return replace(self, dates=self.dates[:kept], values=self.values[:kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One statistic of a series over the watched period, beside the range expected of it had nothing changed.

    `low` to `high` is the range that `level` of unchanged series would stay in; `p` the two-sided chance of a reading
    as far out had nothing changed; `q` the same after all readings watched at once were counted (false discovery
    rate). `left` is whether `q` is within the digest's rate. `plain` statistics are told beside and are no test:
    p and q are None.
    """

    statistic: str
    label: str
    value: float
    unit: str
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """A day from which a series was another one, with the chance that it changed at all within the period's window.

    `day` is the likeliest, `earliest` to `latest` hold 90 % of the chance given a change; `before` and `after` are
    the level (or spread) on either side.
    """

    what: Literal["level", "spread"]
    day: date
    earliest: date
    latest: date
    probability: float
    before: float
    after: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One series over the period: its last value, every reading, the changes found, and why some could not be read.

    `expected` is, for days of the period, the range that 90 % of unchanged series would be in on that day (day, low,
    high), as foreseen from the last day before the period; empty where none was made.
    """

    series: str
    label: str
    kind: SeriesKind
    unit: str
    place: str | None
    first: date
    last: date
    last_value: float
    observations: int
    reference_first: date
    reference_last: date
    readings: tuple[Reading, ...]
    changes: tuple[ChangePoint, ...]
    words: tuple[str, ...]  # what left its range, in sentences; empty where nothing did
    notes: tuple[str, ...] = ()
    expected: tuple[tuple[date, float, float], ...] = ()

    @property
    def left(self) -> bool:
        """Whether any reading left its range."""
        return any(reading.left for reading in self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What left its expected range by `as_of`, over the last `period_days`, at a stated false discovery rate.

    `unread` names each series that could not be read and why (too short, too old, not in the place asked for).
    `rate_words` says what the rate means and how it was measured; `delay_words` how late a change is found.
    """

    schema_version: str
    as_of: date
    period_days: int
    false_discovery_rate: float
    rate_words: str
    delay_words: str
    watched: tuple[Watched, ...]
    unread: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()
    place: str | None = None
