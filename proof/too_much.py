"""Requests that hold too much: bodies, heads, parts and depths over the caps."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.web import security
from proof.callers import HERE
from proof.foreign import Caller
from proof.raw_http import exchanged, request

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def too_much(caller: Caller, writes: Sequence[str]) -> None:
    """Each address is posted all of it; what is taken is noted with the caller."""
    most = security.MOST_BODY_BYTES + 1
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    deep = b'{"text": ' + b"[" * 100_000
    part = b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n'
    parts = b"".join(part % n for n in range(2000)) + b"--b--"
    fields = b"&".join(b"f%d=x" % n for n in range(2000))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    own = {"Origin": HERE, "Accept": "application/json"}
    for path in writes:
        cases: list[tuple[str, bytes]] = [
            ("announced", request("POST", path, {**own, **_JSON, "Content-Length": str(most)})),
            ("announced in words", request("POST", path, {**own, **_JSON, "Content-Length": "1e9"})),
            ("sent in chunks", request("POST", path, {**own, **_JSON, "Transfer-Encoding": "chunked"})
             + chunk * (most // 65_536 + 2)),
            ("nested", request("POST", path, {**own, **_JSON}, deep + b"]" * 100_000 + b"}")),
            ("nested, cut", request("POST", path, {**own, **_JSON}, deep)),
            ("nested 101 deep", request("POST", path, {**own, **_JSON}, b'{"text":' + b"[" * 100 + b"]" * 100 + b"}")),
            ("of 2,000 parts", request("POST", path, {**own, "Content-Type": "multipart/form-data; boundary=b"},
                                       parts)),
            ("of 2,000 fields", request("POST", path, {**own, **form}, fields)),
            ("with a long head", request("POST", path, {**own, "X-Long": "a" * 50_000}, b"{}")),
            ("with a longer head", request("POST", path, {**own, "X-Long": "a" * 90_000}, b"{}")),
            ("with many headers", request("POST", path, {**own, **{f"X-{n}": "a" for n in range(150)}}, b"{}")),
            ("with a long address", request("POST", path + "?x=" + "a" * 30_000, own, b"{}")),
            ("with two hosts", request("POST", path, {**own, "host": "127.0.0.1"}, b"{}")),
        ]  # fmt: skip
        for name, sent in cases:
            answer = exchanged(caller.place, sent)
            lenient = path.startswith("/alerts/") or path in ("/sign-out", "/sign-in", "/mcp")
            caller.look(answer, f"POST {path} {name}", path)
            if not 400 <= answer.status < 500 and not (lenient and "nested" not in name and answer.status < 400):
                caller.seen.note("too much", f"POST {path} {name}: {answer.status} {answer.body[:200]!r}")
