"""Confidence is the share of right claims of a class, pulled to its kind's share where few were seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_texts import gazetteer

from contingent.core.claims import Claim, Quantity
from contingent.core.documents import Span
from contingent.core.errors import DataError
from contingent.reading.confidence import PRIOR_N, ReadingConfidence, with_confidence
from contingent.scoring.extraction.classes import class_of
from contingent.sources import shipped

CLASS = "quantity, unit, plain, own words"
OTHER = "quantity, no unit, plain, own words"
SPAN = Span(start=0, end=5, text="9 men")
CLAIM = Claim(
    id="q", kind="quantity", voice="body", span=SPAN, sentence=SPAN, speaker="author", subject=None, counterparty=None,
    detail=Quantity(value=9.0, unit="soldier"),
)  # fmt: skip


def known(*rows: tuple[str, int, int], prior: float = PRIOR_N) -> ReadingConfidence:
    return ReadingConfidence.from_table(
        {"prior_n": prior, "classes": [{"class": name, "right": right, "n": n} for name, right, n in rows]}
    )


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 50))
def test_more_right_is_never_less_sure_and_nothing_is_certain(right: int, wrong: int, other: int) -> None:
    one = known((CLASS, right, right + wrong), (OTHER, other, 50)).classes[CLASS]
    more = known((CLASS, right + 1, right + wrong + 1), (OTHER, other, 50)).classes[CLASS]
    assert 0.0 < one <= more < 1.0


def test_a_class_rarely_seen_has_nearly_its_kinds_share_and_one_seen_often_its_own() -> None:
    table = known((CLASS, 0, 1), (OTHER, 9000, 10_000))
    assert table.classes[CLASS] == pytest.approx(table.kinds["quantity"] * PRIOR_N / (PRIOR_N + 1))
    assert table.classes[OTHER] == pytest.approx(0.9, abs=1e-3)


def test_a_claim_has_the_share_of_its_class_else_of_its_kind_else_none() -> None:
    table = known((CLASS, 80, 100))
    assert class_of(CLAIM) == CLASS
    assert table.of(CLAIM) == pytest.approx(0.8, abs=0.01)
    bare = replace(CLAIM, detail=Quantity(value=9.0))
    assert table.of(bare) == pytest.approx(table.kinds["quantity"], abs=1e-3)
    assert known(("event, as a fact, cited", 1, 2)).of(CLAIM) is None


def test_claims_keep_their_order_and_all_else() -> None:
    claims = tuple(replace(CLAIM, id=f"q{n}") for n in range(4))
    sure = with_confidence(claims, known((CLASS, 1, 2)))
    assert [replace(c, confidence=None) for c in sure] == list(claims)
    assert all(c.confidence is not None for c in sure)
    assert with_confidence(claims, None) == claims


@pytest.mark.parametrize(
    "table",
    [{}, {"prior_n": 1.0, "classes": [{"class": "x", "right": 3, "n": 2}]}, {"prior_n": 0.0, "classes": []},
     {"prior_n": 1.0, "classes": [{"class": "x"}]}, {"prior_n": "much", "classes": []}],
)  # fmt: skip
def test_a_damaged_table_is_named(table: dict[str, object]) -> None:
    with pytest.raises(DataError, match="the table of confidence"):
        ReadingConfidence.from_table(table)


def test_the_shipped_table_knows_every_class_that_the_reader_makes() -> None:
    from contingent.reading import read
    from contingent.reading.documents.clean import clean

    text = (
        "The Army of Chad said 300 soldiers were killed near Abéché. If talks fail, Sudan could send about 2,000 more "
        "men. Sudan will likely deny it. Officials said that Chad had attacked first."
    )
    document = clean(text.encode(), origin="x.txt")
    reading = read(document, gazetteer=gazetteer(), as_of=date(2025, 1, 2), theatres=())
    table = shipped.reading_confidence()
    sure = with_confidence(reading.claims, table)
    assert sure and all(c.confidence is not None and 0.0 < c.confidence < 1.0 for c in sure)
    assert len(table.classes) <= 20
