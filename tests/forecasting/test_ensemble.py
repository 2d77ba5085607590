"""Laws of pooling: between its members, blind to their order, open about a lone one."""

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Probability
from contingent.core.errors import ValueRangeError
from contingent.core.nouns import Forecast, Question, ReferenceClass
from contingent.forecasting.ensemble import Ensemble, pooled_probability

AS_OF = date(2024, 11, 18)


def reference(n: float, *, verified: bool = True) -> ReferenceClass:
    return ReferenceClass(
        name="c", events=1, cases=n, effective_n=n, rate_low=0.0, rate_high=1.0, source="s", verified=verified
    )


def made(name: str, p: float, *, classes: tuple[ReferenceClass, ...] = (), **more: Any) -> Forecast:
    belief = Probability(p=p, low=p / 2, high=(1 + p) / 2)
    return Forecast(
        id=f"f-{name}", question="question-war_end", forecaster=name, as_of=AS_OF, belief=belief, reasoning=".",
        reference_classes=classes, **more,
    )  # fmt: skip


ps = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=4)


@given(ps=ps, weights=st.lists(st.floats(0.01, 5), min_size=4, max_size=4))
def test_a_pool_lies_between_its_members(ps: list[float], weights: list[float]) -> None:
    pooled = pooled_probability(ps, weights[: len(ps)])
    assert min(ps) - 1e-9 <= pooled <= max(ps) + 1e-9


@given(p=st.floats(0.001, 0.999), factor=st.floats(1, 3))
def test_extremising_pushes_away_from_one_half(p: float, factor: float) -> None:
    assert abs(pooled_probability([p], [1.0], extremise=factor) - 0.5) >= abs(p - 0.5) - 1e-9


def test_the_order_of_members_does_not_matter(ask: Callable[..., Question]) -> None:
    parts = [made("hazard", 0.2, classes=(reference(9),)), made("base_rate", 0.5), made("stated", 0.8)]
    pools = {Ensemble(()).pool(ask("war_end"), list(order), as_of=AS_OF) for order in itertools.permutations(parts)}
    assert len(pools) == 1


@given(a=st.floats(0.01, 0.99), b=st.floats(0.01, 0.99))
def test_the_interval_holds_every_counted_member(a: float, b: float, ask: Callable[..., Question]) -> None:
    pool = Ensemble(()).pool(ask("war_end"), [made("hazard", a), made("base_rate", b)], as_of=AS_OF)
    assert pool is not None and isinstance(pool.belief, Probability)
    assert pool.belief.low <= min(a, b) and max(a, b) <= pool.belief.high
    assert sum(weight for _, _, weight in pool.members) == pytest.approx(1.0, abs=1e-5)


def test_more_cases_and_read_sources_weigh_more(ask: Callable[..., Question]) -> None:
    def weight_of_hazard(reference_class: ReferenceClass) -> float:
        parts = [made("hazard", 0.2, classes=(reference_class,)), made("base_rate", 0.5, classes=(reference(10),))]
        pool = Ensemble(()).pool(ask("war_end"), parts, as_of=AS_OF)
        assert pool is not None
        return {name: weight for name, _, weight in pool.members}["hazard"]

    assert weight_of_hazard(reference(40)) > weight_of_hazard(reference(5))
    assert weight_of_hazard(reference(40)) > weight_of_hazard(reference(40, verified=False))


def test_the_articles_words_move_the_pool_little_and_alone_make_no_forecast(ask: Callable[..., Question]) -> None:
    counted = made("hazard", 0.1, classes=(reference(20),))
    both = Ensemble(()).pool(ask("war_end"), [counted, made("stated", 0.9)], as_of=AS_OF)
    alone = Ensemble(()).pool(ask("war_end"), [made("stated", 0.9)], as_of=AS_OF)
    assert both is not None and isinstance(both.belief, Probability) and 0.1 < both.belief.p < 0.25
    assert alone is None


@given(p=st.floats(0.01, 0.99), n=st.floats(0.01, 40), judgement=st.floats(0.001, 0.999))
def test_a_judge_beside_a_count_however_thin_has_one_half_at_most(
    p: float, n: float, judgement: float, ask: Callable[..., Question]
) -> None:
    members = [made("hazard", p, classes=(reference(n),)), made("judge", judgement)]
    pool = Ensemble(()).pool(ask("war_end"), members, as_of=AS_OF)
    assert pool is not None
    share = {name: weight for name, _, weight in pool.members}["judge"]
    free = 0.5 / (0.5 + n / (n + 10))
    assert share == pytest.approx(min(0.5, free), abs=1e-6)


def test_a_judge_alone_or_beside_words_alone_is_what_is_known(ask: Callable[..., Question]) -> None:
    for others in ((), (made("stated", 0.9),)):
        pool = Ensemble(()).pool(ask("war_end"), [made("judge", 0.3), *others], as_of=AS_OF)
        assert pool is not None and {name: weight for name, _, weight in pool.members}["judge"] > 0.9


def test_the_monte_carlo_error_of_a_simulation_does_not_narrow_the_interval(ask: Callable[..., Question]) -> None:
    counted = made("hazard", 0.2, classes=(reference(9),))
    sure = Forecast(
        id="f-s", question="question-war_end", forecaster="structural", as_of=AS_OF, reasoning=".",
        belief=Probability(p=0.2, low=0.19, high=0.21),
    )  # fmt: skip
    alone, both = (Ensemble(()).pool(ask("war_end"), parts, as_of=AS_OF) for parts in ([counted], [counted, sure]))
    assert alone is not None and both is not None
    ends = [(pool.belief.low, pool.belief.high) for pool in (alone, both) if isinstance(pool.belief, Probability)]
    assert ends[1] == pytest.approx(ends[0])


def test_silence_and_foreign_questions_make_no_pool(ask: Callable[..., Question]) -> None:
    assert Ensemble(()).pool(ask("war_end"), [], as_of=AS_OF) is None
    assert Ensemble(()).pool(ask("ceasefire"), [made("hazard", 0.2)], as_of=AS_OF) is None


def test_certainties_carry_or_contradict() -> None:
    assert pooled_probability([0.0, 0.7], [1.0, 1.0]) == 0.0
    with pytest.raises(ValueRangeError):
        pooled_probability([0.0, 1.0], [1.0, 1.0])
    with pytest.raises(ValueRangeError):
        pooled_probability([0.5], [0.0])
