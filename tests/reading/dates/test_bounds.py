"""The day of writing, where the page does not give it: datelines, lines that say when it was aired, bounds."""

from __future__ import annotations

from datetime import date

import pytest

from contingent.core.nouns import Segment
from contingent.reading.dates.bounds import Bounds, date_bounds


def _bounds(text: str) -> Bounds:
    return date_bounds(text, (Segment(id="s1", kind="body", start=0, end=len(text)),))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("LAGOS, March 3, 2022 (Wire) — Rebels took a town.", date(2022, 3, 3)),
        ("NEW DELHI, June 26, 1999 - The army took a ridge.", date(1999, 6, 26)),
        ("PORT LOUIS, Mauritius, 12 Jan. 1968 – Troops landed.", date(1968, 1, 12)),
        ("Aired May 2, 2011 - 18:00 ET\n\nHOST: Good evening.", date(2011, 5, 2)),
        ("Broadcast: 6 June 1944\n\nTroops landed at dawn.", date(1944, 6, 6)),
        ("Press Office, Vienna, 9 October 1992\n\nThe talks go on.", date(1992, 10, 9)),
    ],
)
def test_a_dateline_is_the_day_of_writing(text: str, day: date) -> None:
    found = _bounds(text)
    assert found.published == day
    assert found.evidence and found.evidence.startswith(("dateline", "the text says", "the line"))


def test_a_dateline_without_a_year_takes_that_of_a_day_just_told() -> None:
    found = _bounds("ACCRA, Aug 21 (Wire) — The truce of 19 August 2015 was broken.")
    assert found.published == date(2015, 8, 21)
    assert found.evidence and "19 August 2015" in found.evidence


def test_a_dateline_without_any_year_gives_no_day() -> None:
    assert _bounds("ACCRA, Aug 21 (Wire) — The truce was broken.") == Bounds(
        not_before=None, not_after=None, evidence=None
    )


def test_what_was_updated_was_written_before() -> None:
    found = _bounds("Updated March 5, 2024\n\nRebels took a town on 2 March 2024.")
    assert (found.published, found.not_before, found.not_after) == (None, date(2024, 3, 2), date(2024, 3, 5))


@pytest.mark.parametrize("text", ["The KENYA, March 3 deal held.", "They met in LAGOS, March 3, 2022 was a Thursday."])
def test_capitals_inside_a_sentence_are_no_dateline(text: str) -> None:
    assert _bounds(text).published is None
