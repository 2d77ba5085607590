"""Where questions stand: derived from the rows, found by an index, the same on every database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
from ledgers import DAY, MOMENT
from sqlalchemy import delete, insert

from contingent.journeys.shown.questions import bring_forward, shown_questions
from contingent.ledger.chain import Entry
from contingent.ledger.schema import standings
from contingent.ledger.standings import Standing, Wanted, behind, briefs_holding, find, put
from contingent.ledger.store import Ledger
from contingent.ledger.unseen import Unseen, move_on, seen, unseen

ODD = "nul \0, half \ud800, 50%_\\ and <b>"


def asked(name: str, **more: object) -> Entry:
    body = {"id": name, "text": f"Will {name} be?", "source": "a source", "topic": "talks", "place": "SDN",
            "opens": "2024-01-01", "deadline": "2025-01-01", **more}  # fmt: skip
    return Entry(kind="question", key=None, body=body, as_of=DAY)


def said(name: str, p: float, *, who: str = "hazard", day: int = 0) -> Entry:
    on = DAY + timedelta(day)
    belief = {"kind": "probability", "p": p, "low": p, "high": p}
    body = {"id": f"{name}-{who}-{day}", "question": name, "forecaster": who, "as_of": on.isoformat(), "belief": belief}
    return Entry(kind="forecast", key=None, body=body, as_of=on)


def standing(name: str, seq: int) -> Standing:
    return Standing(
        question=name, seq=seq, text=name, words=name, topic="talks", place=None, opens="2024-01-01",
        deadline="2025-01-01", source="", state="open", outcome=None, resolved_on=None, forecaster=None, middle=None,
        low=None, high=None, unit=None, said_on=None, moved=None, forecasters="", changed_at="",
    )  # fmt: skip


def upto(seq: int) -> Unseen:
    return Unseen(questions=(), upto=seq, on=DAY)


def test_words_of_any_kind_are_kept_and_found(where: str) -> None:
    with Ledger.open(where) as ledger:
        odd = [replace(asked("q", text=ODD, source=ODD), key="odd"), replace(said("q", 0.3, who=ODD), key="odd")]
        ledger.append_many([*odd, asked("r")], recorded_at=MOMENT)
        view = shown_questions(ledger, Wanted(today=DAY, words=("50%_\\",)))
        assert [(one.question, one.middle) for one in view.questions] == [("q", 0.3)]
        assert view.questions[0].text.endswith("50%_\\ and <b>")
        assert ledger.verify().ok


def test_orders_filters_and_counts_are_the_same_on_every_database(where: str) -> None:
    with Ledger.open(where) as ledger:
        ledger.append_many(
            [asked("a"), asked("b", place=None), asked("c", deadline="2024-02-01"), said("a", 0.2), said("b", 0.9),
             said("b", 0.5, day=1), said("c", 0.7)], recorded_at=MOMENT,
        )  # fmt: skip
        today = DAY + timedelta(1)
        wanted = Wanted(today=today)
        names = {
            order: [one.question for one in shown_questions(ledger, wanted, order=order).questions]
            for order in ("deadline", "probability", "change", "latest")
        }  # fmt: skip
        assert names == {"deadline": ["c", "a", "b"], "probability": ["c", "b", "a"], "change": ["b", "a", "c"],
                         "latest": ["a", "b", "c"]}  # fmt: skip
        view = shown_questions(ledger, replace(wanted, tab="due", place="SDN", forecaster="hazard"))
        assert [one.question for one in view.questions] == ["c"] and view.counts["open"] == 1
        assert view.places == ("SDN",)


def test_a_standing_that_counts_more_rows_stays(where: str) -> None:
    with Ledger.open(where) as ledger:
        put(ledger, [standing("q", 7)], upto(7))
        put(ledger, [standing("q", 5), standing("r", 5)], upto(5))
        found = {one.question: one.seq for one in find(ledger, Wanted(today=DAY), order="deadline", most=9)}
        assert found == {"q": 7, "r": 5}
        assert behind(ledger, today=DAY).new.upto == 7


def test_the_standing_that_counts_more_rows_wins_over_one_that_is_being_put_down(where: str) -> None:
    with Ledger.open(where) as ledger, ThreadPoolExecutor(1) as others:
        put(ledger, [standing("q", 3)], upto(3))
        with ledger.writing() as connection:
            move_on(connection, "standings", upto(5))
            connection.execute(delete(standings))
            connection.execute(insert(standings).values(**asdict(standing("q", 5))))
            later = others.submit(put, ledger, [standing("q", 7)], upto(7))
            with pytest.raises(TimeoutError):
                later.result(timeout=0.3)
        later.result(timeout=20)
        assert [one.seq for one in find(ledger, Wanted(today=DAY), order="deadline", most=9)] == [7]
        assert behind(ledger, today=DAY).new.upto == 7


def test_a_question_dated_ahead_is_listed_when_its_day_comes(where: str) -> None:
    with Ledger.open(where) as ledger:
        tomorrow = DAY + timedelta(1)
        ledger.append_many([replace(asked("q"), as_of=tomorrow), asked("r")], recorded_at=MOMENT)
        listed = {
            day: [one.question for one in shown_questions(ledger, Wanted(today=day)).questions]
            for day in (DAY, tomorrow, tomorrow + timedelta(1))
        }
        assert list(listed.values()) == [["r"], ["q", "r"], ["q", "r"]]


def test_a_reader_who_finds_nothing_new_waits_for_no_writer(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger", busy_seconds=0.2) as ledger:
        ledger.append_many([asked("q")], recorded_at=MOMENT)
        assert bring_forward(ledger, today=DAY) == 0
        with ledger.writing():
            now = unseen(ledger, "standings", today=DAY)
            put(ledger, [], now)
            seen(ledger, "standings", now)
            assert not now.further and unseen(ledger, "standings", today=DAY + timedelta(1)).further


def test_two_who_read_along_over_midnight_pass_no_row_over(where: str) -> None:
    tomorrow = DAY + timedelta(1)
    with Ledger.open(where) as ledger:
        ledger.append_many([asked("q")], recorded_at=MOMENT)
        seen(ledger, "x", unseen(ledger, "x", today=DAY))
        early = unseen(ledger, "x", today=tomorrow)
        ledger.append_many([replace(asked("r"), as_of=tomorrow)], recorded_at=MOMENT)
        late = unseen(ledger, "x", today=DAY)
        for order in ((early, late), (late, early)):
            for now in order:
                seen(ledger, "x", now)
            assert "r" in unseen(ledger, "x", today=tomorrow).questions


def test_rows_of_no_question_are_passed_over(where: str) -> None:
    with Ledger.open(where) as ledger:
        document = Entry(kind="document", key=None, body={"text": "x"}, as_of=DAY)
        ledger.append_many([document, asked("q")], recorded_at=MOMENT)
        assert behind(ledger, today=DAY).new.questions == ("q",)
        assert bring_forward(ledger, today=DAY) == 0
        assert behind(ledger, today=DAY).new.questions == ()


def test_briefs_are_found_by_the_question_they_hold_and_the_day(where: str) -> None:
    with Ledger.open(where) as ledger:
        for day in (0, 1):
            body = {"questions": [{"id": "q_1"}], "day": day}
            ledger.append("brief", None, body, as_of=DAY + timedelta(day), recorded_at=MOMENT)
        assert [row.body["day"] for row in briefs_holding(ledger, "q_1", on=DAY)] == [0]
        assert briefs_holding(ledger, "qx1", on=DAY) == ()
