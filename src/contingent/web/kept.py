"""Answers that are kept as long as nothing was written that they rest on: a page read often is made once.

Stands behind the guard, so that nobody is answered who may not be. An answer is kept under everything it may depend
on: the address, the form asked for, the host, who asks and how; the day; and what the ledger (and the reader's looks,
where they show) was while it was made. A page says of itself what it rests on; one that does not is never kept.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Literal, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contingent.ledger.changes import Changes
from contingent.web.service import LOCAL_READER, Service

#: what a page may rest on besides its address and the day: the chain of the ledger; that and the reader's looks at the
#: question of its path; anything at all that is written, jobs and stages of jobs too
RestsOn = Literal["ledger", "looks", "all"]
#: what all kept answers may hold together, and one of them
MOST_BYTES, MOST_OF_ONE = 64 * 1024 * 1024, 2 * 1024 * 1024
#: an answer is made anew after so long, whatever was written: a look of half an hour ago is then another look, and
#: what a job is at grows older; what the ledger says of a day is the same all that day
LASTS_SECONDS: dict[RestsOn, float] = {"ledger": float("inf"), "looks": 600.0, "all": 60.0}
_HEADERS = frozenset({b"accept", b"host"})
_STATE = ("reader", "signed_in", "own_machine")

Maker = TypeVar("Maker", bound=Callable[..., Any])


def resting_on(what: RestsOn) -> Callable[[Maker], Maker]:
    """Marks what makes a page: it is another one only when what it rests on was written to."""

    def marked(make: Maker) -> Maker:
        make.rests_on = what  # type: ignore[attr-defined]
        return make

    return marked


@dataclass(frozen=True, slots=True)
class _Answer:
    start: Message
    body: Message
    rests_on: RestsOn
    about: str
    state: Any
    day: date
    until: float


class Kept:
    """The application, asked only for what is not known already."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service, self._changes = app, service, Changes(service.ledger)
        self._answers: OrderedDict[tuple[object, ...], _Answer] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered: as it was before, where nothing was written that the answer rests on."""
        seen = self._changes.seen() if scope["type"] == "http" and scope["method"] == "GET" else None
        if seen is None:
            return await self._app(scope, receive, send)
        key, day, reader = _key_of(scope), self._service.today(), str(scope["state"].get("reader", LOCAL_READER))
        held = self._answers.get(key)
        lasting = held is not None and held.day == day and time.monotonic() < held.until
        if held is not None and lasting and self._state(held.rests_on, reader, held.about) == held.state:
            self._answers.move_to_end(key)
            await send(held.start)
            return await send(held.body)
        head, taken = self._changes.head(), _Taken(send)
        await self._app(scope, receive, taken)
        rests_on: RestsOn | None = getattr(scope.get("endpoint"), "rests_on", None)
        whole = taken.whole() if rests_on is not None and not scope["state"].get("passing") else None
        if rests_on is None or whole is None:
            return None
        about = str(scope.get("path_params", {}).get("question", ""))
        state = self._state(rests_on, reader, about)
        # what was written while it was made, it may show or not
        same = self._changes.head() == head if rests_on == "ledger" else self._changes.seen() == seen
        if state is not None and same:
            self._keep(key, _Answer(*whole, rests_on, about, state, day, time.monotonic() + LASTS_SECONDS[rests_on]))
        return None

    def _state(self, rests_on: RestsOn, reader: str, about: str) -> Any:
        """What must not have changed; None where it cannot be told."""
        if rests_on == "all":
            return self._changes.seen()
        head = self._changes.head()
        if rests_on == "ledger" or head is None:
            return head
        looks = self._changes.looks(reader, about)
        return None if looks is None else (head, looks)

    def _keep(self, key: tuple[object, ...], answer: _Answer) -> None:
        self._drop(key)
        size = _size(key, answer)
        if size > MOST_OF_ONE:
            return
        self._answers[key] = answer
        self._bytes += size
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: tuple[object, ...]) -> None:
        gone = self._answers.pop(key, None)
        if gone is not None:
            self._bytes -= _size(key, gone)


def _size(key: tuple[object, ...], answer: _Answer) -> int:
    """The bytes that an answer and what it is kept under hold: who asks chooses how long an address or a header is."""
    return len(answer.body["body"]) + len(repr(key)) + 1024


class _Taken:
    """What is sent, on its way taken down where it is one piece."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        if len(self._messages) < 3:
            self._messages.append({**message})  # whoever sends it on may change it
        await self._send(message)

    def whole(self) -> tuple[Message, Message] | None:
        """The head, with its entity tag, and the body, where the answer was a plain 200 of one piece."""
        if len(self._messages) != 2:
            return None
        start, body = self._messages
        if start.get("status") != 200 or body.get("more_body", False):
            return None
        headers = [(bytes(name).lower(), bytes(value)) for name, value in start.get("headers", ())]
        names = {name for name, _ in headers}
        if b"set-cookie" in names:
            return None
        content = bytes(body.get("body", b""))
        if b"etag" not in names:
            headers.append((b"etag", b'"%s"' % sha256(content).hexdigest()[:32].encode()))
        head = {"type": "http.response.start", "status": 200, "headers": tuple(headers)}
        return head, {"type": "http.response.body", "body": content}


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
