"""Checks over numbers of different texts: what they find, and what they never lay together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from across_by_hand import DAY, KILLED, SENT, Said, reading

from contingent.core.nouns import Check, Reading
from contingent.reading.across.accounts import accounts

LATER = DAY + timedelta(days=10)


def checks(*readings: Reading) -> dict[str, Check]:
    found = accounts(readings).checks
    assert len({check.kind for check in found}) == len(found), found
    return {check.kind: check for check in found}


def test_a_total_that_falls_is_a_mismatch_of_one_source_and_open_between_two() -> None:
    first = KILLED.but(source="United Nations")
    last = KILLED.but(source="United Nations", value=2_100.0)
    assert checks(reading(first), reading(last, name="b", day=LATER))["monotone"].verdict == "mismatch"
    other = last.but(source="a monitor")
    found = checks(reading(first), reading(other, name="b", day=LATER))["monotone"]
    assert found.verdict == "ambiguous" and "10 days later" in found.statement


@pytest.mark.parametrize(
    "last",
    [
        KILLED.but(value=2_600.0),
        KILLED.but(value=2_100.0, comparator=">=", low=2_100.0),
        KILLED.but(value=2_100.0, role="flow"),
        KILLED.but(value=2_100.0, modality="possible"),
        KILLED.but(value=2_100.0, negated=True),
    ],
)
def test_a_total_that_may_have_grown_or_is_no_total_falls_not(last: Said) -> None:
    assert "monotone" not in checks(reading(KILLED), reading(last, name="b", day=LATER))


def test_killed_and_wounded_of_two_texts_are_laid_beside_the_casualties_of_a_third() -> None:
    wounded = KILLED.but(measure="wounded", value=7_500.0)
    whole = KILLED.but(measure="casualties", value=10_000.0)

    def summed(whole: Said, day: Any = DAY) -> Check:
        return checks(reading(KILLED), reading(wounded, name="b"), reading(whole, name="c", day=day))["sum_of_parts"]

    assert summed(whole).verdict == "consistent" and summed(whole).readings[0].value == 10_000.0
    assert summed(whole.but(value=14_000.0)).verdict == "mismatch"
    away = summed(whole.but(value=14_000.0), LATER)
    assert away.verdict == "caution" and "10 days apart" in away.explanation
    parts = (reading(KILLED.but(value=12_000.0)), reading(whole, name="c"))
    alone = checks(*parts)["sum_of_parts"]
    assert alone.verdict == "mismatch" and "Not all parts" in alone.explanation
    assert checks(reading(KILLED), reading(whole, name="c"))["sum_of_parts"].verdict == "consistent"


def test_more_cannot_be_there_than_were_sent() -> None:
    there = SENT.but(role="stock", value=30_000.0)
    found = checks(reading(there), reading(SENT, name="b"))["stock_vs_cumulative"]
    assert found.verdict == "caution" and found.readings[0].fits is False
    assert "stock_vs_cumulative" not in checks(reading(there.but(value=8_000.0)), reading(SENT, name="b"))
    bound = SENT.but(comparator=">=", low=10_000.0)
    assert "stock_vs_cumulative" not in checks(reading(there), reading(bound, name="b"))


def test_texts_that_disagree_on_who_outnumbers_whom_are_named() -> None:
    def strengths(east: float, west: float, name: str) -> Reading:
        ours = SENT.but(role="stock", subject="Ostmark", counterparty="Westmark", value=east)
        theirs = ours.but(subject="Westmark", counterparty="Ostmark", value=west)
        return reading(ours, theirs, name=name, day=DAY if name == "a" else DAY + timedelta(days=20))

    found = checks(strengths(400e3, 300e3, "a"), strengths(250e3, 300e3, "b"))
    assert found["order_relation"].verdict == "ambiguous"
    assert [r.value for r in found["order_relation"].readings] == [pytest.approx(4 / 3), pytest.approx(5 / 6)]
    assert "order_relation" not in checks(strengths(400e3, 300e3, "a"), strengths(390e3, 300e3, "b"))


def test_a_percentage_is_held_against_the_base_of_another_text() -> None:
    sentence = "Another 100,000 soldiers would enlarge the force of Sudmark by nearly 20 percent."
    more = SENT.but(sentence=sentence, words="100,000 soldiers", value=100_000.0, role="increment", modality="possible")
    share = Said(sentence=sentence, words="nearly 20 percent", value=20.0, comparator="<~", low=18.0, high=20.0,
                 unit="percent", measure="percent", role="percent_change", subject="Sudmark",
                 counterparty=None)  # fmt: skip
    text = reading(more, name="a")
    place = text.document.text.index(share.words)
    own = reading(share, name="a").claims[0]
    span = text.document.span(place, place + len(share.words))
    text = _with(text, own, span)
    base = SENT.but(role="stock", subject="Sudmark", counterparty=None, value=470_000.0)
    found = checks(text, reading(base, name="b"))["arithmetic_percent"]
    assert found.verdict == "mismatch" and found.readings[0].value == pytest.approx(21.28, abs=0.01)
    later = checks(text, reading(base, name="b", day=LATER))["arithmetic_percent"]
    assert later.verdict == "caution" and "10 days apart" in later.explanation
    fits = checks(text, reading(base.but(value=520_000.0), name="b"))["arithmetic_percent"]
    assert fits.verdict == "consistent"
    assert not checks(text, reading(base, name="b", day=DAY + timedelta(days=90)))


def _with(text: Reading, claim: Any, span: Any) -> Reading:
    from dataclasses import replace

    moved = replace(claim, span=span, sentence=text.claims[0].sentence, id="share")
    return replace(text, claims=(*text.claims, moved))
