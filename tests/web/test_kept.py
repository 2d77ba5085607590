"""Answers that are kept: made once, never after what they rest on was written, never for another reader."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from own_address import HERE

from contingent.core.times import today
from contingent.journeys.shown.notes import write_note
from contingent.journeys.tokens import digest
from contingent.ledger.changes import Changes
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.web import kept
from contingent.web.pages import question as question_page
from contingent.web.service import Service
from proof.made_ledgers import chance, forecast, put, question

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """A ledger with two questions, one forecast of each."""
    path = tmp_path / "ledger.sqlite"
    put(path, *(question(name, deadline=date(2199, 1, 1)) for name in ("a", "b")))
    put(path, *(forecast(name, "hazard", chance(0.3)) for name in ("a", "b")))
    return path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of questions, each time that a view of one is made."""
    names: list[str] = []
    real = question_page.shown_question

    def counted(ledger: Ledger, name: str, **more: Any) -> Any:
        names.append(name)
        return real(ledger, name, **more)

    monkeypatch.setattr(question_page, "shown_question", counted)
    return names


def test_the_same_read_again_is_made_once_and_tells_the_same(
    where: Path, client_on: Callable[[Path], TestClient], made: list[str]
) -> None:
    client = client_on(where)
    first, second = (client.get("/questions/a.json", headers=JSON) for _ in range(2))
    assert made == ["a"]
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    again = client.get("/questions/a.json", headers={**JSON, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, made) == (304, ["a"])
    assert client.head("/questions/a.json", headers=JSON).content == b""


def test_what_any_process_wrote_is_in_the_next_answer(where: Path, client_on: Callable[[Path], TestClient]) -> None:
    client = client_on(where)
    for number in range(20):
        for _ in range(2):
            client.get("/questions/a.json", headers=JSON)
            client.get("/questions.json", headers=JSON)
            client.get("/", headers=PAGE)
        text = f"note {number}"
        with Ledger.open(where) as other:  # its own connections, as another process has
            write_note(other, question="a", author="other", text=text, as_of=today())
        assert text in client.get("/questions/a.json", headers=JSON).text
        said = 0.01 + number / 50
        put(where, forecast("b", "hazard", chance(said), on=date(2024, 1, 2 + number)))
        middles = {
            one["question"]: one["middle"] for one in client.get("/questions.json", headers=JSON).json()["questions"]
        }
        assert middles["b"] == said


def test_a_job_is_in_the_next_inbox(where: Path, client_on: Callable[[Path], TestClient]) -> None:
    client = client_on(where)
    for _ in range(3):
        assert client.get("/inbox.json").json()["jobs"] == []
    with Ledger.open(where) as other:
        Desk(other).jobs.ask("read", {}, asked_by="other")
    assert len(client.get("/inbox.json").json()["jobs"]) == 1


def test_what_is_new_is_told_to_each_reader_for_themselves(
    where: Path, client_on: Callable[[Path], TestClient]
) -> None:
    client = client_on(where)
    with Ledger.open(where) as ledger:
        for name in ("anna", "ben"):
            Desk(ledger).tokens.add(name, digest(name))
    ben, anna = ({**PAGE, "Authorization": f"Bearer {name}"} for name in ("ben", "anna"))
    for _ in range(3):
        client.get("/questions/a", headers=anna)
    shown = client.get("/questions/a", headers=anna).text
    assert "Signed in as anna" in shown
    assert "Your last look" in shown
    first = client.get("/questions/a", headers=ben).text
    assert "Signed in as ben" in first
    assert "anna" not in first
    assert "Your last look" not in first
    refused = client.get("/questions/a.json", headers=JSON)
    assert (refused.status_code, "hazard" in refused.text) == (401, False)
    assert "Your last look" in client.get("/questions/a", headers=anna).text


def test_another_host_form_or_query_is_another_answer(
    where: Path, client_on: Callable[[Path], TestClient], made: list[str]
) -> None:
    client = client_on(where)
    asked: list[tuple[str, dict[str, str]]] = [
        ("/questions/a", JSON), ("/questions/a", {"Accept": "text/markdown"}), ("/questions/a.csv", {}),
        ("/questions/a?as_of=2024-01-05", JSON), ("/questions/a", {**JSON, "Host": "localhost:8000"}),
    ]  # fmt: skip
    answers = [client.get(path, headers=headers).text for path, headers in asked]
    assert len(made) == len(asked)
    assert [client.get(path, headers=headers).text for path, headers in asked] == answers
    assert len(made) == len(asked)


def test_an_answer_that_is_no_whole_good_page_is_never_kept(
    where: Path, client_on: Callable[[Path], TestClient]
) -> None:
    client = client_on(where)
    assert client.get("/questions/c.json", headers=JSON).status_code == 404
    put(where, question("c", deadline=date(2199, 1, 1)))
    assert client.get("/questions/c.json", headers=JSON).status_code == 200


def test_a_new_day_and_an_old_answer_are_made_anew(
    where: Path, client_on: Callable[[Path], TestClient], made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_on(where)
    client.get("/questions/a.json", headers=JSON)
    monkeypatch.setattr(Service, "today", lambda _self: date(2190, 1, 1))
    assert client.get("/questions/a.json", headers=JSON).json()["as_of"] == "2190-01-01"
    assert made == ["a", "a"]
    moment = kept.time.monotonic()
    monkeypatch.setattr(kept.time, "monotonic", lambda: moment + kept.LASTS_SECONDS["looks"] + 1)
    client.get("/questions/a.json", headers=JSON)
    assert made == ["a", "a", "a"]


def layer_of(app: Any) -> kept.Kept:
    """The layer of an application that keeps answers."""
    layer = app.middleware_stack
    while not isinstance(layer, kept.Kept):
        layer = getattr(layer, "app", None) or layer._app
    return layer


def test_what_is_kept_has_a_bound(
    where: Path, client_on: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = client_on(where).app
    monkeypatch.setattr(kept, "MOST_BYTES", 30_000)
    client = TestClient(app, base_url=HERE)
    for number in range(40):
        assert client.get(f"/questions.json?words=w{number}", headers=JSON).status_code == 200
    held = layer_of(app)
    assert 0 < held._bytes <= 30_000
    made = len(held._answers)
    for number in range(40):  # what is asked takes room too
        client.get(f"/questions.json?words=w{number}", headers={**JSON, "Accept": "application/json," + "a" * 9_000})
    assert 0 < len(held._answers) < min(4, made)
    assert held._bytes == sum(kept._size(key, one) for key, one in held._answers.items())


def test_nothing_is_known_of_changes_where_the_file_cannot_be_looked_at(where: Path) -> None:
    ledger = Ledger.open(where)
    changes = Changes(ledger)
    first = changes.seen()
    assert first is not None
    assert changes.seen() == first
    put(where, forecast("a", "hazard", chance(0.4), on=date(2024, 1, 9)))
    assert changes.seen() != first
    moved = where.with_name("moved")
    changes.close()
    where.rename(moved)
    assert changes.seen() is None
    assert changes.head() is None
    moved.rename(where)
    assert changes.seen() not in (None, first)
    ledger.close()
    held = weakref.ref(changes)
    del changes, ledger
    gc.collect()
    assert held() is None


def test_the_looks_of_one_reader_at_one_question_change_nothing_else(where: Path) -> None:
    with Ledger.open(where) as ledger:
        changes, desk = Changes(ledger), Desk(ledger)
        before = [changes.looks("anna", "a"), changes.looks("anna", "b"), changes.looks("ben", "a"), changes.head()]
        desk.looks.look("anna", "a: the look before", 1, at=datetime(2024, 1, 1, tzinfo=UTC))
        after = [changes.looks("anna", "a"), changes.looks("anna", "b"), changes.looks("ben", "a"), changes.head()]
        assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, True, True]
