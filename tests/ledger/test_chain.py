"""The links of the chain: one text for equal bodies, another hash for any other field."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import DAY, MOMENT, entry

from contingent.core.errors import LedgerError, ValueRangeError
from contingent.ledger.chain import GENESIS, Head, broken, canonical, content_key, link, link_hash, walk

START = Head(seq=0, hash=GENESIS)
bodies = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
fields = st.tuples(
    st.integers(1, 10**9),
    st.sampled_from(["forecast", "document"]),
    st.text(max_size=12),
    st.dates().map(date.isoformat),
    st.datetimes().map(datetime.isoformat),
    st.text(max_size=30),
)


@given(bodies)
def test_the_text_of_a_body_is_ascii_and_comes_back_to_itself(body: object) -> None:
    text = canonical(body)
    assert text.isascii()
    assert json.loads(text) == body
    assert canonical(json.loads(text)) == text


def test_the_order_of_keys_does_not_matter_and_a_lone_surrogate_is_kept() -> None:
    assert canonical({"a": 1, "b": "\ud800\x00"}) == canonical({"b": "\ud800\x00", "a": 1})
    assert content_key({"a": 1, "b": 2}) == content_key({"b": 2, "a": 1})


def test_a_body_that_is_no_json_is_refused() -> None:
    with pytest.raises(ValueRangeError):
        canonical({"p": float("nan")})


@given(fields, fields)
def test_two_links_have_one_hash_only_if_they_are_one(
    one: tuple[int, str, str, str, str, str], two: tuple[int, str, str, str, str, str]
) -> None:
    assert (link_hash(GENESIS, one) == link_hash(GENESIS, two)) == (one == two)


def test_the_length_of_the_key_keeps_key_and_body_apart() -> None:
    front = (1, "forecast")
    day = ("2024-11-18", "2024-11-18T00:00:00")
    assert link_hash(GENESIS, (*front, "a\nb", *day, "c")) != link_hash(GENESIS, (*front, "a", *day, "b\nc"))


def test_a_walk_names_the_first_row_that_does_not_follow() -> None:
    first = link(START, entry("a"), recorded_at=MOMENT)
    second = link(Head(seq=1, hash=first.hash), entry("b"), recorded_at=MOMENT)
    assert [reason for _, reason in walk([first, second])] == [None, None]
    steps = list(walk([second, first]))
    assert len(steps) == 1
    assert "row 1 is missing" in str(steps[0][1])
    assert "point at the row before" in str(broken(Head(seq=1, hash=GENESIS), second))


def test_a_moment_is_kept_in_utc_and_must_have_a_time_zone() -> None:
    assert link(START, entry("a"), recorded_at=MOMENT).recorded_at == "2024-11-18T12:30:00.000000+00:00"
    with pytest.raises(LedgerError, match="time zone"):
        link(START, entry("a"), recorded_at=MOMENT.replace(tzinfo=None))


@pytest.mark.parametrize("key", ["", "a\nb", "x" * 201, "\ud800"])
def test_a_key_that_cannot_be_kept_is_refused(key: str) -> None:
    with pytest.raises(LedgerError, match="printable"):
        link(START, entry(key), recorded_at=MOMENT)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LedgerError, match="wanted one of document, brief"):
        link(START, entry("a", kind="rumour"), recorded_at=MOMENT)


def test_a_document_is_known_by_its_content_alone() -> None:
    body = {"text": "Northland sends troops."}
    row = link(START, entry(None, body, kind="document"), recorded_at=MOMENT)
    assert row.key == content_key(body)
    assert row.as_of == DAY.isoformat()
    with pytest.raises(LedgerError, match="key of its content"):
        link(START, entry("doc-1", body, kind="document"), recorded_at=MOMENT)
