"""Nobody sees the war that is held out; weights are of wars left out; rules say what rules say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from battle_rows import battle, made_battles
from contingent.core.errors import ValueRangeError
from contingent.simulating.past_battles.battle import Force, without_war
from contingent.simulating.past_battles.holdout import Task, hold_out
from contingent.simulating.past_battles.inputs import table_of
from contingent.simulating.past_battles.winners import (
    FORECASTERS,
    LADDER,
    fit_average,
    mixture_weights,
    rule_says,
    share,
    war_folds,
    win_chances,
)

MADE = made_battles(11, 6, seed=5)


def test_what_happened_in_the_held_out_war_changes_no_forecast_of_it() -> None:
    war = MADE[0].war
    turned = tuple(
        replace(
            one, result="defender won" if one.attacker_won else "attacker won",
            attacker=replace(one.attacker, casualties=7.0), defender=replace(one.defender, casualties=9.0),
            judgements={},
        ) if one.war == war else one
        for one in MADE
    )  # fmt: skip
    losers = ("pooled_by_era", "contingent")
    one, other = (hold_out(Task(war=war, battles=battles, seed=1, losers=losers)) for battles in (MADE, turned))
    assert set(one.chances) == set(FORECASTERS)
    assert (one.won != other.won).all()
    for name in FORECASTERS:
        assert (one.chances[name] == other.chances[name]).all()
    for name in losers:
        assert (one.losses[name].crps != other.losses[name].crps).any()


def test_a_war_on_both_sides_is_refused() -> None:
    whole = table_of(MADE)
    with pytest.raises(ValueRangeError, match="hold it out"):
        win_chances("base_rate", whole, whole)
    with pytest.raises(ValueRangeError, match="wanted one of base_rate"):
        win_chances("oracle", whole.rows(whole.war > 0), whole.rows(whole.war == 0))
    with pytest.raises(ValueRangeError, match="0 of 66"):
        without_war([one for one in MADE if one.war == MADE[0].war] * 11, MADE[0].war)


def test_only_wars_that_were_over_teach_the_forward_forecast() -> None:
    late = [replace(one, war="Last", year=1980) for one in MADE[:5]]
    early = made_battles(30, 6, seed=6)
    one = hold_out(Task(war="Last", battles=(*early, *late), seed=1, winners=("base_rate",), losers=()))
    over = {b.war for b in early} - {b.war for b in early if b.year >= 1980}
    expected = share(np.array([b.attacker_won for b in early if b.war in over]))
    assert one.forward["base_rate"][0] == pytest.approx(expected)
    first = min(early, key=lambda b: b.year).war
    assert not hold_out(Task(war=first, battles=early, seed=1, winners=("base_rate",), losers=())).forward


def test_rules_are_on_the_force_ratio() -> None:
    ratios = (0.9, 1.0, 1.1, 2.9, 3.0, 4.0)
    table = table_of([battle(attacker=Force(strength=r * 1000), defender=Force(strength=1000.0)) for r in ratios])
    assert rule_says("larger_side", table).tolist() == [False, False, True, True, True, True]
    assert rule_says("three_to_one", table).tolist() == [False, False, False, False, True, True]


def test_a_rule_forecasts_what_came_of_it_in_other_wars() -> None:
    whole = table_of(MADE)
    seen, unseen = whole.rows(whole.war > 0), whole.rows(whole.war == 0)
    said = rule_says("larger_side", seen)
    chances = win_chances("larger_side", seen, unseen)
    assert set(np.round(chances, 12)) <= {round(share(seen.won[said]), 12), round(share(seen.won[~said]), 12)}


@settings(max_examples=50, deadline=None)
@given(arrays.arrays(np.int64, st.integers(2, 60), elements=st.integers(0, 12)))
def test_folds_keep_wars_whole(war: np.ndarray) -> None:
    if len(np.unique(war)) < 2:
        with pytest.raises(ValueRangeError, match="wanted at least two"):
            war_folds(war)
        return
    fold = war_folds(war)
    assert all(len(np.unique(fold[war == one])) == 1 for one in np.unique(war))
    assert len(np.unique(fold)) >= 2


@settings(max_examples=50, deadline=None)
@given(arrays.arrays(np.float64, (3, 20), elements=st.floats(0.01, 0.99)))
def test_weights_sum_to_one_and_do_no_worse_than_the_best_model(likelihood: np.ndarray) -> None:
    weights = mixture_weights(likelihood)
    assert weights.sum() == pytest.approx(1.0) and (weights >= 0).all()
    best = np.log(likelihood).mean(1).max()
    assert np.log(weights @ likelihood).mean() >= best - 2e-3  # EM is stopped before it ends


def test_the_average_lies_among_its_models_and_leans_to_what_forecasts() -> None:
    whole = table_of(made_battles(20, 15, seed=8, slope=2.0))
    seen, unseen = whole.rows(whole.war < 16), whole.rows(whole.war >= 16)
    found = fit_average(seen)
    each = [fit.probabilities(unseen.only(blocks)) for fit, blocks in zip(found.logits, LADDER, strict=True)]
    said = found.probabilities(unseen)
    assert (said <= np.max(each, axis=0) + 1e-12).all() and (said >= np.min(each, axis=0) - 1e-12).all()
    assert found.weights[LADDER.index(())] < 0.05
