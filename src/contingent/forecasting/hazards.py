"""Hazards of the end of armed conflict by month of its age: life tables fitted from episodes, with provenance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Any

from contingent.core.errors import DataError
from contingent.forecasting.episodes import (
    Episode,
    WarYears,
    ends_known_through,
    episodes_from_ucdp,
    published_through,
)
from contingent.forecasting.rates import DAYS_PER_MONTH, HazardBin

#: ages in months at which the bins of a life table begin; the last is open
AGES: tuple[int, ...] = (0, 1, 3, 6, 12, 24, 36, 60, 120)
_WAR_YEAR_BINS: tuple[int, ...] = (1, 2, 3, 6)
_IMPRECISE = 5  # UCDP's start precision from which only the year of the start is known

#: key → (name, types of conflict, whether a year of at least 1,000 deaths is needed)
CLASSES: dict[str, tuple[str, frozenset[str], bool]] = {
    f"{key}_{level}": (name.format(level="wars" if war else "armed conflicts"), types, war)
    for key, name, types in (
        ("interstate", "interstate {level}", frozenset({"interstate"})),
        ("intrastate", "{level} within states", frozenset({"intrastate", "internationalised"})),
        (
            "internationalised",
            "{level} within states that foreign troops have joined",
            frozenset({"internationalised"}),
        ),
        ("any", "{level} of any kind", frozenset({"interstate", "intrastate", "internationalised", "extrasystemic"})),
    )
    for level, war in (("war", True), ("conflict", False))
}

MEANING = (
    "An end is UCDP's end of an episode: the last active day before a whole calendar year with fewer than 25 "
    "battle-related deaths. It is no signature: it counts victories and conflicts that died down beside cease-fires "
    "that held, and it leaves out cease-fires that broke within the year. It stands in for a cease-fire because no "
    "data here date cease-fires of all kinds of war; the two differences pull in opposite directions."
)
NOTES = (
    "Ages count from the episode's first death, in months of 365.25/12 days; a month counts as at risk once begun.",
    "An episode joins a class on the first day of the first year in which it qualified, so that a long life before "
    "that does not count as survival in the class.",
    "Where only the year of the start is known, the age counts from 1 July of that year and the episode is followed "
    "from the next 1 January on.",
    "The file carries no precision of the end; ends on 31 December are often known to the year only, so an age at "
    "the end may be up to a year too high for those.",
    "The file is of a later vintage than as_of: rows of later years are cut, revisions of earlier rows cannot be.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Time under observation, in months of age: from `entry` to `exit`, which is an end or only the last look."""

    entry: float
    exit: float
    ended: bool
    weight: float = 1.0


def kaplan_meier(
    observed: Sequence[Spell], ages: Sequence[float], *, coverage: float = 0.9
) -> tuple[tuple[float, float, float], ...]:
    """The chance of lasting beyond each age: product-limit estimate, and its log-log Greenwood interval.

    A spell is at risk at age t if `entry` <= t <= `exit` (an entry at 0 counts from the start); weights are not used.
    Where nobody has ended yet the estimate is 1 and its interval (1, 1): nothing was learned, which is not certainty.

    Source: Kaplan and Meier (1958); Greenwood's variance on the log-log scale (general knowledge, unverified).
    """
    z = NormalDist().inv_cdf(0.5 + coverage / 2)
    ends = sorted({s.exit for s in observed if s.ended})
    table = []
    for age in ages:
        survival, greenwood = 1.0, 0.0
        for t in ends:
            if t > age:
                break
            at_risk = sum(1 for s in observed if s.entry <= t <= s.exit)
            ended = sum(1 for s in observed if s.ended and s.exit == t)
            survival *= 1.0 - ended / at_risk
            if at_risk > ended:
                greenwood += ended / (at_risk * (at_risk - ended))
        if 0.0 < survival < 1.0:
            width = z * math.sqrt(greenwood) / abs(math.log(survival))
            low, high = survival ** math.exp(width), survival ** math.exp(-width)
        else:
            low = high = survival
        table.append((survival, low, high))
    return tuple(table)


def life_table(observed: Iterable[Spell]) -> tuple[HazardBin, ...]:
    """Months at risk and ends in each bin of age; discrete months, so that ends never exceed months.

    A month of age is at risk once begun; the month in which observation stops without an end is left out.
    """
    months, events = [0.0] * len(AGES), [0.0] * len(AGES)
    for s in observed:
        first, last = math.floor(s.entry), math.floor(s.exit)
        for i, start in enumerate(AGES):
            stop = AGES[i + 1] if i + 1 < len(AGES) else math.inf
            upper = min(last + (1 if s.ended else 0), stop)
            months[i] += s.weight * max(0.0, upper - max(first, start))
            events[i] += s.weight * (s.ended and start <= last < stop)
    return bins_from(AGES, months, events)


def bins_from(ages: Sequence[int], months: Sequence[float], events: Sequence[float]) -> tuple[HazardBin, ...]:
    """The bins that begin at `ages`, the last of them open, with their months at risk and ends."""
    stops = [*ages[1:], None]
    return tuple(
        HazardBin(start=start, to=stop, months=float(m), events=float(e))
        for start, stop, m, e in zip(ages, stops, months, events, strict=True)
    )


def spells(episodes: Iterable[Episode], *, types: frozenset[str], war: bool, last_look: date) -> tuple[Spell, ...]:
    """The observed stretch of every episode that qualified for a class, right-censored at `last_look`."""
    found = []
    for episode in episodes:
        year = next((y.year for y in episode.years if y.type in types and (y.war or not war)), None)
        if year is None:
            continue
        origin, entry = episode.began, max(episode.began, date(year, 1, 1))
        if episode.began_precision >= _IMPRECISE:
            origin, entry = date(origin.year, 7, 1), max(entry, date(origin.year + 1, 1, 1))
        leave = episode.ended or last_look
        if entry <= leave:
            found.append(
                Spell(entry=_months(origin, entry), exit=_months(origin, leave), ended=episode.ended is not None)
            )
    return tuple(found)


def _months(start: date, end: date) -> float:
    return (end - start).days / DAYS_PER_MONTH


def fit_hazards(
    ucdp_rows: Iterable[Mapping[str, str]],
    *,
    as_of: date,
    names: Mapping[int, str],
    sources: Sequence[Mapping[str, str]],
    war_years: Sequence[WarYears] = (),
) -> dict[str, Any]:
    """The table of hazards that could be made on `as_of`, in plain values ready for TOML.

    `fitted_as_of` in it is the first day on which the same table could have been made: any later `as_of` before the
    next yearly release gives the same bytes.

    Args:
        ucdp_rows: rows of the UCDP/PRIO Armed Conflict Dataset, text values.
        names: Gleditsch–Ward code → name of the state, for the list of conflicts still going on.
        sources: file, sha256, title and licence of each file behind the rows; kept as they are.
        war_years: wars of the Correlates of War lists, for the comparison by calendar year of war.

    Raises:
        DataError: rows that cannot be read, or a class without any month at risk.
    """
    episodes = episodes_from_ucdp(ucdp_rows, as_of=as_of)
    last_look = ends_known_through(as_of)
    known_by = date(published_through(as_of) + 1, 7, 1)
    return {
        "name": "hazards",
        "fitted_as_of": known_by.isoformat(),
        "data_through": last_look.isoformat(),
        "command": f"contingent fit hazards --data DIR --as-of {known_by.isoformat()}",
        "meaning": MEANING,
        "notes": list(NOTES),
        "sources": [dict(source) for source in sources],
        "classes": [
            _class_row(key, name, spells(episodes, types=types, war=war, last_look=last_look))
            for key, (name, types, war) in CLASSES.items()
        ],
        "war_years": _war_year_rows([w for w in war_years if w.last <= last_look.year]),
        "ongoing": _ongoing(episodes, names, published_through(as_of)),
    }


def _class_row(key: str, name: str, observed: Sequence[Spell]) -> dict[str, Any]:
    bins = life_table(observed)
    if sum(b.months for b in bins) <= 0:
        raise DataError(f"class {key!r} has no month at risk; wanted rows of at least one such conflict before as_of")
    curve = kaplan_meier(observed, [float(age) for age in AGES[1:]])
    return {
        "key": key,
        "name": name,
        "episodes": len(observed),
        "ended": sum(s.ended for s in observed),
        "censored": sum(not s.ended for s in observed),
        "from_month": list(AGES),
        "episodes_at_risk": [
            sum(1 for s in observed if math.floor(s.exit) >= start and (i + 1 == len(AGES) or s.entry < AGES[i + 1]))
            for i, start in enumerate(AGES)
        ],
        "months_at_risk": [int(b.months) for b in bins],
        "ends": [int(b.events) for b in bins],
        "outlast_month": list(AGES[1:]),
        "outlast": [round(s, 4) for s, _, _ in curve],
        "outlast_low": [round(low, 4) for _, low, _ in curve],
        "outlast_high": [round(high, 4) for _, _, high in curve],
    }


def _war_year_rows(wars: Sequence[WarYears]) -> list[dict[str, Any]]:
    rows = []
    for kind in ("interstate", "intrastate"):
        of_kind = [w for w in wars if w.kind == kind]
        if not of_kind:
            continue
        at_risk, ended = [0] * len(_WAR_YEAR_BINS), [0] * len(_WAR_YEAR_BINS)
        for war in of_kind:
            length = war.last - war.first + 1
            for i, start in enumerate(_WAR_YEAR_BINS):
                stop = _WAR_YEAR_BINS[i + 1] if i + 1 < len(_WAR_YEAR_BINS) else length + 1
                at_risk[i] += max(0, min(length - war.ongoing, stop - 1) - start + 1)
                ended[i] += int(not war.ongoing and start <= length < stop)
        rows.append(
            {
                "kind": kind,
                "wars": len(of_kind),
                "first": min(w.first for w in of_kind),
                "last": max(w.last for w in of_kind),
                "from_year_of_war": list(_WAR_YEAR_BINS),
                "war_years": at_risk,
                "ends": ended,
            }
        )
    return rows


def _ongoing(episodes: Sequence[Episode], names: Mapping[int, str], last_year: int) -> list[dict[str, Any]]:
    return [
        {
            "conflict": episode.conflict,
            "states": [names.get(code, f"state {code}") for code in episode.states],
            "type": episode.years[-1].type,
            "war": any(year.war for year in episode.years),
            "began": episode.began.isoformat(),
            "began_precision": episode.began_precision,
            "active_in": episode.years[-1].year,
        }
        for episode in episodes
        if episode.ended is None and episode.years[-1].year >= last_year
    ]
