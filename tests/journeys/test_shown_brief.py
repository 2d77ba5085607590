"""A brief is shown as it was kept; its questions as they stand on the day, and nothing said later is known."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.errors import LedgerError, MissingError
from contingent.core.nouns import Forecast, Resolution
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.brief import make_brief
from contingent.journeys.keep import keep_brief
from contingent.journeys.shown.brief import KeptBrief, claim_rows, kept_brief, newest_forecast, published
from contingent.ledger.store import Ledger
from contingent.report.leads import ordered_questions
from contingent.report.sections.parts import ClaimNumbers
from contingent.sources.articles import read_article

ARTICLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
DAY = date(2024, 11, 18)


@pytest.fixture(scope="module")
def brief() -> Brief:
    return make_brief(read_article(str(ARTICLE), io.BytesIO()), as_of=None, draws=256)


@pytest.fixture
def ledger(tmp_path: Path, brief: Brief) -> Iterator[Ledger]:
    keep_brief(brief, tmp_path / "ledger.sqlite")
    with Ledger.open(tmp_path / "ledger.sqlite") as opened:
        yield opened


def shown(ledger: Ledger, as_of: date = DAY) -> KeptBrief:
    (row,) = ledger.read(as_of=date.max, kind="brief")
    return kept_brief(ledger, row.key.removeprefix("sha256:"), as_of=as_of)


def say(ledger: Ledger, question: str, p: float, as_of: date, forecaster: str = "ensemble") -> None:
    belief = Probability(p=p, low=0.0, high=1.0)
    members = (("base_rate", p, 1.0),) if forecaster == "ensemble" else ()
    made = Forecast(id=f"f-{p}-{forecaster}", question=question, forecaster=forecaster, as_of=as_of, belief=belief,
                    reasoning="", members=members)  # fmt: skip
    ledger.append("forecast", None, plain(made), as_of=as_of, recorded_at=now())


def test_a_brief_comes_back_as_it_was_kept(ledger: Ledger, brief: Brief) -> None:
    kept = shown(ledger)
    assert kept.brief == replace(brief, run=None)
    assert published(kept.brief) == plain(replace(brief, run=None))
    assert [one.id for one in kept.standings] == [question.id for question in ordered_questions(brief)]
    assert not any(one.moved for one in kept.standings)


def test_a_name_that_no_brief_has_is_said_to_be_missing(ledger: Ledger) -> None:
    name = shown(ledger).name
    for wrong in ("", "x", name[:-1], name.upper(), "0" * 64, f"sha256:{name}", "../" * 20):
        with pytest.raises(MissingError, match="no brief"):
            kept_brief(ledger, wrong, as_of=DAY)
    with pytest.raises(MissingError):
        kept_brief(ledger, name, as_of=DAY - timedelta(days=1))


def test_the_newest_forecast_is_the_one_known_on_the_day(ledger: Ledger) -> None:
    question = shown(ledger).standings[0].id
    say(ledger, question, 0.5, DAY + timedelta(days=10))
    say(ledger, question, 0.9, DAY + timedelta(days=20))
    before, between, after = (shown(ledger, DAY + timedelta(days=days)).standings[0] for days in (9, 10, 30))
    assert not before.moved
    assert between.moved and between.now == "50\xa0%" and between.now_as_of == DAY + timedelta(days=10)
    assert after.now == "90\xa0%" and after.then == before.then


def test_a_later_word_of_one_member_is_not_taken_for_the_pool(ledger: Ledger) -> None:
    question = shown(ledger).standings[0].id
    say(ledger, question, 0.99, DAY + timedelta(days=5), forecaster="base_rate")
    assert not shown(ledger, DAY + timedelta(days=5)).standings[0].moved


def test_neither_a_reader_s_guess_nor_the_texts_own_words_are_the_newest_forecast(ledger: Ledger) -> None:
    question = shown(ledger).standings[0].id
    later = DAY + timedelta(days=5)
    say(ledger, question, 0.99, later, forecaster="reader:ann")
    say(ledger, question, 0.98, later, forecaster="stated")
    assert not shown(ledger, later).standings[0].moved
    assert newest_forecast(question, []) is None


def test_the_resolution_that_holds_settles_a_question_from_the_day_it_was_known(ledger: Ledger) -> None:
    asked = shown(ledger).standings[0]
    day = asked.deadline + timedelta(days=2)
    for outcome in (True, False):
        told = Resolution(question=asked.id, outcome=outcome, resolved_on=day, source="a source")
        ledger.append("resolution", None, plain(told), as_of=day, recorded_at=now())
    states = [shown(ledger, on).standings[0] for on in (asked.deadline, day - timedelta(days=1), day)]
    assert [one.state for one in states] == ["open", "due", "settled"]
    assert (states[2].outcome, states[2].resolved_on, states[2].source) == (False, day, "a source")


def test_a_row_that_is_no_brief_of_this_release_is_told_as_such(ledger: Ledger) -> None:
    row = ledger.append("brief", None, {"schema_version": "1"}, as_of=DAY, recorded_at=now())
    with pytest.raises(LedgerError, match="can read"):
        kept_brief(ledger, row.key.removeprefix("sha256:"), as_of=DAY)


def test_the_table_of_claims_numbers_them_as_the_page_does(brief: Brief) -> None:
    columns, rows = claim_rows(brief)
    numbers = ClaimNumbers.of(brief.claims).numbers
    assert {row[1]: row[0] for row in rows} == numbers
    assert all(len(row) == len(columns) for row in rows)
    words, start, end = (columns.index(name) for name in ("words", "start", "end"))
    assert all(brief.document.text[row[start] : row[end]] == row[words] for row in rows)  # type: ignore[misc]
