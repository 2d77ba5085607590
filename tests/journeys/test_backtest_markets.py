"""The backtest of prices after events: the verdict in words, the future hidden, what is missing named."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from contingent.core.errors import DataError
from contingent.journeys.backtests.markets import backtest_markets, stages
from contingent.journeys.fit import fit_table, write_table
from contingent.report.backtests.backtest import figures_json

QUICK = ("brent", "vix")


@pytest.fixture
def quick(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with two instruments, one weight to try and one window: the same way, in a tenth of the time."""
    folder = tmp_path / "markets"
    folder.mkdir()
    for name in (*QUICK, "gpr"):
        shutil.copy(shared / "data" / "markets" / f"{name}_daily.csv", folder)
    monkeypatch.setattr("contingent.watching.exposure.effects.WEIGHTS", (80.0,))
    monkeypatch.setattr("contingent.watching.exposure.effects.WINDOWS", {"daily": (5,)})
    yield folder


@pytest.mark.shared
def test_the_verdict_stands_in_words_with_both_baselines_and_their_intervals(quick: Path) -> None:
    said: list[str] = []
    made = backtest_markets(quick, as_of=date(2025, 12, 31), say=said.append)
    assert len(said) == stages(quick, as_of=date(2025, 12, 31))
    rows = {(row.forecaster, row.metric): row for row in made.rows if row.slice == "forecasts, daily, 5"}
    for metric in ("Brier", "CRPS"):
        for who in ("contingent", "unconditional", "random_walk"):
            assert rows[who, metric].interval is not None
    for verdict in made.verdicts:
        ours = rows["contingent", "Brier" if verdict.text.startswith("Direction") else "CRPS"].value
        assert f"{ours:.4f}" in verdict.why
    assert ("does not beat the unconditional distribution out of sample" in made.summary) or (
        "beats the unconditional distribution out of sample" in made.summary
    )
    told = " ".join(made.notes)
    assert told.count("not investment advice") == 1
    assert made.data_through == date(2025, 12, 31)


@pytest.mark.shared
def test_what_comes_after_as_of_changes_no_figure(quick: Path, tmp_path: Path) -> None:
    day = date(2012, 6, 30)
    whole = figures_json(backtest_markets(quick, as_of=day))
    cut = tmp_path / "cut"
    cut.mkdir()
    for path in quick.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (cut / path.name).write_text(
            "".join([lines[0], *(line for line in lines[1:] if line[:10] <= day.isoformat())]), encoding="utf-8"
        )
    assert figures_json(backtest_markets(cut, as_of=day)) == whole


@pytest.mark.shared
def test_without_the_index_of_news_or_any_price_the_error_says_what_to_get(quick: Path, tmp_path: Path) -> None:
    (quick / "gpr_daily.csv").unlink()
    with pytest.raises(DataError, match="data pull gpr"):
        backtest_markets(quick, as_of=date(2025, 12, 31))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError):
        backtest_markets(empty, as_of=date(2025, 12, 31))


@pytest.mark.shared
def test_a_price_that_never_moves_and_one_that_is_empty_are_named(quick: Path) -> None:
    (quick / "vix_daily.csv").unlink()
    head, *rows = (quick / "brent_daily.csv").read_text(encoding="utf-8").splitlines()
    (quick / "brent_daily.csv").write_text("\n".join([head, *(f"{row[:10]},50" for row in rows)]), encoding="utf-8")
    with pytest.raises(DataError, match="Brent crude oil after threats and build-ups, 5 trading days: too few events"):
        backtest_markets(quick, as_of=date(2025, 12, 31))
    (quick / "brent_daily.csv").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="Not read: Brent"):
        backtest_markets(quick, as_of=date(2025, 12, 31))


@pytest.mark.shared
def test_the_shipped_exposures_are_what_their_command_makes(shared: Path, tmp_path: Path) -> None:
    shipped = (files("contingent") / "data" / "exposures.toml").read_text(encoding="utf-8")
    day = date.fromisoformat(str(tomllib.loads(shipped)["fitted_as_of"]))
    table = fit_table("exposures", shared / "data" / "markets", as_of=day)
    write_table(table, tmp_path / "fitted.toml")
    assert (tmp_path / "fitted.toml").read_text(encoding="utf-8") == shipped
