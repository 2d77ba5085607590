"""When a number was told and what days it is of: the claim's own time, else the day of its text, else the bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from contingent.core.claims_ledger import Axis, Days, Entry
from contingent.core.nouns import Claim, Document, Role

#: numbers that add up over the days they are of
_ADDS_UP = frozenset({"money", "count", "increment", "tranche"})
_LENGTHS = (2, 11, 45, 200)  # days from which a stretch is no day, no week, no month, no season
#: the basis of days that a sentence itself names
NAMED = ("stated", "anchored")
#: a total told for "October" is one of that month's end; told for longer, it is a count since the first day
MONTH_DAYS = 31


def document_days(document: Document) -> Days:
    """The day a document was written, or the bounds that are known of it."""
    if document.published is not None:
        evidence = document.date_evidence or "the day of the text"
        return Days(first=document.published, last=document.published, basis="document", evidence=evidence)
    first, last = document.not_before, document.not_after
    if first is None and last is None:
        return Days(first=None, last=None, basis="unknown", evidence="the text gives no day")
    return Days(first=first, last=last, basis="bounds", evidence=document.date_evidence or "bounds of the text's day")


def said_days(claim: Claim, document: Document) -> Days:
    """The day on which the claim was told: that of its text, or that of the reader's comment it stands in."""
    if claim.voice == "reader_comment":
        held = (s for s in document.segments if s.kind == claim.voice and s.start <= claim.span.start < s.end)
        posted = next((s.posted for s in held), None)
        if posted is not None:
            return Days(first=posted, last=posted, basis="document", evidence="the day stamped on the comment")
    return document_days(document)


def about_days(claim: Claim, said: Days) -> Days:
    """The days the number is of: those its sentence names, no later than it was told unless it speaks of the future.

    A time that only tense and the day of the text bound ("inferred") is the day of the text; "since May" begins in May
    and ends with the day of the text.
    """
    when = claim.time
    if when is None or when.basis == "inferred" or (when.first is None and when.last is None):
        return said
    first, last = when.first, when.last if when.last is not None else said.last
    told = said.last
    if claim.tense != "future" and last is not None and told is not None and (first is None or first <= told):
        last = min(last, told)
    if first is not None and last is not None and last < first:
        return said
    return Days(first=first, last=last, basis=when.basis, evidence=when.evidence)


def axis_of(entries: Sequence[Entry]) -> Axis:
    """The days that numbers are laid along: those they are of; those they were told on where all are of the same.

    A toll of Tuesday that is told on Wednesday and on Friday moves from Wednesday to Friday.
    """
    told = [e for e in entries if e.standing == "reported"]
    named = [e for e in told if e.about.basis in NAMED]
    if len(named) < 2 or len(named) < len(told):
        return "about"
    ends = [(e.about.first, e.about.last) for e in named]
    days = [[day for day in side if day is not None] for side in zip(*ends, strict=True)]
    same = all(len(side) in (0, len(named)) and (not side or (max(side) - min(side)).days <= 1) for side in days)
    return "said" if same and len({e.said.last for e in named}) > 1 else "about"


def along(entry: Entry, axis: Axis) -> Days:
    """The days of an entry on an axis."""
    return entry.said if axis == "said" else entry.about


def at(entry: Entry, role: Role) -> tuple[date | None, date | None]:
    """The days on which the number holds: a total counted since some day holds on the last one alone."""
    first, last = entry.about.first, entry.about.last
    return (
        (last, last) if role == "cumulative" and last is not None and entry.about.basis != "bounds" else (first, last)
    )


def since(entry: Entry, role: Role) -> date | None:
    """The day that a total is counted from, where its sentence names one."""
    first, last = entry.about.first, entry.about.last
    stated = entry.about.basis in NAMED and role == "cumulative"
    if not stated or first is None or last is None or (last - first).days <= MONTH_DAYS:
        return None
    return first


def of_like_length(entries: Sequence[Entry], role: Role) -> list[Entry]:
    """The reported entries that can be laid along time: of what adds up, those of the commonest length of days.

    A month's losses do not fall to those of a day. Days that no text names are of one length of their own, totals since
    some day with them; of lengths as common, the shortest is taken.
    """
    told = [e for e in entries if e.standing == "reported"]
    if role not in ("flow", "cumulative") and role not in _ADDS_UP:
        return told
    lengths = {e.claim: 0 if since(e, role) is not None else _length(e) for e in told}
    counts = Counter(lengths.values())
    common = min(counts, key=lambda length: (-counts[length], length), default=0)
    return [e for e in told if lengths[e.claim] == common]


def _length(entry: Entry) -> int:
    """The length of the days that the text names, in steps that are told apart: none named, a day, a week, a month."""
    first, last = entry.about.first, entry.about.last
    if entry.about.basis not in NAMED:
        return 0
    if first is None or last is None:
        return len(_LENGTHS) + 1
    return 1 + sum((last - first).days >= length for length in _LENGTHS)


def days_between(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> int:
    """Days that lie between two stretches; 0 where they overlap or may, a side that is not known being open."""
    (first, last), (first2, last2) = one, other
    if last is not None and first2 is not None and first2 > last:
        return (first2 - last).days
    if last2 is not None and first is not None and first > last2:
        return (first - last2).days
    return 0


def comparable_days(one: Entry, other: Entry, role: Role, *, most: int) -> int | None:
    """How many days apart two numbers are, 0 on the same days; None where they are not of comparable days.

    What happens in a stretch of time is compared with the same stretch alone (both ends within a day), and so are sums
    of money and bare counts where either names its days: what was given on Tuesday is no rival of all that was given.
    Totals are compared only where they are counted from the same time, or either does not say since when.
    """
    named = one.about.basis in NAMED or other.about.basis in NAMED
    if role == "flow" or (role in _ADDS_UP and named):
        pairs = ((one.about.first, other.about.first), (one.about.last, other.about.last))
        near = all(a is not None and b is not None and abs((a - b).days) <= 1 for a, b in pairs)
        return 0 if near else None
    start, start2 = since(one, role), since(other, role)
    if start is not None and start2 is not None and abs((start - start2).days) > MONTH_DAYS:
        return None
    between = days_between(at(one, role), at(other, role))
    return between if between <= most else None


def settled_day(days: Days) -> date | None:
    """The day that can stand for a stretch of days, its last; None where it is bounded more loosely than a month."""
    if days.basis not in ("bounds", "unknown"):
        return days.last if days.last is not None else days.first
    bounded = days.first is not None and days.last is not None and (days.last - days.first).days <= MONTH_DAYS
    return days.last if bounded else None


def certain(entry: Entry) -> bool:
    """Whether the days the number is of are known, not bounded."""
    return entry.about.basis not in ("bounds", "unknown")
