"""The replay of ForecastBench on made sets: reproducible, blind to what came later, resumable, told in full."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.core.errors import DataError
from contingent.journeys.backtests import forecastbench as journey
from contingent.journeys.backtests.files import write_backtest
from contingent.journeys.backtests.forecastbench import backtest_forecastbench
from contingent.journeys.backtests.forecastbench_walk import walk
from contingent.journeys.backtests.forecastbench_words import CHOSEN_IN_VIEW
from contingent.journeys.progress import silent
from contingent.pools import SerialPool
from contingent.report.backtests.backtest import Backtest, figures_json
from contingent.sources.forecastbench import read_forecastbench
from proof import made_sets as made

FIRST = date(2025, 8, 3)
DUES = [FIRST + timedelta(days=14 * n) for n in range(9)]
UNTIL = date(2026, 2, 1)
SINCE = DUES[5]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write_bench(tmp_path_factory.mktemp("bench"), DUES, until=UNTIL, each=3)


@pytest.fixture(scope="module")
def backtest(bench: Path) -> Backtest:
    return backtest_forecastbench(bench, as_of=UNTIL, first=SINCE)


def test_every_resolved_row_of_the_sets_is_scored_once(bench: Path, backtest: Backtest) -> None:
    labels = [label for label in read_forecastbench(bench, as_of=UNTIL).labels if label.row.due >= SINCE]
    own = {row.slice: row.n for row in backtest.rows if (row.forecaster, row.metric) == ("contingent", "Brier")}
    assert own["all dataset"] + own["resolved markets"] == len(labels) == own["overall"]
    assert own["all dataset"] == sum(own[f"source={name}"] for name in made.DATA)


def test_the_same_arguments_give_the_same_bytes_and_say_as_often_as_announced(
    bench: Path, backtest: Backtest, tmp_path: Path
) -> None:
    said: list[str] = []
    again = backtest_forecastbench(bench, as_of=UNTIL, first=SINCE, kept=tmp_path, say=said.append)
    assert figures_json(again) == figures_json(backtest)
    assert len(said) == journey.stages(bench, as_of=UNTIL, first=SINCE)
    kept = backtest_forecastbench(bench, as_of=UNTIL, first=SINCE, kept=tmp_path)
    assert figures_json(kept) == figures_json(backtest)


def test_the_later_half_of_the_labels_changes_no_earlier_forecast(bench: Path, tmp_path: Path) -> None:
    """Turn every outcome known after the newest set's freeze round: what was said of any set stays what it was."""
    other = tmp_path / "other"
    shutil.copytree(bench, other)
    freeze = DUES[-1] - timedelta(days=10)
    for file in (other / "resolution_sets").iterdir():
        whole = json.loads(file.read_text(encoding="utf-8"))
        for one in whole["resolutions"]:
            if date.fromisoformat(one["resolution_date"]) >= freeze:
                one["resolved_to"] = 1.0 - one["resolved_to"]
        file.write_text(json.dumps(whole), encoding="utf-8")
    walked = [
        walk(
            read_forecastbench(folder, as_of=UNTIL),
            as_of=UNTIL,
            first=SINCE,
            pool=SerialPool(),
            kept=None,
            say=silent,
        )
        for folder in (bench, other)
    ]
    for one, two in zip(walked[0].chosen, walked[1].chosen, strict=True):
        assert one.p.tolist() == two.p.tolist()


def test_it_tells_dates_counts_and_clusters_and_draws_its_page(backtest: Backtest, tmp_path: Path) -> None:
    notes = " ".join(backtest.notes)
    for words in ("sets due", "questions", "months of resolution", "labels", "selection", "anchor"):
        assert words in notes
    assert set(CHOSEN_IN_VIEW) <= set(backtest.notes)
    kinds = {row.slice.split(",")[0] for row in backtest.rows}
    assert {"ablation", "learning"} <= kinds
    assert any(row.forecaster == "without calibration" for row in backtest.rows)
    assert backtest.errors and backtest.error_metric == "Brier"
    files = write_backtest(backtest, tmp_path)
    page = files.html.read_text(encoding="utf-8")
    assert "Will it" not in page and "{resolution_date}" not in page
    assert json.loads(files.json.read_text(encoding="utf-8"))["name"] == "forecastbench"


def test_fewer_than_one_set_is_refused(bench: Path) -> None:
    with pytest.raises(DataError, match="no set due from 2030-01-01"):
        backtest_forecastbench(bench, as_of=UNTIL, first=date(2030, 1, 1))


def test_without_a_leaderboard_there_is_none_and_with_one_it_is_said_to_be_other_rows(
    bench: Path, backtest: Backtest
) -> None:
    assert not any(row.slice.startswith("leaderboard") for row in backtest.rows)
    board = bench / "leaderboards" / "leaderboard_tournament.csv"
    board.parent.mkdir()
    head = "Rank,Team,Model,N dataset,N market,N,Brier Dataset,Brier Market,Brier Overall"
    board.write_text(
        f"{head}\n1,T,Best,10,5,15,.1,.2,.15\n2,ForecastBench,Always 0.5,10,5,15,.25,.25,.25\n", encoding="utf-8"
    )
    rows = backtest_forecastbench(bench, as_of=UNTIL, first=SINCE)
    found = {row.forecaster for row in rows.rows if row.slice == "leaderboard, dataset"}
    assert found == {"contingent, on the rows here", "best of the board: Best", "Always 0.5"}
    assert any("other rows" in words for name, words in rows.slices if name == "leaderboard, dataset")
