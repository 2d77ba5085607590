"""Conditionals: each kind with its antecedent and consequent, and the traps that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from small_texts import ANY_TEXT, AS_OF, gazetteer, parts, quotes_hold

from contingent.core.nouns import Claim, Conditional, Document, Segment, SegmentKind
from contingent.reading.documents.sentences import sentences
from contingent.reading.statements.conditionals import conditional_claims


def _found(text: str, kind: SegmentKind = "body") -> tuple[Claim, ...]:
    whole, cut = parts(text, kind)
    return conditional_claims(whole, cut, gazetteer(), AS_OF)


def _read(text: str) -> list[tuple[str, str | None, str | None]]:
    out = []
    for claim in _found(text):
        assert isinstance(claim.detail, Conditional)
        a, c = claim.detail.antecedent, claim.detail.consequent
        out.append((claim.detail.type, a.text if a else None, c.text if c else None))
    return out


@settings(deadline=None)
@given(ANY_TEXT)
def test_spans_slice_to_their_quotes_in_any_text(text: str) -> None:
    whole, cut = parts(text)
    claims = conditional_claims(whole, cut, gazetteer(), AS_OF)
    assert quotes_hold(whole, claims)
    for claim in claims:
        assert isinstance(claim.detail, Conditional)
        for part in (claim.detail.antecedent, claim.detail.consequent):
            assert part is None or (claim.span.start <= part.start and part.end <= claim.span.end)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "If Hamas frees the hostages, Israel would withdraw, according to Egypt.",
            ("causal", "Hamas frees the hostages", "Israel would withdraw"),
        ),
        (
            "Burhan could lose Darfur if the siege is not lifted.",
            ("causal", "the siege is not lifted", "Burhan could lose Darfur"),
        ),
        ("Unless aid comes, famine will spread.", ("causal", "aid comes", "famine will spread")),
        ("Should the city fall, the army would flee.", ("causal", "the city fall", "the army would flee")),
        (
            "If the report is accurate, Beijing might move.",
            ("epistemic", "the report is accurate", "Beijing might move"),
        ),
        ("If true, this could end the talks.", ("epistemic", "true", "this could end the talks")),
        (
            "Even if a truce holds, rebuilding will take years.",
            ("concessive", "a truce holds", "rebuilding will take years"),
        ),
        ("What if Hezbollah joins in?", ("what_if", "Hezbollah joins in", None)),
        ("What happens if China attacks?", ("what_if", "China attacks", None)),
        ("How could such a move change the war?", ("what_if", "such a move", None)),
        ("What would another 4,000 Rwandans mean for Goma?", ("what_if", "another 4,000 Rwandans", None)),
        (
            "A withdrawal of US support would force Israel to stop.",
            ("implicit", "A withdrawal of US support", "would force Israel to stop"),
        ),
        (
            "Another 10,000 soldiers would give the army an edge.",
            ("implicit", "Another 10,000 soldiers", "would give the army an edge"),
        ),
        ("Without US aid, Ukraine could lose.", ("implicit", "US aid", "Ukraine could lose")),
        (
            "The longer the siege lasts, the greater the hunger.",
            ("correlative", "The longer the siege lasts", "the greater the hunger"),
        ),
        (
            "It is unclear whether Riyadh would recognise Israel to win a pact.",
            ("embedded_question", "Riyadh would recognise Israel", "win a pact"),
        ),
        (
            "Iran can say that the strike means it must answer.",
            ("causal", "the strike", "it must answer"),
        ),
    ],
)  # fmt: skip
def test_kinds_and_parts(text: str, read: tuple[str, str | None, str | None]) -> None:
    assert _read(text) == [read]


@pytest.mark.parametrize(
    "text",
    [
        "Hundreds, if not thousands, died.",
        "They asked if the war would end.",
        "As if that were not enough, it rained.",
        "How about North Korea sending 10,000 rockets?",
        "Russia would win the war.",
        "Could North Korea send another 100,000 troops?",
        "The former leader met the latter, the younger man said.",
        "After assuming office, he flew home.",
        "It does not know whether he is alive.",
        "This means war.",
        "Trump could win.",
    ],
)
def test_traps_are_no_conditionals(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize("kind", ["author_bio", "pingback", "related"])
def test_a_pingback_that_looks_like_a_what_if_is_none(kind: SegmentKind) -> None:
    assert _found("What If North Korea's ICBM Can't Deliver a Nuclear Warhead?", kind) == ()


def test_a_comment_s_own_condition_keeps_its_voice() -> None:
    (claim,) = _found("if china helps, russia wins the war", "reader_comment")
    assert (claim.voice, claim.speaker) == ("reader_comment", "reader:unnamed")


def test_the_actor_is_the_antecedent_s_or_the_consequent_s() -> None:
    assert [c.subject for c in _found("If Hamas agrees, Israel would withdraw.")] == ["Hamas"]
    assert [c.subject for c in _found("If talks fail, Israel would attack.")] == ["Israel"]
    assert [c.subject for c in _found("Putin waits. If he talks, the war could end.")] == ["Russia"]


@pytest.mark.shared
def test_every_conditional_of_the_annotated_article_and_no_other(shared: Path) -> None:
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    layout = tuple(
        Segment(id=str(i), kind=s["kind"], start=s["start"], end=s["end"]) for i, s in enumerate(gold["segments"])
    )
    whole = Document(id="seed", text=text, segments=layout, origin="-")
    claims = conditional_claims(whole, sentences(whole), gazetteer(), AS_OF)
    wanted = [c["span"] for c in gold["conditionals"] if c["segment"] == "body"]

    def overlap(span: dict[str, int], claim: Claim) -> float:
        both = min(span["end"], claim.span.end) - max(span["start"], claim.span.start)
        return max(0, both) / (max(span["end"], claim.span.end) - min(span["start"], claim.span.start))

    assert all(max(overlap(span, claim) for claim in claims) >= 0.5 for span in wanted)
    assert len(claims) == len(wanted) == 10


@pytest.mark.parametrize(
    ("text", "antecedent", "consequent"),
    [
        ("If, on the other hand, Chad stays out, Mali would lose.", "Chad stays out", "Mali would lose"),
        ('"If Chad sent tanks, Gao would fall," said Ann Lee, an analyst in Paris.', "Chad sent tanks",
         "Gao would fall"),
        ("3. Should Chad come in, Mali might hold.", "Chad come in", "Mali might hold"),
    ],
)  # fmt: skip
def test_asides_speakers_and_list_numbers_are_no_part_of_a_conditional(
    text: str, antecedent: str, consequent: str
) -> None:
    document, whole = parts(text)
    (claim,) = conditional_claims(document, whole, gazetteer(), AS_OF)
    assert isinstance(claim.detail, Conditional)
    assert claim.detail.antecedent is not None and claim.detail.antecedent.text == antecedent
    assert claim.detail.consequent is not None and claim.detail.consequent.text == consequent


def test_a_sentence_that_only_reports_a_doubt_supposes_nothing() -> None:
    document, whole = parts("Another analyst said “no more than half would come”.")
    assert conditional_claims(document, whole, gazetteer(), AS_OF) == ()
