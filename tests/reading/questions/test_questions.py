"""Laws of questions: settleable, dated after as_of, sourced, in clean English, the same in any order of sentences."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from claims_by_hand import AS_OF, gold_claims, soldiers, written
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.nouns import Assertion, Claim, Document, Quantity, Question
from contingent.reading.dates.deadlines import in_words, late, month_end, soon, stated_deadline
from contingent.reading.questions.ask import ask, questions

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))


def congo(*, reverse: bool = False) -> tuple[Document, tuple[Claim, ...]]:
    """A short text on another war, by hand."""
    rows = [
        (
            "M23 has an estimated 7,000 fighters at the front against Congo.",
            ({"words": "7,000 fighters", "detail": soldiers(7000), "subject": "M23", "counterparty": "Congo"},),
        ),
        (
            "Congo has lost 2,400 soldiers killed.",
            (
                {
                    "words": "2,400 soldiers killed",
                    "detail": soldiers(2400, measure="killed", role="cumulative"),
                    "subject": "Congo",
                    "tense": "past",
                },
            ),
        ),
        (
            "Rwanda could send another 4,000 soldiers to M23 by June 2025.",
            (
                {
                    "words": "another 4,000 soldiers",
                    "detail": soldiers(4000, role="increment"),
                    "subject": "Rwanda",
                    "counterparty": "M23",
                    "modality": "possible",
                    "tense": "future",
                },
                {
                    "words": "Rwanda could send another 4,000 soldiers to M23",
                    "detail": Assertion(
                        proposition="Rwanda could send 4,000 soldiers", probability=(0.1, 0.4), settleable=True
                    ),
                    "subject": "Rwanda",
                    "counterparty": "M23",
                    "modality": "possible",
                    "tense": "future",
                },
            ),
        ),
        (
            "M23 could seize another 500 square kilometres.",
            (
                {
                    "words": "another 500 square kilometres",
                    "detail": Quantity(value=500.0, unit="km2", measure="area", role="area"),
                    "subject": "M23",
                    "modality": "possible",
                    "tense": "future",
                },
            ),
        ),
    ]
    return written(reversed(rows) if reverse else rows)


def asked(found: tuple[Question, ...], topic: str) -> list[Question]:
    return [question for question in found if question.topic == topic]


@pytest.fixture(scope="module")
def found(shared: Path) -> tuple[Question, ...]:
    """The questions of the seed, from its gold annotation."""
    document, claims = gold_claims(shared)
    return questions(document, claims, as_of=AS_OF)


@pytest.mark.shared
class TestSeed:
    def test_at_least_six_with_deadline_source_and_fine_print(self, found: tuple[Question, ...]) -> None:
        assert len(found) >= 6
        for question in found:
            assert question.opens == AS_OF < question.deadline
            assert question.source and question.fine_print
            assert in_words(question.deadline) in question.text

    def test_a_hundred_thousand_in_total_by_a_date(self, found: tuple[Question, ...]) -> None:
        (total,) = [q for q in asked(found, "troops_sent") if q.threshold == 100_000]
        wanted = "Will North Korea have sent at least 100,000 soldiers in total to Russia by 31 December 2025?"
        assert total.text == wanted
        assert (total.already, total.comparator, total.unit) == (10_000, ">=", "soldier")
        assert total.stated_probability == (0.05, 0.45)
        assert total.quote is not None and "100,000" in total.quote.text

    def test_the_other_reading_is_asked_too(self, found: tuple[Question, ...]) -> None:
        (increment,) = [q for q in asked(found, "troops_sent") if q.threshold == 110_000]
        assert "100,000 more soldiers" in increment.text and "110,000 in total" in increment.text

    def test_a_further_tranche_is_half_a_tranche_within_six_months(self, found: tuple[Question, ...]) -> None:
        (tranche,) = asked(found, "further_tranche")
        assert tranche.threshold == 5_000
        assert tranche.deadline == date(2025, 5, 31)

    def test_what_any_war_implies(self, found: tuple[Question, ...]) -> None:
        assert [q.deadline for q in asked(found, "ceasefire")] == [date(2025, 5, 31), date(2025, 12, 31)]
        assert [q for q in asked(found, "territory") if q.threshold == 0.0]

    def test_difficulty_in_bringing_about_talks_is_no_probability_of_talks(self, found: tuple[Question, ...]) -> None:
        assert all(q.stated_probability is None for q in asked(found, "ceasefire") + asked(found, "talks"))

    def test_no_question_about_targets_and_none_from_readers(self, found: tuple[Question, ...]) -> None:
        assert not [q for q in found if re.search(r"\btarget|\bhit\b|rocket", q.text)]
        assert {q.voice for q in found} <= {"title", "heading", "body"}

    def test_each_question_once(self, found: tuple[Question, ...]) -> None:
        assert len({q.text for q in found}) == len(found) == len({q.id for q in found})


def test_quantities_about_the_future_become_thresholds() -> None:
    document, claims = congo()
    found = questions(document, claims, as_of=AS_OF)
    (troops,) = asked(found, "troops_sent")
    assert troops.text == "Will Rwanda send at least 4,000 soldiers to M23 between 18 November 2024 and 30 June 2025?"
    assert troops.already is None and troops.stated_probability == (0.1, 0.4)
    assert "how we read the article's “by June 2025”" in troops.fine_print[-1]
    assert any(q.threshold == 500 and q.unit == "km2" for q in asked(found, "territory"))


def test_conventional_deadlines_are_owned_up_to() -> None:
    document, claims = congo()
    for question in questions(document, claims, as_of=AS_OF):
        stated = question.deadline == date(2025, 6, 30)
        assert ("our choice" in question.fine_print[-1]) != stated


@given(st.booleans(), st.integers(0, 1000))
def test_the_order_of_claims_does_not_matter(reverse: bool, seed: int) -> None:
    document, claims = congo(reverse=reverse)
    shuffled = list(claims)
    random.Random(seed).shuffle(shuffled)
    assert questions(document, shuffled, as_of=AS_OF) == questions(document, claims, as_of=AS_OF)


def test_the_order_of_sentences_changes_no_question() -> None:
    texts = [{q.text for q in questions(*congo(reverse=reverse), as_of=AS_OF)} for reverse in (False, True)]
    assert texts[0] == texts[1]


@given(DAYS)
@settings(deadline=None)
def test_no_deadline_on_or_before_as_of(as_of: date) -> None:
    document, claims = congo()
    for question in questions(document, claims, as_of=as_of):
        assert question.deadline > as_of == question.opens


@given(DAYS)
def test_conventional_deadlines_lie_ahead(as_of: date) -> None:
    assert timedelta(days=150) < soon(as_of).day - as_of < timedelta(days=215)
    assert timedelta(days=300) < late(as_of).day - as_of < timedelta(days=460)
    assert (month_end(as_of, 0) + timedelta(days=1)).day == 1


def test_a_day_that_has_passed_is_no_deadline() -> None:
    assert stated_deadline("It ended by March 2024.", written=AS_OF, as_of=AS_OF) is None


def test_what_soldiers_would_do_is_no_probability_that_they_come() -> None:
    sentence = "Another 4,000 soldiers from Rwanda would double the force of M23."
    effect = Assertion(proposition=sentence, probability=(0.75, 0.97), settleable=True)
    more = {"subject": "Rwanda", "counterparty": "M23", "modality": "conditional"}
    document, claims = written(
        [
            (
                sentence,
                (
                    {"words": "Another 4,000 soldiers", "detail": soldiers(4000, role="increment"), **more},
                    {"words": sentence.rstrip("."), "detail": effect, **more},
                ),
            )
        ]
    )
    assert [q.stated_probability for q in asked(questions(document, claims, as_of=AS_OF), "troops_sent")] == [None]


def test_vague_propositions_are_dropped_and_counted() -> None:
    vague = Assertion(proposition="the balance tips to Russia", probability=None, settleable=False)
    document, claims = written(
        [
            (
                "Russia has 400,000 soldiers fighting against Ukraine.",
                (
                    {
                        "words": "400,000 soldiers",
                        "detail": soldiers(4e5),
                        "subject": "Russia",
                        "counterparty": "Ukraine",
                    },
                ),
            ),
            (
                "That could tip the balance.",
                ({"words": "could tip the balance", "detail": vague, "subject": "Russia", "modality": "possible"},),
            ),
        ]
    )
    result = ask(document, claims, as_of=AS_OF)
    assert result.dropped == 1
    assert {q.topic for q in result.questions} == {"ceasefire"}


def test_a_clean_proposition_is_asked_in_the_articles_words() -> None:
    clean = Assertion(proposition="Ethiopia will reopen the border", probability=(0.6, 0.85), settleable=True)
    garbled = Assertion(proposition="Ethiopia could, if so, do this", probability=None, settleable=True)
    aimed = Assertion(proposition="Ethiopia will attack the dam at dawn", probability=None, settleable=True)
    for detail, texts in ((clean, 1), (garbled, 0), (aimed, 0)):
        document, claims = written(
            [(f"{detail.proposition}.", ({"words": detail.proposition, "detail": detail, "subject": "Ethiopia"},))]
        )
        found = asked(questions(document, claims, as_of=AS_OF), "other")
        assert len(found) == texts
        if found:
            assert found[0].text == "Will Ethiopia reopen the border by 31 May 2025?"
            assert found[0].stated_probability == (0.6, 0.85)
