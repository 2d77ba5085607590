"""Questions of a long ledger: counted once each when far behind, and drawn and listed within bounds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.core.times import today
from contingent.journeys.shown import questions
from contingent.journeys.shown.question import shown_question
from contingent.journeys.shown.question_drawing import PIXELS_APART, days_apart, lines_of
from contingent.ledger import standings
from contingent.ledger.chain import Row
from contingent.ledger.standings import Standing, Wanted
from contingent.ledger.store import Ledger
from contingent.web.pages.question_parts import MOST_EARLIER, forecasts
from proof.made_ledgers import OPENS, chance, forecast, nouns_of_many, put, question


def test_far_behind_or_batch_by_batch_the_standings_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name, most in (("batches", 10_000), ("at_once", 3)):
        monkeypatch.setattr(questions, "MOST_AT_ONCE", most)
        monkeypatch.setattr(questions, "QUESTIONS_AT_ONCE", 4)
        put(tmp_path / name, *nouns_of_many(12))
        with Ledger.open(tmp_path / name) as ledger:
            assert questions.bring_forward(ledger, today=today()) == 0
            assert standings.behind(ledger, today=today()).rows == 0
            found.append(standings.find(ledger, Wanted(today=today()), order="deadline", most=50))
    assert found[0] == found[1]
    assert len(found[0]) == 12


def test_a_page_does_not_wait_for_a_ledger_that_is_far_behind_and_says_how_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "PATIENCE_SECONDS", 0.0)
    put(tmp_path / "ledger", *nouns_of_many(12))
    with Ledger.open(tmp_path / "ledger") as ledger:
        monkeypatch.setattr(questions, "MOST_AT_ONCE", 0)
        wanted = Wanted(today=today())
        views = [questions.shown_questions(ledger, wanted)]
        while views[-1].behind and len(views) < 10_000:
            views.append(questions.shown_questions(ledger, wanted))
        assert (views[-1].behind, views[-1].total) == (0, 12)


def test_many_who_ask_at_once_count_each_question_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    real = questions.standing_of

    def noted(name: str, rows: Sequence[Row], *, today: date) -> Standing | None:
        counted.append(name)
        time.sleep(0.005)  # long enough that all of them ask meanwhile
        return real(name, rows, today=today)

    monkeypatch.setattr(questions, "standing_of", noted)
    put(tmp_path / "ledger", *nouns_of_many(12))
    with Ledger.open(tmp_path / "ledger") as ledger, ThreadPoolExecutor(8) as pool:
        views = list(pool.map(lambda _: questions.shown_questions(ledger, Wanted(today=today())), range(8)))
    assert [(view.total, view.behind) for view in views] == [(12, 0)] * 8
    assert sorted(counted) == sorted(set(counted))
    assert len(counted) == 12


def test_of_many_forecasts_a_bounded_number_is_drawn_and_listed_and_the_last_always(tmp_path: Path) -> None:
    days = [OPENS + timedelta(days=n) for n in range(400)]
    put(tmp_path / "ledger", question("a", deadline=date(2199, 1, 1)), at=OPENS)
    put(tmp_path / "ledger", *(forecast("a", "hazard", chance(n / 500), on=day) for n, day in enumerate(days)))
    with Ledger.open(tmp_path / "ledger") as ledger:
        view = shown_question(ledger, "a", as_of=today())
    (line,) = lines_of(view, width=700)
    assert days_apart(view, width=700) > 1
    assert len(line.points) <= 700 // PIXELS_APART + 1
    assert line.points[-1].day == days[-1]
    page = forecasts(view, "?as_of=2026-01-01")
    assert page is not None
    assert page.text.count("<tr>") <= MOST_EARLIER + 10
    assert 'href="/questions/a.csv?as_of=2026-01-01"' in page.text
    assert len(view.stands) == 400  # every one of them in the twins
