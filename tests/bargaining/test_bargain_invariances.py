"""What may not change where a negotiation settles, under any of the house's models: names, halves, order, direction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from negotiations_by_hand import each_stance, point, point_negotiations, stance

from contingent.bargaining.bargain import bargain
from contingent.bargaining.models import default_models
from contingent.core.bargaining import Bargain, Negotiation, Stance

DRAWS = 40
TOLERANCE = 1e-6
LAW = settings(max_examples=20, deadline=None)


def settled(whole: Negotiation) -> Bargain:
    return bargain(whole, draws=DRAWS, influence_on=())


def same(one: Bargain, other: Bargain, *, turned: bool = False) -> None:
    """Every model says the same of every issue, on a scale that may be turned round."""
    for outcome in one.issues:
        for model, again in zip(outcome.models, other.of(outcome.issue).models, strict=True):
            values = tuple(100.0 - value for value in reversed(again.values)) if turned else again.values
            assert values == pytest.approx(model.values, abs=TOLERANCE), (outcome.issue, model.model)
            assert (100.0 - again.mean if turned else again.mean) == pytest.approx(model.mean, abs=TOLERANCE)


@given(whole=point_negotiations())
@LAW
def test_a_scale_turned_round_turns_the_outcome_round(whole: Negotiation) -> None:
    turned = each_stance(
        whole, lambda one: (replace(one, position=point(100.0 - one.position.parameters[0])),)
    )  # fmt: skip
    same(settled(whole), settled(turned), turned=True)


@given(whole=point_negotiations(), which=st.integers(0, 5))
@LAW
def test_an_actor_split_in_two_halves_is_as_strong_as_before(whole: Negotiation, which: int) -> None:
    name = whole.actors[which % len(whole.actors)]

    def halves(one: Stance) -> tuple[Stance, ...]:
        half = replace(one, capability=point(one.capability.parameters[0] / 2))
        return (half, replace(half, actor=f"{one.actor}, the other half")) if one.actor == name else (one,)

    same(settled(whole), settled(each_stance(whole, halves)))


@given(whole=point_negotiations(), position=st.integers(0, 20), salience=st.integers(0, 10))
@LAW
def test_an_actor_without_capability_changes_nothing(whole: Negotiation, position: int, salience: int) -> None:
    nobody = stance("nobody", position * 5.0, salience / 10, 0.0)
    joined = replace(whole, issues=tuple(replace(one, stances=(nobody, *one.stances)) for one in whole.issues))
    same(settled(whole), settled(joined))


@given(whole=point_negotiations(), seed=st.integers(0, 99))
@LAW
def test_neither_the_order_of_actors_nor_that_of_issues_changes_anything(whole: Negotiation, seed: int) -> None:
    turned = replace(
        whole, issues=tuple(replace(one, stances=one.stances[::-1]) for one in reversed(whole.issues))
    )  # fmt: skip
    one, other = (bargain(given, draws=DRAWS, seed=seed, influence_on=()) for given in (whole, turned))
    for outcome in one.issues:
        again = other.of(outcome.issue)
        assert again.pooled == outcome.pooled
        assert again.coalition == outcome.coalition
        assert {shift.actor: shift for model in again.models for shift in model.shifts} == {
            shift.actor: shift for model in outcome.models for shift in model.shifts
        }


@given(whole=point_negotiations(most_issues=2, most_actors=4))
@LAW
def test_the_outcome_lies_among_the_positions_of_those_who_count(whole: Negotiation) -> None:
    for one in whole.issues:
        places = [actor.position.parameters[0] for actor in one.stances]
        for model in settled(whole).of(one.id).models:
            assert min(places) - TOLERANCE <= model.values[0] <= model.values[-1] <= max(places) + TOLERANCE


def test_the_house_has_five_models_each_of_its_own_name_and_each_says_whether_it_looks_across_issues() -> None:
    models = default_models()
    assert [model.name for model in models] == ["mean", "median", "challenge", "election", "exchange"]
    assert [model.joint for model in models] == [False, False, False, False, True]
