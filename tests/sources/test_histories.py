"""Histories from files: what is missing stays missing, what was not yet known stays hidden."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlwt

from contingent.core.errors import DataError
from contingent.sources.contents import workbook_rows
from contingent.sources.histories import known_after, read_histories
from contingent.sources.manifest import Record, write_manifest

AS_OF = date(2024, 12, 31)
#: the head of a workbook whose sectors are said to have two bytes
OF_EMPTY_SECTORS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x01\0" + bytes(1000)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def workbook(path: Path, head: list[str], rows: list[list[Any]], *, above: int = 2) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Contents").write(0, 0, "Workbook Contents")
    sheet = book.add_sheet("Data 1")
    if above:
        sheet.write(0, 0, "Back to Contents")
    as_date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, name in enumerate(head):
        sheet.write(above, column, name)
    for number, row in enumerate(rows, start=above + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write(number, column, cell, as_date)
            elif cell is not None:
                sheet.write(number, column, cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def values(folder: Path, key: tuple[str, str], as_of: date = AS_OF) -> dict[str, float]:
    history = read_histories(folder, as_of=as_of)[key]
    return {day.isoformat(): value for day, value in zip(history.days, history.values.tolist(), strict=True)}


# ---------------------------------------------------------------- each format


@pytest.mark.parametrize("head", ["observation_date", "DATE"])
def test_fred(tmp_path: Path, head: str) -> None:
    write(tmp_path, "fred/DGS10.csv", f"{head},DGS10\n2024-01-02,3.95\n2024-01-03,.\n2024-01-04,\n2024-01-05,4.05\n")
    assert values(tmp_path, ("fred", "DGS10")) == {"2024-01-02": 3.95, "2024-01-05": 4.05}


@pytest.mark.parametrize(
    "text",
    [
        "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,1,2,0,9.5,9.1,5\n2024-01-03,1,2,0,null,null,\n",
        "Date,Open,High,Low,Close,Volume\r\n2024-01-02,1,2,0,9.5,5\r\n",
        "Date,Close\n2024-01-02 00:00:00-05:00,9.5\n",
        "date,value\n2024-01-02,9.5\n",
    ],
)
def test_prices(tmp_path: Path, text: str) -> None:
    write(tmp_path, "yfinance/BRK-B.csv", text)
    assert values(tmp_path, ("yfinance", "BRK-B")) == {"2024-01-02": 9.5}


def test_stations(tmp_path: Path) -> None:
    doc = {"period": ["2024-01-01", "2024-01-02", "2024-01-03"], "value": [4.5, "NA", 0.0]}
    name = "meteofrance_TEMPERATURE_celsius.07630.D"
    write(tmp_path, f"dbnomics/{name}.json", json.dumps({"series": {"docs": [doc]}}))
    assert values(tmp_path, ("dbnomics", name)) == {"2024-01-01": 4.5, "2024-01-03": 0.0}
    write(tmp_path, "dbnomics/x_y_z.csv", "period,a long name\n2024-01-01,4.5\n2024-01-02,NA\n")
    assert values(tmp_path, ("dbnomics", "x_y_z")) == {"2024-01-01": 4.5}


def test_workbooks_of_the_energy_agency(tmp_path: Path) -> None:
    rows = [[date(2024, 1, 2), 78.1], [date(2024, 1, 3), None], [date(2024, 1, 4), 79.2]]
    workbook(tmp_path / "eia" / "RBRTEd.xls", ["Date", "Europe Brent Spot Price FOB (Dollars per Barrel)"], rows)
    assert values(tmp_path, ("eia", "RBRTEd")) == {"2024-01-02": 78.1, "2024-01-04": 79.2}


def test_workbooks_of_geopolitical_risk(tmp_path: Path) -> None:
    head = ["DAY", "N10D", "GPRD", "GPRD_ACT", "GPRD_THREAT", "date", "GPRD_MA30", "event", "var_name"]
    rows: list[list[Any]] = [
        [20240101, 500, 101.5, 90.0, 110.0, date(2024, 1, 1), 99.0, "", "GPRD"],
        [20240102, 510, 103.5, None, 112.0, date(2024, 1, 2), 99.5, "an event", ""],
    ]
    workbook(tmp_path / "gpr" / "data_gpr_daily_recent.xls", head, rows, above=0)
    assert values(tmp_path, ("gpr", "GPRD")) == {"2024-01-01": 101.5, "2024-01-02": 103.5}
    assert values(tmp_path, ("gpr", "GPRD_ACT")) == {"2024-01-01": 90.0}


def test_fear(tmp_path: Path) -> None:
    write(
        tmp_path,
        "vix/VIX_History.csv",
        "DATE,OPEN,HIGH,LOW,CLOSE\n01/02/2024,13,14,13,13.2\n01/03/2024,13,14,13,14.04\n",
    )
    assert values(tmp_path, ("vix", "VIX_History")) == {"2024-01-02": 13.2, "2024-01-03": 14.04}


def test_a_workbook_knows_its_calendar() -> None:
    import io

    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("a")
    sheet.write(0, 0, "date")
    sheet.write(0, 1, "GPRD")
    sheet.write(1, 0, (date(2024, 1, 2) - date(1904, 1, 1)).days, xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(1, 1, 5.0)
    raw = io.BytesIO()
    book.save(raw)
    assert list(workbook_rows(raw.getvalue(), "x.xls", ("date", "GPRD"))) == [(date(2024, 1, 2), 5.0)]


# ---------------------------------------------------------------- ACLED

ACLED = """event_id_cnty,event_date,event_type,country,fatalities
PER1,2024-01-01,Riots,Peru,0
PER2,03 January 2024,Riots,Peru,2
PER3,2024-01-03,Battles,Peru,5
CHL1,2024-01-02,Protests,Chile,0
CHL2,2024-01-06,Protests,Chile,0
"""


def test_events_become_daily_counts(tmp_path: Path) -> None:
    write(tmp_path, "acled/a.csv", ACLED)
    riots = values(tmp_path, ("acled", "Peru/Riots"))
    assert list(riots.values()) == [1, 0, 1, 0, 0, 0]
    assert list(riots)[-1] == "2024-01-06"  # the export reaches as far as its last event anywhere
    assert list(values(tmp_path, ("acled", "Peru/fatalities")).values()) == [0, 0, 7, 0, 0, 0]
    assert list(values(tmp_path, ("acled", "Chile/Riots")).values()) == [0] * 5  # from Chile's first event on
    assert ("acled", "Brazil/Riots") not in read_histories(tmp_path, as_of=AS_OF)


def test_an_event_in_two_exports_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "acled/a.csv", ACLED)
    once = read_histories(tmp_path, as_of=AS_OF)
    write(tmp_path, "acled/b.csv", ACLED)
    twice = read_histories(tmp_path, as_of=AS_OF)
    assert once.keys() == twice.keys()
    assert all(np.array_equal(once[key].values, twice[key].values) for key in once)


def test_without_deaths_there_is_no_history_of_deaths(tmp_path: Path) -> None:
    write(tmp_path, "acled/a.csv", "event_date,event_type,country\n2024-01-01,Riots,Peru\n")
    assert set(read_histories(tmp_path, as_of=AS_OF)) == {
        ("acled", f"Peru/{event}")
        for event in (
            "Battles",
            "Explosions/Remote violence",
            "Protests",
            "Riots",
            "Strategic developments",
            "Violence against civilians",
        )
    }


# ---------------------------------------------------------------- the past stays hidden


def test_what_comes_after_as_of_changes_nothing(tmp_path: Path) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    for folder in (early, late):
        write(folder, "acled/a.csv", ACLED)
        write(folder, "yfinance/A.csv", "Date,Close\n2024-01-02,1\n2024-01-05,2\n")
        write(folder, "fred/D.csv", "observation_date,D\n2024-01-02,1\n2024-01-05,2\n")
    for name, line in (
        ("acled/a.csv", "PER9,2024-02-01,Riots,Peru,900\nBRA1,2024-02-02,Riots,Brazil,1\n"),
        ("yfinance/A.csv", "2024-02-01,99\n"),
        ("fred/D.csv", "2024-02-01,99\n"),
    ):
        file = late / name
        file.write_text(file.read_text() + line)
    as_of = date(2024, 1, 20)
    one, other = read_histories(early, as_of=as_of), read_histories(late, as_of=as_of)
    assert one.keys() == other.keys()
    for key, history in one.items():
        assert history.days == other[key].days and np.array_equal(history.values, other[key].values)
        assert history.days[-1] <= as_of


def months(count: int) -> str:
    return "".join(f"2024-{month:02d}-01,{month}\n" for month in range(1, count + 1))


def record(retrieved: date) -> Record:
    moment = datetime(retrieved.year, retrieved.month, retrieved.day, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Record(
        set="fred", file="M.csv", url="https://x.example", final_url="https://x.example", licence="", bytes=1,
        retrieved_at=moment, checked_at=moment, sha256="", data_through=None,
    )  # fmt: skip


def test_a_month_is_known_only_once_it_was_published(tmp_path: Path) -> None:
    write(tmp_path, "fred/M.csv", "observation_date,M\n" + months(12))
    as_of = date(2024, 9, 10)
    # dated 1 September, the value of September is not out on the tenth; nor is that of August, dated 1 August
    assert max(values(tmp_path, ("fred", "M"), as_of)) == "2024-07-01"
    # but a file that was pulled by then holds nothing that was not out
    write_manifest(tmp_path / "fred", {"M.csv": record(date(2024, 9, 9))})
    assert max(values(tmp_path, ("fred", "M"), as_of)) == "2024-09-01"
    write_manifest(tmp_path / "fred", {"M.csv": record(date(2025, 1, 9))})
    assert max(values(tmp_path, ("fred", "M"), as_of)) == "2024-07-01"


def test_rarer_series_are_waited_for_longer() -> None:
    waits = [
        known_after([date(2020, 1, 1), date.fromordinal(date(2020, 1, 1).toordinal() + n)]) for n in (1, 7, 31, 91, 366)
    ]
    assert waits == sorted(set(waits))


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("fred/A.csv", "observation_date,A,B\n2024-01-01,1,2\n", "wanted observation_date and the id"),
        ("fred/A.csv", "observation_date,A\n2024-01-01,high\n", "line 2, holds 'high'"),
        ("fred/A.csv", "observation_date,A\nyesterday,1\n", "line 2, begins with 'yesterday'"),
        ("fred/A.csv", "observation_date,A\n2024-01-01\n", "has 1 cells"),
        ("fred/A.csv", "observation_date,A\n2024-01-01,1\n2024-01-01,2\n", "two values for 2024-01-01"),
        ("fred/A.csv", "observation_date,A\n2024-01-01,inf\n2024-01-02,1\n", "no finite number"),
        ("fred/A.csv", "", "is empty"),
        ("fred/A.csv", b"\xff\xfe\x00", "no CSV text"),
        ("yfinance/A.csv", "Date,Open\n2024-01-01,1\n", "no column 'value'"),
        ("dbnomics/A.json", "{", "no JSON"),
        ("dbnomics/A.json", '{"series": {"docs": []}}', "no series"),
        (
            "dbnomics/A.json",
            '{"series": {"docs": [{"period": ["2024-01-01"], "value": []}]}}',
            "1 periods and 0 values",
        ),
        ("dbnomics/A.json", '{"series": {"docs": [{"period": ["2024-Q1"], "value": [1]}]}}', "'2024-Q1'"),
        ("eia/A.xls", b"<html>", "no Excel workbook"),
        ("eia/A.xls", OF_EMPTY_SECTORS, "no Excel workbook"),
        ("acled/A.csv", "event_date,country\n2024-01-01,Peru\n", "no column event_type"),
        ("acled/A.csv", "event_date,event_type,country\nsoon,Riots,Peru\n", "'soon'"),
        ("acled/A.csv", "event_date,event_type,country\n2024-01-01,Picnics,Peru\n", "'Picnics'"),
        ("acled/A.csv", "event_date,event_type,country,fatalities\n2024-01-01,Riots,Peru,many\n", "'many'"),
        ("acled/A.csv", "event_date,event_type,country,fatalities\n2024-01-01,Riots,Peru,inf\n", "'inf'"),
        ("acled/A.csv", "event_date,event_type,country,fatalities\n2024-01-01,Riots,Peru,-2\n", "number from 0"),
        ("acled/A.csv", "event_date,event_type,country\n2024-01-01,Riots\n", "another number of cells"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str | bytes, words: str) -> None:
    write(tmp_path, name, text)
    with pytest.raises(DataError, match=words.replace("(", r"\(")) as caught:
        read_histories(tmp_path, as_of=AS_OF)
    assert name.rpartition("/")[2] in str(caught.value)


def test_a_folder_that_is_not_there_is_named_and_an_empty_one_is_empty(tmp_path: Path) -> None:
    assert read_histories(tmp_path, as_of=AS_OF) == {}
    with pytest.raises(DataError, match="no folder"):
        read_histories(tmp_path / "none", as_of=AS_OF)


@pytest.mark.shared
def test_the_markets_at_hand_can_be_read(shared: Path, tmp_path: Path) -> None:
    for source, name in (("eia", "brent_daily"), ("vix", "vix_daily"), ("gpr", "gpr_daily")):
        write(tmp_path, f"{source}/{name}.csv", (shared / "data" / "markets" / f"{name}.csv").read_bytes())
    found = read_histories(tmp_path, as_of=date(2020, 1, 1))
    assert set(found) == {
        ("eia", "brent_daily"),
        ("vix", "vix_daily"),
        *(("gpr", f"GPRD{x}") for x in ("", "_ACT", "_THREAT")),
    }
    assert all(len(history.days) > 5000 and history.days[-1] <= date(2020, 1, 1) for history in found.values())
