"""Laws of the track record's page: one value in every form, filters that hold, nothing hidden or counted twice."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from contingent.core.times import today
from contingent.journeys.recorded import record_at
from contingent.journeys.track_record.filter import Only
from contingent.journeys.track_record.score import track_record
from contingent.report.track_record.drawings import drawings_of
from contingent.web.pages import track_record as record_page
from proof.made_ledgers import KNOWN, OPENS, chance, draws, forecast, nouns_of_many, put, question, resolution

PAGE = "/track-record"
HOSTILE = "<script>alert(1)</script>=1+1[x](javascript:y)\x1b"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine, the page is waited for."""
    monkeypatch.setattr(record_page, "PATIENCE_SECONDS", 120.0)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "made.sqlite"


def test_the_page_tells_the_same_as_its_twins(settled_client: TestClient, settled_ledger: Path) -> None:
    record = track_record(record_at(settled_ledger, as_of=today()))
    page = settled_client.get(PAGE)
    told = settled_client.get(f"{PAGE}.json").json()
    sheet = list(csv.DictReader(io.StringIO(settled_client.get(f"{PAGE}.csv").text)))
    assert page.status_code == 200 and page.text.count("<h1") == 1
    assert [row["value"] for row in told["record"]["rows"]] == [row.value for row in record.rows]
    assert [float(row["value"]) for row in sheet] == [row.value for row in record.rows]
    markdown = settled_client.get(f"{PAGE}.md").text
    brier = next(row.value for row in record.rows if (row.forecaster, row.metric) == ("ensemble", "Brier"))
    assert f"{brier:.3f}" in markdown and f'value="{brier!r}"' in page.text


def test_every_chart_of_the_page_can_be_taken_along(settled_client: TestClient, settled_ledger: Path) -> None:
    record = track_record(record_at(settled_ledger, as_of=today()))
    names = [one.name for found in drawings_of(record).values() for one in found]
    page = settled_client.get(PAGE).text
    assert {"forecasters", "reliability-1", "reliability-2", "apart-1", "by-topic", "by-region"} <= set(names)
    assert page.count('role="img"') == len(names) == len(set(names))
    for name in names:
        assert f'href="{PAGE}/charts/{name}.svg"' in page
    assert ElementTree.fromstring(settled_client.get(f"{PAGE}/charts/{names[0]}.svg").content).tag.endswith("svg")
    spec = settled_client.get(f"{PAGE}/charts/reliability-1.vl.json").json()
    assert sum(row["n"] for row in spec["data"]["values"]) == 60
    assert settled_client.get(f"{PAGE}/charts/nothing.svg").status_code in (400, 404)


PARTS = [{"topic": "talks"}, {"region": "Africa"}, {"forecaster": "hazard"}, {"horizon": "31 to 90 days"},
         {"topic": "talks", "forecaster": "hazard"}]  # fmt: skip
WRONG = [({"topic": "weather"}, "weather"), ({"as_of": "2999-01-01"}, "has not been"), ({"as_of": "soon"}, "soon"),
         ({"forecaster": HOSTILE}, "ensemble")]  # fmt: skip


@pytest.mark.parametrize("only", PARTS)
def test_a_part_is_scored_as_one(settled_client: TestClient, settled_ledger: Path, only: dict[str, str]) -> None:
    record = track_record(record_at(settled_ledger, as_of=today()), only=Only(**only))
    told = settled_client.get(f"{PAGE}.json", params=only).json()
    assert [row["value"] for row in told["record"]["rows"]] == [row.value for row in record.rows] != []
    page = settled_client.get(PAGE, params=only).text
    assert "selected" in page and "Show all" in page
    for link in re.findall(rf'href="({PAGE}\.csv[^"]*)"', page):
        assert "?" in link and settled_client.get(link.replace("&amp;", "&")).text.count("\n") == len(record.rows) + 1


def test_a_form_sent_empty_is_the_whole(settled_client: TestClient) -> None:
    empty = {"forecaster": "", "topic": "", "region": "", "horizon": "", "as_of": ""}
    assert settled_client.get(PAGE, params=empty).text == settled_client.get(PAGE).text


@pytest.mark.parametrize("asked, words", WRONG)
def test_what_is_not_there_is_said(settled_client: TestClient, asked: dict[str, str], words: str) -> None:
    answer = settled_client.get(PAGE, params=asked)
    assert answer.status_code == 400 and words in answer.text and "<script>" not in answer.text


def test_nothing_after_the_day_is_told(settled_client: TestClient, settled_ledger: Path) -> None:
    day = OPENS + timedelta(100)
    told = settled_client.get(f"{PAGE}.json", params={"as_of": day.isoformat()}).json()
    assert told["record"]["as_of"] == day.isoformat()
    assert told["record"]["counts"]["settled"] == track_record(record_at(settled_ledger, as_of=day)).counts.settled < 60
    assert all(one["known"] <= day.isoformat() for one in told["record"]["deviations"])
    assert all(one["month"] <= day.isoformat()[:7] for one in told["months"])


def test_what_was_written_down_late_is_counted_aloud(where: Path, client_on: Callable[[Path], TestClient]) -> None:
    put(where, question("a"), forecast("a", "x", chance(0.2)), resolution("a", True))
    put(where, forecast("a", "prophet", chance(0.99)), forecast("a", "seer", chance(0.9)), at=KNOWN)
    page = client_on(where).get(PAGE).text
    assert "2 forecasts were written down after the event and count for nothing here." in page
    assert "prophet" not in page.partition("<form")[0] + page.partition("</form>")[2]


def test_a_ledger_with_nothing_settled_says_what_would_change_it(
    where: Path, client_on: Callable[[Path], TestClient]
) -> None:
    put(where, question("due"), forecast("due", "x", chance(0.2)))
    page = client_on(where).get(PAGE).text
    assert "No forecast can be scored yet" in page and "1 question is past the deadline" in page
    assert "<table" not in page and "<svg" not in page and 'href="/questions"' in page


def test_an_empty_ledger_has_a_page(empty_ledger: Path, client_on: Callable[[Path], TestClient]) -> None:
    client = client_on(empty_ledger)
    assert "no forecast yet" in client.get(PAGE).text
    for form in ("json", "csv", "md"):
        assert client.get(f"{PAGE}.{form}").status_code == 200


def test_a_new_row_is_seen_at_once(where: Path, client_on: Callable[[Path], TestClient]) -> None:
    put(where, *nouns_of_many(6))
    client = client_on(where)
    before = client.get(f"{PAGE}.json").json()["record"]["counts"]["settled"]
    put(where, question("new"), forecast("new", "ensemble", chance(0.2)), resolution("new", True))
    assert client.get(f"{PAGE}.json").json()["record"]["counts"]["settled"] == before + 1


def test_who_opens_a_long_record_is_not_kept_waiting_and_a_program_gets_it_whole(
    where: Path, client_on: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(where, *nouns_of_many(7, seed=99))
    client = client_on(where)
    monkeypatch.setattr(record_page, "PATIENCE_SECONDS", 0.0)
    shown = client.get(PAGE, params={"topic": "talks"}).text
    assert "being counted" in shown and 'http-equiv="refresh"' in shown and f'href="{PAGE}?topic=talks"' in shown
    whole = client.get(f"{PAGE}.json", params={"topic": "talks"}).json()
    assert whole["record"]["counts"]["settled"] == 3
    assert "being counted" not in client.get(PAGE, params={"topic": "talks"}).text
    assert client.get(PAGE, headers={"accept": "application/json"}).json()["record"]["rows"]


def test_words_from_outside_stay_words(where: Path, client_on: Callable[[Path], TestClient]) -> None:
    for name in ("a", "b"):
        put(where, question(name), forecast(name, HOSTILE, chance(0.2)), forecast(name, "y", draws(1.0)))
        put(where, resolution(name, name == "a", evidence=HOSTILE))
    client = client_on(where)
    for form in ("", ".csv", ".md", ".json", "/charts/forecasters.svg"):
        answer = client.get(PAGE + form)
        assert answer.status_code == 200 and "\x1b" not in answer.text
        assert form in (".json", ".csv") or "<script>alert" not in answer.text  # no markup there
    assert not any(line.startswith(("=", "+", "@")) for line in client.get(f"{PAGE}.csv").text.splitlines())
    json.loads(client.get(f"{PAGE}.json").text)


def test_every_link_of_the_contents_leads_somewhere(settled_client: TestClient) -> None:
    page = settled_client.get(PAGE).text
    for target in set(re.findall(r'href="#([^"]+)"', page)):
        assert page.count(f'id="{target}"') == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "style=" not in page or "<style" not in page


def test_the_day_of_the_page_is_the_service_s(settled_client: TestClient) -> None:
    assert settled_client.get(f"{PAGE}.json").json()["record"]["as_of"] == date.isoformat(today())
