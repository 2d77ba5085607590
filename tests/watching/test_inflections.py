"""Inflections: found where a level turns its bend, silent where chance does."""

from __future__ import annotations

import numpy as np
import pytest
from made_values import generator

from contingent.watching.inflections import LEAST_CHANCE, inflection


def test_an_s_curve_bends_upward_and_then_downward_in_its_middle() -> None:
    at = np.linspace(-3, 3, 31)
    level = np.tanh(at - 0.4) + 0.02 * generator("s").standard_normal(31)
    found = inflection(level, memory=0.0, rng=generator("draws"))
    assert found is not None and not found.upward and found.chance > 0.99
    assert found.low <= 17 <= found.high and found.place == pytest.approx(17, abs=2)
    turned = inflection(-level, memory=0.0, rng=generator("draws"))
    assert turned is not None and turned.upward and turned.place == pytest.approx(found.place, abs=0.5)


def test_of_noise_few_inflections_are_told() -> None:
    told = [inflection(generator("n", i).standard_normal(30), memory=0.0, rng=generator("d", i)) for i in range(300)]
    assert sum(one is not None for one in told) / 300 < 3 * (1 - LEAST_CHANCE)


def test_what_is_flat_or_short_has_none() -> None:
    assert inflection(np.full(30, 4.0), memory=0.0, rng=generator("a")) is None
    assert inflection(np.arange(5.0), memory=0.0, rng=generator("a")) is None
