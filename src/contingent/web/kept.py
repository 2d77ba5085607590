"""Answers that are kept as long as nothing was written that they rest on: a page read often is made once.

Stands behind the guard, so that nobody is answered who may not be. An answer is kept under everything it may depend
on: the address, the form asked for, the host, who asks and how; the day; and what the ledger (and the reader's looks,
where they show) was while it was made. A page says of itself what it rests on; one that does not is never kept.

Where many ask for what is not kept, one of them has it made and the others wait: whoever asked before it was begun is
answered by it, whatever was written meanwhile. No more than `MOST_MAKINGS` are made at once: they share one processor,
as Python has it, and what is kept already must not wait for them.
"""

from __future__ import annotations

import asyncio
import itertools
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Literal, TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contingent.ledger.changes import Changes
from contingent.web.service import LOCAL_READER, Service

#: what a page may rest on besides its address and the day: the chain of the ledger; that and the reader's looks at the
#: question of its path; anything at all that is written, jobs and stages of jobs too
RestsOn = Literal["ledger", "looks", "all"]
#: what all kept answers may hold together, and one of them; from how many bytes on one is packed
MOST_BYTES, MOST_OF_ONE, PACKED_FROM = 64 * 1024 * 1024, 2 * 1024 * 1024, 32 * 1024
#: an answer is made anew after so long, whatever was written: a look of half an hour ago is then another look, and
#: what a job is at grows older; what the ledger says of a day is the same all that day
LASTS_SECONDS: dict[RestsOn, float] = {"ledger": float("inf"), "looks": 600.0, "all": 60.0}
_HEADERS = frozenset({b"accept", b"host"})
_STATE = ("reader", "signed_in", "own_machine")

#: answers that are made at once
MOST_MAKINGS = 4
_ROOM: RunVar[CapacityLimiter] = RunVar("room for makings")

Maker = TypeVar("Maker", bound=Callable[..., Any])


def resting_on(what: RestsOn) -> Callable[[Maker], Maker]:
    """Marks what makes a page: it is another one only when what it rests on was written to."""

    def marked(make: Maker) -> Maker:
        make.rests_on = what  # type: ignore[attr-defined]
        return make

    return marked


@dataclass(frozen=True, slots=True)
class _Answer:
    """A whole good answer: its head, and its body, packed where that is worth it."""

    start: Message
    content: bytes
    packed: bool

    async def send(self, send: Send) -> None:
        body = zlib.decompress(self.content) if self.packed else self.content
        await send(self.start)
        await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True, slots=True)
class _Held:
    """An answer that is kept, and what must be as it was while it was made."""

    answer: _Answer
    rests_on: RestsOn
    about: str
    state: Any
    day: date
    until: float


class _Making:
    """An answer while it is made: the number of its begin, and then it, or None where there is none to share."""

    def __init__(self) -> None:
        self.begun = -1
        self._answer: Future[_Answer | None] = Future()
        self._answer.set_running_or_notify_cancel()  # one who stops waiting ends it for nobody else

    def ended(self, answer: _Answer | None) -> None:
        """All who wait are told; what comes after the first is not heard."""
        if not self._answer.done():
            self._answer.set_result(answer)

    async def over(self) -> _Answer | None:
        return await asyncio.wrap_future(self._answer)


class Kept:
    """The application, asked only for what is not known already."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service, self._changes = app, service, Changes(service.ledger)
        self._held: OrderedDict[tuple[object, ...], _Held] = OrderedDict()
        self._bytes = 0
        self._makings: dict[tuple[object, ...], _Making] = {}
        self._turns = itertools.count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered: as it was before, where nothing was written that the answer rests on."""
        if scope["type"] != "http" or scope["method"] != "GET" or self._changes.seen() is None:
            return await self._app(scope, receive, send)
        key, asked = _key_of(scope), next(self._turns)
        known = self._known(scope, key)
        if known is not None:
            return await known.send(send)
        page = _page_of(scope)
        if page is None:
            return await self._app(scope, receive, send)
        while (making := self._makings.get(key)) is not None:
            shared = await making.over()
            if shared is None:  # no whole good answer: each for himself
                return await self._app(scope, receive, send)
            known = shared if making.begun > asked else self._known(scope, key)
            if known is not None:
                return await known.send(send)
        return await self._make(scope, receive, send, key, page)

    def _known(self, scope: Scope, key: tuple[object, ...]) -> _Answer | None:
        """The answer that is kept and still holds."""
        held = self._held.get(key)
        if held is None or held.day != self._service.today() or time.monotonic() >= held.until:
            return None
        if self._state(held.rests_on, _reader_of(scope), held.about) != held.state:
            return None
        self._held.move_to_end(key)
        return held.answer

    async def _make(
        self, scope: Scope, receive: Receive, send: Send, key: tuple[object, ...], page: tuple[RestsOn, str]
    ) -> None:
        """The answer is made and sent; before it is sent, it is kept, and whoever waits for it has it."""
        making, room, reader = _Making(), _room(), _reader_of(scope)
        self._makings[key] = making
        rests_on, about = page

        def made(start: Message, content: bytes) -> None:
            packed = PACKED_FROM <= len(content) <= MOST_OF_ONE
            answer = _Answer(start, zlib.compress(content, 1) if packed else content, packed)
            now = self._state(rests_on, reader, about)
            same = _is_same_page(rests_on, state, now)  # what was written while it was made, it may show or not
            if same and not scope["state"].get("passing") and len(content) <= MOST_OF_ONE:
                until = time.monotonic() + LASTS_SECONDS[rests_on]
                self._keep(key, _Held(answer, rests_on, about, now, day, until))
            over(answer)

        def over(answer: _Answer | None) -> None:
            if self._makings.get(key) is making:
                del self._makings[key]
                if making.begun >= 0:
                    room.release_on_behalf_of(making)
            making.ended(answer)

        try:
            await room.acquire_on_behalf_of(making)
            making.begun = next(self._turns)
            day, state = self._service.today(), self._state(rests_on, reader, about)
            await self._app(scope, receive, _Taken(send, made, lambda: over(None)))
        finally:
            over(None)

    def _state(self, rests_on: RestsOn, reader: str, about: str) -> Any:
        """What must not have changed; None where it cannot be told."""
        if rests_on == "all":
            return self._changes.seen()
        head = self._changes.head()
        if rests_on == "ledger" or head is None:
            return head
        looks = self._changes.looks(reader, about)
        return None if looks is None else (head, looks)

    def _keep(self, key: tuple[object, ...], held: _Held) -> None:
        self._drop(key)
        self._held[key] = held
        self._bytes += _size(key, held)
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._held)))

    def _drop(self, key: tuple[object, ...]) -> None:
        gone = self._held.pop(key, None)
        if gone is not None:
            self._bytes -= _size(key, gone)


def _size(key: tuple[object, ...], held: _Held) -> int:
    """The bytes that an answer and what it is kept under hold: who asks chooses how long an address or a header is."""
    return len(held.answer.content) + len(repr(key)) + 1024


def _page_of(scope: Scope) -> tuple[RestsOn, str] | None:
    """What the page of an address rests on, and the question it is about; None where it does not say."""
    for route in scope["app"].router.routes:
        match, found = route.matches(scope)
        if match is Match.FULL:
            rests_on = getattr(found.get("endpoint"), "rests_on", None)
            return None if rests_on is None else (rests_on, str(found.get("path_params", {}).get("question", "")))
    return None


def _is_same_page(rests_on: RestsOn, before: Any, now: Any) -> bool:
    """Whether a page made in one state is that of the other: the look that it notes itself makes it no other page."""
    if before is None or now is None:
        return False
    return bool(before[0] == now[0] if rests_on == "looks" else before == now)


def _room() -> CapacityLimiter:
    """Of this event loop: who makes an answer stands in it until it is made, not until it is taken."""
    try:
        return _ROOM.get()
    except LookupError:
        _ROOM.set(CapacityLimiter(MOST_MAKINGS))
        return _ROOM.get()


def _reader_of(scope: Scope) -> str:
    return str(scope["state"].get("reader", LOCAL_READER))


class _Taken:
    """What is sent, taken down on its way where it is a plain 200 of one piece: then `made` has it before the asker,
    who may take long. `passed` is told as soon as it is not.
    """

    def __init__(self, send: Send, made: Callable[[Message, bytes], None], passed: Callable[[], None]) -> None:
        self._send, self._made, self._passed = send, made, passed
        self._start: Message | None = None
        self._over = False

    async def __call__(self, message: Message) -> None:
        if not self._over:
            self._look(message)
        await self._send(message)

    def _look(self, message: Message) -> None:
        if self._start is None and _good(message):
            self._start = {**message}  # whoever sends it on may change it
            return
        self._over = True
        if self._start is None or message["type"] != "http.response.body" or message.get("more_body", False):
            return self._passed()
        content = bytes(message.get("body", b""))
        return self._made(_tagged(self._start, content), content)


def _good(start: Message) -> bool:
    if start["type"] != "http.response.start" or start["status"] != 200:
        return False
    return all(bytes(name).lower() != b"set-cookie" for name, _ in start.get("headers", ()))


def _tagged(start: Message, content: bytes) -> Message:
    """The head of an answer, with its entity tag."""
    headers = [(bytes(name).lower(), bytes(value)) for name, value in start.get("headers", ())]
    if all(name != b"etag" for name, _ in headers):
        headers.append((b"etag", b'"%s"' % sha256(content).hexdigest()[:32].encode()))
    return {"type": "http.response.start", "status": 200, "headers": tuple(headers)}


def _key_of(scope: Scope) -> tuple[object, ...]:
    """Everything of a request that an answer may depend on; what else comes with it no page looks at."""
    state = scope["state"]
    return (
        scope["path"],
        scope.get("query_string", b""),
        scope.get("scheme"),
        scope.get("root_path"),
        *sorted((name.lower(), value) for name, value in scope["headers"] if name.lower() in _HEADERS),
        *(state.get(name) for name in _STATE),
    )
