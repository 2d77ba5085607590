"""The table of states: each code once, every state in a region, codes meaning one state on one day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from contingent.core.countries import countries_of
from contingent.core.errors import DataError
from contingent.sources.shipped import data_used, table

REGIONS = {"Africa", "Americas", "Asia", "Europe", "Middle East", "Oceania"}


def shipped():
    return countries_of(table("countries"))


def test_every_state_has_each_code_once_and_lies_in_one_of_six_regions():
    states = shipped().states
    assert len(states) == 191
    for name in ("iso3", "gwcode", "views", "name"):
        assert len({getattr(state, name) for state in states}) == 191
    assert {state.region for state in states} == REGIONS
    assert all(len(state.iso3) == 3 and state.iso3.isalpha() and state.iso3.isupper() for state in states)


@pytest.mark.parametrize(
    ("iso3", "region"),
    [("EGY", "Middle East"), ("SDN", "Africa"), ("TUR", "Middle East"), ("AZE", "Europe"), ("UZB", "Asia"),
     ("HTI", "Americas"), ("PNG", "Oceania"), ("MMR", "Asia"), ("MRT", "Africa")],
)  # fmt: skip
def test_regions_are_those_of_ucdp_by_code_with_oceania_apart(iso3, region):
    assert shipped().by_iso3(iso3).region == region


@pytest.mark.parametrize(
    ("code", "day", "iso3"),
    [
        (345, date(1999, 4, 1), "YUG"), (345, date(2006, 6, 4), "YUG"), (345, date(2006, 6, 5), "SRB"),
        (340, date(2022, 1, 1), "SRB"), (678, date(2015, 1, 1), "YEM"), (679, date(2015, 1, 1), "YEM"),
        (679, date(1985, 1, 1), None), (680, date(1989, 1, 1), "YMD"), (365, date(1990, 1, 1), "SUN"),
        (365, date(1992, 1, 1), "RUS"), (265, date(1990, 10, 3), None), (260, date(2000, 1, 1), "DEU"),
        (255, date(2000, 1, 1), "DEU"), (530, date(1990, 1, 1), "ETH"), (625, date(2010, 1, 1), "SDN"),
        (626, date(2012, 1, 1), "SSD"), (315, date(1991, 1, 1), "CSK"), (7777, date(2000, 1, 1), None),
    ],
)  # fmt: skip
def test_a_code_means_what_it_meant_on_that_day(code, day, iso3):
    assert shipped().named(code, day) == iso3


def test_a_code_means_no_state_of_today_while_it_was_anothers():
    assert shipped().by_gw(345, date(1999, 4, 1)) is None
    assert shipped().by_gw(345, date(2010, 1, 1)).iso3 == "SRB"


def test_no_code_means_two_states_on_any_day_from_1989_on():
    countries = shipped()
    for code in {item.gwcode for item in countries.codes}:
        for days in range(0, 366 * 30, 15):
            day = date(1989, 1, 1) + timedelta(days=days)
            assert sum(item.holds(day) for item in countries.codes if item.gwcode == code) <= 1


def test_the_table_says_where_it_comes_from():
    assert data_used("countries", date(2024, 1, 1)).licence == "CC BY 4.0"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: {**t, "states": [*t["states"], dict(t["states"][0])]},
        lambda t: {**t, "states": [{**t["states"][0], "gw": 1500}]},
        lambda t: {**t, "states": [{k: v for k, v in t["states"][0].items() if k != "views"}]},
        lambda t: {**t, "codes": [*t["codes"], {"gw": 345, "iso3": "SRB", "from": date(2000, 1, 1)}]},
        lambda t: {**t, "codes": [{"gw": 1, "iso3": "NIX"}]},
        lambda t: {k: v for k, v in t.items() if k != "regions"},
    ],
)
def test_a_damaged_table_is_refused(spoil):
    with pytest.raises(DataError, match="countries"):
        countries_of(spoil(dict(table("countries"))))


def rows_of_file(file: Path, *told: str) -> list[dict]:
    """The rows of a Parquet file in which the columns `told` are not null."""
    rows = pq.ParquetFile(file).read(use_threads=False).to_pylist()
    return [row for row in rows if all(row[name] is not None for name in told)]


@pytest.mark.shared
def test_codes_and_first_months_are_those_of_the_views_panel(shared: Path):
    panel = rows_of_file(shared / "data" / "views" / "cm_ged_sb_1990_2021.parquet", "ged_sb")
    first: dict[int, tuple[int, int, int]] = {}
    for row in sorted(panel, key=lambda row: row["month_id"]):
        first.setdefault(row["country_id"], (row["gwcode"], row["year"], row["month"]))
    states = shipped().states
    assert {state.views for state in states} == set(first)
    for state in states:
        code, year, month = first[state.views]
        assert state.gwcode == code
        assert (state.since or date(1990, 1, 1)) == date(year, month, 1)


@pytest.mark.shared
def test_alpha_3_codes_name_the_countries_that_the_panel_names_so(shared: Path):
    """Months of state-based violence only have the same deaths under both names, nearly always: vintages differ."""
    folder = shared / "data" / "views"
    every = rows_of_file(folder / "ged251_country_month_alltypes_1989_2021.parquet")
    countries = shipped()
    assert all(countries.by_iso3(iso3) for iso3 in {row["iso3"] for row in every})
    panel = rows_of_file(folder / "cm_ged_sb_1990_2021.parquet", "ged_sb")
    deaths = {(row["country_id"], row["year"], row["month"]): row["ged_sb"] for row in panel}
    views = {state.iso3: state.views for state in countries.states}
    same: dict[str, list[bool]] = {}
    for row in every:
        counted = deaths.get((views.get(row["iso3"]), row["year"], row["event_month"]))
        if counted is None or row["conflict_non_state_events"] != 0 or row["conflict_one_sided_events"] != 0:
            continue
        near = abs(counted - row["conflict_fatalities_best"]) <= 2 + 0.2 * counted
        same.setdefault(row["iso3"], []).append(near)
    many = [near for near in same.values() if len(near) >= 12]
    assert len(many) >= 40
    assert min(sum(near) / len(near) for near in many) >= 0.5
    assert sum(map(len, same.values())) > 3000


def test_every_code_that_meant_a_state_of_today_names_it():
    today, then = shipped().names(date(2024, 11, 18)), shipped().names(date(1991, 6, 1))
    assert (today[365], today[345], today[255], today[679]) == ("Russia", "Serbia", "Germany", "Yemen")
    assert 365 not in then and 345 not in then and then[255] == "Germany"  # the Soviet Union, Yugoslavia
    assert all(today[state.gwcode] == state.name for state in shipped().states)
