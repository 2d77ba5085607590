"""Time, identity and plain form: explicit, content-addressed, nothing lost."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ContingentError, InputError, LeakError, ValueRangeError
from contingent.core.keys import content_id, digest, stream_key
from contingent.core.nouns import Claim, Document, Event, Question, Span
from contingent.core.plain import plain
from contingent.core.times import add_months, guard, parse_date

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_plain_json_survives_a_round_trip(value: object) -> None:
    assert plain(json.loads(json.dumps(plain(value)))) == plain(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1.0, float("-inf")]])
def test_a_number_that_is_none_has_no_plain_form(value: object) -> None:
    with pytest.raises(ValueRangeError, match="written as null"):
        plain(value)


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_identity_depends_on_content_not_on_order(mapping: dict[str, int]) -> None:
    assert digest(mapping) == digest(dict(reversed(list(mapping.items()))))


@given(st.text(), st.text())
def test_different_content_has_different_ids(one: str, other: str) -> None:
    assert (content_id("x", one) == content_id("x", other)) == (one == other)
    assert (stream_key("run", one) == stream_key("run", other)) == (one == other)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_are_added_without_leaving_the_month(start: date, months: int) -> None:
    later = add_months(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later.day < start.day and (later + timedelta(days=1)).day == 1)


@given(st.dates(), st.dates())
def test_evidence_from_after_as_of_is_refused(dated: date, as_of: date) -> None:
    if dated <= as_of:
        guard(dated, as_of, what="a row")
    else:
        with pytest.raises(LeakError, match="after as_of"):
            guard(dated, as_of, what="a row")


@pytest.mark.parametrize("text", ["", "18/11/2024", "2024-13-01", "yesterday"])
def test_a_date_that_is_none_is_explained(text: str) -> None:
    with pytest.raises(ValueRangeError, match="Write year-month-day"):
        parse_date(text, name="--as-of")


def test_a_span_is_as_long_as_its_quote() -> None:
    document = Document(id="d", text="ten thousand", segments=(), origin="test")
    assert document.span(0, 3) == Span(start=0, end=3, text="ten")
    with pytest.raises(ValueRangeError, match="as long as the span"):
        Span(start=0, end=4, text="ten")


def test_a_claim_holds_a_detail_of_its_kind() -> None:
    span = Span(start=0, end=3, text="ten")
    with pytest.raises(ValueRangeError, match="its detail is of kind event"):
        Claim(
            id="q", kind="quantity", voice="body", span=span, sentence=span, speaker="author", subject=None,
            counterparty=None, detail=Event(type="AID", trigger=span),
        )  # fmt: skip


def test_a_question_closes_after_it_opens() -> None:
    with pytest.raises(ValueRangeError, match="a deadline after as_of"):
        Question(
            id="x", text="?", topic="other", opens=date(2024, 1, 2), deadline=date(2024, 1, 2), source="s",
            fine_print=(), claims=(), quote=None,
        )  # fmt: skip


def test_bad_input_exits_with_two_and_everything_else_with_one() -> None:
    def leaves(kind: type[ContingentError]) -> list[type[ContingentError]]:
        return [kind, *(leaf for child in kind.__subclasses__() for leaf in leaves(child))]

    for kind in leaves(ContingentError):
        assert kind.exit_code == (2 if issubclass(kind, InputError) else 1)
