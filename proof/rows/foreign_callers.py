"""S7: every operation asked by whoever may not: another site's page, another host, no token, a method in disguise."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from contingent.ledger.store import Ledger
from contingent.web import patience, security
from contingent.web.app import application
from contingent.web.security import OPEN_PLACES, Access
from proof.callers import FROM, HERE, HOSTS, places
from proof.foreign import Caller, Seen
from proof.half_sent import KINDS, Held, hold
from proof.row import Figure, Row, Size, Tell, at_least, at_most, exactly, told
from proof.serving import answered
from proof.too_much import too_much
from proof.whole_service import HOOK, Whole, whole_service

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}
_READS = ("GET", "HEAD")
_PROXIES: tuple[dict[str, str], ...] = (
    {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "127.0.0.1"},
)  # fmt: skip
_NAMED_ELSEWHERE = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "X-Original-URL": "/evil.example",
                    "X-Rewrite-URL": "/evil.example", "X-Forwarded-Prefix": "//evil.example"}  # fmt: skip
_METHODS = ("TRACE", "CONNECT", "OPTIONS", "PROPFIND", "PATCHY", "post", "TRACK", "DEBUG")
_DISGUISES = (
    {"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}, {"X-HTTP-Method": "POST"},
)  # fmt: skip


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every operation, from everywhere; then clients that send too much, and clients that send half."""
    seen = Seen()
    with whole_service(folder, small=True) as whole:
        own, closed = application(whole.service, Access()), application(whole.service)
        every = list(places(own, {name: values[:1] for name, values in whole.names.items()}))
        every.append(("POST", "/no/such/place"))
        before = _state(whole)
        with answered(own) as place:
            caller = Caller(place, seen)
            _foreign(caller, every, whole, size)
            _disguised(caller, every, whole, size)
            tell(f"{seen.asked} requests of foreign pages, hosts and methods")
        with answered(closed) as place:
            caller = Caller(place, seen)
            _without_token(caller, every, whole, size)
            flags = _cookies(caller, whole)
            tell(f"{seen.asked} requests so far, with tokens that open nothing")
        written = len(set(_state(whole)) ^ set(before))
        with answered(own) as place:
            writes = sorted({path for method, path in every if method == "POST" and path != "/sign-out"})
            too_much(Caller(place, seen), writes if size.full else writes[:2])
            held = _half_sent(place, size)
            mine = sum(_mine(Caller(place, seen), whole))
    for kind, cases in seen.wrong.items():
        for case in cases[:8]:
            tell(f"{kind}: {case[:500]}")
    for name in held.never[:8]:
        tell(f"never let go: {name}")
    return _figures(seen, every, written, flags, held, mine, size)


def _figures(
    seen: Seen, every: list[tuple[str, str]], written: int, flags: int, held: Held, mine: int, size: Size
) -> tuple[Figure, ...]:  # fmt: skip
    waits = patience.HEAD_SECONDS + security.SILENT_SECONDS + patience.TAKEN_SECONDS + 15.0 if size.full else 12.0
    return (
        at_least("operations, as the application itself lists them", len(every), 130),
        told("requests", seen.asked),
        exactly("foreign calls that were answered", seen.count("answered"), 0),
        exactly("rows, jobs or alerts written by foreign calls", written, 0),
        exactly("writes of the service's own pages and programs that were done", mine, _OWN_WRITES),
        exactly("calls let in without a token that opens", seen.count("let in"), 0),
        exactly("answers without a header that each must carry", seen.count("unguarded"), 0),
        exactly("pages with a script, a style sheet or a handler in them", seen.count("inline"), 0),
        exactly("refusals that tell of the inside", seen.count("told inside"), 0),
        exactly("answers of 500 and above", seen.count("broken"), 0),
        exactly("requests without an answer", seen.count("unanswered"), 0),
        exactly("cookies without their flags", flags, 0),
        exactly("bodies, heads and parts over the caps that were taken", seen.count("too much"), 0),
        exactly("clients that kept the service waiting", held.clients, len(KINDS) * _each(size)),
        exactly("of these never let go", len(held.never), 0),
        at_most("longest that one was waited for", round(held.longest, 1), round(waits + 10, 1), "s", timed=True),
        exactly("others left unanswered meanwhile", held.unanswered, 0),
        told("slowest answer to others meanwhile", round(held.slowest * 1000), "ms", timed=True),
    )


# ------------------------------------------------------- other sites, hosts, methods


def _state(whole: Whole) -> list[tuple[str, ...]]:
    """Every row, job and alert there is, in a word each."""
    ledger: Ledger = whole.service.ledger
    desk = whole.service.desk
    return [
        *(("row", str(row.seq), row.kind) for row in ledger.read(as_of=date(2199, 12, 31))),
        *(("job", job.id) for job in desk.jobs.recent(most=10_000)),
        *(("alert", hook.id, hook.state) for hook in desk.hooks.of()),
        *(("token", one.name, str(one.revoked_at)) for one in desk.tokens.every()),
    ]


def _bodies(path: str, whole: Whole) -> dict[str, Any]:
    """A body that a write at that path would take."""
    match path.rpartition("/")[2]:
        case "notes":
            return {"text": "A note that nobody may write."}
        case "forecasts":
            return {"middle": 0.2}
        case "settle":
            return {"outcome": "no", "resolved_on": "2026-01-02", "source": "made", "evidence": "It says so."}
        case "alerts":
            return {"address": HOOK, "threshold": 0.05}
        case "read":
            return {"text": "Northland sent 12 soldiers on 3 May 2024."}
        case "mcp":
            return {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        case "sign-in":
            return {"token": whole.token}
    return {}


def _foreign(caller: Caller, every: list[tuple[str, str]], whole: Whole, size: Size) -> None:
    draw = random.Random(size.seed)
    origins = [one for one in FROM if one[1] is not None or one[2] is not None]
    hosts = [host for host, own in HOSTS if not own or host == "desk.example"]
    for method, path in every:
        reads = method in _READS
        body = b"" if reads else json.dumps(_bodies(path, whole)).encode()
        kind = {} if reads else _JSON
        some = origins if size.full else draw.sample(origins, 1 if reads else 5)
        for sent, read, write in some:
            limit = read if reads else write
            if limit is None or (path.startswith(("/embed/", "/static/")) and sent.get("origin", HERE) == HERE):
                continue
            answer = caller.send(method, path, {**sent, **kind}, body)
            if answer.status != limit:
                caller.seen.note("answered", f"{method} {path} {sent}: {answer.status}, wanted {limit}")
        for host in hosts if size.full else draw.sample(hosts, 1):
            answer = caller.send(method, path, kind, body, host=host)
            if answer.status not in (400, 421):
                caller.seen.note("answered", f"{method} {path} Host {host!r}: {answer.status}")
        for proxy in _PROXIES if size.full or not reads else ():
            if (answer := caller.send(method, path, {**proxy, **kind}, body)).status != 403:
                caller.seen.note("answered", f"{method} {path} {proxy}: {answer.status}")
        if reads and (size.full or draw.random() < 0.1):
            answer = caller.send(method, path, _NAMED_ELSEWHERE)
            if b"evil.example" in answer.body or "evil.example" in str(answer.headers):
                caller.seen.note("answered", f"{method} {path} names another host as its own")


def _disguised(caller: Caller, every: list[tuple[str, str]], whole: Whole, size: Size) -> None:
    """Methods that nothing is served to, and reads that say they are writes."""
    draw = random.Random(size.seed)
    paths = sorted({path for _, path in every})
    for path in paths if size.full else draw.sample(paths, 5):
        for method in _METHODS:
            answer = caller.send(method, path, {})
            if answer.status not in (400, 403, 405):
                caller.seen.note("answered", f"{method} {path}: {answer.status}")
    writes = sorted({path for method, path in every if method not in _READS})
    for path in writes:
        body = json.dumps(_bodies(path, whole)).encode()
        for disguise in _DISGUISES:
            caller.send("GET", path, {**disguise, **_JSON, "Origin": "null"}, body)
            caller.send("GET", f"{path}?_method=POST", {**disguise, **_JSON}, body)


# ------------------------------------------------------------------------ tokens


def _wrong_tokens(whole: Whole) -> Iterator[dict[str, str]]:
    basic = base64.b64encode(f"x:{whole.revoked}".encode()).decode()
    yield {}
    for text in ("", " ", "x", "ctg_", whole.token[:-1], f"{whole.token}x", whole.token.upper(), whole.revoked,
                 f"{whole.token} {whole.token}", "ctg_" + "a" * 20_000, "\xff\xfe", "null", "../" * 20):  # fmt: skip
        yield {"Authorization": f"Bearer {text}"}
    yield {"Authorization": whole.token}
    yield {"Authorization": f"Token {whole.token}"}
    yield {"Authorization": f"Basic {basic}"}
    yield {"Authorization": "Basic !!!"}
    yield {"Cookie": f"contingent={whole.revoked}"}
    yield {"Cookie": f"session={whole.token}"}
    yield {"X-Api-Key": whole.token}
    yield {"X-Authorization": f"Bearer {whole.token}"}


def _without_token(caller: Caller, every: list[tuple[str, str]], whole: Whole, size: Size) -> None:
    draw = random.Random(size.seed)
    wrong = list(_wrong_tokens(whole))
    for method, path in every:
        if path in OPEN_PLACES or path.startswith("/static/"):
            continue
        body = b"" if method in _READS else json.dumps(_bodies(path, whole)).encode()
        for sent in wrong if size.full else draw.sample(wrong, 1):
            answer = caller.send(method, path, {**({} if method in _READS else _JSON), **sent}, body)
            # 403: a write of which neither a page nor a token says who makes it
            if answer.status not in (400, 401, 403, 431):
                caller.seen.note("let in", f"{method} {path} {str(sent)[:80]}: {answer.status}")
        if method not in _READS:  # what a browser adds by itself vouches for no write
            answer = caller.send(method, path, {**_JSON, "Cookie": f"contingent={whole.token}"}, body)
            if answer.status != 403:
                caller.seen.note("let in", f"{method} {path} by a cookie alone: {answer.status}")
        elif size.full or draw.random() < 0.1:
            answer = caller.send(method, f"{path}?token={whole.token}&access_token={whole.token}", {})
            if answer.status != 401:
                caller.seen.note("let in", f"{method} {path} by a token in the address: {answer.status}")


def _cookies(caller: Caller, whole: Whole) -> int:
    """How many cookies of a sign-in and a sign-out lack a flag."""
    wrong = 0
    for origin, safe in ((HERE, False), ("https://127.0.0.1", True)):
        form = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        said = f"token={whole.token}&next=//evil.example".encode()
        for path, body in (("/sign-in", said), ("/sign-out", b"x=1")):
            answer = caller.send("POST", path, form, body)
            cookie = answer.headers.get("set-cookie", "").lower()
            flags = ["httponly", "samesite=strict", "path=/", *(["secure", "__host-contingent"] if safe else [])]
            wrong += answer.status != 303 or "domain" in cookie or any(flag not in cookie for flag in flags)
            wrong += "evil" in answer.headers.get("location", "")
    return wrong


# ---------------------------------------------------------------- caps, half-sent


def _each(size: Size) -> int:
    """Clients of each kind that keep the service waiting."""
    return size.of(80, 3)


def _half_sent(place: tuple[str, int], size: Size) -> Held:
    """Clients of every kind that keep the service waiting; in the quick form it waits for less."""
    if size.full:
        return hold(place, each=_each(size), seconds=120.0)
    before = patience.HEAD_SECONDS, patience.TAKEN_SECONDS, security.SILENT_SECONDS
    patience.HEAD_SECONDS, patience.TAKEN_SECONDS, security.SILENT_SECONDS = 0.4, 0.4, 0.4
    try:
        return hold(place, each=_each(size), seconds=20.0)
    finally:
        patience.HEAD_SECONDS, patience.TAKEN_SECONDS, security.SILENT_SECONDS = before


_OWN_WRITES = 3


def _mine(caller: Caller, whole: Whole) -> Iterator[bool]:
    """Whether the same writes are done for the service's own pages and programs: the refusals refuse who, not what."""
    path = f"/questions/{whole.open_question}/notes"
    body = json.dumps(_bodies(path, whole)).encode()
    for sent in ({"Origin": HERE.lower()}, {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, {}):
        yield caller.send("POST", path, {**_JSON, **sent}, body).status == 201


ROW = Row(
    key="S7",
    title="Foreign callers",
    what=(
        "Every method and address that the application itself lists, `/mcp` with them, is asked over real connections "
        "by other sites' pages, under other hosts, through proxies, by disguised methods, and with tokens that are "
        "missing, garbled, revoked or in the wrong place, with bodies that would be taken from our own pages: nothing "
        "may be written, and every answer, errors and files too, must carry the security headers. Then bodies and "
        "heads over the caps, and clients that send half a request or take no answer."
    ),
    run=run,
)
