"""The page on the API: what `/openapi.json` says, for people, without a script."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request

from contingent.report.markup import Html, join, tag
from contingent.report.sections.parts import section, table
from contingent.web.openapi import TAGS, operations
from contingent.web.page import Page, Rows
from contingent.web.register import add_page

COLUMNS = ("method", "address", "summary", "parameters", "example")
MOST_SHOWN = 1800
_FORMS = (
    (".json", "the value that the page shows, as JSON"),
    (".csv", "its main table"),
    (".md", "the page as Markdown, for agents and notes"),
    ("/charts/NAME.svg, .png, .vl.json", "each of its charts, drawn, and its Vega-Lite specification"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What an operation may be told: `place` is path or query."""

    name: str
    place: str
    words: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that may be asked. `curl` is a command that asks it, `example` a real answer, shortened, as text."""

    method: str
    address: str
    name: str
    heading: str
    summary: str
    parameters: tuple[Parameter, ...]
    curl: str
    example: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Everything that a program may ask of this service; `description` is where the whole of it stands."""

    description: str
    operations: tuple[Operation, ...]


def add(app: FastAPI) -> None:
    """The page is served."""
    add_page(app, "/api", make, shape=Api, summary="Everything that a program may ask of this service")


def make(request: Request) -> Page:
    """The page of the operations that this application documents."""
    app: FastAPI = request.app
    value = Api(description="/openapi.json", operations=tuple(_operations(app, str(request.base_url).rstrip("/"))))
    return Page(
        title="API",
        body=_body(value),
        value=value,
        rows=Rows(
            columns=COLUMNS,
            rows=[
                (one.method, one.address, one.summary, ", ".join(each.name for each in one.parameters), one.curl)
                for one in value.operations
            ],
        ),
        markdown=_markdown(value),
        twins="/api",
    )


def _operations(app: FastAPI, here: str) -> Iterator[Operation]:
    order = list(TAGS)
    found = sorted(operations(app.openapi()), key=lambda one: order.index(one[2]["tags"][0]))
    for path, method, told in found:
        parameters = tuple(
            Parameter(
                name=one["name"],
                place=one["in"],
                words=one.get("description", ""),
                required=bool(one.get("required", False)),
            )
            for one in told.get("parameters", ())
            if one["in"] in ("path", "query")
        )
        yield Operation(
            method=method.upper(),
            address=path,
            name=told["operationId"],
            heading=told["tags"][0],
            summary=told.get("summary", ""),
            parameters=parameters,
            curl=_curl(here + path, method, told),
            example=_example(told),
        )


def _curl(address: str, method: str, told: dict[str, Any]) -> str:
    address = re.sub(r"\{(\w+)\}", lambda name: name[1].upper(), address)  # curl would make braces into a list
    if method == "get":
        return f"curl {shlex.quote(address)}"
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    words = f" -X {method.upper()}" if method != "post" or not body else ""
    if body:
        sent = json.dumps(body.get("example", {}), ensure_ascii=False)
        words += f" -H 'Content-Type: application/json' -d {shlex.quote(sent if len(sent) < 400 else sent[:400] + '…')}"
    return f"curl{words} {shlex.quote(address)}"


def _example(told: dict[str, Any]) -> str | None:
    for status, response in told["responses"].items():
        content = response.get("content", {}).get("application/json", {})
        if status.startswith("2") and "example" in content:
            text = json.dumps(content["example"], ensure_ascii=False, indent=1)
            return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rpartition("\n")[0] + "\n…"
    return None


# -------------------------------------------------------------------------- page


def _body(value: Api) -> Html:
    headings = [name for name in TAGS if any(one.heading == name for one in value.operations)]
    return tag(
        "div",
        tag("h1", "For programs"),
        tag("p", "Every page can be asked for by a program, and is told the same value that a person is shown. The "
            "whole of it, with the shape of every answer, is ",
            tag("a", "openapi.json", href=value.description), ".", class_="lead"),
        section("forms", "Beside every page", tag("p", "Append to a page’s address:"),
                tag("dl", *(join(tag("dt", tag("code", end)), tag("dd", words)) for end, words in _FORMS))),
        section("tokens", "Tokens", *_tokens()),
        section("agents", "Feeds, frames and agents", *_agents()),
        section("contents", "What may be asked", tag("nav", tag("ul", *(
            tag("li", tag("a", name, href=f"#api-{_ident(name)}"), f": {TAGS[name]}") for name in headings
        )), aria_label="What may be asked")),
        *(
            section(f"api-{_ident(name)}", name, *(_entry(one) for one in value.operations if one.heading == name))
            for name in headings
        ),
        class_="api",
    )  # fmt: skip


def _entry(one: Operation) -> Html:
    parameters = table(
        ("Name", "In", "What it is"),
        [
            (tag("code", each.name), each.place, f"{each.words} (required)" if each.required else each.words)
            for each in one.parameters
        ],
        caption=f"Parameters of {one.address}",
    )
    return tag(
        "article",
        tag("h3", tag("code", f"{one.method} {one.address}"), id=one.name),
        tag("p", f"{one.summary}."),
        parameters if one.parameters else None,
        tag("pre", tag("code", one.curl), tabindex=0, aria_label="A command that asks it"),
        tag("details", tag("summary", "An answer, shortened"), tag("pre", tag("code", one.example), tabindex=0))
        if one.example
        else None,
        class_="api-entry",
    )


def _tokens() -> Iterator[Html]:
    yield tag("p", "A service that answers its own machine alone needs none. One that is open to others wants a "
              "token with every request; whoever runs it makes one for each, and can revoke it:")  # fmt: skip
    yield tag("pre", tag("code", "contingent token add NAME\ncontingent token list\ncontingent token revoke NAME"),
              tabindex=0, aria_label="Commands on tokens")  # fmt: skip
    yield tag("p", "Programs send it as ", tag("code", "Authorization: Bearer TOKEN"), ", readers of feeds as the "
              "password of ", tag("code", "Authorization: Basic"), ", and people sign in with it on ",
              tag("a", "a page of its own", href="/sign-in"), ".")  # fmt: skip


def _agents() -> Iterator[Html]:
    yield tag("p", "Lists and questions have Atom feeds, named at the foot of their pages; under ",
              tag("a", "Alerts", href="/alerts"), " an address of yours is called when a forecast has moved as far as "
              "you chose since you last looked.")  # fmt: skip
    yield tag("p", "A question can stand in a page of yours: ",
              tag("code", '<iframe src="…/embed/questions/QUESTION"></iframe>'),
              ". It runs no script and sends nothing.")  # fmt: skip
    yield tag("p", "Agents may read the Markdown twins, or ask through the Model Context Protocol: ",
              tag("code", "contingent mcp"), " offers the same values as tools.")  # fmt: skip


def _ident(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _markdown(value: Api) -> str:
    lines = ["# For programs", "", f"The whole description: `{value.description}`.", ""]
    for heading in TAGS:
        own = [one for one in value.operations if one.heading == heading]
        lines += [f"## {heading}", "", *(f"- `{one.method} {one.address}`: {one.summary}" for one in own), ""]
    return "\n".join(lines)
