"""Two readers, one reading: the rules' claims stay as they were, each item once, and what differs is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.nouns import Claim, Quantity, Span
from contingent.reading.proposals.dispose import Candidate
from contingent.reading.proposals.unite import Agreement, Sureness, unite

SURE = Sureness(both=0.9, halves=0.5, model_only=0.5)
LINE = "x" * 1000
IDS = count()


def claim(start: int, end: int, *, value: float = 1.0, confidence: float | None = None) -> Claim:
    span = Span(start=start, end=end, text=LINE[start:end])
    return Claim(
        id=f"q-{next(IDS)}", kind="quantity", voice="body", span=span, sentence=Span(start=0, end=1000, text=LINE),
        speaker="author", subject=None, counterparty=None, detail=Quantity(value=value), confidence=confidence,
    )  # fmt: skip


def test_agreement_is_told_by_kind_and_sureness_by_who_found_it() -> None:
    ours = [claim(0, 10, confidence=0.8), claim(20, 30), claim(40, 50)]
    theirs = [Candidate(claim=claim(2, 10)), Candidate(claim=claim(20, 30)), Candidate(claim=claim(60, 70))]
    made = unite(ours, theirs, model="m", sureness=SURE)
    assert [(c.found_by, c.confidence) for c in made.claims] == [
        (("rules", "m"), pytest.approx(0.9)), (("rules", "m"), 0.9), (("rules",), None), (("m",), 0.5),
    ]  # fmt: skip
    whole = made.agreement[-1]
    assert (whole.both, whole.rules, whole.model) == (2, 1, 1)
    assert whole.share == pytest.approx(0.5) and whole.f1 == pytest.approx(4 / 6)
    assert Agreement(kind="event", both=0, rules=0, model=0).share is None


def test_each_item_is_matched_once_the_greatest_overlap_first() -> None:
    ours, theirs = [claim(0, 20)], [Candidate(claim=claim(0, 12)), Candidate(claim=claim(0, 20))]
    made = unite(ours, theirs, model="m", sureness=SURE)
    assert [c.found_by for c in made.claims] == [("m",), ("rules", "m")]
    far = unite([claim(0, 10)], [Candidate(claim=claim(8, 30))], model="m", sureness=SURE)
    assert far.agreement[-1].both == 0


def test_ours_is_kept_and_theirs_is_told() -> None:
    ours = replace(claim(0, 10, value=5.0), subject="Chad")
    differs = (("value", "5", "7"),)
    theirs = Candidate(claim=replace(claim(0, 10, value=7.0), subject="Niger", counterparty="Mali"), differs=differs)
    made = unite([ours], [theirs], model="m", sureness=SURE)
    assert replace(made.claims[0], found_by=("rules",), confidence=None) == ours
    assert [(d.what, d.ours, d.theirs) for d in made.disagreements] == [
        ("value", "5", "7"),
        ("subject", "Chad", "Niger"),
    ]


SPANS = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 90)), max_size=12)


@given(SPANS, SPANS)
def test_no_item_is_lost_or_counted_twice(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    rules = [claim(start, start + length) for start, length in ours]
    candidates = [Candidate(claim=claim(start, start + length)) for start, length in theirs]
    made = unite(rules, candidates, model="m", sureness=SURE)
    whole = made.agreement[-1]
    assert whole.both + whole.rules == len(rules) and whole.both + whole.model == len(candidates)
    assert {c.id for c in rules} <= {c.id for c in made.claims}
    alone = unite(rules, [], model="m", sureness=SURE)
    assert set(alone.claims) == set(rules)
