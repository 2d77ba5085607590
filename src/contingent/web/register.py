"""How a page comes into the application: once, with its twins and its charts beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import Depends, FastAPI, Request, Response

from contingent.web.page import Page
from contingent.web.service import AService, signed_in_as
from contingent.web.twins import chart_of, chosen, drawn, rendered, source_of


def add_page(
    app: FastAPI, path: str, make: Callable[..., Page], *, shape: Any, summary: str, twins: str | None = None,
    example: Any = None,
) -> None:  # fmt: skip
    """The page at `path`, and beside it .json, .csv, .md and its charts, are answered from what `make` returns.

    `make` takes the service, the reader, and parameters of path and query, as FastAPI resolves them. `shape` is the
    dataclass of the JSON twin, `example` one of it in plain JSON; both are told in `/openapi.json`. `twins` is what
    the twins' addresses begin with where that is not `path`. What `make` is marked as resting on (`web.kept`) holds for
    all of them.
    """
    base = twins or path
    name = base.strip("/").replace("/", "_").replace("{", "").replace("}", "").replace("-", "_")
    asked = Depends(make)  # as a default: an annotation made here is a text that nobody could resolve
    content: dict[str, Any] = {"application/json": {"example": example}} if example is not None else {}

    def as_made(answer: Callable[..., Response]) -> Callable[..., Response]:
        answer.rests_on = getattr(make, "rests_on", None)  # type: ignore[attr-defined]
        return answer

    app.add_api_route(
        f"{base}.json", as_made(_twin(asked, "json")), name=f"{name}_json", summary=summary,
        responses={200: {"model": shape, "content": content}},
    )  # fmt: skip
    for form in ("csv", "md"):
        app.add_api_route(f"{base}.{form}", as_made(_twin(asked, form)), name=f"{name}_{form}", include_in_schema=False)

    for form in ("svg", "png", "vl.json"):
        app.add_api_route(
            f"{base}/charts/{{chart}}.{form}",
            as_made(_chart(asked, form)),
            name=f"{name}_{form}",
            include_in_schema=False,
        )

    def shown(request: Request, page: Page = asked) -> Response:
        _note(request, page)
        form = chosen(request.headers.get("accept", ""))
        response = rendered(replace(page, reader=signed_in_as(request)) if form == "html" else page, form)
        response.headers["Vary"] = "Accept"
        return response

    app.add_api_route(path, as_made(shown), name=name, include_in_schema=False)


def _twin(asked: Any, form: str) -> Callable[..., Response]:
    def answer(request: Request, page: Page = asked) -> Response:
        _note(request, page)
        return rendered(page, form)

    return answer


def _note(request: Request, page: Page) -> None:
    """A page that looks again by itself is on its way to another one."""
    request.state.passing = page.refresh_seconds is not None


def _chart(asked: Any, form: str) -> Callable[..., Response]:
    def answer(service: AService, chart: str, page: Page = asked) -> Response:
        return drawn(chart_of(page, chart), form, note=source_of(page, service.today()))

    return answer
