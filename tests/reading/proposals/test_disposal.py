"""Code disposes: of a proposal nothing is left but what the text bears out, and every drop has its reason."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import LanguageModelError
from contingent.core.nouns import Claim, Conditional, Event, Quantity
from contingent.reading.documents.clean import clean
from contingent.reading.documents.sentences import sentences
from contingent.reading.proposals.dispose import Disposed, Grounds, dispose
from contingent.reading.proposals.replies import MOST_ITEMS, proposals_in, schema
from contingent.reading.proposals.windows import windows
from contingent.reading.voices.actors import Gazetteer

ROOT = Path(__file__).resolve().parents[3]
GAZETTEER = Gazetteer.from_table(
    tomllib.loads((ROOT / "src/contingent/data/gazetteer.toml").read_text(encoding="utf-8"))
)
TEXT = """# Kenya and Somalia argue over the coast

By A. Writer | June 4, 2021

Kenya has at least 9,000 soldiers near the coast and 120 tanks. Somalia says that Kenya shelled two villages on May 30.

Should the talks fail, Somalia would close the port. Kenya will probably withdraw 3,000 soldiers by autumn.

Could Kenya keep the islands if Ethiopia sent 2,000 soldiers? The T-72 column reached the 9,000 mark.

Somalia would close the port, should talks fail. Both should talk of the port.

1 Comment

Ann Reader
June 5, 2021 at 8:00 am
There are 70,000 soldiers, says my cousin in Kenya.
"""
DOCUMENT = clean(TEXT.encode(), origin="t.md")
GROUNDS = Grounds(DOCUMENT, sentences(DOCUMENT), GAZETTEER, date(2021, 7, 1))
ARTICLE, COMMENT = windows(DOCUMENT, characters=6000, overlap=0)


TALKS = "Should the talks fail, Somalia would close the port"


def disposed(*items: dict[str, Any], window: Any = ARTICLE) -> Disposed:
    return dispose(proposals_in(json.dumps({"items": items})).proposals, window, GROUNDS)


def claim(**item: Any) -> Claim:
    left = disposed(item)
    (candidate,) = left.candidates
    return candidate.claim


def reason(**item: Any) -> str:
    left = disposed(item)
    assert not left.candidates
    (why,) = left.dropped
    return why


def test_a_number_is_what_our_grammar_reads_whatever_the_model_says() -> None:
    left = disposed({"kind": "quantity", "quote": "at least 9,000 soldiers", "value": 1_000_000, "unit": "tank",
                     "role": "share", "modality": "possible"})  # fmt: skip
    (candidate,) = left.candidates
    quantity = candidate.claim.detail
    assert isinstance(quantity, Quantity)
    assert (quantity.value, quantity.unit, quantity.comparator) == (9000.0, "soldier", ">=")
    assert {what: (ours, theirs) for what, ours, theirs in candidate.differs}["value"] == ("9,000", "1,000,000")
    assert {what for what, _, _ in candidate.differs} >= {"value", "unit", "role", "modality"}
    assert left.dropped["value_replaced"] == 1


def test_a_quote_with_two_numbers_is_the_one_whose_value_is_said() -> None:
    quote = "at least 9,000 soldiers near the coast and 120 tanks"
    tanks = claim(kind="quantity", quote=quote, value=120).detail
    assert isinstance(tanks, Quantity) and tanks.unit == "tank"
    assert reason(kind="quantity", quote=quote, value=7) == "ambiguous_number"
    assert reason(kind="quantity", quote=quote) == "ambiguous_number"


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"kind": "quantity", "quote": "1,000,000 soldiers"}, "quote_not_found"),
        ({"kind": "quantity", "quote": "70,000 soldiers"}, "quote_not_found"),  # a comment's
        ({"kind": "quantity", "quote": "coast"}, "ambiguous_quote"),
        ({"kind": "quantity", "quote": "near the coast"}, "no_number"),
        ({"kind": "quantity", "quote": "T-72 column"}, "no_number"),
        ({"kind": "quantity", "quote": "May 30"}, "no_number"),
        ({"kind": "quantity", "quote": "on May 30.\n\nShould the talks fail"}, "quote_not_found"),
        ({"kind": "event", "quote": "Kenya shelled two villages", "subject": "Kenya"}, "trigger_not_in_quote"),
        ({"kind": "event", "quote": "Kenya shelled two villages", "event_type": "ASSAULT", "trigger": "bombed",
          "subject": "Kenya"}, "trigger_not_in_quote"),
        ({"kind": "event", "quote": "Kenya shelled two villages", "event_type": "AID", "trigger": "villages",
          "subject": "Kenya"}, "trigger_of_no_event"),
        ({"kind": "event", "quote": "Kenya shelled two villages", "event_type": "ASSAULT", "trigger": "shelled",
          "subject": "France"}, "actor_not_in_sentence"),
        ({"kind": "conditional", "quote": TALKS, "marker": "Should",
          "conditional_type": "causal", "antecedent": "the talks fail", "consequent": "the war ends"},
         "part_not_in_quote"),
        ({"kind": "conditional", "quote": "Should the talks fail", "marker": "Should", "conditional_type": "causal",
          "antecedent": "the talks fail", "consequent": "Somalia would close the port"}, "part_not_in_quote"),
        ({"kind": "conditional", "quote": TALKS, "marker": "talks",
          "conditional_type": "causal", "antecedent": "the talks fail", "consequent": "Somalia would close the port"},
         "no_marker"),
        ({"kind": "conditional", "quote": TALKS, "marker": "would",
          "conditional_type": "what_if", "antecedent": "the talks fail"}, "no_question"),
        ({"kind": "conditional", "quote": TALKS, "marker": "Should",
          "conditional_type": "causal", "antecedent": "talks fail, Somalia", "consequent": "Somalia would close"},
         "parts_overlap"),
        ({"kind": "conditional", "quote": TALKS, "marker": "Should",
          "conditional_type": "causal", "antecedent": "the talks fail"}, "no_consequent"),
        ({"kind": "assertion", "quote": "Kenya has at least 9,000 soldiers near the coast"}, "not_about_the_future"),
        ({"kind": "assertion", "quote": "will probably"}, "no_clause"),
    ],
)  # fmt: skip
def test_what_the_text_does_not_bear_out_falls_with_its_reason(item: dict[str, Any], why: str) -> None:
    if item["quote"] == "coast":
        item = {**item, "sentence": None}
    if why == "ambiguous_quote":
        assert disposed(item).dropped == {why: 1}
    else:
        assert reason(**item) == why


def test_an_event_keeps_its_trigger_and_actors_by_name() -> None:
    told = claim(kind="event", quote="Kenya shelled two villages on May 30", event_type="ASSAULT", trigger="shelled",
                 subject="Kenya", counterparty="two villages", attributed_to="Somalia")  # fmt: skip
    assert isinstance(told.detail, Event) and told.detail.trigger.text == "shelled"
    assert (told.subject, told.counterparty, told.attributed_to) == ("Kenya", "two villages", "Somalia")
    assert told.speaker == "author" and told.cues


def test_a_conditional_keeps_spans_of_the_text() -> None:
    told = claim(kind="conditional", quote=TALKS, marker="Should", conditional_type="causal",
                 antecedent="the talks fail", consequent="Somalia would close the port")  # fmt: skip
    assert isinstance(told.detail, Conditional) and told.modality == "conditional"
    assert told.detail.antecedent is not None and told.detail.antecedent.text == "the talks fail"
    quote = "Could Kenya keep the islands if Ethiopia sent 2,000 soldiers?"
    asked = claim(kind="conditional", quote=quote, marker="if", conditional_type="what_if",
                  antecedent="Ethiopia sent 2,000 soldiers")  # fmt: skip
    assert isinstance(asked.detail, Conditional) and asked.detail.consequent is None and asked.modality == "question"


def test_an_inverted_condition_is_one_wherever_it_stands() -> None:
    inside = claim(kind="conditional", quote="Somalia would close the port, should talks fail", marker="should",
                   conditional_type="causal", antecedent="talks fail",
                   consequent="Somalia would close the port")  # fmt: skip
    assert isinstance(inside.detail, Conditional) and inside.detail.marker == "should"
    quote = "Both should talk of the port"
    assert reason(kind="conditional", quote=quote, marker="should", conditional_type="causal", antecedent="Both",
                  consequent="talk of the port") == "no_marker"  # fmt: skip


def test_a_forecast_takes_its_range_from_our_hedges_and_is_asked_as_nothing() -> None:
    told = claim(kind="assertion", quote="Kenya will probably withdraw 3,000 soldiers by autumn", modality="possible")
    assert told.detail.kind == "assertion" and not told.detail.settleable and told.tense == "future"
    assert told.detail.probability is not None and told.detail.probability[0] >= 0.5


def test_invented_names_are_left_out_and_counted() -> None:
    left = disposed({"kind": "quantity", "quote": "120 tanks", "subject": "the Kremlin", "counterparty": "author",
                     "attributed_to": "the president"})  # fmt: skip
    (candidate,) = left.candidates
    made = candidate.claim
    assert (made.subject, made.counterparty, made.attributed_to) == (None, None, None)
    assert left.dropped == {"name_not_in_sentence": 2}


def test_a_readers_number_keeps_the_readers_voice_whoever_the_model_says_it_is() -> None:
    item = {"kind": "quantity", "quote": "70,000 soldiers", "speaker": "author", "voice": "body"}
    (candidate,) = disposed(item, window=COMMENT).candidates
    assert candidate.claim.speaker == "reader:Ann Reader" and candidate.claim.voice == "reader_comment"


def test_the_same_item_twice_is_one() -> None:
    item = {"kind": "quantity", "quote": "120 tanks"}
    left = disposed(item, {**item, "value": 120})
    assert len(left.candidates) == 1 and left.dropped == {"said_twice": 1}


@pytest.mark.parametrize(
    "reply", ["", "no json", "[]", "{}", '{"items": {}}', '{"items": null}', "[" * 100_000, "1e999"]
)
def test_what_is_no_list_of_items_is_refused(reply: str) -> None:
    with pytest.raises(LanguageModelError):
        proposals_in(reply)


def test_what_is_no_item_is_counted() -> None:
    reply = {"items": [1, None, "x", {"kind": "order", "quote": "x"}, {"kind": "event"}, {"quote": "x"},
                       {"kind": "event", "quote": "x", "event_type": "PARTY", "value": "ten", "url": "y"}],
             "tool_calls": []}  # fmt: skip
    said = proposals_in(json.dumps(reply))
    assert len(said.proposals) == 1 and said.proposals[0].event_type is None and said.proposals[0].value is None
    assert said.dropped == {"not_an_item": 6, "field_unasked": 2, "label_unknown": 1}
    many = proposals_in(json.dumps({"items": [{"kind": "event", "quote": str(n)} for n in range(MOST_ITEMS + 7)]}))
    assert len(many.proposals) == MOST_ITEMS and many.dropped == {"too_many_items": 7}


def test_the_schema_asks_for_every_field_and_no_other() -> None:
    item = schema()["properties"]["items"]["items"]
    assert set(item["required"]) == set(item["properties"]) and item["additionalProperties"] is False
    told = dict.fromkeys(item["properties"]) | {"kind": "event", "quote": "x"}
    assert proposals_in(json.dumps({"items": [told]})).dropped == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(sorted(schema()["properties"]["items"]["items"]["properties"]))
WORDS = st.sampled_from([*TEXT.split(), "Kenya has", "9,000 soldiers", "Should", "if", "will probably withdraw"])
ITEMS = st.dictionaries(FIELDS, JSON | WORDS | st.sampled_from(["event", "quantity", "conditional", "assertion"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(ITEMS | JSON, max_size=6))
def test_whatever_is_proposed_spans_slice_to_their_quotes(items: list[Any]) -> None:
    said = proposals_in(json.dumps({"items": items}))
    left = dispose(said.proposals, ARTICLE, GROUNDS)
    for candidate in left.candidates:
        made = candidate.claim
        assert DOCUMENT.text[made.span.start : made.span.end] == made.span.text
        assert made.sentence.start <= made.span.start and made.span.end <= made.sentence.end
        assert made.voice in ("title", "heading", "body") and made.speaker == "author"


@pytest.mark.parametrize("sentence", ["{marker} {first}, {second}.", "{second} {marker} {first}."])
@pytest.mark.parametrize("marker", ["if", "unless", "even if", "provided that"])
def test_cause_and_effect_are_not_exchanged(sentence: str, marker: str) -> None:
    first, second = "the talks of Kenya fail", "Somalia would close the port"
    text = sentence.format(marker=marker, first=first, second=second)
    document = clean(text.encode(), origin="t.txt")
    grounds = Grounds(document, sentences(document), GAZETTEER, date(2021, 7, 1))
    (window,) = windows(document, characters=6000, overlap=0)
    for antecedent, consequent, left in ((first, second, 1), (second, first, 0)):
        item = {
            "kind": "conditional", "quote": text.rstrip("."), "conditional_type": "causal", "marker": marker,
            "antecedent": antecedent, "consequent": consequent,
        }  # fmt: skip
        made = dispose(proposals_in(json.dumps({"items": [item]})).proposals, window, grounds)
        assert len(made.candidates) == left and made.dropped == ({} if left else {"parts_swapped": 1})
