"""The probabilistic election: the logged runs of KTAB, the laws that any vote must keep, and what is drawn of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bargaining_tables import emissions, rows, table
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.bargaining.election import Election, option_probabilities, supports
from contingent.core.errors import ValueRangeError

ELECTIONS = tuple(Election(form=form) for form in ("MarkovIncentive", "MarkovUniform", "Conditional"))
elections = st.sampled_from(ELECTIONS)
#: laws are not timed
LAW = settings(deadline=None)

# Six actors on ten options and on the five that are held in state 0, and the probabilities that KTAB printed
# (github.com/lsyaseen/KTAB, KTAB/kmodel/doc/2016-10-15-emod-run-03048962486573118966.txt, MIT licence).
WEIGHTS = "6.21 41.41 38.96 2.40 18.82 17.90"
TEN = """0.267 0.835 0.043 0.333 0.604 0.094 1.000 0.000 0.102 0.039
0.995 0.008 0.000 0.635 0.553 0.352 0.585 1.000 0.686 0.584
0.673 0.961 0.763 0.388 0.236 1.000 0.962 0.771 0.796 0.000
0.580 0.163 0.308 0.753 0.089 0.749 0.610 0.169 1.000 0.000
0.536 0.085 0.631 1.000 0.531 0.755 0.000 0.365 0.026 0.293
0.223 0.964 0.183 0.712 0.890 1.000 0.954 0.000 0.648 0.428"""
TEN_PROBABILITIES = "0.2011 0.0416 0.0055 0.1087 0.0249 0.2360 0.2008 0.1272 0.0515 0.0026"
FIVE = """0.038633 0.043352 0.604478 0.101941 1.000000
0.583619 0.000000 0.553179 0.686276 0.584847
0.000000 0.762553 0.235927 0.795718 0.961891
0.000000 0.308265 0.088954 1.000000 0.609571
0.293139 0.630801 0.531428 0.026165 0.000000
0.427777 0.182886 0.889504 0.647899 0.954474"""
FIVE_PROBABILITIES = "0.010330 0.073977 0.119015 0.138753 0.657926"
FIVE_SUPPORT = """0.000000 28.549214 1.260415 5.024904 5.517368
36.830137 0.000000 22.911642 11.380289 11.872753
25.668302 39.038607 0.000000 16.955481 10.002382
41.979500 40.053962 29.502189 0.000000 5.627967
54.382194 52.456656 34.459321 17.538198 0.000000"""

# Thirteen actors on the four bargains of actor 10 in turn 0, by the conditional form: the support that KTAB printed
# and its probabilities (same place, examples/smp/doc/20170530_ref-SOE-Pol-Comp.txt).
FOUR_SUPPORT = "0.000 0.513 2.999 6.399 1.160 0.000 2.485 5.886 4.147 2.987 0.000 3.401 8.811 7.652 4.665 0.000"
FOUR_PROBABILITIES = "0.1054 0.2664 0.2598 0.3684"


def numbers(text, columns):
    return np.array(text.split(), dtype=float).reshape(1, -1, columns)


@pytest.mark.parametrize(
    ("utility", "columns", "printed", "within"),
    [(TEN, 10, TEN_PROBABILITIES, 4e-4), (FIVE, 5, FIVE_PROBABILITIES, 6e-5)],
    ids=["ten options", "five options"],
)
def test_the_markov_form_with_incentives_is_that_of_the_logged_run(utility, columns, printed, within):
    """The log gives weights to two decimals and utilities to three or six, so its probabilities to as many."""
    support = supports(numbers(WEIGHTS, 6)[0], numbers(utility, columns), "Proportional")
    found = option_probabilities(support)[0]
    assert found == pytest.approx(np.array(printed.split(), dtype=float), abs=within)


def test_the_support_of_a_pair_is_that_of_the_logged_run():
    support = supports(numbers(WEIGHTS, 6)[0], numbers(FIVE, 5), "Proportional")
    assert support[0] == pytest.approx(numbers(FIVE_SUPPORT, 5)[0], rel=5e-4, abs=5e-3)


def test_the_conditional_form_is_that_of_the_logged_run():
    found = option_probabilities(numbers(FOUR_SUPPORT, 4), form="Conditional")[0]
    assert found == pytest.approx(np.array(FOUR_PROBABILITIES.split(), dtype=float), abs=1e-4)


@pytest.mark.parametrize("form", ["MarkovIncentive", "MarkovUniform"])
def test_a_cycle_of_three_ends_in_thirds(form):
    """Everybody prefers a to b, b to c and c to a (Wise, markov-incentives.tex, section on convergence)."""
    cycle = np.array([[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]])
    assert option_probabilities(cycle, form=form)[0] == pytest.approx([1 / 3] * 3, abs=1e-9)


def test_two_options_win_by_their_support_in_every_form():
    """Between two there is one vote: 3 · 0.4 against 1 · 0.4."""
    made = table([0.2, 0.6], [1.0, 1.0], [3.0, 1.0])
    for election in ELECTIONS:
        assert election.probabilities(made)[0] == pytest.approx([0.75, 0.25], abs=1e-9)
    squared = Election(victory="Square").probabilities(made)[0]
    assert squared == pytest.approx([0.9, 0.1], abs=1e-9)


@pytest.mark.parametrize("voting", ["Binary", "PropBin", "Proportional", "PropCbc", "Cubic"])
@pytest.mark.parametrize("victory", ["Linear", "Square", "Quartic", "Octic"])
def test_every_rule_gives_probabilities(voting, victory):
    for election in ELECTIONS:
        found = replace(election, voting=voting, victory=victory).probabilities(emissions())
        assert found.min() >= 0.0 and found.sum() == pytest.approx(1.0)


@LAW
@given(rows(), elections)
def test_reversing_the_scale_reverses_the_outcome(made, election):
    mirrored = made._replace(position=1.0 - made.position)
    there, back = election.probabilities(table(*made)), election.probabilities(table(*mirrored))
    assert there == pytest.approx(back, abs=1e-6)
    assert mirrored.settle(election).outcome == pytest.approx(1.0 - made.settle(election).outcome, abs=1e-9)


@LAW
@given(rows(), elections, st.integers(0, 6))
def test_an_actor_in_two_halves_of_equal_position_changes_nothing(made, election, who):
    who %= made.position.shape[1]
    halved = made.capability.copy()
    halved[:, who] /= 2.0
    two = made._replace(capability=halved).change(lambda values: np.column_stack([values, values[:, who]]))
    assert election.probabilities(table(*two))[:, :-1] == pytest.approx(election.probabilities(table(*made)), abs=1e-6)
    assert two.settle(election).outcome == pytest.approx(made.settle(election).outcome, abs=1e-9)


@LAW
@given(rows(), elections, st.floats(0.0, 1.0), st.sampled_from((0.0, 0.5, 1.0)))
def test_an_actor_without_capability_changes_nothing(made, election, position, salience):
    more = made.change(lambda values: np.column_stack([values, np.zeros(2)]))
    more.position[:, -1], more.salience[:, -1] = position, salience
    assert election.expected(table(*more)) == pytest.approx(election.expected(table(*made)), abs=1e-9)
    assert np.array_equal(more.settle(election).outcome, made.settle(election).outcome)


@LAW
@given(rows(), elections, st.randoms())
def test_the_order_of_actors_changes_nothing(made, election, random):
    order = random.sample(range(made.position.shape[1]), made.position.shape[1])
    plain = table(*made)
    mixed = replace(
        table(*made.change(lambda values: values[:, order])), actors=tuple(plain.actors[at] for at in order)
    )
    assert election.probabilities(mixed) == pytest.approx(election.probabilities(plain)[:, order], abs=1e-6)
    (one,), (other,) = election.settle([plain], seed=3), election.settle([mixed], seed=3)
    assert one.outcome == pytest.approx(other.outcome, abs=1e-9)


@LAW
@given(rows(), elections, st.floats(0.01, 1e4))
def test_the_unit_of_capability_changes_nothing(made, election, unit):
    scaled = made._replace(capability=made.capability * unit)
    assert election.probabilities(table(*scaled)) == pytest.approx(election.probabilities(table(*made)), abs=1e-6)


@LAW
@given(rows(), elections)
def test_the_outcome_is_the_position_of_somebody_with_weight_and_nobody_moves(made, election):
    settled = made.settle(election)
    weighs = made.salience * made.capability > 0.0
    at = np.where(weighs, made.position, np.inf)
    assert (np.abs(at - settled.outcome[:, None]).min(axis=1) == 0.0).all()
    assert np.array_equal(settled.final, made.position)
    expected = election.expected(table(*made))
    assert (expected >= at.min(axis=1) - 1e-9).all()
    assert (expected <= np.where(weighs, made.position, -np.inf).max(axis=1) + 1e-9).all()


@pytest.mark.parametrize("election", ELECTIONS, ids=lambda election: election.form)
def test_options_are_drawn_as_often_as_they_are_likely(election):
    """Twenty thousand draws: no share further from its probability than 4.5 standard errors."""
    draws = 20_000
    one = emissions()
    many = replace(
        one,
        position=np.repeat(one.position, draws, axis=0),
        salience=np.repeat(one.salience, draws, axis=0),
        capability=np.repeat(one.capability, draws, axis=0),
    )
    (settled,) = election.settle([many], seed=11)
    probabilities = election.probabilities(one)[0]
    for place in np.unique(one.position):
        chance = probabilities[one.position[0] == place].sum()
        error = np.sqrt(chance * (1.0 - chance) / draws)
        assert abs(np.mean(settled.outcome == place) - chance) <= 4.5 * error
    assert settled.outcome.mean() == pytest.approx(float(election.expected(one)[0]), abs=0.02)


def test_each_issue_is_drawn_by_itself_and_by_the_seed():
    many = [replace(table(*([values] * 200 for values in ([0.0, 1.0], [1.0, 1.0], [1.0, 1.0]))), issue=name)
            for name in ("aid", "arms")]  # fmt: skip
    election = Election()
    aid, arms = election.settle(many, seed=1)
    assert np.array_equal(election.settle(many[1:], seed=1)[0].outcome, arms.outcome)
    assert np.array_equal(election.settle(many[::-1], seed=1)[1].outcome, aid.outcome)
    assert 60 < np.sum(aid.outcome != arms.outcome) < 140
    assert 60 < np.sum(aid.outcome != election.settle(many, seed=2)[0].outcome) < 140


def test_a_draw_in_which_nobody_has_weight_raises():
    with pytest.raises(ValueRangeError, match="nobody has both a salience and a capability"):
        Election().settle([table([0.1, 0.9], [1.0, 0.0], [0.0, 1.0])], seed=0)
