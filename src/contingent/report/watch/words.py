"""A digest in words: how many left their range, each series' readings and changes, what could not be read and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contingent.core.watching import ChangePoint, Digest, Reading, Watched
from contingent.report.numbers import (
    NBSP,
    day_words,
    estimate,
    horizon,
    percent,
    percent_range,
    period_words,
    with_unit,
)
from contingent.report.watch.digest import those_that_left

NAMED = 4  # series that a sentence names
DIGITS = 3


def summary_words(digest: Digest) -> str:
    """How many series were watched, over what, and which left their range, in a sentence or two."""
    left, watched = those_that_left(digest), len(digest.watched)
    if not watched:
        return f"No series could be watched over the {period_of(digest)}."
    many = "One series was" if watched == 1 else f"{watched:,} series were"
    told = f"{many} watched over the {period_of(digest)}"
    if not left:
        return f"{told}; {'it did not leave its' if watched == 1 else 'none left its'} expected range."
    names = listed([one.label for one in left], most=NAMED, mark="; ")
    return f"{told}; {len(left):,} left {'its' if len(left) == 1 else 'their'} expected range: {names}."


def period_of(digest: Digest) -> str:
    """The period in words.

    >>> from datetime import date
    >>> period_of(Digest(schema_version="1", as_of=date(2022, 3, 10), period_days=30, false_discovery_rate=0.1,
    ...                  rate_words="", delay_words="", watched=(), unread=()))
    '30 days to 10 March 2022'
    """
    return f"{digest.period_days} days to {day_words(digest.as_of)}"


def place_words(digest: Digest) -> str:
    """What place the digest is held to; nothing where it is not."""
    return f"Only series of {digest.place}." if digest.place else ""


def amount(value: float, one: Watched, digits: int = DIGITS) -> str:
    """A value of a series in print, with its unit."""
    return percent(value) if one.kind == "probability" else with_unit(estimate(value, digits), one.unit, value)


def last_words(one: Watched) -> str:
    """The last value of a series and its day."""
    return f"{amount(one.last_value, one, 4)} on {day_words(one.last)}"


def figure_words(reading: Reading, one: Watched) -> tuple[str, str, str]:
    """A reading, the range expected of it, and its q, each in print; nothing for what there is none of."""
    share = one.kind == "probability" and reading.unit in ("probability", one.unit)
    if share and 0 <= reading.value <= 1:
        value = percent(reading.value)
    else:
        value = measured(estimate(reading.value, DIGITS), reading.unit, reading.value)
    around = ""
    if reading.low is not None and reading.high is not None:
        around = f"{estimate(reading.low, DIGITS)} to {estimate(reading.high, DIGITS)}"
        if share and 0 <= reading.low <= reading.high <= 1:
            around = percent_range(reading.low, reading.high)
        else:
            around = measured(around, reading.unit, reading.high)
    return value, around, "" if reading.q is None else q_words(reading.q)


def measured(text: str, unit: str, value: float) -> str:
    """A printed number with its unit; of a variance that is the square of the series' own.

    >>> measured("18,200", "point²", 18200.0).replace(NBSP, " "), measured("2", "point", 2.0).replace(NBSP, " ")
    ('18,200 points²', '2 points')
    """
    return f"{with_unit(text, unit.removesuffix('²'), value)}²" if unit.endswith("²") else with_unit(text, unit, value)


def q_words(q: float) -> str:
    """A q in print, never rounded to zero.

    >>> q_words(0.0312), q_words(0.1004), q_words(0.00001), q_words(1.0)
    ('0.031', '0.1', '<0.001', '1')
    """
    return "<0.001" if q < 0.001 else f"{q:.{3 if q < 0.2 else 2}f}".rstrip("0").rstrip(".")


def rule_words(digest: Digest) -> str:
    """What a q is, and from where on a reading is told as having left."""
    return (
        f"q is the share of false alarms among all readings told if this one were the least certain of them: up to "
        f"{percent(digest.false_discovery_rate)} it is told as having left its range. It is not the chance that "
        "nothing changed; and what stayed in its range may have changed by less than can be told yet."
    )


def opened(note: str) -> str:
    """A remark as a sentence begins."""
    return f"{note[:1].upper()}{note[1:]}"


def told_words(one: Watched) -> tuple[str, ...]:
    """What left its range, a sentence a reading, the least likely first: its value, what was expected, and its q."""
    left = sorted((reading for reading in one.readings if reading.left), key=lambda reading: reading.q or 0.0)
    return tuple(_sentence(reading, one) for reading in left)


def _sentence(reading: Reading, one: Watched) -> str:
    value, around, q = figure_words(reading, one)
    chance = f"q{NBSP}<{NBSP}{q[1:]}" if q.startswith("<") else f"q{NBSP}={NBSP}{q}"
    if reading.statistic.startswith("change_"):
        usual = ""
        if reading.high is not None:
            usual = f"; where nothing changes it is mostly {percent(reading.high / 100)} or less"
        return f"The chance of a {reading.label} is {percent(reading.value / 100)}{usual} ({chance})."
    expected = f"; the range expected of it was {around}" if around else ""
    return f"The {reading.label} was {value}{expected} ({chance})."


def change_words(change: ChangePoint, one: Watched) -> str:
    """A change in a sentence: what, when, how sure, from what to what."""
    unit = change.unit

    def said(value: float) -> str:
        if one.kind == "probability" and unit in ("probability", one.unit):
            return percent(value)
        return with_unit(estimate(value, DIGITS), unit, value)

    around = f", with 90 % of the chance from {period_words(change.earliest, change.latest)}"
    return (
        f"Its {change.what} changed, most likely on {day_words(change.day)}"
        f"{'' if change.earliest == change.latest else around}: from {said(change.before)} to {said(change.after)} "
        f"(chance {percent(change.probability)})."
    )


def by_reason(unread: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """What could not be read by the reason, the reason of most first."""
    found: dict[str, list[str]] = {}
    for name, why in unread:
        found.setdefault(why, []).append(name)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def unread_words(unread: Iterable[tuple[str, str]]) -> list[str]:
    """Each reason with the series that it holds for."""
    return [f"{listed(names, most=12)}: {why}" for why, names in by_reason(unread)]


def listed(names: Sequence[str], *, most: int, mark: str = ", ") -> str:
    """Names in a line, the first of many with how many more there are.

    >>> listed(["a", "b", "c", "d"], most=2), listed(["a", "b", "c"], most=2), listed(["a"], most=2)
    ('a, b and 2 more', 'a, b and c', 'a')
    """
    if len(names) > most + 1:
        return f"{mark.join(names[:most])} and {len(names) - most:,} more"
    return " and ".join(filter(None, (mark.join(names[:-1]), *names[-1:])))


def settings_words(digest: Digest) -> str:
    """The period and the rate that were asked for."""
    return (
        f"{horizon(digest.period_days) if digest.period_days % 30 else f'{digest.period_days} days'} to "
        f"{day_words(digest.as_of)}; false discovery rate {percent(digest.false_discovery_rate)}"
    )
