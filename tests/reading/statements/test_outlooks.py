"""What is said of the future without a modal verb: how likely, and nothing where the words only look like it."""

from __future__ import annotations

import pytest
from small_texts import AS_OF, gazetteer, parts

from contingent.core.nouns import Assertion, Claim
from contingent.reading.statements.assertions import assertion_claims
from contingent.reading.statements.outlooks import find_outlooks, odds


def _only(text: str) -> tuple[Claim, Assertion]:
    document, found = parts(text)
    (claim,) = assertion_claims(document, found, gazetteer(), AS_OF)
    assert isinstance(claim.detail, Assertion)
    return claim, claim.detail


@pytest.mark.parametrize(
    ("text", "quote", "probability"),
    [
        ("A deal before Easter is unlikely.", "A deal before Easter is unlikely", (0.20, 0.45)),
        ("Envoys say a raid is possible but not likely.", "a raid is possible but not likely", (0.20, 0.45)),
        ("A new offensive is not out of the question.", "A new offensive is not out of the question", (0.10, 0.60)),
        ("Brokers put the odds of a truce at one in four.", "the odds of a truce at one in four", (0.25, 0.25)),
        ("Chad expects to lose 300 men.", "Chad expects to lose 300 men", (0.65, 0.95)),
        ("Half of the posts are to be closed by June.", "Half of the posts are to be closed by June", (0.65, 0.95)),
        ("There is little prospect of a truce.", "There is little prospect of a truce", (0.05, 0.20)),
        ("Nobody is expected to attend.", "Nobody is expected to attend", (0.05, 0.35)),
    ],
)
def test_how_likely_the_words_say_it_is(text: str, quote: str, probability: tuple[float, float]) -> None:
    claim, detail = _only(text)
    assert claim.span.text == quote
    assert detail.probability == pytest.approx(probability)
    assert claim.tense == "future"


@pytest.mark.parametrize(
    "text",
    [
        "It is possible to cross the river by boat.",
        "The ministers do not wish to meet.",
        "Had the bridge held, the town would have been saved.",
        "The general is to blame.",
        "The likely winner slept.",
    ],
)
def test_what_only_looks_like_an_outlook(text: str) -> None:
    document, found = parts(text)
    assert assertion_claims(document, found, gazetteer(), AS_OF) == ()


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("one in three", (1 / 3, 1 / 3)), ("worse than one in ten", (0.0, 0.1)), ("at least 60 percent", (0.6, 1.0)),
        ("even", (0.5, 0.5)), ("4 out of 5", (0.8, 0.8)), ("a high price", None), ("140 percent", None),
    ],
)  # fmt: skip
def test_odds_in_words(words: str, share: tuple[float, float] | None) -> None:
    assert odds(words) == (pytest.approx(share) if share else None)


def test_a_text_without_outlooks_has_none() -> None:
    assert list(find_outlooks("The army crossed the river on Monday and is now in the town.")) == []


@pytest.mark.parametrize(
    ("text", "settleable"),
    [
        ("The convoy will reach the town within a week.", True),
        ("A court will hear the case in May.", True),
        ("The raid will persuade nobody.", False),
        ("The vote will change the balance.", False),
    ],
)
def test_what_can_be_settled_is_what_can_be_seen(text: str, settleable: bool) -> None:
    assert _only(text)[1].settleable is settleable
