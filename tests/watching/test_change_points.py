"""Change points: chances against enumeration of every division, symmetries, and days that are found."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from made_values import generator, normal

from contingent.watching.change_points import (
    LEAST_STRETCH,
    MOST_STOPS,
    PRIOR_CHANCE,
    What,
    calibrated_power,
    chances,
    changes,
    evidence,
    scores,
    steps,
)


def enumerated(stepped: np.ndarray, what: What, *, first: int, power: float) -> tuple[float, np.ndarray]:
    """The chance of any change, and of a beginning at each day, by every division there is."""
    days = stepped.size
    hazard = 1 - (1 - PRIOR_CHANCE) ** (1 / (days - first))
    weights: dict[tuple[int, ...], float] = {}
    for number in range(days - first + 1):
        for stops in combinations(range(first, days), number):
            edges = [0, *stops, days]
            if any(b - a < LEAST_STRETCH for a, b in pairwise(edges)):
                continue
            weight = number * np.log(hazard) + (days - first - number) * np.log1p(-hazard)
            for a, b in pairwise(edges):
                part = stepped[a:b]
                total = part.sum() if what == "level" else (part**2).sum()
                weight += float(evidence(np.array([float(b - a)]), np.array([total]), what, power)[0])
            weights[stops] = np.exp(weight)
    whole = sum(weights.values())
    begins = np.zeros(days)
    for stops, weight in weights.items():
        begins[list(stops)] += weight / whole
    return 1 - weights[()] / whole, begins


@pytest.mark.parametrize("what", ["level", "spread"])
@pytest.mark.parametrize("power", [1.0, 0.45])
def test_the_recursions_give_what_enumeration_gives(what: What, power: float) -> None:
    path = generator("enumeration").standard_normal(16) + np.where(np.arange(16) > 10, 2.0, 0.0)
    found = chances(path[None], what, first=6, power=power)
    share, begins = enumerated(path, what, first=6, power=power)
    assert float(1 / (1 + np.exp(-found.odds[0]))) == pytest.approx(share)
    np.testing.assert_allclose(np.exp(found.begins[0, 1:-1]), begins[6:], atol=1e-12)


def test_many_paths_at_once_give_what_each_gives() -> None:
    paths = generator("paths").standard_normal((5, 30))
    together = chances(paths, "spread", first=12, power=1.0).odds
    np.testing.assert_allclose(together, [chances(p[None], "spread", first=12, power=1.0).odds[0] for p in paths])


def test_a_level_turned_upside_down_changes_as_likely() -> None:
    path = generator("upside").standard_normal((1, 40))
    for what in ("level", "spread"):
        np.testing.assert_allclose(
            chances(path, what, first=20, power=1.0).odds, chances(-path, what, first=20, power=1.0).odds
        )


def test_a_planted_step_is_dated_within_its_range_as_often_as_it_says() -> None:
    held, told = 0, 0
    for number in range(45):
        path = normal(number, 60, level=0.0, spread=1.0)
        path[40:] += 1.5
        found = changes(steps(path, "level", first=30), "level", first=30, power=1.0, least=0.5)
        if found:
            told += 1
            held += found[0].earliest <= 40 <= found[-1].latest
    assert told > 33
    # 90 % of ranges hold the day; three quarters or fewer of 40 would once in two hundred runs
    assert held / told > 0.75


def test_a_planted_spread_is_a_change_of_spread_and_not_of_level() -> None:
    levels = spreads = 0
    for number in range(24):
        path = normal(number, 60, level=0.0, spread=1.0)
        path[40:] *= 3
        levels += bool(changes(steps(path, "level", first=30), "level", first=30, power=1.0, least=0.5))
        spreads += bool(changes(steps(path, "spread", first=30), "spread", first=30, power=1.0, least=0.5))
    assert spreads > 18 and levels < 7


def test_a_long_period_is_searched_on_fewer_days_and_its_ranges_allow_for_that() -> None:
    path = normal(5, 500, level=0.0, spread=1.0)
    path[333:] += 2
    found = changes(steps(path, "level", first=200), "level", first=200, power=1.0, least=0.5)
    assert len(found) == 1 and found[0].earliest <= 333 <= found[0].latest and found[0].latest - found[0].earliest < 40
    assert chances(path[None], "level", first=200, power=1.0).stops.size <= MOST_STOPS + 2


def test_two_steps_are_two_changes() -> None:
    path = 0.5 * normal(4, 90, level=0.0, spread=1.0)
    path[45:65] += 4
    found = changes(steps(path, "level", first=30), "level", first=30, power=1.0, least=0.5)
    assert [change.place for change in found] == [45, 65]
    assert all(change.probability > 0.99 for change in found)


def test_paths_without_change_are_seldom_thought_to_have_one_and_remembering_days_count_for_less() -> None:
    white = generator("white").standard_normal((400, 60))
    wandering = np.cumsum(white, axis=1) / 6
    assert calibrated_power(white, "level", first=30) == 1.0
    assert calibrated_power(wandering, "level", first=30) < 0.5


def test_scores_of_the_reference_are_normal_and_keep_the_order() -> None:
    ordered = np.sort(generator("scores").standard_cauchy(999))
    found = scores(ordered, ordered)
    assert (np.diff(found) > 0).all() and abs(found.mean()) < 1e-9 and found.std() == pytest.approx(1, abs=0.02)
    assert np.isfinite(scores(np.array([-1e9, 1e9]), ordered)).all()
