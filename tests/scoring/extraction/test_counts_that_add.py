"""Counts add in any order and grouping; shares are taken last; a share of nothing is not zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.scoring.extraction.counts import Count, Counts, interval

COUNT = st.builds(Count, right=st.integers(0, 9), wanted=st.integers(0, 9), given=st.integers(0, 9))
COUNTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), COUNT).map(Counts)


@given(COUNTS, COUNTS, COUNTS)
def test_adding_is_associative_commutative_and_has_a_zero(one: Counts, two: Counts, three: Counts) -> None:
    assert ((one + two) + three).of == (one + (two + three)).of
    assert dict((one + two).of) == dict((two + one).of)
    assert (one + Counts()).of == one.of


def test_a_share_of_sums_is_not_the_mean_of_shares() -> None:
    one, other = Counts({"m": Count(right=1, wanted=1, given=1)}), Counts({"m": Count(right=0, wanted=9, given=1)})
    assert (one + other).value("m", "share") == pytest.approx(0.1)
    assert (one + other).value("m", "F1") == pytest.approx(2 / 12)


def test_nothing_asked_is_not_zero() -> None:
    assert Count().share is None and Count().f1 is None
    assert Counts().value("m", "share") is None and Counts().value("m", "count") is None
    assert Counts({"m": Count()}).value("m", "count") == 0.0


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="none below 0"):
        Count(right=-1)


def test_an_interval_wants_five_articles_and_holds_the_share() -> None:
    parts = [Counts({"m": Count(right=right, wanted=4, given=4)}) for right in (4, 3, 2, 4, 1)]
    assert interval(parts[:4], "m", "share", seed=1) is None
    found = interval(parts, "m", "share", seed=1)
    assert found is not None
    assert found[0] < 14 / 20 < found[1]
    assert interval(parts, "m", "F1", seed=1) == pytest.approx(found)  # here as many were given as wanted
    assert interval(parts, "m", "count", seed=1) is None
