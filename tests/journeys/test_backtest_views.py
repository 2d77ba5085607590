"""The backtest of country-month deaths: the challenge's windows, the future hidden, the same with any order of work."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contingent.core.errors import DataError, ValueRangeError
from contingent.forecasting.counts.panel import Panel, month_id
from contingent.journeys.backtests.views import LEADS, Rules, backtest_views, stages
from contingent.report.backtests.backtest import figures_json
from contingent.report.backtests.page import render_backtest_html
from contingent.report.views.words import WHO
from contingent.scoring.challenge import crps
from contingent.sources.views import read_panel
from proof.views_stand_ins import FIRST, cheap_rules, made_deaths, months_through, parquet, rows_of

DAY = date(2022, 3, 1)
NAME = "cm_ged_sb_2014_2021.parquet"


def written(folder: Path, deaths: np.ndarray) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_bytes(parquet(rows_of(deaths)))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("views"), made_deaths(months_through(2021)))


class Backwards:
    """A pool that does the last piece first, each as a worker elsewhere would get it."""

    name = "backwards"

    def each(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        for place, item in reversed(list(enumerate(items))):
            yield place, pickle.loads(pickle.dumps(function))(item)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        return [result for _, result in sorted(self.each(function, items), key=lambda pair: pair[0])]


def test_figures_are_the_same_in_any_order_of_work(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    one = backtest_views(folder, as_of=DAY, rules=cheap_rules(), say=said.append)
    other = backtest_views(folder, as_of=DAY, rules=cheap_rules(), pool=Backwards(), kept=tmp_path)
    assert figures_json(one) == figures_json(other)
    (unmade, *chunks) = tmp_path.iterdir()
    unmade.unlink()
    times = {chunk: chunk.stat().st_mtime_ns for chunk in chunks}
    assert backtest_views(folder, as_of=DAY, rules=cheap_rules(), kept=tmp_path) == one
    assert len(times) == 3 and all(chunk.stat().st_mtime_ns == then for chunk, then in times.items())
    assert len(said) == stages(folder, as_of=DAY, rules=cheap_rules()) == 4
    assert render_backtest_html(one) == render_backtest_html(other)


def test_figures_name_their_data_cases_and_clusters(folder: Path) -> None:
    made = backtest_views(folder, as_of=DAY, rules=cheap_rules())
    figures = json.loads(figures_json(made))
    assert (figures["name"], figures["data_through"]) == ("views", "2021-12-31")
    assert {row["forecaster"] for row in figures["rows"]} <= set(WHO)
    whole = {(row["slice"], row["forecaster"], row["metric"]): row for row in figures["rows"]}
    row = whole["mean 2018-2021", "contingent", "CRPS less conflictology12"]
    assert row["n"] == 4 * 12 * 5 and row["interval"][0] <= row["value"] <= row["interval"][1]
    assert whole["mean 2018-2021 without the three heaviest", "contingent", "CRPS"]["n"] == 4 * 12 * 2
    for year in range(2018, 2022):
        assert whole[f"window={year}", "conflictology12", "IGN"]["n"] == 60
    assert {f"lead={lead}" for lead in LEADS} <= {slice_ for slice_, _, _ in whole}
    assert dict(made.slices).keys() == {row.slice for row in made.rows}
    assert dict(made.made)["Clusters"] == "5 countries, resampled whole"
    assert any("late vintage" in note for note in made.notes)
    assert any("Land 133" in note for note in made.notes)


def test_every_mean_has_an_interval_and_stands_without_the_heaviest_too(folder: Path) -> None:
    rows = backtest_views(folder, as_of=DAY, rules=cheap_rules()).rows
    assert all(row.interval is not None for row in rows if not row.slice.startswith(("onset", "region="))
               and not row.slice.endswith("the year before"))  # fmt: skip  # there, one country may be all
    slices = {row.slice for row in rows}
    bare = {name for name in slices if "without" not in name and not name.startswith("region=")}
    heavy = " without the three heaviest"
    for name in bare:
        head, comma, tail = name.rpartition(", ") if name.startswith("mean") else (name, "", "")
        assert (f"{head}{heavy}{comma}{tail}" if head else f"{name}{heavy}") in slices


@dataclass
class Spy:
    """Says nought; keeps what it was shown and spoils it."""

    name: str = "spy"
    seen: list[Panel] = field(default_factory=list)

    def draws(self, panel: Panel, leads: Sequence[int], *, n: int, seed: int) -> np.ndarray:
        self.seen.append(replace(panel, deaths=panel.deaths.copy()))
        assert panel.deaths.base is None  # no view of an array that holds more
        panel.deaths[:] = 0.0
        return np.zeros((len(leads), panel.countries.size, n))


def test_a_forecaster_sees_the_october_before_and_nothing_later(folder: Path) -> None:
    spy = Spy()
    cheap = cheap_rules()
    rules = replace(cheap, forecasters=(spy, *(cheap.forecasters or ())))
    with_spy = backtest_views(folder, as_of=DAY, rules=rules)
    assert [panel.last for panel in spy.seen] == [month_id(date(year, 10, 1)) for year in range(2017, 2021)]
    whole = read_panel(folder, as_of=DAY)
    for panel in spy.seen:
        np.testing.assert_array_equal(panel.deaths, whole.until(panel.last).deaths)
    # what it does to its panel is its own affair
    without = backtest_views(folder, as_of=DAY, rules=cheap)
    assert {row for row in with_spy.rows if row.forecaster != "spy"} >= {
        row for row in without.rows if "differ" not in row.metric
    }


def test_rows_planted_after_as_of_change_no_figure(tmp_path: Path) -> None:
    deaths = made_deaths(months_through(2021))
    as_of = date(2020, 2, 1)
    bare = backtest_views(written(tmp_path / "bare", deaths[: months_through(2019)]), as_of=as_of, rules=cheap_rules())
    planted = deaths.copy()
    planted[months_through(2019) + 1 :] = 77_777.0
    full = backtest_views(written(tmp_path / "full", planted), as_of=as_of, rules=cheap_rules())
    assert (full.rows, full.errors, full.verdicts) == (bare.rows, bare.errors, bare.verdicts)


def test_what_happens_in_a_window_changes_no_forecast_of_it(tmp_path: Path) -> None:
    deaths = made_deaths(months_through(2021))
    other = deaths.copy()
    other[month_id(date(2018, 11, 1)) - FIRST :] += 500.0  # from the first month that the window 2019 does not know
    drawn: list[dict[int, np.ndarray]] = []
    for place, version in enumerate((deaths, other)):
        kept: dict[int, np.ndarray] = {}
        cheap = cheap_rules()

        @dataclass(frozen=True)
        class Keeper:
            inner: Any
            into: dict[int, np.ndarray]

            @property
            def name(self) -> str:
                return str(self.inner.name)

            def draws(self, panel: Panel, leads: Sequence[int], *, n: int, seed: int) -> np.ndarray:
                found = self.inner.draws(panel, leads, n=n, seed=seed)
                if self.name == "contingent":
                    self.into[panel.last] = found
                return np.asarray(found)

        rules = replace(cheap, forecasters=tuple(Keeper(one, kept) for one in cheap.forecasters or ()))
        backtest_views(written(tmp_path / str(place), version), as_of=DAY, rules=rules)
        drawn.append(kept)
    octobers = [month_id(date(year, 10, 1)) for year in range(2017, 2021)]
    same = [bool((drawn[0][month] == drawn[1][month]).all()) for month in octobers]
    assert same == [True, True, False, False]


@pytest.mark.parametrize(("as_of", "last"), [(date(2020, 12, 31), 2020), (date(2020, 12, 30), 2019)])
def test_windows_end_with_the_last_whole_year(folder: Path, as_of: date, last: int) -> None:
    rows = backtest_views(folder, as_of=as_of, rules=cheap_rules()).rows
    assert {row.slice for row in rows if row.slice.startswith("window=") and "without" not in row.slice} == {
        f"window={year}" for year in range(2018, last + 1)
    }
    assert f"mean 2018-{last}" in {row.slice for row in rows}


def test_a_country_that_did_not_exist_is_neither_forecast_nor_scored_as_nought(folder: Path) -> None:
    made = backtest_views(folder, as_of=DAY, rules=cheap_rules(first=2016))
    counts = {row.slice: row.n for row in made.rows if row.metric == "CRPS"}
    assert counts["window=2016"] == 12 * 4 and counts["window=2017"] == 12 * 5
    assert any(note.startswith("12 country-months are not scored") for note in made.notes)
    assert {"mean 2018-2021", "mean 2016-2021"} <= counts.keys()


def test_too_little_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="no whole year from 2018 on with the October before it"):
        backtest_views(folder, as_of=date(2018, 12, 30), rules=cheap_rules())
    lone = cheap_rules()
    with pytest.raises(ValueRangeError, match="wanted each once, contingent and conflictology12 among them"):
        backtest_views(folder, as_of=DAY, rules=replace(lone, forecasters=(lone.forecasters or ())[:2]))


def test_a_probability_that_is_none_is_refused(folder: Path) -> None:
    rules = cheap_rules()
    made = rules.chances
    assert made is not None

    def wrong(panel: Panel, leads: Sequence[int], seed: int) -> Any:
        found = made(panel, leads, seed)
        return replace(found, event={who: said + 1.0 for who, said in found.event.items()})

    with pytest.raises(ValueRangeError, match="gave a probability outside"):
        backtest_views(folder, as_of=DAY, rules=replace(rules, chances=wrong))


def test_rules_default_to_the_challenge() -> None:
    assert (Rules().draws, Rules().first, LEADS) == (1000, 2018, tuple(range(3, 15)))


@pytest.mark.shared
def test_the_scorer_reproduces_the_published_last_poisson(shared: Path) -> None:
    """Official CRPS of the last-Poisson benchmark in the windows 2018 to 2021, within .01.

    A thousand draws at evenly spaced probabilities: what a thousand random ones give on average.
    """
    from scipy.stats import poisson

    panel = read_panel(shared / "data", as_of=date(2022, 1, 1))
    levels = (np.arange(1000) + 0.5) / 1000
    for year, published in {2018: 20.04, 2019: 9.64, 2020: 13.70, 2021: 37.13}.items():
        october = month_id(date(year - 1, 10, 1))
        draws = poisson.ppf(levels, panel.until(october).deaths[-1][:, None])
        outcome = panel.at([october + lead for lead in LEADS])
        scores = crps(np.broadcast_to(draws, (12, *draws.shape)), outcome)
        assert float(scores.mean()) == pytest.approx(published, abs=0.01)
