"""A brief's page: nothing of it is lost in any form, and nothing of an article becomes more than text."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from markup_read import markdown_links, sound

from contingent.core.brief import Brief
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.brief import make_brief
from contingent.journeys.shown.brief import Keyed, held_brief
from contingent.report.brief.page import render_html
from contingent.report.encode import as_text
from contingent.sources.articles import Article
from contingent.web.service import Service

HTML = {"Accept": "text/html"}
HOSTILE = b"""# What if <script>alert(1)</script> Russia got 5,000 more soldiers?

By Mara Lindqvist | November 18, 2024

Russia might send another 5,000 soldiers against Ukraine" onload="alert(1) <img src=x onerror=alert(1)>. The ministry
said that 400 Ukrainian soldiers were killed in Kursk [here](javascript:alert(1)) on 10 November 2024.
"""


@pytest.fixture
def kept(service: Service) -> Brief:
    (row,) = service.ledger.read(as_of=date.max, kind="brief")
    return held_brief(Keyed(row.hash, row))


@pytest.fixture
def place(service: Service) -> str:
    (row,) = service.ledger.read(as_of=date.max, kind="brief")
    return f"/briefs/{row.key.removeprefix('sha256:')}"


def test_the_json_twin_is_the_published_brief(client: TestClient, kept: Brief, place: str) -> None:
    assert client.get(f"{place}.json").text == as_text(plain(kept))
    assert client.get(f"{place}/brief.json").text == as_text(plain(kept))
    assert client.get(place, headers={"Accept": "application/json"}).json()["run"] is None


def test_every_claim_leads_to_its_words_in_a_sentence_of_the_article_and_back(
    client: TestClient, kept: Brief, place: str
) -> None:
    held = sound(client.get(place, headers=HTML).text)
    for number in range(1, len(kept.claims) + 1):
        assert {f"#said-{number}", f"claim-{number}"} <= {*held.links, *held.ids}
        assert "saying" in held.inside[f"said-{number}"] and "brief-article" in held.inside[f"said-{number}"]
        assert "brief-claims" in held.inside[f"claim-{number}"]
    assert any(link.startswith("#claim-") for link in held.links)


def test_the_whole_article_and_every_part_of_the_brief_stand_on_the_page(
    client: TestClient, kept: Brief, place: str
) -> None:
    held = sound(client.get(place, headers=HTML).text)
    shown = " ".join(held.text.split())
    for line in filter(None, (line.strip("# ") for line in kept.document.text.splitlines())):
        assert " ".join(line.split()) in shown
    for part in ("answer", "today", "questions", "what-if", "checks", "claims", "article", "provenance"):
        assert part in held.ids
    assert {f"/questions/{question.id}" for question in kept.questions} <= set(held.links)
    assert f"/workbench?brief={place.removeprefix('/briefs/')}" in held.links


def test_every_chart_is_offered_and_the_specification_of_each_is_served(client: TestClient, place: str) -> None:
    held = sound(client.get(place, headers=HTML).text)
    offered = [link for link in held.links if f"{place}/charts/" in link]
    assert len(offered) % 3 == 0 and f"{place}/charts/odds.png" in offered
    for link in (one for one in offered if one.endswith(".vl.json")):
        assert client.get(link).json()["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    drawn = client.get(f"{place}/charts/tornado.svg").text
    assert "<svg" in drawn and "as of 18 November 2024" in drawn, "a brief shows what was known on its own day"
    assert client.get(f"{place}/charts/none.svg").status_code in (400, 404)


def test_the_files_are_those_that_the_command_line_writes(client: TestClient, kept: Brief, place: str) -> None:
    page = client.get(f"{place}/brief.html")
    assert page.text == render_html(kept)
    assert page.headers["content-disposition"].startswith("attachment;"), "its own style would be refused inline"


def test_the_table_and_the_markdown_hold_every_claim(client: TestClient, kept: Brief, place: str) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{place}.csv").text)))
    assert {row["id"] for row in rows} == {claim.id for claim in kept.claims}
    text = client.get(f"{place}.md").text
    assert all(f"{number}\\. “" in text for number in range(1, len(kept.claims) + 1))
    assert all(f"/questions/{question.id}" in text for question in kept.questions)


def test_a_brief_that_is_not_there_is_a_404_in_every_form(client: TestClient) -> None:
    for name in ("0" * 64, "x", "..%2f..%2fetc", "%00", "a" * 65):
        page = client.get(f"/briefs/{name}", headers=HTML)
        assert page.status_code in (404, 422) and "Traceback" not in page.text
        assert client.get(f"/briefs/{name}.json").status_code in (404, 422)


def test_what_was_said_and_settled_since_stands_on_the_page(
    client: TestClient, service: Service, kept: Brief, place: str
) -> None:
    forecast = next(one for one in kept.forecasts if one.members)
    belief = replace(forecast.belief, p=0.42, low=0.4, high=0.45)  # type: ignore[type-var]
    newer = replace(forecast, id="f-newer", belief=belief, as_of=date(2025, 1, 1))
    service.ledger.append("forecast", None, plain(newer), as_of=newer.as_of, recorded_at=now())
    held = sound(client.get(place, headers=HTML).text)
    assert "1 forecast has moved since this brief" in held.text
    assert "42\xa0% (40 to 45\xa0%), 1 January 2025" in held.text


def test_a_hostile_article_stays_text(client: TestClient, service: Service) -> None:
    brief = make_brief(Article(HOSTILE, "https://example.org/?q=<script>", None), as_of=None, draws=256)
    row = service.ledger.append(
        "brief", None, plain(replace(brief, run=None)), as_of=date(2024, 11, 18), recorded_at=now()
    )
    place = f"/briefs/{row.key.removeprefix('sha256:')}"
    page = client.get(place, headers=HTML)
    assert page.status_code == 200
    held = sound(page.text)  # no script of its own, no handler, no address that runs
    assert "alert(1)" in held.text
    assert all(link.startswith("/questions/") for link in markdown_links(client.get(f"{place}.md").text))


def test_the_text_says_how_its_questions_stand_today_too(
    client: TestClient, service: Service, kept: Brief, place: str
) -> None:
    forecast = next(one for one in kept.forecasts if one.members)
    belief = replace(forecast.belief, p=0.42, low=0.4, high=0.45)  # type: ignore[type-var]
    newer = replace(forecast, id="f-newer", belief=belief, as_of=date(2025, 1, 1))
    service.ledger.append("forecast", None, plain(newer), as_of=newer.as_of, recorded_at=now())
    text = client.get(f"{place}.md").text.partition("## How its questions stand today")[2]
    line = next(line for line in text.splitlines() if f"](/questions/{forecast.question}.md)" in line)
    assert "newest 42" in line and len(text.strip().splitlines()) == 2 + len(kept.questions)
