"""Draws of a negotiation's inputs: each on a stream of its own, within its range, and in the scale's units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from negotiations_by_hand import issue, negotiation, stance, uncertain
from scipy import stats

from contingent.bargaining.drawing import draw_tables
from contingent.core.errors import ValueRangeError

DRAWS = 4000
#: of a test that compares draws with the distribution they should have: it fails for nothing once in a million
FALSE_ALARM = 1e-6


def three(**more: object) -> tuple[object, ...]:
    return (
        stance("A", uncertain("normal", 30.0, 5.0), uncertain("beta", 4.0, 2.0), uncertain("lognormal", 1.0, 0.3)),
        stance("B", uncertain("uniform", 40.0, 80.0), 0.5, 2.0),
        stance("C", 90.0, uncertain("uniform", 0.2, 0.9), uncertain("lognormal", 0.5, 0.2)),
    )


def test_an_actor_more_changes_no_other_actors_draws() -> None:
    few, more = negotiation(issue(*three()[1:])), negotiation(issue(*three()))  # type: ignore[arg-type]
    (without,), _ = draw_tables(few, draws=50, seed=3)
    (with_a,), _ = draw_tables(more, draws=50, seed=3)
    for name in ("position", "salience", "capability"):
        assert np.array_equal(getattr(with_a, name)[:, 1:], getattr(without, name))


def test_the_first_rows_are_the_same_however_many_are_drawn() -> None:
    whole = negotiation(issue(*three()))  # type: ignore[arg-type]
    (few,), _ = draw_tables(whole, draws=20, seed=3)
    (many,), _ = draw_tables(whole, draws=90, seed=3)
    assert np.array_equal(many.position[:20], few.position)
    assert not np.array_equal(draw_tables(whole, draws=20, seed=4)[0][0].position, few.position)


def test_positions_are_drawn_in_the_units_of_the_scale_and_told_from_0_to_1() -> None:
    wide = issue(stance("A", uncertain("normal", 3000.0, 200.0)), low=1000.0, high=6000.0)
    (table,), notes = draw_tables(negotiation(wide), draws=DRAWS, seed=1)
    assert stats.kstest(table.position[:, 0], stats.norm(0.4, 0.04).cdf).pvalue > FALSE_ALARM
    assert notes == ()


def test_one_capability_is_drawn_for_all_issues_but_a_position_for_each() -> None:
    first = issue(*three(), ident="first")  # type: ignore[arg-type]
    (one, other), _ = draw_tables(negotiation(first, replace(first, id="second")), draws=50, seed=1)
    assert np.array_equal(one.capability, other.capability)
    assert not np.array_equal(one.position, other.position)


def test_what_lies_beyond_its_range_is_moved_to_the_end_and_told() -> None:
    edge = issue(stance("A", uncertain("normal", 0.0, 5.0), uncertain("normal", 0.99, 0.1)), stance("B", 50.0))
    (table,), notes = draw_tables(negotiation(edge), draws=DRAWS, seed=1)
    assert table.position.min() >= 0.0 and table.salience.min() >= 0.0 and table.salience.max() <= 1.0
    assert np.mean(table.position[:, 0] == 0.0) == pytest.approx(0.5, abs=0.05)
    assert [word in note for word, note in zip(("positions", "saliences"), notes, strict=True)] == [True, True]
    assert "25 %" in notes[0]  # half of A's, none of B's


@pytest.mark.parametrize("capability", [uncertain("normal", 0.5, 0.5), uncertain("point", -1.0)])
def test_a_capability_that_may_be_negative_is_refused(capability: object) -> None:
    whole = negotiation(issue(stance("A", 10.0, 0.5, capability), stance("B", 50.0)))  # type: ignore[arg-type]
    with pytest.raises(ValueRangeError, match="may be negative; wanted one of at least 0"):
        draw_tables(whole, draws=10, seed=1)


def test_a_table_at_which_nobody_has_weight_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="no actor has both a salience and a capability above 0"):
        draw_tables(negotiation(issue(stance("A", 10.0, 0.0, 1.0), stance("B", 50.0, 1.0, 0.0))), draws=10, seed=1)


def test_no_draws_are_refused() -> None:
    with pytest.raises(ValueRangeError, match="draws is 0"):
        draw_tables(negotiation(issue(stance("A", 10.0))), draws=0, seed=1)
