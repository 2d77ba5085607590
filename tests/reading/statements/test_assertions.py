"""Assertions about the future: what looks ahead, its range, its actor, and whether a source could settle it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from small_texts import ANY_TEXT, AS_OF, gazetteer, parts, quotes_hold

from contingent.core.nouns import Assertion, Claim, Document, Segment, SegmentKind
from contingent.reading.documents.sentences import sentences
from contingent.reading.statements.assertions import assertion_claims


def _found(text: str, kind: SegmentKind = "body") -> tuple[Claim, ...]:
    whole, cut = parts(text, kind)
    return assertion_claims(whole, cut, gazetteer(), AS_OF)


def _only(text: str) -> tuple[Claim, Assertion]:
    (claim,) = _found(text)
    assert isinstance(claim.detail, Assertion)
    return claim, claim.detail


@settings(deadline=None)
@given(ANY_TEXT)
def test_spans_slice_to_their_quotes_in_any_text(text: str) -> None:
    whole, cut = parts(text)
    claims = assertion_claims(whole, cut, gazetteer(), AS_OF)
    assert quotes_hold(whole, claims)
    assert all(claim.hedge is not None for claim in claims)


@pytest.mark.parametrize(
    ("text", "proposition", "actor", "settleable"),
    [
        ("Kim will likely send 10,000 men.", "North Korea will likely send 10,000 men", "North Korea", True),
        ("Putin waits. He could seize Kharkiv.", "Russia could seize Kharkiv", "Russia", True),
        ("The US is expected to send a carrier with aid.", "United States is expected to send a carrier with aid",
         "United States", True),
        ("France plans to withdraw 1,000 troops.", "France plans to withdraw 1,000 troops", "France", True),
        ("Trump may find it more challenging.", "United States may find it more challenging", "United States", False),
        ("The talks will collapse.", "The talks will collapse", None, True),
        ("Ankara said the PKK would lay down its arms.", "the PKK would lay down its arms", "PKK", True),
        ("It is unclear whether Iran would send more drones.", "Iran would send more drones", "Iran", True),
    ],
)  # fmt: skip
def test_what_is_said_to_come(text: str, proposition: str, actor: str | None, settleable: bool) -> None:
    claim, detail = _only(text)
    assert detail.proposition.removeprefix("the ") == proposition.removeprefix("the ")
    assert (claim.subject, detail.settleable, claim.tense) == (actor, settleable, "future")


@pytest.mark.parametrize(
    "text",
    [
        "China may be selling drones.",  # the present
        "You may have seen photos.",  # the past
        "Could Kim send 10,000 men?",  # a question
        "If he will talk, good.",  # a condition
        "Kim can send 10,000 men.",  # a power
        "Another 10,000 men would help.",  # only if
        "In May 2024 Russia lost ground.",
        "Putin is likely thrilled with the pact.",
        "You will see the difference.",
    ],
)
def test_what_is_no_forecast(text: str) -> None:
    assert _found(text) == ()


def test_an_unlikely_thing_has_a_low_range_and_a_source_keeps_its_name() -> None:
    _, unlikely = _only("Hamas is not likely to free the hostages.")
    assert unlikely.probability is not None and unlikely.probability[1] < 0.5
    claim, feared = _only("Qatar fears that Israel will attack Iran.")
    assert claim.attributed_to == "Qatar" and feared.probability is not None and feared.probability[0] < 0.2
    pledged, _ = _only("Trump has vowed not to send troops.")
    assert pledged.negated and pledged.attributed_to == "Trump"


@pytest.mark.parametrize("kind", ["author_bio", "pingback", "related", "heading"])
def test_only_texts_and_comments_foretell(kind: SegmentKind) -> None:
    assert _found("Russia will attack Kharkiv.", kind) == ()


def test_a_comment_s_forecast_is_its_reader_s() -> None:
    (claim,) = _found("russia will attack nato", "reader_comment")
    assert (claim.voice, claim.speaker, claim.subject) == ("reader_comment", "reader:unnamed", "Russia")


@pytest.mark.shared
def test_the_forecasts_of_the_annotated_article_are_found(shared: Path) -> None:
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    layout = tuple(
        Segment(id=str(i), kind=s["kind"], start=s["start"], end=s["end"]) for i, s in enumerate(gold["segments"])
    )
    whole = Document(id="seed", text=text, segments=layout, origin="-")
    claims = assertion_claims(whole, sentences(whole), gazetteer(), AS_OF)

    def overlap(span: dict[str, int], claim: Claim) -> float:
        both = min(span["end"], claim.span.end) - max(span["start"], claim.span.start)
        return max(0, both) / (max(span["end"], claim.span.end) - min(span["start"], claim.span.start))

    hit = [f for f in gold["forecasts"] if max(overlap(f["span"], claim) for claim in claims) >= 0.5]
    assert len(hit) >= 13
    assert len(claims) <= 15
