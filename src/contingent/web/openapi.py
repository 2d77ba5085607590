"""The service described for programs: every operation with words, parameters, a real example, and what can go wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from contingent.web.errors import PROBLEM_JSON

SUMMARY = "What was read, believed and settled, for programs: the same values as the pages show."
DESCRIPTION = """\
Every page has twins beside it: the address with `.json` is the value it shows, with `.csv` its main table, with `.md`
the page as Markdown; `/charts/NAME.svg`, `.png` and `.vl.json` after a page's address are its charts. The addresses
below are those of the JSON twins. Nothing here is for scripts of other sites: a foreign `Host` or `Origin` is refused.
A service that is open to others than its own machine wants a token: `Authorization: Bearer TOKEN`.
A probability is a number from 0 to 1, a date is `YYYY-MM-DD`, a missing value is `null` and never zero.
"""
LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
#: the first part of an address → the heading that it stands under
HEADINGS = {
    "inbox": "Briefs", "read": "Briefs", "jobs": "Briefs", "briefs": "Briefs",
    "questions": "Questions",
    "workbench": "What-ifs", "track-record": "Track record", "watch": "Watch",
    "map": "Map", "data": "Data",
    "alerts": "Alerts", "feeds": "Alerts",
}  # fmt: skip
TAGS = {
    "Briefs": "Articles that were read, those that are being read, and what each led to.",
    "Questions": "Questions with a date and a source: forecasts, notes, outcomes.",
    "What-ifs": "A scenario with its dials, simulated.",
    "Track record": "What was forecast before the event, and how it came out.",
    "Watch": "What left its expected range: prices, risk, deaths in conflict, forecasts.",
    "Map": "Deaths in conflict by country and month: forecasts.",
    "Data": "What the forecasts rest on: each source with its age, licence and checksum.",
    "Alerts": "Being told: feeds, and calls to an address of yours when something moved.",
    "Service": "The service itself.",
}
#: what a parameter of that name is, where the page does not say more
PARAMETERS = {
    "as_of": "the day whose knowledge counts (YYYY-MM-DD); today, unless another is asked for",
    "brief": "the brief's name: the hexadecimal part of its key in the ledger",
    "question": "the question's id",
    "job": "the job's name, as it was told when the article was handed in",
    "month": "a month, such as 2026-03",
    "topic": "only questions of this topic",
    "region": "only this region of the world",
    "forecaster": "only what this forecaster said",
    "horizon": "only forecasts made this long before their question's deadline",
    "period": "how many days are watched",
    "place": "only series of these countries: alpha-3 codes, such as SDN,UKR",
    "sort": "what the list is ordered by",
    "page": "which page of a long list, from 1",
    "measure": "which figure the map shows",
    "q": "words to look for",
    "action": "pause, resume, test or remove",
    "alert": "the alert's name, as it was told when it was made",
}
#: parameters that name one thing, which may not be there
NAMING = {"again", "brief", "start", "example"}
#: what is sent to them may name a question, which may not be there
NAMED_IN_BODY = {("post", "/alerts")}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What was seen, what was wanted and what to do, in one sentence (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "example": "about:blank"},
        "title": {"type": "string", "description": "the status in words"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "the sentence"},
        "errors": {
            "type": "array",
            "description": "each wrong parameter",
            "items": {
                "type": "object",
                "required": ["where", "name", "detail"],
                "properties": {name: {"type": "string"} for name in ("where", "name", "detail")},
            },
        },
        "reference": {"type": "string", "description": "under which an unforeseen error stands in the service's log"},
    },
}
_FAILURES = {
    "400": ("BadRequest", "What was given cannot be used.", "The as_of is '18.11.'; wanted a date such as 2024-11-18."),
    "401": ("NoToken", "A token is needed, and none of this service came with the request.",
            "This service needs a token; sign in, or send Authorization: Bearer TOKEN."),
    "403": ("Foreign", "The request comes from a page of another site, or says from nowhere who makes it.",
            "The request was made by a page of another site; open the page here and act there."),
    "404": ("Missing", "Nothing here answers to that name.", "There is no question 'q-7' in the ledger."),
    "413": ("TooLarge", "The body is larger than an article may be.",
            "The request's body is too large; wanted at most 10551296 bytes."),
    "422": ("WrongParameter", "A parameter is not of the kind that is wanted.",
            "Page in the address is 'x'; wanted a valid integer."),
    "503": ("Unavailable", "The ledger or the data cannot be read just now, or too much is asked at a time; "
            "`Retry-After` says in how many seconds to ask again.", "The ledger is in use by another program."),
}  # fmt: skip


def describe(app: FastAPI) -> None:
    """`/openapi.json` is the description that this module makes, made once, when it is first asked for."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = description_of(app)
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def description_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the application's documented operations."""
    whole = get_openapi(
        title=app.title, version=app.version, summary=SUMMARY, description=DESCRIPTION, routes=app.routes,
        license_info=LICENCE, tags=[{"name": name, "description": words} for name, words in TAGS.items()],
    )  # fmt: skip
    components = whole.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    components["responses"] = {name: _failure(status, words, seen) for status, (name, words, seen) in _FAILURES.items()}
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "only where the service is open to others"}
    }
    whole["security"] = [{}, {"token": []}]
    for path, method, operation in operations(whole):
        _complete(path, method, operation)
    return whole


def operations(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each address, method and operation of a description."""
    for path, item in whole["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


@cache
def examples() -> dict[str, Any]:
    """What a service on two made ledgers answered, long lists cut short, by `METHOD /path`; and what it was sent."""
    text = files("contingent.web").joinpath("examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def named(path: str, method: str) -> str:
    """The operation's name, for as long as its address lives.

    >>> named("/track-record/{month}.json", "get"), named("/questions/{question}/notes", "post")
    ('get_track_record_month', 'post_questions_question_notes')
    """
    return "_".join([method, *re.findall(r"[a-z0-9]+", path.removesuffix(".json").lower())])


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """The operation lacks nothing that can be said of it without knowing what it does."""
    operation["operationId"] = named(path, method)
    operation["tags"] = [HEADINGS.get(path.strip("/").partition("/")[0].partition(".")[0], "Service")]
    for parameter in operation.get("parameters", ()):
        parameter.setdefault("description", PARAMETERS.get(parameter["name"], ""))
    responses = operation["responses"]
    # an answer for people: programs, which accept no page, are never led anywhere
    led = "a form is led to the page; a browser without a token to the form where it is given"
    responses.setdefault("303", {"description": led if method != "get" else led.partition("; ")[2]})
    wrong = [status for status in responses if status.startswith(("4", "5"))]
    for status in wrong:
        del responses[status]
    wanted = {"401", "503"}
    if method != "get":
        wanted |= {"400", "403", "413", "422"}
    if operation.get("parameters"):
        wanted |= {"400", "422"}
    named_ones = NAMING & {parameter["name"] for parameter in operation.get("parameters", ())}
    if "{" in path or named_ones or (method, path) in NAMED_IN_BODY:
        wanted.add("404")
    for status in sorted(wanted):
        responses[status] = {"$ref": f"#/components/responses/{_FAILURES[status][0]}"}
    example = examples().get(f"{method.upper()} {path}")
    for status, response in responses.items():
        content = response.get("content", {}).get("application/json")
        if content is not None and status.startswith("2"):
            if response.get("description") == "Successful Response":
                response["description"] = operation.get("summary", "the answer")
            if example is not None:
                content["example"] = example  # an answer that was given, rather than one that a page thought of
    sent = examples().get(f"SENT {method.upper()} {path}")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and sent is not None:
        body.setdefault("example", sent)


def _failure(status: str, words: str, seen: str) -> dict[str, Any]:
    title = HTTPStatus(int(status)).phrase
    example = {"type": "about:blank", "title": title, "status": int(status), "detail": seen}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    # who asks for a page, or for a sheet or a feed, is told the same sentence as that
    text = {"schema": {"type": "string"}}
    return {"description": words, "content": {PROBLEM_JSON: content, "text/html": text, "text/plain": text}}
