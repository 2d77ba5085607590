"""Deadlines of questions: the day the text gives, else a conventional one that the fine print owns up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from contingent.core.times import add_months
from contingent.reading.dates.mentions import find_dates

SOON_MONTHS = 6
LATE_MONTHS = 12
_FARTHEST_MONTHS = 60  # a limit farther off settles nothing that an analyst waits for
_YEAR_END_MONTHS = range(10, 15)  # a year's last day this far ahead stands for "within the year"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def in_words(day: date) -> str:
    """A day as a reader writes it, in English whatever the machine's language.

    >>> in_words(date(2025, 12, 31))
    '31 December 2025'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The day a question closes, and the words of the text that set it (None: we chose it)."""

    day: date
    words: str | None = None

    @property
    def fine_print(self) -> str:
        """One sentence on where the day comes from."""
        if self.words is not None:
            return f"The deadline, {in_words(self.day)}, is how we read the article's “{self.words}”."
        return f"The deadline, {in_words(self.day)}, is our choice: the article gives none."


def month_end(start: date, months: int) -> date:
    """The last day of the month that lies `months` after the month of `start`.

    >>> month_end(date(2024, 11, 18), 6)
    datetime.date(2025, 5, 31)
    """
    return add_months(start.replace(day=1), months + 1) - timedelta(days=1)


def soon(as_of: date) -> Deadline:
    """The end of the month about six months ahead."""
    return Deadline(day=month_end(as_of, SOON_MONTHS))


def late(as_of: date) -> Deadline:
    """The end of a year where one lies 10 to 14 months ahead, else the end of the month twelve months ahead.

    >>> late(date(2024, 11, 18)).day
    datetime.date(2025, 12, 31)
    """
    for year in (as_of.year, as_of.year + 1):
        if (year - as_of.year) * 12 + 12 - as_of.month in _YEAR_END_MONTHS:
            return Deadline(day=date(year, 12, 31))
    return Deadline(day=month_end(as_of, LATE_MONTHS))


def stated_deadline(sentence: str, *, written: date, as_of: date) -> Deadline | None:
    """The first limit in time that a sentence sets after `as_of`, read as of the day it was written; else None.

    >>> stated_deadline("It could send them by March 2025.", written=date(2024, 11, 18), as_of=date(2024, 11, 18)).day
    datetime.date(2025, 3, 31)
    """
    ahead = [m for m in find_dates(sentence, written) if as_of < m.day <= add_months(as_of, _FARTHEST_MONTHS)]
    limits = [m for m in ahead if m.deadline] or [m for m in ahead if m.relation in ("in", "on")]
    return Deadline(day=limits[0].day, words=sentence[limits[0].start : limits[0].end]) if limits else None
