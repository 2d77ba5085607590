"""Who may call the service and who may not: every registered address, every kind of foreign caller, and what each
answer must carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

HERE = "http://127.0.0.1"
FOREIGN = "http://evil.example"
#: headers of a request, what a read and what a write of it are answered at most with (None: whatever the page says)
FROM: tuple[tuple[dict[str, str], int | None, int | None], ...] = (
    ({}, None, None),
    ({"origin": HERE}, None, None),
    ({"origin": HERE, "sec-fetch-site": "same-origin"}, None, None),
    ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, None, None),
    ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, None, 403),
    ({"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, None, 403),
    ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403, 403),
    ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "object"}, 403, 403),
    ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403, 403),
    ({"sec-fetch-site": "anything"}, 403, 403),
    ({"origin": FOREIGN}, 403, 403),
    ({"origin": "null"}, 403, 403),
    ({"origin": ""}, 403, 403),
    ({"origin": "http://127.0.0.1:81"}, 403, 403),
    ({"origin": "http://127.0.0.1.evil.example"}, 403, 403),
    ({"origin": "http://evil@127.0.0.1"}, 403, 403),
    ({"origin": f"{HERE}/path"}, 403, 403),
    ({"origin": "ftp://127.0.0.1"}, 403, 403),
    ({"origin": "http://[::1"}, 403, 403),
    ({"origin": FOREIGN, "sec-fetch-site": "same-origin"}, 403, 403),
    ({"origin": HERE, "sec-fetch-site": "cross-site"}, 403, 403),
)
#: what a Host header may say, and whether a service of this machine that is also called desk.example answers to it
HOSTS = (
    ("127.0.0.1", True), ("127.0.0.1:8000", True), ("localhost", True), ("LOCALHOST:1", True), ("[::1]", True),
    ("[::1]:8000", True), ("desk.example", True), ("evil.example", False), ("127.0.0.1.evil.example", False),
    ("evil.example:127.0.0.1", False), ("localhost.", False), ("", False), ("127.0.0.1:", False), ("127.1", False),
    ("127.0.0.1:99999", False), ("127.0.0.1, evil.example", False), ("user@127.0.0.1", False), ("[::2]", False),
    ("0.0.0.0", False), ("127.0.0.1/../", False), ("127.0.0.1\x00", False), ("2130706433", False),
)  # fmt: skip
_MARK = re.compile(r"\{(\w+)[^}]*\}")


def flat(routes: Iterable[object]) -> Iterator[Any]:
    """Every route, those of routers that were included too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from flat(inner.routes)


def places(app: Any, names: Mapping[str, Sequence[str]] | None = None) -> Iterator[tuple[str, str]]:
    """Every method and address that the application answers; parameters named as in `names`, else after nothing."""
    known = names or {}
    for route in flat(app.routes):
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            yield method, _MARK.sub(lambda mark: known.get(mark[1], ("0",))[0], route.path)


def unguarded(headers: Mapping[str, str], place: str) -> list[str]:
    """What an answer at that place lacks of the headers that each must carry; names are in lower case."""
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers.get("content-security-policy", "").split(";")
    )  # fmt: skip
    embedded, shared = place.startswith("/embed/"), place.startswith(("/embed/", "/static/"))
    wanted = {
        "default-src": "'none'", "base-uri": "'none'", "style-src": "'self'",
        "script-src": None if embedded else "'self'", "frame-ancestors": "*" if embedded else "'none'",
        "form-action": "'none'" if embedded else "'self'",
    }  # fmt: skip
    lacks = [name for name, value in wanted.items() if policy.get(name) != value]
    told = {
        "cross-origin-resource-policy": "cross-origin" if shared else "same-origin",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }
    lacks += [name for name, value in told.items() if headers.get(name) != value]
    lacks += [] if "geolocation=()" in headers.get("permissions-policy", "") else ["permissions-policy"]
    lacks += [] if headers.get("cache-control") else ["cache-control"]
    return lacks + [name for name in ("server", "access-control-allow-origin", "x-powered-by") if name in headers]
