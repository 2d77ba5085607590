"""The tokens that open a running service: which came with a request, and whose it is."""

from __future__ import annotations

import base64
import hmac
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import cookie_parser

from contingent.core.times import now
from contingent.journeys.tokens import digest
from contingent.ledger.desk import Token, Tokens
from contingent.web.origin import Head

COOKIE = "contingent"
#: the name a browser takes only over TLS, for this host and the whole of it
SAFE_COOKIE = "__Host-contingent"
#: for so long a revoked token may still open a page
FRESH = timedelta(seconds=2)
FAILURES, WITHIN = 10, timedelta(minutes=1)
_MOST_CLIENTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A token that came with a request; `own` where the client itself put it there, so no page could have."""

    text: str
    own: bool


class KnownTokens:
    """The tokens that open a running service. `required`: without a token nobody is let in, even where none exists."""

    def __init__(self, kept: Tokens, *, required: bool) -> None:
        self._kept = kept
        self._required = required
        self._known: tuple[Token, ...] = ()
        self._read_at: datetime | None = None

    async def demanded(self) -> bool:
        """Whether a token is needed: the service is open to others, or someone made a token."""
        return self._required or bool(await self._current())

    async def reader(self, token: str) -> str | None:
        """The name of the token, None where it is none of ours; as long as it takes, whichever it is."""
        wanted = digest(token)
        found = None
        for known in await self._current():
            if hmac.compare_digest(known.sha256, wanted):
                found = known.name
        return found

    async def _current(self) -> tuple[Token, ...]:
        moment = now()
        if self._read_at is None or not timedelta(0) <= moment - self._read_at < FRESH:
            kept = await run_in_threadpool(self._kept.every)
            self._known = tuple(one for one in kept if one.revoked_at is None)
            self._read_at = moment
        return self._known


class Failures:
    """Sign-ins that failed of late, by client: beyond ten a minute a client must wait."""

    def __init__(self) -> None:
        self._at: dict[str, deque[datetime]] = {}

    def wait(self, client: str) -> int:
        """For how many seconds this client must wait before it is heard again; 0 where it need not."""
        moments = self._at.get(client)
        if moments is None or len(moments) < FAILURES:
            return 0
        left = moments[0] + WITHIN - now()
        return max(0, int(left.total_seconds()) + 1) if left > timedelta(0) else 0

    def count(self, client: str) -> None:
        """One more sign-in of this client failed."""
        moments = self._at.pop(client, deque(maxlen=FAILURES))
        moments.append(now())
        self._at[client] = moments  # last, so that the one longest quiet is forgotten first
        while len(self._at) > _MOST_CLIENTS:
            self._at.pop(next(iter(self._at)))


def presented(head: Head) -> Presented | None:
    """The token that came with the request, None where none did.

    As `Authorization: Bearer`; as the password of `Basic`, which readers of feeds can send (and which a browser adds
    by itself, so it vouches for no write); or as the cookie of who signed in.
    """
    kind, _, text = (head.one("authorization") or "").partition(" ")
    if kind.lower() == "bearer" and text.strip():
        return Presented(text=text.strip(), own=True)
    if kind.lower() == "basic":
        try:
            password = base64.b64decode(text.strip(), validate=True).decode("utf-8").partition(":")[2]
        except ValueError:  # no base64, letters that are not of ASCII, no UTF-8
            return None
        return Presented(text=password, own=False) if password else None
    cookies = cookie_parser("; ".join(head.all_of("cookie")))
    text = cookies.get(SAFE_COOKIE) or cookies.get(COOKIE) or ""
    return Presented(text=text, own=False) if text else None
