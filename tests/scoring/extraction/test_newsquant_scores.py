"""Laws of the two NewsQuant scorers: nothing counts twice in the strict one, and the official loop errs as told."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.scoring.extraction.newsquant import (
    Amount,
    Counts,
    count_officially,
    count_strictly,
    match_strictly,
)


def amount(*values, unit="tank", surface=None):
    return Amount(values=tuple(float(v) for v in values), units=(unit, surface) if surface else (unit,))


_PLAIN = st.tuples(
    st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=1, max_size=2).map(tuple),
    st.sampled_from(["tank", "-", "Dollar"]),
)
_SIDES = st.lists(_PLAIN, max_size=5)


def built(side):
    """Amounts, made inside the test: the run-time type checker draws at random, which strategies must not."""
    return [Amount(values=values, units=(unit,)) for values, unit in side]


@given(_SIDES, _SIDES)
def test_each_gold_and_each_prediction_is_used_at_most_once(gold, predicted):
    gold, predicted = built(gold), built(predicted)
    matched = match_strictly(gold, predicted)
    for pairs in (matched.values, matched.units):
        assert len({i for i, _ in pairs}) == len(pairs) == len({j for _, j in pairs})
        assert all(gold[i].values == predicted[j].values for i, j in pairs)
    assert set(matched.units) <= set(matched.values)


@given(st.lists(_PLAIN, max_size=4), st.lists(_PLAIN, max_size=4))
def test_no_other_matching_finds_more(gold, predicted):
    gold, predicted = built(gold), built(predicted)
    small, large, swapped = (gold, predicted, False) if len(gold) <= len(predicted) else (predicted, gold, True)
    best = {"values": 0, "units": 0}
    for order in itertools.permutations(large, len(small)):
        pairs = list(zip(small, order, strict=True))
        best["values"] = max(best["values"], sum(a.values == b.values for a, b in pairs))
        best["units"] = max(best["units"], sum(a == b for a, b in pairs))
    matched = match_strictly(gold, predicted)
    assert (len(matched.values), len(matched.units)) == (best["values"], best["units"]), swapped


@given(_SIDES, _SIDES, st.randoms())
def test_the_order_of_quantities_changes_no_strict_count(gold, predicted, random):
    gold, predicted = built(gold), built(predicted)
    counts = count_strictly([(gold, predicted)])
    random.shuffle(gold)
    random.shuffle(predicted)
    assert count_strictly([(gold, predicted)]) == counts


@given(_SIDES)
def test_gold_itself_scores_a_hundred_in_both(gold):
    gold = built(gold)
    for count in (count_strictly, count_officially):
        counts = count([(gold, gold)])
        assert counts.f1("units") == (100.0 if gold else None)
        assert counts.f1("values") == (100.0 if gold else None)


@given(st.lists(st.tuples(_SIDES, _SIDES), max_size=4))
def test_counts_of_sentences_add(sentences):
    sentences = [(built(gold), built(predicted)) for gold, predicted in sentences]
    for count in (count_strictly, count_officially):
        assert count(sentences) == sum((count([s]) for s in sentences), Counts())


def test_the_strict_scorer_takes_the_surface_unit_of_the_gold_and_the_official_loop_does_not():
    pair = [([amount(3, unit="shekel", surface="NIS")], [amount(3, unit="nis")])]
    assert count_strictly(pair).units == 1
    assert count_officially(pair).units == 0


def test_a_range_is_no_single_value():
    assert count_strictly([([amount(3, 5)], [amount(3)])]).values == 0
    assert count_officially([([amount(3)], [amount(3, 5)])]).values == 0


def test_the_official_loop_lets_one_prediction_stand_for_two_gold_quantities():
    gold, predicted = [amount(2), amount(2, unit="ship")], [amount(2, unit="mine")]
    assert count_officially([(gold, predicted)]).values == 2
    assert count_strictly([(gold, predicted)]).values == 1


def test_the_official_loop_lets_two_predictions_stand_for_one_gold_quantity_up_to_their_number():
    gold, predicted = [amount(2), amount(7)], [amount(2, unit="mine"), amount(2, unit="ship")]
    assert count_officially([(gold, predicted)]).values == 2
    assert count_strictly([(gold, predicted)]).values == 1


def test_the_official_loop_uses_up_a_prediction_whose_unit_agrees():
    gold, predicted = [amount(2), amount(2)], [amount(2)]
    assert count_officially([(gold, predicted)]) == Counts(gold=2, predicted=1, values=1, units=1)


def test_the_official_loop_forgives_a_hundred_thousandth():
    pair = [([amount(100_000)], [amount(100_000.5)])]
    assert count_officially(pair).values == 1
    assert count_strictly(pair).values == 0


def test_many_equal_quantities_in_one_sentence_are_matched_without_deep_recursion():
    many = [amount(1)] * 1100
    assert len(match_strictly(many[:1050], many).units) == 1050


@pytest.mark.parametrize(("values", "units"), [((), ("a",)), ((1.0, 2.0, 3.0), ("a",)), ((1.0,), ())])
def test_an_amount_without_value_or_unit_is_refused(values, units):
    with pytest.raises(ValueRangeError, match="wanted one value or the two ends"):
        Amount(values=values, units=units)


def test_f1_is_of_values_or_of_units():
    assert Counts().f1("values") is None
    with pytest.raises(ValueRangeError, match="wanted 'values' or 'units'"):
        Counts(gold=1).f1("speed")
