"""Figures for people: rounded to what is known, grouped by thousands, with a real minus sign and a unit."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from contingent.core.belief import Belief, Draws, Probability, Quantiles

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS_PER_MONTH = 30  # the simulated months of a scenario
SYMBOLS = {
    "km2": "km²",
    "m2": "m²",
    "km/h": "km/h",
    "km²": "km²",
    "percent": "%",
    "fraction": "",
    "ratio": "",
    "1": "",
    "share": "",
}
MEASURED = {"km²", "km2", "km", "mile", "percent", "fraction", "share", "ratio", "1", "", "month", "months"}
#: units in print that take no plural: symbols, and words for many
UNCOUNTED = {
    "km²",
    "m²",
    "km",
    "m",
    "cm",
    "kg",
    "g",
    "%",
    "km/h",
    "mph",
    "personnel",
    "artillery",
    "ammunition",
    "aircraft",
    "infantry",
    "cavalry",
}
PLURALS = {
    "person": "people",
    "child": "children",
    "foot": "feet",
    "square foot": "square feet",
    "pound mass": "pounds",
}


def rounded(value: float, digits: int = 2) -> float:
    """`value` to `digits` significant digits: what an estimate can bear.

    >>> rounded(4723.0), rounded(0.2345), rounded(0.0)
    (4700.0, 0.23, 0.0)
    """
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def estimate(value: float, digits: int = 2) -> str:
    """An uncertain number in print: significant digits only, thousands grouped, a real minus sign.

    >>> estimate(57312.0), estimate(-0.02345), estimate(1.0)
    ('57,000', '−0.023', '1')
    """
    return exact(rounded(value, digits))


def exact(value: float) -> str:
    """A stated number in print, as it was stated: thousands grouped, no digit lost or added.

    >>> exact(470000.0), exact(21.28), exact(-5.0)
    ('470,000', '21.28', '−5')
    """
    if value == int(value):
        text = f"{int(value):,}"
    else:
        places = len(f"{abs(value):.10f}".rstrip("0").partition(".")[2])
        text = f"{value:,.{places}f}"
    return text.replace("-", MINUS)


def signed(value: float, digits: int = 2) -> str:
    """A difference in print: always with its sign, except zero.

    >>> signed(234.2), signed(-12.0), signed(0.0)
    ('+230', '−12', '0')
    """
    text = estimate(value, digits)
    return f"+{text}" if rounded(value, digits) > 0 else text


def percent(p: float) -> str:
    """A probability in print: whole percents, finer only near 0 and 1, and never rounded to certainty.

    >>> [percent(p).replace(NBSP, " ") for p in (0.114, 0.0034, 0.00002, 0.9966, 0.99999, 0.0)]
    ['11 %', '0.3 %', '<0.1 %', '99.7 %', '>99.9 %', '0 %']
    """
    if p in (0.0, 1.0):
        return f"{100 * p:.0f}{NBSP}%"
    if p < 0.001:
        return f"<0.1{NBSP}%"
    if p > 0.999:
        return f">99.9{NBSP}%"
    near_the_ends = p < 0.01 or p > 0.99
    text = f"{100 * p:.1f}" if near_the_ends else f"{100 * p:.0f}"
    return f"{text.removesuffix('.0')}{NBSP}%"  # a hair below 1 % is 1 %, as a hair above it is


def percent_range(low: float, high: float) -> str:
    """An interval of probability in print, the percent sign once.

    >>> percent_range(0.03, 0.27).replace(NBSP, " ")
    '3 to 27 %'
    """
    return f"{percent(low).removesuffix(f'{NBSP}%')} to {percent(high)}"


def settled(values: Sequence[float], unit: str | None = None) -> list[float]:
    """Values told together, none finer than a hundredth of the largest's leading digit; persons and shells whole.

    >>> settled([0.028, 7.9, 54.2]), settled([-2.6, -0.0002], "persons"), settled([0.0, 0.0])
    ([0.0, 7.9, 54.0], [-3.0, 0.0], [0.0, 0.0])
    """
    largest = max(map(abs, values))
    if largest == 0:
        return list(values)
    places = 2 - math.floor(math.log10(largest))
    if unit is not None and unit not in MEASURED:
        places = min(places, 0)
    return [round(rounded(value), places) + 0.0 for value in values]


def spread(low: float, high: float, *, sign: bool = False, unit: str | None = None) -> str:
    """An interval in print; with `sign`, of a difference, whose zero crossing must show.

    >>> spread(19.6, 911.0), spread(-12.0, 40.0, sign=True), spread(0.028, 54.0)
    ('20 to 910', '−12 to +40', '0 to 54')
    """
    low, high = settled((low, high), unit)
    show = signed if sign and low < 0 < high else estimate
    return f"{show(low)} to {show(high)}"


def difference_words(low: float, middle: float, high: float, unit: str | None = None) -> tuple[str, str]:
    """A difference and its 90 % range in print, told together.

    >>> difference_words(-30.0, 38.0, 149.0), difference_words(0.0, 0.0, 0.0)
    (('+38', '−30 to +150'), ('no change', ''))
    """
    if low == middle == high == 0:
        return "no change", ""
    low, middle, high = settled((low, middle, high), unit)
    return signed(middle), spread(low, high, sign=True)


def typeset(text: str) -> str:
    """A sentence of ours in the page's typography: real minus, closing apostrophe, 0 before a point, percent held.

    >>> typeset("In 31% of the reference's paths, over -400 km²").replace(NBSP, "_")
    'In 31_% of the reference’s paths, over −400 km²'
    """
    text = re.sub(r"(?<=\d) ?%", f"{NBSP}%", text)
    text = re.sub(r"(?<![\w.])(?=\.\d)", "0", text)
    text = re.sub(r"(?<![\w-])-(?=\d)|(?<= )-(?= \d)", MINUS, text)
    return re.sub(r"(?<=\w)'(?=\w|\s)", "\N{RIGHT SINGLE QUOTATION MARK}", text)


def unit_words(unit: str | None, value: float | None = None) -> str:
    """A unit as people write it, in the plural unless `value` is one.

    >>> unit_words("km2"), unit_words("artillery_shell", 3.0), unit_words("soldier/tranche", 2.0)
    ('km²', 'artillery shells', 'soldiers per tranche')
    >>> unit_words("person", 2.0), unit_words("GBP", 15.0), unit_words("aircraft", 3.0)
    ('people', 'GBP', 'aircraft')
    """
    if unit is None:
        return ""
    if unit in SYMBOLS:
        return SYMBOLS[unit]
    counted, _, per = unit.partition("/")
    word = SYMBOLS.get(counted, counted.replace("_", " "))
    if value != 1:
        word = PLURALS.get(word) or (word if not _takes_s(word) else f"{word}s")
    return f"{word} per {per.replace('_', ' ')}" if per else word


def _takes_s(word: str) -> bool:
    """Whether a plural ends in s: no symbol, no code of a currency, and none that does so already."""
    return bool(word) and word not in UNCOUNTED and not word.isupper() and not word.endswith("s")


def with_unit(text: str, unit: str | None, value: float | None = None) -> str:
    """A printed number and its unit, held together by a space that does not break.

    >>> with_unit("230", "km2")
    '230\\xa0km²'
    """
    words = unit_words(unit, value)
    return f"{text}{NBSP}{words}" if words else text


def horizon(days: int) -> str:
    """A stretch of simulated time in months of thirty days where it is whole months, else in days.

    >>> horizon(360), horizon(45)
    ('12 months', '45 days')
    """
    months, rest = divmod(days, DAYS_PER_MONTH)
    if rest or months == 0:
        return f"{days} day{'' if days == 1 else 's'}"
    return f"{months} month{'' if months == 1 else 's'}"


def day_words(day: date) -> str:
    """A date as people write it, in every locale the same.

    >>> day_words(date(2024, 11, 18))
    '18 November 2024'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_words(first: date | None, last: date | None) -> str:
    """A stretch of days as people write it, an end that is not known left open.

    >>> period_words(date(2024, 5, 1), date(2024, 5, 3)), period_words(None, date(2024, 5, 3)), period_words(None, None)
    ('1 to 3 May 2024', 'not after 3 May 2024', 'no day known')
    """
    if first is None:
        return "no day known" if last is None else f"not after {day_words(last)}"
    if last is None:
        return f"not before {day_words(first)}"
    if (first.year, first.month) != (last.year, last.month):
        return f"{day_words(first)} to {day_words(last)}"
    return day_words(last) if first == last else f"{first.day} to {day_words(last)}"


def belief_summary(belief: Belief) -> tuple[float, float, float]:
    """The middle of a belief and its 90 % range (of quantiles: the levels nearest to .5, .05 and .95)."""
    if isinstance(belief, Probability):
        return belief.p, belief.low, belief.high
    if isinstance(belief, Quantiles):
        pairs = list(zip(belief.levels, belief.values, strict=True))
        middle, low, high = (min(pairs, key=lambda pair: abs(pair[0] - level))[1] for level in (0.5, 0.05, 0.95))
        return middle, low, high
    ordered = sorted(belief.values)
    last = len(ordered) - 1
    middle, low, high = (ordered[round(level * last)] for level in (0.5, 0.05, 0.95))
    return middle, low, high


def belief_words(belief: Belief) -> tuple[str, str]:
    """The middle of a belief and its 90 % range, both in print."""
    middle, low, high = belief_summary(belief)
    if isinstance(belief, Quantiles | Draws):
        return with_unit(estimate(middle), belief.unit, middle), spread(low, high, unit=belief.unit)
    return percent(middle), percent_range(low, high)
