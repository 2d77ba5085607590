"""Reading from the browser: a form that loses nothing, a job that can be watched, a brief at its end, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from markup_read import sound

from contingent.journeys import jobs
from contingent.web.service import Service

HTML = {"Accept": "text/html"}
ARTICLE = (Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md").read_text()
SHORT = """# Russia lost 400 soldiers

By Mara Lindqvist | November 18, 2024

The ministry said that 400 Russian soldiers were killed in Kursk on 10 November 2024. Ukraine may receive 20 tanks.
"""
NO_WAR = "The council of Springfield met on 3 May 2024 and bought 12 benches for the park. It rained."


def work(service: Service) -> None:
    """Whatever waits is done, as a worker does it."""
    while (job := service.desk.jobs.claim("worker")) is not None:
        jobs.run(job, service.desk, service.ledger.where)


def asked(client: TestClient, **form: object) -> str:
    answer = client.post("/read", headers=HTML, **form)  # type: ignore[arg-type]
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_pasted_article_becomes_a_brief(client: TestClient, service: Service) -> None:
    answer = client.post("/read", json={"text": SHORT, "paths": 256, "seed": 7})
    assert answer.status_code == 202 and answer.headers["location"] == answer.json()["address"]
    place = answer.json()["address"]
    waiting = client.get(place, headers=HTML)
    held = sound(waiting.text)
    assert "Waiting for its turn" in held.text and '<noscript><meta http-equiv="refresh"' in waiting.text
    assert 'role="status"' in waiting.text and "<progress" in waiting.text
    work(service)
    done = client.get(f"{place}.json").json()
    assert done["state"] == "done" and done["read_before"] is None and done["error"] is None
    page = sound(client.get(place, headers=HTML).text)
    assert f"/briefs/{done['brief']}" in page.links
    brief = client.get(f"/briefs/{done['brief']}.json").json()
    assert (brief["provenance"]["seed"], brief["provenance"]["draws"]) == (7, 256)
    assert done["brief"] in client.get("/inbox.json").text


def test_the_same_article_read_again_is_the_same_brief_and_says_so(client: TestClient, service: Service) -> None:
    before = service.ledger.head()
    told = []
    for _ in range(2):
        place = client.post("/read", json={"text": SHORT, "paths": 256}).json()["address"]
        work(service)
        told.append(client.get(f"{place}.json").json())
    assert told[0]["brief"] == told[1]["brief"]
    assert told[0]["read_before"] is None and told[1]["read_before"] is not None
    assert "was read before" in client.get(place, headers=HTML).text
    assert len(service.ledger.read(as_of=service.today(), kind="brief", after=before.seq)) == 1


def test_an_article_that_cannot_be_read_says_why_and_gives_the_text_back(client: TestClient, service: Service) -> None:
    place = asked(client, data={"text": NO_WAR, "as_of": "2024-06-01"})
    work(service)
    told = client.get(f"{place}.json").json()
    assert told["state"] == "failed" and told["brief"] is None and told["error"]
    page = sound(client.get(place, headers=HTML).text)
    assert told["error"][1:] in page.text
    (again,) = (link for link in page.links if link.startswith("/read?again="))
    form = client.get(again.partition("#")[0], headers=HTML).text
    assert "12 benches for the park" in form and 'value="2024-06-01"' in form


def test_a_file_is_read_by_its_content_and_keeps_only_its_name(client: TestClient, service: Service) -> None:
    place = asked(client, files={"file": ("C:\\home\\ann\\a.md", ARTICLE.encode(), "text/markdown")})
    assert client.get(f"{place}.json").json()["origin"] == "a.md"
    held = service.desk.jobs.request(place.rpartition("/")[2])
    assert jobs._request(held).article == jobs.uploaded("a.md", ARTICLE.encode())


def test_a_line_break_of_a_form_is_one_character(client: TestClient, service: Service) -> None:
    place = asked(client, data={"text": ARTICLE.replace("\n", "\r\n")})
    held = service.desk.jobs.request(place.rpartition("/")[2])
    assert jobs._request(held).article == jobs.pasted(ARTICLE)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Nothing was given"),
        ({"text": "  \n "}, "Nothing was given"),
        ({"text": "kept <b>text</b>", "address": "https://example.org"}, "More than one article"),
        ({"address": "file:///etc/passwd"}, "no web address"),
        ({"address": "example.org"}, "no web address"),
        ({"text": "kept <b>text</b>", "as_of": "yesterday"}, "yesterday"),
    ],
)
def test_a_wrong_form_comes_back_whole_and_says_what_is_wrong(
    client: TestClient, service: Service, form: dict[str, str], said: str
) -> None:
    page = client.post("/read", data=form, files={"file": ("", b"")}, headers=HTML)
    assert page.status_code == 400
    held = sound(page.text)
    assert said in held.text and 'role="alert"' in page.text
    assert form.get("text", "").strip() in held.text
    assert service.desk.jobs.waiting() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[", b"[]", b"null", b"{}", b'{"txt":"a"}', b'{"text":1}', b'{"text":"a","address":"https://b"}',
        b'{"text":"a","paths":1}', b'{"text":"a","seed":-1}', b'{"text":"a","as_of":"soon"}', b'{"text":" "}',
        b"[" * 100_000, b'{"text":"a","paths":"NaN"}', b"\xff\xfe",
    ],
)  # fmt: skip
def test_wrong_json_is_refused_in_a_sentence(client: TestClient, service: Service, body: bytes) -> None:
    answer = client.post("/read", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert json.loads(answer.text)["detail"]
    assert service.desk.jobs.waiting() == 0


def test_a_program_may_send_a_form_and_is_told_in_json(client: TestClient) -> None:
    answer = client.post("/read", data={"text": ARTICLE}, headers={"Accept": "application/json"})
    assert answer.status_code == 202 and set(answer.json()) == {"job", "address"}


def test_too_many_waiting_jobs_are_refused_and_the_text_is_kept(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 1)
    asked(client, data={"text": ARTICLE})
    page = client.post("/read", data={"text": "second text"}, headers=HTML)
    assert page.status_code == 503 and "second text" in sound(page.text).text
    assert client.post("/read", json={"text": "third"}).status_code == 503


def test_the_list_of_jobs_tells_each(client: TestClient, service: Service) -> None:
    assert "No article was asked" in client.get("/jobs", headers=HTML).text
    place = asked(client, data={"text": "An article <script>"})
    held = sound(client.get("/jobs", headers=HTML).text)
    assert place in held.links
    assert [f"/jobs/{job['id']}" for job in client.get("/jobs.json").json()["jobs"]] == [place]
    assert "/jobs" in client.get("/jobs.md").text


def test_a_job_that_is_not_there_is_a_404(client: TestClient) -> None:
    for name in ("x", "0" * 32, "%00", "a" * 60):
        assert client.get(f"/jobs/{name}", headers=HTML).status_code in (404, 422)
        assert client.get("/read", params={"again": name[:40]}, headers=HTML).status_code == 404


def test_the_address_that_takes_articles_is_described(client: TestClient) -> None:
    post = client.get("/openapi.json").json()["paths"]["/read"]["post"]
    assert set(post["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert {"202", "303", "400"} <= set(post["responses"])


def test_what_another_reader_handed_in_is_not_shown_to_be_mended(client: TestClient, service: Service) -> None:
    request = jobs.Request(article=jobs.pasted("Their own draft of an article."))
    theirs = jobs.ask(service.desk, request, "ann")
    answer = client.get(f"/read?again={theirs}")
    assert answer.status_code == 404 and "draft" not in answer.text
