"""What each pattern of a date names: the days from first to last, and whether the words are loose."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from contingent.core.times import add_months
from contingent.reading.dates.grammar import COUNTS, LOOSE_COUNTS, MONTHS, SEASONS, WEEKDAYS

#: "the coming days": how far a stretch without a count is taken to reach, in days
_COMING_DAYS = {"hour": 2, "day": 14, "week": 60, "month": 182, "year": 1096}
_UNIT_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}

Words = Mapping[str, str | None]
Period = tuple[date, date, bool]


@dataclass(frozen=True, slots=True)
class Context:
    """What the words around a mention say: the day of writing, and whether the sentence looks ahead."""

    base: date | None
    ahead: bool


def make_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none (31 April)."""
    valid = 1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day) if valid else None


def month_number(word: str) -> int:
    """Which month of the year a name or an abbreviation means."""
    return next(number for name, number in MONTHS.items() if name.startswith(word.strip(". ").lower()[:3]))


def _text(words: Words, name: str) -> str:
    return re.sub(r"\s+", " ", (words.get(name) or "").lower()).strip()


def year_meant(words: Words, context: Context, month: int) -> int | None:
    """The year meant: the one said, or what "this", "next", "last" and the direction of the sentence tell."""
    said, which, base = _text(words, "year"), _text(words, "which"), context.base
    if said:
        return int(said)
    if base is None or which == "this":
        return base.year if base else None
    forward = which in ("next", "coming", "this coming") or (which != "last" and context.ahead)
    if forward:
        return base.year + (month < base.month or (which == "next" and month == base.month))
    return base.year - (month > base.month or (which == "last" and month == base.month))


def _part(words: Words, first: date, last: date) -> Period:
    """The named part of a period: its end, beginning, middle or half; the period itself where none is named."""
    part = _text(words, "part")
    third, half = (last - first) / 3, (last - first) / 2
    thirds = {
        "end": (last - third, last), "close": (last - third, last), "late": (last - third, last),
        "beginning": (first, first + third), "start": (first, first + third), "early": (first, first + third),
        "middle": (first + third, last - third), "mid": (first + third, last - third),
    }  # fmt: skip
    if part in thirds:
        return *thirds[part], part not in ("end", "close")
    return (first + half if part == "second half" else first), (first + half if part == "first half" else last), False


def day_of(words: Words, context: Context) -> Period | None:
    """The one day named by month and day, with or without its year, or in figures; None where there is no such day."""
    year: int | None
    if words.get("iso"):
        year, month, day = (int(part) for part in _text(words, "iso").split("-"))
        made = make_day(year, month, day)
    else:
        month = month_number(words.get("m1") or words.get("m2") or "")
        day = int(re.sub(r"\D", "", words.get("d1") or words.get("d2") or ""))
        said = words.get("y1") or words.get("y2")
        year = int(said) if said else year_meant({}, context, month)
        made = make_day(year, month, day) if year else None
        # within the month of writing, the day decides what `year_meant` took by the month alone
        if made and not said and context.base and made.month == context.base.month and made != context.base:
            made = make_day(made.year + (context.ahead and made < context.base), month, day)
    return (made, made, False) if made else None


def _month(words: Words, context: Context) -> Period | None:
    number = month_number(words.get("month") or "")
    year = year_meant(words, context, number)
    return _part(words, date(year, number, 1), add_months(date(year, number, 1), 1) - _ONE_DAY) if year else None


def _named_year(words: Words, context: Context) -> Period | None:
    said, base = _text(words, "year"), context.base
    if said.isdecimal():
        year = int(said)
    elif base is None:
        return None
    elif words.get("year_end"):
        return base, date(base.year, 12, 31), False
    else:
        year = base.year + {"next": 1, "last": -1}.get(said.split(" ")[0], 0)
    return _part(words, date(year, 1, 1), date(year, 12, 31))


def _decade(words: Words, context: Context) -> Period | None:
    first = int(_text(words, "decade"))
    return *_part(words, date(first, 1, 1), date(first + 9, 12, 31))[:2], True


def _quarter(words: Words, context: Context) -> Period | None:
    """A calendar quarter or half; a fiscal one is not told apart, so it is approximate."""
    said = _text(words, "year")
    year = int(said) if said else context.base.year if context.base else None
    number = _ORDINALS[_text(words, "nth")[:3]]
    months = 6 if _text(words, "unit") == "half" else 3
    if year is None or number * months > 12:
        return None
    first = date(year, (number - 1) * months + 1, 1)
    return first, add_months(first, months) - _ONE_DAY, not said


def _season(words: Words, context: Context) -> Period | None:
    """A convention, not a fact about the sentence: so the mention is approximate."""
    month = SEASONS[_text(words, "season")]
    year = year_meant(words, context, month)
    return (date(year, month, 1), add_months(date(year, month, 1), 3) - _ONE_DAY, True) if year else None


def _near(words: Words, context: Context) -> Period | None:
    base, word = context.base, _text(words, "word")
    if base is None:
        return None
    if " " not in word:
        day = base + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(word, 0))
        return day, day, False
    which, unit = word.split(" ")
    step = {"next": 1, "last": -1}.get(which, 0)
    if unit == "week":
        first = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return _part(words, first, first + timedelta(days=6))
    first = add_months(base.replace(day=1), step)
    return _part(words, first, add_months(first, 1) - _ONE_DAY)


def _weekday(words: Words, context: Context) -> Period | None:
    if context.base is None:
        return None
    ahead_by = (WEEKDAYS[_text(words, "weekday")] - context.base.weekday()) % 7
    which = _text(words, "which")
    if which in ("next", "coming", "this coming") or (which != "last" and context.ahead):
        day = context.base + timedelta(days=ahead_by or 7)
    else:
        day = context.base - timedelta(days=(7 - ahead_by) % 7 or (7 if which == "last" else 0))
    return day, day, False


def _holiday(words: Words, context: Context) -> Period | None:
    if context.base is None:
        return None
    month, day = (12, 25) if _text(words, "holiday") == "christmas" else (1, 1)
    passed = (month, day) < (context.base.month, context.base.day)
    made = date(context.base.year + (passed if context.ahead else passed - 1), month, day)
    return made, made, False


def _count(words: Words) -> tuple[int, bool]:
    """How many, and whether the word is loose ("a few")."""
    text = re.sub(r"^a (?=.)| of$", "", _text(words, "count"))
    return (int(text) if text.isdecimal() else COUNTS.get(text, 1)), text in LOOSE_COUNTS


def _ahead(words: Words, context: Context) -> Period | None:
    firm = _text(words, "reach") == "within" or words.get("next")
    if context.base is None or not (firm or context.ahead) or not (words.get("count") or words.get("next")):
        return None
    unit = _text(words, "unit")
    if not words.get("count") and unit.endswith("s"):
        return context.base, context.base + timedelta(days=_COMING_DAYS[unit.removesuffix("s")]), True
    count, loose = _count(words)
    unit = unit.removesuffix("s")
    if unit in ("month", "year"):
        return context.base, add_months(context.base, count * (12 if unit == "year" else 1)), loose
    return context.base, context.base + timedelta(days=-(-count * _UNIT_DAYS[unit] // 1)), loose


def _ago(words: Words, context: Context) -> Period | None:
    if context.base is None:
        return None
    unit, (count, loose) = _text(words, "unit").removesuffix("s"), _count(words)
    day = context.base - timedelta(days=round(count * _UNIT_DAYS[unit]))
    slack = timedelta(days=_UNIT_DAYS[unit] // 2 * (2 if loose else 1))
    return day - slack, min(day + slack, context.base), unit not in ("hour", "day") or loose


_ORDINALS = {"q1": 1, "q2": 2, "q3": 3, "q4": 4, "fir": 1, "sec": 2, "thi": 3, "fou": 4, "las": 4}
_ONE_DAY = timedelta(days=1)
MEANINGS: dict[str, Callable[[Words, Context], Period | None]] = {
    "day": day_of, "month": _month, "year": _named_year, "season": _season, "near": _near, "weekday": _weekday,
    "holiday": _holiday, "ahead": _ahead, "ago": _ago, "decade": _decade, "quarter": _quarter,
}  # fmt: skip
