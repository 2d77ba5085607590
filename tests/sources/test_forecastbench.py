"""Sets of ForecastBench as rows and labels: cut at a day, nothing invented, bad files named by file and entry."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.core.errors import DataError
from contingent.sources.forecastbench import read_forecastbench, read_question_set
from contingent.sources.leaderboards import read_leaderboards
from proof import made_sets as made

DUE = date(2025, 11, 9)
LATE = date(2026, 3, 1)


def test_a_data_question_is_a_row_a_date_and_a_market_one_row(tmp_path: Path) -> None:
    asked = read_question_set(made.write_set(tmp_path, DUE, made.questions(DUE, each=2)))
    assert asked.questions == 18
    assert len(asked.rows) == 5 * 2 * 3 + 4 * 2
    fred = [row for row in asked.rows if (row.source, row.id) == ("fred", "fred-0")]
    assert [row.horizon for row in fred] == [7, 30, 90]
    assert all(row.freeze == DUE - timedelta(days=10) and row.freeze_value == 1.5 for row in fred)
    market = next(row for row in asked.rows if row.source == "infer")
    assert market.resolution_date == market.closes == DUE + timedelta(days=365)


def test_a_combination_is_asked_for_every_direction_and_its_parts_are_known(tmp_path: Path) -> None:
    parts = [made.data_question("fred", n, DUE) for n in (7, 8)]
    combined = {**parts[0], "id": ["fred-7", "fred-8"], "combination_of": parts, "question": "Both?"}
    asked = read_question_set(made.write_set(tmp_path, DUE, [combined, parts[0]]))
    rows = [row for row in asked.rows if row.parts]
    assert len(rows) == 3 * 4
    assert {row.direction for row in rows} == {(1, 1), (1, -1), (-1, 1), (-1, -1)}
    assert {row.parts for row in rows} == {("fred-7", "fred-8")}
    assert {row.id for row in asked.parts} == {"fred-8"}  # the other part is asked by itself
    assert all(row.question == parts[1]["question"] for row in asked.parts)


def test_rows_and_labels_are_cut_at_as_of(tmp_path: Path) -> None:
    folder = made.write_bench(tmp_path, [DUE, DUE + timedelta(days=14)], until=LATE)
    early = read_forecastbench(folder, as_of=DUE + timedelta(days=8))
    assert {row.due for row in early.rows} == {DUE}
    assert early.labels and all(label.resolved_on <= DUE + timedelta(days=8) for label in early.labels)
    later = read_forecastbench(folder, as_of=LATE)
    assert set(early.labels) < set(later.labels)


def test_a_market_that_closed_early_says_so_in_its_label_only(tmp_path: Path) -> None:
    folder = made.write_bench(tmp_path, [DUE], until=LATE)
    label = next(one for one in read_forecastbench(folder, as_of=LATE).labels if one.row.source == "manifold")
    assert label.resolved_on == DUE + timedelta(days=30)
    assert label.row.resolution_date == DUE + timedelta(days=365)


def test_what_is_not_final_or_neither_yes_nor_no_is_no_label_and_is_counted(tmp_path: Path) -> None:
    asked = made.questions(DUE, each=1)
    told = made.resolutions(asked, until=LATE)
    told[0]["resolved"] = False
    told[1]["resolved_to"] = 0.4
    made.write_set(tmp_path, DUE, asked)
    made.write_resolutions(tmp_path, DUE, told)
    read = read_forecastbench(tmp_path, as_of=LATE)
    assert len(read.labels) == len(told) - 2
    assert sorted(note.split(" ", 1)[0] for note in read.notes) == ["1", "1"]


def test_a_resolution_set_without_questions_gives_rows_without_text(tmp_path: Path) -> None:
    asked = made.questions(DUE, each=1)
    made.write_resolutions(tmp_path, DUE, made.resolutions(asked, until=LATE))
    read = read_forecastbench(tmp_path, as_of=LATE)
    assert read.rows and all(row.question is None and row.freeze_value is None for row in read.rows)
    assert {row.resolution_date for row in read.rows if row.source == "infer"} == {None}


@pytest.mark.parametrize("value", ["N/A", "No", "nan", "None", None, ""])
def test_a_frozen_value_that_is_no_number_is_missing_and_never_zero(tmp_path: Path, value: str | None) -> None:
    one = {**made.data_question("wikipedia", 1, DUE), "freeze_datetime_value": value}
    asked = read_question_set(made.write_set(tmp_path, DUE, [one]))
    assert {row.freeze_value for row in asked.rows} == {None}


def test_the_folder_may_be_the_one_above_and_unknown_keys_do_no_harm(tmp_path: Path) -> None:
    one = {**made.data_question("fred", 1, DUE), "something_new": {"a": 1}}
    made.write_set(tmp_path / "forecastbench", DUE, [one])
    assert len(read_forecastbench(tmp_path, as_of=LATE).rows) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 5}, "question 2: id is 5"),
        ({"id": ["a", 3]}, "question 2: id is"),
        ({"source": None}, "question 2: source is None"),
        ({"resolution_dates": "tomorrow"}, "question 2: resolution_dates is 'tomorrow'"),
        ({"resolution_dates": ["2025-11-09"]}, "wanted dates after 2025-11-09"),
        ({"resolution_dates": ["2025-13-40"]}, "question 2: resolution_dates is '2025-13-40'"),
        ({"id": "fred-0"}, "a second time"),
        ({"question": 7}, "question 2: question is 7"),
    ],
)
def test_a_bad_question_is_named_by_file_and_entry(tmp_path: Path, change: dict[str, object], words: str) -> None:
    entries = [made.data_question("fred", 0, DUE), {**made.data_question("fred", 1, DUE), **change}]
    file = made.write_set(tmp_path, DUE, entries)
    with pytest.raises(DataError) as raised:
        read_question_set(file)
    assert words in str(raised.value)
    assert file.name in str(raised.value)


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"forecast_due_date": "2025-11-09"}', '{"forecast_due_date": 3, "questions": []}']
)
def test_a_file_that_is_no_set_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "2025-11-09-llm.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"2025-11-09-llm\.json"):
        read_question_set(file)


@pytest.mark.parametrize(
    "change", [{"id": 3}, {"resolution_date": None}, {"source": 3}, {"id": ["a", "b"], "direction": [1]}]
)
def test_a_bad_resolution_is_named_by_file_and_entry(tmp_path: Path, change: dict[str, object]) -> None:
    told = made.resolutions([made.data_question("fred", 0, DUE)], until=LATE)
    made.write_resolutions(tmp_path, DUE, [told[0], {**told[1], **change}])
    with pytest.raises(DataError, match=r"2025-11-09_resolution_set\.json, resolution 2"):
        read_forecastbench(tmp_path, as_of=LATE)


def test_a_folder_without_sets_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="data pull forecastbench"):
        read_forecastbench(tmp_path, as_of=LATE)
    made.write_set(tmp_path, DUE, made.questions(DUE, each=1))
    with pytest.raises(DataError, match="no set due by 2025-01-01"):
        read_forecastbench(tmp_path, as_of=date(2025, 1, 1))


def test_a_line_of_a_leaderboard_that_is_no_number_is_named(tmp_path: Path) -> None:
    made.write_set(tmp_path, DUE, made.questions(DUE, each=1))
    assert read_leaderboards(tmp_path) == ()
    board = tmp_path / "leaderboards" / "leaderboard_tournament.csv"
    board.parent.mkdir()
    head = "Rank,Team,Model,N dataset,N market,N,Brier Dataset,Brier Market,Brier Overall"
    board.write_text(f"{head}\n1,T,M,10,5,15,.1,.2,.15\n2,T,M,10,5,15,x,.2,.15\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"leaderboard_tournament\.csv, line 3"):
        read_leaderboards(tmp_path)


@pytest.mark.shared
def test_the_benchmark_itself_reads(shared: Path) -> None:
    read = read_forecastbench(shared / "data", as_of=date(2026, 5, 9))
    labels = [label for label in read.labels if label.row.due >= date(2025, 10, 26)]
    data = [label for label in labels if label.row.source in made.DATA]
    assert (len(data), len(labels) - len(data)) == (8673, 1039)  # as counted for the design page
    assert all(label.row.question for label in labels)
    boards = read_leaderboards(shared / "data")
    best = next(one for one in boards if one.model == "Superforecaster median forecast" and one.board == "tournament")
    assert best.brier == {"dataset": 0.132, "market": 0.06, "overall": 0.096}


@pytest.mark.shared
def test_the_index_of_a_leaderboard_is_its_brier_score(shared: Path) -> None:
    """Both columns of the published table say the same: 100 (1 − √Brier)."""
    import csv

    path = shared / "data" / "forecastbench" / "leaderboards" / "leaderboard_baseline.csv"
    with path.open(encoding="utf-8") as file:
        pairs = [(float(row["Dataset"]), float(row["Brier Dataset"])) for row in csv.DictReader(file)]
    assert pairs and all(abs(100 * (1 - brier**0.5) - index) < 0.2 for index, brier in pairs)


def test_the_sets_written_for_tests_are_json_of_the_same_form(tmp_path: Path) -> None:
    file = made.write_set(tmp_path, DUE, made.questions(DUE, each=1))
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {"forecast_due_date", "question_set", "questions"}
