"""Forms of conditionals: turned round, supposed, epistemic, concessive, planned; and what is none of them."""

from __future__ import annotations

import pytest
from small_texts import AS_OF, gazetteer, parts

from contingent.core.nouns import Conditional, SegmentKind
from contingent.reading.statements.conditionals import conditional_claims


def _kinds(text: str, voice: SegmentKind = "body") -> list[str]:
    document, found = parts(text, voice)
    claims = conditional_claims(document, found, gazetteer(), AS_OF)
    return [claim.detail.type for claim in claims if isinstance(claim.detail, Conditional)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Should the dam burst, the garrison has boats for everyone.", "causal"),
        ("Were Ankara to close the straits, grain would rot in the ports.", "causal"),
        ("Had the relief column come in May, the fort would have held.", "causal"),
        ("If the colonel’s tally is right, half of the fleet is gone.", "epistemic"),
        ("If their maps prove accurate, the pass is mined.", "epistemic"),
        ("The ferry will sail even if nobody buys a ticket.", "concessive"),
        ("The envoy said the talks would go on whether or not the rebels came.", "concessive"),
        ("Suppose the pipeline is shut for good.", "what_if"),
        ("And if the senate refuses?", "what_if"),
        ("Would the siege have failed if the snow had come early?", "what_if"),
        ("Under the draft accord, 60 captives would go home.", "implicit"),
        ("The withdrawal would leave the valley empty.", "implicit"),
        ("The port stays open as long as the truce holds.", "causal"),
        ("Nothing moves unless the governor signs.", "causal"),
    ],
)
def test_each_form_is_read_as_what_it_is(text: str, kind: str) -> None:
    assert _kinds(text) == [kind]


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("If you want my honest view, the plan is poor.", "body"),
        ("The toll is 900, if you count the missing.", "body"),
        ("What if they all stay at home?", "reader_comment"),
        ("If 20 ships were too few, why send 10?", "reader_comment"),
        ("The price is right and the boats are new.", "body"),
        ("The siege lasted as long as the war.", "body"),
    ],
)
def test_politeness_scope_and_readers_questions_are_none(text: str, voice: SegmentKind) -> None:
    assert _kinds(text, voice) == []


def test_a_reason_behind_the_main_clause_is_no_part_of_it() -> None:
    document, found = parts("Even if the bridge falls, the town will be fed, because the river is open.")
    (claim,) = conditional_claims(document, found, gazetteer(), AS_OF)
    assert claim.span.text == "Even if the bridge falls, the town will be fed"


def test_who_says_so_stands_outside_the_conditional() -> None:
    document, found = parts("The mayor told a rally that the siege will fail even if the wells run dry.")
    (claim,) = conditional_claims(document, found, gazetteer(), AS_OF)
    assert claim.span.text == "the siege will fail even if the wells run dry"
