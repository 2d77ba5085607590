"""Laws of settling: all or none, once, never edited, missing is never No, nothing that is not yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contingent.cli import app
from contingent.core.errors import DataError, InputError, LedgerError, ValueRangeError
from contingent.core.nouns import Question, Resolution
from contingent.forecasting.counts.questions import threshold_question
from contingent.forecasting.sets.resolve import question_id, question_of
from contingent.journeys.recorded import record_at
from contingent.journeys.resolving.files import outcome_of, read_resolutions
from contingent.journeys.resolving.resolvers import resolvers
from contingent.journeys.resolving.settle import Resolver, due_questions, settle_by_hand, settle_from
from contingent.journeys.resolving.ucdp import UcdpResolver
from contingent.ledger.store import Ledger
from contingent.sources.forecastbench import read_forecastbench
from contingent.sources.views import read_panel
from proof.made_ledgers import DEADLINE, KNOWN, OPENS, chance, draws, forecast, put, question, resolution

TODAY = date(2024, 5, 1)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """Three questions: two with probabilities, one of a number; and one that still runs."""
    path = tmp_path / "made.sqlite"
    put(path, question("a"), question("b"), question("n"), question("later", deadline=TODAY + timedelta(30)))
    put(path, forecast("a", "x", chance(0.3)), forecast("b", "x", chance(0.6)), forecast("n", "x", draws(1.0, 2.0)))
    return path


def rows(where: Path) -> int:
    with Ledger.open(where) as ledger:
        assert ledger.verify().ok
        return ledger.head().seq


def test_what_is_due_is_open_and_past_its_deadline(where: Path) -> None:
    assert [q.id for q in due_questions(where, as_of=TODAY)] == ["a", "b", "n"]
    assert due_questions(where, as_of=DEADLINE) == ()  # the last day is not over
    put(where, resolution("a", None))
    assert [q.id for q in due_questions(where, as_of=TODAY)] == ["b", "n"]
    assert [q.id for q in due_questions(where, as_of=KNOWN - timedelta(1))] == ["a", "b", "n"]


def test_settling_twice_is_settling_once(where: Path) -> None:
    first = settle_by_hand(where, [resolution("a", True), resolution("n", 4.0)], as_of=TODAY)
    before = rows(where)
    again = settle_by_hand(where, [resolution("n", 4.0), resolution("a", True)], as_of=TODAY)
    assert (len(first.written), len(again.written), len(again.unchanged)) == (2, 0, 2)
    assert rows(where) == before
    assert [q.id for q in again.due] == ["b"]


def test_one_fault_and_none_is_written_and_every_fault_is_told(where: Path) -> None:
    before = rows(where)
    with pytest.raises(InputError) as told:
        settle_by_hand(
            where,
            [resolution("a", True), resolution("zzz", True), resolution("b", 3.0), resolution("a", False)],
            as_of=TODAY,
        )
    for part in ("2: question 'zzz'", "3: question b", "has no threshold", "4: question a is settled in 1 already"):
        assert part in str(told.value)
    assert rows(where) == before


@pytest.mark.parametrize(
    "given, why",
    [
        (resolution("a", True, on=TODAY + timedelta(1)), "a day that has been"),
        (resolution("a", True, on=OPENS - timedelta(1)), "before the question opened"),
        (resolution("later", True, on=TODAY), "the evidence that settled it early"),
        (resolution("a", True, on=DEADLINE), "the evidence that settled it early"),
        (resolution("n", True), "its forecasts are of a number"),
        (Resolution(question="a", outcome=True, resolved_on=KNOWN, source=" "), "who says so"),
    ],
)
def test_what_cannot_be_so_is_refused(where: Path, given: Resolution, why: str) -> None:
    before = rows(where)
    with pytest.raises(InputError, match=why):
        settle_by_hand(where, [given], as_of=TODAY)
    assert rows(where) == before


def test_with_evidence_a_question_is_settled_before_its_deadline(where: Path) -> None:
    early = resolution("later", True, on=OPENS + timedelta(9), evidence="announced by both")
    assert settle_by_hand(where, [early], as_of=TODAY).written == (early,)


def test_a_correction_stands_beside_what_it_corrects_and_from_then_on_holds(where: Path) -> None:
    settle_by_hand(where, [resolution("a", True)], as_of=TODAY)
    with pytest.raises(InputError, match="--correct"):
        settle_by_hand(where, [resolution("a", False)], as_of=TODAY)
    corrected = resolution("a", False, on=KNOWN + timedelta(5))
    assert settle_by_hand(where, [corrected], as_of=TODAY, correct=True).corrected == (corrected,)
    record = record_at(where, as_of=TODAY)
    assert [told.resolution.outcome for told in record.resolutions["a"]] == [True, False]
    # back to the first word: a third row, not the first one again
    settle_by_hand(where, [resolution("a", True)], as_of=TODAY, correct=True)
    held = record_at(where, as_of=TODAY).outcome("a")
    assert held is not None and held.resolution.outcome is True and held.place == 3
    # who looks back to before the correction sees what was believed then, corrected or not
    known = record_at(where, as_of=KNOWN).outcome("a")
    assert known is not None and known.resolution.outcome is True


def test_yes_is_not_the_number_one(where: Path) -> None:
    put(where, question("t", threshold=1.0), forecast("t", "x", chance(0.5)))
    settle_by_hand(where, [resolution("t", True)], as_of=TODAY)
    with pytest.raises(InputError, match="settled already"):
        settle_by_hand(where, [resolution("t", 1.0)], as_of=TODAY)


def test_two_who_settle_at_once_cannot_both_be_first(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contingent.journeys.resolving import settle

    stale = record_at(where, as_of=TODAY)
    settle_by_hand(where, [resolution("a", True)], as_of=TODAY)
    before = rows(where)
    monkeypatch.setattr(settle, "read_record", lambda ledger, as_of, question=None: stale)
    with pytest.raises(LedgerError, match="never edited"):
        settle_by_hand(where, [resolution("b", True), resolution("a", False)], as_of=TODAY)
    assert rows(where) == before  # nor the other one: a transaction is whole or not at all


class Made:
    """A resolver that knows some outcomes."""

    def __init__(self, name: str, known: dict[str, bool | float | None], *, on: date = KNOWN) -> None:
        self.name, self.known, self.on = name, known, on
        self.asked: list[str] = []

    def resolve(self, questions: Sequence[Question], *, as_of: date) -> tuple[Resolution, ...]:
        self.asked = [q.id for q in questions]
        return tuple(
            Resolution(question=name, outcome=o, resolved_on=self.on, source="data", resolver=self.name)
            for name, o in self.known.items()
        )


def test_data_settle_what_they_know_and_leave_the_rest_open(where: Path) -> None:
    made = Made("counts", {"a": False, "later": True})
    assert isinstance(made, Resolver)
    done = settle_from(where, [made], as_of=TODAY)
    assert made.asked == ["a", "b", "n", "later"]
    assert [one.question for one in done.written] == ["a"]  # no evidence that "later" is settled early
    record = record_at(where, as_of=TODAY)
    assert record.outcome("b") is None and record.outcome("n") is None  # missing is open, never No
    assert [q.id for q in done.due] == ["b", "n"]


def test_what_resolvers_differ_on_is_left_open_and_told(where: Path) -> None:
    done = settle_from(where, [Made("one", {"a": True, "b": True}), Made("two", {"a": False, "b": True})], as_of=TODAY)
    assert [one.question for one in done.written] == ["b"]
    assert {one.resolver for one in done.disputed} == {"one", "two"}
    assert record_at(where, as_of=TODAY).outcome("a") is None


def test_data_never_overrule_what_was_settled_by_hand(where: Path) -> None:
    settle_by_hand(where, [resolution("a", True)], as_of=TODAY)
    made = Made("counts", {"a": False})
    assert settle_from(where, [made], as_of=TODAY).written == ()
    assert "a" not in made.asked


class Broken:
    """A resolver whose data cannot be read."""

    name = "broken"

    def resolve(self, questions: Sequence[Question], *, as_of: date) -> tuple[Resolution, ...]:
        raise DataError("the file ends in the middle")


def test_a_resolver_without_data_is_named_and_stops_no_other(where: Path) -> None:
    done = settle_from(where, [Broken(), Made("counts", {"a": False})], as_of=TODAY)
    assert [one.question for one in done.written] == ["a"]
    assert done.silent == ("broken: the file ends in the middle",)
    with pytest.raises(DataError, match="ends in the middle"):
        settle_from(where, [Broken()], as_of=TODAY)


@pytest.mark.parametrize("one", resolvers(Path(__file__).parent), ids=lambda one: one.name)
def test_every_resolver_of_the_house_settles_no_question_of_another_kind(one: Resolver) -> None:
    assert isinstance(one, Resolver)
    assert one.resolve([question("a")], as_of=TODAY) == ()


def test_data_of_a_later_day_settle_nothing(where: Path) -> None:
    done = settle_from(where, [Made("counts", {"a": True}, on=TODAY + timedelta(1))], as_of=TODAY)
    assert done.written == () and len(done.due) == 3


@pytest.mark.shared
def test_a_month_that_the_data_cover_is_settled_by_its_count_and_one_beyond_stays_open(
    shared: Path, tmp_path: Path
) -> None:
    panel = read_panel(shared / "data", as_of=date(2026, 1, 1))
    column = next(i for i, name in enumerate(panel.names) if name == "Sudan")
    where, covered = tmp_path / "months.sqlite", range(panel.last - 8, panel.last + 1)
    put(where, *(threshold_question("SDN", "Sudan", month) for month in (*covered, panel.last + 1)))
    done = settle_from(where, [UcdpResolver(shared / "data")], as_of=date(2026, 1, 1))
    wanted = {
        threshold_question("SDN", "Sudan", month).id: bool(panel.at([month])[0, column] >= 25) for month in covered
    }
    assert {one.question: one.outcome for one in done.written} == wanted
    assert len(wanted) == 9 and all(one.evidence for one in done.written)
    assert [q.id for q in done.due] == [threshold_question("SDN", "Sudan", panel.last + 1).id]


@pytest.mark.shared
def test_questions_of_a_set_are_settled_by_its_labels_and_by_no_later_one(shared: Path, tmp_path: Path) -> None:
    folder, day = shared / "data" / "forecastbench", date(2025, 12, 15)
    labels = [label for label in read_forecastbench(folder, as_of=day).labels if label.row.due.month == 11]
    some = labels[:: max(len(labels) // 40, 1)]
    rows_ = {question_id(label.row): label.row for label in some}
    where = tmp_path / "sets.sqlite"
    put(where, *(question_of(row, as_of=row.due) for row in rows_.values()))
    done = settle_from(where, resolvers(shared / "data"), as_of=day)
    assert {one.question: one.outcome for one in done.written} == {
        question_id(label.row): label.outcome for label in some
    }
    early = tmp_path / "early.sqlite"
    put(early, *(question_of(row, as_of=row.due) for row in rows_.values()))
    before = min(label.resolved_on for label in some) + timedelta(3)
    known = {one.question for one in settle_from(early, resolvers(shared / "data"), as_of=before).written}
    assert known == {question_id(label.row) for label in some if label.resolved_on <= before}
    assert 0 < len(known) < len(some)


# -------------------------------------------------------------------- files


def test_a_file_in_either_form_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        "question,outcome,resolved_on,source,evidence\n"
        'a,yes,2024-04-03,someone,"two lines,\nand a comma"\nb,void,2024-04-03,someone,\nn,"1,250",2024-04-03,x,\n',
        encoding="utf-8-sig",
    )
    items = [
        {"question": "a", "outcome": True, "resolved_on": "2024-04-03", "source": "someone",
         "evidence": "two lines,\nand a comma"},
        {"question": "b", "outcome": "void", "resolved_on": "2024-04-03", "source": "someone"},
        {"question": "n", "outcome": 1250, "resolved_on": "2024-04-03", "source": "x"},
    ]  # fmt: skip
    (tmp_path / "r.json").write_text(json.dumps({"resolutions": items}), encoding="utf-8")
    read = read_resolutions(tmp_path / "r.csv")
    assert read == read_resolutions(tmp_path / "r.json")
    assert [one.outcome for one in read] == [True, None, 1250.0]


def test_every_faulty_row_of_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "question,outcome,resolved_on,source\na,maybe,2024-04-03,x\nb,,2024-04-03,x\nc,yes,soon,x\n,yes,2024-04-03,x\n"
        "e,yes,2024-04-03,\nf,yes,2024-04-03,x\ng\n"
    )
    with pytest.raises(InputError) as told:
        read_resolutions(path)
    for place in (1, 2, 3, 4, 5, 7):
        assert f"row {place}:" in str(told.value)
    assert "6 of 7 rows" in str(told.value) and "row 6:" not in str(told.value)


@pytest.mark.parametrize(
    "text", ["", "question,outcome\na,yes\n", "{", "[1]", "\x00\xff", '[{"question": "a", "outcome": null}]', "[]"]
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError):
        read_resolutions(path)
    with pytest.raises(InputError):
        read_resolutions(tmp_path / "none")


def test_outcomes_in_words() -> None:
    assert [outcome_of(word) for word in ("YES", " no ", "Void", "-3", "2.5e3")] == [True, False, None, -3.0, 2500.0]
    for word in ("", "nan", "inf", "perhaps"):
        with pytest.raises(ValueRangeError):
            outcome_of(word)


# ----------------------------------------------------------------- commands


def invoke(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_by_hand_on_the_command_line(where: Path, tmp_path: Path) -> None:
    at = ("--ledger", str(where), "--as-of", "2024-05-01")
    listed = json.loads(invoke("settle", *at, "--json")[1])
    assert [row["id"] for row in listed] == ["a", "b", "n"] and listed[0]["days_due"] == 31
    assert "3 questions are due" in invoke("settle", *at)[1]
    told = json.loads(
        invoke("settle", "a", "--outcome", "no", "--on", "2024-04-03", "--source", "x", "--evidence",
               "https://example.org/y", "--note", "read twice", *at, "--json")[1]
    )  # fmt: skip
    assert told["written"][0]["outcome"] is False and told["written"][0]["address"] == "https://example.org/y"
    assert told["written"][0]["note"] == "read twice"
    with pytest.raises(InputError, match="--on, --source missing"):
        invoke("settle", "b", "--outcome", "no", *at)
    with pytest.raises(InputError, match="no QUESTION"):
        invoke("settle", "--outcome", "no", *at)
    with pytest.raises(InputError, match="one way"):
        invoke("settle", "b", "--file", str(tmp_path / "f"), *at)
    (tmp_path / "f.csv").write_text("question,outcome,resolved_on,source\nb,yes,2024-04-03,x\nn,7,2024-04-03,x\n")
    assert "2 settled" in invoke("settle", "--file", str(tmp_path / "f.csv"), *at)[1]
    assert "No question is due." in invoke("settle", *at)[1]


def test_text_that_is_none_and_a_folder_that_is_none_are_bad_input(where: Path, tmp_path: Path) -> None:
    half = chr(0xD800)
    path = tmp_path / "r.json"
    path.write_text(json.dumps([{"question": "a", "outcome": "no", "resolved_on": "2024-04-03", "source": half}]))
    with pytest.raises(InputError, match="bytes that are no text"):
        read_resolutions(path)
    before = rows(where)
    with pytest.raises(InputError, match="--source is"):
        invoke("settle", "a", "--outcome", "no", "--on", "2024-04-03", "--source", half, "--ledger", str(where))
    with pytest.raises(InputError, match="typo is no folder"):
        invoke("settle", "--data", str(tmp_path / "typo"), "--ledger", str(where))
    assert rows(where) == before


def test_a_day_that_has_not_been_settles_nothing(where: Path) -> None:
    with pytest.raises(InputError, match="has not been"):
        invoke("settle", "a", "--outcome", "no", "--on", "9998-01-01", "--source", "x", "--as-of", "9999-01-01",
               "--ledger", str(where))  # fmt: skip
