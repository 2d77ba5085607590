"""Small trades of votes are made all at once, large ones by compiled code: the same votes, bit by bit."""

from __future__ import annotations

import numpy as np
import pytest

from contingent.bargaining.exchange_small import TOLD, is_small, trade_at_once
from contingent.bargaining.exchange_trades import compiled_trade


def made(draws: int, actors: int, issues: int, *, seed: int, steps: int) -> list[np.ndarray]:
    """Positions and saliences on a grid of so many steps (few: many are equal), some actors absent from an issue."""
    chance = np.random.default_rng(seed)
    shape = draws, actors, issues
    here = chance.random(shape) < 0.85
    x = np.where(here, chance.integers(0, steps, shape) / (steps - 1), 0.0)
    s = np.where(here, chance.integers(0, steps, shape) / (steps - 1), 0.0)
    power = np.where(here, s * chance.random((draws, actors, 1)), 0.0)
    share = power / np.maximum(power.sum(axis=1, keepdims=True), 1e-9)
    away = x - np.sum(share * x, axis=1, keepdims=True)
    side = np.where(here & (np.abs(away) > 1e-12), np.sign(away), 0).astype(np.int64)
    luck = chance.random((draws, actors + issues))
    return [x, s, share, side, np.abs(away), luck]


@pytest.mark.parametrize("steps", [4, 1001], ids=["few places", "many places"])
@pytest.mark.parametrize(("draws", "actors", "issues"), [(40, 2, 2), (60, 4, 3), (30, 7, 3), (8, 9, 6), (5, 6, 1)])
def test_both_ways_to_trade_give_the_same_bits(draws: int, actors: int, issues: int, steps: int) -> None:
    exchanges = 0
    for seed in range(5):
        given = made(draws, actors, issues, seed=seed, steps=steps)
        found = []
        for trade in (trade_at_once, compiled_trade):
            arrays, log = [array.copy() for array in given], np.zeros((draws, 6, TOLD))
            votes, count = trade(*arrays, log)
            found.append((votes, count, log, arrays[4]))
            for before, after in zip([*given[:4], given[5]], [*arrays[:4], arrays[5]], strict=True):
                np.testing.assert_array_equal(before, after)
        for ours, compiled in zip(*found, strict=True):
            np.testing.assert_array_equal(ours, compiled)
        exchanges += int(found[0][1].sum())
    assert (exchanges > 0) == (issues > 1)


def test_a_brief_is_small_and_a_conference_is_not() -> None:
    assert is_small(1000, 7, 3)
    assert not is_small(1000, 20, 13)
