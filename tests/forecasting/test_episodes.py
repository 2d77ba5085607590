"""Laws of episodes: rows fall together, nothing unpublished shows, and what cannot be read is refused."""

from datetime import date

import pytest

from contingent.core.errors import DataError, ValueRangeError
from contingent.forecasting.episodes import (
    ends_known_through,
    episodes_from_ucdp,
    published_through,
    war_years_from_cow,
)


def row(year: int, *, conflict: str = "1.0", end: str = "", intensity: str = "1.0", **more: str) -> dict[str, str]:
    return {
        "conflict_id": conflict, "year": f"{year}.0", "gwno_a": "100.0", "gwno_b": "", "intensity_level": intensity,
        "type_of_conflict": "intrastate", "start_date2": "2001-03-04", "start_prec2": "1.0",
        "ep_end": "1.0" if end else "0.0", "ep_end_date": end,
    } | more  # fmt: skip


def test_rows_of_several_pairs_of_states_are_one_episode() -> None:
    rows = [row(2001), row(2001, gwno_b="200.0"), row(2002, end="2002-05-06", intensity="2.0")]
    (episode,) = episodes_from_ucdp(rows, as_of=date(2010, 1, 1))
    assert (episode.began, episode.ended) == (date(2001, 3, 4), date(2002, 5, 6))
    assert episode.states == (100, 200)
    assert [(y.year, y.war) for y in episode.years] == [(2001, False), (2002, True)]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [row(2001), row(2002, end="2002-05-06"), row(1999, conflict="2.0", start_date2="1999-01-01")]
    as_of = date(2010, 1, 1)
    assert episodes_from_ucdp(rows, as_of=as_of) == episodes_from_ucdp(rows[::-1], as_of=as_of)


def test_an_end_is_known_only_after_a_quiet_year_was_published() -> None:
    rows = [row(2001), row(2002, end="2002-05-06")]
    ended = {day: episodes_from_ucdp(rows, as_of=day)[0].ended for day in (date(2004, 6, 30), date(2004, 7, 1))}
    assert ended == {date(2004, 6, 30): None, date(2004, 7, 1): date(2002, 5, 6)}


def test_unpublished_years_do_not_show() -> None:
    assert episodes_from_ucdp([row(2001)], as_of=date(2002, 6, 30)) == ()
    assert published_through(date(2024, 11, 18)) == 2023
    assert ends_known_through(date(2024, 11, 18)) == date(2022, 12, 31)


@pytest.mark.parametrize(
    "broken",
    [
        {"year": "2001.0"},
        row(2001) | {"year": "soon"},
        row(2001, type_of_conflict="quarrel"),
        row(2001, end="2000-01-01"),
        row(2001, start_date2="the spring"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(broken: dict[str, str]) -> None:
    with pytest.raises(DataError):
        episodes_from_ucdp([broken], as_of=date(2010, 1, 1))


def test_wars_of_the_correlates_of_war_keep_first_and_last_year() -> None:
    rows = [
        {"warnum": "1.0", "year": "1900.0", "outcome1": "1.0"},
        {"warnum": "1.0", "year": "1902.0", "outcome1": ""},
        {"warnum": "2.0", "year": "1903.0", "outcome1": "5.0"},
    ]
    wars = war_years_from_cow(rows, kind="interstate")
    assert [(w.war, w.first, w.last, w.ongoing) for w in wars] == [("1", 1900, 1902, False), ("2", 1903, 1903, True)]
    with pytest.raises(ValueRangeError):
        war_years_from_cow(rows, kind="duel")
    with pytest.raises(DataError):
        war_years_from_cow([{"warnum": "1.0"}], kind="intrastate")
