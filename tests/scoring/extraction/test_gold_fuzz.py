"""Whatever stands in an annotation, in either form, it is read or refused in one sentence; nothing else is raised."""

from __future__ import annotations

from typing import Any

import made_gold
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import InputError
from contingent.scoring.extraction.annotated import gold_of, load_of
from contingent.scoring.extraction.gold import Gold

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**9) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
OFFSETS: dict[str, Any] = {
    "doc": {"path": "a.txt", "date_inferred": {"not_after": "2031-05-05"}},
    "segments": [{"kind": "body", "start": 0, "end": 40, "posted": None}],
    "quantities": [
        {"id": "q01", "segment": "title", "span": {"start": 13, "end": 20, "text": "900 men"}, "value": 900,
         "comparator": "=", "unit": "soldier", "speaker": "author", "role": "troops_sent", "modality": "asserted"},
    ],
    "quantity_negatives": [], "conditionals": [], "forecasts": [], "events": [], "attributions": [],
    "checks": [{"id": "k1", "kind": "ratio", "claim": "q01"}],
}  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in ((*at, key), *places(item, (*at, key)))]


def changed(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    """The value with what stands at a place replaced."""
    if not at:
        return new
    items = value.items() if isinstance(value, dict) else enumerate(value)
    made = {key: changed(item, at[1:], new) if key == at[0] else item for key, item in items}
    return made if isinstance(value, dict) else list(made.values())


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(["quotes", "offsets"]), st.data(), JSON)
def test_one_wrong_value_anywhere_is_read_or_refused(form: str, data: st.DataObject, new: Any) -> None:
    plain = made_gold.plain() if form == "quotes" else OFFSETS
    broken = changed(plain, data.draw(st.sampled_from(places(plain))), new)
    try:
        gold = gold_of(broken, name="x.gold.json", text=made_gold.TEXT)
    except InputError as error:
        assert "x.gold.json" in str(error)
        return
    assert isinstance(gold, Gold)
    for number in gold.quantities:
        assert number.span is None or made_gold.TEXT[number.span.start : number.span.end] == number.span.text


@settings(deadline=None)
@given(JSON)
def test_what_is_no_annotation_is_refused(plain: Any) -> None:
    load_of(plain)
    try:
        gold_of(plain, name="x", text="Some text.")
    except InputError:
        return
    raise AssertionError("nothing so small is an annotation")
