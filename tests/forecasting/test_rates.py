"""Laws of small-sample rates: within bounds, ordered, and never falling with a longer horizon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.forecasting.rates import HazardBin, by_date, monthly_hazards, pooled, share


@given(events=st.floats(0, 50), others=st.floats(0, 50))
def test_a_share_lies_in_its_interval_and_grows_with_events(events: float, others: float) -> None:
    found = share(events, events + others)
    assert 0.0 < found.p < 1.0 and found.low <= found.p <= found.high
    assert share(events + 1, events + others + 1).p >= found.p


def test_more_cases_of_one_rate_narrow_the_interval() -> None:
    few, many = share(2, 10), share(20, 100)
    assert many.high - many.low < few.high - few.low


counts = st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1)), min_size=3, max_size=3)


def table(rows: list[tuple[int, float]]) -> tuple[HazardBin, ...]:
    edges = [(0, 6.0), (6, 24.0), (24, None)]
    return tuple(
        HazardBin(start=start, to=to, months=float(months), events=float(int(part * months)))
        for (start, to), (months, part) in zip(edges, rows, strict=True)
    )


@given(rows=counts, age=st.floats(0, 200) | st.none(), months=st.floats(0, 60), more=st.floats(0, 60))
def test_a_longer_horizon_never_lowers_the_probability(
    rows: list[tuple[int, float]], age: float | None, months: float, more: float
) -> None:
    bins = table(rows)
    if pooled(bins, 0.0)[1] == 0:
        with pytest.raises(ValueRangeError):
            by_date(bins, age=age, months=months)
        return
    short, long = by_date(bins, age=age, months=months), by_date(bins, age=age, months=months + more)
    for end in ("p", "low", "high"):
        assert 0.0 <= getattr(short, end) <= getattr(long, end) + 1e-12 <= 1.0 + 1e-12
    assert short.low <= short.p <= short.high


def test_no_time_leaves_no_chance() -> None:
    assert by_date(table([(10, 0.5), (10, 0.1), (10, 0.1)]), age=3.0, months=0.0).p == 0.0


def test_a_class_without_any_end_still_has_a_small_chance() -> None:
    bins = table([(100, 0.0), (100, 0.0), (100, 0.0)])
    found = by_date(bins, age=0.0, months=12.0)
    assert 0.0 < found.p < 0.05 and found.low < found.p < found.high


def test_a_bin_without_months_leans_on_younger_ages() -> None:
    bins = table([(100, 0.1), (100, 0.1), (0, 0.0)])
    assert monthly_hazards(bins)[2].p == pytest.approx(10.5 / 101, rel=1e-9)


def test_plenty_of_data_speaks_for_itself() -> None:
    bins = (HazardBin(start=0, to=None, months=1e6, events=2e4),)
    assert by_date(bins, age=5.0, months=12.0).p == pytest.approx(1 - 0.98**12, abs=1e-4)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueRangeError):
        share(3, 2)
    with pytest.raises(ValueRangeError):
        HazardBin(start=0, to=6, months=2.0, events=3.0)
    with pytest.raises(ValueRangeError):
        by_date(table([(10, 0.5)] * 3), age=-1.0, months=1.0)
