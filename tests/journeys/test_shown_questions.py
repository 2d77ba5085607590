"""The list of questions: agrees with each question's own page, is paged by an index, and hides what is dated ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from contingent.journeys.shown.question import shown_question
from contingent.journeys.shown.questions import PAGE, bring_forward, every_question, shown_questions
from contingent.ledger.standings import Wanted, find
from contingent.ledger.store import Ledger
from proof.made_ledgers import DEADLINE, KNOWN, OPENS, chance, draws, forecast, nouns_of_many, put, question, resolution

TODAY = OPENS + timedelta(40)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(where: Path) -> Iterator[Ledger]:
    with Ledger.open(where) as opened:
        yield opened


def names(ledger: Ledger, wanted: Wanted, **more: object) -> list[str]:
    return [one.question for one in shown_questions(ledger, wanted, **more).questions]  # type: ignore[arg-type]


def test_every_entry_agrees_with_the_page_of_its_question(ledger: Ledger, where: Path) -> None:
    put(where, *nouns_of_many(30), question("none"), question("number"),
        forecast("number", "counts", draws(1.0, 2.0, 3.0)), forecast("none", "stated", chance(0.5)))  # fmt: skip
    for day in (OPENS, OPENS + timedelta(1), TODAY, date(2026, 1, 1)):
        shown = list(every_question(ledger, Wanted(today=day), order="deadline")) if day != OPENS else None
        view = shown_questions(ledger, Wanted(today=day))
        assert view.behind == 0 and view.counts["all"] == 32 and (shown is None or len(shown) == 32)
        for one in view.questions:
            page = shown_question(ledger, one.question, as_of=day)
            last = page.lead.last if page.lead else None
            assert (one.state, one.days_left) == (page.state, page.days_left)
            assert (one.middle, one.low, one.high, one.moved) == (
                (last.middle, last.low, last.high, last.moved) if last else (None,) * 4
            )
            assert one.said_on == (last.as_of if last else None)


def test_tabs_are_open_due_and_settled(ledger: Ledger, where: Path) -> None:
    soon, past = TODAY + timedelta(3), TODAY - timedelta(3)
    put(where, question("soon", deadline=soon), question("today", deadline=TODAY), question("past", deadline=past),
        question("done", deadline=past), question("void"), resolution("done", True, on=past),
        resolution("void", None, on=past, evidence="withdrawn"))  # fmt: skip
    found = {tab: names(ledger, Wanted(today=TODAY, tab=tab)) for tab in ("open", "due", "settled")}  # type: ignore[arg-type]
    assert found == {"open": ["today", "soon"], "due": ["past"], "settled": ["void", "done"]}
    counts = shown_questions(ledger, Wanted(today=TODAY, tab="due")).counts
    assert counts == {"open": 2, "due": 1, "settled": 2, "all": 5}


def test_filters_narrow_and_words_are_taken_as_they_are(ledger: Ledger, where: Path) -> None:
    put(where, question("talks-in-x", place="SDN", topic="talks"), question("100%_sure", topic="strike"),
        question("late", deadline=DEADLINE + timedelta(99)), forecast("late", "hazard", chance(0.1)),
        forecast("late", "reader:Ada", chance(0.2)))  # fmt: skip
    base = Wanted(today=TODAY)
    assert names(ledger, replace(base, words=("TALKS", "come"))) == ["talks-in-x"]
    assert names(ledger, replace(base, words=("100%_",))) == ["100%_sure"]
    assert names(ledger, replace(base, words=("100x",))) == []
    assert names(ledger, replace(base, words=("%",))) == ["100%_sure"]
    assert names(ledger, replace(base, topic="strike")) == ["100%_sure"]
    assert names(ledger, replace(base, place="SDN")) == ["talks-in-x"]
    assert names(ledger, replace(base, forecaster="hazard")) == ["late"]
    assert names(ledger, replace(base, forecaster="haz")) == []
    assert names(ledger, replace(base, deadline_from=DEADLINE + timedelta(1))) == ["late"]
    assert "late" not in names(ledger, replace(base, deadline_to=DEADLINE))
    assert shown_questions(ledger, base).places == ("SDN",)


def test_sorting_puts_what_is_missing_last(ledger: Ledger, where: Path) -> None:
    put(where, question("none"), question("low"), question("high"), question("number"),
        forecast("low", "hazard", chance(0.5)), forecast("low", "hazard", chance(0.1), on=OPENS + timedelta(5)),
        forecast("high", "hazard", chance(0.8)), forecast("high", "hazard", chance(0.9), on=OPENS + timedelta(6)),
        forecast("number", "counts", draws(5.0, 6.0)))  # fmt: skip
    wanted = Wanted(today=TODAY)
    assert names(ledger, wanted, order="probability") == ["high", "low", "number", "none"]
    assert names(ledger, wanted, order="change")[:2] == ["low", "high"]
    assert names(ledger, wanted, order="latest")[0] == "high"


def test_pages_hold_each_question_once(ledger: Ledger, where: Path) -> None:
    put(where, *(question(f"q-{n:03}") for n in range(2 * PAGE + 7)))
    wanted = Wanted(today=TODAY)
    found = [name for page in (1, 2, 3) for name in names(ledger, wanted, page=page)]
    assert len(found) == len(set(found)) == 2 * PAGE + 7
    assert shown_questions(ledger, wanted, page=99).page == 3
    assert [one.question for one in every_question(ledger, wanted, order="deadline")] == found


def test_what_is_dated_ahead_counts_from_its_day_on(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), forecast("q", "ensemble", chance(0.2)))
    put(where, forecast("q", "ensemble", chance(0.7), on=TODAY), at=OPENS)
    put(where, question("r", deadline=KNOWN), at=OPENS)
    day_before = shown_questions(ledger, Wanted(today=TODAY - timedelta(1)))
    assert {one.question: one.middle for one in day_before.questions} == {"q": 0.2, "r": None}
    assert {one.question: one.middle for one in shown_questions(ledger, Wanted(today=TODAY)).questions} == {
        "q": 0.7, "r": None,
    }  # fmt: skip


def test_new_rows_are_taken_in_a_batch_at_a_time_and_the_rest_is_counted(
    ledger: Ledger, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contingent.ledger.unseen._ROWS_AT_ONCE", 5)
    put(where, *(question(f"q-{n:02}") for n in range(23)))
    assert bring_forward(ledger, today=TODAY, batches=2) == 13
    assert len(find(ledger, Wanted(today=TODAY), order="deadline", most=99)) == 10
    assert bring_forward(ledger, today=TODAY, batches=9) == 0
    assert len(find(ledger, Wanted(today=TODAY), order="deadline", most=99)) == 23


def test_the_ledger_itself_stays_as_it_was(ledger: Ledger, where: Path) -> None:
    put(where, *nouns_of_many(5))
    head = ledger.head()
    shown_questions(ledger, Wanted(today=TODAY))
    assert ledger.head() == head and ledger.verify(head).ok


@pytest.mark.parametrize(
    ("kind", "spoilt"),
    [("question", {"deadline": "soon"}), ("question", {"text": 5}), ("forecast", {"belief": None}),
     ("forecast", {"as_of": "late"}), ("resolution", {"resolved_on": None}), ("resolution", {"outcome": []})],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_and_every_other_question_listed(
    ledger: Ledger, where: Path, kind: str, spoilt: dict[str, object]
) -> None:
    put(where, question("a"), question("b"), forecast("b", "hazard", chance(0.3)), resolution("b", True))
    day = date(2024, 6, 1)
    (row,) = ledger.read(as_of=day, kind=kind, subject="b")
    own = {"id": "another"} if kind == "forecast" else {}
    ledger.append(kind, "again", {**row.body, **own, **spoilt}, as_of=day, recorded_at=datetime(2024, 6, 1, tzinfo=UTC))
    view = shown_questions(ledger, Wanted(today=day))
    assert [one.question for one in view.questions] == ["a"]
    assert (view.total, view.counts["all"], view.behind) == (1, 1, 0)
    (told,) = view.unreadable
    assert told.question == "b" and "cannot be read" in told.reason
    assert [one.question for one in every_question(ledger, Wanted(today=day), order="deadline")] == ["a"]
