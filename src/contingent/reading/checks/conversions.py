"""Lengths, areas and weights in two systems: one told in both, and one that lies next to a round number elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import Facts, figure, fits, make, quantity, quote
from contingent.reading.checks.pool import between

#: unit → (what it measures, how much of the measure's base unit, its sign); bases: metre, square kilometre, kilogram
_SIZES = {
    "km": ("length", 1000.0, "km"), "m": ("length", 1.0, "m"), "mile": ("length", 1609.344, "mi"),
    "nautical_mile": ("length", 1852.0, "nmi"), "yard": ("length", 0.9144, "yd"), "foot": ("length", 0.3048, "ft"),
    "km2": ("area", 1.0, "km²"), "square_mile": ("area", 2.589988, "sq mi"), "hectare": ("area", 0.01, "ha"),
    "acre": ("area", 0.004046856, "acres"),
    "kg": ("weight", 1.0, "kg"), "pound_mass": ("weight", 0.45359237, "lb"),
}  # fmt: skip
#: unit → the unit of the other system in which a writer may have found the number
_PARTNERS = {"mile": "km", "km": "mile", "nautical_mile": "km", "square_mile": "km2", "km2": "square_mile"}
_TOLD_AGAIN = re.compile(
    r"\s?[,;(/—–-]\s?(?:(?:or|that is|i\.e\.|about|around|roughly|some)[\s,]+){0,2}", re.IGNORECASE
)
_TOLERANCE = 0.05  # writers round what they convert
_CLOSE = 0.025
_LEAST = 10.0  # below it every number is round
#: figures of numbers that nobody converts to: 25, 150, 7,500 … are as round as 20 and 100
_ROUND = frozenset({"15", "25", "75"})


def conversion_checks(facts: Facts) -> Iterator[Check]:
    """Every size told in two systems, right or wrong; and every size that looks converted from a round number.

    A size told in one system that lies next to no round number of the other makes no check.
    """
    told: set[str] = set()
    for place in range(len(facts.sentences)):
        for one, other in pairwise(facts.inside(place)):
            if _told_again(facts, one, other):
                told |= {one.id, other.id}
                yield _pair(facts, one, other)
    seen: set[tuple[str | None, float | None]] = set()
    for claim in facts.numbers:
        key = (quantity(claim).unit, quantity(claim).value)
        if claim.id not in told and key not in seen:
            seen.add(key)
            yield from _rounded(facts, claim)


def _told_again(facts: Facts, one: Claim, other: Claim) -> bool:
    """Whether the second is the first in another unit of the same measure: "62 miles (100 km)"."""
    first, second = _SIZES.get(quantity(one).unit or ""), _SIZES.get(quantity(other).unit or "")
    if not (first and second and first[0] == second[0] and first[2] != second[2]):
        return False
    if not (quantity(one).value and quantity(other).value) or one.span.end > other.span.start:
        return False
    return _TOLD_AGAIN.fullmatch(between(facts, one, other)) is not None


def _pair(facts: Facts, one: Claim, other: Claim) -> Check:
    first, second = quantity(one), quantity(other)
    _, size, sign = _SIZES[first.unit or ""]
    _, other_size, other_sign = _SIZES[second.unit or ""]
    value, stated = first.value or 0.0, second.value or 0.0
    exact = value * size / other_size
    agrees = fits(other, exact) or abs(exact - stated) <= max(_TOLERANCE * stated, min(_step(stated) / 2, stated / 8))
    return make(
        facts, "unit_conversion", [one, other], statement=f"{quote(one.span.text)} as {quote(other.span.text)}",
        readings=[CheckReading(label=f"in {other_sign}", value=round(exact, 6), unit=second.unit or "", fits=agrees,
                               formula=f"{figure(value)} {sign} = {exact:,.1f} {other_sign}")],
        stated=other.span.text, tolerance="5 %, or half the step to which the number is rounded",
        verdict="consistent" if agrees else "mismatch",
        explanation=f"{figure(value)} {sign} are {exact:,.1f} {other_sign}"
        + (", as the text says, give or take rounding." if agrees else f", not {quote(other.span.text)}."),
    )  # fmt: skip


def _rounded(facts: Facts, claim: Claim) -> Iterator[Check]:
    """A size that is less round than what it comes to in the other system."""
    q = quantity(claim)
    partner = _PARTNERS.get(q.unit or "")
    if partner is None or q.value is None or q.value < 1:
        return
    _, size, sign = _SIZES[q.unit or ""]
    _, other_size, other_sign = _SIZES[partner]
    exact = q.value * size / other_size
    near = _rounder(exact)
    if near is None or _zeros(near) <= _zeros(q.value) or str(int(q.value)).rstrip("0") in _ROUND:
        return
    if abs(near - exact) > _CLOSE * exact:
        return
    back = near * other_size / size
    yield make(
        facts, "unit_conversion", [claim], statement=quote(claim.span.text),
        readings=[
            CheckReading(label=f"in {other_sign}", value=round(exact, 6), unit=partner, fits=None,
                         formula=f"{figure(q.value)} {sign} = {exact:,.1f} {other_sign}"),
            CheckReading(label=f"the nearest round number in {other_sign}", value=round(back, 6), unit=q.unit or "",
                         fits=None, formula=f"{figure(near)} {other_sign} = {back:,.1f} {sign}"),
        ],
        stated=claim.span.text, tolerance="2.5 % for the round number", verdict="caution",
        explanation=f"It lies close to a round {figure(near)} {other_sign}, so it may have been converted and rounded.",
    )  # fmt: skip


def _step(x: float) -> float:
    """The step to which a number looks rounded: 15 to 5, 600 to 100, 620 to 10.

    >>> _step(15), _step(600), _step(62), _step(4.5)
    (5.0, 100.0, 1.0, 0.1)
    """
    if not float(x).is_integer():
        return 0.1
    zeros = _zeros(x)
    return 5.0 if zeros == 0 and x % 5 == 0 else 10.0**zeros


def _zeros(x: float) -> int:
    """How round a whole number is: trailing zeros; -1 for a fraction."""
    if not float(x).is_integer():
        return -1
    digits = str(int(x))
    return len(digits) - len(digits.rstrip("0"))


def _rounder(x: float) -> float | None:
    """The nearest number with one figure that is not zero; None where every number is round."""
    if x < _LEAST:
        return None
    scale = 10.0 ** (len(str(int(x))) - 1)
    return round(x / scale) * scale
