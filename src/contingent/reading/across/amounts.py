"""What a stated number allows: units that can meet, bounds that its words leave open, one value that stands for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from contingent.core.nouns import Quantity

#: dimension → unit → how many of the dimension's first unit it makes; exact by definition but for months and years
_SCALES: Mapping[str, Mapping[str, float]] = {
    "length": {"km": 1.0, "m": 0.001, "cm": 1e-5, "mile": 1.609344, "nautical_mile": 1.852, "yard": 0.0009144,
               "foot": 0.0003048},
    "area": {"km2": 1.0, "m2": 1e-6, "square_mile": 2.589988110336, "square_foot": 9.290304e-8, "hectare": 0.01,
             "acre": 0.0040468564224},
    "mass": {"tonne": 1.0, "kg": 0.001, "g": 1e-6, "ton": 1.0, "pound_mass": 0.00045359237},
    "time": {"day": 1.0, "hour": 1 / 24, "night": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25},
}  # fmt: skip
#: a bare number is taken to half a unit of its last digit that is not nought, but to no more than this share of it
MOST_ROUNDING = 0.05
TENTH = 0.1
#: a number closer to nought than this is nought: nothing is so many times as much
NOUGHT = 1e-9


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in one unit, and the bounds that its words leave (None: open on that side)."""

    value: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None

    def times(self, factor: float) -> Amount:
        """The same amount in a unit of which it takes `factor` times as many."""
        if factor == 1.0:
            return self

        def scaled(x: float | None) -> float | None:
            return None if x is None else x * factor

        return Amount(*map(scaled, (self.value, self.low, self.high, self.least, self.most)))


def dimension(unit: str | None) -> str | None:
    """The dimension of a unit that others can be converted to; else the unit itself.

    >>> dimension("mile"), dimension("soldier"), dimension(None)
    ('length', 'soldier', None)
    """
    return next((name for name, scale in _SCALES.items() if unit in scale), unit)


def factor(unit: str | None, into: str | None) -> float:
    """How many of the unit `into` one of `unit` makes; 1 where the two are the same or cannot be converted.

    >>> round(190 * factor("mile", "km"), 1), factor("soldier", "soldier")
    (305.8, 1.0)
    """
    if unit == into or unit is None or into is None:
        return 1.0
    scale = next((scale for scale in _SCALES.values() if unit in scale and into in scale), None)
    return 1.0 if scale is None else scale[unit] / scale[into]


def to_first(unit: str | None) -> float:
    """How many of its dimension's first unit one of `unit` makes; 1 for a unit that cannot be converted."""
    scale = next((scale for scale in _SCALES.values() if unit in scale), None)
    return 1.0 if scale is None or unit is None else scale[unit]


def amount(q: Quantity) -> Amount:
    """The quantity with the bounds that its words allow, in its own unit.

    "At least 10,000" is bounded below alone; "about 10,000" lies within a tenth, "nearly" in the tenth below, "over" in
    the tenth above; a bare 12,000 within half of its last thousand. A quantity's own bounds widen, never narrow, that.
    """
    value, low, high = (x if x is not None and math.isfinite(x) else None for x in (q.value, q.low, q.high))
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    least, most = _worded(replace(q, value=value, low=low, high=high))
    least, most = (x if x is not None and math.isfinite(x) else None for x in (least, most))
    return Amount(value, low, high, least, most)


def _worded(q: Quantity) -> tuple[float | None, float | None]:
    if q.value is None:
        return q.low, q.high
    v, tenth = q.value, abs(q.value) * TENTH
    around = _rounding(v)
    if q.comparator in (">=", ">"):
        return v - around, q.high if q.high is not None and q.high >= v else None
    if q.comparator in ("<=", "<"):
        return q.low if q.low is not None and q.low <= v else None, v + around
    least, most = {
        "~": (v - tenth, v + tenth), "<~": (v - tenth, v + around), ">~": (v - around, v + tenth),
        "=": (v - around, v + around),
    }[q.comparator]  # fmt: skip
    return (least if q.low is None else min(least, q.low)), (most if q.high is None else max(most, q.high))


def _rounding(value: float) -> float:
    """Half a unit of the last digit that is not nought, at most a twentieth of the value."""
    if value == 0:
        return 0.0
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return min(0.5 * 10.0 ** int(exponent), MOST_ROUNDING * abs(value))


def middle(value: float | None, low: float | None, high: float | None) -> float | None:
    """The one number that stands for an amount: its value, else the geometric middle of its range, else a bound.

    >>> middle(None, 2e6, 8e6), middle(None, 3000.0, None), middle(None, None, None)
    (4000000.0, 3000.0, None)
    """
    if value is not None:
        return value
    if low is not None and high is not None:
        return math.sqrt(low * high) if low > 0 and high > 0 else (low + high) / 2
    return low if low is not None else high


def times(low: float, high: float) -> float | None:
    """How many times as much `high` is as `low`; None where `low` is nought.

    >>> times(5.0, 10.0), times(0.0, 10.0)
    (2.0, None)
    """
    found = high / low if low > NOUGHT else math.inf
    return found if math.isfinite(found) and found > 0 else None


def apart(first: tuple[float | None, float | None], second: tuple[float | None, float | None]) -> bool:
    """Whether two pairs of bounds share no number.

    >>> apart((None, 5.0), (6.0, None)), apart((4.0, 7.0), (6.0, None))
    (True, False)
    """
    (low, high), (low2, high2) = first, second
    return (high is not None and low2 is not None and high < low2) or (
        high2 is not None and low is not None and high2 < low
    )
