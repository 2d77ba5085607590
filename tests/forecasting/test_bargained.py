"""Laws of what bargaining may say of a question: silence, bounds, a small weight, and never the answer by certainty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Prior, Probability
from contingent.core.errors import LeakError
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence
from contingent.forecasting import Bargained, BaseRate, Ensemble, default_forecasters, forecast_all
from contingent.forecasting.bargained import BOUND, JUDGED, MOST, WEIGHT, belief_of, moved_hazard, trust_of
from made_bargain import DRAWS, made_bargain, made_issue

AS_OF = date(2024, 11, 18)
QUESTION = "question-troops_sent"
TROOPS = {"threshold": 50_000.0, "already": 8_000.0, "unit": "soldier", "actor": "Ruritania", "recipient": "Graustark"}
HAZARD = Prior(name="ceasefire_hazard", family="lognormal", parameters=(0.02, 0.6), unit="1/month", source="a count")
share = st.floats(0.0, 1.0)


def evidence(shipped: dict[str, Any], **more: Any) -> Evidence:
    return Evidence(as_of=AS_OF, tables=shipped, **more)


def test_it_is_silent_where_no_issue_answers_the_question(ask: Callable[..., Question]) -> None:
    question = ask("troops_sent", **TROOPS)
    for bargain in (None, made_bargain("question-other"), made_bargain(None)):
        assert Bargained().forecast(question, as_of=AS_OF, evidence=Evidence(as_of=AS_OF, bargain=bargain)) is None


def test_what_was_negotiated_after_as_of_is_refused(ask: Callable[..., Question], shipped: dict[str, Any]) -> None:
    question = ask("troops_sent", **TROOPS)
    late = evidence(shipped, bargain=made_bargain(as_of=AS_OF + timedelta(days=1)))
    with pytest.raises(LeakError, match="negotiation"):
        Bargained().forecast(question, as_of=AS_OF, evidence=late)
    made, warnings = forecast_all([question], default_forecasters(), AS_OF, late)
    assert "bargaining" in " ".join(warnings) and {f.forecaster for f in made} == {"base_rate", "ensemble"}
    pooled = next(f for f in made if f.forecaster == "ensemble")
    assert [name for name, _, _ in pooled.members] == ["base_rate"]


@given(st.lists(share, min_size=1, max_size=6))
def test_it_is_the_mean_of_the_models_and_its_range_holds_them_all(shares: list[float]) -> None:
    found = belief_of(made_bargain(shares=tuple(shares)), QUESTION)
    assert found is not None and 0.0 < found.p < 1.0
    assert found.p == pytest.approx(sum(shares) / len(shares), abs=1.0 / DRAWS)
    assert found.low <= min(shares) + 1.0 / DRAWS and found.high >= max(shares) - 1.0 / DRAWS


def test_models_that_agree_to_the_digit_are_still_no_more_than_a_few_cases() -> None:
    found = belief_of(made_bargain(shares=(0.5, 0.5, 0.5)), QUESTION)
    assert found is not None and found.high - found.low > 0.5


def test_a_further_question_on_the_same_scale_has_its_own_chance() -> None:
    bargain = made_bargain(also=(("question-more", 20.0, 0.9),))
    first, second = belief_of(bargain, QUESTION), belief_of(bargain, "question-more")
    assert first is not None and second is not None
    assert second.p == pytest.approx(0.9, abs=1e-3) and first.p == pytest.approx(0.25, abs=1e-3)
    answered = bargain.answering("question-more")
    assert answered is not None and answered[2] == 20.0


def test_judged_stances_earn_less_and_none_earns_nothing(ask: Callable[..., Question], shipped: dict[str, Any]) -> None:
    question = ask("troops_sent", **TROOPS)
    quoted, judged = made_bargain(), made_bargain(quotes=False)
    assert trust_of(made_issue(QUESTION, quotes=False)) == JUDGED < trust_of(made_issue(QUESTION)) < 1.0

    def weight(bargain: Any) -> float:
        made, _ = forecast_all([question], default_forecasters(), AS_OF, evidence(shipped, bargain=bargain))
        pooled = next(f for f in made if f.forecaster == "ensemble")
        return {name: w for name, _, w in pooled.members}.get("bargaining", 0.0)

    assert 0.0 == weight(None) < weight(judged) < weight(quoted) < 0.5


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_a_certainty_of_the_models_does_not_carry_the_pool(
    certain: float, ask: Callable[..., Question], shipped: dict[str, Any]
) -> None:
    question = ask("troops_sent", **TROOPS)
    given = evidence(shipped, bargain=made_bargain(shares=(certain, certain)))
    alone = BaseRate().forecast(question, as_of=AS_OF, evidence=given)
    pooled = Ensemble((BaseRate(), Bargained())).forecast(question, as_of=AS_OF, evidence=given)
    assert alone is not None and pooled is not None
    own, found = belief(alone).p, belief(pooled).p
    taken = {name: p for name, p, _ in pooled.members}["bargaining"]
    assert taken == pytest.approx(BOUND if certain == 0.0 else 1.0 - BOUND)
    assert min(own, taken) < found < max(own, taken)


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_the_bound_narrows_no_range(certain: float, ask: Callable[..., Question]) -> None:
    question = ask("troops_sent", **TROOPS)
    given = Evidence(as_of=AS_OF, bargain=made_bargain(shares=(certain, certain)))
    own = Bargained().forecast(question, as_of=AS_OF, evidence=given)
    pooled = Ensemble((Bargained(),)).forecast(question, as_of=AS_OF, evidence=given)
    assert own is not None and pooled is not None
    assert belief(pooled).low <= belief(own).low + 1e-9 and belief(pooled).high >= belief(own).high - 1e-9
    assert abs(belief(pooled).p - 0.5) <= 0.5 - BOUND + 1e-9


def belief(forecast: Forecast) -> Probability:
    assert isinstance(forecast.belief, Probability)
    return forecast.belief


def test_the_reasons_name_every_model_and_what_rests_on_words(
    ask: Callable[..., Question], shipped: dict[str, Any]
) -> None:
    made = Bargained().forecast(
        ask("troops_sent", **TROOPS), as_of=AS_OF, evidence=evidence(shipped, bargain=made_bargain())
    )
    assert made is not None
    for words in ("model0 (a model) 10%", "model1 (a model) 40%", "do not agree", "Of 3 actors 2 stand", "scored"):
        assert words in made.reasoning


@given(share, st.integers(1, 2000), st.booleans())
def test_the_hazard_moves_towards_the_models_a_little_and_never_beyond_a_bound(
    p: float, days: int, quotes: bool
) -> None:
    moved = moved_hazard(HAZARD, Probability(p=p, low=p, high=p), made_issue(QUESTION, quotes=quotes), days=days)
    assert moved is not None
    prior, factor, part = moved
    assert 1.0 / MOST <= factor <= MOST and 0.0 < part <= WEIGHT / (1.0 + WEIGHT)
    assert prior.parameters == (pytest.approx(0.02 * factor), 0.6) and "judgement" in prior.source
    own = 1.0 - (1.0 - 0.0) * pow(2.718281828459045, -0.02 * days / (365.25 / 12))
    bounded = min(max(p, BOUND), 1.0 - BOUND)
    if abs(bounded - own) > 1e-6:
        assert (factor > 1.0) == (bounded > own)


def test_no_hazard_is_moved_that_is_no_lognormal_or_has_no_time_left() -> None:
    chance = Probability(p=0.5, low=0.5, high=0.5)
    point = replace(HAZARD, family="point", parameters=(0.02,))
    assert moved_hazard(point, chance, made_issue(QUESTION), days=90) is None
    assert moved_hazard(HAZARD, chance, made_issue(QUESTION), days=0) is None
