"""What an attacker would try, each once proven to work or feared to: every law here holds against it."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from own_address import HERE
from test_tokens import bearer
from test_tokens import client_of as asking_from_afar

from contingent.core.errors import BusyError, ScenarioError
from contingent.core.times import now, today
from contingent.journeys.shown import told
from contingent.journeys.tokens import make_token
from contingent.journeys.workbench.link import scenario_of
from contingent.journeys.workbench.starts import read_upload
from contingent.ledger.chain import Entry
from contingent.web.app import application
from contingent.web.pages.sign_in import local
from contingent.web.service import Service, Settings

JSON = {"Accept": "application/json"}
#: texts that are markup, links, formulas, commands or tricks somewhere
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x\\](javascript:alert(1)) [",
    "`x` ](data:text/html,<script>) <http://evil.example>",
    "\u202egnp.exe\u2066 \u0000 \ud800",
    "]]><!-- --><entry>",
)


def client_of(service: Service, **access: bool) -> TestClient:
    """A client from afar, of the service opened to others."""
    return asking_from_afar(replace(service, settings=Settings(hosts=("desk.example",), open_to_others=True)), **access)


@pytest.fixture
def question(client: TestClient) -> str:
    return str(client.get("/questions.json?state=all").json()["questions"][0]["question"])


@pytest.fixture
def hostile(client: TestClient, service: Service, question: str) -> list[str]:
    """Ids of questions whose words are hostile, each with a hostile note, source and address."""
    rows = service.ledger.read(as_of=today(), kind="question", subject=question)
    names = []
    for number, text in enumerate(HOSTILE):
        plain = text.encode("utf-8", "replace").decode()
        name = f"question-{number:012x}"
        body = {**rows[-1].body, "id": name, "text": plain, "source": plain, "fine_print": [plain],
                "opens": "2024-11-18", "deadline": "2199-01-01"}  # fmt: skip
        entry = Entry(kind="question", key=None, body=body, as_of=date.fromisoformat(rows[-1].as_of))
        service.ledger.append_many([entry], recorded_at=now())
        made = client.post(
            f"/questions/{name}/notes", content=json.dumps({"text": text}), headers={"Content-Type": "application/json"}
        )
        assert made.status_code == 201, made.text
        names.append(name)
    return names


# ------------------------------------------------------------------ what shows text


def test_no_text_closes_the_link_it_stands_in_in_the_markdown_of_any_list(
    client: TestClient, hostile: list[str]
) -> None:
    for place in ("/questions.md?state=all", *(f"/questions/{name}.md" for name in hostile)):
        text = client.get(place).text
        bare = text.replace("\\\\", "").replace("\\]", "").replace("\\[", "").replace("\\<", "")
        assert "](javascript:" not in bare and "](data:" not in bare, place
        assert "<script" not in bare and "<http" not in bare, place


def test_hostile_words_are_words_in_pages_feeds_and_sheets(client: TestClient, hostile: list[str]) -> None:
    from xml.etree import ElementTree

    for place in ("/questions?state=all", *(f"/questions/{name}" for name in hostile)):
        page = client.get(place, headers={"Accept": "text/html"}).text
        assert "<script>alert" not in page and "<img src=x" not in page and "\u202e" not in page
        assert 'href="javascript:' not in page and 'href="data:' not in page
    for place in ("/feeds/questions.atom", *(f"/feeds/questions/{name}.atom" for name in hostile)):
        feed = ElementTree.fromstring(client.get(place).content)
        atom = "{http://www.w3.org/2005/Atom}"
        for entry in feed.iter(f"{atom}entry"):
            assert all(link.get("href", "").startswith(HERE) for link in entry.iter(f"{atom}link"))
            assert entry.find(f"{atom}title").get("type", "text") == "text"
    sheet = client.get("/questions.csv?state=all").text
    assert "\u202e" not in sheet and "\x00" not in sheet


def test_an_address_that_would_run_is_no_link(client: TestClient, question: str) -> None:
    told_ = {"outcome": "no", "resolved_on": "2025-06-30", "source": "=HYPERLINK(1)", "evidence": "@SUM(1)",
             "address": "javascript:alert(1)"}  # fmt: skip
    settled = client.post(f"/questions/{question}/settle", json=told_)
    page = client.get(f"/questions/{question}", headers={"Accept": "text/html"}).text
    assert settled.status_code in (201, 400) and 'href="javascript:' not in page.lower()


# ------------------------------------------------------------------ where one is led


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "/\\evil", "/\t/evil", "/..//evil.example", "/.//evil.example", "/%2e%2e//evil.example",
     "/a//b", "/%2E%2E/x", "https:evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "/sign-in?next=//evil"],
)  # fmt: skip
def test_the_way_back_leads_nowhere_but_here(place: str) -> None:
    assert local(place) == "/"


def test_the_way_back_may_hold_a_scenario_and_addresses_in_its_query() -> None:
    assert local("/workbench?s=1.abc&start=https://x//y/../z") == "/workbench?s=1.abc&start=https://x//y/../z"


@pytest.mark.parametrize("path", ["//evil.example/questions/", "/\\evil.example/questions/", "/questions/"])
def test_a_slash_too_many_leads_to_no_other_host(client: TestClient, path: str) -> None:
    answer = client.get(f"{HERE}{path}")
    assert answer.headers.get("location", f"{HERE}/").startswith((f"{HERE}/questions", f"{HERE}/"))
    assert "evil" not in answer.headers.get("location", "").partition("?")[0].partition("/questions")[0]


# ------------------------------------------------------------------ caches between us


@pytest.fixture
def guarded(service: Service) -> tuple[Callable[..., TestClient], str]:
    token = make_token(service.desk.tokens, "anna")
    return (lambda **access: client_of(service, **access)), token


def test_no_shared_cache_may_keep_what_needs_a_token(guarded: tuple[Callable[..., TestClient], str]) -> None:
    make, token = guarded
    client = make()
    asked = {**JSON, **bearer(token)}
    question = client.get("/questions.json?state=all", headers=asked).json()["questions"][0]["question"]
    card = f"/embed/questions/{question}"
    for place in (card, "/", "/questions.json", "/feeds/questions.atom", "/openapi.json", "/healthz", "/sign-in"):
        answer = client.get(place, headers=bearer(token))
        assert answer.status_code == 200, place
        assert answer.headers["cache-control"] == "no-store", place
    assert client.get(card).status_code == 401
    assert "immutable" not in client.get("/static/site.css").headers.get("cache-control", "")
    shared = make(open_embeds=True)
    assert shared.get(card).headers["cache-control"].startswith("public")


# ------------------------------------------------------------------ how much one may send


@pytest.mark.parametrize("place", ["/sign-in", "/sign-out"])
def test_who_is_not_signed_in_can_fill_no_memory(guarded: tuple[Callable[..., TestClient], str], place: str) -> None:
    client = guarded[0]()
    own = {"Origin": str(client.base_url).rstrip("/"), "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(place, content=b"token=" + b"x" * 1_000_000, headers=own).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"y" * 10_000

    assert client.post("/sign-in", content=endless(), headers=own).status_code == 413
    assert client.post("/sign-in", data={"token": "x"}, headers={"Origin": own["Origin"]}).status_code == 401


@pytest.mark.parametrize(
    "key",
    ["[a{}]", "a{} = 1", "[[a{}]]", "x = {{ a{} = 1 }}"],
)
@pytest.mark.parametrize("part", [".a", ' . "a"', ".'a'", '."\\""'])
def test_a_key_of_thousands_of_parts_costs_nothing(key: str, part: str) -> None:
    with pytest.raises(ScenarioError, match="names with dots"):
        read_upload(key.format(part * 50_000).encode(), "x.toml")


def test_a_file_that_holds_such_a_key_is_refused_by_the_page_and_the_tools(
    client: TestClient, service: Service
) -> None:
    raw = b"[a" + b".a" * 40_000 + b"]\n"
    sent = client.post("/workbench/file", files={"scenario": ("x.toml", raw)}, headers=JSON)
    assert sent.status_code == 400 and "names with dots" in sent.json()["detail"]
    with pytest.raises(ScenarioError, match="names with dots"):
        told.told_simulation(raw.decode(), service.simulate, draws=256, seed=1, today=today())


@pytest.mark.parametrize(
    "raw", [b" " * 50_000_000, b"[" * 900_000, b'{"id":' * 100_000, b'{"horizon_days":' + b"9" * 5000]
)
def test_a_link_that_unpacks_to_a_bomb_is_refused_at_once(raw: bytes) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(raw) + packer.flush()
    link = "1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    with pytest.raises(ScenarioError):
        scenario_of(link)


def test_a_few_long_texts_cannot_take_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    with told._reading:  # somebody's text is being read
        taken = [told._places.acquire(blocking=False) for _ in range(told._MOST_WAITING)]
        try:
            assert all(taken)
            with pytest.raises(BusyError):
                told.told_reading("Ukraine says that 12 soldiers were killed.", as_of=None)
        finally:
            for _ in taken:
                told._places.release()


@pytest.mark.parametrize("words", ["%", "_", "\\", "%25", "a" * 200, "% " * 100])
def test_words_of_a_search_are_words_and_no_pattern(client: TestClient, words: str) -> None:
    found = client.get("/questions.json", params={"state": "all", "words": words})
    known = client.get("/questions.json", params={"state": "all"}).json()["questions"]
    assert found.status_code == 200
    assert len(found.json()["questions"]) == sum(
        all(word in f"{one['text']} {one['source']}".lower() for word in words.split()[:8]) for one in known
    )


# ------------------------------------------------------------------ what is told to whom


def test_a_broken_ledger_tells_a_stranger_no_folder(brief_ledger: Path, service_on: Callable[[Path], Service]) -> None:
    service = service_on(brief_ledger)
    make_token(service.desk.tokens, "anna")
    at_home, from_afar = TestClient(application(service), base_url=HERE), client_of(service)
    service.ledger.close()
    brief_ledger.write_bytes(b"no database at all " * 500)
    for client, place in (
        (at_home, "/sign-in"), (at_home, "/questions.json"), (at_home, "/healthz"), (from_afar, "/healthz"),
        (from_afar, "/questions.json"),
    ):  # fmt: skip
        answer = client.get(place, headers={**JSON, **bearer("ctg_nobody")})
        assert answer.status_code == 503, place
        assert str(brief_ledger.parent) not in answer.text and brief_ledger.name not in answer.text, place
        assert place != "/healthz" or answer.headers["content-type"].startswith("text/plain")


def test_the_owner_of_the_machine_is_told_what_is_wrong_with_the_ledger(client: TestClient, brief_ledger: Path) -> None:
    assert client.get("/questions.json").status_code == 200
    with sqlite3.connect(brief_ledger) as connection:
        connection.execute("DROP TABLE standings")
    connection.close()
    answer = client.get("/questions.json?state=all")  # the other answer is kept: no row was written
    assert answer.status_code == 503 and "log of the service" not in answer.json()["detail"]


def test_nobody_but_its_owner_sees_or_changes_an_alert(service: Service) -> None:
    anna, bert = (make_token(service.desk.tokens, name) for name in ("anna", "bert"))
    hook = service.desk.hooks.add(
        "anna", "https://hooks.example/secret-path", "whsec_AAAA", subject=None, threshold=0.1
    )
    client = client_of(service)
    assert "secret-path" in client.get("/alerts.json", headers=bearer(anna)).text
    assert "secret-path" not in client.get("/alerts.json", headers=bearer(bert)).text
    assert "whsec_" not in client.get("/alerts.json", headers=bearer(anna)).text
    for action in ("pause", "test", "remove"):
        refused = client.post(f"/alerts/{hook.id}/{action}", json={}, headers=bearer(bert))
        assert refused.status_code == 404
    assert service.desk.hooks.get(hook.id).state == "active"


def test_one_reader_s_tests_of_an_alert_hold_up_nobody_s_messages(client: TestClient, service: Service) -> None:
    hook = service.desk.hooks.add("you", "https://hooks.example/x", "whsec_AAAA", subject=None, threshold=0.1)
    asked = [client.post(f"/alerts/{hook.id}/test", json={}).status_code for _ in range(20)]
    assert asked == [200] + 19 * [503] and len(service.desk.deliveries.due()) == 1
    service.desk.deliveries.arrived(service.desk.deliveries.due()[0].id, status=200)
    assert client.post(f"/alerts/{hook.id}/test", json={}).status_code == 200


def test_health_says_nothing_but_that(guarded: tuple[Callable[..., TestClient], str]) -> None:
    answer = guarded[0]().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["content-type"].startswith("text/plain")
    assert guarded[0]().get("/healthz", headers={"Host": "evil.example"}).status_code == 421


# ------------------------------------------------------------------ what reaches the ledger


@pytest.mark.parametrize("text", ['"\\ud800\\u0000"', '"\\u202e"', "[]", "{}", "1e999", "NaN", "null", "9" * 400])
def test_no_body_is_beyond_words(client: TestClient, question: str, text: str) -> None:
    bodies = {
        f"/questions/{question}/notes": f'{{"text":{text}}}',
        f"/questions/{question}/forecasts": f'{{"middle":{text},"reasoning":{text}}}',
        f"/questions/{question}/settle": f'{{"outcome":{text},"resolved_on":{text},"source":{text},"evidence":{text}}}',
        "/alerts": f'{{"address":{text},"threshold":{text},"question":{text}}}',
        "/read": f'{{"text":{text},"as_of":{text}}}',
    }
    for place, body in bodies.items():
        answer = client.post(place, content=body, headers={**JSON, "Content-Type": "application/json"})
        assert answer.status_code in (201, 202, 400, 422), (place, answer.text)
        json.loads(answer.text)
