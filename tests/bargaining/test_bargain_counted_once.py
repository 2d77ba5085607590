"""A model that has nothing of its own to say of an issue is shown, and counts in nothing that is told of all models."""

from __future__ import annotations

from dataclasses import replace

import pytest
from negotiations_by_hand import issue, negotiation, stance, uncertain

from contingent.bargaining.bargain import bargain
from contingent.bargaining.exchange import Exchange
from contingent.bargaining.models import default_models
from contingent.core.bargaining import Bargain, Issue, Negotiation

ALONE = default_models()[:4]
NOTE = "gives the same outcome as Weighted mean in every draw: it is shown, and not counted a second time."


def tradable(ident: str, *salience: float) -> Issue:
    """Three who could trade on it, if there were another such issue."""
    places = zip("ABC", (10.0, 35.0, 90.0), salience, (1.0, 0.6, 0.8), strict=True)
    stances = (stance(who, uncertain("normal", at, 4.0), cares, weight) for who, at, cares, weight in places)
    return issue(*stances, ident=ident, threshold=40.0, also=(("more", 70.0),))


def made(whole: Negotiation, **more: object) -> Bargain:
    return bargain(whole, **{"draws": 150, **more})  # type: ignore[arg-type]


def test_on_a_single_issue_all_that_is_told_of_all_models_is_that_of_the_four() -> None:
    whole = negotiation(tradable("it", 0.9, 0.5, 0.7))
    five, four = made(whole), made(whole, models=ALONE)
    (outcome,), (without,) = five.issues, four.issues
    assert [(model.model, model.same_as) for model in outcome.models if model.same_as] == [("exchange", "mean")]
    assert [model.model for model in outcome.counted] == ["mean", "median", "challenge", "election"]
    assert replace(outcome.pooled, label="") == replace(without.pooled, label="")
    assert outcome.pooled.label == "All models, each once"
    assert (outcome.coalition, outcome.spread, outcome.agree) == (without.coalition, without.spread, without.agree)
    assert [(one.actor, one.change, one.move, one.yes) for one in outcome.influences] == [
        (one.actor, one.change, one.move, one.yes) for one in without.influences
    ]
    assert all("exchange" in dict(one.moves) for one in outcome.influences)  # still shown beside
    assert any(note == f"Exchange finds nothing to trade here and {NOTE}" for note in five.notes)


def test_on_issues_that_are_traded_for_each_other_all_five_count() -> None:
    both = made(negotiation(tradable("first", 0.9, 0.5, 0.2), tradable("second", 0.2, 0.5, 0.9)))
    for outcome in both.issues:
        assert len(outcome.counted) == 5 and outcome.pooled.label == "All models, equally"
        assert outcome.pooled.mean == pytest.approx(sum(model.mean for model in outcome.models) / 5)
    assert not any("nothing to trade" in note for note in both.notes)


def test_an_issue_that_shares_no_actor_with_any_other_counts_the_exchange_once_as_well() -> None:
    apart = issue(stance("Y", 20.0, 0.9, 1.0), stance("Z", 80.0, 0.6, 0.8), ident="apart")
    whole = made(negotiation(tradable("first", 0.9, 0.5, 0.2), tradable("second", 0.2, 0.5, 0.9), apart))
    assert [len(outcome.counted) for outcome in whole.issues] == [5, 5, 4]
    assert any(note == f"Exchange finds nothing to trade on 1 of 3 issues and {NOTE}" for note in whole.notes)


def test_a_model_on_its_own_always_counts() -> None:
    outcome = made(negotiation(tradable("it", 0.9, 0.5, 0.7)), models=(Exchange(),)).issues[0]
    assert outcome.counted == outcome.models
    assert outcome.pooled.label == outcome.models[0].label


def test_models_of_single_issues_that_happen_to_agree_all_count() -> None:
    outcome = made(negotiation(issue(stance("A", 50.0), stance("B", 50.0))), models=ALONE).issues[0]
    assert len(outcome.counted) == 4
