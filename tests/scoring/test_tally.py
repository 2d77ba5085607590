"""Laws of tallies: a zero, a plus that does not care for order or grouping, and a mean taken last."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.scoring.tally import Tally, tally

tallies = st.builds(
    lambda score, weight: Tally.of(score, weight=weight), st.floats(-100, 100), st.floats(0.1, 10)
) | st.just(Tally())


def same(a: Tally, b: Tally) -> bool:
    return a.n == b.n and all(
        math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-6)
        for x, y in ((a.weight, b.weight), (a.total, b.total), (a.squares, b.squares))
    )


@given(a=tallies, b=tallies, c=tallies)
def test_adding_is_a_commutative_monoid(a: Tally, b: Tally, c: Tally) -> None:
    assert a + Tally() == a == Tally() + a
    assert same(a + b, b + a)
    assert same((a + b) + c, a + (b + c))


@given(scores=st.lists(st.floats(-100, 100), min_size=1, max_size=30), cut=st.integers(0, 30))
def test_two_halves_make_the_whole(scores: list[float], cut: int) -> None:
    whole = tally(scores)
    assert same(tally(scores[:cut]) + tally(scores[cut:]), whole)
    assert whole.mean == pytest.approx(sum(scores) / len(scores))


def test_a_mean_of_nothing_is_none_not_zero() -> None:
    assert Tally().mean is None and Tally().spread is None and tally([]).n == 0


def test_weights_weigh() -> None:
    both = Tally.of(1.0, weight=3.0) + Tally.of(5.0)
    assert both.mean == 2.0 and both.n == 2
    assert both.spread == pytest.approx(math.sqrt(3.0))


@pytest.mark.parametrize(("score", "weight"), [(math.nan, 1.0), (0.0, 0.0), (0.0, -1.0), (0.0, math.inf)])
def test_no_score_or_no_weight_is_refused(score: float, weight: float) -> None:
    with pytest.raises(ValueRangeError):
        Tally.of(score, weight=weight)
