"""What went wrong, told the same everywhere: one sentence, as a page, as problem+json (RFC 9457) or as plain text."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from contingent.core.errors import ContingentError, DataError, InputError, LanguageModelError, LedgerError, MissingError
from contingent.report.markup import Html, clean, join, tag
from contingent.web.pages.words import opened

_LOG = logging.getLogger("contingent.web")
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
PROBLEM_JSON = "application/problem+json"
#: after so many seconds it may be worth asking again: the ledger was busy, or data are being fetched
RETRY_SECONDS = 5
_TEXT_ENDINGS = (".csv", ".md", ".svg", ".png", ".atom", "/healthz")
_ELSEWHERE = "The ledger, or data that it needs, cannot be read or written now; the log of the service says why."
_MOST_TOLD = 500
#: what was typed is given back in a field of one line up to here
_LONG = 60
#: no form of ours has more fields than this, or longer ones
_MOST_FIELDS, _MOST_HELD = 12, 50_000
#: what the page is called where the status in words would puzzle who is no programmer
_TITLES = {
    400: "This cannot be used", 404: "Nothing here", 422: "This cannot be used", 500: "Something broke here",
    503: "Not just now",
}  # fmt: skip
_ADVICE = {
    400: "Go back, mend it and send it again.",
    401: "Sign in with your token, or ask whoever runs this service for one.",
    403: "Open the page on this service and act there.",
    404: "The link may be cut short, or the page may never have been there. The inbox and the list of questions "
    "hold all that is kept.",
    405: "Open the page by its address instead.",
    408: "Send it again over a steadier connection.",
    413: "Send a shorter text, or only the part that matters.",
    422: "Go back, mend it and send it again.",
    429: "Wait a little, then try again.",
    500: "Nothing that was acknowledged is lost. Tell whoever runs this service the reference.",
    503: "Nothing that was acknowledged is lost. Try again in a moment.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error as it is told: `detail` says what was seen, wanted and to do; `faults` names each wrong parameter."""

    status: int
    detail: str
    faults: Sequence[Mapping[str, str]] = ()
    reference: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The status in words."""
        return _PHRASES.get(self.status, "Error")


def add_errors(app: FastAPI) -> None:
    """Every error that a page raises is answered by `answer_to`; the rest reach the guard, which does the same."""
    for kind in (ContingentError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer_to)


def answer_to(request: Request, error: Exception) -> Response:
    """The error as an answer, in the form that was asked for; a traceback is logged, never sent."""
    problem = problem_of(error, request.url.path)
    if isinstance(error, LedgerError | DataError) and not getattr(request.state, "own_machine", False):
        problem = replace(problem, detail=_ELSEWHERE)  # the sentence may name folders and hosts behind the service
    return told(request, problem)


def told(request: Request, problem: Problem) -> Response:
    """The problem as what the request asked for: a page, problem+json, or a line of text."""
    headers = dict(problem.headers)
    match wanted_form(request):
        case "json":
            body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
            more = {"errors": list(problem.faults) or None, "reference": problem.reference}
            text = json.dumps(body | {key: value for key, value in more.items() if value is not None})
            return Response(text.encode(), problem.status, headers, f"{PROBLEM_JSON}; charset=utf-8")
        case "text":
            line = f"{problem.status} {problem.title}: {problem.detail}\n"
            return Response(line.encode("utf-8", "replace"), problem.status, headers, "text/plain; charset=utf-8")
        case _:
            page = _page(problem, getattr(request.state, "typed", {})).encode("utf-8", "replace")
            return Response(page, problem.status, headers, "text/html; charset=utf-8")


def wanted_form(request: Request) -> str:
    """`json`, `text` or `html`: by the ending of the address, then by what the request accepts and sends.

    A program that names its own token and accepts anything is told in JSON.
    """
    path = request.url.path.lower()
    if path.endswith(".json"):
        return "json"
    if path.endswith(_TEXT_ENDINGS) or path.startswith("/feeds/"):
        return "text"
    for part in request.headers.get("accept", "").lower().split(","):
        kind = part.partition(";")[0].strip()
        if kind in ("text/html", "application/xhtml+xml"):
            return "html"
        if kind in ("application/json", PROBLEM_JSON):
            return "json"
        if kind in ("text/plain", "text/csv", "text/markdown"):
            return "text"
    own = request.headers.get("authorization", "").lower().startswith("bearer ")
    return "json" if own or sends_json(request) else "html"


def sends_json(request: Request) -> bool:
    """Whether the body is said to be JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def problem_of(error: Exception, path: str) -> Problem:
    """What to tell of an error; one that nobody foresaw is logged whole, and told by a reference alone."""
    match error:
        case MissingError():
            return Problem(status=404, detail=_sentence(str(error)))
        case InputError():
            return Problem(status=400, detail=_sentence(str(error)))
        case LanguageModelError():
            return Problem(status=502, detail=_sentence(str(error)))
        case ContingentError():  # the ledger or the data: not the asker's fault, and often over in a moment
            _LOG.warning("%s: %s", type(error).__name__, error)
            return Problem(status=503, detail=_sentence(str(error)), headers={"Retry-After": str(RETRY_SECONDS)})
        case RequestValidationError():
            faults = [_fault(one) for one in error.errors()[:20]]
            return Problem(status=422, detail=_sentence("; ".join(one["detail"] for one in faults)), faults=faults)
        case HTTPException():
            return Problem(status=error.status_code, detail=_http(error, path), headers=error.headers or {})
    return Problem(
        status=500,
        detail=f"The service failed to answer, through no fault of yours. Reference: {(mark := reported(error))}.",
        reference=mark,
    )


def reported(error: Exception) -> str:
    """A number under which the error and where it came from stand in the log."""
    reference = secrets.token_hex(4)
    _LOG.error("unexpected error, reference %s", reference, exc_info=error)
    return reference


def _http(error: HTTPException, path: str) -> str:
    plain = error.detail == _PHRASES.get(error.status_code)
    if plain and error.status_code == 404:
        return f"There is no page at {clean(path)[:200]}."
    if plain and error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return f"The page {clean(path)[:200]} is not served to this method; wanted {allowed or 'another'}."
    return _sentence(str(error.detail))


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    """One wrong parameter as what was seen and wanted."""
    place, *names = [str(part) for part in error.get("loc", ())] or ["request"]
    name = ".".join(names)
    where = {"query": "the address", "path": "the path", "header": "the headers", "cookie": "the cookies"}
    home = where.get(place, "the form or body")
    if error.get("type") == "missing":
        detail = f"{home} lacks {name or 'what is needed'}; wanted one" if name else f"{home} is empty; wanted one"
    else:
        seen = repr(error.get("input"))
        seen = f"{seen[:77]}…" if len(seen) > 78 else seen
        wanted = str(error.get("msg", "another value")).removeprefix("Value error, ")
        wanted = wanted.removeprefix("Input should be ").removeprefix("String should ")
        detail = f"{name or 'the body'} in {home} is {seen}; wanted {wanted}"
    return {"where": place, "name": name, "detail": clean(detail)}


def _sentence(text: str) -> str:
    """The message, beginning as sentences do and ending in a stop; lines of a scenario's faults stay lines."""
    text = clean(text).strip()
    text = text if len(text) <= _MOST_TOLD else f"{text[:_MOST_TOLD]}…"
    return opened(text) + ("" if text.endswith((".", "!", "?", "…", "\n")) else ".")


def _page(problem: Problem, typed: Mapping[str, str]) -> str:
    from contingent.web.layout import lay_out, listed  # late: the layout reads files, which an answer in JSON need not
    from contingent.web.page import Page

    lines: list[Html] = [tag("p", line) for line in problem.detail.splitlines() if line.strip()]
    ways = [tag("a", "Inbox", href="/"), tag("a", "Questions", href="/questions")]
    if problem.status == 401:
        ways = [tag("a", "Sign in", href="/sign-in"), *ways]
    title = _TITLES.get(problem.status, problem.title)
    body = join(
        tag("h1", title),
        tag("div", *lines, class_="said wrong", role="alert"),
        tag("p", _ADVICE[problem.status]) if problem.status in _ADVICE else None,
        _typed(typed),
        tag("p", listed(ways)),
        tag("p", f"Status {problem.status}", class_="hint"),
    )
    return lay_out(Page(title=title, body=body))


def _typed(fields: Mapping[str, str]) -> Html | None:
    """What a reader sent with the form that was refused, to be copied: going back may show them an empty one."""
    if not fields:
        return None
    held = [
        tag(
            "div",
            tag("label", name.replace("_", " ").capitalize(), for_=f"sent-{name}"),
            tag("textarea", value[:_MOST_HELD], id=f"sent-{name}", readonly=True, rows=4)
            if len(value) > _LONG or "\n" in value
            else tag("input", value=value, id=f"sent-{name}", readonly=True),
            class_="field",
        )
        for name, value in list(fields.items())[:_MOST_FIELDS]
    ]
    return tag(
        "section", tag("h2", "What you sent", id="sent"), tag("div", *held, class_="fields"), aria_labelledby="sent"
    )
