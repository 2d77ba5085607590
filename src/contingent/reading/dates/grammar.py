"""The wording of dates in English news: month, weekday and season words, and the patterns built of them."""

from __future__ import annotations

import calendar
import re

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
#: first month of each season of the northern hemisphere, by the meteorologists' convention
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
          "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3, "several": 4}  # fmt: skip
LOOSE_COUNTS = frozenset({"couple", "few", "several"})

# Months need their capital: "may" and "march" in lower case are verbs. Abbreviations need a full stop or a digit.
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|(?=\s\d)))"
)
_WEEKDAY = "(?:" + "|".join(calendar.day_name) + ")"
_YEAR = r"(?:1[6-9]|20|21)\d\d(?!\d|[,.]\d|[’']?s\b)"
_DAY = r"(?<![\d.,])(?:3[01]|[12]\d|0?[1-9])(?!\d|[,.]\d)(?:st|nd|rd|th)?"
_COUNT = r"(?:\d{1,3}|(?:a\s+)?couple(?:\s+of)?|(?:a\s+)?few|several|an?|" + "|".join(
    word for word in COUNTS if word not in LOOSE_COUNTS and len(word) > 2
) + ")"  # fmt: skip
_UNIT = r"(?:hours?|days?|weeks?|months?|years?)"
_REL = (
    r"(?:(?P<rel>(?i:no later than|not later than|as of|by|before|until|till|through|since|after|from|during|in|on"
    r"))\s+)"
)
_PART_WORD = r"(?P<part>(?i:end|beginning|start|middle|close|early|late|mid|first half|second half))"
_PART = rf"(?:(?:the\s+)?{_PART_WORD}[\s-]+(?:of\s+)?)"
_WHICH = r"(?P<which>(?i:this|next|last|this coming|coming))"
_SEASON = r"(?P<season>(?i:spring|summer|autumn|winter|fall(?!\s+of\s+(?!\d))))"

_FULL = (
    rf"(?:{_WEEKDAY},?\s+)?(?:"
    rf"(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?:,?\s+(?P<y1>{_YEAR}))?"
    rf"|(?P<d2>{_DAY})\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?"
    r"|(?<!\d)(?P<iso>\d{4}-\d\d-\d\d)(?!\d))"
)
_CLOCK = (
    r"(?:(?:\s*,)?\s*(?:at|@|[|·•–—T-])?\s*\d{1,2}[:.]\d\d(?::\d\d)?(?:\.\d+)?\s*(?:[ap]\.?\s?m\.?)?"
    r"\s*(?:[A-Z]{2,4}|Z)?(?:[+-]\d\d:?\d\d)?)"
)

STAMP = re.compile(rf"(?:on\s+)?{_FULL}{_CLOCK}?", re.IGNORECASE)
AGO_STAMP = re.compile(rf"{_COUNT}\s+(?:minutes?|{_UNIT})\s+ago", re.IGNORECASE)
FULL_DATE = re.compile(rf"\b{_FULL}")

#: (what it names, pattern), the more specific first; groups that a pattern lacks are read as absent
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("day", rf"\b{_REL}?{_FULL}\b"),
        ("month", rf"\b{_REL}?{_PART}?(?:{_WHICH}\s+)?(?P<month>{_MONTH})(?:\s+(?:of\s+)?|,\s+)(?P<year>{_YEAR})"),
        ("month", rf"\b{_REL}{_PART}?(?:(?:the\s+)?{_WHICH}\s+)?(?P<month>{_MONTH})(?![\w’'-])"),
        ("month", rf"\b{_PART}?{_WHICH}\s+(?P<month>{_MONTH})(?![\w’'-])"),
        ("decade", rf"\b{_REL}?(?:the\s+)?(?:{_PART_WORD}[\s-]+)?(?P<decade>(?:1[6-9]|20)\d0)[’']?s\b"),
        (
            "quarter",
            rf"\b{_REL}?(?:the\s+)?(?P<nth>Q[1-4]|(?i:first|second|third|fourth|last))(?:(?<=Q\d)|\s+(?P<unit>(?i:quarter|half)))"
            rf"\s+(?:of\s+)?(?P<year>{_YEAR})\b",
        ),
        ("year", rf"\b{_REL}?{_PART}(?P<year>(?i:the|this|next|last)\s+year\b|{_YEAR})"),
        ("year", rf"\b{_REL}(?P<year_end>(?i:(?:the\s+)?year(?:[’']s)?[\s-]end))\b"),
        ("year", rf"\b{_REL}(?P<year>{_YEAR})\b(?!\s+(?:to|and|or)\s+\d|[-–]\d)"),
        ("year", rf"\b{_REL}?(?P<year>(?i:this|next|last)\s+year)\b"),
        ("season", rf"\b{_REL}(?:the\s+)?(?:{_WHICH}\s+)?{_SEASON}(?:\s+(?:of\s+)?(?P<year>{_YEAR}))?\b(?!\s+offens)"),
        ("season", rf"\b{_WHICH}\s+{_SEASON}(?:\s+(?P<year>{_YEAR}))?\b"),
        ("near", rf"\b{_REL}?{_PART}(?P<word>(?i:(?:this|next|last|the)\s+(?:week|month)))\b"),
        ("near", rf"\b{_REL}?(?P<word>(?i:(?:this|next|last)\s+(?:week|month)|today|tonight|tomorrow|yesterday))\b"),
        ("weekday", rf"\b{_REL}?(?:{_WHICH}\s+)?(?P<weekday>{_WEEKDAY})\b"),
        ("holiday", rf"\b{_REL}(?P<holiday>Christmas|(?:the\s+)?New\s+Year)\b"),
        (
            "ahead",
            rf"\b(?P<reach>(?i:within|in|over|during))\s+(?:the\s+)?(?:(?P<next>(?i:next|coming|following))\s+)?"
            rf"(?:(?P<count>(?i:{_COUNT}))\s+)?(?P<unit>(?i:{_UNIT}))\b(?!\s+of\b|\s+ago\b|-)",
        ),
        ("ago", rf"\b(?P<count>(?i:{_COUNT}))\s+(?P<unit>(?i:{_UNIT}))\s+ago\b"),
    )
)
FUTURE = re.compile(
    r"\b(?:will|shall|would|could|can|may|might|must|should|plans?|expects?|expected|going|set|due|promis\w+|aims?|"
    r"vow(?:s|ed)?|wants?|intends?|hopes?)\b",
    re.IGNORECASE,
)


def _end(n: int) -> str:
    """One end of a stretch of time: day, month and year, as much of them as is said."""
    return (
        rf"(?:(?P<a{n}>{_DAY})\s+(?:of\s+)?(?P<m{n}>{_MONTH})|(?P<n{n}>{_MONTH})(?:\s+(?P<b{n}>{_DAY}))?"
        rf"|(?P<c{n}>{_DAY}))?(?:(?:,?\s+|(?<=\s))(?P<y{n}>{_YEAR}))?"
    )


#: after a number without a comma: "between 1800 and 2000 men" names no years
COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:men|women|people|children|civilians|troops|soldiers|fighters|recruits|tanks|shells|rounds|drones|"
    r"missiles|rockets|vehicles|aircraft|dead|wounded|prisoners|refugees|dollars|euros|miles|km|metres|meters|tons|tonnes)\b"
)
#: stretches of time with both ends named: "from March 2022 to May 2023", "between 2001 and 2021", "14-15 June"
STRETCHES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:from)\s+(?:the\s+)?{_end(1)}\s+(?i:to|until|till|through)\s+(?:the\s+)?{_end(2)}(?![\w%]|[,.]\d)",
        rf"\b(?i:between)\s+(?:the\s+)?{_end(1)}\s+and\s+(?:the\s+)?{_end(2)}(?![\w%]|[,.]\d)",
        rf"\b(?i:in|during)\s+(?P<y1>{_YEAR})(?:\s+and\s+(?P<y2>{_YEAR})|[-–](?P<y2s>\d\d)\b)",
        rf"(?<![\d.,-])(?P<c1>{_DAY})[-–](?P<a2>{_DAY})\s+(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?",
        rf"\b(?P<n1>{_MONTH})\s+(?P<b1>{_DAY})[-–](?P<c2>{_DAY})(?:,?\s+(?P<y2>{_YEAR}))?(?!\w)",
    )
)
