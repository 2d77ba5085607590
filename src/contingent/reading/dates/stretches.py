"""Stretches of time whose two ends a text names: "from March 2022 to May 2023", "between 2001 and 2021", "3-9 May"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contingent.reading.dates.grammar import COUNTED, STRETCHES
from contingent.reading.dates.meanings import Words, make_day, month_number


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[start:end]` names the days from `first` to `last`; `anchored` where the year is left to be understood."""

    start: int
    end: int
    first: date
    last: date
    anchored: bool


@dataclass(frozen=True, slots=True)
class _End:
    day: int | None
    month: int | None
    year: int | None


def find_stretches(text: str, year_of: Callable[[int, int], int | None]) -> list[Stretch]:
    """Every such stretch of the text (one sentence), in order; none that runs backwards or names no day there is.

    What one end leaves out the other tells: "from 3 to 9 May" begins in May, "from November to March 1941" in 1940.
    Where neither names a year, `year_of` tells that of the month in which the stretch ends, said at that offset.
    """
    found = [s for pattern in STRETCHES for match in pattern.finditer(text) if (s := _stretch(match, year_of))]
    return sorted((s for s in found if not any(_within(s, other) for other in found)), key=lambda s: s.start)


def _within(one: Stretch, other: Stretch) -> bool:
    return one is not other and other.start <= one.start and one.end <= other.end


def _stretch(match: re.Match[str], year_of: Callable[[int, int], int | None]) -> Stretch | None:
    words = match.groupdict()
    one, two = _end(words, 1), _end(words, 2)
    said = one.year is not None or two.year is not None
    if one.month is None and two.month is None:  # years alone, both of them
        if one.year is None or two.year is None or one.day or two.day or two.year < one.year or _counts(match):
            return None
        return Stretch(match.start(), match.end(), date(one.year, 1, 1), date(two.year, 12, 31), False)
    if (one.month is None and one.day is None) or (two.month is None and two.day is None):
        return None  # "from May to 1941": who knows
    month, last_month = one.month or two.month or 1, two.month or one.month or 1
    last_year = two.year or (one.year + (last_month < month) if one.year else year_of(last_month, match.start()))
    if last_year is None:
        return None
    year = one.year or last_year - (month > last_month)
    first = make_day(year, month, one.day or 1)
    last = make_day(last_year, last_month, two.day or calendar.monthrange(last_year, last_month)[1])
    if first is None or last is None or last < first:
        return None
    return Stretch(match.start(), match.end(), first, last, not said)


def _counts(match: re.Match[str]) -> bool:
    return COUNTED.match(match.string, match.end()) is not None


def _end(words: Words, number: int) -> _End:
    day = next((words[key] for key in (f"a{number}", f"b{number}", f"c{number}") if words.get(key)), None)
    month = words.get(f"m{number}") or words.get(f"n{number}")
    year = words.get(f"y{number}")
    short = words.get(f"y{number}s")
    if short:
        year = (words.get("y1") or "")[:2] + short
    return _End(
        int(re.sub(r"\D", "", day)) if day else None,
        month_number(month) if month else None,
        int(year) if year else None,
    )
