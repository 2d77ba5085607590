"""What checks across texts are made of: threads with their keys, tellings near in time, and the words of a check."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from contingent.core.claims_ledger import Entry, Thread
from contingent.core.keys import content_id
from contingent.core.nouns import Check, CheckReading, Role, Verdict
from contingent.reading.across.amounts import middle
from contingent.reading.across.days import comparable_days
from contingent.reading.across.keys import Key
from contingent.reading.checks.facts import figure, quote

#: parts and wholes further apart in time are not laid together
MOST_DAYS_APART = 31


@dataclass(frozen=True)
class Counted:
    """A thread with the key that made it one."""

    key: Key
    thread: Thread

    @cached_property
    def reported(self) -> tuple[Entry, ...]:
        """The entries that state the number as so."""
        return tuple(e for e in self.thread.entries if e.standing == "reported")


def near_in_time(entries: Iterable[Entry], others: Sequence[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    """Each entry with those others whose last day lies within a month of its days, or is not known."""
    dated = sorted((o for o in others if o.about.last is not None), key=lambda o: (o.about.last or date.max, o.claim))
    days = [o.about.last.toordinal() for o in dated if o.about.last is not None]
    undated = [o for o in others if o.about.last is None]
    for entry in entries:
        first, last = entry.about.first, entry.about.last
        low = 0 if first is None else bisect_left(days, first.toordinal() - MOST_DAYS_APART)
        high = len(days) if last is None else bisect_right(days, last.toordinal() + MOST_DAYS_APART)
        yield entry, [*dated[low:high], *undated]


def nearest(whole: Entry, parts: Sequence[Entry], role: Role) -> Entry | None:
    """Of the parts, the one told nearest in time to the whole, at most a month off; None where there is none."""
    near = [(b, p.claim, p) for p in parts if (b := comparable_days(whole, p, role, most=MOST_DAYS_APART)) is not None]
    return min(near, key=lambda n: n[:2])[2] if near else None


def apart_by(one: Entry, other: Entry, role: Role) -> int:
    """How many days lie between two tellings; 0 where they cannot be compared."""
    return comparable_days(one, other, role, most=MOST_DAYS_APART) or 0


def changed(key: Key, **parts: str) -> Key:
    """The key with some of its parts changed."""
    return replace(key, **parts)  # type: ignore[arg-type]


def middle_of(entry: Entry) -> float:
    """The number that stands for an entry, 0 where it has none."""
    return middle(entry.value, entry.low, entry.high) or 0.0


def figure_of(entry: Entry) -> str:
    """That number in print."""
    return figure(middle_of(entry))


def told(entry: Entry, names: Mapping[str, str]) -> str:
    """An entry in its words, with its source or its text."""
    return f"{quote(entry.quote.text)} ({entry.source or names[entry.document]})"


def days_words(between: int, *, known: bool = True) -> str:
    """How far apart two numbers are, in a sentence."""
    if not known:
        return "Their days are known within limits only and may differ."
    return "They are of the same days." if between == 0 else f"They are {count_days(between)} apart."


def count_days(count: int) -> str:
    """A number of days in words."""
    return "1 day" if count == 1 else f"{count} days"


def reading_of(
    label: str, entry: Entry, thread: Thread, *, formula: str | None = None, fits: bool | None = None
) -> CheckReading:
    """One way to read a check, with the number of an entry."""
    return CheckReading(
        label=label, formula=formula or figure_of(entry), value=middle_of(entry), unit=thread.unit or "", fits=fits
    )


def made(
    kind: str, entries: Iterable[Entry], *, verdict: Verdict, statement: str, explanation: str,
    readings: Sequence[CheckReading] = (),
) -> Check:  # fmt: skip
    """A check whose id depends on its kind and claims alone."""
    claims = tuple(dict.fromkeys(e.claim for e in entries))
    return Check(
        id=content_id("x", kind, list(claims)), kind=kind, statement=statement, claims=claims, readings=tuple(readings),
        stated=None, tolerance="what the words allow", verdict=verdict, explanation=explanation,
    )  # fmt: skip
