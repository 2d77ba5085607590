"""How a number moves as it is told on: ratio and slope over days, words lost and gained on the way."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from statistics import median

from contingent.core.claims_ledger import Axis, Drift, Entry, Shift, ShiftKind
from contingent.reading.across.amounts import NOUGHT, middle, times
from contingent.reading.across.days import along, settled_day
from contingent.reading.across.tellings import speaks_for

Marks = dict[ShiftKind, str | None]
MONTH_DAYS = 30.44
#: two tellings give one value where they differ by no more than this share
SAME = 0.005
#: days of a slope: of more, so many spread evenly are taken, lest their pairs grow with the square
MOST_DAYS = 400
_BOUNDS = {">=": "at least", ">": "more than", ">~": "over", "<=": "at most", "<": "less than"}
_ABOUT = frozenset({"~", "<~"})
_MAYBE = frozenset({"possible", "probable", "improbable", "expected", "certain_future"})


def drifts(entries: Sequence[Entry], axis: Axis) -> tuple[Drift, ...]:
    """How the value moves: overall first, then on the word of each source that tells it for two days or more.

    Sources that speak for one actor are one source. Reported numbers above nought with a known day count, one a day and
    voice: the median where there are several.
    """
    points: defaultdict[str | None, defaultdict[date, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(dict))
    names: dict[str, str] = {}
    for entry in entries:
        day, value = settled_day(along(entry, axis)), middle(entry.value, entry.low, entry.high)
        if entry.standing != "reported" or day is None or value is None or value <= NOUGHT:
            continue
        key = speaks_for(entry)
        if not key.startswith("\0"):
            name = entry.side or entry.source
            names[key] = min(names.get(key, name), name)
        for group in (None, key):
            points[group][day].setdefault(entry.voice, []).append(value)
    named = sorted((key for key in points if key in names), key=lambda key: names[key] if key else "")
    found = [_drift(None, points[None]), *(_drift(names[key], points[key]) for key in named if key)]
    return tuple(one for one in found if one is not None)


def _drift(source: str | None, days: dict[date, dict[str, list[float]]]) -> Drift | None:
    if len(days) < 2:
        return None
    told = [(day, median(median(values) for values in voices.values())) for day, voices in sorted(days.items())]
    (first_day, first), (last_day, last) = told[0], told[-1]
    tellings = sum(len(values) for voices in days.values() for values in voices.values())
    ratio = times(first, last)
    if ratio is None:
        return None
    return Drift(
        source=source, n=len(told), tellings=tellings, first_day=first_day, last_day=last_day,
        first_value=first, last_value=last, ratio=ratio, slope=slope(told) if len(told) > 2 else None,
    )  # fmt: skip


def slope(told: Sequence[tuple[date, float]]) -> float:
    """The median over all pairs of days of the change in the natural logarithm, per month of 30.44 days.

    Source: Theil (1950) and Sen (1968), the median of pairwise slopes; general knowledge, unverified.

    >>> round(slope([(date(2024, 1, 1), 100.0), (date(2024, 1, 31), 200.0), (date(2024, 3, 1), 400.0)]), 3)
    0.703
    """
    step = -(-len(told) // MOST_DAYS)
    taken = [*told[::step], told[-1]] if (len(told) - 1) % step else list(told[::step])
    return median(
        (math.log(later[1]) - math.log(earlier[1])) * MONTH_DAYS / (later[0] - earlier[0]).days
        for earlier, later in combinations(taken, 2)
    )


# ------------------------------------------------------------------ words lost and gained


def shifts(entries: Sequence[Entry]) -> tuple[Shift, ...]:
    """The first tellings of a value without a word that every earlier text had for it, or with one that none had.

    Earlier is a text of another voice and an earlier day, both days known; texts of one day are in no order. What is
    asked, supposed, denied, told again or told by a reader is left out.
    """
    told = sorted((e for e in entries if _told(e)), key=lambda e: (e.said.last or date.max, e.claim))
    marks = {e.claim: _marks(e) for e in told}
    alike: defaultdict[float, list[Entry]] = defaultdict(list)
    for entry in told:
        alike[entry.value or 0.0].append(entry)
    values = sorted(alike)
    found: list[Shift] = []
    for value in values:
        low, high = (value + sign * SAME * abs(value) for sign in (-1, 1))
        near = [e for v in values[bisect_left(values, low) : bisect_right(values, high)] for e in alike[v]]
        near.sort(key=lambda e: (e.said.last or date.max, e.claim))
        for after in alike[value]:
            before = [e for e in near if _earlier(e, after)]
            if before:
                found += _between(before, after, marks)
    return tuple(sorted(found, key=lambda s: (not s.lost, s.kind, s.after)))


def _told(entry: Entry) -> bool:
    known = entry.said.last is not None and entry.said.first == entry.said.last
    maybe = entry.standing == "open" and entry.modality in _MAYBE
    return known and entry.value is not None and (entry.standing == "reported" or maybe)


def _earlier(one: Entry, other: Entry) -> bool:
    return bool(one.said.last and other.said.last and one.said.last < other.said.last and one.voice != other.voice)


def _between(before: Sequence[Entry], after: Entry, marks: Mapping[str, Marks]) -> list[Shift]:
    now, had, latest, made = marks[after.claim], [marks[e.claim] for e in before], before[-1], []
    for kind, words in now.items():
        if words is None and all(one[kind] is not None for one in had):
            gone = marks[latest.claim][kind] or ""
            made.append(Shift(kind=kind, lost=True, before=latest.claim, after=after.claim, words=gone))
        elif words is not None and all(one[kind] is None for one in had):
            made.append(Shift(kind=kind, lost=False, before=latest.claim, after=after.claim, words=words))
    return made


def _marks(entry: Entry) -> Marks:
    """What each telling carries beside its value: the words of every kind, None where it has none."""
    estimated = "estimated" if entry.modality == "estimated" else None
    return {
        "bound": _BOUNDS.get(entry.comparator),
        # "an estimated 900" is told as a hedge, once
        "approximation": "about" if entry.comparator in _ABOUT and estimated is None else None,
        "hedge": (entry.hedge or estimated) if entry.standing == "reported" else entry.hedge or entry.modality,
        "attribution": entry.source or None,
        "possibility": entry.modality if entry.standing == "open" else None,
    }
