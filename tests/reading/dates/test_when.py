"""When a claim is: the date of its own clause, else what tense and the day of writing leave; each with its evidence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_texts import AS_OF, gazetteer

from contingent.core.nouns import Claim, Document, Quantity, Segment, Tense, When
from contingent.reading.dates.when import Written, undated
from contingent.reading.documents.sentences import sentences
from contingent.reading.quantities.claims import quantity_claims

WRITTEN = date(2023, 6, 14)  # a Wednesday


def _claims(text: str, published: date | None = WRITTEN) -> tuple[Claim, ...]:
    segment = Segment(id="s1", kind="body", start=0, end=len(text))
    whole = Document(id="d", text=text, segments=(segment,), origin="-", published=published)
    return quantity_claims(whole, sentences(whole), gazetteer(), AS_OF)


def _time(text: str, value: float, published: date | None = WRITTEN) -> When | None:
    return next(
        c.time
        for c in _claims(text, published)
        if isinstance(c.detail, Quantity) and value in (c.detail.value, c.detail.low)
    )


@pytest.mark.parametrize(
    ("text", "first", "last", "basis"),
    [
        ("The army lost 400 soldiers on 3 March 2022.", "2022-03-03", "2022-03-03", "stated"),
        ("In 1854 the army lost 400 soldiers.", "1854-01-01", "1854-12-31", "stated"),
        ("In the 1990s the army lost 400 soldiers.", "1990-01-01", "1999-12-31", "stated"),
        ("In the first quarter of 2022 the army lost 400 soldiers.", "2022-01-01", "2022-03-31", "stated"),
        ("The army lost 400 soldiers in the spring of 1999.", "1999-03-01", "1999-05-31", "stated"),
        ("The army lost 400 soldiers yesterday.", "2023-06-13", "2023-06-13", "anchored"),
        ("The army lost 400 soldiers last Thursday.", "2023-06-08", "2023-06-08", "anchored"),
        ("The army lost 400 soldiers on Monday.", "2023-06-12", "2023-06-12", "anchored"),
        ("The army lost 400 soldiers last month.", "2023-05-01", "2023-05-31", "anchored"),
        ("The army has lost 400 soldiers this month.", "2023-06-01", "2023-06-14", "anchored"),
        ("The army lost 400 soldiers two weeks ago.", "2023-05-28", "2023-06-03", "anchored"),
        ("The army has lost 400 soldiers since February.", "2023-02-01", "2023-06-14", "anchored"),
        ("The army has lost 400 soldiers since the war began in April 2021.", "2021-04-01", "2023-06-14", "stated"),
        ("The army will send 400 soldiers by the end of 2024.", "2023-06-14", "2024-12-31", "stated"),
        ("The army will send 400 soldiers next month.", "2023-07-01", "2023-07-31", "anchored"),
        (
            "It will resume if they take the 400 soldiers offered to them on 3 March.",
            "2023-03-03",
            "2023-03-03",
            "anchored",
        ),
        ("It will send the 400 soldiers to be trained there on 3 March.", "2024-03-03", "2024-03-03", "anchored"),
        ("The army had lost 400 soldiers by March 2022.", None, "2022-03-31", "stated"),
        ("The army lost 400 soldiers.", None, "2023-06-14", "inferred"),
        ("The army will send 400 soldiers.", "2023-06-14", None, "inferred"),
        ("The army has 400 soldiers.", "2023-06-14", "2023-06-14", "inferred"),
    ],
)
def test_the_days_and_where_they_come_from(text: str, first: str | None, last: str | None, basis: str) -> None:
    when = _time(text, 400)
    assert when is not None
    days = [day.isoformat() if day else None for day in (when.first, when.last)]
    assert (days, when.basis) == ([first, last], basis)
    assert when.evidence.endswith(".")
    assert (when.words is None) == (basis == "inferred")


def test_the_date_of_another_clause_is_not_the_claim_s() -> None:
    text = "The army lost 400 soldiers on Monday, while the rebels, who took the port in 2019, have 900 men left."
    four, nine = _time(text, 400), _time(text, 900)
    assert four is not None and four.words == "on Monday"
    assert nine is not None and nine.words != "on Monday"


def test_when_it_was_said_is_not_when_it_was() -> None:
    for text in (
        "The minister said on Friday that the army had lost 400 soldiers.",
        "The army had lost 400 soldiers, the minister said on Friday.",
    ):
        when = _time(text, 400)
        assert when is not None and when.words is None, text


def test_a_date_that_opens_the_sentence_frames_all_of_it() -> None:
    when = _time("In May 2021 the army attacked, and it lost 400 soldiers.", 400)
    assert when is not None and (when.first, when.basis) == (date(2021, 5, 1), "stated")


def test_a_month_in_a_story_of_a_past_year_is_of_that_year() -> None:
    when = _time("The war of that summer began in 1982. By June the army had lost 400 soldiers.", 400)
    assert when is not None and when.last == date(1982, 6, 30)
    now = _time("The treaty dates from 1982. On Monday it was broken. By June the army had lost 400 soldiers.", 400)
    assert now is not None and now.last is not None and now.last.year == 2023


def test_without_a_day_of_writing_nothing_is_inferred() -> None:
    assert _time("The army lost 400 soldiers.", 400, published=None) is None
    when = _time("The army lost 400 soldiers on 3 March 2022.", 400, published=None)
    assert when is not None and when.first == date(2022, 3, 3)


@given(
    st.sampled_from(("past", "present", "future")),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_what_is_inferred_never_contradicts_the_bounds(
    tense: Tense, day: date | None, earliest: date | None, latest: date | None
) -> None:
    when = undated(tense, Written(day=day, not_before=earliest, not_after=latest))
    if when is None:
        return
    assert when.basis == "inferred" and when.evidence
    if tense == "past":
        assert when.first is None and when.last == (day or latest)
    if tense == "future":
        assert when.last is None and when.first == (day or earliest)


@given(st.integers(0, 400))
def test_yesterday_is_the_day_before_the_day_of_writing(days: int) -> None:
    written = WRITTEN + timedelta(days=days)
    when = _time("The army lost 400 soldiers yesterday.", 400, published=written)
    assert when is not None and when.first == when.last == written - timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "The army lost 400 soldiers, more than in 1999.",
        "The army lost 400 soldiers, twice as many as in May 1999.",
        "The army lost 400 soldiers, compared with 1999.",
    ],
)
def test_what_a_number_is_compared_with_is_not_when_it_is(text: str) -> None:
    found = _time(text, 400)
    assert found is not None and found.basis == "inferred" and found.last == WRITTEN


def test_a_date_of_its_own_stands_beside_one_compared_with() -> None:
    found = _time("In 2021 the army lost 400 soldiers, more than in 1999.", 400)
    assert found is not None and found.first == date(2021, 1, 1)
