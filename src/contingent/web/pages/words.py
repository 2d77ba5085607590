"""Words that several pages share: counts, moments, and how sentences begin."""

from __future__ import annotations

from datetime import datetime

from contingent.report.numbers import day_words


def moment_words(moment: datetime | str | None) -> str:
    """A moment as people write it, to the minute, in UTC.

    >>> moment_words("2024-11-18T06:05:00.000000+00:00")
    '18 November 2024, 06:05 UTC'
    """
    if moment is None:
        return "never"
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{day_words(at.date())}, {at:%H:%M} UTC"


def many(count: int, one: str, more: str | None = None) -> str:
    """So many of them, in the plural unless it is one.

    >>> many(1, "brief"), many(1200, "branch", "branches")
    ('1 brief', '1,200 branches')
    """
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def opened(text: str) -> str:
    """A sentence as sentences begin.

    >>> opened("the text is empty")
    'The text is empty'
    """
    return f"{text[:1].upper()}{text[1:]}"
