"""The mean and the median by salience × capability: a published example, two routes to one point, what must raise."""

from __future__ import annotations

import numpy as np
import pytest
from bargaining_tables import emissions, rows, table, years
from hypothesis import given

from contingent.bargaining.challenge import Challenge
from contingent.bargaining.model import BargainingModel
from contingent.bargaining.weighted_mean import WeightedMean
from contingent.bargaining.weighted_median import WeightedMedian, weighted_median
from contingent.bargaining.weighted_power import weighted_power
from contingent.core.errors import ValueRangeError

MODELS: tuple[BargainingModel, ...] = (WeightedMean(), WeightedMedian(), Challenge())


def test_the_emission_standards_start_from_a_mean_of_7_39_and_a_median_of_7_years():
    """As an independent program printed them from the same table (Testing.ipynb and "Comparison with Original.ipynb"
    of dmasad/BDM_DecisionModel_Replication: 7.389955686853767 and 7.0)."""
    (mean,), (median,) = (model.settle([emissions()], seed=0) for model in MODELS[:2])
    assert years(mean.outcome)[0] == pytest.approx(7.389955686853767, abs=1e-12)
    assert years(median.outcome)[0] == 7.0
    for settled in (mean, median):
        assert np.array_equal(settled.final, emissions().position)
        assert settled.rounds is None and settled.settled is None


@given(rows())
def test_no_actors_place_is_nearer_to_all_than_the_median(made):
    """The second route: the weighted median makes Σ w |x_i − x| least, so it wins the published vote over pairs."""
    power, settled = weighted_power(table(*made)), made.settle(WeightedMedian())
    far = (power * np.abs(made.position - settled.outcome[:, None])).sum(axis=1)
    places = made.position[:, None, :] - made.position[:, :, None]
    assert (far <= (power[:, None, :] * np.abs(places)).sum(axis=2).min(axis=1) + 1e-9).all()


def test_a_weight_split_in_halves_settles_midway():
    """Half the weight at 0.2, half at 0.6: every point between is a median; 0.4 is the one that reversal keeps."""
    settled = weighted_median(np.array([[0.6, 0.2, 0.6]]), np.array([[0.25, 0.5, 0.25]]))
    assert settled[0] == pytest.approx(0.4)


def test_an_actor_without_weight_does_not_stand_between_two_halves():
    settled = weighted_median(np.array([[0.0, 0.3, 1.0]]), np.array([[0.5, 0.0, 0.5]]))
    assert settled[0] == 0.5


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_draw_in_which_nobody_has_weight_raises_and_says_so(model):
    nobody = table([[0.1, 0.9], [0.1, 0.9]], [[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [1.0, 1.0]], issue="aid")
    with pytest.raises(ValueRangeError, match=r"'aid': in 1 of 2 draws nobody has both a salience and a capability"):
        model.settle([nobody], seed=0)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize(
    ("which", "value", "words"),
    [
        ("position", float("nan"), "a1 has the position nan in draw 0"),
        ("position", 60.0, "a1 has the position 60.0 in draw 0; wanted 0 to 1 "),
        ("salience", -0.1, "a1 has the salience -0.1"),
        ("salience", 80.0, "a1 has the salience 80.0"),
        ("capability", float("inf"), "a1 has the capability inf in draw 0; wanted 0 or more and finite"),
        ("capability", -1.0, "a1 has the capability -1.0"),
    ],
)
def test_a_number_out_of_its_range_raises_before_anything_is_computed(model, which, value, words):
    rows = {"position": [0.1, 0.9], "salience": [1.0, 1.0], "capability": [1.0, 1.0]}
    rows[which][1] = value
    with pytest.raises(ValueRangeError, match=words):
        model.settle([table(**rows)], seed=0)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_tables_are_settled_each_for_itself_and_in_their_order(model):
    one, two = emissions(), table([0.1, 0.4, 0.9], [0.5, 0.9, 0.4], [2.0, 1.0, 3.0], issue="second")
    both = model.settle([one, two], seed=0)
    alone = model.settle([two], seed=7)
    assert [settled.issue for settled in both] == ["emissions", "second"]
    assert both[1].outcome == alone[0].outcome and np.array_equal(both[1].final, alone[0].final)
    assert model.joint is False


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_capabilities_of_any_unit_are_taken(model):
    """Smallest and largest units of capability, where a plain product would vanish or overflow."""
    made = emissions()
    for unit in (1e-300, 1e300):
        other = table(made.position, made.salience, unit * made.capability, issue=made.issue)
        assert model.settle([other], seed=0)[0].outcome == pytest.approx(model.settle([made], seed=0)[0].outcome)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@given(made=rows())
def test_draws_are_settled_each_for_itself(model, made):
    both = made.settle(model)
    for row in (0, 1):
        alone = made.change(lambda values, row=row: values[row : row + 1]).settle(model)
        assert alone.outcome[0] == pytest.approx(both.outcome[row], abs=1e-9)
