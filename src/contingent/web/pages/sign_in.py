"""Signing in with a token, and out: a form, and a cookie that scripts cannot read and other sites cannot send."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from contingent.report.markup import Html, join, tag
from contingent.web.layout import lay_out
from contingent.web.page import Page
from contingent.web.security import Access
from contingent.web.service import signed_in_as
from contingent.web.tokens import COOKIE, SAFE_COOKIE, Failures

DAYS = 30
router = APIRouter(include_in_schema=False)


def add(app: FastAPI) -> None:
    """The page and its two actions are served."""
    app.state.sign_in_failures = Failures()
    app.include_router(router)


@router.get("/sign-in", name="sign_in")
async def page(request: Request, next: str = "/") -> Response:
    """The form; for whoever is signed in, their name and the way out."""
    tokens = _access(request).tokens
    needed = tokens is not None and await tokens.demanded()
    return _shown(_body(signed_in_as(request), needed=needed, next=local(next)))


@router.post("/sign-in", name="sign_in_form")
async def sign_in(
    request: Request, token: Annotated[str, Form(max_length=200)] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Whoever gives a token of ours is signed in, and sent on to the page they wanted."""
    tokens, failures = _access(request).tokens, request.app.state.sign_in_failures
    client = request.client.host if request.client else ""
    wait = failures.wait(client)
    if wait:
        raise HTTPException(
            429, f"too many tokens were tried that are none of ours; wait {wait} seconds", {"Retry-After": str(wait)}
        )
    name = await tokens.reader(token.strip()) if tokens is not None else None
    if name is None:
        failures.count(client)
        wrong = "That is no token of this service: it may be mistyped, cut short or revoked."
        return _shown(_body(None, needed=True, next=local(next), wrong=wrong), status=401)
    # a page of ours over TLS sent this, even where a proxy ended the TLS: the guard has checked the Origin
    safe = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
    answer = RedirectResponse(local(next), 303)
    answer.set_cookie(
        SAFE_COOKIE if safe else COOKIE, token.strip(), max_age=DAYS * 86400, path="/", secure=safe, httponly=True,
        samesite="strict",
    )  # fmt: skip
    return answer


@router.post("/sign-out", name="sign_out")
def sign_out() -> Response:
    """The cookie is gone, whichever it was."""
    answer = RedirectResponse("/sign-in", 303)
    for name in (COOKIE, SAFE_COOKIE):
        answer.delete_cookie(name, path="/", secure=name == SAFE_COOKIE, httponly=True, samesite="strict")
    return answer


def local(place: str) -> str:
    """The place, if it is a path of this service; else the first page, so that no link leads astray.

    >>> local("/questions?topic=talks"), local("//evil.example"), local("https://evil.example"), local("/\\\\evil")
    ('/questions?topic=talks', '/', '/', '/')
    """
    plain = place.isascii() and place.isprintable() and not set(place) & set("\\ ")
    try:
        parts = urlsplit(place)
    except ValueError:
        return "/"
    steps = parts.path.lower().replace("%2e", ".").split("/")[1:]
    straight = "" not in steps[:-1] and not {".", ".."} & set(steps)
    own = not parts.scheme and not parts.netloc and place.startswith("/") and not place.startswith(("//", "/sign-in"))
    return place if plain and own and straight and len(place) <= 24_000 else "/"


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


def _body(reader: str | None, *, needed: bool, next: str, wrong: str | None = None) -> Html:
    if reader is not None:
        return join(
            tag("h1", "Signed in"),
            tag("p", "You are signed in as ", tag("strong", reader), "."),
            tag("form", tag("button", "Sign out", class_="quiet"), method="post", action="/sign-out"),
            tag("p", tag("a", "To the inbox", href="/")),
        )
    if not needed:
        return join(
            tag("h1", "No sign-in needed"),
            tag("p", "This service answers its own machine alone, and you are at it."),
            tag("p", "To open it to others, make a token for each of them: ",
                tag("code", "contingent token add NAME"), "."),
            tag("p", tag("a", "To the inbox", href="/")),
        )  # fmt: skip
    field = tag(
        "div",
        tag("label", "Your token", for_="token"),
        tag("input", id="token", name="token", type="password", required=True, autocomplete="current-password",
            maxlength=200, spellcheck="false", aria_describedby="token-hint token-wrong" if wrong else "token-hint",
            aria_invalid="true" if wrong else None),
        tag("span", "It begins with ctg_. Whoever runs this service made it for you.", class_="hint", id="token-hint"),
        class_="field",
    )  # fmt: skip
    return join(
        tag("h1", "Sign in"),
        tag("div", tag("p", wrong, id="token-wrong"), class_="said wrong", role="alert") if wrong else None,
        tag(
            "form", field, tag("input", type="hidden", name="next", value=next),
            tag("button", "Sign in"), method="post", action="/sign-in", class_="sign-in",
        ),
        tag("p", "You followed a link from elsewhere and are signed in already? ",
            tag("a", "Go on to the page", href=next), ".", class_="hint"),
    )  # fmt: skip


def _shown(body: Html, *, status: int = 200) -> Response:
    page = Page(title="Sign in", body=body)
    return Response(lay_out(page).encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
