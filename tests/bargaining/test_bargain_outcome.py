"""What a bargain says of an issue, on two models whose outcomes are known by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from negotiations_by_hand import issue, negotiation, stance, uncertain
from stand_in_models import Mean, Strongest

from contingent.bargaining import combine
from contingent.bargaining.bargain import MOST_ACTORS, bargain
from contingent.bargaining.challenge import Challenge
from contingent.bargaining.influence import DRAWS_OF_MANY, MANY_ISSUES
from contingent.core.bargaining import Bargain, Negotiation
from contingent.core.errors import ValueRangeError

MODELS = (Mean(), Strongest())


def made(whole: Negotiation, **more: object) -> Bargain:
    return bargain(whole, **{"draws": 200, "models": MODELS, **more})  # type: ignore[arg-type]


def two_sides(**more: object) -> Negotiation:
    sides = (stance("Low", 0.0, 1.0, 3.0), stance("Middle", 60.0, 0.5, 2.0), stance("High", 100.0, 1.0, 1.0))
    return negotiation(issue(*sides, **more))


def noisy(**more: object) -> Negotiation:
    around = [("A", 20.0, 1.0), ("B", 50.0, 2.0), ("C", 85.0, 1.5)]
    return negotiation(
        issue(
            *(
                stance(name, uncertain("normal", at, 8.0), uncertain("beta", 6.0, 3.0), uncertain("lognormal", c, 0.4))
                for name, at, c in around
            ),
            **more,
        )
    )


def test_each_model_is_told_in_the_scales_units_with_its_own_label() -> None:
    outcome = made(two_sides()).issues[0]
    assert [(model.model, model.label) for model in outcome.models] == [
        ("mean", "A mean"),
        ("strongest", "The strongest"),
    ]
    assert [model.mean for model in outcome.models] == pytest.approx([(60 * 1 + 100 * 1) / 5, 0.0])
    assert outcome.models[0].values == pytest.approx([32.0] * len(outcome.models[0].levels))


def test_the_pooled_outcome_is_the_mixture_of_all_draws() -> None:
    outcome = made(noisy()).issues[0]
    means = [model.mean for model in outcome.models]
    assert outcome.pooled.mean == pytest.approx(sum(means) / 2)
    assert min(model.values[0] for model in outcome.models) <= outcome.pooled.values[0]
    assert outcome.pooled.values[-1] <= max(model.values[-1] for model in outcome.models)
    assert list(outcome.pooled.values) == sorted(outcome.pooled.values)


@pytest.mark.parametrize(("threshold", "share"), [(0.0, 1.0), (32.0, 0.5), (32.1, 0.0)])
def test_an_outcome_at_the_threshold_is_a_yes(threshold: float, share: float) -> None:
    outcome = made(two_sides(threshold=threshold)).issues[0]
    assert outcome.pooled.yes is not None and outcome.pooled.yes.p == share
    for model in outcome.models:
        assert model.yes is not None
        assert model.yes.p == float(model.mean >= threshold - 1e-6)
        assert model.yes.high - model.yes.low < 0.05  # what 200 draws leave open where all are alike


def test_further_questions_are_counted_on_the_same_draws() -> None:
    whole = noisy(threshold=50.0, question="first", also=(("second", 50.0), ("third", 100.0)))
    outcome = made(whole).issues[0]
    for model in (*outcome.models, outcome.pooled):
        assert dict(model.also)["second"] == model.yes
        assert dict(model.also)["third"].p <= dict(model.also)["second"].p


def test_an_issue_without_a_threshold_has_no_yes() -> None:
    outcome = made(two_sides()).issues[0]
    assert outcome.pooled.yes is None and all(model.yes is None for model in outcome.models)


@pytest.mark.parametrize(("third", "agree"), [(10.0, True), (100.0, False)])
def test_models_agree_where_their_medians_lie_within_a_tenth_of_the_scale(third: float, agree: bool) -> None:
    whole = negotiation(issue(stance("A", 0.0, 1.0, 2.0), stance("B", third, 1.0, 1.0)))
    outcome = made(whole).issues[0]
    assert outcome.spread == pytest.approx(third / 3 / 100)
    assert outcome.agree is agree
    assert "a tenth of the scale" in outcome.rule


def test_models_on_two_sides_of_a_decision_do_not_agree_however_near_they_are() -> None:
    close = issue(stance("A", 48.0, 1.0, 2.0), stance("B", 54.0, 1.0, 1.0), threshold=50.0)
    outcome = made(negotiation(close)).issues[0]
    assert outcome.spread < 0.1 and outcome.agree is False


def test_shifts_stand_in_the_order_of_the_issue() -> None:
    shifts = made(two_sides()).issues[0].models[0].shifts
    assert [(one.actor, one.before) for one in shifts] == [("Low", 0.0), ("Middle", 60.0), ("High", 100.0)]
    assert [one.after for one in shifts] == pytest.approx([32.0] * 3)


def test_actors_stand_together_where_they_lie_on_one_side_of_the_outcome() -> None:
    coalition = made(two_sides()).issues[0].coalition
    assert coalition.actors == ("Low", "Middle", "High")
    # under the mean 60 and 100 lie above 32, under the strongest above 0; 0 is never with them
    assert coalition.together == ((1.0, 0.0, 0.0), (0.0, 1.0, 1.0), (0.0, 1.0, 1.0))


def test_coalitions_are_symmetric_shares() -> None:
    together = np.array(made(noisy()).issues[0].coalition.together)
    assert np.array_equal(together, together.T) and np.all(np.diag(together) == pytest.approx(1.0))
    assert together.min() >= 0.0 and together.max() <= 1.0 + 1e-12


def test_an_influence_is_the_difference_that_one_change_makes() -> None:
    whole = two_sides(threshold=50.0)
    told = {(one.actor, one.change): one for one in made(whole).issues[0].influences}
    assert len(told) == 9
    gone = dict(told["Low", "indifferent"].moves)
    assert gone["mean"] == pytest.approx(80.0 - 32.0)  # 60 and 100 with equal weights
    up = dict(told["Low", "at the high end"].moves)
    assert up == pytest.approx({"mean": (3 * 100 + 60 + 100) / 5 - 32.0, "strongest": 100.0})
    assert told["Low", "at the high end"].move == pytest.approx(sum(up.values()) / 2)
    assert told["Low", "at the high end"].yes == pytest.approx(1.0)
    assert dict(told["Low", "at the low end"].moves) == pytest.approx({"mean": 0.0, "strongest": 0.0})


def test_the_furthest_mover_comes_first_and_a_change_that_leaves_nobody_is_left_out() -> None:
    alone = made(negotiation(issue(stance("Only", 30.0)))).issues[0].influences
    assert [(one.actor, one.change) for one in alone] == [("Only", "at the low end"), ("Only", "at the high end")]
    first = made(noisy()).issues[0].influences
    reach = [
        max(abs(one.move) for one in first if one.actor == actor) for actor in dict.fromkeys(i.actor for i in first)
    ]
    assert reach == sorted(reach, reverse=True)


def test_influences_are_worked_out_where_issues_are_few_or_asked_for() -> None:
    names = [f"issue {k}" for k in range(MANY_ISSUES)]
    many = negotiation(*(issue(stance("Low", 5.0), stance("High", 70.0), ident=name) for name in names))
    few = negotiation(*many.issues[1:])
    assert all(one.influences for one in made(few).issues)
    assert not any(one.influences for one in made(many).issues)
    asked = made(many, influence_on=(names[1],), draws=DRAWS_OF_MANY[0] + 1)
    assert [one.issue for one in asked.issues if one.influences] == [names[1]]
    assert any(f"first {DRAWS_OF_MANY[0]} of" in note for note in asked.notes)  # no model settles all together
    together = bargain(many, influence_on=(names[1],), draws=DRAWS_OF_MANY[0] + 1)
    assert any("first {} ({} under models".format(*DRAWS_OF_MANY) in note for note in together.notes)
    with pytest.raises(ValueRangeError, match="no issue 'none'; wanted one of issue 0, issue 1"):
        made(many, influence_on=("none",))


def test_the_same_arguments_give_the_same_bargain_and_another_seed_another() -> None:
    assert made(noisy()) == made(noisy())
    assert made(noisy(), seed=2).issues[0].pooled.values != made(noisy()).issues[0].pooled.values


def test_a_deadline_is_met_by_the_rounds_that_fit_before_it() -> None:
    month = uncertain("point", 30.0)  # the mean takes three rounds of three actors: ninety days
    for as_of, share in ((date(2024, 10, 3), 1.0), (date(2024, 10, 4), 0.0)):
        whole = negotiation(*two_sides(deadline=date(2025, 1, 1)).issues, as_of=as_of, round_days=month)
        first, second = made(whole).issues[0].models
        assert first.by_deadline is not None and first.by_deadline.p == share
        assert second.by_deadline is None  # it has no rounds


def test_without_a_day_no_chance_by_the_deadline_is_given_and_that_is_told() -> None:
    bare = made(two_sides(deadline=date(2025, 1, 1)))
    assert bare.issues[0].models[0].by_deadline is None
    assert any("no day (as_of)" in note for note in bare.notes)
    dated = made(negotiation(*two_sides(deadline=date(2025, 1, 1)).issues, as_of=date(2024, 1, 1)))
    assert any("a judgement of ours" in note for note in dated.notes)


def test_where_nobody_moves_one_round_of_talks_must_still_fit_before_the_deadline() -> None:
    month = uncertain("point", 30.0)
    for as_of, share in ((date(2024, 12, 2), 1.0), (date(2024, 12, 3), 0.0), (date(2025, 3, 1), 0.0)):
        one = issue(stance("A", 40.0), stance("B", 40.0), deadline=date(2025, 1, 1))
        (told,) = made(negotiation(one, as_of=as_of, round_days=month), models=(Challenge(),)).issues[0].models
        assert told.rounds == 0.0
        assert told.by_deadline is not None and told.by_deadline.p == share


def test_no_models_and_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueRangeError, match="no model is given"):
        made(two_sides(), models=())
    with pytest.raises(ValueRangeError, match="called mean, mean; wanted each name once"):
        made(two_sides(), models=(Mean(), Mean()))


def test_more_actors_than_a_table_holds_are_refused() -> None:
    crowd = issue(*(stance(f"actor {k}", 50.0) for k in range(MOST_ACTORS + 1)))
    with pytest.raises(ValueRangeError, match=f"has {MOST_ACTORS + 1} actors; wanted at most {MOST_ACTORS}"):
        made(negotiation(crowd))


def test_stretches_of_draws_settle_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = noisy(threshold=50.0)
    at_once = made(whole)
    monkeypatch.setattr(combine, "CELLS", 9 * 7)  # seven draws of three actors at a time
    assert made(whole) == at_once
