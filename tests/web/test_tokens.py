"""A service open to others lets in whoever holds a token, nobody else, and forgets a revoked one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from contingent.core.errors import MissingError, ValueRangeError
from contingent.journeys.tokens import make_token, revoke_token
from contingent.web import tokens as web_tokens
from contingent.web.app import application
from contingent.web.pages.sign_in import local
from contingent.web.security import Access
from contingent.web.service import Service, Settings, reader_of
from contingent.web.tokens import FAILURES, FRESH, KnownTokens

HERE = "http://desk.example"


class Clock:
    """The one clock, stopped; moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(web_tokens, "now", stopped)
    return stopped


@pytest.fixture
def open_service(empty_ledger: Path, service_on: Callable[[Path], Service]) -> Service:
    return replace(service_on(empty_ledger), settings=Settings(hosts=("desk.example",), open_to_others=True))


def client_of(service: Service, *, base: str = HERE, client: str = "192.0.2.7", **access: bool) -> TestClient:
    """A client from afar, of the service and a page more that says who asks."""
    given = None
    if access:
        kept = KnownTokens(service.desk.tokens, required=True)
        given = Access(names=frozenset({"desk.example"}), tokens=kept, **access)
    app = application(service, given)

    def who(request: Request) -> dict[str, str]:
        return {"reader": reader_of(request)}

    for place, method in (("/who", "GET"), ("/who", "POST"), ("/embed/who", "GET"), ("/sign-in-not", "GET")):
        app.add_api_route(place, who, methods=[method])
    return TestClient(app, base_url=base, follow_redirects=False, client=(client, 50000))


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_without_a_token_only_the_way_in_is_shown(open_service: Service) -> None:
    client = client_of(open_service)
    for place in ("/who", "/", "/openapi.json", "/embed/who", "/nothing", "/sign-in-not"):
        answer = client.get(place)
        assert answer.status_code == 401, place
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["cache-control"] == "no-store"
    assert client.get("/sign-in").status_code == 200
    assert client.get("/static/contingent.css").status_code == 200
    sent = client.get("/who?a=1&b=2", headers={"accept": "text/html"})
    assert sent.status_code == 303 and sent.headers["location"] == "/sign-in?next=%2Fwho%3Fa%3D1%26b%3D2"
    long = client.get("/who?s=" + "&" * 20_000, headers={"accept": "text/html"})
    assert long.headers["location"] == "/sign-in?next=%2Fwho"
    assert client.get(
        client.get("/who?s=" + "&" * 6000, headers={"accept": "text/html"}).headers["location"]
    ).is_success


def test_a_token_opens_until_it_is_revoked_and_says_whose_it_is(open_service: Service, clock: Clock) -> None:
    client = client_of(open_service)
    token, other = make_token(open_service.desk.tokens, "Ada"), make_token(open_service.desk.tokens, "Emil")
    assert client.get("/who", headers=bearer(token)).json() == {"reader": "Ada"}
    assert client.post("/who", headers=bearer(token)).json() == {"reader": "Ada"}  # a program vouches for itself
    for wrong in ("", "x", token[:-1], token + "x", token.upper(), "é", hashlib.sha256(token.encode()).hexdigest()):
        headers = [(b"authorization", f"Bearer {wrong}".encode("latin-1"))]
        assert client.get("/who", headers=headers).status_code == 401
    revoke_token(open_service.desk.tokens, "Ada")
    clock.moment += FRESH
    assert client.get("/who", headers=bearer(token)).status_code == 401
    assert client.get("/who", headers=bearer(other)).json() == {"reader": "Emil"}
    with pytest.raises(MissingError, match="'Emil'"):
        revoke_token(open_service.desk.tokens, "Ada")


def test_only_the_hash_of_a_token_is_in_the_database(open_service: Service, empty_ledger: Path) -> None:
    token = make_token(open_service.desk.tokens, "Ada")
    open_service.ledger.close()
    held = b"".join(path.read_bytes() for path in empty_ledger.parent.iterdir())
    assert token.encode() not in held and token[4:].encode() not in held
    assert hashlib.sha256(token.encode()).hexdigest().encode() in held


def test_a_reader_of_feeds_may_send_it_as_a_password_which_vouches_for_no_write(open_service: Service) -> None:
    client = client_of(open_service)
    token = make_token(open_service.desk.tokens, "Ada")
    basic = {"authorization": f"Basic {base64.b64encode(f'x:{token}'.encode()).decode()}"}
    assert client.get("/who", headers=basic).json() == {"reader": "Ada"}
    assert client.post("/who", headers=basic).status_code == 403
    assert client.post("/who", headers=basic | {"origin": HERE}).status_code == 200
    for bad in ("Basic", "Basic !!!", "Basic eDo=", "Basic /w==", "Digest x", "Bearer"):
        assert client.get("/who", headers={"authorization": bad}).status_code == 401


@pytest.mark.parametrize(("base", "name"), [(HERE, "contingent"), ("https://desk.example", "__Host-contingent")])
def test_signing_in_sets_a_cookie_that_no_script_and_no_other_site_can_use(
    open_service: Service, base: str, name: str
) -> None:
    client = client_of(open_service, base=base)
    token = make_token(open_service.desk.tokens, "Ada")
    form = {"token": f" {token} ", "next": "/who?x=1"}
    assert client.post("/sign-in", data=form).status_code == 403  # no page of ours made it
    assert client.post("/sign-in", data=form, headers={"origin": "http://evil.example"}).status_code == 403
    answer = client.post("/sign-in", data=form, headers={"origin": base})
    assert answer.status_code == 303 and answer.headers["location"] == "/who?x=1"
    flags = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert answer.headers["set-cookie"].startswith(f"{name}=")
    assert {"httponly", "samesite=strict", "path=/"} <= flags
    assert ("secure" in flags) == base.startswith("https")
    assert not any(flag.startswith("domain") for flag in flags)
    assert client.get("/who").json() == {"reader": "Ada"}
    assert client.post("/who").status_code == 403  # a cookie alone vouches for no write
    assert client.post("/who", headers={"origin": base}).json() == {"reader": "Ada"}
    assert "Signed in as" not in client.get("/sign-in").text and "Ada" in client.get("/sign-in").text
    out = client.post("/sign-out", headers={"origin": base})
    assert out.status_code == 303 and client.get("/who").status_code == 401


def test_behind_a_proxy_that_speaks_tls_the_cookie_is_for_tls_alone(open_service: Service) -> None:
    client = client_of(open_service)
    token = make_token(open_service.desk.tokens, "Ada")
    answer = client.post("/sign-in", data={"token": token}, headers={"origin": "https://desk.example"})
    assert answer.headers["set-cookie"].startswith("__Host-contingent=") and "Secure" in answer.headers["set-cookie"]
    assert client.get("/who", headers={"cookie": f"__Host-contingent={token}"}).json() == {"reader": "Ada"}


def test_a_wrong_token_is_told_so_and_guessing_is_slowed(open_service: Service, clock: Clock) -> None:
    client = client_of(open_service)
    token = make_token(open_service.desk.tokens, "Ada")

    def tried(text: str) -> int:
        return client.post("/sign-in", data={"token": text}, headers={"origin": HERE}).status_code

    assert [tried("ctg_wrong") for _ in range(FAILURES)] == [401] * FAILURES
    assert tried(token) == 429
    other = client_of(open_service, client="192.0.2.8")
    assert other.post("/sign-in", data={"token": token}, headers={"origin": HERE}).status_code == 303
    clock.moment += timedelta(seconds=61)
    assert tried(token) == 303
    shown = client_of(open_service).post("/sign-in", data={"token": "<b>x"}, headers={"origin": HERE})
    assert shown.status_code == 401 and "no token of this service" in shown.text and "<b>x" not in shown.text
    assert "set-cookie" not in shown.headers


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "", "/\tx",
     "http:/x", "/%0d%0a\r\nx: y", "/sign-in?next=/", "/é", "///x", " /x", "/x y", "//[", "/" + "x" * 30_000],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(place: str) -> None:
    assert local(place) == "/"
    assert local("/workbench?s=abc&d=1") == "/workbench?s=abc&d=1"


def test_at_ones_own_machine_none_is_needed_until_one_is_made(empty_ledger: Path, service_on: object) -> None:
    service: Service = service_on(empty_ledger)  # type: ignore[operator]
    client = client_of(service, base="http://127.0.0.1", client="127.0.0.1")
    assert client.get("/who").json() == {"reader": "you"}
    assert client.get("/who").headers["cache-control"] == "private, no-cache"
    assert "No sign-in needed" in client.get("/sign-in").text
    token = make_token(service.desk.tokens, "Ada")
    client = client_of(service, base="http://127.0.0.1", client="127.0.0.1")
    assert client.get("/who").status_code == 401
    assert client.get("/who", headers=bearer(token)).json() == {"reader": "Ada"}


def test_embedded_questions_are_open_only_where_that_was_asked_for(open_service: Service) -> None:
    assert client_of(open_service).get("/embed/who").status_code == 401
    opened = client_of(open_service, open_embeds=True)
    assert opened.get("/embed/who").status_code == 200 and opened.get("/who").status_code == 401
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    answer = opened.get("/embed/who", headers=framed)
    assert answer.status_code == 200 and "script-src" not in answer.headers["content-security-policy"]
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["", " x", "a/b", "x" * 65, "a\nb", "<b>", "-x"])
def test_a_name_that_could_mislead_is_refused(open_service: Service, name: str) -> None:
    with pytest.raises(ValueRangeError, match="the name is"):
        make_token(open_service.desk.tokens, name)


def test_a_name_is_used_once_for_all(open_service: Service) -> None:
    make_token(open_service.desk.tokens, "Ada")
    with pytest.raises(ValueRangeError, match="in use"):
        make_token(open_service.desk.tokens, "Ada")


def test_the_commands_make_list_and_revoke(tmp_path: Path) -> None:
    where = ["--ledger", str(tmp_path / "l.sqlite")]

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "contingent", "token", *words, *where], capture_output=True, text=True, check=False
        )

    made = command("add", "Ada")
    assert made.returncode == 0 and re.fullmatch(r"ctg_[\w-]{43}\n", made.stdout)
    assert command("revoke", "Ada").returncode == 0
    again = command("revoke", "Ada")
    assert again.returncode == 2 and "no token is called 'Ada'" in again.stderr and "Traceback" not in again.stderr
    (row,) = json.loads(command("list", "--json").stdout)
    assert row["name"] == "Ada" and row["revoked_at"] is not None and set(row) == {"name", "made_at", "revoked_at"}
