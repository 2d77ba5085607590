"""Matching is one to one, of the greatest weight, and does not depend on the order in which things were found."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.documents import Span
from contingent.scoring.extraction.match import covered, one_to_one, overlap, shared


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end, text="x" * (end - start))


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: span(pair[0], pair[0] + pair[1]))


@settings(deadline=None)
@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6))
def test_each_is_used_once_and_only_where_it_overlaps(wanted: list[Span], found: list[Span]) -> None:
    pairs = one_to_one(wanted, found, overlap)
    assert len({w for w, _ in pairs}) == len({g for _, g in pairs}) == len(pairs)
    assert all(shared(wanted[w], found[g]) for w, g in pairs)
    assert pairs == sorted(pairs)


@settings(deadline=None)
@given(st.lists(SPANS, max_size=4), st.lists(SPANS, min_size=1, max_size=4))
def test_no_other_pairing_weighs_more(wanted: list[Span], found: list[Span]) -> None:
    most = sum(overlap(wanted[w], found[g]) for w, g in one_to_one(wanted, found, overlap))
    padded = [*found, *([None] * len(wanted))]
    for order in permutations(padded, len(wanted)):
        other = sum(overlap(w, g) for w, g in zip(wanted, order, strict=True) if g is not None)
        assert other <= most + 1e-6


@settings(deadline=None)
@given(st.lists(SPANS, max_size=5), st.lists(SPANS, max_size=5), st.randoms())
def test_the_total_does_not_depend_on_order(wanted: list[Span], found: list[Span], random: object) -> None:
    def total(one: list[Span], other: list[Span]) -> float:
        return sum(overlap(one[w], other[g]) for w, g in one_to_one(one, other, overlap))

    shuffled, mixed = list(wanted), list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert total(shuffled, mixed) == pytest.approx(total(wanted, found))


@settings(deadline=None)
@given(st.lists(SPANS, max_size=6, unique_by=lambda s: (s.start, s.end)))
def test_what_is_the_same_is_matched_to_itself(spans: list[Span]) -> None:
    assert one_to_one(spans, spans, overlap) == [(place, place) for place in range(len(spans))]


@settings(deadline=None)
@given(SPANS, SPANS)
def test_overlap_is_symmetric_and_bounded_by_cover(one: Span, other: Span) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert 0.0 <= overlap(one, other) <= covered(one, other) <= 1.0
    assert overlap(one, one) == 1.0


def test_nothing_matches_nothing() -> None:
    assert one_to_one([], [span(0, 1)], overlap) == one_to_one([span(0, 1)], [], overlap) == []
    assert one_to_one([span(0, 1)], [span(1, 2)], overlap) == []
