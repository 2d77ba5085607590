"""Stretches of time with both ends named are read as one time, in whatever order the year is left to be understood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.reading.dates.mentions import find_dates

WRITTEN = date(2023, 6, 14)


def _found(text: str) -> list[tuple[str, str, str, bool]]:
    return [(text[m.start : m.end], str(m.first), str(m.last), m.anchored) for m in find_dates(text, WRITTEN)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last", "anchored"),
    [
        ("Between 1899 and 1902 the farms burnt.", "Between 1899 and 1902", "1899-01-01", "1902-12-31", False),
        ("Siege from April 2016 to May 2017.", "from April 2016 to May 2017", "2016-04-01", "2017-05-31", False),
        ("Between July and May 1918 it rained.", "Between July and May 1918", "1917-07-01", "1918-05-31", False),
        ("From December to March 1917 nobody moved.", "From December to March 1917", "1916-12-01", "1917-03-31", False),
        ("From 8 to 12 February the guns were silent.", "From 8 to 12 February", "2023-02-08", "2023-02-12", True),
        ("From October to February nobody fired.", "From October to February", "2022-10-01", "2023-02-28", True),
        ("On the night of 2-3 March the bridge fell.", "2-3 March", "2023-03-02", "2023-03-03", True),
        ("On May 8–9, 2021 the bridge fell.", "May 8–9, 2021", "2021-05-08", "2021-05-09", False),
        ("In 1994-95 the mission had no guns.", "In 1994-95", "1994-01-01", "1995-12-31", False),
        ("The bridge will be shut from August to October.", "from August to October", "2023-08-01", "2023-10-31", True),
    ],
)  # fmt: skip
def test_both_ends_make_one_time(text: str, words: str, first: str, last: str, anchored: bool) -> None:
    assert _found(text) == [(words, first, last, anchored)]


@pytest.mark.parametrize(
    "text",
    [
        "Between 1800 and 2000 men were hired.",
        "It costs from 10 to 20 dollars.",
        "They walked from Lyon to Paris.",
        "From 2021 to 2019 it makes no sense.",
        "The route runs from 2 to 7 miles inland.",
    ],
)
def test_what_names_no_stretch_makes_none(text: str) -> None:
    assert _found(text) == []


@given(first=st.dates(date(1700, 1, 1), date(2199, 12, 31)), last=st.dates(date(1700, 1, 1), date(2199, 12, 31)))
def test_two_full_dates_are_the_days_between_them_or_no_stretch(first: date, last: date) -> None:
    def told(day: date) -> str:
        return f"{day.day} {day:%B} {day.year}"

    found = [(m.first, m.last) for m in find_dates(f"It lasted from {told(first)} to {told(last)}.", None)]
    assert found == [(first, last)] if first <= last else (first, last) not in found
