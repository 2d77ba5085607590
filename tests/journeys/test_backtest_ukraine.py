"""Laws of the hindcast: the future stays hidden, windows are counted, what is left out is told, scores are known."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contingent.core.errors import DataError
from contingent.forecasting import replay
from contingent.forecasting.replay import ABLATIONS, HORIZONS, Answer, Task
from contingent.journeys.backtests import ukraine as journey
from contingent.journeys.backtests.ukraine import STEP_DAYS, Replay, backtest_ukraine
from contingent.report.backtests.backtest import Backtest, figures_json

START = date(2022, 2, 25)
LOSSES_A_DAY = 500.0
KM2_A_DAY = 5.0


def write_war(
    folder: Path, *, days: int, deepstate_from: int = 0, hole: range = range(0), bend: int | None = None
) -> Path:
    """A war in which every day is like the last; no rows in `hole`; from day `bend` on ten times the losses."""
    folder.mkdir(exist_ok=True)
    dated = [(place, (START + timedelta(days=place)).isoformat()) for place in range(days) if place not in hole]

    def pace(place: int) -> int:
        return place if bend is None or place < bend else bend + 10 * (place - bend)

    losses = [{"date": day, "personnel": LOSSES_A_DAY * pace(place)} for place, day in dated]
    (folder / "russia_losses_personnel.json").write_text(json.dumps(losses), encoding="utf-8")
    for name, column, per, first in (
        ("area_controlled_by_russia_daily.csv", "area_assessed_as_russia_controlled", 1e6, 0),
        ("deepstate_area_daily.csv", "occupied_km2", 1.0, deepstate_from),
    ):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["date", column])
            rows.writerows([day, per * KM2_A_DAY * pace(place)] for place, day in dated if place >= first)
    return folder


def simple(task: Task) -> tuple[dict[tuple[str, str, str], np.ndarray], dict[str, float]]:
    """In place of fit and simulation: the truth of the war above for losses, 10 km² too much for areas."""
    found = {}
    for name in task.series:
        for horizon, days in HORIZONS.items():
            right = LOSSES_A_DAY * days if name.startswith("losses") else KM2_A_DAY * days + 10.0
            found["contingent", name, horizon] = right + np.array([-1.0, 0.0, 1.0])
    return found, dict.fromkeys(HORIZONS, 0.25)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "ours", simple)


def value(found: Backtest, forecaster: str, series: str, horizon: str, metric: str) -> float:
    (row,) = [
        row for row in found.rows
        if (row.forecaster, row.slice, row.metric) == (forecaster, f"horizon={horizon} series={series}", metric)
    ]  # fmt: skip
    return row.value


@pytest.mark.usefixtures("cheap")
def test_windows_are_those_whose_outcome_is_known(tmp_path: Path) -> None:
    write_war(tmp_path, days=1000, deepstate_from=800)
    last = START + timedelta(days=999)
    found = backtest_ukraine(tmp_path, as_of=last)
    every = {row.slice: row.n for row in found.rows if (row.forecaster, row.metric) == ("contingent", "CRPS")}
    counts = {name: n for name, n in every.items() if " from=" not in name}
    # eight of the thirteen and six origins are of 2023; where there is none before 2024 nothing is told twice
    assert every == counts | {
        f"horizon=6m series={name} from=2024-01-01": 5 for name in ("losses_general_staff", "area_economist")
    }
    expected = {}
    for name, first in (("losses_general_staff", 0), ("area_economist", 0), ("area_deepstate", 800)):
        for horizon, days in HORIZONS.items():
            origins = [date(2023, 6, 18) + timedelta(days=STEP_DAYS * place) for place in range(99)]
            n = sum(
                origin >= START + timedelta(days=first) and origin + timedelta(days=days) <= last for origin in origins
            )
            if n:
                expected[f"horizon={horizon} series={name}"] = n
    assert counts == expected
    assert set(counts.values()) == {13, 6, 1}
    assert any("series=area_deepstate" in note and "No window" in note for note in found.notes)
    assert [verdict.kind for verdict in found.verdicts if "no window" in verdict.about] == ["no data"]


@pytest.mark.usefixtures("cheap")
def test_scores_of_a_war_that_never_changes_are_known(tmp_path: Path) -> None:
    write_war(tmp_path, days=1000)
    found = backtest_ukraine(tmp_path, as_of=date(2024, 11, 1))
    for days in (30, 90, 180):
        assert value(found, f"persistence_{days}d", "losses_general_staff", "6m", "CRPS") == pytest.approx(0, abs=1e-6)
    assert value(found, "zero_change", "area_economist", "6m", "CRPS") == pytest.approx(182 * KM2_A_DAY)
    # three draws one apart around the outcome: mean|x − y| − mean|x − x'|/2 = 2/3 − 4/9
    assert value(found, "contingent", "losses_general_staff", "6m", "CRPS") == pytest.approx(2 / 3 - 4 / 9)
    assert value(found, "contingent", "area_economist", "12m", "CRPS") == pytest.approx(10 - 4 / 9)
    assert value(found, "contingent", "area_economist", "6m", "bias") == pytest.approx(10)
    assert value(found, "contingent", "area_economist", "6m", "coverage90") == 0.0
    kinds = [verdict.kind for verdict in found.verdicts if verdict.about.startswith("Claimed")]
    assert "not beaten" in kinds
    (told,) = [v for v in found.verdicts if v.kind == "not beaten" and "losses, 6 months" in v.about]
    assert "persistence_90d" in told.text


def test_rows_after_an_origin_change_nothing_that_is_forecast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[Task]] = []

    def watch(task: Task) -> Answer:
        seen[-1].append(task)
        return Answer(origin=task.origin, draws={}, ceasefire={})

    monkeypatch.setattr(journey, "forecasts_at", watch)
    bend = (date(2024, 1, 1) - START).days
    for name, later in (("as it was", None), ("another future", bend)):
        seen.append([])
        backtest_ukraine(write_war(tmp_path / name, days=1000, bend=later), as_of=date(2024, 11, 1))
    before = [(a, b) for a, b in zip(*seen, strict=True) if a.origin < START + timedelta(days=bend)]
    assert len(before) == 8
    # a task is all that a worker knows: the same task, the same forecast
    assert all(a == b for a, b in before)
    assert all(day <= task.origin for tasks in seen for task in tasks for s in task.series.values() for day in s.days)
    after = [(a, b) for a, b in zip(*seen, strict=True) if a.origin > START + timedelta(days=bend)]
    assert after and all(a != b for a, b in after)


class Backwards:
    """A pool that works from the last item to the first."""

    name = "backwards"

    def each(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        for place, item in reversed(list(enumerate(items))):
            yield place, function(item)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Sequence[Any]:
        return [result for _, result in sorted(self.each(function, items), key=lambda pair: pair[0])]


@pytest.mark.usefixtures("cheap")
def test_any_pool_gives_the_same_bytes(tmp_path: Path) -> None:
    write_war(tmp_path, days=900)
    serial = backtest_ukraine(tmp_path, as_of=date(2024, 8, 1))
    assert figures_json(backtest_ukraine(tmp_path, as_of=date(2024, 8, 1), pool=Backwards())) == figures_json(serial)
    assert backtest_ukraine(tmp_path, as_of=date(2024, 8, 1), pool=Backwards()) == serial


def test_what_is_kept_is_not_done_again_and_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[date] = []

    def counting(task: Task) -> tuple[dict[tuple[str, str, str], np.ndarray], dict[str, float]]:
        done.append(task.origin)
        return simple(task)

    monkeypatch.setattr(replay, "ours", counting)
    write_war(tmp_path, days=900)
    whole = backtest_ukraine(tmp_path, as_of=date(2024, 8, 1))
    every = done.copy()
    first = backtest_ukraine(tmp_path, as_of=date(2024, 6, 1), kept=tmp_path / "kept")
    early = done[len(every) :]
    later = backtest_ukraine(tmp_path, as_of=date(2024, 8, 1), kept=tmp_path / "kept")
    # what an origin is told does not hang on what came later, so the longer run takes up the shorter one's
    assert early and early + done[len(every) + len(early) :] == every
    assert later == whole != first


@pytest.mark.usefixtures("cheap")
def test_a_gap_at_either_end_leaves_a_window_out_and_is_told(tmp_path: Path) -> None:
    origin = (date(2023, 6, 18) - START).days
    whole = backtest_ukraine(write_war(tmp_path / "whole", days=1000), as_of=date(2024, 11, 1))
    holed = backtest_ukraine(
        write_war(tmp_path / "holed", days=1000, hole=range(origin - 20, origin + 1)), as_of=date(2024, 11, 1)
    )
    n = [
        next(row.n for row in found.rows if (row.forecaster, row.metric) == ("contingent", "CRPS"))
        for found in (whole, holed)
    ]
    assert n[1] == n[0] - 1
    assert any("2023-06-18, losses_general_staff, 6m" in note for note in holed.notes)
    assert any(note.startswith("0 windows left out") for note in whole.notes)


def test_an_origin_that_cannot_be_fitted_is_told_and_the_others_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(task: Task) -> tuple[dict[tuple[str, str, str], np.ndarray], dict[str, float]]:
        if task.origin == date(2023, 6, 18):
            raise DataError("too little is known")
        return simple(task)

    monkeypatch.setattr(replay, "ours", refusing)
    found = backtest_ukraine(write_war(tmp_path, days=1000), as_of=date(2024, 11, 1))
    assert any("1 of " in note and "2023-06-18: too little is known" in note for note in found.notes)
    own, others = (
        next(row.n for row in found.rows if (row.forecaster, row.metric) == (who, "CRPS"))
        for who in ("contingent", "persistence_30d")
    )
    assert own == others - 1


@pytest.mark.usefixtures("cheap")
def test_no_origin_with_an_outcome_is_refused(tmp_path: Path) -> None:
    write_war(tmp_path, days=400)
    with pytest.raises(DataError, match="no origin from 2023-06-18"):
        backtest_ukraine(tmp_path, as_of=date(2023, 4, 1))


@pytest.mark.shared
def test_the_war_itself_at_one_origin(shared: Path) -> None:
    found = backtest_ukraine(
        shared / "data", as_of=date(2025, 6, 30), replay=Replay(paths=128, origins_from=date(2024, 12, 29))
    )
    assert found.data_through == date(2025, 6, 30)
    slices = {row.slice for row in found.rows if row.forecaster == "contingent"}
    assert slices == {f"horizon=6m series={s}" for s in ("losses_general_staff", "area_economist", "area_deepstate")}
    ablations = {row.forecaster for row in found.rows if row.forecaster.startswith("contingent_")}
    assert ablations == set(ABLATIONS)
    known = json.loads(figures_json(found))
    assert list(known) == ["data_through", "name", "rows"]
    assert all(row["n"] == 1 for row in known["rows"])
