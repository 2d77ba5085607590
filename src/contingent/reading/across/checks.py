"""Arithmetic over numbers of different texts: totals that fall, sums, stocks beside totals, order, lost bounds."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from contingent.core.claims_ledger import Disagreement, Entry
from contingent.core.nouns import Check, CheckReading
from contingent.reading.across.amounts import apart
from contingent.reading.across.check_parts import (
    MOST_DAYS_APART,
    Counted,
    apart_by,
    changed,
    count_days,
    days_words,
    figure_of,
    made,
    middle_of,
    near_in_time,
    nearest,
    reading_of,
    told,
)
from contingent.reading.across.days import NAMED, at, certain, comparable_days, days_between
from contingent.reading.across.keys import Key
from contingent.reading.across.tellings import source_key, speaks_for
from contingent.reading.checks.facts import LOSSES, figure, quote

_PARTS = ("killed", "wounded", "captured", "missing")


def thread_checks(counted: Sequence[Counted], names: Mapping[str, str]) -> tuple[Check, ...]:
    """Every check that numbers of different texts allow; `names` says what each document is called.

    Numbers of different days are laid together only where that is sound, and the check says how many days lie between
    them. Reported numbers alone are used: nothing asked, supposed, denied or told by a reader.
    """
    found: list[Check] = []
    for one in counted:
        found += [*_falling(one, names), *_contradictory(one, names), *_bounds_lost(one)]
    by_key = {one.key: one for one in counted}
    for one in counted:
        found += [*_sums(one, by_key), *_stocks(one, by_key), *_orders(one, counted, names)]
    return tuple(sorted({c.id: c for c in found}.values(), key=lambda c: (c.verdict == "consistent", c.kind, c.id)))


# ------------------------------------------------------------------ one thread


def _falling(one: Counted, names: Mapping[str, str]) -> Iterator[Check]:
    """A total that is told smaller on a later day: it can only grow."""
    if one.key.role != "cumulative":
        return
    worst: dict[bool, tuple[float, str, Entry, Entry]] = {}
    largest: list[tuple[float, str, Entry]] = []  # those told so far, the largest first
    for last in sorted(one.reported, key=lambda e: (at(e, "cumulative")[1] or date.max, e.claim)):
        seen: set[bool] = set()
        for least, _, first in largest:
            if last.most is None or -least <= last.most or len(seen) == 2:
                break
            same, gap = speaks_for(first) == speaks_for(last), _fall(first, last)
            if gap is not None and same not in seen:
                seen.add(same)
                worst[same] = max(worst.get(same, (0.0, "", first, last)), (gap, last.claim, first, last), key=_gap)
        if last.least is not None:
            insort(largest, (-last.least, last.claim, last), key=lambda held: held[:2])
    for same, (_, _, first, last) in sorted(worst.items(), key=lambda item: item[0]):
        if not same and {first.claim, last.claim} == _widest(one):
            continue  # told already, as figures that cannot both hold
        between = days_between(at(first, "cumulative"), at(last, "cumulative"))
        yield made(
            "monotone", (first, last), verdict="mismatch" if same else "ambiguous",
            statement=f"{told(first, names)}, {count_days(between)} later {told(last, names)}",
            readings=[reading_of(f"{count_days(between)} later", last, one.thread, fits=False,
                               formula=f"{figure_of(last)} < {figure_of(first)}")],
            explanation="A total since a fixed day can only grow. "
            + ("The same source gives a smaller one later: it was corrected, or counts something else." if same
               else "Different sources: they may count different things."),
        )  # fmt: skip


def _gap(found: tuple[float, str, Entry, Entry]) -> tuple[float, str]:
    return found[:2]


def _fall(first: Entry, last: Entry) -> float | None:
    """By how much a total fell between two texts; None where it did not or they cannot be compared."""
    (_, day), (_, later) = at(first, "cumulative"), at(last, "cumulative")
    sound = day is not None and later is not None and day < later and certain(first) and certain(last)
    if not sound or first.document == last.document or last.most is None or first.least is None:
        return None
    if last.most >= first.least or comparable_days(first, last, "cumulative", most=10**6) is None:
        return None
    return first.least - last.most


def _across(one: Counted) -> Disagreement | None:
    documents = {e.claim: e.document for e in one.thread.entries}
    return next((d for d in one.thread.disagreements if documents[d.lower] != documents[d.higher]), None)


def _widest(one: Counted) -> set[str]:
    found = _across(one)
    return {found.lower, found.higher} if found is not None else set()


def _contradictory(one: Counted, names: Mapping[str, str]) -> Iterator[Check]:
    """The widest disagreement of a thread between two texts."""
    entries = {e.claim: e for e in one.thread.entries}
    found = _across(one)
    if found is None:
        return
    low, high = entries[found.lower], entries[found.higher]
    same = source_key(low) == source_key(high)
    yield made(
        "contradictory_figures", (low, high), verdict="ambiguous" if found.days_apart == 0 and not same else "caution",
        statement=f"{told(low, names)}; {told(high, names)}",
        readings=[reading_of(e.source or names[e.document], e, one.thread) for e in (low, high)],
        explanation=("One source is quoted with numbers that cannot both hold. " if same else
                     "The words of each leave no room for the other's number. ") + days_words(
                         found.days_apart, known=found.certain),
    )  # fmt: skip


def _bounds_lost(one: Counted) -> Iterator[Check]:
    """A bound that a later text repeats as a plain number."""
    entries = {e.claim: e for e in one.thread.entries}
    for shift in one.thread.shifts:
        if shift.kind == "bound" and shift.lost:
            before, after = entries[shift.before], entries[shift.after]
            yield made(
                "bound_drop", (before, after), verdict="caution",
                statement=f"{quote(before.quote.text)} becomes {quote(after.quote.text)}",
                explanation=f"“{shift.words.capitalize()}” is gone: a bound is repeated as if it were the number.",
            )  # fmt: skip


# ------------------------------------------------------------------ several threads


def _sums(one: Counted, by_key: Mapping[Key, Counted]) -> Iterator[Check]:
    """Killed and wounded (captured, missing) beside casualties of the same side."""
    key = one.key
    if key.measure != "casualties" or key.role not in ("cumulative", "flow"):
        return
    others = [by_key[k] for m in _PARTS if (k := changed(key, measure=m)) in by_key and by_key[k].reported]
    if not others:
        return
    best: tuple[int, str, tuple[Entry, ...]] | None = None
    for whole in one.reported:
        parts = [nearest(whole, other.reported, key.role) for other in others]
        held = tuple(p for p in parts if p is not None)
        if len(held) == len(others) and len({whole.voice, *(p.voice for p in held)}) > 1:
            spread = max(apart_by(whole, p, key.role) for p in held)
            best = min(filter(None, (best, (spread, whole.claim, (whole, *held)))), key=lambda b: b[:2])
    if best is None:
        return
    spread, _, (whole, *held_parts) = best
    exact = spread == 0 and certain(whole) and all(map(certain, held_parts))
    yield from _sum_check(one, others, whole, held_parts, exact=exact, spread=spread)


def _sum_check(
    one: Counted, others: Sequence[Counted], whole: Entry, parts: Sequence[Entry], *, exact: bool, spread: int
) -> Iterator[Check]:  # fmt: skip
    values = [middle_of(p) for p in parts]
    least = sum(p.least for p in parts if p.least is not None)
    most = None if any(p.most is None for p in parts) else sum(p.most for p in parts if p.most is not None)
    names = [other.key.measure for other in others]
    complete = {"killed", "wounded"} <= set(names)
    agrees = not apart((least, most if complete else None), (whole.least, whole.most))
    formula = " + ".join(f"{figure(v)} {name}" for v, name in zip(values, names, strict=True))
    yield made(
        "sum_of_parts", (*parts, whole),
        verdict="consistent" if agrees else "mismatch" if exact else "caution",
        statement=f"{', '.join(quote(p.quote.text) for p in parts)} beside {quote(whole.quote.text)} for "
        f"{one.thread.subject}",
        readings=[CheckReading(label="sum of the parts", formula=f"{formula} = {figure(sum(values))}",
                               value=sum(values), unit=one.thread.unit or "", fits=agrees)],
        explanation=("The parts fit the whole." if agrees else "The parts and the whole cannot all be right.")
        + ("" if complete else " Not all parts are told.") + f" {days_words(spread, known=exact or spread > 0)}",
    )  # fmt: skip


def _stocks(one: Counted, by_key: Mapping[Key, Counted]) -> Iterator[Check]:
    """More said to be there than was sent in all."""
    key = one.key
    if key.role != "stock" or key.measure in LOSSES or not key.counterparty:
        return
    for role in ("cumulative", "flow"):
        total = by_key.get(changed(key, role=role))
        if total is None:
            continue
        sent_so_far = [t for t in total.reported if t.most is not None and t.about.basis not in NAMED]
        found = [
            (days_between(at(s, "stock"), at(t, "cumulative")), s.claim, s, t)
            for s, near in near_in_time(one.reported, sent_so_far) for t in near
            if s.voice != t.voice and s.least is not None and t.most is not None and s.least > t.most
        ]  # fmt: skip
        found = [f for f in found if f[0] <= MOST_DAYS_APART]
        if found:
            between, _, stock, sent = min(found, key=lambda f: f[:2])
            yield made(
                "stock_vs_cumulative", (stock, sent), verdict="caution",
                statement=f"{quote(stock.quote.text)} are there, {quote(sent.quote.text)} were sent",
                readings=[reading_of("there less sent", stock, one.thread, fits=False,
                                   formula=f"{figure_of(stock)} > {figure_of(sent)}")],
                explanation="More cannot be there than came. A strength at one time and a number sent over time are "
                f"different counts. {days_words(between, known=certain(stock) and certain(sent))}",
            )  # fmt: skip


def _orders(one: Counted, counted: Sequence[Counted], names: Mapping[str, str]) -> Iterator[Check]:
    """Who outnumbers whom, where texts that give both strengths disagree on it."""
    if one.key.role != "stock" or one.key.measure in LOSSES:
        return
    counts = changed(one.key, subject="", counterparty="", place="")
    for other in counted:
        if one.key.counterparty != other.key.subject or one.key.subject >= other.key.subject:
            continue
        if changed(other.key, subject="", counterparty="", place="") != counts:
            continue
        signs: dict[int, tuple[Entry, Entry]] = {}
        for mine in one.reported:
            for theirs in (e for e in other.reported if e.document == mine.document):
                if apart((mine.least, mine.most), (theirs.least, theirs.most)):
                    signs.setdefault(1 if middle_of(mine) > middle_of(theirs) else -1, (mine, theirs))
        if len(signs) == 2:
            pairs = [signs[1], signs[-1]]
            yield made(
                "order_relation", [e for pair in pairs for e in pair], verdict="ambiguous",
                statement=f"Who has more, {one.thread.subject} or {other.thread.subject}?",
                readings=[CheckReading(label=names[a.document], unit="ratio", fits=None,
                                       formula=f"{figure_of(a)} / {figure_of(b)}",
                                       value=middle_of(a) / middle_of(b) if middle_of(b) else None) for a, b in pairs],
                explanation="By the numbers of one text the first outnumbers the second, by those of another it is "
                f"outnumbered. {days_words(days_between(at(pairs[0][0], 'stock'), at(pairs[1][0], 'stock')))}",
            )  # fmt: skip
