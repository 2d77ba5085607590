"""The days a statement is about: the date that governs its clause, else what tense and the day of writing leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contingent.core.nouns import Document, Segment, Span, Tense, When
from contingent.reading.dates.deadlines import in_words
from contingent.reading.dates.mentions import DateMention

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """When a stretch of text was written: its `day`, or where that is not known the bounds on it (None: no bound)."""

    day: date | None
    not_before: date | None
    not_after: date | None

    @classmethod
    def of(cls, document: Document, segment: Segment) -> Written:
        """When `segment` of `document` was written: a comment on its own day, all else with the document.

        A comment without a day was written not before the document.
        """
        if segment.kind == "reader_comment":
            return cls(day=segment.posted, not_before=document.published or document.not_before, not_after=None)
        return cls(day=document.published, not_before=document.not_before, not_after=document.not_after)


def governing(dates: Sequence[DateMention], item: Bounds, scope: Bounds, lead: int) -> DateMention | None:
    """The date that tells when what stands at `item` is: the nearest in its clause `scope`, else one set before it.

    All offsets count in one sentence. A date that begins before `lead`, the sentence's first verb, frames the whole
    sentence ("In March the army took …, and it lost …"). Dates inside the item, and
    those that it is only compared with, are not about it.
    """
    free = [d for d in dates if not d.compared and (d.end <= item[0] or d.start >= item[1])]
    own = [d for d in free if scope[0] <= d.start < scope[1]]
    if own:
        return min(own, key=lambda d: (max(d.start - item[1], item[0] - d.end, 0), d.start))
    return next((d for d in free if d.start < lead and d.end <= scope[0]), None)


def dated(mention: DateMention, span: Span, written: Written, tense: Tense) -> When:
    """What a date of the text tells: a point or stretch of time, open on the side that "since" or "by" leave open.

    What has been so since May is known up to the day of writing. "By May" and "until May" are open towards the past,
    save for the future: that begins on the day of writing.
    """
    first: date | None = mention.first
    last: date | None = mention.last
    if mention.relation in ("since", "after"):
        last = None if tense == "future" else written.day or written.not_after
        if last is not None and last < mention.first:
            last = None
    elif mention.relation in ("by", "before", "until"):
        first, last = (written.day if tense == "future" else None), mention.day
        if first is not None and first > last:
            first = None
    elif (
        mention.anchored and written.day and mention.first < written.day < mention.last
    ):  # "this month": so far, or yet
        first = written.day if tense == "future" else first
        last = written.day if tense == "past" else last
    how = "is read from the day of writing" if mention.anchored else "names the time itself"
    if mention.anchored and written.day is not None:
        how += f", {in_words(written.day)}"
    loose = "; its words are loose" if mention.approximate else ""
    return When(
        first=first, last=last, basis="anchored" if mention.anchored else "stated",
        evidence=f"“{' '.join(span.text.split())}” {how}{loose}.", words=span.text, span=span,
    )  # fmt: skip


def undated(tense: Tense, written: Written) -> When | None:
    """What tense alone tells, with the day of writing or its bounds: None where nothing is known of that day.

    The past lies not after it, the future not before it, the present around it.

    >>> day = Written(day=date(1999, 6, 10), not_before=None, not_after=None)
    >>> undated("past", day).last, undated("future", day).first
    (datetime.date(1999, 6, 10), datetime.date(1999, 6, 10))
    """
    earliest, latest = written.day or written.not_before, written.day or written.not_after
    first = earliest if tense in ("present", "future") else None
    last = latest if tense in ("present", "past") else None
    if first is None and last is None:
        return None
    if first is not None and last is not None and last < first:
        return None
    place = {"past": "not after", "future": "not before", "present": "about"}[tense]
    if written.day is not None:
        known = f"the day of writing, {in_words(written.day)}"
    else:
        sides = [f"not {side} {in_words(day)}" for side, day in (("before", first), ("after", last)) if day]
        known = f"the day of writing, which lies {' and '.join(sides)}"
    return When(
        first=first, last=last, basis="inferred",
        evidence=f"No date is given: told in the {tense} tense, it lies {place} {known}.",
    )  # fmt: skip
