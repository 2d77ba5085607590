"""Sentences an analyst can quote: what left its range, by how much, and how sure that is."""

from __future__ import annotations

from datetime import date

from contingent.core.watching import ChangePoint, Reading

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """The day as it is said.

    >>> day_words(date(2022, 3, 10))
    '10 March 2022'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def number_words(value: float, unit: str = "") -> str:
    """Three significant digits, with the unit where it has one.

    >>> number_words(7.1234, "%"), number_words(1234.5, "index"), number_words(-0.00012)
    ('7.12 %', '1,230 index', '-0.00012')
    """
    if value == 0:
        told = "0"
    else:
        rounded = float(f"{value:.3g}")
        told = f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:.3g}"
        if "e" in told:
            told = f"{rounded:.9f}".rstrip("0")
    return f"{told} {unit}".strip()


def chance_words(chance: float) -> str:
    """A q as it is told: two digits behind the point, three of a small one.

    >>> chance_words(0.0123), chance_words(0.00002)
    ('q = .01', 'q < .001')
    """
    if chance < 0.001:
        return "q < .001"
    digits = 3 if chance < 0.01 else 2
    return f"q = {chance:.{digits}f}".replace("0.", ".", 1)


def reading_words(name: str, reading: Reading, *, days: int, as_of: date) -> str:
    """What one reading that left its range was, over which days, and what was expected of it."""
    over = f"over the {days} days to {day_words(as_of)}"
    q = chance_words(reading.q) if reading.q is not None else "q not known"
    if reading.statistic.startswith("change_"):
        usual = number_words(reading.high or 0.0, "%")
        value = number_words(reading.value, "%")
        usually = f"up to {usual} is found where nothing changes"
        return f"{name}: a {reading.label} {over} has a chance of {value}; {usually} ({q})."
    value = number_words(reading.value, reading.unit)
    if reading.low is None or reading.high is None:
        return f"{name}: the {reading.label} was {value} {over} ({q})."
    low, high = number_words(reading.low), number_words(reading.high, reading.unit)
    return f"{name}: the {reading.label} was {value} {over}; {low} to {high} was expected of it ({q})."


def change_words(name: str, change: ChangePoint) -> str:
    """From which day the series was another one, and what it was before and after."""
    between = (
        f"between {day_words(change.earliest)} and {day_words(change.latest)}, likeliest"
        if change.earliest != change.latest
        else ""
    )
    of = "level" if change.what == "level" else "spread"
    before, after = number_words(change.before), number_words(change.after, change.unit)
    when = f"{between} on {day_words(change.day)}".strip()
    return f"{name}: the {of} changed {when} (chance {change.probability:.0%}), from {before} to {after}."
