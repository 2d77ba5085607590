"""The map page: the same numbers as figure, table, CSV, JSON and Markdown; honest where nothing was kept."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest

from contingent.report.map_charts import PALETTE
from contingent.sources.shipped import countries
from contingent.web import service as service_module
from proof import made_maps

NOW = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def this_day(monkeypatch):
    monkeypatch.setattr(service_module, "today", lambda: NOW)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return made_maps.made(tmp_path_factory.mktemp("map") / "ledger.sqlite")


@pytest.fixture
def map_client(kept, client_on):
    return client_on(kept)


def fills(page):
    """The colour of every shape of a country on a page, by its code."""
    shapes = re.findall(r"<path [^>]*data-country=[^>]*>", page)
    return {re.search('data-country="([^"]+)"', one)[1]: re.search('fill="([^"]+)"', one)[1] for one in shapes}


def test_an_empty_ledger_says_which_commands_make_a_map_and_draws_no_value(client_on, empty_ledger):
    page = client_on(empty_ledger).get("/map")
    assert page.status_code == 200
    assert "contingent data pull ucdp ucdp-candidate" in page.text
    assert "contingent forecast views" in page.text
    assert set(fills(page.text).values()) == {"url(#map-hatch)"}
    assert "<table" not in page.text
    rows = list(csv.DictReader(io.StringIO(client_on(empty_ledger).get("/map.csv").text)))
    assert {row["p_25_or_more"] for row in rows} == {row["q50"] for row in rows} == {""}


def test_all_twins_tell_the_same_numbers(map_client):
    value = map_client.get("/map.json?month=2026-12").json()
    rows = {row["iso3"]: row for row in csv.DictReader(io.StringIO(map_client.get("/map.csv?month=2026-12").text))}
    page = map_client.get("/map?month=2026-12").text
    markdown = map_client.get("/map.md?month=2026-12").text
    assert len(value["countries"]) == len(rows) == len(countries().states)
    for item in value["countries"]:
        row = rows[item["iso3"]]
        if item["risk"] is None:
            assert (row["p_25_or_more"], row["risk_question"]) == ("", "")
            continue
        assert float(row["p_25_or_more"]) == item["risk"]["p"]
        assert f'<data value="{item["risk"]["p"]!r}">' in page
        assert f'href="/questions/{item["risk"]["question"]}"' in page
        assert f'id="country-{item["iso3"]}"' in page
        assert f"| {item['name']} |" in markdown
        if item["deaths"] is not None:
            assert [float(row[name]) for name in ("q05", "q25", "q50", "q75", "q95")] == item["deaths"]["quantiles"]


def test_the_figure_and_the_legend_count_the_same_countries(map_client):
    for measure in ("risk", "median", "upper"):
        page = map_client.get(f"/map?measure={measure}").text
        told = [int(n) for n in re.findall(r'class="map-quiet">(\d+) countr', page)]
        assert sum(told) == len(countries().states)
        states = {state.iso3 for state in countries().states}
        drawn = [fill for code, fill in fills(page).items() if code in states]
        for place in range(1, 7):
            assert drawn.count(f"var(--map-{place})") == told[place - 1]
        assert drawn.count("url(#map-hatch)") == told[6]


def test_a_region_shows_its_own_countries_and_the_rest_as_land_outside(map_client):
    page = map_client.get("/map?region=Africa").text
    found = fills(page)
    assert found["FRA"] == "var(--map-outside)"
    assert found["SDN"].startswith("var(--map-") and found["SDN"] != "var(--map-outside)"
    assert found["ESH"] == "url(#map-hatch)"
    assert 'id="country-SDN"' in page and 'id="country-UKR"' not in page


@pytest.mark.parametrize("sort", ["name", "risk", "median", "half", "upper", "change", "counted"])
def test_a_column_sorts_the_table_and_missing_values_come_last(map_client, sort):
    page = map_client.get(f"/map?sort={sort}").text
    order = re.findall(r'id="country-([A-Z]{3})"', page)
    assert len(order) == len(set(order)) > 100
    if sort == "name":
        names = [countries().by_iso3(code).name for code in order]
        assert names == sorted(names)
    if sort in ("median", "half", "upper"):
        assert set(order[: len(made_maps.AT_WAR)]) == set(made_maps.AT_WAR)
    if sort == "counted":
        assert order[:2] == ["UKR", "SDN"]


def test_the_borders_are_said_to_be_no_position_of_ours(map_client):
    page = map_client.get("/map").text
    assert "Natural Earth" in page
    assert "imply no position" in page
    assert "“No forecast kept” is not zero" in page


def test_the_chart_can_be_taken_along_and_holds_all_it_needs(map_client):
    spec = map_client.get("/map/charts/map.vl.json?measure=median").json()
    assert "Natural Earth" in json.dumps(spec)
    assert '"url"' not in json.dumps(spec)
    svg = map_client.get("/map/charts/map.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert "no forecast kept" in svg.text
    assert "is not zero" in svg.text
    assert "href" not in svg.text.replace("xmlns:xlink", "")


@pytest.mark.parametrize(
    "asked", ["month=2031-01", "measure=mean", "region=Mars", "sort=luck", "as_of=tomorrow", "as_of=2026-11-24"]
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(map_client, asked):
    answer = map_client.get(f"/map?{asked}")
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text
    assert "wanted" in answer.text


def test_what_is_given_in_the_address_cannot_become_markup(map_client):
    for name in ("month", "measure", "region", "sort", "as_of"):
        answer = map_client.get("/map", params={name: '"><script>alert(1)</script>'})
        assert "<script>alert" not in answer.text


def test_the_page_of_an_earlier_day_knows_nothing_of_later_ones(map_client):
    early = map_client.get("/map.json?as_of=2026-11-19").json()
    assert early["made_on"] == "2026-10-20"
    assert all(item["counted"] is None for item in early["countries"])
    page = map_client.get("/map?as_of=2026-11-19").text
    assert 'href="/map.csv?as_of=2026-11-19"' in page


def test_a_forecast_kept_later_is_shown_at_once(tmp_path, client_on):
    where = tmp_path / "ledger.sqlite"
    client = client_on(where)
    assert client.get("/map.json").json()["month"] is None
    made_maps.keep_run(where, day=made_maps.SECOND, months=[date(2026, 12, 1)], seed=3)
    assert client.get("/map.json").json()["month"] == "2026-12-01"


def test_the_page_stays_small(map_client):
    assert len(map_client.get("/map").content) <= 400_000


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_more_stands_out_more_on_paper_and_in_the_dark_without_the_help_of_colour():
    sheet = files("contingent.web").joinpath("static/map.css").read_text()
    blocks = re.findall(r"(?s):root\{(.+?)\}", sheet)
    scales = [re.findall(r"--map-[1-6]:(#[0-9a-f]{6})", block) for block in blocks]
    paper, dark, print_ = ([luminance(colour) for colour in scale] for scale in scales)
    assert tuple(scales[0]) == PALETTE
    assert print_ == paper == sorted(paper, reverse=True)
    assert dark == sorted(dark)
    for scale in (sorted(paper), dark):
        assert all((b + 0.05) / (a + 0.05) > 1.3 for a, b in pairwise(scale))
