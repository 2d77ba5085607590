"""Laws of reliability: every forecast lies in one bin, bins add, Wilson's interval holds the rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.scoring.reliability import reliability, wilson

pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50)


@given(pairs=pairs, bins=st.integers(1, 20))
def test_every_forecast_is_in_the_bin_that_holds_it(pairs: list[tuple[float, bool]], bins: int) -> None:
    found = reliability(pairs, bins=bins)
    assert found.n == len(pairs)
    assert sum(b.events for b in found.bins) == sum(outcome for _, outcome in pairs)
    assert all(b.said is None or b.low - 1e-9 <= b.said <= b.high + 1e-9 for b in found.bins)


@given(one=pairs, other=pairs)
def test_reliability_adds(one: list[tuple[float, bool]], other: list[tuple[float, bool]]) -> None:
    both, parts = reliability(one + other), reliability(one) + reliability(other)
    assert [(b.n, b.events) for b in both.bins] == [(b.n, b.events) for b in parts.bins]
    assert [b.forecast_sum for b in both.bins] == pytest.approx([b.forecast_sum for b in parts.bins])


@given(n=st.integers(1, 10_000), share=st.floats(0, 1))
def test_wilson_holds_the_rate_and_narrows_with_n(n: int, share: float) -> None:
    events = round(share * n)
    low, high = wilson(events, n)
    assert 0.0 <= low <= events / n <= high <= 1.0
    wider = wilson(events, n, coverage=0.99)
    assert wider[0] <= low and high <= wider[1]
    more = wilson(4 * events, 4 * n)
    assert more[1] - more[0] <= high - low


def test_wilson_of_a_published_case() -> None:
    # 15 of 148 at 95 %: 0.0624 to 0.1605 (Newcombe 1998, table I, method 3; general knowledge, unverified)
    assert wilson(15, 148, coverage=0.95) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_nothing_seen_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert reliability([]).bins[0].happened is None


def test_impossible_counts_and_unlike_bins_are_refused() -> None:
    with pytest.raises(ValueRangeError):
        wilson(3, 2)
    with pytest.raises(ValueRangeError):
        reliability([], bins=0)
    with pytest.raises(ValueRangeError):
        reliability([], bins=5) + reliability([], bins=4)
    with pytest.raises(ValueRangeError):
        reliability([(1.2, True)])


@given(st.integers(1, 200), st.data())
def test_a_forecast_on_an_edge_falls_in_the_bin_that_begins_there(bins: int, data: st.DataObject) -> None:
    edge = data.draw(st.integers(0, bins - 1)) / bins
    found = next(b for b in reliability([(edge, True)], bins=bins).bins if b.n)
    assert found.low <= edge < found.high
