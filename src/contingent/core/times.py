"""Dates and the one clock: UTC, explicit, and asked for in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from contingent.core.errors import LeakError, ValueRangeError


def now() -> datetime:
    """The present moment in UTC; the only clock of the package, called by the roof and the effects floor."""
    return datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """The present day in UTC."""
    return now().date()


def parse_date(text: str, *, name: str = "date") -> date:
    """The date that an ISO string `YYYY-MM-DD` names.

    Raises:
        ValueRangeError: the text is no such date; `name` says which argument held it.

    >>> parse_date("2024-11-18")
    datetime.date(2024, 11, 18)
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueRangeError(
            f"{name} is {text!r}; wanted a calendar date such as 2024-11-18. Write year-month-day."
        ) from None


def add_months(start: date, months: int) -> date:
    """The same day of the month, `months` later, or that month's last day where it is shorter.

    >>> add_months(date(2024, 8, 31), 6)
    datetime.date(2025, 2, 28)
    """
    index = start.year * 12 + (start.month - 1) + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


def guard(dated: date, as_of: date, *, what: str) -> None:
    """Nothing, if `dated` was knowable at `as_of`.

    Raises:
        LeakError: `dated` lies after `as_of`; `what` names the evidence.
    """
    if dated > as_of:
        raise LeakError(
            f"{what} is dated {dated.isoformat()}, after as_of {as_of.isoformat()}. "
            "Use evidence from on or before as_of, or move as_of."
        )
