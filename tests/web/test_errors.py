"""An error is one sentence with its status, the same as a page, as problem+json and as text; never a traceback."""

from __future__ import annotations

import json
import logging
from datetime import date
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from contingent.core import errors
from contingent.web.app import application
from contingent.web.errors import problem_of
from contingent.web.service import Service

SECRET = "a secret of the inside <b>"
STATUS = {
    "MissingError": 404,
    "InputError": 400,
    "ArticleError": 400,
    "FetchError": 400,
    "ScenarioError": 400,
    "ValueRangeError": 400,
    "LanguageModelError": 502,
    "BusyError": 503,
    "DataError": 503,
    "LeakError": 503,
    "LedgerError": 503,
    "UnreadableError": 503,
    "ContingentError": 503,
}


@pytest.fixture
def app(service: Service) -> FastAPI:
    app = application(service)

    def fail(kind: str) -> None:
        raise getattr(errors, kind)(f"there is no <thing> {kind}; ask for another one")

    def break_down() -> None:
        raise RuntimeError(SECRET)

    def typed(
        n: Annotated[int, Query(ge=1, le=9)], day: date | None = None, kind: Annotated[str, Query(max_length=3)] = "a"
    ) -> int:
        return n

    def refuse(status: int) -> None:
        raise HTTPException(status)

    def stops() -> StreamingResponse:
        def parts() -> object:
            yield "a part"
            raise RuntimeError(SECRET)

        return StreamingResponse(parts())

    for place, page in (("/fail/{kind}", fail), ("/broken", break_down), ("/typed", typed), ("/refuse", refuse)):
        for ending in (".json", ".csv", ""):  # as add_page does: the longer address first
            app.add_api_route(place + ending, page)
    app.add_api_route("/stops", stops)
    return app


@pytest.fixture
def asking(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def test_every_kind_of_error_has_its_status() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    assert kinds == set(STATUS), "a new kind of error needs a status"


@pytest.mark.parametrize("kind", sorted(STATUS))
def test_a_known_error_is_told_the_same_in_every_form(asking: TestClient, kind: str) -> None:
    wanted = STATUS[kind]
    detail = f"There is no <thing> {kind}; ask for another one."
    told = asking.get(f"/fail/{kind}.json")
    assert told.status_code == wanted and told.headers["content-type"].startswith("application/problem+json")
    assert told.json() == {"type": "about:blank", "title": told.json()["title"], "status": wanted, "detail": detail}
    page = asking.get(f"/fail/{kind}")
    assert page.status_code == wanted and page.headers["content-type"].startswith("text/html")
    assert f"There is no &lt;thing&gt; {kind}; ask for another one." in page.text and "<thing>" not in page.text
    text = asking.get(f"/fail/{kind}.csv")
    assert text.status_code == wanted and text.text == f"{wanted} {told.json()['title']}: {detail}\n"
    assert (told.headers.get("retry-after") is not None) == (wanted == 503)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"accept": "text/html,application/json;q=0.9"}, "text/html"),
        ({"accept": "application/json"}, "application/problem+json"),
        ({"accept": "application/problem+json"}, "application/problem+json"),
        ({"accept": "text/markdown"}, "text/plain"),
        ({"accept": "*/*"}, "text/html"),
        ({"accept": "*/*", "authorization": "Bearer x"}, "application/problem+json"),
        ({"accept": "*/*", "content-type": "application/json"}, "application/problem+json"),
    ],
)
def test_the_form_is_the_one_that_was_asked_for(asking: TestClient, headers: dict[str, str], kind: str) -> None:
    assert asking.get("/no/such/page", headers=headers).headers["content-type"].startswith(kind)


def test_an_unforeseen_error_is_logged_under_a_reference_and_not_shown(
    asking: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="contingent.web"):
        answer = asking.get("/broken.json")
    problem = answer.json()
    assert answer.status_code == 500 and problem["reference"] in problem["detail"]
    (record,) = caplog.records
    assert problem["reference"] in record.getMessage()
    assert record.exc_info is not None and SECRET in str(record.exc_info[1])
    for place in ("/broken", "/broken.json", "/broken.csv"):
        shown = asking.get(place)
        assert shown.status_code == 500 and "content-security-policy" in shown.headers
        assert not any(part in shown.text for part in (SECRET, "secret", "Traceback", "RuntimeError", ".py"))


def test_an_answer_that_breaks_off_is_cut_and_not_mended_with_an_error_page(
    asking: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RuntimeError, match="secret"):
        asking.get("/stops")
    assert any("unexpected error" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("n=x", "N in the address is 'x'; wanted a valid integer"),
        ("", "The address lacks n; wanted one."),
        ("n=99", "N in the address is '99'; wanted less than or equal to 9."),
        ("n=1&day=x", "Day in the address is 'x'; wanted a valid date"),
        ("n=1&kind=long", "Kind in the address is 'long'; wanted"),
        ("n=%00%1b[31m<b>", "N in the address is"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_seen_and_wanted(asking: TestClient, query: str, seen: str) -> None:
    answer = asking.get(f"/typed.json?{query}")
    problem = answer.json()
    assert answer.status_code == 422 and problem["detail"].startswith(seen), problem
    assert [set(fault) for fault in problem["errors"]] == [{"where", "name", "detail"}]
    assert "pydantic" not in answer.text and "\x1b" not in asking.get(f"/typed?{query}").text


def test_a_long_value_is_not_said_back_whole(asking: TestClient) -> None:
    assert len(asking.get("/typed.json", params={"n": "9" * 5000}).json()["detail"]) < 300


def test_a_page_that_is_not_there_and_a_method_that_is_not_served_say_so(asking: TestClient) -> None:
    missing = asking.get("/no/such<b>page", headers={"accept": "text/html"})
    assert (
        missing.status_code == 404 and "/no/such&lt;b&gt;page" in missing.text and 'href="/questions"' in missing.text
    )
    assert asking.get("/no/such.json").json()["detail"] == "There is no page at /no/such.json."
    wrong = asking.post("/typed.json")
    assert wrong.status_code == 405 and wrong.headers["allow"] == "GET" and "GET" in wrong.json()["detail"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 429, 500, 501, 599])
def test_any_status_makes_a_whole_page(asking: TestClient, status: int) -> None:
    answer = asking.get("/refuse", params={"status": status})
    assert answer.status_code == status and answer.text.endswith("</html>\n")
    assert json.loads(asking.get("/refuse.json", params={"status": status}).text)["status"] == status


def test_a_sentence_that_is_cut_says_so() -> None:
    told = problem_of(errors.InputError("word" * 400), "/").detail
    assert told.endswith("…") and not told.endswith("….") and len(told) < 600
