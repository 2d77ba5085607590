"""Hedges: a word's range is a probability, stronger words lie higher, and homographs are none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from small_texts import ANY_TEXT

from contingent.reading.voices.hedges import VERBAL_RANGES, find_hedges


@given(ANY_TEXT)
def test_hedges_stand_in_order_without_overlap(text: str) -> None:
    found = find_hedges(text)
    assert all(0 <= h.start < h.end <= len(text) for h in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_the_scale_rises_with_the_words() -> None:
    scale = ["remote", "very unlikely", "unlikely", "even", "likely", "very likely", "almost certain"]
    ranges = [VERBAL_RANGES[term][1] for term in scale]
    assert all(a is not None and b is not None and a[1] <= b[0] + 0.05 for a, b in itertools.pairwise(ranges))
    assert all(r is None or 0 <= r[0] < r[1] < 1 for _, r in VERBAL_RANGES.values())


@pytest.mark.parametrize(
    ("text", "term", "negated"),
    [
        ("It may rain", "may", False),
        ("It might well fall", "might", False),
        ("It will likely fall", "likely", False),
        ("It will almost certainly fall", "almost certain", False),
        ("It is very unlikely to fall", "very unlikely", False),
        ("It isn’t likely to fall", "unlikely", False),
        ("It won't fall", "will", True),
        ("It is not certain to fall", "possible", False),
        ("There is a slim chance of peace", "very unlikely", False),
        ("The chances that it holds are slim", "very unlikely", False),
        ("Kim does not plan to stop", "planned", True),
    ],
)
def test_words_and_their_terms(text: str, term: str, negated: bool) -> None:
    (hedge,) = find_hedges(text)
    assert (hedge.term, hedge.negated) == (term, negated)


def test_a_stated_percentage_is_its_own_range() -> None:
    (hedge,) = find_hedges("There is a 30 percent chance of a truce")
    assert hedge.probability == (0.3, 0.3)


@pytest.mark.parametrize(
    "text",
    ["in May 2024", "since May", "May 5", "its military might", "the will to fight", "political will", "set of rules"],
)
def test_homographs_are_no_hedges(text: str) -> None:
    assert find_hedges(text) == ()
