"""When a text was written, where it does not say: bounds from what stands on its page, with the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from contingent.core.nouns import Segment
from contingent.reading.dates.grammar import FUTURE
from contingent.reading.dates.mentions import find_dates

_SENTENCE = re.compile(r"[^.!?\r\n]+(?:\.(?=\S)[^.!?\r\n]*)*")
_NAMES = {"reader_comment": "reader comment", "pingback": "pingback"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The first and last day on which the text can have been written, and the words that tell so."""

    not_before: date | None
    not_after: date | None
    evidence: str | None


def date_bounds(text: str, segments: tuple[Segment, ...]) -> Bounds:
    """Bounds on the day of writing; None where nothing bounds it.

    The text was there before anybody commented on it, and after the last dated event that it tells of in the past
    tense. Dates in sentences about the future and those without a year bound nothing.
    """
    stamped = [(s.posted, s) for s in segments if s.posted and s.kind in _NAMES]
    latest = min(stamped, key=lambda pair: pair[0], default=None)
    not_after = latest[0] if latest else None
    told: list[tuple[date, str]] = []
    for segment in segments:
        if segment.kind != "body":
            continue
        for sentence in _SENTENCE.finditer(text, segment.start, segment.end):
            if FUTURE.search(sentence.group()):
                continue
            for mention in find_dates(sentence.group(), None):
                if mention.relation in ("on", "since", "after") and mention.first == mention.last:
                    told.append((mention.day, sentence.group()[mention.start : mention.end]))
    told = [pair for pair in told if not_after is None or pair[0] <= not_after]
    earliest = max(told, default=None)
    evidence = []
    if latest:
        evidence.append(f"not after {latest[0].isoformat()}: first {_NAMES[latest[1].kind]} is stamped with that day")
    if earliest:
        evidence.append(f"not before {earliest[0].isoformat()}: the text tells of “{earliest[1]}”")
    return Bounds(
        not_before=earliest[0] if earliest else None,
        not_after=not_after,
        evidence="; ".join(evidence) or None,
    )
