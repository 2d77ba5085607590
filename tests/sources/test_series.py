"""Laws of the readers of series: missing is never zero, no row is lost unsaid, nothing after the day is seen."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlwt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contingent.core.errors import ContingentError, DataError, InputError
from contingent.sources import series as series_room
from contingent.sources.catalogue import catalogue
from contingent.sources.contents import opened_workbook
from contingent.sources.series import SeriesRead, known_sets, read_series
from contingent.sources.series_points import cadence_of, last_of_month, points
from contingent.sources.series_tables import asked_file, own_series, read_csv
from contingent.sources.shipped import table
from contingent.sources.ucdp_files import WANTED
from made_series import AS_OF, csv_of, days, exchange, gpr, values, write

ROWS = st.lists(
    st.tuples(
        st.dates(min_value=date(1990, 1, 1), max_value=date(2023, 12, 31)),
        st.floats(min_value=-1e9, max_value=1e9, allow_nan=False),
    ),
    min_size=1, max_size=60, unique_by=lambda row: row[0],
)  # fmt: skip


def named(found: SeriesRead) -> dict[str, object]:
    return {one.name: one for one in found.series}


@given(rows=ROWS, as_of=st.dates(min_value=date(1990, 1, 1), max_value=date(2023, 12, 31)))
def test_every_row_by_the_day_is_there_in_order_and_none_after_it(rows: list[tuple[date, float]], as_of: date) -> None:
    cells = [(line, day.isoformat(), repr(value)) for line, (day, value) in enumerate(rows, start=2)]
    found = points(cells, "made", as_of=as_of)
    known = sorted((day, value) for day, value in rows if day <= as_of)
    assert list(zip(found.dates, found.values, strict=True)) == known
    assert points(cells[::-1], "made", as_of=as_of) == found
    assert (found.missing, found.repeated, found.unread) == (0, 0, ())


@given(rows=ROWS, marks=st.lists(st.sampled_from(["", ".", "NA", "nan", "null", " - "]), min_size=1, max_size=20))
def test_a_missing_value_is_not_there_and_is_counted(rows: list[tuple[date, float]], marks: list[str]) -> None:
    gone = [(0, (date(1980, 1, 1) + timedelta(days=place)).isoformat(), mark) for place, mark in enumerate(marks)]
    cells = [(line, day.isoformat(), repr(value)) for line, (day, value) in enumerate(rows, start=2)]
    found = points([*gone, *cells], "made", as_of=date.max)
    assert found.missing == len(marks) and len(found.dates) == len(rows) and min(found.dates) >= date(1990, 1, 1)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300) | st.text(alphabet="0123456789-,.;\t\n\"' e/NA", max_size=300))
@example(text="date,value\n2024-01-01,1\n2024-01-02,2\n")
@example(text="a\x00b,c\n1,2\n")
@example(text='"')
@example(text="date,value\n9999-12,1\n9999-11,2\n")
@example(text="date,value\n0001-01-01,1e999\n")
def test_any_text_is_read_or_refused_in_words(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        one, read = own_series(path, as_of=date.max)
    except ContingentError as error:
        assert "any.csv" in str(error) and len(str(error)) < 600
    else:
        assert one.dates == tuple(sorted(set(one.dates))) and all(map(math.isfinite, one.values))
        assert len(one.dates) == len(read.dates) >= 2


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("raw") / "raw.csv"
    path.write_bytes(raw)
    try:
        own_series(path, as_of=AS_OF)
    except ContingentError as error:
        assert "raw.csv" in str(error)


def test_rows_that_cannot_be_read_are_counted_and_named_by_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv")
    lines = path.read_text().splitlines()
    lines[4], lines[9], lines[20] = "sometime,3", f"{days()[8]},1,5", f"{days()[19]},about 4"
    path.write_text("\n".join(lines))
    one, read = own_series(path, as_of=AS_OF)
    (note,) = read.notes("own.csv")
    assert len(one.dates) == len(days()) - 3 and note.startswith("own.csv: 3 rows not read")
    assert "line 5" in note and "line 10" in note and "line 21: 'about 4' is no number" in note


def test_a_file_of_which_too_much_cannot_be_read_is_refused_with_lines(tmp_path: Path) -> None:
    path = tmp_path / "slashes.csv"
    path.write_text("date,value\n" + "".join(f"{month:02d}/04/2022,1\n" for month in range(1, 13)))
    with pytest.raises(DataError, match=r"12 of 12 rows cannot be read: line 2: '01/04/2022' is no day beyond doubt"):
        own_series(path, as_of=AS_OF)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("2024-01-0{n},1,\n", "has not as many cells as the head"),
        ("2024-01-0{n},1,5\n", "has not as many cells as the head"),
        ('2024-01-0{n},"1,5"\n', "is no number: write a point before decimals"),
        ("2024-01-0{n},=SUM(A1)\n", "'=SUM(A1)' is no number"),
        ("2024-01-0{n},1.5e300\n", "'1.5e300' is no number"),
        ("0000-00-0{n},1\n", "'0000-00-01' is no day"),
    ],
)
def test_what_a_row_wants_is_said(cells: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,value\n" + "".join(cells.format(n=n) for n in range(1, 10)))
    with pytest.raises(DataError, match=r"9 of 9 rows cannot be read: line 2") as refused:
        own_series(path, as_of=AS_OF)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("column", "unit"),
    [("calls", "calls"), ("USD/barrel", "USD/barrel"), ("value", ""), ("=cmd|' /C calc'!A0", ""), ("x" * 90_000, ""),
     ('"a\nb"', "")],
)  # fmt: skip
def test_only_what_reads_as_a_unit_is_one(column: str, unit: str, tmp_path: Path) -> None:
    one, _ = own_series(write(tmp_path / "own.csv", head=f"date,{column}"), as_of=AS_OF)
    assert one.unit == unit


def test_a_workbook_of_several_series_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    risk: list[list[object]] = [[date(2024, 1, day), 1.0, 2.0, 3.0] for day in (2, 3)]
    head = ["date", "GPRD", "GPRD_ACT", "GPRD_THREAT"]
    workbook(tmp_path / "gpr" / "data_gpr_daily_recent.xls", head, risk, above=0)
    months: list[list[object]] = [[date(2024, month, 1), 1.0, 2.0] for month in (1, 2)]
    workbook(tmp_path / "gpr" / "data_gpr_export.xls", ["month", "GPR", "GPRC_UKR"], months, above=0)
    opened: list[str] = []

    def opening(raw: bytes, name: str) -> object:
        opened.append(name)
        return opened_workbook(raw, name)

    monkeypatch.setattr(series_room, "opened_workbook", opening)
    assert set(named(read_series(tmp_path, as_of=AS_OF))) == {"gprd", "gprd_act", "gprd_threat", "gpr", "gpr_UKR"}
    assert sorted(opened) == ["data_gpr_daily_recent.xls", "data_gpr_export.xls"]


def test_a_day_that_stands_twice_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "twice.csv")
    day = days()[100]
    path.write_text(path.read_text() + f"{day},1.0\n" + csv_of([(days()[7], values("twice")[7])], "")[1:])
    one, read = own_series(path, as_of=AS_OF)
    assert len(one.dates) == len(days()) and read.repeated == 1
    assert f"{day} stands again, with 1;" in read.unread[0] and "is used" in read.unread[0] and one.values[100] != 1.0


@pytest.mark.parametrize(
    ("head", "cells", "kind"),
    [
        ("date,price", ("1.5", "2"), "price"),
        ("Date,Close", ("1.5", "2"), "price"),
        ("date,index", ("1.5", "2"), "index"),
        ("day,deaths", ("3", "2"), "count"),
        ("date,value", ("0", "2"), "count"),
        ("date,value", ("0.5", "2"), "price"),
        ("date,value", ("-0.5", "2"), "index"),
        ("date,probability", ("0.5", "0.2"), "probability"),
        ("when,Foreign reserves", ("7", "0.2"), "price"),
    ],
)
def test_how_a_series_moves_follows_the_rule(head: str, cells: tuple[str, str], kind: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{head}\n2024-01-01,{cells[0]}\n2024-01-02,{cells[1]}\n")
    one, _ = own_series(path, as_of=AS_OF)
    assert (one.kind, one.cadence) == (kind, "daily")
    told, _ = own_series(path, as_of=AS_OF, kind="rate", place="UKR")
    assert (told.kind, told.place) == ("rate", "UKR")


def test_the_columns_are_found_by_name_and_a_head_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id;value;note;date\nx;1.5;a;2024-01-01\ny;2.5;b;2024-01-02\n")
    assert own_series(path, as_of=AS_OF)[0].values == (1.5, 2.5)
    path.write_text("2024-01-01\t1.5\n2024-01-02\t2.5\n")
    assert own_series(path, as_of=AS_OF)[0].values == (1.5, 2.5)
    path.write_text("name,size\nx,1.5\ny,2.5\n")
    with pytest.raises(DataError, match="has no column of days"):
        own_series(path, as_of=AS_OF)


def test_a_month_counts_from_its_last_day(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("month,value\n2024-04,1.5\n2024-05,2.5\n2024-06,3.5\n")
    assert own_series(path, as_of=date(2024, 6, 29))[0].dates == (date(2024, 4, 30), date(2024, 5, 31))
    assert own_series(path, as_of=date(2024, 6, 30))[0].dates[-1] == date(2024, 6, 30)


def test_a_file_a_kind_and_a_place_are_told_apart(tmp_path: Path) -> None:
    odd = tmp_path / "a:b@c.csv"
    assert asked_file("x.csv:count@SDN") == (Path("x.csv"), "count", "SDN")
    assert asked_file("x.csv@SDN") == (Path("x.csv"), None, "SDN")
    assert asked_file("x.csv:thing") == (Path("x.csv:thing"), None, None)
    assert asked_file(f"{'x' * 5000}:count") == (Path("x" * 5000), "count", None)
    assert asked_file("x\0.csv@SDN") == (Path("x\0.csv"), None, "SDN")
    odd.write_text("")
    assert asked_file(str(odd)) == (odd, None, None)


def test_known_files_carry_what_the_table_says_of_them(tmp_path: Path) -> None:
    gpr(tmp_path)
    exchange(tmp_path)
    found = read_series(tmp_path, as_of=AS_OF)
    one = {series.name: series for series in found.series}
    assert set(one) == {"gprd", "gprd_act", "gprd_threat", "fx_CNY", "fx_EUR", "fx_HKD"} and found.unread == ()
    assert (one["gprd"].kind, one["gprd"].cadence, one["gprd"].unit) == ("index", "daily", "point")
    assert (one["fx_CNY"].kind, one["fx_CNY"].cadence, one["fx_CNY"].unit) == ("price", "monthly", "CNY/USD")
    assert [one[name].place for name in ("fx_CNY", "fx_EUR", "fx_HKD")] == ["CHN", None, "HKG"]
    assert all(series.label and series.source and series.licence for series in found.series)


def test_a_monthly_average_is_hidden_until_its_month_is_over(tmp_path: Path) -> None:
    exchange(tmp_path)  # the file dates June 2024 on the first
    early, late = (named(read_series(tmp_path, as_of=day))["fx_CNY"] for day in (AS_OF, date(2024, 6, 30)))
    assert early.dates[-1] == date(2024, 5, 31) and late.dates[-1] == date(2024, 6, 30)  # type: ignore[attr-defined]


def test_as_of_hides_every_later_row_whatever_stands_in_it(tmp_path: Path) -> None:
    path, cut = gpr(tmp_path), days()[-60]
    lines = path.read_text().splitlines()
    kept = [line for line in lines if line[:10] <= cut.isoformat() or line.startswith("date")]
    path.write_text("\n".join([*lines[: len(kept)], *(f"{line[:10]},oops,,x,9" for line in lines[len(kept) :])]))
    seen = read_series(tmp_path, as_of=cut)
    path.write_text("\n".join(kept))
    assert read_series(tmp_path, as_of=cut) == seen and len(seen.series) == 3


def test_a_file_that_cannot_be_read_keeps_no_other_from_it_and_is_told(tmp_path: Path) -> None:
    gpr(tmp_path)
    (tmp_path / "vix_daily.csv").write_text("<html>no</html>")
    (tmp_path / "notes.csv").write_text("name,text\na,b\n")
    write(tmp_path / "series" / "grain.csv")
    found = read_series(tmp_path, as_of=AS_OF)
    assert {"gprd", "grain"} <= set(named(found))
    assert [name for name, _ in found.unread] == ["Expected volatility of US shares (VIX)", "notes.csv"]


def test_what_data_pull_makes_is_read_where_it_lies_and_in_its_own_folder(tmp_path: Path) -> None:
    vix = tmp_path / "vix" / "VIX_History.csv"
    vix.parent.mkdir()
    rows = "".join(f"{day:%m/%d/%Y},1,2,3,{value:.2f}\n" for day, value in zip(days(), values("vix"), strict=True))
    vix.write_text("DATE,OPEN,HIGH,LOW,CLOSE\n" + rows)
    fred = tmp_path / "fred" / "DGS10.csv"
    fred.parent.mkdir()
    fred.write_text(
        "observation_date,DGS10\n" + "".join(f"{day},{n % 7 / 3 - 0.5:.2f}\n" for n, day in enumerate(days()))
    )
    (tmp_path / "fred" / "M.csv").write_text(
        "DATE,M\n2024-01-01,1.5\n2024-02-01,.\n2024-03-01,2.5\n2024-04-01,2.7\n2024-05-01,2\n"
    )
    found = named(read_series(tmp_path, as_of=AS_OF))
    assert set(found) == {"vix", "fred_DGS10", "fred_M"}
    assert found["vix"].values[-1] == round(values("vix")[-1], 2)  # type: ignore[attr-defined]
    assert (found["fred_DGS10"].kind, found["fred_DGS10"].place) == ("rate", "USA")  # type: ignore[attr-defined]
    assert found["fred_M"].dates == (date(2024, 1, 31), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31))  # type: ignore[attr-defined]
    assert set(named(read_series(tmp_path / "vix", as_of=AS_OF))) == {"vix"}
    assert set(named(read_series(tmp_path / "fred", as_of=AS_OF))) == {"fred_DGS10", "fred_M"}


def workbook(path: Path, head: list[str], rows: list[list[object]], *, above: int) -> None:
    """A workbook whose second sheet has the head below some rows."""
    book = xlwt.Workbook()
    book.add_sheet("Contents").write(0, 0, "Workbook Contents")
    sheet, as_date = book.add_sheet("Data 1"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate([head, *rows], start=above):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell, *([as_date] if isinstance(cell, date) else []))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def test_the_workbooks_of_providers_are_read(tmp_path: Path) -> None:
    brent: list[list[object]] = [[date(2024, 1, 2), 76.5], [date(2024, 1, 3), None], [date(2024, 1, 4), 77.5]]
    workbook(
        tmp_path / "eia" / "RBRTEd.xls", ["Date", "Europe Brent Spot Price FOB (Dollars per Barrel)"], brent, above=2
    )
    risk: list[list[object]] = [[date(2024, 1, day), 9.0, 100.0 + day, 7.0] for day in (2, 3)]
    workbook(tmp_path / "gpr" / "data_gpr_daily_recent.xls", ["date", "N10D", "GPRD", "GPRD_ACT"], risk, above=0)
    months: list[list[object]] = [[date(2024, month, 1), 100.0 + month, 0.5, 1.5, "x"] for month in (1, 2, 3)]
    workbook(
        tmp_path / "gpr" / "data_gpr_export.xls", ["month", "GPR", "GPRC_UKR", "GPRC_SDN", "GPRC_"], months, above=0
    )
    found = read_series(tmp_path, as_of=date(2024, 3, 15))
    one = {series.name: series for series in found.series}
    assert set(one) == {"brent", "gprd", "gprd_act", "gpr", "gpr_UKR", "gpr_SDN"}
    assert (one["brent"].dates, one["brent"].values) == ((date(2024, 1, 2), date(2024, 1, 4)), (76.5, 77.5))
    assert one["gprd"].values == (102.0, 103.0)
    assert one["gpr_UKR"].dates == (date(2024, 1, 31), date(2024, 2, 29)) and one["gpr_UKR"].place == "UKR"
    assert "Ukraine" in one["gpr_UKR"].label
    told = [name for name, _ in found.unread]
    assert told == ["Geopolitical threats in the daily news", "data_gpr_export.xls: "]
    (tmp_path / "eia" / "RBRTEd.xls").write_bytes(b"<html>")
    assert "brent" not in named(read_series(tmp_path, as_of=date(2024, 3, 15)))


def test_deaths_are_counted_from_ucdp_where_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "ucdp"
    folder.mkdir()
    rows = [("1", "1", "625", "2022-03-02", "2022-03-05", "40"), ("2", "1", "625", "2022-03-09", "2022-03-09", "2")]
    (folder / "ged231.csv").write_text("\n".join(",".join(row) for row in (WANTED, *rows)) + "\n")
    (one,) = read_series(tmp_path, as_of=date(2024, 1, 1)).series
    assert (one.name, one.place, one.kind, one.cadence) == ("deaths_SDN", "SDN", "count", "monthly")
    assert dict(zip(one.dates, one.values, strict=True))[date(2022, 3, 31)] == 42.0 and one.values[-1] == 0.0
    early = read_series(tmp_path, as_of=date(2022, 6, 1))  # the file was not public then
    assert early.series == () and "no final UCDP GED file" in early.unread[0][1]


def test_every_folder_that_series_come_from_can_be_pulled() -> None:
    pulled = {one.folder for one in catalogue().values()}
    assert set(known_sets()) <= pulled
    for row in (*table("series")["series"], *table("series")["panel"]):
        assert row["read"] and row["source"] and row["licence"] and row["kind"] in ("price", "index", "rate", "count")


def test_no_folder_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no folder"):
        read_series(tmp_path / "none", as_of=AS_OF)
    with pytest.raises(DataError, match=r"none\.csv cannot be read"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises((DataError, InputError)):
        read_csv(Path("a\x00b"))


def test_how_often_a_series_is_observed_follows_its_spacing() -> None:
    start = date(2020, 1, 1)
    for spacing, cadence in ((1, "daily"), (3, "daily"), (7, "weekly"), (31, "monthly")):
        assert cadence_of([start + timedelta(days=spacing * n) for n in range(9)], "x") == cadence
    with pytest.raises(DataError, match="every 365 days"):
        cadence_of([start + timedelta(days=365 * n) for n in range(9)], "x")


@given(day=st.dates())
def test_the_last_day_of_a_month_is_in_it_and_the_next_day_is_not(day: date) -> None:
    last = last_of_month(day)
    assert (last.year, last.month) == (day.year, day.month) and last >= day
    assert last == date.max or (last + timedelta(days=1)).day == 1


@pytest.mark.shared
def test_the_shared_markets_are_read_whole(shared: Path) -> None:
    found = read_series(shared / "data" / "markets", as_of=date(2022, 3, 10))
    one = {series.name: series for series in found.series}
    assert {"brent", "wti", "henry_hub", "vix", "gprd", "gprd_act", "gprd_threat", "gold", "fx_EUR"} <= set(one)
    assert len(one) == 42 and found.unread == () and found.notes == ()
    assert one["gold"].dates[-1] == date(2022, 2, 28) and one["gprd"].dates[-1] == date(2022, 3, 10)
    assert max(day for series in found.series for day in series.dates) <= date(2022, 3, 10)
