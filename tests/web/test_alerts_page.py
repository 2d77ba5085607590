"""A reader makes, tries, pauses and removes alerts of their own; nobody else sees them, and a secret is told once."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from markup_read import sound

from contingent.web.service import Service

# a name that resolves to a public address without asking anybody: an address is one already
OUTSIDE = "https://93.184.215.14/hook"


def make(client: TestClient, **fields: object) -> dict[str, object]:
    answer = client.post("/alerts", json={"address": OUTSIDE, "threshold": 0.05, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_form_makes_an_alert_and_shows_its_secret_once(client: TestClient, service: Service) -> None:
    sound(client.get("/alerts").text)
    made = client.post("/alerts", data={"address": OUTSIDE, "threshold": "5"})
    (hook,) = service.desk.hooks.of("you")
    assert made.status_code == 201 and hook.secret in made.text and hook.threshold == 0.05
    sound(made.text)
    for twin in ("", ".json", ".csv", ".md"):
        told = client.get(f"/alerts{twin}").text
        assert hook.secret not in told
        assert OUTSIDE in told.replace("\\", "")


def test_an_alert_is_paused_tried_and_removed(client: TestClient, service: Service) -> None:
    name = make(client)["id"]
    assert client.post(f"/alerts/{name}/pause", json={}).json()["state"] == "paused"
    assert client.post(f"/alerts/{name}/resume", json={}).json()["state"] == "active"
    assert client.post(f"/alerts/{name}/test", data={"x": "1"}, follow_redirects=False).status_code == 303
    (line,) = client.get("/alerts.json").json()["alerts"]
    assert [one["question"] for one in line["messages"]] == ["test"]
    sound(client.get("/alerts").text)
    assert client.post(f"/alerts/{name}/explode", json={}).status_code == 404
    assert client.post(f"/alerts/{name}/remove", json={}).json()["state"] == "removed"
    assert service.desk.hooks.of("you") == ()


def test_the_alert_of_another_reader_is_as_if_it_were_not_there(client: TestClient, service: Service) -> None:
    other = service.desk.hooks.add("ann", OUTSIDE, "whsec_c2VjcmV0", threshold=0.1)
    assert client.get("/alerts.json").json()["alerts"] == []
    for action in ("pause", "test", "remove"):
        assert client.post(f"/alerts/{other.id}/{action}", json={}).status_code == 404
    assert service.desk.hooks.get(other.id).state == "active"


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "http://127.0.0.1:9/"},
        {"address": "javascript:alert(1)"},
        {"threshold": 0},
        {"threshold": "much"},
        {"question": "none"},
    ],
)
def test_what_cannot_be_told_of_is_refused_in_a_sentence(
    client: TestClient, service: Service, fields: dict[str, object]
) -> None:
    answer = client.post("/alerts", json={"address": OUTSIDE, "threshold": 0.05, **fields})
    assert 400 <= answer.status_code < 500 and answer.json()["detail"]
    assert service.desk.hooks.of("you") == ()
