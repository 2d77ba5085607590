"""The challenge model held against its published example, and its parts against the printed equations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bargaining_tables import EMISSIONS, emissions, rows, table, years
from hypothesis import given

from contingent.bargaining.challenge import Challenge
from contingent.bargaining.challenge_offers import next_positions
from contingent.bargaining.challenge_rules import AS_COMPUTED_2011, INVARIANT
from contingent.bargaining.challenge_support import prevails
from contingent.bargaining.challenge_utility import expected_gains, plain_gains, risk_exponent
from contingent.bargaining.weighted_mean import weighted_mean
from contingent.bargaining.weighted_power import weighted_power

# Table 2 of Scholz, Calbert and Smith (2011), page 28: median and mean voter's position, in years, after each of eight
# rounds; read in a public extract of the paper (docs/papers/scholz_extract.md of hamzagul07/schelling).
MEDIANS = (8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6)
MEANS = (7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6)


def after(rounds: int, rules=AS_COMPUTED_2011):
    """The published example after so many rounds: its median, its mean and everybody's place, in years."""
    (settled,) = Challenge(rules=rules, rounds=rounds).settle([emissions()], seed=0)
    mean = weighted_mean(settled.final, weighted_power(emissions()))
    return years(settled.outcome)[0], years(mean)[0], dict(zip(EMISSIONS, years(settled.final)[0], strict=True))


# ------------------------------------------------------------------------------------------ the published example


@pytest.mark.parametrize("round_", [1, 3, 4, 5, 6, 7, 8])
def test_seven_of_the_eight_published_medians_come_out_to_the_digit_printed(round_):
    """The printed digits are those of the number cut off after the first decimal, in all seven."""
    assert np.floor(after(round_)[0] * 10) / 10 == pytest.approx(MEDIANS[round_ - 1])


def test_the_second_published_median_does_not_come_out():
    """9.9 is printed, in the table and in the text; 9.61 comes out here, and the 9.9 only a round later."""
    assert after(2)[0] == pytest.approx(9.61, abs=0.005) and MEDIANS[1] == 9.9


@pytest.mark.parametrize("round_", range(1, 9))
def test_the_published_means_come_out_to_a_tenth(round_):
    assert after(round_)[1] == pytest.approx(MEANS[round_ - 1], abs=0.1)


def test_belgium_goes_to_the_netherlands_in_the_fourth_round():
    """A reader of the authors' program reports this move and calls it bizarre: it is the compromise lowest on the
    scale, not the one that asks least (comment in bdm_scholz_model.py, jmckib/bdm-scholz-expected-utility-model)."""
    (_, _, before), (_, _, then) = after(3), after(4)
    assert before["Belgium"] == pytest.approx(9.96, abs=0.005) and then["Belgium"] == pytest.approx(4.80, abs=0.005)
    least = replace(AS_COMPUTED_2011, compromise="least move")
    assert after(4, least)[2]["Belgium"] > 9.96


def test_the_default_rules_leave_the_example_at_its_first_median():
    """7 years, everybody, after three rounds: neither the 9.9 of the table nor the 8.35 to 9.05 that Bueno de Mesquita
    reports, nor the 8.833 that was agreed. See docs/decisions/0031."""
    (settled,) = Challenge().settle([emissions()], seed=0)
    assert Challenge().rules == INVARIANT
    assert years(settled.final) == pytest.approx(7.0, abs=1e-3)
    assert settled.rounds == 3 and settled.settled.all()


# ------------------------------------------------------------------------------------------- the printed equations


@given(made=rows(least=2))
def test_the_chance_to_prevail_is_the_sum_over_third_parties_of_equation_31(made):
    """By the sum as it is printed, one triple of actors at a time; the code goes another way."""
    power = weighted_power(table(*made))
    x = made.position
    votes = np.abs(x[:, None, None, :] - x[:, None, :, None]) - np.abs(x[:, None, None, :] - x[:, :, None, None])
    won = (power[:, None, None, :] * np.maximum(votes, 0.0)).sum(axis=3)
    cast = (power[:, None, None, :] * np.abs(votes)).sum(axis=3)
    clear = cast > 1e-6
    chance = prevails(x.T, power.T).transpose(2, 0, 1)
    assert chance[clear] == pytest.approx((won / np.where(clear, cast, 1.0))[clear], abs=1e-6)
    assert (chance + chance.transpose(0, 2, 1))[clear] == pytest.approx(1.0)
    assert (chance[np.abs(x[:, :, None] - x[:, None, :]) == 0.0] == 0.0).all()


@given(made=rows(least=2))
def test_gains_without_a_mind_to_risk_are_those_of_the_general_equation_at_one(made):
    position, salience = made.position.T, made.salience.T
    chance = prevails(position, weighted_power(table(*made)).T)
    distance = np.abs(position[:, None] - position[None])
    own, others = expected_gains(distance, chance, salience, np.ones_like(position))
    plain = plain_gains(distance, chance, salience)
    assert own == pytest.approx(plain, abs=1e-12)
    assert others == pytest.approx(plain.transpose(1, 0, 2), abs=1e-12)


def test_expected_gains_by_hand():
    """r = 2, d = ½, P = ¾: success 2 − 4 (¼)² = 1.75, failure 2 − 4 (¾)² = −0.25, status quo 2 − 4 (½)² = 1. Against an
    other who resists with 0.8: 0.2 · 1.75 + 0.8 (¾ · 1.75 + ¼ · −0.25) − 1 = 0.35. The other against i, who resists
    with 0.5, prevails with ¼: 0.5 · 1.75 + 0.5 (¼ · 1.75 + ¾ · −0.25) − 1 = 0."""
    distance, chance = np.array([[[0.0], [0.5]], [[0.5], [0.0]]]), np.array([[[0.0], [0.75]], [[0.25], [0.0]]])
    own, others = expected_gains(distance, chance, np.array([[0.5], [0.8]]), np.array([[2.0], [1.0]]))
    assert own[0, 1, 0] == pytest.approx(0.35)
    assert others[0, 1, 0] == pytest.approx(0.0)


def test_risk_goes_from_a_half_for_the_most_sought_to_two_for_the_least():
    """Equation 33: R = 1 gives ½, R = −1 gives 2, R = 0 gives 1."""
    gains = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])[:, :, None]
    even, counted = np.ones((3, 1)), np.ones((3, 1), dtype=bool)
    assert risk_exponent(gains, even, counted)[:, 0] == pytest.approx([2.0, 1.0, 0.5])
    assert (risk_exponent(0.0 * gains, even, counted) == 1.0).all()


# ---------------------------------------------------------------------------------------------------------- offers


@pytest.mark.parametrize(
    ("own", "other", "to"),
    [
        (0.2, 0.5, 1.0),  # both see a gain, the other more: a conflict that is lost
        (0.5, 0.2, 0.4),  # and one that is won: the other moves, not this one
        (0.5, 0.5, 0.4),  # and one that nobody expects to lose
        (-0.1, 0.4, 0.55),  # a compromise, a quarter of the way
        (-0.4, 0.1, 1.0),  # giving in
        (-0.1, -0.2, 0.4),  # a stalemate
        (0.0, 0.5, 0.4),  # nothing at stake
    ],
)
def test_what_an_offer_leads_to(own, other, to):
    """The octants of figure 6, for an actor at 0.4 and one at 1."""
    a, b = np.zeros((2, 2, 1)), np.zeros((2, 2, 1))
    a[0, 1], b[0, 1] = own, other
    place, heard = np.array([[0.4], [1.0]]), np.ones((2, 1), dtype=bool)
    went = next_positions(place, own=a, others=b, heard=heard, compromise="least move")
    assert went[:, 0] == pytest.approx([to, 1.0])
    alone = next_positions(place, own=a, others=b, heard=~heard, compromise="least move")
    assert alone[:, 0] == pytest.approx([0.4, 1.0])


def test_a_conflict_goes_before_a_smaller_compromise_and_equal_pulls_hold():
    place, heard = np.array([[0.5], [0.1], [0.9], [0.6]]), np.ones((4, 1), dtype=bool)
    a, b = np.zeros((4, 4, 1)), np.zeros((4, 4, 1))
    a[0, 1:, 0], b[0, 1:, 0] = (0.1, -0.1, -0.1), 0.2
    assert next_positions(place, own=a, others=b, heard=heard, compromise="least move")[0, 0] == pytest.approx(0.1)
    a[0, 1:, 0] = (0.1, 0.1, 0.0)  # conflicts with two as far off, one on either side
    assert next_positions(place, own=a, others=b, heard=heard, compromise="least move")[0, 0] == pytest.approx(0.5)


def test_rounds_that_run_out_are_told():
    (settled,) = Challenge(rounds=1).settle([emissions()], seed=0)
    assert settled.rounds == 1 and not settled.settled.any()


@pytest.mark.shared
def test_the_paris_negotiations_settle_as_they_stand(shared):
    """Issues of the Paris agreement as its file states them: every outcome on the scale, none of them missing."""
    lines = (shared / "data" / "bargaining" / "cop21.csv").read_text(encoding="utf-8").splitlines()
    stances = [[cell.strip("'") for cell in line.split("\t")] for line in lines if line.startswith("'#D'")]
    issues = sorted({stance[2] for stance in stances})
    made = []
    for issue in issues:
        numbers = np.array([[float(cell) for cell in stance[3:6]] for stance in stances if stance[2] == issue])
        made.append(table(numbers[:, 0] / 100.0, numbers[:, 1], numbers[:, 2], issue=issue))
    found = Challenge().settle(made, seed=0)
    assert [settled.issue for settled in found] == issues and len(issues) == 13
    for settled in found:
        assert np.isfinite(settled.final).all() and 0.0 <= settled.outcome[0] <= 1.0


@pytest.mark.parametrize(
    ("salience", "capability", "outcome"),
    [((0.8, 0.8), (3.0, 1.0), 0.2), ((0.8, 0.8), (1.0, 3.0), 0.7), ((0.9, 0.4), (1.0, 1.0), 0.2)],
)
def test_of_two_the_one_with_more_to_bring_to_bear_has_its_way(salience, capability, outcome):
    (settled,) = Challenge().settle([table([0.2, 0.7], salience, capability)], seed=0)
    assert settled.outcome == outcome and settled.final[0] == pytest.approx(outcome, abs=1e-3)


def test_two_who_are_equal_stand_still_and_the_midpoint_is_told():
    (settled,) = Challenge().settle([table([0.2, 0.7], [0.8, 0.8], [1.0, 1.0])], seed=0)
    assert settled.outcome[0] == pytest.approx(0.45)
    assert np.array_equal(settled.final, [[0.2, 0.7]]) and settled.rounds == 0 and settled.settled.all()
