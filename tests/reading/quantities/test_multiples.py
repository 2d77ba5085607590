"""How many times, what share, what change: multiples told in words, and results that only look like them."""

from __future__ import annotations

import pytest

from contingent.reading.quantities.elided import numbers_of
from contingent.reading.quantities.find import find_quantities
from contingent.reading.quantities.multiples import with_multiples


def read(text: str) -> list[tuple[float | None, str, str | None, str]]:
    return [
        (f.quantity.value and round(f.quantity.value, 4), f.quantity.comparator, f.quantity.unit, f.quantity.role)
        for f in with_multiples(text, find_quantities(text))
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Prices more than doubled.", (2, ">", "times", "share")),
        ("The herd trebled in size.", (3, "=", "times", "share")),
        ("Half as much again was lost.", (1.5, "=", "times", "share")),
        ("They paid half as much.", (0.5, "=", "times", "share")),
        ("It sold nearly twice as many.", (2, "<~", "times", "share")),
        ("They need at least six nurses for every doctor.", (6, ">=", "times", "rate")),
        ("The new hall is a third larger.", (33.3333, "=", "percent", "percent_change")),
        ("Nearly a fifth more came.", (20, "<~", "percent", "percent_change")),
        ("A quarter fewer came.", (-25, "=", "percent", "percent_change")),
        ("He gave it one chance in eight.", (0.125, "=", "fraction", "share")),
        ("Costs were cut by half.", (0.5, "=", "fraction", "share")),
    ],
)
def test_multiples_shares_and_changes_told_in_words(text, wanted):
    assert read(text) == [wanted]


def test_ten_to_one_is_ten_times_with_its_modifier():
    (found,) = with_multiples("They won, outnumbered by more than ten to one.", ())
    assert (found.quantity.value, found.quantity.comparator, found.quantity.unit) == (10, ">", "times")
    assert found.quantity.approx_cue == "more than"


def test_the_ratio_denied_is_read_beside_the_one_told():
    values = [f.quantity.value for f in with_multiples("It was four to one, not thirteen.", ())]
    assert values == [4, 13]


@pytest.mark.parametrize(
    "text",
    ["The team won 3 to 1.", "He doubled back.", "A double agent met him twice a week.",
     "They killed two in three raids.",
     "They did it for every day of the year.", "It ran at 9 to 10 knots.", "She has half a mind to go."],
)  # fmt: skip
def test_results_idioms_and_rates_are_no_multiples(text):
    assert with_multiples(text, ()) == ()


def test_occasions_are_counted_in_times():
    assert [f.quantity.unit for f in numbers_of("The bridge was hit five times.", ())] == ["times"]
