"""VIEWS files: what is not known by `as_of` changes nothing, no gap is filled, predictions come back as they were."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from contingent.core.errors import DataError, InputError, ValueRangeError
from contingent.forecasting.counts.panel import first_of_month, month_id
from contingent.sources.views import read_challenge_scores, read_panel
from contingent.sources.views_draws import Predictions, predictions_parquet, read_predictions
from proof.views_stand_ins import COUNTRIES, FIRST, made_deaths, parquet, rows_of

NAME = "cm_ged_sb_2014_2016.parquet"
DAY = date(2016, 12, 31)


def written(folder: Path, table: pl.DataFrame, name: str = NAME) -> Path:
    (folder / name).write_bytes(parquet(table))
    return folder


def test_counts_come_as_they_stand_and_a_null_is_no_zero(tmp_path: Path) -> None:
    deaths = made_deaths(36)
    panel = read_panel(written(tmp_path, rows_of(deaths)), as_of=DAY)
    np.testing.assert_array_equal(panel.deaths, deaths)
    assert (panel.months[0], panel.last, tuple(panel.countries)) == (FIRST, FIRST + 35, COUNTRIES)
    assert panel.names[1] == "Land 7" and panel.gwcodes[3] == 700
    assert NAME in panel.source and len(panel.checksum) == 64
    assert np.isnan(panel.deaths[0, 4]) and panel.deaths[0, 0] == 0


def test_the_order_of_rows_of_a_panel_does_not_matter(tmp_path: Path) -> None:
    table = rows_of(made_deaths(36))
    one = read_panel(written(tmp_path, table), as_of=DAY)
    other = read_panel(written(tmp_path, table.sample(fraction=1.0, shuffle=True, seed=3)), as_of=DAY)
    np.testing.assert_array_equal(one.deaths, other.deaths)
    assert one.names == other.names


@pytest.mark.parametrize(
    ("as_of", "last"), [(date(2016, 11, 30), (2016, 11)), (date(2016, 11, 29), (2016, 10)), (DAY, (2016, 12))]
)
def test_only_months_that_are_over_are_known(tmp_path: Path, as_of: date, last: tuple[int, int]) -> None:
    panel = read_panel(written(tmp_path, rows_of(made_deaths(36))), as_of=as_of)
    assert panel.last == month_id(date(*last, 1))


def test_rows_planted_in_the_future_change_nothing(tmp_path: Path) -> None:
    """Not even rows that would be refused if they were known: a country twice, a count below 0, a new country."""
    as_of = date(2015, 12, 31)
    deaths = made_deaths(36)
    known = read_panel(written(tmp_path, rows_of(deaths[:24])), as_of=as_of)
    table = rows_of(deaths)
    late = table["month_id"] > month_id(as_of)
    planted = table.with_columns(
        ged_sb=pl.when(late).then(-7).otherwise(pl.col("ged_sb")),
        country_id=pl.when(late & (pl.col("country_id") == 3)).then(999).otherwise(pl.col("country_id")),
    )
    planted = pl.concat([planted, planted.tail(3)])
    seen = read_panel(written(tmp_path, planted), as_of=as_of)
    np.testing.assert_array_equal(seen.deaths, known.deaths)
    assert (seen.names, seen.gwcodes, seen.last) == (known.names, known.gwcodes, known.last)


def test_the_newest_file_of_the_folder_or_its_views_is_read(tmp_path: Path) -> None:
    inner = tmp_path / "views"
    inner.mkdir()
    written(tmp_path, rows_of(made_deaths(24)), "cm_ged_sb_2014_2015.parquet")
    written(inner, rows_of(made_deaths(36)))
    assert read_panel(tmp_path, as_of=DAY).last == FIRST + 35
    assert read_panel(inner, as_of=DAY).last == FIRST + 35


def spoilt(what: str) -> pl.DataFrame:
    table = rows_of(made_deaths(36))
    first = pl.int_range(pl.len()) == 11
    changes = {
        "negative": {"ged_sb": pl.when(first).then(-1).otherwise(pl.col("ged_sb"))},
        "fraction": {"ged_sb": pl.when(first).then(0.5).otherwise(pl.col("ged_sb"))},
        "not a number": {"ged_sb": pl.when(first).then(float("nan")).otherwise(pl.col("ged_sb"))},
        "words": {"ged_sb": pl.lit("many")},
        "no month": {"month_id": pl.when(first).then(None).otherwise(pl.col("month_id"))},
        "a month in words": {"month_id": pl.col("month_id").cast(pl.String)},
    }
    if what in changes:
        return table.with_columns(**changes[what])
    return {
        "twice": pl.concat([table, table.head(1)]),
        "month gap": table.filter(pl.col("month_id") != FIRST + 5),
        "country gap": table.filter(~((pl.col("month_id") == FIRST + 5) & (pl.col("country_id") == 20))),
        "column": table.drop("gwcode"),
        "empty": table.head(0),
    }[what]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("negative", "ged_sb is -1 for country 7 in 2014-03"),
        ("fraction", "ged_sb is 0.5 for country 7"),
        ("not a number", "ged_sb is nan for country 7"),
        ("words", "wanted counts"),
        ("no month", "month_id is Int32 with 1 nulls"),
        ("a month in words", "month_id is String"),
        ("twice", "more than one row for country 3 in 2014-01"),
        ("month gap", "no row for 2014-06; wanted every month"),
        ("country gap", "35 rows for country 20 and 36 months"),
        ("column", "no column gwcode"),
        ("empty", "holds nothing"),
    ],
)
def test_a_panel_that_cannot_be_trusted_is_refused(tmp_path: Path, what: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_panel(written(tmp_path, spoilt(what)), as_of=DAY)


def test_what_is_no_parquet_or_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no cm_ged_sb_\*\.parquet"):
        read_panel(tmp_path, as_of=DAY)
    (tmp_path / NAME).write_text("month_id,country_id\n", encoding="utf-8")
    with pytest.raises(DataError, match="is no Parquet file that can be read"):
        read_panel(tmp_path, as_of=DAY)
    whole = parquet(rows_of(made_deaths(36)))
    (tmp_path / NAME).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="is no Parquet file that can be read"):
        read_panel(tmp_path, as_of=DAY)
    with pytest.raises(DataError, match=r"months from 2014-01 on, no month that was over by 2013-12-31"):
        read_panel(written(tmp_path, rows_of(made_deaths(36))), as_of=date(2013, 12, 31))


def test_without_polars_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match=r'pip install "contingent\[conflict\]"'):
        read_panel(written(tmp_path, rows_of(made_deaths(36))), as_of=DAY)


# ------------------------------------------------------------------ prediction files


@settings(max_examples=25, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5)),
    data=st.data(),
    whole=st.booleans(),
    start=st.integers(1, 600),
)
def test_predictions_come_back_as_they_were(
    shape: tuple[int, int, int], data: st.DataObject, whole: bool, start: int
) -> None:
    elements = st.integers(0, 10**6).map(float) if whole else st.floats(0.0, 1e6)
    made = Predictions(
        months=np.arange(start, start + shape[0]),
        countries=np.arange(shape[1]) * 3 + 1,
        draws=data.draw(arrays(np.float64, shape, elements=elements)),
    )
    raw = predictions_parquet(made)
    assert raw == predictions_parquet(made)
    back = read_predictions(raw, "p.parquet")
    np.testing.assert_array_equal(back.draws, made.draws)
    np.testing.assert_array_equal(back.months, made.months)
    np.testing.assert_array_equal(back.countries, made.countries)


def challenge_rows(start: int = 0) -> pl.DataFrame:
    """Two months, two countries, three draws: outcome = 100 month + 10 country + draw."""
    cells = [(m, c, d + start, 100 * (m - 457) + 10 * c + d) for m in (457, 458) for c in (1, 2) for d in range(3)]
    return pl.DataFrame(cells, schema=["month_id", "country_id", "draw", "outcome"], orient="row")


def test_whole_outcomes_are_32_bit_and_draws_begin_at_0() -> None:
    read = read_predictions(parquet(challenge_rows(start=1)), "p.parquet")  # some teams number draws from 1
    table = pl.read_parquet(predictions_parquet(read))
    assert table.schema == dict.fromkeys(("month_id", "country_id", "draw", "outcome"), pl.Int32)
    assert table["draw"].to_list() == [0, 1, 2] * 4
    assert read.draws[1, 0].tolist() == [110.0, 111.0, 112.0]


def test_rows_of_predictions_may_stand_in_any_order() -> None:
    shuffled = challenge_rows().sample(fraction=1.0, shuffle=True, seed=1)
    np.testing.assert_array_equal(
        read_predictions(parquet(shuffled), "p").draws, read_predictions(parquet(challenge_rows()), "p").draws
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.drop("draw"), "no column draw"),
        (lambda t: t.head(11), "11 rows for 2 months, 2 countries and 3 draws"),
        (lambda t: pl.concat([t, t.head(1)]), "wanted each draw once"),
        (lambda t: pl.concat([t.head(11), t.head(1)]), "wanted each draw once"),
        (lambda t: t.with_columns(draw=pl.col("draw") + 2), "numbers its 3 draws from 2 to 4"),
        (lambda t: t.with_columns(draw=pl.col("draw") * 2), "numbers its 3 draws from 0 to 4"),
        (lambda t: t.with_columns(outcome=-pl.col("outcome")), "an outcome below 0"),
        (lambda t: t.with_columns(outcome=pl.lit(float("inf"))), "an outcome below 0 or not finite"),
        (lambda t: t.with_columns(outcome=pl.lit(None, dtype=pl.Int32)), "with 12 nulls"),
        (lambda t: t.with_columns(month_id=pl.col("month_id") / 2), "month_id is Float64"),
        (lambda t: t.head(0), "holds no row"),
    ],
)
def test_prediction_files_that_break_the_rules_are_refused(change: object, said: str) -> None:
    assert callable(change)
    with pytest.raises(DataError, match=said):
        read_predictions(parquet(change(challenge_rows())), "p.parquet")


def test_predictions_below_nought_are_never_made() -> None:
    with pytest.raises(ValueRangeError, match="below 0 or not finite"):
        Predictions(months=np.array([1]), countries=np.array([1]), draws=np.full((1, 1, 2), -1.0))
    with pytest.raises(ValueRangeError, match="months and countries that rise"):
        Predictions(months=np.array([2, 1]), countries=np.array([1]), draws=np.zeros((2, 1, 2)))


# ------------------------------------------------------------------ what is shared


@pytest.mark.shared
def test_the_shared_panel_is_read_whole(shared: Path) -> None:
    panel = read_panel(shared / "data", as_of=date(2022, 1, 1))
    assert (first_of_month(int(panel.months[0])), first_of_month(panel.last)) == (date(1990, 1, 1), date(2021, 12, 1))
    assert panel.deaths.shape == (384, 191) and int(np.isnan(panel.deaths).sum()) == 2405
    again = read_panel(shared / "data" / "views", as_of=date(2022, 1, 1))
    assert again.checksum == panel.checksum


@pytest.mark.shared
def test_the_published_scores_of_the_challenge_are_read(shared: Path) -> None:
    found = read_challenge_scores(shared / "data")
    assert "conflictology" in found[0].model and round(found[0].crps, 2) == 24.92 and found[0].months == 12
    assert round(found[1].crps, 2) == 25.18


def test_without_published_scores_there_are_none(tmp_path: Path) -> None:
    assert read_challenge_scores(tmp_path) == ()
    (tmp_path / "challenge_cm_monthly_scores_2024_07_2025_06.csv").write_text("Model,CRPS\nx,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="no table of challenge scores"):
        read_challenge_scores(tmp_path)
