"""Where sources cannot both be right: bounds that share no number, for days that overlap or lie close by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from contingent.core.claims_ledger import Disagreement, Entry
from contingent.core.nouns import Role
from contingent.reading.across.amounts import apart, times
from contingent.reading.across.check_parts import middle_of
from contingent.reading.across.days import at, certain, comparable_days
from contingent.reading.across.tellings import source_key

#: numbers further apart in time are never held against each other
MOST_DAYS_APART = 7
#: of a thread, so many disagreements are told in full
MOST_TOLD = 20


def disagreements(entries: Sequence[Entry], role: Role) -> tuple[Disagreement, ...]:
    """For every two sources the widest gap between numbers that leave each other no room, the widest first.

    Reported numbers alone are compared, of the same days first; else of days at most a week apart, and said so. One
    source disagrees with itself where two independent texts quote it with numbers that cannot both hold.
    """
    widest: dict[tuple[str, str], Disagreement] = {}
    for one, other in _near([e for e in entries if e.standing == "reported"], role):
        found = _disagreement(one, other, role)
        if found is None:
            continue
        pair = (min(source_key(one), source_key(other)), max(source_key(one), source_key(other)))
        if pair not in widest or _rank(found) < _rank(widest[pair]):
            widest[pair] = found
    return tuple(sorted(widest.values(), key=_rank))


def _near(entries: Sequence[Entry], role: Role) -> Iterator[tuple[Entry, Entry]]:
    """Pairs whose days may overlap or lie close by: told by the first day, so that the rest is never looked at."""
    held = sorted(((at(e, role), e) for e in entries), key=lambda h: (h[0][0] or date.min, h[1].claim))
    for place, ((_, last), one) in enumerate(held):
        for (first, _), other in islice(held, place + 1, None):
            if last is not None and first is not None and (first - last).days > MOST_DAYS_APART:
                break
            if apart((one.least, one.most), (other.least, other.most)):
                yield one, other


def _disagreement(one: Entry, other: Entry, role: Role) -> Disagreement | None:
    if one.voice == other.voice and source_key(one) == source_key(other):
        return None
    between = comparable_days(one, other, role, most=MOST_DAYS_APART)
    if between is None:
        return None
    low, high = sorted((one, other), key=lambda e: (middle_of(e), e.claim))
    return Disagreement(
        lower=low.claim, higher=high.claim, lower_source=low.source, higher_source=high.source,
        ratio=times(middle_of(low), middle_of(high)),
        days_apart=between, certain=certain(one) and certain(other),
    )  # fmt: skip


def _rank(found: Disagreement) -> tuple[bool, bool, float, str, str]:
    """Of the same days and of days that are known first; then the widest."""
    gap = found.ratio if found.ratio is not None else float("inf")
    return (not found.certain, found.days_apart > 0, -gap, found.lower, found.higher)
