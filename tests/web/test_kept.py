"""Answers that are kept: made once, never after what they rest on was written, never for another reader."""

from __future__ import annotations

import gc
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from own_address import HERE

from contingent.core.errors import LedgerError
from contingent.core.times import today
from contingent.journeys.shown.notes import write_note
from contingent.journeys.tokens import digest
from contingent.ledger.changes import Changes
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.web import kept
from contingent.web.app import application
from contingent.web.pages import question as question_page
from contingent.web.service import Service
from proof.made_ledgers import chance, forecast, put, question
from proof.serving import answered, wait_until

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
        shown = client.get("/questions/a", headers=anna).text
        assert "Your last look" not in shown  # the first goes on, and nothing is new
    with Ledger.open(where) as other:
        write_note(other, question="a", author="other", text="new", as_of=today())
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
    layer = layer_of(app)
    assert 0 < layer._bytes <= 30_000
    made = len(layer._held)
    for number in range(40):  # what is asked takes room too
        client.get(f"/questions.json?words=w{number}", headers={**JSON, "Accept": "application/json," + "a" * 9_000})
    assert 0 < len(layer._held) < min(4, made)
    assert layer._bytes == sum(kept._size(key, one) for key, one in layer._held.items())


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


class Slow:
    """Views of a question that are made no sooner than told to; `begun` counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.fails = 0, threading.Event(), False
        real = question_page.shown_question

        def slowly(ledger: Ledger, name: str, **more: Any) -> Any:
            view = real(ledger, name, **more)
            self.begun += 1
            assert self.go_on.wait(20)
            if self.fails:
                raise LedgerError("the view cannot be made")
            return view

        monkeypatch.setattr(question_page, "shown_question", slowly)

    def wait_for(self, begun: int) -> None:
        assert wait_until(lambda: self.begun >= begun, 20)


def ask(at: tuple[str, int], path: str = "/questions/a.json") -> httpx.Response:
    host, port = at
    return httpx.get(f"http://{host}:{port}{path}", headers=JSON, timeout=20, trust_env=False)


@pytest.fixture
def over_wire(where: Path) -> Iterator[tuple[str, int]]:
    """Where a service on the ledger answers."""
    with Ledger.open(where) as ledger, answered(application(Service(ledger=ledger))) as at:
        yield at


def test_many_who_ask_at_once_are_answered_by_one_making(
    over_wire: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    with ThreadPoolExecutor(12) as pool:
        waiting = [pool.submit(ask, over_wire)]
        slow.wait_for(1)
        waiting += [pool.submit(ask, over_wire) for _ in range(11)]
        time.sleep(0.3)  # they have come, and wait
        assert slow.begun == 1
        slow.go_on.set()
        answers = [one.result() for one in waiting]
    assert {(one.status_code, one.content, one.headers["etag"]) for one in answers} == {
        (200, answers[0].content, answers[0].headers["etag"])
    }
    assert slow.begun == 1


def test_who_asks_after_a_write_is_not_answered_by_what_was_begun_before(
    where: Path, over_wire: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    with ThreadPoolExecutor(4) as pool:
        early = pool.submit(ask, over_wire)
        slow.wait_for(1)  # what it shows is read
        with Ledger.open(where) as other:
            write_note(other, question="a", author="other", text="written meanwhile", as_of=today())
        late = [pool.submit(ask, over_wire) for _ in range(3)]
        time.sleep(0.3)
        slow.go_on.set()
        assert "written meanwhile" not in early.result().text
        assert all("written meanwhile" in one.result().text for one in late)


def test_only_so_many_are_made_at_once_and_what_is_kept_waits_for_none_of_them(
    over_wire: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_MAKINGS", 1)
    listed = ask(over_wire, "/questions.json")
    slow = Slow(monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(ask, over_wire)]
        slow.wait_for(1)
        waiting.append(pool.submit(ask, over_wire, "/questions/b.json"))
        assert ask(over_wire, "/questions.json").content == listed.content
        time.sleep(0.2)
        assert slow.begun == 1
        slow.go_on.set()
        assert [one.result().status_code for one in waiting] == [200, 200]
    assert slow.begun == 2


def test_who_reads_one_question_is_kept_from_nothing_by_who_looks_at_another(
    where: Path, client_on: Callable[[Path], TestClient], made: list[str]
) -> None:
    client = client_on(where)
    real = question_page.drawing_of

    def meanwhile(view: Any, **more: Any) -> Any:
        with Ledger.open(where) as other:
            Desk(other).looks.look("anna", "b", 1)
        return real(view, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(question_page, "drawing_of", meanwhile)
        first = client.get("/questions/a", headers=PAGE)
    assert client.get("/questions/a", headers=PAGE).content == first.content
    assert made == ["a"]


def test_where_the_making_fails_each_who_waited_has_an_answer_of_their_own(
    over_wire: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    slow.fails = True
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(ask, over_wire)]
        slow.wait_for(1)
        waiting += [pool.submit(ask, over_wire) for _ in range(3)]
        time.sleep(0.3)
        slow.go_on.set()
        answers = [one.result() for one in waiting]
    assert all(one.status_code >= 500 for one in answers)
    assert slow.begun == 4
    slow.fails = False
    assert ask(over_wire).status_code == 200


def test_an_asker_who_takes_nothing_keeps_nobody_waiting(
    over_wire: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    with socket.create_connection(over_wire) as gone:
        gone.sendall(b"GET /questions/a.json HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n")
        slow.wait_for(1)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(ask, over_wire) for _ in range(2)]
        slow.go_on.set()
        assert [one.result().status_code for one in waiting] == [200, 200]


def test_a_long_answer_is_kept_packed_and_told_as_it_was(
    where: Path, client_on: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "PACKED_FROM", 1000)
    app: Any = client_on(where).app
    client = TestClient(app, base_url=HERE)
    first, second = (client.get("/questions", headers=PAGE) for _ in range(2))
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    (held,) = layer_of(app)._held.values()
    assert held.answer.packed
    assert len(held.answer.content) < len(first.content) / 2


def test_an_answer_that_is_too_long_is_not_kept(
    where: Path, client_on: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch, made: list[str]
) -> None:
    monkeypatch.setattr(kept, "MOST_OF_ONE", 1000)
    client = client_on(where)
    assert len({client.get("/questions/a.json", headers=JSON).content for _ in range(2)}) == 1
    assert made == ["a", "a"]
