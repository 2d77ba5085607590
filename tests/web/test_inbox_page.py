"""The inbox as a page: what a morning needs, in every form, whatever an article was called."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from markup_read import markdown_links, sound

from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.shown import inbox as shown
from contingent.journeys.shown.brief import Keyed, held_brief
from contingent.journeys.shown.inbox import ON_A_PAGE
from contingent.ledger.chain import Entry
from contingent.web.service import Service

HTML = {"Accept": "text/html"}
HOSTILE = '<script>alert(1)</script> " onmouseover=x =cmd| [a](javascript:b) \N{RIGHT-TO-LEFT OVERRIDE}'


def add_briefs(service: Service, *headlines: str, origin: str | None = None) -> None:
    (row,) = service.ledger.read(as_of=date.max, kind="brief")[:1]
    brief = held_brief(Keyed(row.hash, row))
    bare = replace(brief, outcomes=None, sensitivity=(), scenario=None)
    document = replace(brief.document, origin=origin or brief.document.origin, title=headlines[0])
    briefs = [replace(bare, document=document, answer=replace(bare.answer, question=one)) for one in headlines]
    entries = [Entry(kind="brief", key=None, body=plain(one), as_of=date(2024, 11, 18)) for one in briefs]
    service.ledger.append_many(entries, recorded_at=now())


def test_the_inbox_leads_to_each_brief_its_question_and_what_is_due(client: TestClient) -> None:
    page = client.get("/", headers=HTML)
    held = sound(page.text)
    told = client.get("/inbox.json").json()
    (line,) = told["lines"]
    assert f"/briefs/{line['card']['brief']}" in held.links
    assert f"/questions/{line['card']['odds'][0]['id']}" in held.links
    assert {f"/questions/{due['question']}" for due in told["due"]} <= set(held.links)
    assert line["card"]["odds"][0]["middle"] in held.text and line["card"]["difference"]["middle"] in held.text


def test_an_empty_ledger_says_what_to_do(empty_ledger: Path, client_on: Callable[[Path], TestClient]) -> None:
    page = client_on(empty_ledger).get("/", headers=HTML)
    held = sound(page.text)
    assert page.status_code == 200 and "Nothing has been read yet" in held.text
    assert {"read-text", "read-file", "read-address", "read-as-of"} <= set(held.ids)
    assert 'action="/read"' in page.text and 'enctype="multipart/form-data"' in page.text


def test_the_twins_tell_the_same_briefs(client: TestClient) -> None:
    told = client.get("/inbox.json").json()
    rows = list(csv.DictReader(io.StringIO(client.get("/inbox.csv").text)))
    text = client.get("/inbox.md").text
    assert [row["brief"] for row in rows] == [line["card"]["brief"] for line in told["lines"]]
    assert float(rows[0]["p"]) == told["lines"][0]["card"]["odds"][0]["p"]
    assert all(f"/briefs/{line['card']['brief']}.md" in text for line in told["lines"])
    assert client.get("/", headers={"Accept": "application/json"}).json()["found"] == told["found"]


def test_only_a_look_at_the_page_is_a_look(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for twin in ("/inbox.json", "/inbox.csv", "/inbox.md"):
        client.get(twin)
    client.get("/", headers={"Accept": "application/json"})
    assert service.desk.looks.last("you", shown.LOOK) is None
    client.get("/", headers=HTML)
    assert service.desk.looks.last("you", shown.LOOK) is not None
    add_briefs(service, "Something that came later")
    monkeypatch.setattr(shown, "VISIT", timedelta(0))
    page = sound(client.get("/", headers=HTML).text)
    assert "1 new since" in page.text
    assert [line["new"] for line in client.get("/inbox.json").json()["lines"]] == [False, False], "it was seen now"


def test_words_filter_and_stay_in_the_form_and_the_twins(client: TestClient, service: Service) -> None:
    add_briefs(service, "Lantern & oil")
    page = client.get("/", params={"q": "lantern &"}, headers=HTML)
    held = sound(page.text)
    assert "1 brief of 2" in held.text and 'value="lantern &amp;"' in page.text
    assert any(link.startswith("/inbox.json?q=lantern") for link in held.links)
    assert "No brief holds all of these words" in client.get("/?q=zzzz", headers=HTML).text
    assert client.get("/?q=" + "a" * 300, headers=HTML).status_code == 422


def test_older_briefs_are_a_link_away(client: TestClient, service: Service) -> None:
    add_briefs(service, *(f"Brief {n}" for n in range(ON_A_PAGE + 1)))
    first = sound(client.get("/", headers=HTML).text)
    (older,) = (link for link in first.links if "before=" in link)
    second = sound(client.get(older, headers=HTML).text)
    assert "Brief 0" in second.text and f"Brief {ON_A_PAGE}" not in second.text
    assert not any("before=" in link and link.startswith("/?") for link in second.links)
    assert "No brief is older than that" in client.get("/?before=1", headers=HTML).text


def test_a_hostile_headline_and_origin_stay_text(client: TestClient, service: Service) -> None:
    add_briefs(service, HOSTILE, origin="javascript:alert(1)")
    held = sound(client.get("/", headers=HTML).text)
    assert "<script>alert(1)</script>" in held.text
    row = next(csv.DictReader(io.StringIO(client.get("/inbox.csv").text)))
    assert "alert" in row["headline"]
    assert all(link.startswith("/") for link in markdown_links(client.get("/inbox.md").text))
