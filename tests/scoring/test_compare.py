"""Laws of paired comparison: it turns round with its sides, needs common cases, and keeps its false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from contingent.core.errors import ValueRangeError
from contingent.scoring.compare import compare, compare_named

scores = arrays(np.float64, 12, elements=st.floats(0, 10))
CLUSTERS = [f"c{i % 4}" for i in range(12)]


@given(ours=scores, theirs=scores)
def test_a_comparison_turns_round_with_its_sides(ours: np.ndarray, theirs: np.ndarray) -> None:
    one, other = compare(ours, theirs, CLUSTERS, seed=1), compare(theirs, ours, CLUSTERS, seed=1)
    assert one.difference == pytest.approx(-other.difference, abs=1e-12)
    assert (one.better, one.worse) == (other.worse, other.better)
    assert one.interval is not None and other.interval is not None
    assert one.interval == pytest.approx((-other.interval[1], -other.interval[0]), abs=1e-9)
    assert one.n == 12 and one.clusters == 4


def test_the_names_of_clusters_and_the_order_of_cases_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    ours = {f"q{i:03}": float(rng.random()) for i in range(60)}
    theirs = {name: value + 0.1 for name, value in ours.items()}
    cluster = {name: i % 7 for i, name in enumerate(ours)}
    found = compare_named(ours, theirs, cluster, seed=2)
    turned = compare_named(dict(reversed(ours.items())), theirs, {k: f"x{v}" for k, v in cluster.items()}, seed=2)
    assert found == turned
    assert found is not None and found.difference == pytest.approx(-0.1) and found.better == 60
    assert found.skill == pytest.approx(1 - sum(ours.values()) / sum(theirs.values()))


def test_only_common_cases_count() -> None:
    found = compare_named({"a": 1.0, "b": 2.0}, {"b": 5.0, "c": 1.0}, {"b": 1}, seed=1)
    assert found is not None and (found.n, found.difference, found.interval) == (1, -3.0, None)
    assert compare_named({"a": 1.0}, {"b": 1.0}, {}, seed=1) is None


def test_crossed_clusters_widen_what_one_kind_alone_would_miss() -> None:
    # a shock a month, shared by every country: clusters by country alone call it sure
    rng = np.random.default_rng(7)
    month, country = np.repeat(np.arange(12), 30), np.tile(np.arange(30), 12)
    gap = rng.standard_normal(12)[month] + 0.1 * rng.standard_normal(360)
    nothing = np.zeros(360)
    alone = compare(gap, nothing, country.tolist(), seed=1)
    both = compare(gap, nothing, country.tolist(), crossed=month.tolist(), seed=1)
    assert alone.interval is not None and both.interval is not None
    assert both.interval[1] - both.interval[0] > 5 * (alone.interval[1] - alone.interval[0])


@pytest.mark.parametrize("crossed", [False, True])
def test_equal_forecasters_are_told_apart_as_rarely_as_stated(crossed: bool) -> None:
    rng = np.random.default_rng(11)
    alarms = 0
    first, second = np.repeat(np.arange(30), 30), np.tile(np.arange(30), 30)
    for seed in range(60):
        gap = rng.standard_normal(30)[first] + (rng.standard_normal(30)[second] if crossed else 0.0)
        gap = gap + rng.standard_normal(900)
        found = compare(
            gap, np.zeros(900), first.tolist(), crossed=second.tolist() if crossed else None, seed=seed
        ).interval  # fmt: skip
        assert found is not None
        alarms += not found[0] <= 0.0 <= found[1]
    assert alarms <= 17  # Binomial(60, .1) exceeds 17 with probability below 1e-4


@pytest.mark.parametrize(
    "call",
    [
        lambda: compare(np.array([1.0]), np.array([1.0]), ["a", "b"], seed=1),
        lambda: compare(np.array([1.0]), np.array([1.0]), ["a"], crossed=["a", "b"], seed=1),
        lambda: compare(np.array([np.inf]), np.array([1.0]), ["a"], seed=1),
        lambda: compare(np.array([]), np.array([]), [], seed=1),
        lambda: compare_named({"a": 1.0}, {"a": 1.0}, {}, seed=1),
    ],
)
def test_what_cannot_be_compared_is_refused(call) -> None:
    with pytest.raises(ValueRangeError):
        call()


def test_too_few_clusters_give_a_difference_and_no_interval() -> None:
    ours, theirs, years = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.5, 4.0]), [2001, 2002, 2003]
    few = compare(ours, theirs, years, seed=1, least_clusters=4)
    enough = compare(ours, theirs, years, seed=1, least_clusters=3)
    assert few.interval is None and enough.interval is not None
    assert few.difference == enough.difference and few.clusters == 3
