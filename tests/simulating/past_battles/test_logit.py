"""A planted slope is found, what says nothing is shrunk away, and doubt draws a probability to the middle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from battle_rows import battle, made_battles
from contingent.core.errors import ValueRangeError
from contingent.simulating.past_battles.inputs import Table, table_of
from contingent.simulating.past_battles.logit import fit_logit


def table(**changed: float) -> Table:
    return table_of(made_battles(30, 20, seed=3, slope=1.0, **changed))


def test_a_planted_slope_is_found() -> None:
    found = fit_logit(table().only(("force",)))
    slope = found.mean[1] / found.width[0]
    error = np.sqrt(found.covariance[1, 1]) / found.width[0]
    assert abs(slope - 1.0) < 4 * error
    assert error < 0.2


def test_a_block_that_says_nothing_is_shrunk_below_one_that_does() -> None:
    found = fit_logit(table().only(("force", "posture", "air")))
    force, posture, air = found.block_sd
    assert force > 3 * posture and force > 3 * air
    assert found.war_sd < force


def test_probabilities_are_those_of_the_planted_law() -> None:
    whole = table()
    seen, unseen = whole.war < 20, whole.war >= 20
    said = fit_logit(whole.rows(seen).only(("force",))).probabilities(whole.rows(unseen).only(("force",)))
    truth = 1 / (1 + np.exp(-whole.only(("force",)).columns[unseen, 0]))
    assert ((said > 0) & (said < 1)).all()
    assert np.abs(said - truth).mean() < 0.05


def test_doubt_draws_to_one_half() -> None:
    whole = table().only(("force",))
    found = fit_logit(whole)
    surer, unsure = found.probabilities(whole), replace(found, war_sd=3.0).probabilities(whole)
    plain = found.mean[0] + (whole.columns[:, 0] - found.centre[0]) / found.width[0] * found.mean[1]
    assert (np.sign(surer - 0.5) == np.sign(plain)).all()
    assert (np.abs(unsure - 0.5) <= np.abs(surer - 0.5) + 1e-12).all()


def test_taken_scales_are_kept() -> None:
    whole = table().only(("force", "air"))
    first = fit_logit(whole)
    again = fit_logit(whole.rows(whole.war < 15), scales=first)
    assert again.war_sd == first.war_sd and (again.block_sd == first.block_sd).all()
    assert (again.mean != first.mean).all()


def test_a_code_nobody_gave_is_no_advantage() -> None:
    blank, even = battle(air=None, surprise=None), battle(air=0, surprise=0)
    assert (table_of([blank]).columns == table_of([even]).columns).all()


def test_blocks_are_chosen_by_name_and_unknown_ones_refused() -> None:
    whole = table()
    assert whole.only(()).columns.shape == (600, 0)
    assert whole.only(("air", "force")).blocks == ("air", "force")
    assert (whole.only(("air", "force")).columns[:, 1] == whole.only(("force",)).columns[:, 0]).all()
    with pytest.raises(ValueRangeError, match="weather"):
        whole.only(("weather",))
    with pytest.raises(ValueRangeError, match="no battle"):
        fit_logit(whole.rows(np.zeros(600, dtype=bool)))
    with pytest.raises(ValueRangeError, match="no battle"):
        table_of([])
