"""Dates in a text, the deadlines they set, and what a text tells about its own day.

Our own grammar, because what a phrase such as "before spring" means as a deadline no general parser says;
`dateparser` would add 0.14 CPU-seconds on first use (measured) to read the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from contingent.reading.dates.grammar import AGO_STAMP, FULL_DATE, FUTURE, PATTERNS, STAMP
from contingent.reading.dates.meanings import MEANINGS, Context, Words, day_of, year_meant
from contingent.reading.dates.stretches import find_stretches

Relation = Literal["by", "before", "until", "within", "in", "on", "since", "after", "ago"]
_RELATIONS: dict[str, Relation] = {
    "no later than": "by", "not later than": "by", "by": "by", "before": "before", "until": "until", "till": "until",
    "through": "until", "since": "since", "after": "after", "from": "since",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date or stretch of time named in a text: `text[start:end]`, with its preposition.

    `first`..`last` is the period that the words name; `day` is the last day on which a deadline so worded is met
    ("by March 2025": 2025-03-31; "before spring": the day before it begins). `approximate` where the words are
    loose ("the coming weeks", seasons); `anchored` where they mean nothing without the day of writing ("on Friday");
    `compared` where the date is only what something is set against ("more than in 2021").
    """

    start: int
    end: int
    first: date
    last: date
    day: date
    relation: Relation
    approximate: bool = False
    anchored: bool = True
    compared: bool = False

    @property
    def deadline(self) -> bool:
        """Whether the wording sets a limit in time, rather than telling when something is."""
        return self.relation in ("by", "before", "until", "within")


def find_dates(text: str, base: date | None) -> tuple[DateMention, ...]:
    """Every date in the text (one sentence), in order; what hangs on the day of writing needs `base`.

    A year left unsaid is the coming one after "by", "before", "until" and after a word of the future, else the
    past one. The modal "may" and the verb "march" are no months.

    >>> [(str(m.day), m.relation) for m in find_dates("It ends by March 2025, before spring.", date(2024, 11, 18))]
    [('2025-03-31', 'by'), ('2025-02-28', 'before')]
    """
    found = _stretches(text, base)
    for name, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            words = match.groupdict()
            relation: Relation = _RELATIONS.get((words.get("rel") or "").lower(), "on" if name == "day" else "in")
            looks_ahead = FUTURE.search(text if name == "ahead" else text[: match.start()])
            limit = relation in ("by", "before", "until") and not _TOLD.match(text, match.end())
            ahead = limit or (looks_ahead is not None and not _DONE.search(text, 0, match.start()))
            period = MEANINGS[name](words, Context(base, ahead))
            if period is None:
                continue
            first, last, approximate = period
            if name in ("ahead", "ago"):
                relation = "within" if name == "ahead" else "ago"
            ends = words.get("year_end") or (words.get("part") or "").lower() in ("end", "close")
            day = first - timedelta(days=1) if relation == "before" and not ends else last
            day = first + (last - first) / 2 if relation == "ago" else day
            found.append(
                DateMention(
                    start=match.start(),
                    end=match.end(),
                    first=first,
                    last=last,
                    day=day,
                    relation=relation,
                    approximate=approximate,
                    anchored=not _says_its_year(words),
                    compared=_COMPARED.search(text, 0, match.start()) is not None,
                )
            )
    return tuple(sorted(found, key=lambda m: m.start))


def _stretches(text: str, base: date | None) -> list[DateMention]:
    """The stretches of time with both ends named: no limits, but when something is."""

    def year_of(month: int, start: int) -> int | None:
        return year_meant({}, Context(base, FUTURE.search(text, 0, start) is not None), month)

    return [
        DateMention(
            start=s.start, end=s.end, first=s.first, last=s.last, day=s.last, relation="in", anchored=s.anchored
        )
        for s in find_stretches(text, year_of)
    ]


#: "By July the army had lost …": told of the past, and so no limit that lies ahead
_TOLD = re.compile(r"[^.;]{0,60}\b(?:had|were|was)\b(?!\sto\b)(?![^.;]*\b(?:will|would|shall)\b)")


#: "… any of the offers laid before it on 28 September": done, whatever stands before
_DONE = re.compile(
    r"(?<!\bbe\s)(?<!\bget\s)(?<!\bhave\s)\b(?:\w{3,}ed|laid|made|sent|taken|held|given|seized|shot|struck|begun|fought)\s(?:\w+\s){0,3}$"
)


#: "a fifth more than in 2021", "up from 900 in May": the words before tell what the number is measured by
_COMPARED = re.compile(
    r"\b(?:than|compared\s(?:with|to)|against|unlike|as\s(?:many|much)\sas)\s(?:that\s)?$", re.IGNORECASE
)


def _says_its_year(words: Words) -> bool:
    years = (words.get(name) for name in ("year", "y1", "y2", "iso", "decade"))
    return any(year and year[:4].isdecimal() for year in years)


def find_stamp(line: str) -> date | None:
    """The day of a line that is nothing but a full date, with or without a time of day; else None.

    >>> find_stamp("November 18, 2024 at 3:50 pm")
    datetime.date(2024, 11, 18)
    """
    match = STAMP.fullmatch(line.strip(" \t\r\n()[]|·–—-*_"))
    period = day_of(match.groupdict(), Context(None, False)) if match else None
    return period[0] if period else None


def is_stamp(line: str) -> bool:
    """Whether a line is nothing but a date and time, absolute or like "3 hours ago"."""
    return find_stamp(line) is not None or AGO_STAMP.fullmatch(line.strip()) is not None


def first_full_date(text: str) -> date | None:
    """The first date with day, month and year in the text, if there is one."""
    periods = (day_of(match.groupdict(), Context(None, False)) for match in FULL_DATE.finditer(text))
    return next((period[0] for period in periods if period), None)
