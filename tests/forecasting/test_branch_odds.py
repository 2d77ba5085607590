"""Laws of how likely branches are: only what a forecast speaks to, never more than the question, each number once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Prior, Probability
from contingent.core.interventions import Aid, Arrival, Talks
from contingent.core.nouns import Branch, Forecast, Question, Scenario
from contingent.forecasting.branch_odds import branch_odds
from contingent.forecasting.ensemble import pooled_probability

AS_OF = date(2024, 11, 18)
NORLAND = {"actor": "Norland", "recipient": "Varia", "unit": "soldier"}


def point(value: float) -> Prior:
    return Prior(name="x", family="point", parameters=(value,), unit="persons", source="a test")


def sent(size: float, tranches: int) -> Arrival:
    return Arrival(contingent="Norland", side="attacker", size=point(size), tranches=tranches, present=10_000.0)


def a_scenario(**acts: Any) -> Scenario:
    here = sent(0.0, 0)
    branches = [Branch(id="present", label="As it stands", interventions=(here,))]
    branches += [Branch(id=name, label=name, interventions=(act,)) for name, act in acts.items()]
    return Scenario(
        id="s", title="t", as_of=AS_OF, attacker="Varia", defender="Ostmark", theatre="x", baseline="article",
        reference="present", branches=tuple(branches),
    )  # fmt: skip


def pooled(question: Question, p: float, *, bargained: float | None = None) -> Forecast:
    members = [("base_rate", p, 0.8)] + ([("bargaining", bargained, 0.2)] if bargained is not None else [])
    value = pooled_probability([one[1] for one in members], [one[2] for one in members])
    return Forecast(
        id=f"f-{question.id}", question=question.id, forecaster="ensemble", as_of=AS_OF,
        belief=Probability(p=value, low=value / 2, high=(1 + value) / 2), reasoning="A test.", members=tuple(members),
    )  # fmt: skip


@pytest.fixture(scope="module")
def total(ask: Callable[..., Question]) -> Question:
    return ask("troops_sent", threshold=110_000.0, already=10_000.0, **NORLAND)


def test_ways_to_send_one_number_share_its_chance_and_say_so(total: Question) -> None:
    scenario = a_scenario(once=sent(100_000.0, 1), tranches=sent(10_000.0, 10))
    (found,) = branch_odds(scenario, [total], [pooled(total, 0.1)])
    assert found.branches == ("once", "tranches") and found.p == pytest.approx((0.05, 0.05))
    assert found.low == pytest.approx((0.025, 0.025)) and sum(found.high) == pytest.approx(0.55)
    assert "equal part" in found.note and found.bargaining == 0.0 and found.without is None


@given(few=st.floats(0.01, 0.99), many=st.floats(0.01, 0.99))
def test_the_smaller_number_is_sent_where_the_larger_is_not(
    ask: Callable[..., Question], few: float, many: float
) -> None:
    less = ask("troops_sent", id="less", threshold=30_000.0, **NORLAND)
    more = ask("troops_sent", id="more", threshold=110_000.0, **NORLAND)
    scenario = a_scenario(more=sent(100_000.0, 1), less=sent(20_000.0, 1))
    (found,) = branch_odds(scenario, [more, less], [pooled(more, many), pooled(less, few)])
    by_name = dict(zip(found.branches, found.p, strict=True))
    assert by_name["more"] == pytest.approx(many) and by_name["less"] == pytest.approx(max(0.0, few - many))
    assert sum(found.p) <= max(few, many) + 1e-9


def test_a_number_that_no_question_asks_about_has_no_chance(total: Question) -> None:
    assert branch_odds(a_scenario(once=sent(20_000.0, 1)), [total], [pooled(total, 0.1)]) == ()
    assert branch_odds(a_scenario(once=sent(100_000.0, 1)), [total], []) == ()


def test_a_branch_of_two_acts_or_of_a_reader_is_in_no_decision(total: Question) -> None:
    talks = Talks(factor=point(2.0))
    scenario = a_scenario(once=sent(100_000.0, 1))
    both = Branch(id="both", label="both", interventions=(sent(100_000.0, 1), talks))
    reader = Branch(id="reader", label="r", interventions=(sent(100_000.0, 1),), voice="reader:X")
    mixed = Scenario(**{
        name: getattr(scenario, name) for name in scenario.__slots__ if name != "branches"
    } | {"branches": (*scenario.branches, both, reader)})  # fmt: skip
    (found,) = branch_odds(mixed, [total], [pooled(total, 0.1)])
    assert found.branches == ("once",)


def test_the_share_of_bargaining_and_the_chance_without_it(total: Question) -> None:
    scenario = a_scenario(once=sent(100_000.0, 1))
    (found,) = branch_odds(scenario, [total], [pooled(total, 0.1, bargained=0.6)])
    assert found.bargaining == pytest.approx(0.2) and found.without == pytest.approx((0.1,))
    assert 0.1 < found.p[0] < 0.6


def test_there_is_no_chance_without_bargaining_where_only_words_are_left(total: Question) -> None:
    forecast = replace(pooled(total, 0.1), members=(("bargaining", 0.6, 0.8), ("stated", 0.3, 0.2)))
    (found,) = branch_odds(a_scenario(once=sent(100_000.0, 1)), [total], [forecast])
    assert found.without is None and found.bargaining == pytest.approx(0.8)


def test_aid_is_as_likely_as_its_least_likely_giver_and_needs_all_of_them(ask: Callable[..., Question]) -> None:
    act = Aid(side="attacker", fraction=point(0.05), giver="Sudmark and Estland")
    one, other = (ask("military_aid", id=name, actor=name, recipient="Varia") for name in ("Sudmark", "Estland"))
    made = [pooled(one, 0.6), pooled(other, 0.3)]
    (found,) = branch_odds(a_scenario(aid=act), [one, other], made)
    assert found.p == pytest.approx((0.3,)) and "least likely" in found.note
    assert branch_odds(a_scenario(aid=act), [one, other], made[:1]) == ()


def test_smaller_reinforcements_that_no_branch_has_are_told(total: Question, ask: Callable[..., Question]) -> None:
    further = ask("further_tranche", threshold=5_000.0, **NORLAND)
    scenario = a_scenario(once=sent(100_000.0, 1))
    (found,) = branch_odds(scenario, [total, further], [pooled(total, 0.1), pooled(further, 0.6)])
    assert "60%" in found.note and found.p == pytest.approx((0.1,))
