"""Figures of country-months: intervals by countries drawn whole, twins without the heaviest, verdicts that follow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.report.backtests.backtest import Figure
from contingent.report.views.charts import charts, reliability_bins
from contingent.report.views.figures import (
    EVENT,
    ONSET,
    Countries,
    average_precision,
    chance_scores,
    figures,
    folded,
    headline_heaviest,
    spans,
)
from contingent.report.views.verdicts import deviations, sentence, verdicts
from contingent.report.views.windows import (
    Cells,
    Window,
    count_scores,
    joined,
    plain_window,
    revived_window,
    worst_of,
)
from contingent.scoring.clusters import cluster_interval
from contingent.scoring.discrimination import discrimination
from contingent.scoring.rules import brier, log_score

NAMES = {1: "Quiet", 2: "Rare", 3: "Steady", 4: "Heavy", 5: "Heavier", 6: "Heaviest"}
RATES = np.array([0.1, 2.0, 20.0, 100.0, 300.0, 900.0])


def made_window(year: int, *, shift: float = 0.0, seed: int = 1) -> Window:
    """Six countries, twelve leads, three forecasters: ours knows the rate, the others are off by a half."""
    generator = np.random.default_rng([seed, year])
    lead, place = (grid.reshape(-1) for grid in np.meshgrid(np.arange(3, 15), np.arange(6), indexing="ij"))
    rate = RATES[place]
    deaths = generator.poisson(rate).astype(float)
    scores, own = {}, np.zeros((0, 0))
    for who, factor in (("conflictology12", 1.5), ("decay", 0.5), ("contingent", 1.0 + shift)):
        drawn = generator.poisson(np.repeat((rate * factor)[:, None], 60, axis=1)).astype(float)
        scores[who] = count_scores(drawn, deaths)
        if who == "contingent":
            own = drawn
    chance = np.clip(rate / 200, 0.01, 0.97)
    flat = np.full(rate.size, 0.4)
    cells = Cells(
        year=np.full(lead.size, year), lead=lead, country=place + 1, deaths=deaths, lively=rate > 1, at_risk=rate < 50,
        below=(own < deaths[:, None]).mean(1), upto=(own <= deaths[:, None]).mean(1), scores=scores,
        chances={"contingent": chance, "base_rate": flat}, onset_chances={"contingent": chance, "base_rate": flat},
    )  # fmt: skip
    worst = worst_of(cells, own, who="contingent", known_through=12 * (year - 1981) + 10)
    return Window(year=year, known_through=12 * (year - 1981) + 10, cells=cells, worst=worst)


WINDOWS = tuple(made_window(year) for year in range(2017, 2022))


def by_key(rows: list[Figure]) -> dict[tuple[str, str, str], Figure]:
    return {(row.forecaster, row.slice, row.metric): row for row in rows}


@given(
    cells=st.lists(st.tuples(st.integers(0, 6), st.floats(-1e3, 1e3)), min_size=1, max_size=40), seed=st.integers(1, 9)
)
@settings(max_examples=20, deadline=None)
def test_intervals_are_those_of_the_cluster_bootstrap(cells: list[tuple[int, float]], seed: int) -> None:
    country = np.array([place for place, _ in cells])
    values = np.array([value for _, value in cells])
    ours, theirs = Countries(seed).interval(values, country), cluster_interval(values, country, seed=seed)
    if theirs is None:
        assert ours is None
    else:
        assert ours == pytest.approx(theirs, abs=1e-7)


@given(pairs=st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30))
def test_average_precision_agrees_with_the_counts_that_add(pairs: list[tuple[float, bool]]) -> None:
    said, came = np.array([p for p, _ in pairs]), np.array([c for _, c in pairs])
    found, counted = average_precision(said, came), discrimination(pairs).average_precision
    assert found == (None if counted is None else pytest.approx(counted))


def test_a_case_weighted_twice_counts_as_two() -> None:
    said, came = np.array([0.9, 0.6, 0.6, 0.2]), np.array([False, True, False, True])
    weight = np.array([2.0, 1.0, 0.0, 3.0])
    again = np.repeat(np.arange(4), weight.astype(int))
    assert average_precision(said, came, weight=weight) == pytest.approx(average_precision(said[again], came[again]))


@given(p=st.floats(0.0, 1.0), came=st.booleans())
def test_scores_of_chances_are_the_rules(p: float, came: bool) -> None:
    found = chance_scores(np.array([p]), np.array([came]))
    assert found["Brier"][0] == pytest.approx(brier(p, came))
    assert found["log loss"][0] == pytest.approx(log_score(p, came))


def test_differences_are_differences_of_means() -> None:
    cells = by_key(figures(WINDOWS, seed=1))
    for metric in ("CRPS", "IGN", "MIS"):
        for where in ("mean 2018-2021", "mean 2018-2021 without the three heaviest"):
            ours, theirs = (cells[who, where, metric].value for who in ("contingent", "decay"))
            reference = cells["conflictology12", where, metric].value
            apart = cells["decay", f"{where}, ours less theirs", f"{metric} difference"]
            assert apart.value == pytest.approx(ours - theirs)
            less = cells["decay", where, f"{metric} less conflictology12"]
            assert less.value == pytest.approx(theirs - reference)
            assert less.interval is not None and less.interval[0] <= less.value <= less.interval[1]


def test_the_published_windows_lead_and_all_windows_follow() -> None:
    assert spans(WINDOWS) == ((2018, 2021), (2017, 2021))
    assert spans(WINDOWS[1:]) == ((2018, 2021),)
    assert spans(WINDOWS[:3]) == ((2017, 2019),)
    cells = by_key(figures(WINDOWS, seed=1))
    assert cells["contingent", "mean 2018-2021", "CRPS"].n == 4 * 72
    assert cells["contingent", "mean 2017-2021", "CRPS"].n == 5 * 72
    means = [cells["contingent", f"window={year}", "CRPS"].value for year in range(2018, 2022)]
    assert cells["contingent", "mean 2018-2021", "CRPS"].value == pytest.approx(np.mean(means))


def test_the_heaviest_are_the_three_with_most_deaths_and_are_left_out() -> None:
    assert headline_heaviest(WINDOWS) == (6, 5, 4)
    cells = by_key(figures(WINDOWS, seed=1))
    light = joined(WINDOWS[1:])
    kept = light.scores["decay"]["CRPS"][light.country <= 3]
    row = cells["decay", "mean 2018-2021 without the three heaviest", "CRPS"]
    assert (row.value, row.n) == (pytest.approx(kept.mean()), kept.size)


def test_leads_and_regions_part_the_whole() -> None:
    regions = {1: "North", 2: "North", 3: "South", 4: "South", 5: "South"}
    rows = figures(WINDOWS[1:], seed=1, regions=regions)
    cells = by_key(rows)
    whole = cells["contingent", "mean 2018-2021", "CRPS"]
    leads = [cells["contingent", f"lead={lead}", "CRPS"] for lead in range(3, 15)]
    assert sum(row.n for row in leads) == whole.n
    assert sum(row.n * row.value for row in leads) == pytest.approx(whole.n * whole.value)
    assert cells["contingent", "region=North", "CRPS"].n == 4 * 24  # and the sixth country is in none
    closed = {name.partition("=")[0] for name in folded(rows) if not name.endswith("ours less theirs")}
    assert closed == {"window", "lead", "region"}


def test_onset_counts_only_those_at_risk() -> None:
    cells = by_key(figures(WINDOWS[1:], seed=1))
    assert cells["contingent", f"{EVENT}, mean 2018-2021", "Brier"].n == 4 * 72
    assert cells["contingent", f"{ONSET}, mean 2018-2021", "Brier"].n == 4 * 36


def test_a_loss_without_end_is_left_out_and_the_rest_stays() -> None:
    wrong = np.zeros(72)
    (window,) = WINDOWS[1:2]
    sure = replace(window, cells=replace(window.cells, chances={**window.cells.chances, "base_rate": wrong}))
    cells = by_key(figures([sure], seed=1))
    name = f"{EVENT}, mean 2018-2018"
    assert ("base_rate", name, "log loss") not in cells and ("base_rate", name, "log loss difference") not in cells
    assert ("base_rate", name, "Brier") in cells and ("contingent", name, "log loss") in cells


def test_windows_survive_being_kept() -> None:
    (window,) = WINDOWS[:1]
    again = revived_window(plain_window(window))
    assert (again.year, again.known_through, again.worst) == (window.year, window.known_through, window.worst)
    for name in ("lead", "country", "deaths", "lively", "at_risk", "below", "upto"):
        np.testing.assert_array_equal(getattr(again.cells, name), getattr(window.cells, name))
    np.testing.assert_array_equal(again.cells.scores["decay"]["MIS"], window.cells.scores["decay"]["MIS"])


@pytest.mark.parametrize(("shift", "kind"), [(0.0, "beaten"), (1.0, "not beaten")])
def test_verdicts_follow_the_figures(shift: float, kind: str) -> None:
    windows = [made_window(year, shift=shift) for year in range(2018, 2022)]
    rows = figures(windows, seed=1)
    told = verdicts(rows, windows)
    (coverage,) = [one for one in told if one.about == "Coverage"]
    assert (coverage.kind == "coverage missed") == (shift == 1.0)
    (crps, *_) = [one for one in told if one.about.endswith("conflictology12") and "CRPS" in one.text]
    assert crps.kind == kind and "without the three heaviest countries" in crps.why
    said = sentence(rows, windows, NAMES, headline_heaviest(windows))
    assert "Without Heaviest, Heavier and Heavy, the three with most deaths" in said and "2018 to 2021" in said


def test_the_costliest_months_are_told_with_what_was_said() -> None:
    found = deviations(WINDOWS, NAMES)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    worst = found[0]
    cells = joined(WINDOWS)
    assert worst.score == pytest.approx(cells.scores["contingent"]["CRPS"].max())
    assert worst.happened.replace(",", "") == f"{cells.deaths[cells.scores['contingent']['CRPS'].argmax()]:.0f}"
    assert worst.what in NAMES.values() and " to " in worst.said and "of all CRPS of 20" in worst.note


def test_reliability_bins_hold_every_case_within_their_interval() -> None:
    cells = joined(WINDOWS)
    came = cells.deaths >= 25
    bins = reliability_bins(cells.chances["contingent"], came, cells.country, seed=1)
    assert sum(n for *_, n in bins) == came.size
    assert sum(share * n for _, share, _, _, n in bins) == pytest.approx(came.sum())
    assert all(0.0 <= low <= share <= high <= 1.0 for _, share, low, high, _ in bins)


def test_charts_say_in_words_what_they_draw() -> None:
    drawn = charts(WINDOWS, figures(WINDOWS, seed=1), seed=1)
    assert [len(chart.panels) for chart in drawn] == [3, 2, 2, 2]
    assert all(panel.description for chart in drawn for panel in chart.panels)
    counts = drawn[3].panels[0].description.partition(": ")[2].rstrip(".").replace(",", "").split()
    assert sum(map(int, counts)) == pytest.approx(4 * 72, abs=5)  # rounded part by part
