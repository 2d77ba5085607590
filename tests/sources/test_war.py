"""Primary war data are read up to `as_of` and not a row further; what is missing or broken is named."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import DataError
from contingent.sources.war import (
    AREAS,
    CONFLICT_YEARS_FILE,
    LOSSES,
    LOSSES_FILE,
    WAR_FILES,
    read_area,
    read_conflict_years,
    read_losses,
    read_series,
    read_wars,
)

START = date(2022, 2, 25)
UCDP = "conflict_id,year,gwno_a,gwno_b,intensity_level,type_of_conflict,start_date2,start_prec2,ep_end,ep_end_date"


def losses(folder: Path, days: int) -> Path:
    rows = [{"date": (START + timedelta(n)).isoformat(), "personnel": 100 * n, "POW": 0} for n in range(days)]
    (folder / LOSSES_FILE).write_text(json.dumps(rows), encoding="utf-8")
    return folder


@settings(max_examples=15, deadline=None)
@given(length=st.integers(1, 20), asked=st.integers(-2, 25))
def test_no_day_after_as_of_is_read(length: int, asked: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = losses(tmp_path_factory.mktemp("war"), length)
    as_of = START + timedelta(asked)
    if asked < 0:
        with pytest.raises(DataError, match="holds nothing by"):
            read_losses(folder, as_of=as_of)
        return
    found = read_losses(folder, as_of=as_of)
    assert len(found.days) == min(length, asked + 1)
    assert found.data_through == found.days[-1] <= as_of
    assert found.values == tuple(100.0 * n for n in range(len(found.days)))
    assert found.provenance["sha256"] == found.checksum
    assert found.notes == ()


def test_an_area_is_in_square_kilometres_whatever_its_file_counts_in(tmp_path: Path) -> None:
    for name, area in AREAS.items():
        amount = 2.5 * area.per_km2
        text = f"date,{area.column}\n2024-01-03,{amount}\n2024-01-01,{amount}\n2024-01-01,{2 * amount}\n"
        (tmp_path / area.file).write_text(text, encoding="utf-8")
        found = read_area(tmp_path, name, as_of=date(2024, 12, 31))
        assert (found.unit, found.values) == ("km2", (5.0, 2.5))
        assert [("twice" in note, "missing" in note) for note in found.notes] == [(True, False), (False, True)]


def test_an_end_that_nobody_could_have_coded_yet_is_blank(tmp_path: Path) -> None:
    rows = [
        "1.0,2022.0,365,369,2,interstate,2022-02-24,1,1.0,2022-12-30",
        "2.0,2023.0,1,2,1,intrastate,2023-01-01,1,1.0,2023-05-01",
        "3.0,2024.0,1,2,1,intrastate,2024-01-01,1,0.0,",
    ]
    (tmp_path / CONFLICT_YEARS_FILE).write_text("\n".join([UCDP, *rows]), encoding="utf-8")
    found = read_conflict_years(tmp_path, as_of=date(2024, 11, 18))
    assert [(row["year"], row["ep_end_date"]) for row in found.rows] == [("2022.0", "2022-12-30"), ("2023.0", "")]
    assert found.data_through == date(2023, 12, 31)
    before_the_release = read_conflict_years(tmp_path, as_of=date(2024, 3, 1))
    assert [(row["year"], row["ep_end"]) for row in before_the_release.rows] == [("2022.0", "")]


def test_a_war_that_as_of_cuts_goes_on_and_its_dead_are_not_counted(tmp_path: Path) -> None:
    lines = ["warnum,year,outcome,sideadeaths,sidebdeaths"]
    lines += [f"1,{year},1.0,100,200" for year in (1999, 2000)] + [f"2,{year},2.0,300,400" for year in (2000, 2001)]
    (tmp_path / WAR_FILES["intrastate"]).write_text("\n".join(lines), encoding="utf-8")
    found = read_wars(tmp_path, "intrastate", as_of=date(2001, 6, 1))
    assert [(row["warnum"], row["year"], row["outcome"], row["sideadeaths"]) for row in found.rows] == [
        ("1", "1999", "1.0", "100"), ("1", "2000", "1.0", "100"), ("2", "2000", "5.0", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        (LOSSES_FILE, "{}", "holds nothing"),
        (LOSSES_FILE, "no json", "cannot be read"),
        (LOSSES_FILE, "[" * 100_000, "cannot be read"),
        (LOSSES_FILE, '[{"date": "2024-01-01"}]', "personnel"),
        (LOSSES_FILE, '[{"date": "1 May", "personnel": 1}]', "cannot be read"),
        (LOSSES_FILE, '[{"date": "2024-01-01", "personnel": NaN}]', "finite"),
        (LOSSES_FILE, f'[{{"date": "2024-01-01", "personnel": {"9" * 400}}}]', "cannot be read"),
    ],
)
def test_broken_losses_are_named(file: str, text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words) as caught:
        read_losses(tmp_path, as_of=date(2024, 11, 18))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,other\n2024-01-01,1\n", "no column occupied_km2; found date, other"),
        ("", "no column date, occupied_km2"),
        ("date,occupied_km2\n2024-01-01\n", "number of cells"),
        ("date,occupied_km2\n2024-01-01,many\n", "line 2"),
        ("date,occupied_km2\n2024-01-01,\n", "line 2"),
        ("date,occupied_km2\n1 May,3\n", "line 2"),
    ],
)
def test_a_broken_table_is_named(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / AREAS["area_deepstate"].file).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        read_area(tmp_path, "area_deepstate", as_of=date(2024, 11, 18))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    day = date(2024, 11, 18)
    with pytest.raises(DataError, match=LOSSES_FILE):
        read_losses(tmp_path / "nowhere", as_of=day)
    with pytest.raises(DataError, match=CONFLICT_YEARS_FILE):
        read_conflict_years(tmp_path, as_of=day)
    with pytest.raises(DataError, match="area_economist"):
        read_series(tmp_path, "area_atlantis", as_of=day)


@pytest.mark.shared
def test_the_folder_that_contributors_have_is_read_and_cut(shared: Path) -> None:
    folder, day = shared / "data", date(2024, 11, 18)
    series = [read_series(folder, LOSSES, as_of=day), *(read_series(folder / "war", name, as_of=day) for name in AREAS)]
    assert all(one.data_through == day for one in series)
    tables = [read_conflict_years(folder, as_of=day), *(read_wars(folder, kind, as_of=day) for kind in WAR_FILES)]
    assert all(one.data_through <= day for one in tables)
    assert max(float(row["year"]) for row in tables[0].rows) == 2023
