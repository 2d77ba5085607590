"""A question set answered in full: the submission validates, the future changes nothing, the ledger can be settled."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from contingent.core.errors import DataError, InputError, LeakError, LedgerError
from contingent.core.nouns import Question
from contingent.core.sockets import Evidence, Forecaster
from contingent.forecasting.sets.forecaster import SetForecaster
from contingent.forecasting.sets.resolve import question_id, question_of, resolve_set
from contingent.forecasting.sets.rows import Label
from contingent.journeys.forecasts.question_set import ForecastSet, Who, forecast_set, write_set
from contingent.ledger.store import Ledger
from contingent.report.sets.page import render_set_html, render_set_terminal
from contingent.sources.submission import read_submission, submission_text, validate
from proof import made_sets as made

FIRST = date(2025, 8, 3)
DUES = [FIRST + timedelta(days=14 * n) for n in range(4)]
DUE = DUES[-1] + timedelta(days=14)
US = Who(organization="Contingent")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write_bench(tmp_path_factory.mktemp("bench"), DUES, until=DUE, each=3)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set with a combination of one question it asks and one it does not, and a market of an unknown house."""
    parts = [made.data_question("fred", n, DUE) for n in (0, 77)]
    combined = {**parts[0], "id": ["fred-0", "fred-77"], "combination_of": parts, "question": "Both?"}
    strange = made.market_question("newhouse", 1, DUE, price=0.3)
    entries = [*made.questions(DUE, each=3), combined, strange]
    return made.write_set(tmp_path_factory.mktemp("asked"), DUE, entries)


@pytest.fixture(scope="module")
def forecast(bench: Path, asked: Path) -> ForecastSet:
    return forecast_set(asked, data=bench, as_of=DUE, who=US)


def test_every_row_is_answered_and_the_submission_validates(forecast: ForecastSet, tmp_path: Path) -> None:
    assert len(forecast.words.words) == len(forecast.asked.rows) == len(forecast.submission.forecasts)
    files = write_set(forecast, tmp_path, number=2)
    back = read_submission(files.submission.read_text(encoding="utf-8"))
    assert validate(back, forecast.asked, file_name=files.submission.name) == ()
    assert files.submission.name == f"{DUE}.Contingent.2.json"
    assert all(0.0 < one.forecast < 1.0 for one in back.forecasts)


def test_the_four_directions_of_a_combination_add_to_one_and_agree_with_its_parts(forecast: ForecastSet) -> None:
    for day in {word.row.resolution_date for word in forecast.words.words if word.row.parts}:
        said = {w.row.direction: w.p for w in forecast.words.words if w.row.parts and w.row.resolution_date == day}
        alone = next(w.p for w in forecast.words.words if w.row.id == "fred-0" and w.row.resolution_date == day)
        assert sum(said.values()) == pytest.approx(1.0)
        assert said[1, 1] + said[1, -1] == pytest.approx(alone)


def test_a_market_of_an_unknown_house_is_answered_by_its_price(forecast: ForecastSet) -> None:
    word = next(word for word in forecast.words.words if word.row.source == "newhouse")
    assert word.p == pytest.approx(0.3)


def test_planted_outcomes_of_the_future_change_nothing(
    bench: Path, asked: Path, forecast: ForecastSet, tmp_path: Path
) -> None:
    planted = made.write_bench(tmp_path, DUES, until=DUE + timedelta(days=400), each=3)
    entries = made.questions(DUE, each=3)
    made.write_set(planted, DUE, entries)
    made.write_resolutions(planted, DUE, made.resolutions(entries, until=DUE + timedelta(days=400)))
    again = forecast_set(asked, data=planted, as_of=DUE, who=US)
    assert submission_text(again.submission) == submission_text(forecast.submission)


def test_the_words_are_a_forecaster_and_a_fitted_model(forecast: ForecastSet) -> None:
    forecaster = SetForecaster(forecast.words)
    assert isinstance(forecaster, Forecaster)
    word = forecast.words.words[0]
    question = question_of(word.row, as_of=DUE)
    made_one = forecaster.forecast(question, as_of=DUE, evidence=Evidence(as_of=DUE))
    assert made_one is not None and made_one.question == question.id == question_id(word.row)
    with pytest.raises(LeakError):
        forecaster.forecast(question, as_of=DUE - timedelta(days=1), evidence=Evidence(as_of=DUE))
    rows = [one.row for one in forecast.words.words]
    assert forecast.words.probabilities(rows) == pytest.approx([one.p for one in forecast.words.words])


def test_what_is_kept_is_kept_once_and_can_be_settled(bench: Path, asked: Path, tmp_path: Path) -> None:
    where = tmp_path / "ledger.sqlite"
    made_one = forecast_set(asked, data=bench, as_of=DUE, who=US)
    files = [write_set(made_one, tmp_path / "out", keep=where) for _ in range(2)]
    assert files[0] == files[1] and files[0].submission.is_file()
    with Ledger.open(where, create=False) as ledger:
        questions = ledger.read(as_of=DUE, kind="question")
        forecasts = ledger.read(as_of=DUE, kind="forecast")
    assert len(questions) == len(forecasts) == len(made_one.words.words)
    assert {row.body["question"] for row in forecasts} == {row.body["id"] for row in questions}
    words = [word for word in made_one.words.words if word.row.source == "fred" and not word.row.parts][:3]
    labels = [Label(row=word.row, outcome=True, resolved_on=DUE + timedelta(days=90)) for word in words[:2]]
    asked_of: list[Question] = [question_of(word.row, as_of=DUE) for word in words]
    settled = resolve_set(asked_of, labels)
    assert [one.question for one in settled] == [one.id for one in asked_of[:2]]
    assert all(one.outcome is True and one.resolver == "forecastbench" for one in settled)


def test_without_earlier_sets_it_still_answers_and_says_so(asked: Path, tmp_path: Path) -> None:
    bare = forecast_set(asked, data=tmp_path / "nothing", as_of=DUE, who=US)
    assert len(bare.submission.forecasts) == len(bare.asked.rows)
    assert any("No earlier set" in note for note in bare.report.notes)


def test_a_folder_in_the_way_leaves_the_ledger_as_it_was(forecast: ForecastSet, tmp_path: Path) -> None:
    (tmp_path / forecast.submission.file_name()).mkdir()
    with pytest.raises(InputError, match="cannot write"):
        write_set(forecast, tmp_path, keep=tmp_path / "ledger.sqlite")
    assert [file.name for file in tmp_path.iterdir()] == [forecast.submission.file_name()]


def test_a_ledger_in_the_way_leaves_no_file(forecast: ForecastSet, tmp_path: Path) -> None:
    broken = tmp_path / "ledger.sqlite"
    broken.write_text("no ledger", encoding="utf-8")
    with pytest.raises(LedgerError):
        write_set(forecast, tmp_path / "out", keep=broken)
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.sqlite"]


def history_file(folder: Path, ident: str, *, until: date) -> Path:
    """Daily values that rise, then jump; those after `DUE` fall."""
    days = [DUE - timedelta(days=400) + timedelta(days=n) for n in range((until - DUE).days + 401)]
    values = [n + (n * 7919 % 13) / 10 if day <= DUE else -1e6 for n, day in enumerate(days)]
    file = folder / "fred" / f"{ident}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{day},{value}" for day, value in zip(days, values, strict=True))
    file.write_text("\n".join([f"observation_date,{ident}", *lines]) + "\n", encoding="utf-8")
    return folder


def test_a_history_changes_the_rows_that_have_it_and_no_others(asked: Path, tmp_path: Path) -> None:
    """Without older sets no map is shared between rows, so what differs is what the history itself said."""
    with_one = forecast_set(asked, data=history_file(tmp_path, "fred-0", until=DUE), as_of=DUE, who=US)
    without = forecast_set(asked, data=tmp_path, as_of=DUE, who=US, histories={})
    differ = {(w.row.source, w.row.id) for w, o in zip(with_one.words.words, without.words.words, strict=True)
              if w.p != o.p}  # fmt: skip
    has = {(w.row.source, w.row.id) for w in without.words.words if "fred-0" in (w.row.id, *w.row.parts)}
    assert differ == has and len(has) == 2  # the question, and the combination it is part of
    rising, flat = ([w.p for w in made_one.words.words if w.row.id == "fred-0"] for made_one in (with_one, without))
    assert rising[0] > 0.9 and all(one > other for one, other in zip(rising, flat, strict=True))
    assert any("had a history of their series" in note for note in with_one.report.notes)
    assert any("no history" in note for note in without.report.notes)


def test_values_of_a_history_after_as_of_change_nothing(asked: Path, tmp_path: Path) -> None:
    data = (history_file(tmp_path / str(days), "fred-0", until=DUE + timedelta(days=days)) for days in (0, 200))
    one, two = (forecast_set(asked, data=folder, as_of=DUE, who=US) for folder in data)
    assert submission_text(one.submission) == submission_text(two.submission)


def test_the_day_is_the_due_day_where_that_has_passed(bench: Path, asked: Path, forecast: ForecastSet) -> None:
    late = forecast_set(asked, data=bench, who=US)
    assert late.words.as_of == DUE
    assert submission_text(late.submission) == submission_text(forecast.submission)


@pytest.mark.parametrize("as_of", [DUE + timedelta(days=1), DUE - timedelta(days=11)])
def test_a_day_outside_of_freeze_and_due_is_refused(bench: Path, asked: Path, as_of: date) -> None:
    with pytest.raises(LeakError, match="--as-of"):
        forecast_set(asked, data=bench, as_of=as_of, who=US)


def test_bad_names_and_bad_files_are_refused(bench: Path, asked: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="organization"):
        forecast_set(asked, data=bench, as_of=DUE, who=Who(organization="../x"))
    empty = made.write_set(tmp_path, DUE, [])
    with pytest.raises(InputError, match="asks nothing"):
        forecast_set(empty, data=bench, as_of=DUE, who=US)
    with pytest.raises(DataError, match="cannot be read"):
        forecast_set(tmp_path / "none.json", data=bench, as_of=DUE, who=US)


def test_page_and_terminal_tell_every_source(forecast: ForecastSet) -> None:
    page = render_set_html(forecast.report)
    assert render_set_html(forecast.report) == page
    assert "{resolution_date}" not in page and "<script" not in page
    out = StringIO()
    render_set_terminal(forecast.report, Console(file=out, width=80), files=("here.json",))
    for source in ("ACLED", "DBnomics", "FRED", "Wikipedia", "Yahoo Finance", *(one.title() for one in made.MARKET[1:]),
                   "INFER", "newhouse", "here.json"):  # fmt: skip
        assert source in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= 80


@pytest.mark.shared
def test_a_real_set_is_answered_in_full(shared: Path) -> None:
    """Of 2025-10-26 from a folder without older sets: fast, and every question of every source and horizon is there."""
    file = shared / "data" / "forecastbench" / "question_sets" / "2025-10-26-llm.json"
    whole = forecast_set(file, data=shared / "nothing-here", as_of=date(2025, 10, 26), who=US)
    assert whole.asked.questions == 500
    assert validate(whole.submission, whole.asked) == ()
