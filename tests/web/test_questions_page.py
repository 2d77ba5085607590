"""The list of questions: tabs, filters and pages are plain addresses that can be kept and sent on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contingent.core.times import now, today
from contingent.ledger.store import Ledger
from proof.made_ledgers import chance, draws, forecast, put, question, resolution

TODAY = today()
HTML = {"accept": "text/html"}


@pytest.fixture
def client(empty_ledger: Path, client_on: Callable[[Path], TestClient]) -> TestClient:
    """A client on a ledger with one question in each state, and sixty more that run."""
    soon, past = TODAY + timedelta(9), TODAY - timedelta(9)
    put(empty_ledger, question("run", deadline=soon, place="SDN"), question("due", deadline=past),
        question("done", deadline=past), question("number", deadline=soon), forecast("run", "ensemble", chance(0.37)),
        forecast("number", "counts", draws(5.0, 6.0, 7.0)), resolution("done", True, on=past + timedelta(1)),
        *(question(f"more-{n:02}", deadline=soon + timedelta(1)) for n in range(60)))  # fmt: skip
    return client_on(empty_ledger)


def test_the_list_and_each_twin(client: TestClient) -> None:
    page = client.get("/questions", headers=HTML)
    assert page.status_code == 200 and "37\u00a0%" in page.text and "9 days left" in page.text
    view = client.get("/questions.json").json()
    assert view["counts"] == {"open": 62, "due": 1, "settled": 1, "all": 64} and len(view["questions"]) == 50
    assert len(client.get("/questions.csv").text.splitlines()) == 63  # the whole tab, not a page
    assert "[Will run come about?](/questions/run): 37" in client.get("/questions.md").text


def test_tabs_filters_and_pages_lead_on_with_what_was_asked(client: TestClient) -> None:
    assert "Came out: yes" in client.get("/questions?state=settled", headers=HTML).text
    assert "9 days overdue" in client.get("/questions?state=due", headers=HTML).text
    page = client.get("/questions?words=more&sort=latest", headers=HTML).text
    assert "60 questions that match" in page
    assert 'href="/questions?words=more&amp;sort=latest&amp;page=2"' in page
    assert 'href="/questions?state=due&amp;words=more&amp;sort=latest"' in page
    second = client.get("/questions.json?words=more&page=2").json()
    assert (second["page"], second["pages"], len(second["questions"])) == (2, 2, 10)


def test_empty_fields_of_the_form_ask_for_nothing(client: TestClient) -> None:
    empty = "words=&topic=&place=&forecaster=&deadline_from=&deadline_to=&sort=deadline"
    assert client.get(f"/questions.json?{empty}").json()["total"] == 62


def test_what_cannot_be_asked_is_refused_in_one_sentence(client: TestClient) -> None:
    for query in ("topic=weather", "deadline_from=tomorrow", "page=0", "state=odd", "sort=x", "words=" + "x" * 300):
        answer = client.get(f"/questions?{query}", headers=HTML)
        assert answer.status_code in (400, 422) and "Traceback" not in answer.text


def test_a_hostile_wish_is_shown_as_words(client: TestClient) -> None:
    page = client.get("/questions", params={"words": '"><script>alert(1)</script>'}, headers=HTML).text
    assert "<script" not in page and "None here" in page


def test_an_empty_ledger_says_what_to_do(tmp_path: Path, client_on: Callable[[Path], TestClient]) -> None:
    assert "Read an article" in client_on(tmp_path / "new.sqlite").get("/questions", headers=HTML).text


def test_the_text_says_of_a_range_what_the_page_says(client: TestClient) -> None:
    page, text = client.get("/questions", headers=HTML).text, client.get("/questions.md").text
    assert "no range given" in page and "](/questions/run): 37 % (no range given)" in text


def test_a_question_that_cannot_be_read_is_told_in_every_form(client: TestClient, empty_ledger: Path) -> None:
    with Ledger.open(empty_ledger) as ledger:
        ledger.append("question", "spoilt", {"id": "spoilt", "text": "Will?"}, as_of=TODAY, recorded_at=now())
    page = client.get("/questions", headers=HTML)
    assert page.status_code == 200 and "1 question of the ledger cannot be read, and is in no list" in page.text
    assert 'href="/questions/spoilt"' in page.text and "37\u00a0%" in page.text
    view = client.get("/questions.json").json()
    assert [one["question"] for one in view["unreadable"]] == ["spoilt"] and view["counts"]["all"] == 64
    last = client.get("/questions.csv").text.splitlines()[-1]
    assert last.startswith("spoilt,") and ",unreadable,,,," in last
    assert "[spoilt](/questions/spoilt)" in client.get("/questions.md").text
