"""The page on the API tells, without a script, every operation that the description holds, and how to ask it."""

from __future__ import annotations

import re
import shlex

from fastapi.testclient import TestClient

from contingent.web.openapi import operations


def test_every_operation_stands_on_the_page_with_its_parameters_and_a_command(client: TestClient) -> None:
    page, told = client.get("/api").text, client.get("/api.json").json()
    described = {named["operationId"]: named for _, _, named in operations(client.get("/openapi.json").json())}
    assert {one["name"] for one in told["operations"]} == set(described)
    for one in told["operations"]:
        assert f'id="{one["name"]}"' in page
        assert {each["name"] for each in one["parameters"]} == {
            each["name"] for each in described[one["name"]].get("parameters", ()) if each["in"] in ("path", "query")
        }
        words = shlex.split(one["curl"])
        assert words[0] == "curl" and words[-1].startswith("http://127.0.0.1/") and "{" not in words[-1]
    assert "<script" not in page and re.search(r'(src|href)="(https?:)?//', page) is None


def test_a_command_of_the_page_does_what_it_says(client: TestClient) -> None:
    for one in client.get("/api.json").json()["operations"]:
        if one["method"] == "GET" and not any(each["required"] for each in one["parameters"]):
            place = shlex.split(one["curl"])[-1].removeprefix("http://127.0.0.1")
            assert client.get(place).status_code == 200, place


def test_links_within_the_page_lead_somewhere(client: TestClient) -> None:
    page = client.get("/api").text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_page_is_told_as_text_too(client: TestClient) -> None:
    assert "`GET /inbox.json`" in client.get("/api.md").text
    assert client.get("/api.csv").text.splitlines()[0] == "method,address,summary,parameters,example"


def test_the_text_names_every_operation_that_the_page_does(client: TestClient) -> None:
    text = client.get("/api.md").text
    for one in client.get("/api.json").json()["operations"]:
        assert f"`{one['method']} {one['address']}`" in text
