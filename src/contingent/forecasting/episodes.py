"""Episodes of armed conflict out of published rows: when each began, when it ended, and what was known by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contingent.core.errors import DataError, ValueRangeError

ConflictType = str  # "interstate", "intrastate", "internationalised", "extrasystemic"

_UCDP_TYPES: dict[str, ConflictType] = {
    "interstate": "interstate",
    "intrastate": "intrastate",
    "II": "internationalised",
    "extrasystemic": "extrasystemic",
}
#: the yearly UCDP release covers the year before and appears by the middle of the year
#: (general knowledge, unverified): from this month on, last year's rows count as public
_RELEASE_MONTH = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveYear:
    """One calendar year of an episode: its type, and whether it saw at least 1,000 battle-related deaths."""

    year: int
    type: ConflictType
    war: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A run of consecutive active years of one conflict. `ended` None: no end coded in the rows given.

    `began_precision` is UCDP's: 1 is a known day, 2 a known week, 3 and 4 a month, 5 and above a year at best.
    """

    conflict: str
    states: tuple[int, ...]
    began: date
    began_precision: int
    ended: date | None
    years: tuple[ActiveYear, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarYears:
    """A war of the Correlates of War lists: its kind and its first and last calendar year in the list."""

    war: str
    kind: str
    first: int
    last: int
    ongoing: bool


def published_through(as_of: date) -> int:
    """The last year whose UCDP rows were public at `as_of`.

    >>> published_through(date(2024, 11, 18)), published_through(date(2024, 3, 1))
    (2023, 2022)
    """
    return as_of.year - (1 if as_of.month >= _RELEASE_MONTH else 2)


def ends_known_through(as_of: date) -> date:
    """The last day up to which ends of episodes were coded at `as_of`.

    UCDP calls an episode ended once a whole calendar year has passed below 25 battle-related deaths, so the ends of
    the last published year are not known yet.
    """
    return date(published_through(as_of) - 1, 12, 31)


def episodes_from_ucdp(rows: Iterable[Mapping[str, str]], *, as_of: date) -> tuple[Episode, ...]:
    """The episodes in rows of the UCDP/PRIO Armed Conflict Dataset that were public at `as_of`.

    Rows repeat a conflict-year for every pair of states in it; an episode is a `conflict_id` with a `start_date2`.
    Rows of unpublished years are dropped and later ends are forgotten, so nothing after `as_of` shows.

    Args:
        rows: one mapping a row, text values, with `conflict_id`, `year`, `gwno_a`, `gwno_b`, `intensity_level`,
            `type_of_conflict`, `start_date2`, `start_prec2`, `ep_end`, `ep_end_date`.

    Raises:
        DataError: a row lacks a column or holds a value that cannot be read.
    """
    last_year, last_end = published_through(as_of), ends_known_through(as_of)
    grouped: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        try:
            if int(float(row["year"])) <= last_year:
                grouped.setdefault((row["conflict_id"], row["start_date2"]), []).append(row)
        except (KeyError, ValueError) as error:
            raise DataError(
                f"a UCDP row cannot be read ({error}): {dict(row)}; wanted the columns named here"
            ) from error
    found = [_episode(conflict, group, last_end) for (conflict, _), group in sorted(grouped.items())]
    return tuple(sorted(found, key=lambda e: (e.began, e.conflict)))


def _episode(conflict: str, rows: list[Mapping[str, str]], last_end: date) -> Episode:
    try:
        years: dict[int, ActiveYear] = {}
        for row in rows:
            year = int(float(row["year"]))
            war = float(row["intensity_level"]) >= 2
            known = years.get(year)
            years[year] = ActiveYear(
                year=year, type=_UCDP_TYPES[row["type_of_conflict"]], war=war or (known is not None and known.war)
            )
        ends = {date.fromisoformat(row["ep_end_date"]) for row in rows if row["ep_end"] and float(row["ep_end"]) == 1.0}
        codes = {int(float(row[side])) for row in rows for side in ("gwno_a", "gwno_b") if row[side]}
        began = date.fromisoformat(rows[0]["start_date2"])
        precision = max(int(float(row["start_prec2"])) for row in rows)
    except (KeyError, ValueError) as error:
        raise DataError(
            f"rows of conflict {conflict} cannot be read ({error}); wanted the UCDP/PRIO columns"
        ) from error
    end = max((day for day in ends if day <= last_end), default=None)
    if end is not None and end < began:
        raise DataError(f"conflict {conflict} ends {end}, before it began {began}; wanted an end after the start")
    return Episode(
        conflict=str(int(float(conflict))),
        states=tuple(sorted(codes)),
        began=began,
        began_precision=precision,
        ended=end,
        years=tuple(years[year] for year in sorted(years)),
    )


def war_years_from_cow(rows: Iterable[Mapping[str, str]], *, kind: str) -> tuple[WarYears, ...]:
    """The wars in rows of a Correlates of War list of war-years, one value a war.

    A war still going on when the list closed (outcome 5) is marked so: its last year is not its end.

    Raises:
        DataError: a row lacks a column or holds a value that cannot be read.
    """
    if kind not in ("interstate", "intrastate"):
        raise ValueRangeError(f"kind is {kind!r}; wanted 'interstate' or 'intrastate'")
    outcome = "outcome1" if kind == "interstate" else "outcome"
    years: dict[int, set[int]] = {}
    ongoing: set[int] = set()
    for row in rows:
        try:
            war = int(float(row["warnum"]))
            years.setdefault(war, set()).add(int(float(row["year"])))
            if row[outcome] and int(float(row[outcome])) == 5:
                ongoing.add(war)
        except (KeyError, ValueError) as error:
            raise DataError(f"a Correlates of War row cannot be read ({error}): {dict(row)}") from error
    return tuple(
        WarYears(war=str(war), kind=kind, first=min(seen), last=max(seen), ongoing=war in ongoing)
        for war, seen in sorted(years.items())
    )
