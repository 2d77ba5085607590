"""Who may ask what: every registered address, asked from everywhere in every way, is held to the same rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from api_examples import asked
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient

from contingent.web.app import PAGES, application
from contingent.web.origin import Head, check_host, check_origin
from contingent.web.security import MOST_BODY_BYTES
from contingent.web.service import Service
from proof.callers import FOREIGN, FROM, HERE, HOSTS, places, unguarded
from proof.foreign import Inline


def test_every_route_is_one_that_these_tests_can_ask(service: Service) -> None:
    app = application(service)
    asked = set(places(app))
    assert all(place.startswith("/") for _, place in asked)
    assert ("GET", "/static/0") in asked
    assert len(PAGES) == len({page.__name__ for page in PAGES})
    router = APIRouter(prefix="/new")
    router.add_api_route("/{name}", lambda name: name, methods=["POST"])
    app.include_router(router)
    assert set(places(app)) - asked == {("POST", "/new/0")}


def test_no_address_answers_a_foreign_host(service: Service) -> None:
    app = application(service)
    client = TestClient(app, base_url=FOREIGN, follow_redirects=False)
    for method, place in places(app):
        answer = client.request(method, place)
        assert answer.status_code == 421, (method, place)
        guarded(answer, place)


@pytest.mark.parametrize(("sent", "read", "write"), FROM, ids=lambda v: str(v))
def test_every_address_is_answered_only_to_its_own_pages_and_programs(
    service: Service, sent: dict[str, str], read: int | None, write: int | None
) -> None:
    app = application(service)
    client = TestClient(app, base_url=HERE, follow_redirects=False)
    for method, place in places(app):
        reads = method in ("GET", "HEAD")
        if reads and place.startswith(("/embed/", "/static/")) and sent.get("origin", HERE) == HERE:
            continue  # other sites may show and load these: the next test
        answer = client.request(method, place, headers=sent)
        wanted = read if reads else write
        if wanted is not None:
            assert answer.status_code == wanted, (method, place, sent)
        else:
            assert answer.status_code not in (403, 421), (method, place, sent)
        assert answer.status_code < 500, (method, place, answer.text[:300])
        guarded(answer, place)


def test_other_sites_may_load_files_and_show_embedded_questions_but_no_script_may_read_them() -> None:
    framed = [(b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"iframe")]
    loaded = [(b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"no-cors"), (b"sec-fetch-dest", b"style")]
    for place, headers in (("/embed/questions/q", framed), ("/static/contingent.css", loaded)):
        check_origin(head("GET", headers, path=place), "127.0.0.1", vouched=False)
        for more in ([(b"origin", b"http://evil.example")], []):
            with pytest.raises(Exception, match="another site"):
                check_origin(head("POST" if not more else "GET", headers + more, path=place), "127.0.0.1", vouched=True)


@pytest.mark.parametrize(("host", "own"), HOSTS)
def test_only_a_well_formed_host_of_ours_is_answered(host: str, own: bool) -> None:
    asked = head("GET", [(b"host", host.encode())])
    names = frozenset({"127.0.0.1", "localhost", "[::1]", "desk.example"})
    if own:
        assert check_host(asked, names) == host.lower()
    else:
        with pytest.raises(Exception, match=r"host|Host"):
            check_host(asked, names)


def test_a_missing_or_second_host_and_a_request_to_a_proxy_are_refused() -> None:
    names = frozenset({"127.0.0.1"})
    host = (b"host", b"127.0.0.1")
    for bad in (head("GET", []), head("GET", [host, host]), head("GET", [host], path="http://evil.example/")):
        with pytest.raises(Exception, match="400"):
            check_host(bad, names)


def test_a_write_that_names_no_page_needs_someone_to_vouch_for_it() -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(Exception, match="Bearer"):
            check_origin(head(method, []), "127.0.0.1", vouched=False)
        check_origin(head(method, []), "127.0.0.1", vouched=True)
    check_origin(head("GET", []), "127.0.0.1", vouched=False)


def test_a_page_over_tls_is_not_taken_from_one_without() -> None:
    here = [(b"origin", b"http://desk.example")]
    check_origin(head("POST", here), "desk.example", vouched=False)
    check_origin(head("POST", [(b"origin", b"https://desk.example")]), "desk.example", vouched=False)
    with pytest.raises(Exception, match="another site"):
        check_origin(head("POST", here, scheme="https"), "desk.example", vouched=False)


def test_a_service_without_tokens_answers_its_own_machine_alone(service: Service) -> None:
    app = application(service)
    afar = TestClient(app, base_url=HERE, client=("192.0.2.7", 50000))
    assert afar.get("/openapi.json").status_code == 403
    near = TestClient(app, base_url=HERE, client=("127.0.0.1", 50000))
    assert near.get("/openapi.json").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):  # a proxy here, whom anyone may have asked
        assert near.get("/openapi.json", headers={name: "192.0.2.7"}).status_code == 403


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get"])
def test_other_methods_are_not_served(client: TestClient, method: str) -> None:
    answer = client.request(method, "/openapi.json") if method != "get" else client.request("GeT", "/openapi.json")
    assert answer.status_code in (405, 200 if method == "get" else 405)
    if method != "get":
        assert "access-control-allow-origin" not in answer.headers
        guarded(answer, "/openapi.json")


@pytest.fixture
def echo(service: Service) -> TestClient:
    """A client of the service with one more page, which counts what it is sent and says it back."""
    app = application(service)
    router = APIRouter()

    @router.post("/echo")
    async def take(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @router.post("/echo/json")
    def parse(value: dict[str, object]) -> dict[str, int]:
        return {"keys": len(value)}

    app.include_router(router)
    return TestClient(app, base_url=HERE, follow_redirects=False)


def test_a_body_beyond_the_cap_is_refused_announced_or_not(echo: TestClient) -> None:
    chunk = b"x" * 65536
    assert echo.post("/echo", content=chunk).json() == {"bytes": len(chunk)}
    whole = MOST_BODY_BYTES // len(chunk)
    assert echo.post("/echo", content=(chunk for _ in range(whole))).json() == {"bytes": whole * len(chunk)}
    for body in (b"x" * (MOST_BODY_BYTES + 1), (chunk for _ in range(whole + 1))):
        answer = echo.post("/echo", content=body)
        assert answer.status_code == 413
        guarded(answer, "/echo")
    for announced in ("99999999999", "-1", "1e3", "9" * 5000):
        assert echo.post("/echo", content=b"x", headers={"content-length": announced}).status_code == 413


def test_a_bomb_of_nested_json_is_one_clear_refusal(echo: TestClient) -> None:
    answer = echo.post(
        "/echo/json", content=b'{"a":' * 200_000, headers={"content-type": "application/json", "accept": "*/*"}
    )
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


def test_a_head_or_an_address_that_no_page_of_ours_asks_for_is_refused(client: TestClient) -> None:
    assert client.get("/openapi.json", params={"s": "x" * 20_000}).status_code == 200
    assert client.get("/openapi.json", params={"s": "x" * 30_000}).status_code == 414
    assert client.get("/" + "x" * 3000).status_code == 414
    assert client.get("/openapi.json", headers={"x-large": "x" * 50_000}).status_code == 431
    assert client.get("/openapi.json", headers={f"x-{i}": "" for i in range(101)}).status_code == 431


@pytest.mark.parametrize(
    "place",
    [
        "/static/../../../etc/passwd", "/static/..%2f..%2fapp.py", "/static/%2e%2e/app.py", "/static/..\\app.py",
        "/static/%00", "/static//etc/passwd", "/static/app.py", "/static/.", "/static/site.css%00.svg",
        "/%2e%2e/%2e%2e/etc/passwd", "/static/....//app.py", "/static/%252e%252e%252fapp.py", "/static/__init__.py",
        "/static/C:%5cwindows", "/static/%c0%ae%c0%ae/app.py", "//evil.example/%2f..", "/\\evil.example",
    ],
)  # fmt: skip
def test_no_file_but_the_listed_ones_is_served(client: TestClient, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code == 404
    assert "import" not in answer.text and "root:" not in answer.text
    guarded(answer, answer.request.url.path)


@pytest.mark.parametrize("text", ["a\r\nset-cookie: x=1", "a%0d%0aset-cookie: x=1", "\u560d\u560aset-cookie: x=1"])
def test_no_parameter_becomes_a_header(client: TestClient, text: str) -> None:
    app_places = {place for method, place in places(client.app) if method == "GET"}  # type: ignore[arg-type]
    for place in app_places:
        answer = client.get(place, params={"next": text, "q": text, "as_of": text})
        assert "set-cookie" not in answer.headers, place
        assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


def test_the_head_of_a_page_is_the_head_of_its_get_and_nothing_more(client: TestClient) -> None:
    got, asked = client.get("/openapi.json"), client.head("/openapi.json")
    assert asked.status_code == 200 and asked.content == b""
    assert asked.headers["content-length"] == str(len(got.content))
    again = client.get("/openapi.json", headers={"if-none-match": f'"other", W/{got.headers["etag"]}'})
    assert again.status_code == 304 and again.content == b"" and "content-type" not in again.headers
    guarded(again, "/openapi.json")


def test_a_file_is_kept_for_good_only_under_the_address_of_its_content(client: TestClient) -> None:
    page = client.get("/nothing").text
    named = re.search(r'href="(/static/contingent\.css\?v=[0-9a-f]+)"', page)
    assert named is not None
    assert "immutable" in client.get(named[1]).headers["cache-control"]
    assert "immutable" not in client.get("/static/contingent.css?v=0").headers["cache-control"]


def test_no_page_holds_a_script_a_style_sheet_or_a_handler_of_its_own(client: TestClient) -> None:
    seen = 0
    for method, place in [*places(client.app), ("GET", "/no/such/page")]:  # type: ignore[arg-type]
        answer = client.request(method, place, headers={"accept": "text/html"})
        if "text/html" in answer.headers.get("content-type", ""):
            seen += 1
            reader = InlineOrForeign()
            reader.feed(answer.text)
            assert reader.found == [], (method, place)
    assert seen > 1


@pytest.mark.parametrize("which", ["brief_ledger", "settled_ledger"])
def test_no_page_of_a_ledger_in_use_does_either(
    which: str, request: pytest.FixtureRequest, service_on: Callable[[Path], Service]
) -> None:
    service = service_on(request.getfixturevalue(which))
    client = TestClient(application(service), base_url=HERE, follow_redirects=False)
    found = [place.removesuffix(".json") for _, place, _ in asked(client.get("/openapi.json").json(), service.ledger)]
    seen = 0
    for place in ["/", *found, *(f"/embed{one}" for one in found if one.startswith("/questions/"))]:
        answer = client.get(place, headers={"accept": "text/html"})
        if "text/html" in answer.headers["content-type"]:
            reader = InlineOrForeign()
            reader.feed(answer.text)
            assert answer.status_code in (200, 404) and reader.found == [], place  # a file has no page beside it
            seen += answer.status_code == 200
            assert ("<form" in answer.text or "<script" in answer.text) <= (not place.startswith("/embed/")), place
        guarded(answer, place)
    assert seen > 10


class InlineOrForeign(Inline):
    """Whatever of a page the policy would keep from running, from being applied or from being loaded."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        for name, value in attrs:
            # the drawings of a chart name things inside themselves; all else that is loaded is a file of ours
            if name == "src" and not (value or "").startswith(("/", "data:image/")):
                self.found.append(f"{tag} {name}={value}")


def head(method: str, headers: list[tuple[bytes, bytes]], *, path: str = "/", scheme: str = "http") -> Head:
    return Head(method=method, path=path, scheme=scheme, query_bytes=0, headers=headers)


def guarded(answer: object, place: str) -> None:
    """The answer carries every header that each answer must."""
    assert unguarded(answer.headers, place) == [], place  # type: ignore[attr-defined]
