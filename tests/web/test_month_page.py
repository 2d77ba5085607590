"""Laws of the months: a question counts in the month it was known in, and both ways of being wrong are told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contingent.core.times import today
from proof.made_ledgers import KNOWN, chance, draws, forecast, put, question, resolution

PAGE = "/track-record"
MONTH = f"{PAGE}/2024-04"


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """Three yes-no questions and a number known in April 2024, one called well; one known in June."""
    where = tmp_path / "made.sqlite"
    for name, p, came in (("a", 0.1, True), ("b", 0.95, False), ("c", 0.9, True)):
        put(where, question(name), forecast(name, "ensemble", chance(p)), resolution(name, came))
    put(where, question("n"), forecast("n", "ensemble", draws(1.0, 2.0, 3.0)), resolution("n", 40.0))
    put(where, question("unspoken"), resolution("unspoken", True))
    put(where, question("void"), forecast("void", "ensemble", chance(0.9)), resolution("void", None))
    put(where, question("late"), forecast("late", "ensemble", chance(0.2)))
    put(where, resolution("late", False, on=date(2024, 6, 5)))
    return where


@pytest.fixture
def client(where: Path, client_on: Callable[[Path], TestClient]) -> TestClient:
    return client_on(where)


def test_both_ways_of_being_wrong_and_missed_numbers_are_told_and_nothing_else(client: TestClient) -> None:
    told = client.get(f"{MONTH}.json").json()
    assert [(one["question"], one["happened"]) for one in told["misses"]][:2] == [("a", "yes"), ("b", "no")]
    assert [one["question"] for one in told["misses"]] == ["a", "b", "n"]
    assert [one["case"].partition(",")[0] for one in told["misses"]] == [
        "Called unlikely", "Called likely", "Outside the 90 % interval",
    ]  # fmt: skip
    assert told["misses"][0]["score"] == pytest.approx(0.81)
    page = client.get(MONTH).text
    assert "Will c come about?" not in page and 'href="/questions/a"' in page and "known 3 April 2024" in page


def test_the_counts_of_a_month_add_up(client: TestClient) -> None:
    told = client.get(f"{MONTH}.json").json()
    assert (told["settled"], told["void"], told["unspoken"], told["scored"], told["wrong"]) == (5, 1, 1, 4, 3)
    brier = {row["forecaster"]: row["value"] for row in told["rows"] if row["metric"] == "Brier"}
    assert brier["ensemble"] == pytest.approx((0.81 + 0.9025 + 0.01) / 3)
    assert brier["always_half"] == 0.25 and "base_rate_so_far" in brier


def test_the_months_are_those_in_which_something_was_settled(client: TestClient) -> None:
    months = client.get(f"{PAGE}/months.json").json()["months"]
    assert [one["month"] for one in months] == ["2024-06", "2024-04"]
    assert [(one["settled"], one["void"], one["called"]) for one in months] == [(1, 0, 1), (5, 1, 3)]
    assert months[0]["brier"] == pytest.approx(0.04)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}/months.csv").text)))
    assert [row["month"] for row in rows] == ["2024-06", "2024-04"]
    assert f'href="{MONTH}"' in client.get(f"{PAGE}/months").text
    assert f'href="{MONTH}"' in client.get(PAGE).text


def test_a_month_leads_to_its_neighbours(client: TestClient) -> None:
    assert f'href="{PAGE}/2024-06" rel="next"' in client.get(MONTH).text
    assert f'href="{MONTH}" rel="prev"' in client.get(f"{PAGE}/2024-06").text
    between = client.get(f"{PAGE}/2024-05").text  # a month without a question stands between them as well
    assert 'rel="prev"' in between and 'rel="next"' in between


def test_a_month_without_a_question_says_so(client: TestClient) -> None:
    answer = client.get(f"{PAGE}/2024-05")
    assert answer.status_code == 200 and "No question was settled in May 2024." in answer.text
    assert "<table" not in answer.text
    now = today().isoformat()[:7]
    assert "so far" in client.get(f"{PAGE}/{now}").text and "not over" in client.get(f"{PAGE}/{now}").text


def test_a_month_to_come_is_not_there_and_no_month_is_a_mistake(client: TestClient) -> None:
    later = (today().replace(day=1) + timedelta(40)).isoformat()[:7]
    answer = client.get(f"{PAGE}/{later}.json")
    assert answer.status_code == 404 and "had not begun" in answer.json()["detail"]
    for wrong in ("2024-13", "2024-00", "march", "2024", "20240-1", "%3Cscript%3E"):
        answer = client.get(f"{PAGE}/{wrong}")
        assert answer.status_code == 400 and "wanted year and month" in answer.text and "<script>" not in answer.text


def test_a_month_as_it_was_known_on_a_day(client: TestClient, where: Path) -> None:
    put(where, resolution("a", False, on=date(2024, 7, 1)))  # corrected: it belongs to July from then on
    day = {"as_of": "2024-06-30"}
    assert "a" in [one["question"] for one in client.get(f"{MONTH}.json", params=day).json()["misses"]]
    assert "a" not in [one["question"] for one in client.get(f"{MONTH}.json").json()["misses"]]
    assert client.get(f"{PAGE}/2024-07.json").json()["settled"] == 1
    assert client.get(MONTH, params={"as_of": "2024-03-01"}).status_code == 404
    page = client.get(MONTH, params=day).text
    assert f"{MONTH}.json?as_of=2024-06-30" in page and f'href="{PAGE}/2024-06?as_of=2024-06-30"' in page


def test_what_was_written_after_the_event_is_counted_aloud(client: TestClient, where: Path) -> None:
    put(where, forecast("c", "seer", chance(0.99)), at=KNOWN)
    assert "1 forecast written down after the event counts for nothing." in client.get(MONTH).text
    assert "seer" not in client.get(MONTH).text


def test_the_markdown_and_the_sheet_tell_every_miss(client: TestClient) -> None:
    markdown = client.get(f"{MONTH}.md").text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{MONTH}.csv").text)))
    assert [row["question"] for row in rows] == ["a", "b", "n"]
    for name in ("a", "b", "n"):
        assert f"/questions/{name}.md" in markdown
