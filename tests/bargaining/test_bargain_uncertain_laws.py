"""What may not change where a negotiation of uncertain inputs settles, and which numbers it takes at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from negotiations_by_hand import each_stance, issue, negotiation, point, stance, uncertain

from contingent.bargaining.bargain import MOST_ACTORS, bargain
from contingent.core.bargaining import Bargain, Negotiation, Stance
from contingent.core.belief import Prior
from contingent.core.errors import ValueRangeError

#: two samples of one distribution, so many draws each, lie FAR levels apart anywhere at most once in 50,000 (the bound
#: of Dvoretzky, Kiefer and Wolfowitz, at half of FAR for each)
DRAWS, FAR = 2500, 0.1
ROUNDING = 1e-6


def noisy(issues: int = 2) -> Negotiation:
    """Three whose every number is uncertain, and one whose numbers are exact."""
    care = (uncertain("beta", 6.0, 3.0), uncertain("uniform", 0.2, 0.9))
    return negotiation(
        *(
            issue(
                stance("A", uncertain("normal", 20.0, 6.0), care[k % 2], uncertain("lognormal", 1.0, 0.3)),
                stance("B", uncertain("uniform", 30.0, 70.0), care[1 - k % 2], uncertain("lognormal", 2.0, 0.4)),
                stance("C", uncertain("normal", 85.0, 5.0), care[k % 2], uncertain("lognormal", 1.5, 0.4)),
                stance("D", 55.0, 0.3 + 0.4 * k, 1.0),
                ident=f"issue {k}",
            )
            for k in range(issues)
        )
    )


def settled(whole: Negotiation, *, draws: int = 200) -> Bargain:
    return bargain(whole, draws=draws, influence_on=())


def same(one: Bargain, other: Bargain) -> None:
    for outcome in one.issues:
        for model, again in zip(outcome.models, other.of(outcome.issue).models, strict=True):
            assert again.values == pytest.approx(model.values, abs=ROUNDING), (outcome.issue, model.model)


def mirrored(prior: Prior) -> Prior:
    family, numbers = prior.family, prior.parameters
    turned = (100.0 - numbers[0], numbers[1]) if family == "normal" else tuple(100.0 - one for one in reversed(numbers))
    return replace(prior, parameters=turned)


def test_a_scale_turned_round_turns_the_distribution_round() -> None:
    whole = noisy()
    turned = each_stance(whole, lambda one: (replace(one, position=mirrored(one.position)),))
    before, after = settled(whole, draws=DRAWS), settled(turned, draws=DRAWS)
    for outcome in before.issues:
        for model, again in zip(outcome.models, after.of(outcome.issue).models, strict=True):
            back = [100.0 - value for value in reversed(again.values)]
            for level, value in zip(model.levels, back, strict=True):
                under = [v for at, v in zip(model.levels, model.values, strict=True) if at <= level - FAR]
                over = [v for at, v in zip(model.levels, model.values, strict=True) if at >= level + FAR]
                name = (outcome.issue, model.model, level)
                assert value >= max(under, default=0.0) - ROUNDING, name
                assert value <= min(over, default=100.0) + ROUNDING, name


def test_the_order_of_actors_and_issues_and_an_actor_without_capability_change_no_draw() -> None:
    whole = noisy()
    nobody = stance("Nobody", uncertain("uniform", 0.0, 100.0), uncertain("beta", 2.0, 2.0), 0.0)
    other = replace(
        whole,
        issues=tuple(replace(one, stances=(nobody, *one.stances[::-1])) for one in reversed(whole.issues)),
    )  # fmt: skip
    same(settled(whole), settled(other))


def test_the_unit_of_uncertain_capabilities_changes_nothing() -> None:
    def larger(one: Stance) -> tuple[Stance, ...]:
        middle, *spread = one.capability.parameters
        return (replace(one, capability=replace(one.capability, parameters=(1e6 * middle, *spread))),)

    same(settled(noisy()), settled(each_stance(noisy(), larger)))


def test_an_actor_known_exactly_counts_as_two_halves_among_uncertain_ones() -> None:
    def halves(one: Stance) -> tuple[Stance, ...]:
        half = replace(one, capability=point(one.capability.parameters[0] / 2))
        return (half, replace(half, actor="D, the other half")) if one.actor == "D" else (one,)

    same(settled(noisy()), settled(each_stance(noisy(), halves)))


def of(*numbers: tuple[float, float, float], issues: int = 2) -> Negotiation:
    rows = [stance(f"actor {k}", *row) for k, row in enumerate(numbers)]
    return negotiation(*(issue(*rows, ident=f"issue {k}") for k in range(issues)))


@pytest.mark.parametrize("issues", [1, 2])
@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        pytest.param([(10, 0.0, 5.0), (50, 0.5, 1.0), (90, 0.0, 3.0)], 50, 50, id="one alone cares"),
        pytest.param([(10, 1.0, 1e-300), (50, 0.5, 1.0), (90, 0.5, 1.0)], 50, 90, id="hardly any capability"),
        pytest.param([(10, 1.0, 1e300), (50, 0.5, 1.0), (90, 0.3, 3.0)], 10, 10, id="all capability"),
        pytest.param([(10, 0.5, 1e300), (50, 0.5, 1.7e308)], 10, 50, id="a sum that is no number"),
        pytest.param([(10, 0.0, 1e300), (50, 0.5, 1e-300), (90, 0.5, 1e-300)], 50, 90, id="a giant who does not care"),
        pytest.param([(10, 1e-200, 1e-200), (50, 1e-200, 1e-200)], 10, 50, id="a product that is no number"),
        pytest.param([(50, 1.0, 1.0), (50, 0.4, 2.0), (50, 0.3, 3.0)], 50, 50, id="all at one place"),
        pytest.param([(30, 1.0, 1.0)], 30, 30, id="one actor"),
    ],
)
def test_extreme_numbers_settle_among_those_who_count(numbers, low, high, issues):
    for draws in (1, 20):
        for outcome in bargain(of(*numbers, issues=issues), draws=draws).issues:
            for model in (*outcome.models, outcome.pooled):
                assert low - ROUNDING <= model.values[0] <= model.values[-1] <= high + ROUNDING


def test_a_full_table_is_settled() -> None:
    crowd = of(*((k * 100.0 / MOST_ACTORS, 0.2 + 0.01 * k, 1.0 + k % 7) for k in range(MOST_ACTORS)), issues=1)
    assert len(settled(crowd, draws=3).issues[0].models) == 5


def test_numbers_beyond_those_that_are_finite_are_refused_in_words() -> None:
    wide = negotiation(issue(stance("A", 10.0, 1.0, uncertain("lognormal", 1e300, 20.0)), stance("B", 50.0)))
    with pytest.raises(ValueRangeError, match=r"capability A 1: lognormal with .* not finite"):
        settled(wide)
    with pytest.raises(ValueRangeError, match="of a finite difference"):
        issue(stance("A", 0.0), low=-1.7e308, high=1.7e308)
