"""VIEWS files: what is not known by `as_of` changes nothing, no gap is filled, predictions come back as they were."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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


def written(folder: Path, table: pa.Table, name: str = NAME) -> Path:
    (folder / name).write_bytes(parquet(table))
    return folder


def shuffled(table: pa.Table, *, seed: int) -> pa.Table:
    return table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))


def changed(table: pa.Table, **columns: object) -> pa.Table:
    """The table with other cells in those columns: a list of them, or what makes them of those that are there."""
    for name, cells in columns.items():
        place = table.column_names.index(name)
        made = cells(table[name]) if callable(cells) else cells
        table = table.set_column(place, name, made if isinstance(made, pa.ChunkedArray) else pa.array(made))
    return table


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
    other = read_panel(written(tmp_path, shuffled(table, seed=3)), as_of=DAY)
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
    late = np.array(table["month_id"]) > month_id(as_of)
    countries = np.array(table["country_id"])
    planted = changed(
        table,
        ged_sb=[-7 if now else count for now, count in zip(late, table["ged_sb"].to_pylist(), strict=True)],
        country_id=np.where(late & (countries == 3), 999, countries),
    )
    planted = pa.concat_tables([planted, planted.slice(planted.num_rows - 3)])
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


def spoilt(what: str) -> pa.Table:
    table = rows_of(made_deaths(36))
    counts = table["ged_sb"].to_pylist()
    months, countries = np.array(table["month_id"]), np.array(table["country_id"])

    def at_11(cells: list, cell: object) -> list:
        return [*cells[:11], cell, *cells[12:]]

    changes = {
        "negative": {"ged_sb": at_11(counts, -1)},
        "fraction": {"ged_sb": [None if one is None else float(one) for one in at_11(counts, 0.5)]},
        "not a number": {"ged_sb": [None if one is None else float(one) for one in at_11(counts, float("nan"))]},
        "words": {"ged_sb": ["many"] * table.num_rows},
        "no month": {"month_id": pa.chunked_array([pa.array(at_11(months.tolist(), None), pa.int32())])},
        "a month in words": {"month_id": [str(one) for one in months]},
        "a month before there were any": {"month_id": np.where(months == FIRST, -(10**12), months.astype(np.int64))},
        "a month of no year": {"month_id": months.astype(np.int64) + 10**12},
    }
    if what in changes:
        return changed(table, **changes[what])
    return {
        "twice": pa.concat_tables([table, table.slice(0, 1)]),
        "month gap": table.filter(pa.array(months != FIRST + 5)),
        "country gap": table.filter(pa.array(~((months == FIRST + 5) & (countries == 20)))),
        "column": table.drop_columns("gwcode"),
        "a column twice": table.append_column("gwcode", table["gwcode"]),
        "lists": changed(table, gwcode=[[1]] * table.num_rows),
        "empty": table.slice(0, 0),
    }[what]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("negative", "ged_sb is -1 for country 7 in 2014-03"),
        ("fraction", "ged_sb is 0.5 for country 7"),
        ("not a number", "ged_sb is nan for country 7"),
        ("words", "wanted counts"),
        ("no month", "month_id is int32 with 1 nulls"),
        ("a month in words", "month_id is string"),
        ("twice", "more than one row for country 3 in 2014-01"),
        ("month gap", "no row for 2014-06; wanted every month"),
        ("country gap", "35 rows for country 20 and 36 months"),
        ("a month before there were any", "month_id is -1000000000000; wanted 1"),
        ("a month of no year", "months from month 1000000000409 on"),
        ("column", "no column gwcode"),
        ("a column twice", "two of its columns have one name"),
        ("lists", "column gwcode holds lists"),
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


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path, rows_of(made_deaths(36)))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r'pip install "contingent\[conflict\]"'):
        read_panel(folder, as_of=DAY)


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


def challenge_rows(start: int = 0) -> pa.Table:
    """Two months, two countries, three draws: outcome = 100 month + 10 country + draw."""
    cells = [(m, c, d + start, 100 * (m - 457) + 10 * c + d) for m in (457, 458) for c in (1, 2) for d in range(3)]
    return pa.table(dict(zip(("month_id", "country_id", "draw", "outcome"), zip(*cells, strict=True), strict=True)))


def test_whole_outcomes_are_32_bit_and_draws_begin_at_0() -> None:
    read = read_predictions(parquet(challenge_rows(start=1)), "p.parquet")  # some teams number draws from 1
    table = pq.ParquetFile(pa.BufferReader(predictions_parquet(read))).read()
    assert table.schema == pa.schema(dict.fromkeys(("month_id", "country_id", "draw", "outcome"), pa.int32()))
    assert table["draw"].to_pylist() == [0, 1, 2] * 4
    assert read.draws[1, 0].tolist() == [110.0, 111.0, 112.0]


def test_rows_of_predictions_may_stand_in_any_order() -> None:
    np.testing.assert_array_equal(
        read_predictions(parquet(shuffled(challenge_rows(), seed=1)), "p").draws,
        read_predictions(parquet(challenge_rows()), "p").draws,
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.drop_columns("draw"), "no column draw"),
        (lambda t: t.slice(0, 11), "11 rows for 2 months, 2 countries and 3 draws"),
        (lambda t: pa.concat_tables([t, t.slice(0, 1)]), "wanted each draw once"),
        (lambda t: pa.concat_tables([t.slice(0, 11), t.slice(0, 1)]), "wanted each draw once"),
        (lambda t: changed(t, draw=lambda c: np.array(c) + 2), "numbers its 3 draws from 2 to 4"),
        (lambda t: changed(t, draw=lambda c: np.array(c) * 2), "numbers its 3 draws from 0 to 4"),
        (lambda t: changed(t, outcome=lambda c: -np.array(c)), "an outcome below 0"),
        (lambda t: changed(t, outcome=[float("inf")] * 12), "an outcome below 0 or not finite"),
        (lambda t: changed(t, outcome=pa.chunked_array([pa.nulls(12, pa.int32())])), "with 12 nulls"),
        (lambda t: changed(t, month_id=lambda c: np.array(c) / 2), "month_id is double"),
        (lambda t: t.slice(0, 0), "holds no row"),
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


KINDS = {
    "whole numbers of each width": (pa.uint8(), pa.int16(), pa.uint32()),
    "long whole numbers": (pa.uint64(), pa.uint64(), pa.int64()),
    "numbers of few different ones": (pa.dictionary(pa.int32(), pa.int32()), pa.uint16(), pa.int8()),
}


@pytest.mark.parametrize("kinds", KINDS)
@pytest.mark.parametrize("outcome", [pa.int16(), pa.uint64(), pa.float32(), pa.float16(), pa.decimal128(22, 2)])
def test_numbers_of_every_width_are_numbers(kinds: str, outcome: pa.DataType) -> None:
    rows = changed(challenge_rows(), month_id=lambda c: np.array(c) - 450)
    for name, kind in zip(("draw", "country_id", "month_id"), KINDS[kinds], strict=True):
        cells = rows[name].combine_chunks()
        made = cells.cast(pa.int32()).dictionary_encode() if pa.types.is_dictionary(kind) else cells.cast(kind)
        rows = changed(rows, **{name: pa.chunked_array([made])})
    rows = changed(rows, outcome=lambda c: c.cast(outcome))
    np.testing.assert_array_equal(
        read_predictions(parquet(rows), "p").draws, read_predictions(parquet(challenge_rows()), "p").draws
    )


@pytest.mark.parametrize(
    "text", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int16(), pa.large_string())]
)
def test_names_of_every_kind_of_text_are_names(tmp_path: Path, text: pa.DataType) -> None:
    table = rows_of(made_deaths(36))
    names = pa.array([None if name == "Land 3" else name for name in table["name"].to_pylist()], text)
    (tmp_path / NAME).write_bytes(parquet(changed(table, name=pa.chunked_array([names]))))
    assert read_panel(tmp_path, as_of=DAY).names == ("None", "Land 7", "Land 20", "Land 133", "Land 246")


def test_a_small_file_of_many_cells_is_refused_before_it_is_unpacked() -> None:
    held = pa.BufferOutputStream()
    same = pa.array(np.zeros(1_000_000, np.int8))
    table = pa.table({name: pa.DictionaryArray.from_arrays(same, pa.array([1])) for name in ("draw", "outcome")})
    with pq.ParquetWriter(held, table.schema, compression="zstd") as writer:
        for _ in range(26):
            writer.write_table(table)
    with pytest.raises(DataError, match="holds 52,000,000 cells; more than 50,000,000 are refused"):
        read_predictions(held.getvalue().to_pybytes(), "p.parquet")


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
