"""The coming months of every country: from files to page, VIEWS draws, Hubverse and ledger, nothing from the future."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contingent.core.errors import DataError, ValueRangeError
from contingent.forecasting.counts.panel import Panel, month_id
from contingent.forecasting.counts.questions import resolve_country_months
from contingent.journeys.forecasts.country_months import Models, Size, questions_of
from contingent.journeys.forecasts.views import Known, forecast_known, known_by, write_country_months
from contingent.ledger.store import Ledger
from contingent.report.country_months.outlook import Driver, answer_words
from contingent.sources.hubverse import read_output
from contingent.sources.shipped import countries
from contingent.sources.views_draws import read_predictions

AS_OF = date(2022, 1, 20)
LAST = month_id(date(2021, 12, 1))
SIZE = Size(months=14, draws=60, seed=5)


def panel(*, months=100, seed=1):
    """Every state of the table; a tenth at war, South Sudan missing throughout (it is not yet there)."""
    states = sorted(countries().states, key=lambda state: state.views)
    random = np.random.default_rng(seed)
    at_war = np.arange(len(states)) % 10 == 0
    deaths = random.poisson(np.where(at_war, 40.0, 0.02), size=(months, len(states))).astype(float)
    deaths[:, [s.iso3 for s in states].index("SSD")] = np.nan
    return Panel(
        months=np.arange(LAST - months + 1, LAST + 1), countries=np.array([s.views for s in states]), deaths=deaths,
        names=tuple(s.name for s in states), gwcodes=tuple(s.gwcode for s in states), source="made here", checksum="c",
    )  # fmt: skip


def stand_in():
    """Last year's months again: a forecaster that any panel can feed."""

    def draws(known, leads, n, seed):
        random = np.random.default_rng(seed)
        picks = random.integers(0, 12, size=(len(leads), len(known.names), n))
        return np.nan_to_num(known.deaths[-12:])[picks, np.arange(len(known.names))[None, :, None]]

    def events(known, leads, seed):
        return np.repeat((np.nan_to_num(known.deaths[-12:]) >= 25).mean(axis=0)[None] * 0.98, len(leads), axis=0)

    def drivers(known, leads, ids, seed):
        return {views: (Driver(words=f"<b>the past</b> of {views}", amount=1.0),) for views in ids}

    return Models(name="contingent", draws=draws, events=events, drivers=drivers)


def known(**changes):
    made = Known(panel=panel(), data_through=date(2021, 12, 31), known=date(2022, 1, 19), provisional=(LAST - 1, LAST))
    return replace(made, **changes)


@pytest.fixture(scope="module")
def made():
    return forecast_known(known(), as_of=AS_OF, size=SIZE, models=stand_in())


def test_the_first_month_forecast_is_the_one_after_the_last_of_data(made):
    assert made.found.months == tuple(range(LAST + 1, LAST + 15))
    assert (made.report.first, made.report.last) == (date(2022, 1, 1), date(2023, 2, 1))
    assert made.found.draws.shape == (14, 190, 60)


def test_a_state_that_does_not_exist_is_not_forecast_and_said_so(made):
    assert "SSD" not in {item.iso3 for item in made.report.countries}
    assert any("1 countries of the panel do not exist" in note for note in made.report.notes)


def test_sums_and_risks_of_months_agree_with_the_draws(made):
    for item in made.report.countries[:25]:
        assert item.next12.mean == pytest.approx(sum(month.mean for month in item.months[:12]))
        assert item.next12.low <= item.next12.middle <= item.next12.high
        assert max(month.p25 for month in item.months[:12]) <= item.any25 <= sum(m.p25 for m in item.months[:12]) + 1e-9
        assert (item.onset is None) == (item.share25 > 0)
    expected = [item.next12.middle for item in made.report.countries]
    assert expected == sorted(expected, reverse=True)


def test_the_same_arguments_give_the_same_bytes(made, tmp_path):
    again = forecast_known(known(), as_of=AS_OF, size=SIZE, models=stand_in())
    one, other = write_country_months(made, tmp_path / "a"), write_country_months(again, tmp_path / "b")
    for name in ("html", "json", "views", "hub"):
        assert getattr(one, name).read_bytes() == getattr(other, name).read_bytes()


def test_files_are_read_back_by_their_own_readers(made, tmp_path):
    files = write_country_months(made, tmp_path)
    draws = read_predictions(files.views.read_bytes(), "x")
    assert draws.draws.shape == (14, 190, 60)
    order = np.argsort(made.found.panel.countries)
    assert np.array_equal(draws.draws, made.found.draws[:, order])
    hub = read_output(files.hub.read_bytes(), files.hub.name)
    assert files.hub.name == "2022-01-20-contingent-counts.parquet"
    first = made.report.countries[0]
    at = {
        (row.kind, row.level): row.value for row in hub.outputs
        if row.task["location"] == first.iso3 and row.task["horizon"] == "1"
    }  # fmt: skip
    assert at["mean", None] == pytest.approx(first.months[0].mean)
    assert at["quantile", "0.5"] == pytest.approx(first.months[0].quantiles[2])
    assert 1 - at["cdf", "24"] == pytest.approx(first.months[0].p25)
    figures = json.loads(files.json.read_text())
    assert figures["name"] == "forecast-views"
    assert len(figures["countries"]) == 190


def test_the_page_asks_for_nothing_and_escapes_what_it_was_given(made, tmp_path):
    page = write_country_months(made, tmp_path).html.read_text()
    assert "&lt;b&gt;the past" in page
    assert "<b>the past" not in page
    assert "<script" not in page
    assert "November 2021 to December 2021 are counted from candidate events" in page
    assert "January 2022 has begun by 20 January 2022, but no data cover it yet" in page


def test_what_is_kept_is_settled_from_later_data_and_kept_once(tmp_path):
    where = tmp_path / "ledger.sqlite"
    first = forecast_known(known(), as_of=AS_OF, size=SIZE, models=stand_in(), ledger=where)
    assert first.report.kept
    forecast_known(known(), as_of=AS_OF, size=SIZE, models=stand_in(), ledger=where)
    with Ledger.open(where, create=False) as ledger:
        rows = ledger.read(as_of=AS_OF)
        assert len(rows) == first.report.kept
        asked = {row.body["id"] for row in rows if row.kind == "question"}
    pairs = questions_of(first.found, as_of=AS_OF, data_through=date(2021, 12, 31))
    assert {question.id for question, _ in pairs} == asked
    later = panel(months=101, seed=9)
    later = replace(later, months=later.months + 1)
    places = {state.iso3: state.views for state in countries().states}
    settled = resolve_country_months([q for q, _ in pairs], later, places=places, published=date(2022, 2, 20))
    january = [q.id for q, _ in pairs if q.opens == date(2022, 1, 1)]
    assert january
    assert {item.question for item in settled} == set(january)


def test_the_change_since_the_last_forecast_is_told_and_of_later_ones_nothing(tmp_path):
    where = tmp_path / "ledger.sqlite"
    forecast_known(known(), as_of=AS_OF, size=SIZE, models=stand_in(), ledger=where)
    doubled = replace(stand_in(), events=lambda p, leads, s: np.minimum(stand_in().events(p, leads, s) * 0.5, 1))
    later = forecast_known(known(), as_of=date(2022, 2, 20), size=SIZE, models=doubled, ledger=where)
    item = later.report.countries[0]
    assert item.before is not None
    day, then, now = item.before
    assert day == AS_OF
    assert now == pytest.approx(then / 2)
    assert "Since the forecast of 20 January 2022" in " ".join(answer_words(later.report))
    earlier = forecast_known(known(), as_of=date(2022, 1, 10), size=SIZE, models=stand_in(), ledger=where)
    assert all(item.before is None for item in earlier.report.countries)


@pytest.mark.parametrize("change", [{"months": 11}, {"months": 37}, {"draws": 5}])
def test_sizes_out_of_range_are_refused(change):
    with pytest.raises(ValueRangeError, match=next(iter(change))):
        replace(SIZE, **change)


def test_a_folder_without_data_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(DataError, match=r"no files of UCDP GED.*Name another --data.*pull the sets"):
        known_by(tmp_path, AS_OF)


@pytest.mark.shared
def test_the_views_panel_is_read_where_there_are_no_ucdp_files(shared: Path):
    found = known_by(shared / "data", date(2010, 6, 30))
    assert found.data_through == date(2010, 6, 30)
    assert found.provisional == ()
