"""Dates: our grammar of news dates, what they mean as deadlines, and the bounds on a text's own day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.nouns import Segment
from contingent.reading.dates.bounds import date_bounds
from contingent.reading.dates.mentions import find_dates, find_stamp, is_stamp

BASE = date(2024, 11, 18)  # a Monday
WORDS = [
    "by",
    "before",
    "the end of",
    "next",
    "May",
    "march",
    "5",
    "2025",
    "spring",
    "within",
    "six months",
    "Friday",
    "in",
]


@pytest.mark.parametrize(
    ("text", "day", "relation"),
    [
        ("It will send troops by the end of 2025.", "2025-12-31", "by"),
        ("The talks must end before spring.", "2025-02-28", "before"),
        ("It happens within six months.", "2025-05-18", "within"),
        ("They arrive by March 2025.", "2025-03-31", "by"),
        ("They arrive by May.", "2025-05-31", "by"),
        ("By June 30 it is over.", "2025-06-30", "by"),
        ("It must be done no later than Feb. 3, 2025.", "2025-02-03", "by"),
        ("It ends by Friday.", "2024-11-22", "by"),
        ("It ends by the end of the year.", "2024-12-31", "by"),
        ("It ends by year-end.", "2024-12-31", "by"),
        ("It ends before the end of January.", "2025-01-31", "before"),
        ("It may end in the next three weeks.", "2024-12-09", "within"),
        ("He will decide in six months.", "2025-05-18", "within"),
        ("It ends within 48 hours.", "2024-11-20", "within"),
        ("It lasts until 2030.", "2030-12-31", "until"),
        ("It ends by Christmas.", "2024-12-25", "by"),
        ("By this fall it had failed.", "2024-11-30", "by"),
        ("It will start next spring.", "2025-05-31", "in"),
        ("The army lost 40 men in May.", "2024-05-31", "in"),
        ("On Friday he left.", "2024-11-15", "in"),
        ("It began on 24 February 2022.", "2022-02-24", "on"),
        ("It began since 2022-02-24.", "2022-02-24", "since"),
        ("It began two weeks ago.", "2024-11-04", "ago"),
    ],
)
def test_a_phrase_means_its_day(text: str, day: str, relation: str) -> None:
    found = find_dates(text, BASE)
    assert [(m.day.isoformat(), m.relation) for m in found] == [(day, relation)]


@pytest.mark.parametrize(
    "text",
    [
        "China may be selling drones.",
        "You may march 10 times.",
        "Armies march on.",
        "after the fall of Kyiv",
        "the largest in two years",
        "from 2000 to 3000 troops",
        "G20 and kn-23 and 2.0",
        "In six months of fighting it lost 5,000 men.",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text, BASE) == ()


def test_without_a_base_only_full_dates_count() -> None:
    text = "By Friday, on March 3, 2025, next year, in May, before spring."
    assert [m.day for m in find_dates(text, None)] == [date(2025, 3, 3)]


def test_a_number_behind_a_month_is_no_day() -> None:
    (mention,) = find_dates("In March 10,000 soldiers came.", BASE)
    assert (mention.first, mention.last) == (date(2024, 3, 1), date(2024, 3, 31))


def test_deadlines_are_told_from_times() -> None:
    deadlines = [m.deadline for m in find_dates("By March 2025, before 2026, in 2024, since May 1, 2020.", BASE)]
    assert deadlines == [True, True, False, False]


@settings(max_examples=200, deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_written_date_is_read_back(day: date) -> None:
    for form in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", day.isoformat()):
        assert find_stamp(f"{form} at 3:50 pm") == day or day.isoformat() == form
        assert [m.day for m in find_dates(f"It was on {form}.", None)] == [day]


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="abcdeMayrchinbyfo 0123456789,.-", max_size=60)
    | st.lists(st.sampled_from(WORDS)).map(" ".join),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)),
)  # fmt: skip
def test_mentions_never_overlap_and_periods_are_in_order(text: str, base: date) -> None:
    end = 0
    for mention in find_dates(text, base):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.first <= mention.last and mention.day <= mention.last
        end = mention.end


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)), st.integers(1, 28))
def test_a_deadline_without_a_year_lies_ahead(base: date, ahead: int) -> None:
    day = base + timedelta(days=ahead)
    (mention,) = find_dates(f"It ends by {day:%B} {day.day}.", base)
    assert mention.day == day


def test_stamps_are_whole_lines() -> None:
    assert find_stamp("November 18, 2024 at 3:50 pm") == BASE
    assert find_stamp("2024-11-18T10:02:00+00:00") == BASE
    assert find_stamp("November 18, 2024 was a Monday") is None
    assert is_stamp("3 hours ago") and not is_stamp("3 hours later")
    assert find_stamp("November 31, 2024") is None


def test_a_text_was_written_before_its_comments_and_after_what_it_tells() -> None:
    text = "On 3 March 2022 it lost 498 men. It will end by 1 May 2022. In 1945 too.\nHello."
    comment = Segment(id="s2", kind="reader_comment", start=73, end=79, posted=date(2022, 3, 5))
    bounds = date_bounds(text, (Segment(id="s1", kind="body", start=0, end=72), comment))
    assert (bounds.not_before, bounds.not_after) == (date(2022, 3, 3), date(2022, 3, 5))
    assert bounds.evidence is not None and "2022-03-05" in bounds.evidence and "3 March 2022" in bounds.evidence


def test_a_text_without_evidence_has_no_bounds() -> None:
    bounds = date_bounds("The war goes on.", (Segment(id="s1", kind="body", start=0, end=16),))
    assert (bounds.not_before, bounds.not_after, bounds.evidence) == (None, None, None)
