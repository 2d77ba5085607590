"""When a text was written, where it does not say: bounds from what stands on its page, with the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from contingent.core.nouns import Segment
from contingent.reading.dates.deadlines import in_words
from contingent.reading.dates.grammar import FULL_DATE, FUTURE
from contingent.reading.dates.mentions import find_dates, first_full_date

_SENTENCE = re.compile(r"[^.!?\r\n]+(?:\.(?=\S)[^.!?\r\n]*)*")
_LONGEST = 2000  # characters of a sentence that is looked at: what is longer is a table or a list
_HEAD = 700  # characters of a text in which its dateline, or a line that says when it was aired, must stand
_TAIL = 300
#: "SEOUL, Aug 21 (Wire) —", "PORT SUDAN, Sudan, Aug. 12, 2024 -": capitals, a day, a dash or the name of a wire
_DATELINE = re.compile(
    r"^[ \t*_]*(?P<words>(?P<place>[A-ZÀ-Ý][A-ZÀ-Ý.’' -]{2,30}(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?),\s+"
    r"(?P<day>(?:[A-Z][a-z]+day,\s)?(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8}\.?)(?:,?\s\d{4})?))"
    r"[*_]*\s*(?:\([^)\n]{2,40}\)\s*)?[—–:-]",
    re.MULTILINE,
)
#: A short line of its own that ends with a day: "Press Office, Vienna, 9 October 1992"
_DATED_LINE = re.compile(
    r"^(?P<words>[A-Z][^\n.!?“”\"]{2,80},\s(?P<day>[^\n,]{4,25}(?:,\s\d{4})?))[ \t*_]*$", re.MULTILINE
)
#: What says when a talk was held or aired, a despatch sent, a page last changed.
_TOLD_ON = re.compile(
    r"\b(?P<how>aired|broadcast|recorded|delivered|filed|transmitted|telegraphed|dispatched|released?|for release|"
    r"dated|interviewed|(?:last\s)?updated|(?:last\s)?modified)\b(?:\s?(?:on|at|date))?[\s:—–-]{1,4}(?P<rest>[^\n]{4,60})",
    re.IGNORECASE,
)
_NAMES = {"reader_comment": "reader comment", "pingback": "pingback"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The first and last day on which the text can have been written, and the words that tell so.

    `published` is the day itself, where a dateline or a line on when it was aired gives it.
    """

    not_before: date | None
    not_after: date | None
    evidence: str | None
    published: date | None = None


def date_bounds(text: str, segments: tuple[Segment, ...]) -> Bounds:
    """Bounds on the day of writing; None where nothing bounds it.

    The text was there before anybody commented on it, and after the last dated event that it tells of in the past
    tense. Dates in sentences about the future and those without a year bound nothing.
    """
    stamped = [(s.posted, s) for s in segments if s.posted and s.kind in _NAMES]
    latest = min(stamped, key=lambda pair: pair[0], default=None)
    evidence = []
    not_after = None
    if latest:
        not_after = latest[0]
        evidence.append(f"not after {not_after.isoformat()}: first {_NAMES[latest[1].kind]} is stamped with that day")
    given = _told_on(text)
    if given and given[2]:
        return Bounds(not_before=None, not_after=None, evidence=f"the text says “{given[1]}”", published=given[0])
    if given and (not_after is None or given[0] < not_after):
        not_after = given[0]
        evidence = [f"not after {not_after.isoformat()}: the text says “{given[1]}”"]
    told = [
        pair for pair in _told(text, segments)
        if (not_after is None or pair[0] <= not_after) and not (given and pair[1] in given[1])
    ]  # fmt: skip
    earliest = max(told, default=None)
    if earliest:
        evidence.append(f"not before {earliest[0].isoformat()}: the text tells of “{earliest[1]}”")
    line = _dateline(text, earliest[0] if earliest else None, not_after)
    if line:
        return Bounds(not_before=None, not_after=None, evidence=line[1], published=line[0])
    return Bounds(
        not_before=earliest[0] if earliest else None,
        not_after=not_after,
        evidence="; ".join(evidence) or None,
    )


def _told(text: str, segments: tuple[Segment, ...]) -> list[tuple[date, str]]:
    """The full dates that the body tells of in the past tense, with their words; what is no sentence tells none."""
    told: list[tuple[date, str]] = []
    for segment in segments:
        if segment.kind != "body":
            continue
        for sentence in _SENTENCE.finditer(text, segment.start, segment.end):
            if len(sentence.group()) > _LONGEST or FUTURE.search(sentence.group()):
                continue
            for mention in find_dates(sentence.group(), None):
                if mention.relation in ("on", "since", "after") and mention.first == mention.last:
                    told.append((mention.day, sentence.group()[mention.start : mention.end]))
    return told


def _told_on(text: str) -> tuple[date, str, bool] | None:
    """The day of a line such as "Aired May 2, 2011", its words, and whether it is that of writing, not of a change."""
    for part in (text[:_HEAD], text[-_TAIL:]):
        for mark in _TOLD_ON.finditer(part):
            full = FULL_DATE.match(mark.group("rest"))
            day = first_full_date(full.group()) if full else None
            if full and day:
                changed = "updat" in mark.group("how").lower() or "modif" in mark.group("how").lower()
                return day, part[mark.start() : mark.start("rest") + full.end()], not changed
    return None


def _dateline(text: str, earliest: date | None, latest: date | None) -> tuple[date, str] | None:
    """The day of the first dateline; one without a year takes it from the day nearest before it that the text knows.

    That day is a full date told of in the text, at most `_NEAR` days earlier; else the dateline gives none.
    """
    mark = _DATELINE.search(text[:_HEAD])
    if mark is None:
        lines = ((m, FULL_DATE.fullmatch(m.group("day").strip())) for m in _DATED_LINE.finditer(text[:_HEAD]))
        found_line = next(((m, first_full_date(m.group("day"))) for m, full in lines if full), None)
        if found_line is None or found_line[1] is None:
            return None
        return found_line[1], f"the line “{' '.join(found_line[0].group('words').split())}”"
    words = " ".join(mark.group("words").split())
    day = first_full_date(mark.group("day"))
    if day is not None:
        return day, f"dateline “{words}”"
    for known in (earliest, latest):
        if known is None:
            continue
        found = find_dates(f"on {mark.group('day')}", known + (_NEAR if known is earliest else timedelta(0)))
        if found and abs(found[0].day - known) <= _NEAR:
            return found[0].day, f"dateline “{words}”, its year that of {in_words(known)}, which the text names"
    return None


_NEAR = timedelta(days=120)
