"""An annotation is read as its writers meant it, or refused in one sentence with file, field and what was wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import made_gold
import pytest

from contingent.core.errors import InputError
from contingent.scoring.extraction.annotated import gold_of
from contingent.scoring.extraction.places import fold

Change = Callable[[dict[str, Any]], object]


def test_every_span_is_the_quote_at_its_place() -> None:
    gold = made_gold.gold()
    items = (*gold.quantities, *gold.conditionals, *gold.forecasts, *gold.events, *gold.attributions, *gold.actors)
    for item in items:
        assert item.span is not None
        assert made_gold.TEXT[item.span.start : item.span.end] == item.span.text
    assert [segment.kind for segment in gold.segments] == ["title", "body", "reader_comment"]
    assert gold.segments[1].span is not None and gold.segments[1].span.text == made_gold.BODY
    assert gold.checks[0].verdict == "caution"


def test_nth_counts_occurrences() -> None:
    plain = made_gold.plain()
    plain["quantities"][0] |= {"quote": "900 men", "nth": 3}
    third = gold_of(plain, name="x", text=made_gold.TEXT).quantities[0].span
    assert third is not None and third.start == made_gold.TEXT.index("the 900 men") + 4


def test_a_comment_from_after_the_day_is_not_asked_for() -> None:
    plain = made_gold.plain()
    plain["segments"][2]["posted"] = "2031-06-01"
    assert [s.kind for s in gold_of(plain, name="x", text=made_gold.TEXT).segments] == ["title", "body"]


def test_moved_to_its_own_text_nothing_changes_and_to_a_page_words_stay() -> None:
    gold = made_gold.gold()
    assert gold.moved_to(fold(made_gold.TEXT)) == gold
    page = gold.moved_to(fold("Menu\n" + made_gold.TEXT.replace("\n\n", "\n \n  ")))
    assert [q.span.text for q in page.quantities if q.span] == [q.span.text for q in gold.quantities if q.span]
    lost = gold.moved_to(fold(made_gold.TEXT.replace("40 guns", "guns")))
    assert [q.id for q in lost.quantities if q.span is None] == ["q05"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p.pop("doc"), r"doc: found nothing; wanted an object"),
        (lambda p: p["doc"].pop("as_of"), r"doc\.as_of: found nothing; wanted a day"),
        (lambda p: p["doc"].update(as_of="yesterday"), r"doc\.as_of: found 'yesterday'; wanted a day"),
        (lambda p: p["doc"].update(as_of={}), r"doc\.as_of: found \{\}; wanted a day"),
        (lambda p: p["doc"].update(split="test"), r"doc\.split: found 'test'; wanted one of dev, first_read"),
        (lambda p: p.update(quantities={}), r"quantities: found \{\}; wanted a list"),
        (lambda p: p["quantities"].append(7), r"quantities: .* wanted an object at place 6"),
        (lambda p: p["quantities"][0].update(quote="950 men"), r"\[q01\]\.quote: found '950 men'; .* \(they do 0"),
        (lambda p: p["quantities"][0].update(nth=9), r"\[q01\]\.quote: .* at least 9 times \(they do 3 times\)"),
        (lambda p: p["quantities"][0].update(nth=0), r"\[q01\]\.nth: found 0; wanted a whole number from 1"),
        (lambda p: p["quantities"][0].update(value="900"), r"\[q01\]\.value: found '900'; wanted a finite number"),
        (lambda p: p["quantities"][0].update(value=None), r"\[q01\]\.value: .* at least one of low and high"),
        (lambda p: p["quantities"][0].update(comparator="≈"), r"\[q01\]\.comparator: found '≈'; wanted one of"),
        (lambda p: p["quantities"][0].update(segment="lead"), r"\[q01\]\.segment: found 'lead'; wanted one of"),
        (lambda p: p["quantities"][0].update(id="q02"), r"id 'q02' is given twice"),
        (lambda p: p["quantities"][3].update(coref_of="q77"), r"coref_of: 'q77' is nobody's id"),
        (lambda p: p["checks"][0].update(claims=["q88"]), r"claims of a check: 'q88' is nobody's id"),
        (lambda p: p["conditionals"][0].update(kind="maybe"), r"\[c01\]\.kind: found 'maybe'; wanted one of"),
        (lambda p: p["forecasts"][0].update(probability=[0.9, 0.2]), r"\[f01\]\.probability: .* two probabilities"),
        (lambda p: p["segments"][1].update(ends="the very end"), r"segments\[1\]\.ends: found 'the very end'; wanted"),
        (lambda p: p["quantities"][1]["time"].update(first="May"), r"\[q02\]\.time\.first: found 'May'; wanted"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_named(change: Change, told: str) -> None:
    plain = made_gold.plain()
    change(plain)
    with pytest.raises(InputError, match=r"annotation 'vardia\.gold\.json'.*" + told) as caught:
        gold_of(plain, name="vardia.gold.json", text=made_gold.TEXT)
    assert "\n" not in str(caught.value)


def test_what_is_no_object_is_named() -> None:
    with pytest.raises(InputError, match="holds list; wanted one JSON object"):
        gold_of([], name="x", text="")


def test_the_form_with_offsets_is_read_and_its_words_mapped() -> None:
    text = "The East may lend 2,000 men. If so, the West loses."
    row = {"span": {"start": 18, "end": 27, "text": "2,000 men"}, "id": "q01", "segment": "body", "value": 2000,
           "comparator": "=", "unit": "soldier(metonym 'men')", "speaker": "author", "role": "reinforcement_planned",
           "modality": "possible", "hedge": "may", "attributed_to": "unnamed (a rumour)"}  # fmt: skip
    plain: dict[str, Any] = {
        "doc": {"path": "a.txt", "date_inferred": {"not_after": "2031-05-05"}},
        "segments": [{"kind": "body", "start": 0, "end": len(text)}],
        "quantities": [row],
        "quantity_negatives": [],
        "conditionals": [
            {"id": "c01", "segment": "body", "kind": "explicit if",
             "span": {"start": 29, "end": 50, "text": text[29:50]}},
            {"id": "c02", "segment": "body", "kind": "a title: reject",
             "span": {"start": 0, "end": 8, "text": text[:8]}},
        ],
        "forecasts": [], "attributions": [], "events": [],
        "checks": [{"id": "k1", "kind": "capacity", "claim": "q01 beside nothing"}],
    }  # fmt: skip
    gold = gold_of(plain, name="seed.json", text=text)
    (number,) = gold.quantities
    assert (number.unit, number.attributed_to, gold.as_of) == ("soldier", "unnamed", date(2031, 5, 5))
    assert number.roles == {"flow", "increment"}
    assert [c.types for c in gold.conditionals] == [frozenset({"causal"})] and len(gold.conditional_traps) == 1
    assert gold.checks[0].inputs == ("q01",)
    row["span"] = {"start": 0, "end": 3, "text": "2,000"}
    with pytest.raises(InputError, match=r"\[q01\]\.span\.text: found '2,000'; wanted 'The'"):
        gold_of(plain, name="seed.json", text=text)
