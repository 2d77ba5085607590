"""The feeds tell what the pages tell, under ids that last."""

from __future__ import annotations

import feedparser
import pytest
from fastapi.testclient import TestClient


def parsed(client: TestClient, path: str) -> feedparser.FeedParserDict:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    return found


def test_a_brief_in_the_inbox_is_in_its_feed(client: TestClient) -> None:
    lines = client.get("/inbox.json").json()["lines"]
    found = parsed(client, "/feeds/briefs.atom")
    assert [one.title for one in found.entries] == [line["card"]["headline"] for line in lines]
    assert client.get(found.entries[0].link).status_code == 200
    assert found.entries[0].id == parsed(client, "/feeds/briefs.atom").entries[0].id


def test_a_note_is_a_new_entry_of_its_question_and_moves_it_up(client: TestClient) -> None:
    listed = client.get("/questions.json?state=all").json()["questions"]
    name = next(one["question"] for one in listed if one["middle"] is not None)
    before = parsed(client, f"/feeds/questions/{name}.atom")
    assert before.entries, "its forecasts are entries"
    answer = client.post(f"/questions/{name}/notes", json={"text": "A <b>note</b>"})
    assert answer.status_code < 400, answer.text
    after = parsed(client, f"/feeds/questions/{name}.atom")
    assert len(after.entries) == len(before.entries) + 1
    first = after.entries[0]
    assert first.title.startswith("Note")
    assert (first.summary_detail.type, first.summary) == ("text/plain", "A <b>note</b>")
    assert {one.id for one in before.entries} < {one.id for one in after.entries}
    assert name in parsed(client, "/feeds/questions.atom").entries[0].link


@pytest.mark.parametrize("path", ["/feeds/questions/none.atom", "/feeds/none.atom"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
