"""Where a request comes from: may this address, from that page, with this much of a head, be answered at all?

Pure functions of the head of a request. Each raises `HTTPException`, whose sentence says what was seen and wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.types import Scope

#: what the service answers to without being told: this machine
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
READS = frozenset({"GET", "HEAD"})
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: a workbench's address holds its whole scenario, some 16 kB
MOST_QUERY_BYTES = 24 * 1024
MOST_PATH_BYTES = 2048
MOST_HEADER_BYTES = 48 * 1024
MOST_HEADERS = 100
#: what another site may show or load: the embeddable question, and the files that every page loads
SHARED_PLACES = ("/embed/", "/static/")
#: what a proxy says of whom it asks for
_HANDED_ON = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::([0-9]{1,5}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a request. `headers` are the names, in lower case, and values as they came."""

    method: str
    path: str
    scheme: str
    query_bytes: int
    headers: Sequence[tuple[bytes, bytes]]

    def all_of(self, name: str) -> list[str]:
        """Every value sent under a name, in order."""
        return [value.decode("latin-1") for key, value in self.headers if key == name.encode("latin-1")]

    def one(self, name: str) -> str | None:
        """The value sent under a name, None where there is none.

        Raises:
            HTTPException: 400, it was sent twice.
        """
        values = self.all_of(name)
        if len(values) > 1:
            raise HTTPException(400, f"the header {name} was sent {len(values)} times; wanted once")
        return values[0] if values else None


def head_of(scope: Scope) -> Head:
    """The head of the request that an ASGI scope describes."""
    return Head(
        method=scope["method"],
        path=scope["path"],
        scheme=scope.get("scheme", "http"),
        query_bytes=len(scope.get("query_string", b"")),
        headers=[(key.lower(), value) for key, value in scope["headers"]],
    )


def check_size(head: Head) -> None:
    """Nothing, if the address and the headers are of a size that a page of ours could have asked for.

    Raises:
        HTTPException: 414 or 431.
    """
    if head.query_bytes > MOST_QUERY_BYTES or len(head.path.encode("utf-8", "replace")) > MOST_PATH_BYTES:
        raise HTTPException(
            414, f"the address is too long; wanted at most {MOST_PATH_BYTES} bytes and {MOST_QUERY_BYTES} after the ?"
        )
    size = sum(len(key) + len(value) for key, value in head.headers)
    if len(head.headers) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise HTTPException(431, f"the request has {len(head.headers)} headers of {size} bytes; send fewer")


def check_host(head: Head, names: frozenset[str]) -> str:
    """The host that was asked for, in lower case, with its port where it has one.

    A page elsewhere may give its own name this machine's address; only the Host header then tells.

    Raises:
        HTTPException: 400 where there is no one well-formed Host or the request is written to a proxy, 421 where it
            is a name that this service does not answer to.
    """
    if not head.path.startswith("/"):
        raise HTTPException(400, "the request asks for a whole address as one asks a proxy; ask for a path")
    host = head.one("host")
    if host is None:
        raise HTTPException(400, "the request has no Host header; wanted the name and port of this service")
    found = _HOST.fullmatch(host)
    if found is None or int(found.group(2) or 0) > 65535:
        raise HTTPException(400, "the Host header is no name and port; wanted one such as 127.0.0.1:8000")
    if found.group(1).lower() not in names:
        raise HTTPException(
            421,
            "this service does not answer to the host that was asked for. "
            "Name it when the service is started (--allow-host NAME) if it should.",
        )
    return host.lower()


def check_origin(head: Head, host: str, *, vouched: bool) -> None:
    """Nothing, if no other site made a browser send this request.

    A foreign Origin is refused whatever is asked for: nothing here is for other pages' scripts. Fetch metadata, where
    the browser sends it, must say that a write comes from a page of ours; other sites may only link here and show
    `SHARED_PLACES`. A write that names no page at all comes from a program, and must be `vouched` for: it carries a
    token of its own, or the service is this machine's own and needs none.

    Raises:
        HTTPException: 403.

    Source: the resource isolation policy of secmetadata.appspot.com, and the account of Go's CrossOriginProtection
    at simonwillison.net/2025/Oct/15/csrf-in-go (both read). Stricter here: same-site is as foreign as cross-site
    (another port of this machine is another program), and reads are judged too.
    """
    origin = head.one("origin")
    if origin is not None and not _own(origin, host, head.scheme):
        raise HTTPException(403, "the request was made by a page of another site; open the page here and act there")
    site = head.one("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    if site is None:
        if head.method in WRITES and origin is None and not vouched:
            raise HTTPException(
                403,
                "the request would change something, and says neither by Origin nor by a token who makes it; "
                "send Authorization: Bearer TOKEN, or act from a page of this service",
            )
        return
    shared = head.path.startswith(SHARED_PLACES)
    linked = head.one("sec-fetch-mode") == "navigate" and head.one("sec-fetch-dest") not in ("object", "embed")
    if head.method not in READS or not (shared or linked):
        raise HTTPException(403, "the request was made by another site; open the page here and act there")


def from_afar(scope: Scope) -> bool:
    """Whether the request came over a network, or from a proxy that it may have reached so."""
    if any(key.lower() in _HANDED_ON for key, _ in scope["headers"]):
        return True
    client = scope.get("client")
    try:
        return client is not None and not ip_address(client[0]).is_loopback
    except ValueError:  # no address: a socket of this machine, or a test
        return False


def _own(origin: str, host: str, scheme: str) -> bool:
    """Whether an Origin is this service's own. On plain http an https page of the same host is: a proxy speaks TLS."""
    try:
        parts = urlsplit(origin.lower())
        bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    except ValueError:
        return False
    ports = {"http": ":80", "https": ":443"}
    default = ports.get(parts.scheme, "")
    same = parts.netloc.removesuffix(default) == host.removesuffix(default)
    return bare and same and parts.scheme in (("https",) if scheme == "https" else ("http", "https"))
