"""The guard before every page: who may ask, how much, from where; and what every answer says to the browser.

It stands outside everything else, so that a page added later, an error and a file are held to the same rules.
`tests/web/test_security.py` asks every registered address every kind of request.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contingent.web.errors import answer_to, reported
from contingent.web.origin import (
    LOCAL_NAMES,
    READS,
    SHARED_PLACES,
    WRITES,
    check_host,
    check_origin,
    check_size,
    from_afar,
    head_of,
)
from contingent.web.tokens import KnownTokens, presented

#: an article may have 10 MB; the rest is what a form wraps around it
MOST_BODY_BYTES = 10 * 1024 * 1024 + 64 * 1024
#: what the open places need: a token, and the address of a page that may hold a whole scenario
MOST_OPEN_BYTES = 128 * 1024
#: what is shown without a token where tokens are demanded
OPEN_PLACES = ("/sign-in", "/sign-out", "/healthz")
#: of an address this much is taken along to the form and back; escaped, it may be three times as long
_MOST_CARRIED = 7000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: an embedded question runs nothing and asks for nothing, and may stand in any page's frame
_EMBED_POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    # not no-referrer: a browser would then send our own forms with `Origin: null`
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"x-permitted-cross-domain-policies", b"none"),
)

#: what an answer carries that no page gives, such as one to what is no HTTP
HEADERS_OF_ALL = (
    *_ALWAYS,
    (b"content-security-policy", _POLICY.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
#: of a body something must come within this time, and the whole of it within that
SILENT_SECONDS, BODY_SECONDS = 20.0, 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may ask. `names` are what the service answers to besides this machine's own; `tokens`, where there is a
    store of them, open it; `open_embeds` lets embedded questions be shown without one."""

    names: frozenset[str] = frozenset()
    tokens: KnownTokens | None = None
    open_embeds: bool = False


class Guard:
    """The application, asked only what may be asked; every answer carries the security headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access
        self._names = LOCAL_NAMES | {name.lower() for name in access.names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered, or refused in one sentence."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # no page of ours opens a web socket
            return await send({"type": "websocket.close", "code": 1008})
        scope = {**scope, "state": dict(scope.get("state") or {})}
        answer = _Answer(scope, send)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"  # the same page, of which the head is sent
        try:
            answer.private = await self._admit(scope)
            answer.shared = self._shared(scope["path"])
            await self._app(scope, _Capped(scope, receive), answer)
        except ClientDisconnect:
            return
        except Exception as error:
            if answer.started:  # too late for another answer: the connection is cut, the reason is logged
                reported(error)
                raise
            response = _to_sign_in(scope, error) or answer_to(Request(scope), error)
            await response(scope, receive, answer)

    async def _admit(self, scope: Scope) -> bool:
        """Whether the answer is for one signed-in reader alone, whose name is then in the request's state.

        Raises:
            HTTPException: the request is refused.
        """
        head = head_of(scope)
        check_size(head)
        host = check_host(head, self._names)
        if head.method not in READS | WRITES:
            raise HTTPException(
                405, f"the method {head.method[:20]} is not served here", {"Allow": ", ".join(sorted(READS | WRITES))}
            )
        tokens = self._access.tokens
        demanded = tokens is not None and await tokens.demanded()
        if not demanded and from_afar(scope):
            raise HTTPException(
                403, "this service was started for its own machine alone; to open it to others, give it tokens"
            )
        token = presented(head)
        reader = await tokens.reader(token.text) if tokens is not None and token is not None else None
        check_origin(head, host, vouched=not demanded or (reader is not None and token is not None and token.own))
        if reader is not None:
            scope["state"]["reader"] = reader
        scope["state"]["signed_in"] = reader is not None
        scope["state"]["own_machine"] = not demanded
        if demanded and reader is None and not self._open(head.path):
            raise HTTPException(
                401,
                "this service needs a token; sign in, or send Authorization: Bearer TOKEN",
                {"WWW-Authenticate": 'Bearer realm="contingent"'},
            )
        return demanded

    def _open(self, path: str) -> bool:
        return path in OPEN_PLACES or self._shared(path)

    def _shared(self, path: str) -> bool:
        """Whether anybody is shown what is there, so that a cache between us may keep it for the next one."""
        return path.startswith(SHARED_PLACES if self._access.open_embeds else ("/static/",))


def _to_sign_in(scope: Scope, error: Exception) -> Response | None:
    """The way to the form, for a person who asked for a page and needs a token."""
    request = Request(scope)
    needs = isinstance(error, HTTPException) and error.status_code == 401 and request.method == "GET"
    if not needs or "text/html" not in request.headers.get("accept", ""):
        return None
    whole = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = whole if len(whole) <= _MOST_CARRIED else request.url.path  # a cut query would ask for something else
    return RedirectResponse(f"/sign-in?{urlencode({'next': wanted})}", 303)


class _Capped:
    """What the client sends, counted and timed: a body beyond the cap is refused when it gets there, whatever it
    announced, and one that does not come is not waited for."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0
        self._whole = False
        self._until = time.monotonic() + BODY_SECONDS
        self._most = MOST_OPEN_BYTES if scope["path"] in OPEN_PLACES else MOST_BODY_BYTES
        announced = head_of(scope).one("content-length")
        if announced is not None and (not announced.isdecimal() or int(announced[:12]) > self._most):
            raise _too_large(self._most)

    async def __call__(self) -> Message:
        if self._whole:  # what is waited for now is that the client goes
            return await self._receive()
        try:
            left = min(SILENT_SECONDS, max(0.0, self._until - time.monotonic()))
            message = await asyncio.wait_for(self._receive(), left)
        except TimeoutError:
            self._whole = True
            raise HTTPException(408, "the request's body was not sent in time", {"Connection": "close"}) from None
        self._whole = not message.get("more_body", False)
        if message["type"] == "http.request":
            self._bytes += len(message.get("body", b""))
            if self._bytes > self._most:
                raise _too_large(self._most)
        return message


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"the request's body is too large; wanted at most {most} bytes")


class _Answer:
    """What is sent, with the headers every answer carries, and without a body where only its head was asked for.

    An answer of one piece gets an entity tag; a reader who has it already is told so.
    """

    def __init__(self, scope: Scope, send: Send) -> None:
        self.started = False
        self.private = True
        self.shared = False
        self._send = send
        self._path: str = scope["path"]
        self._scheme = scope.get("scheme", "http")
        self._bodyless = scope["method"] == "HEAD"
        self._reads = scope["method"] in READS
        self._known = b",".join(value for key, value in scope["headers"] if key.lower() == b"if-none-match")
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._start = {**message, "headers": self._headers(message.get("headers", ()))}
            return
        start, self._start = self._start, None
        if start is not None:
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)
            if whole and self._reads and start["status"] == 200 and self._tagged(start, message.get("body", b"")):
                message = {"type": "http.response.body", "body": b""}
            await self._send(start)
        if self._bodyless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _tagged(self, start: Message, body: bytes) -> bool:
        """Whether the asker has this body already; `start` then says so."""
        tags = [value for key, value in start["headers"] if key == b"etag"]
        tag = tags[0] if tags else b'"%s"' % sha256(body).hexdigest()[:32].encode()
        if not tags:
            start["headers"].append((b"etag", tag))
        known = {each.strip().removeprefix(b"W/") for each in self._known.split(b",")}
        if tag.removeprefix(b"W/") not in known:
            return False
        start["status"] = 304
        start["headers"] = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"content-type")]
        return True

    def _headers(self, given: object) -> list[tuple[bytes, bytes]]:
        pairs = [(bytes(key).lower(), bytes(value)) for key, value in given]  # type: ignore[attr-defined]
        names = {key for key, _ in pairs}
        shared = self._path.startswith(SHARED_PLACES)
        policy = _EMBED_POLICY if self._path.startswith("/embed/") else _POLICY
        own = [
            *_ALWAYS,
            (b"content-security-policy", policy.encode()),
            (b"cross-origin-resource-policy", b"cross-origin" if shared else b"same-origin"),
        ]
        if self._scheme == "https":
            own.append((b"strict-transport-security", b"max-age=31536000"))
        if self.private and not self.shared:
            # whatever a page says of itself: a cache between us would show it to who has no token
            pairs = [pair for pair in pairs if pair[0] != b"cache-control"]
            names -= {b"cache-control"}
        if b"cache-control" not in names:
            # a signed-in reader's pages stay on no disk; at one's own machine a page may be asked for again cheaply
            own.append((b"cache-control", b"no-store" if self.private else b"private, no-cache"))
        ours = {key for key, _ in own} | {b"server", b"x-powered-by", b"access-control-allow-origin"}
        return [pair for pair in pairs if pair[0] not in ours] + own
