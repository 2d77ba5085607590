"""Reading an article: one form with three ways in, which asks for a job; it works the same without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from contingent.core.errors import BusyError, InputError
from contingent.core.times import parse_date
from contingent.journeys import jobs
from contingent.journeys.shown.job import Asked, asked_again
from contingent.report.markup import Html, join, tag
from contingent.sources.articles import MOST_BYTES
from contingent.web.errors import sends_json, wanted_form
from contingent.web.layout import lay_out
from contingent.web.page import Page, Rows
from contingent.web.pages.words import opened
from contingent.web.register import add_page
from contingent.web.sent import parsed
from contingent.web.service import AReader, AService, Service

router = APIRouter()
MEGABYTES = MOST_BYTES // 1_000_000
FIRST_DAY, LAST_DAY = "1800-01-01", "2199-12-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """How to have an article read: POST to `address` one of `ways`, as a form or as JSON."""

    address: str
    ways: tuple[str, ...]
    most_bytes: int
    fewest_paths: int
    most_paths: int


class ReadRequest(BaseModel):
    """An article to be read: its text, or the address it is at."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str | None, Field(description="the article's text, Markdown or HTML")] = None
    address: Annotated[str | None, Field(description="an http or https address of the article")] = None
    as_of: Annotated[
        date | None, Field(description="nothing dated after this day is used; without it: the article's own day")
    ] = None
    paths: Annotated[int, Field(ge=jobs.FEWEST_PATHS, le=jobs.MOST_PATHS)] = jobs.PATHS
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1


class ReadAnswer(BaseModel):
    """The job that reads the article, and where to see how far it is."""

    job: str
    address: str


_FORM = {
    "type": "object",
    "properties": {
        "text": {"type": "string"}, "file": {"type": "string", "format": "binary"}, "address": {"type": "string"},
        "as_of": {"type": "string"},
    },
}  # fmt: skip
_EXAMPLE = {"address": "https://example.org/an-article", "as_of": "2024-11-18"}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": ReadRequest.model_json_schema(), "example": _EXAMPLE},
        "multipart/form-data": {"schema": _FORM},
    },
}


def make(
    service: AService,
    reader: AReader,
    again: Annotated[str, Query(max_length=40, description="a job whose request the form is to hold")] = "",
) -> Page:
    """The form by itself."""
    return _page(asked_again(service.desk, again, reader=reader) if again else Asked())


def add(app: FastAPI) -> None:
    """The form, and what it is sent to."""
    add_page(app, "/read", make, shape=ReadPage, summary="How to have an article read")
    app.include_router(router)


@router.post(
    "/read",
    name="read",
    summary="Have an article read: text, file or address",
    status_code=202,
    response_model=ReadAnswer,
    responses={303: {"description": "to the job's page, for a form"}, 400: {"description": "what is wrong, in words"}},
    openapi_extra={"requestBody": _BODY},
)
async def read(request: Request, service: AService, reader: AReader) -> Response:
    """A job that reads the article is on disk: programs are told its address, a form is sent on to it."""
    if sends_json(request):
        return await run_in_threadpool(_accepted, service, _from_json(await request.body()), reader)
    async with request.form(max_files=1, max_fields=8, max_part_size=MOST_BYTES + 1) as form:
        try:
            answer = await run_in_threadpool(_accepted, service, await _from_form(form), reader)
        except (InputError, BusyError) as error:
            if wanted_form(request) != "html":
                raise
            status = 503 if isinstance(error, BusyError) else 400
            page = _page(_asked(form), str(error))
            return Response(lay_out(page).encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
    return answer if wanted_form(request) == "json" else RedirectResponse(answer.headers["location"], 303)


def _accepted(service: Service, wanted: jobs.Request, reader: str) -> Response:
    name = jobs.ask(service.desk, wanted, reader)
    address = f"/jobs/{name}"
    return JSONResponse({"job": name, "address": address}, 202, {"Location": address})


def _from_json(body: bytes) -> jobs.Request:
    try:
        asked = ReadRequest.model_validate(parsed(body))
    except ValidationError as error:
        faults: list[Any] = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error
    return jobs.Request(
        article=jobs.pasted(asked.text) if asked.text is not None else None,
        address=jobs.named_address(asked.address) if asked.address is not None else None,
        as_of=asked.as_of,
        paths=asked.paths,
        seed=asked.seed,
    )


async def _from_form(form: FormData) -> jobs.Request:
    """The one article that the form gives; InputError where it gives none, or several."""
    text, address, file = _field(form, "text"), _field(form, "address"), form.get("file")
    chosen = file if isinstance(file, UploadFile) and file.filename else None
    ways = [bool(text.strip()), bool(address.strip()), chosen is not None]
    if sum(ways) != 1:
        seen = "nothing was given" if not any(ways) else "more than one article was given"
        raise InputError(f"{seen}; wanted one: paste its text, choose a file, or name its address.")
    article = None
    if text.strip():
        article = jobs.pasted(text.replace("\r\n", "\n"))  # forms send every line break as two characters
    elif chosen is not None:
        article = jobs.uploaded(chosen.filename or "", await chosen.read(MOST_BYTES + 1))
    return jobs.Request(
        article=article, address=jobs.named_address(address) if address.strip() else None, as_of=_day(form)
    )  # fmt: skip


def _day(form: FormData) -> date | None:
    told = _field(form, "as_of").strip()
    return parse_date(told, name="as_of") if told else None


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _asked(form: FormData) -> Asked:
    """What the form held, to be shown again; a day that is none is left out."""
    try:
        day = _day(form)
    except InputError:
        day = None
    return Asked(text=_field(form, "text"), address=_field(form, "address"), as_of=day)


# -------------------------------------------------------------------------- page


def _page(asked: Asked, wrong: str | None = None) -> Page:
    ways = (
        ("text", "the article's text, Markdown or HTML"),
        ("file", "a file, in a form only"),
        ("address", "http or https"),
    )
    value = ReadPage(
        address="/read", ways=tuple(name for name, _ in ways), most_bytes=MOST_BYTES, fewest_paths=jobs.FEWEST_PATHS,
        most_paths=jobs.MOST_PATHS,
    )  # fmt: skip
    listed = "\n".join(f"- {name}: {what}" for name, what in ways)
    return Page(
        title="Read an article",
        body=read_form(asked, wrong=wrong),
        value=value,
        rows=Rows(columns=("way", "what"), rows=ways),
        markdown=f"# Read an article\n\nPOST to /read one of these, and `as_of` (a day) if wanted:\n\n{listed}\n",
        twins="/read",
        here="/",
    )


def read_form(asked: Asked | None = None, *, heading: str = "h1", wrong: str | None = None) -> Html:
    """The form under a heading of its own; `wrong` says what is to be mended."""
    held = asked or Asked()
    told = "read-wrong" if wrong else None
    return tag(
        "section",
        tag(heading, "Read an article", id="read"),
        tag("div", tag("p", opened(wrong), id="read-wrong"), class_="said wrong", role="alert") if wrong else None,
        tag(
            "form",
            tag("p", "Give one article, in one of three ways.", class_="hint"),
            _labelled(
                "read-text",
                "Paste its text",
                tag("textarea", held.text, id="read-text", name="text", rows=5, dir="auto", aria_describedby=told),
            ),
            _labelled(
                "read-file",
                "or choose a file",
                tag(
                    "input", type="file", id="read-file", name="file", aria_describedby="read-file-hint",
                    accept=".txt,.md,.markdown,.html,.htm,.xhtml,text/plain,text/markdown,text/html",
                ),
                hint=f"Text, Markdown or a saved web page, up to {MEGABYTES} MB.",
            ),
            _labelled(
                "read-address",
                "or name its address",
                tag(
                    "input", type="url", id="read-address", name="address", value=held.address, inputmode="url",
                    placeholder="https://", maxlength=2000,
                ),
            ),
            _labelled(
                "read-as-of",
                "As of",
                tag(
                    "input", type="date", id="read-as-of", name="as_of", min=FIRST_DAY, max=LAST_DAY,
                    value=held.as_of.isoformat() if held.as_of else None, aria_describedby="read-as-of-hint",
                ),
                hint="Nothing dated later is used. Left empty: the article’s own day.",
            ),
            tag("button", "Read it"),
            method="post",
            action="/read",
            enctype="multipart/form-data",
            class_="read-form",
        ),
        aria_labelledby="read",
        class_="read",
    )  # fmt: skip


def _labelled(ident: str, name: str, field: Html, *, hint: str | None = None) -> Html:
    told = tag("span", hint, class_="hint", id=f"{ident}-hint") if hint else None
    return tag("div", tag("label", name, for_=ident), join(field, told), class_="field")
